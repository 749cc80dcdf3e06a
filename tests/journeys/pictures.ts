/** Pictures as phones and enemies make them, in bytes: a scan as PNG, and a photograph that tells where it was taken. */
import { crc32, deflateSync } from 'node:zlib'

const chunk = (name: string, bytes: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), bytes])
  const length = Buffer.alloc(4), sum = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** `seed` gives each its own grain, so that a picture does not shrink to nothing and no two are alike. */
export function png(width: number, height: number, seed = 1): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([8, 2], 8)
  const lines = Buffer.alloc((1 + width * 3) * height)
  let grain = seed
  for (let at = 0; at < lines.length; at++) {
    grain = (grain * 1_103_515_245 + 12_345) & 0x7fffffff
    lines[at] = at % (1 + width * 3) === 0 ? 0 : (grain >>> 16) & 0xff
  }
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(lines, { level: 1 })), chunk('IEND', new Uint8Array())])
}

/** A JPEG of a camera: an EXIF segment with the words put in behind the first marker. */
export function withExif(jpeg: Buffer, words: string): Buffer {
  const told = Buffer.concat([Buffer.from('Exif\0\0II*\0\b\0\0\0\0\0', 'latin1'), Buffer.from(words)])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(told.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), head, told, jpeg.subarray(2)])
}

/** A few bytes that would unfold to gigabytes: only its header says how large. */
export function bomb(): Buffer {
  const small = png(8, 8)
  small.writeUInt32BE(50_000, 16)
  small.writeUInt32BE(50_000, 20)
  return small
}
