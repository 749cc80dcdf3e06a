/**
 * A zip written part by part: deflated by the platform's own stream while it is being made, so that the
 * unpacked text of a big sheet never lies in memory whole. The gzip frame is asked for and taken off again,
 * because it brings the checksum and the size along for nothing.
 */
const LOCAL = 0x04034b50, CENTRAL = 0x02014b50, END = 0x06054b50
const LOCAL_SIZE = 30, CENTRAL_SIZE = 46, END_SIZE = 22
const GZIP_HEAD = 10, GZIP_TAIL = 8
const VERSION = 20, DEFLATED = 8
/** 1 January 1980: the same content gives the same bytes, and the file tells nobody's clock. */
const NO_DATE = 0x0021

/** A part as it lies in a zip: `head` and `entry` are its local and central header with its name and whatever follows. */
export interface PackedPart {
  readonly head: Uint8Array
  readonly data: Uint8Array
  readonly entry: Uint8Array
}

export interface PartWriter {
  /** Resolves when the bytes have been taken; a big part is given in pieces. */
  write(bytes: Uint8Array): Promise<void>
  close(): Promise<PackedPart>
}

export function openPart(name: string): PartWriter {
  const stream = new CompressionStream('gzip')
  const writer = stream.writable.getWriter()
  const packed = new Response(stream.readable).arrayBuffer()
  return {
    write: bytes => writer.write(bytes as Uint8Array<ArrayBuffer>),
    async close() {
      await writer.close()
      const gzip = new Uint8Array(await packed)
      const tail = new DataView(gzip.buffer, gzip.length - GZIP_TAIL)
      return packedPart(name, gzip.subarray(GZIP_HEAD, gzip.length - GZIP_TAIL), tail.getUint32(0, true), tail.getUint32(4, true))
    }
  }
}

export async function packPart(name: string, content: string | Uint8Array): Promise<PackedPart> {
  const part = openPart(name)
  await part.write(typeof content === 'string' ? new TextEncoder().encode(content) : content)
  return part.close()
}

function packedPart(name: string, data: Uint8Array, crc: number, size: number): PackedPart {
  const letters = new TextEncoder().encode(name)
  const head = new Uint8Array(LOCAL_SIZE + letters.length), entry = new Uint8Array(CENTRAL_SIZE + letters.length)
  const fields = (view: DataView, at: number): void => {
    view.setUint16(at, VERSION, true)
    view.setUint16(at + 4, DEFLATED, true)
    view.setUint16(at + 8, NO_DATE, true)
    view.setUint32(at + 10, crc, true)
    view.setUint32(at + 14, data.length, true)
    view.setUint32(at + 18, size, true)
    view.setUint16(at + 22, letters.length, true)
  }
  const local = new DataView(head.buffer), central = new DataView(entry.buffer)
  local.setUint32(0, LOCAL, true)
  fields(local, 4)
  central.setUint32(0, CENTRAL, true)
  central.setUint16(4, VERSION, true)
  fields(central, 6)
  head.set(letters, LOCAL_SIZE)
  entry.set(letters, CENTRAL_SIZE)
  return { head, data, entry }
}

export function joinZip(parts: readonly PackedPart[]): Uint8Array {
  const directory = parts.reduce((sum, part) => sum + part.entry.length, 0)
  const content = parts.reduce((sum, part) => sum + part.head.length + part.data.length, 0)
  const zip = new Uint8Array(content + directory + END_SIZE)
  const view = new DataView(zip.buffer)
  let at = 0, entryAt = content
  for (const { head, data, entry } of parts) {
    zip.set(entry, entryAt)
    view.setUint32(entryAt + 42, at, true)
    entryAt += entry.length
    zip.set(head, at)
    zip.set(data, at + head.length)
    at += head.length + data.length
  }
  view.setUint32(entryAt, END, true)
  view.setUint16(entryAt + 8, parts.length, true)
  view.setUint16(entryAt + 10, parts.length, true)
  view.setUint32(entryAt + 12, directory, true)
  view.setUint32(entryAt + 16, content, true)
  return zip
}
