/**
 * Where a record lives now. A household that moves to another village keeps its records and their whole
 * history: the county puts every change of them into the other village's feed as well and marks each record
 * with `movedTo` in both. Edits still on their way from the old village are logged there and passed on; so all
 * who hold both feeds, and those who hold one, agree on what the record is.
 */
import type { RecordState } from './change.ts'

/** Set by the county, or by a laptop that is granted both villages; the code of the village it lives in now. */
export const MOVED_TO = 'movedTo'

export function homeOf(record: RecordState): string {
  const to = Object.hasOwn(record.values, MOVED_TO) ? record.values[MOVED_TO] : null
  return typeof to === 'string' && to !== '' ? to : record.village
}
