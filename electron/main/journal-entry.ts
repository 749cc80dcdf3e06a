/**
 * One journal entry as bytes, and how to find the entries of a segment again when some of it is damaged.
 * Layout: magic, body length, body (from, to, village, sealed bytes), crc32 of length and body. Big-endian.
 * The layout is for ever: a laptop opens what an older version wrote.
 */
import { crc32 } from 'node:zlib'
import type { JournalEntry } from '#core/host.ts'

const MAGIC = Buffer.from('CJ\x01\xe5', 'latin1')
const HEAD = MAGIC.length + 4
const FIXED = 8 + 8 + 2
export const LARGEST_BODY = 80_000_000

export interface Place {
  readonly offset: number
  readonly size: number
  readonly from: number
  readonly to: number
}

export function encodeEntry(entry: JournalEntry): Buffer {
  const village = Buffer.from(entry.village, 'utf8')
  const bodySize = FIXED + village.length + entry.bytes.byteLength
  const out = Buffer.alloc(HEAD + bodySize + 4)
  MAGIC.copy(out)
  out.writeUInt32BE(bodySize, 4)
  out.writeBigUInt64BE(BigInt(entry.from), HEAD)
  out.writeBigUInt64BE(BigInt(entry.to), HEAD + 8)
  out.writeUInt16BE(village.length, HEAD + 16)
  village.copy(out, HEAD + FIXED)
  out.set(entry.bytes, HEAD + FIXED + village.length)
  out.writeUInt32BE(crc32(out.subarray(4, HEAD + bodySize)), HEAD + bodySize)
  return out
}

/** The entry at `offset`, or why there is none: 'short' = it would end behind the bytes there are. */
export function decodeEntry(bytes: Buffer, offset: number): { readonly entry: JournalEntry; readonly size: number } | 'short' | 'bad' {
  const left = bytes.length - offset
  const start = bytes.subarray(offset, offset + MAGIC.length)
  if (!start.equals(MAGIC.subarray(0, start.length))) return 'bad'
  if (left < HEAD) return 'short'
  const bodySize = bytes.readUInt32BE(offset + 4)
  if (bodySize < FIXED || bodySize > LARGEST_BODY) return 'bad'
  const size = HEAD + bodySize + 4
  if (left < size) return 'short'
  if (bytes.readUInt32BE(offset + HEAD + bodySize) !== crc32(bytes.subarray(offset + 4, offset + HEAD + bodySize))) return 'bad'
  const villageSize = bytes.readUInt16BE(offset + HEAD + 16)
  if (FIXED + villageSize > bodySize) return 'bad'
  const at = offset + HEAD + FIXED
  return {
    size,
    entry: {
      from: Number(bytes.readBigUInt64BE(offset + HEAD)), to: Number(bytes.readBigUInt64BE(offset + HEAD + 8)),
      village: bytes.toString('utf8', at, at + villageSize),
      bytes: new Uint8Array(bytes.subarray(at + villageSize, offset + HEAD + bodySize))
    }
  }
}

export interface Scan {
  readonly places: readonly Place[]
  /** Stretches between sound entries that no longer are entries. */
  readonly damaged: readonly number[]
  /** Where a write that never finished begins; the file's length when there is none. */
  readonly tornAt: number
}

export function scanSegment(bytes: Buffer, each: (entry: JournalEntry) => void): Scan {
  const places: Place[] = []
  const damaged: number[] = []
  let offset = 0
  while (offset < bytes.length) {
    const found = decodeEntry(bytes, offset)
    if (typeof found !== 'string') {
      places.push({ offset, size: found.size, from: found.entry.from, to: found.entry.to })
      each(found.entry)
      offset += found.size
      continue
    }
    const next = nextSound(bytes, offset + 1)
    if (next < 0 && (found === 'short' || unwritten(bytes))) return { places, damaged, tornAt: offset }
    damaged.push(offset)
    if (next < 0) break
    offset = next
  }
  return { places, damaged, tornAt: bytes.length }
}

/** Where the next entry with a right checksum begins: the magic alone may stand inside sealed bytes. */
function nextSound(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(MAGIC, from); at >= 0; at = bytes.indexOf(MAGIC, at + 1))
    if (typeof decodeEntry(bytes, at) !== 'string') return at
  return -1
}

/** A power cut may leave the length of a file but not its last blocks: it then ends in zeros. */
const unwritten = (bytes: Buffer): boolean => bytes.subarray(-8).every(byte => byte === 0)
