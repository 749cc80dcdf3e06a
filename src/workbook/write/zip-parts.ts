/**
 * The parts of somebody else's zip as they lie there, to be put together again with a few replaced: what was not
 * touched stays what it was, byte for byte. The bytes must have passed scanZip.
 */
import type { PackedPart } from './zip.ts'

const END = 0x06054b50
const LOCAL_SIZE = 30, CENTRAL_SIZE = 46, END_SIZE = 22

export function zipParts(bytes: Uint8Array): readonly (PackedPart & { readonly name: string })[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = bytes.length - END_SIZE
  while (view.getUint32(end, true) !== END) end -= 1
  const directory = view.getUint32(end + 16, true)
  const found: { readonly name: string; readonly entry: Uint8Array; readonly at: number }[] = []
  for (let i = 0, at = directory; i < view.getUint16(end + 10, true); i++) {
    const nameLength = view.getUint16(at + 28, true)
    const length = CENTRAL_SIZE + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    const name = new TextDecoder().decode(bytes.subarray(at + CENTRAL_SIZE, at + CENTRAL_SIZE + nameLength))
    found.push({ name, entry: bytes.slice(at, at + length), at: view.getUint32(at + 42, true) })
    at += length
  }
  const starts = [...found.map(part => part.at), directory].sort((a, b) => a - b)
  return found.map(({ name, entry, at }) => {
    const data = at + LOCAL_SIZE + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
    // Up to the next part: sizes that stand behind the data go along.
    const next = starts.find(start => start > at) ?? directory
    return { name, entry, head: bytes.subarray(at, data), data: bytes.subarray(data, next) }
  })
}
