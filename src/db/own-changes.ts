/** Own changes by their numbers, from wherever they still are: own rows, the journal, and for telling of them the history. */
import type { Change } from '#core/sync/change.ts'
import type { Desk } from './desk.ts'
import { ownFromJournal } from './journal.ts'
import { readOwnRows } from './outbox.ts'
import { covers, sizeOf, type Range } from './ranges.ts'

const overlaps = (ranges: readonly Range[], from: number, to: number): boolean => ranges.some(range => range[0] <= to && from <= range[1])

/** As they were sent, in the order of their numbers; fewer where the county has had them for long and the journal is shorter. */
export async function sentChanges(desk: Desk, numbers: readonly Range[]): Promise<readonly Change[]> {
  const wanted = (changes: readonly Change[]): readonly Change[] => changes.filter(({ number }) => covers(numbers, number))
  const own = wanted((await readOwnRows(desk, desk.ownKeys.filter(({ from, to }) => overlaps(numbers, from, to)))).flat())
  if (own.length >= sizeOf(numbers)) return inOrder(own)
  const opened = await Promise.all((await ownFromJournal(desk)).filter(({ from, to }) => overlaps(numbers, from, to)).map(row => desk.envelopes.openOwn(row)))
  return inOrder([...own, ...wanted(opened.flatMap(changes => changes ?? []))])
}

const inOrder = (changes: readonly Change[]): readonly Change[] =>
  [...new Map(changes.map(change => [change.number, change])).values()].sort((a, b) => a.number - b.number)

const ROWS_AT_ONCE = 20

/** For counting: also those folded away long ago, without what their writers had seen. */
export async function changesOfNumbers(desk: Desk, numbers: readonly Range[]): Promise<readonly Change[]> {
  const found = new Map((await sentChanges(desk, numbers)).map(change => [change.number, change]))
  const missing = sizeOf(numbers) - found.size
  for (let n = 1; missing > 0 && n < desk.state.nextHistory; n += ROWS_AT_ONCE) {
    const rows = await desk.env.store.history(Array.from({ length: Math.min(ROWS_AT_ONCE, desk.state.nextHistory - n) }, (_, i) => n + i))
    for (const row of rows) for (const change of await desk.envelopes.openHistory(row) ?? [])
      if (change.device === desk.identity.device && !found.has(change.number) && covers(numbers, change.number)) found.set(change.number, change)
  }
  return [...found.values()]
}
