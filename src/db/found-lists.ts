/** Lists beside the records, as they must stand after a row came back from the journal without its transaction. */
import type { Head, Value } from '#core/sync/change.ts'
import { asideOf, takesBack } from './aside-kept.ts'
import { decisionsOf, KEPT_DECISIONS, type KeptDecision } from './decisions-kept.ts'
import type { Desk } from './desk.ts'
import { ASIDE, DECISIONS } from './kept.ts'

export interface FoundDecision { readonly id: string; readonly register: string; readonly record: string; readonly field: string; readonly chosen: Value; readonly number: number; readonly at: number; readonly answers: readonly Head[] }

/** `undone`: by the name of what was taken back, the last change that did. */
export async function foundLists(desk: Desk, decided: readonly FoundDecision[], undone: ReadonlyMap<string, number>): Promise<Record<string, readonly unknown[]>> {
  const lists: Record<string, readonly unknown[]> = {}
  const decisions = await decisionsOf(desk)
  const known = new Set(decisions.map(one => one.id))
  const all = [...decided.filter(one => !known.has(one.id)).map((one): KeptDecision => ({ ...one, undone: false, open: false })), ...decisions]
  if (decided.length > 0 || all.some(one => undone.has(one.id)))
    lists[DECISIONS] = all.map(one => (undone.has(one.id) ? { ...one, undone: true, open: true, undoneBy: undone.get(one.id)! } : one)).slice(0, KEPT_DECISIONS)
  const items = await asideOf(desk)
  if (items.some(({ number }) => undone.has(takesBack(number))))
    lists[ASIDE] = items.map(item => (undone.has(takesBack(item.number)) ? { ...item, state: 'withdrawn' } : item))
  return lists
}
