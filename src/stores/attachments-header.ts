/**
 * What a chosen picture is, by its first bytes and not by its name, and how large it would become in memory: a
 * PNG of 60 KB can unfold to 10 GB. Asked before anything decodes it.
 */
export type PictureKind = 'jpeg' | 'png' | 'webp'
export interface PictureHeader { readonly kind: PictureKind; readonly width: number; readonly height: number }

export const MOST_PIXELS = 40_000_000
export const MOST_BYTES = 40_000_000
const LONGEST_SIDE = 30_000

/** Why it is not opened, in words for 'attachment-unreadable'. */
export type HeaderOutcome = { readonly ok: true; readonly header: PictureHeader } | { readonly ok: false; readonly reason: string }

const refused = (reason: string): HeaderOutcome => ({ ok: false, reason })

export function readHeader(bytes: Uint8Array): HeaderOutcome {
  if (bytes.length === 0) return refused('文件是空的')
  const kind = kindOf(bytes)
  if (kind === null) return refused(strangerWords(bytes))
  const size = kind === 'png' ? pngSize(bytes) : kind === 'jpeg' ? jpegSize(bytes) : webpSize(bytes)
  if (!size || size.width < 1 || size.height < 1) return refused('文件不完整')
  const { width, height } = size
  if (width * height > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE) return refused(`${width}×${height} 像素太多，没有打开`)
  return { ok: true, header: { kind, width, height } }
}

const ascii = (bytes: Uint8Array, from: number, length: number): string => String.fromCharCode(...bytes.subarray(from, from + length))

function kindOf(bytes: Uint8Array): PictureKind | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  return ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP' ? 'webp' : null
}

function strangerWords(bytes: Uint8Array): string {
  if (ascii(bytes, 4, 4) === 'ftyp') return '是手机的 HEIC 或视频格式；请在手机相机设置里选“兼容性最佳”，或另存为 JPEG'
  if (ascii(bytes, 0, 4) === 'GIF8') return '是 GIF 动图'
  if (ascii(bytes, 0, 4) === '%PDF') return '是 PDF；请打开后截图或另存为图片'
  return '内容不是图片，只是名字像'
}

const big16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!
const big32 = (bytes: Uint8Array, at: number): number => big16(bytes, at) * 65_536 + big16(bytes, at + 2)
const little24 = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)

interface Size { readonly width: number; readonly height: number }

const pngSize = (bytes: Uint8Array): Size | null =>
  bytes.length >= 33 && ascii(bytes, 12, 4) === 'IHDR' ? { width: big32(bytes, 16), height: big32(bytes, 20) } : null

/** Segments up to the first frame header, which is the one a decoder goes by. */
function jpegSize(bytes: Uint8Array): Size | null {
  let at = 2
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1]!
    if (marker === 0xff) { at++; continue }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return { height: big16(bytes, at + 5), width: big16(bytes, at + 7) }
    if (marker === 0xda || marker === 0xd9) return null
    const length = big16(bytes, at + 2)
    if (length < 2) return null
    at += 2 + length
  }
  return null
}

function webpSize(bytes: Uint8Array): Size | null {
  if (bytes.length < 30) return null
  const chunk = ascii(bytes, 12, 4)
  if (chunk === 'VP8X') return { width: little24(bytes, 24) + 1, height: little24(bytes, 27) + 1 }
  if (chunk === 'VP8 ') return { width: (bytes[26]! | (bytes[27]! << 8)) & 0x3fff, height: (bytes[28]! | (bytes[29]! << 8)) & 0x3fff }
  if (chunk !== 'VP8L' || bytes[20] !== 0x2f) return null
  const packed = bytes[21]! | (bytes[22]! << 8) | (bytes[23]! << 16) | (bytes[24]! << 24)
  return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 }
}
