/** Entries whose bytes follow from their number, so that what is found can be judged without a copy of what was written. */
import { createHash } from 'node:crypto'
import type { JournalEntry } from '#core/host.ts'

/** Small, so that kills and cuts also hit the moment a new segment begins. */
export const SEGMENT_BYTES = 60_000

export function entryOf(number: number): JournalEntry {
  const seed = createHash('sha256').update(`entry ${number}`).digest()
  const bytes = new Uint8Array(200 + seed.readUInt16BE(0) % 3_000)
  for (let i = 0; i < bytes.length; i++) bytes[i] = seed[i % 32]! ^ (i >>> 5)
  return { from: number, to: number, village: '530521101201', bytes }
}
