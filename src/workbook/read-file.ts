/**
 * The whole way of a workbook in, in the order that keeps the laptop safe: what kind of file, how it would
 * unfold, that it unfolds as it said, and only then its cells.
 */
import type { ImportProgress } from '../db/book.ts'
import { readRoster } from './read-roster.ts'
import type { ParsedRoster } from './roster-types.ts'
import { proveSizes, scanZip } from './scan-zip.ts'

export async function readRosterFile(name: string, bytes: Uint8Array, onProgress: (progress: ImportProgress) => void): Promise<ParsedRoster> {
  onProgress({ stage: 'checking', done: 0, total: 1 })
  const entries = scanZip(name, bytes)
  await proveSizes(name, bytes, entries, done => onProgress({ stage: 'checking', done, total: entries.length }))
  onProgress({ stage: 'reading', done: 0, total: 1 })
  return readRoster(name, bytes, (done, total) => onProgress({ stage: 'reading', done, total }))
}
