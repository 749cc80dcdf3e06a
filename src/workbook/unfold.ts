/**
 * Parts of a zip unfolded piece by piece, never beyond the size the directory declared: sizes may lie, and
 * nothing behind here holds a whole sheet's XML at once. A part that is not what it said ends the reading.
 */
import { AppError } from '#core/error.ts'
import type { ZipEntry } from './scan-zip.ts'

const HEAD = 1024
const doctype = '<!DOCTYPE'

export interface Package {
  readonly name: string
  readonly bytes: Uint8Array
  readonly entries: readonly ZipEntry[]
}

/** Gives the pieces in order; throws where the part is damaged, lies about its size or brings a DTD. */
export async function* unfold({ name, bytes }: Package, entry: ZipEntry): AsyncGenerator<Uint8Array, void, void> {
  const refuse = (reason: string): never => { throw new AppError('workbook-unsafe', { name, reason }) }
  const packed = bytes.subarray(entry.at, entry.at + entry.packed)
  // No workbook program writes a DTD; one that is there is an attack on somebody's parser.
  const check = (piece: Uint8Array): void => {
    if (/\.(xml|rels)$/i.test(entry.name) && new TextDecoder().decode(piece.subarray(0, HEAD)).includes(doctype)) refuse(`部件“${entry.name}”带有 DTD`)
  }
  const lies = (): never => refuse(`部件“${entry.name}”的大小与目录所写不符`)
  if (entry.method === 0) {
    check(packed)
    if (packed.length !== entry.size) lies()
    yield packed
    return
  }
  const reader = new Blob([packed as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
  let size = 0
  try {
    for (;;) {
      let part: ReadableStreamReadResult<Uint8Array>
      try {
        part = await reader.read()
      } catch {
        return lies()
      }
      if (part.done) break
      if (size === 0) check(part.value)
      size += part.value.length
      if (size > entry.size) lies()
      yield part.value
    }
  } finally {
    void reader.cancel().catch(() => undefined)
  }
  if (size !== entry.size) lies()
}

/** A whole part as text; '' when there is none. For the small ones. */
export async function partText(from: Package, path: string): Promise<string> {
  const entry = entryOf(from, path)
  if (!entry) return ''
  const whole = new Uint8Array(entry.size)
  let at = 0
  for await (const piece of unfold(from, entry)) {
    whole.set(piece, at)
    at += piece.length
  }
  return new TextDecoder().decode(whole)
}

export function entryOf({ entries }: Package, path: string): ZipEntry | undefined {
  const wanted = path.toLowerCase()
  return entries.find(entry => entry.name.toLowerCase() === wanted)
}
