/**
 * The old values of what a visit changed, kept with the visit (`changedFrom`) and written together with the
 * answer that replaces them: the records forget them, and after a kill nobody could say any more what was
 * different. A field's first old value stays, however often it is answered again.
 */
import type { RecordState, Value } from '../sync/change.ts'
import { questionKey } from './question.ts'

/** Key of a member that this visit brought into the book. */
export const newMemberKey = (id: string): string => questionKey('person', id, '*')

export type Before = Readonly<Record<string, Value>>

export function beforeOf(visit: RecordState): Before {
  const kept = visit.values['changedFrom']
  if (typeof kept !== 'string' || kept === '') return {}
  const parsed: unknown = parse(kept)
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed as Before : {}
}

// The text may come from another laptop: what is not JSON is no reason to lose the visit's page.
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The visit's `changedFrom` with one more old value; the first old value of a field stays. */
export function keepBefore(visit: RecordState, old: Before): string {
  return JSON.stringify({ ...old, ...beforeOf(visit) })
}
