/**
 * The county's receipts, all of them, and the sheet both sides print when work is handed over. Only what a
 * receipt was taken for counts as being with the county; take.ts lets none in that does not fit what was sent.
 */
import type { Change } from '#core/sync/change.ts'
import type { DeliverySheet, KeptReceipt } from './book-sync.ts'
import { householdOf } from './belongs.ts'
import { ask, type Desk } from './desk.ts'
import { changesOfNumbers } from './own-changes.ts'
import { readKept, receiptsRow, RECEIPTS_A_ROW } from './kept.ts'
import { covers, joinRanges, sizeOf, type Range } from './ranges.ts'
import type { BookState } from './state.ts'

export async function receiptsOf(desk: Desk): Promise<readonly KeptReceipt[]> {
  const { receipts, lastReceipt, lastContact } = desk.state
  // A program that kept one only.
  if (receipts === 0) return lastReceipt ? [{ ...lastReceipt, takenAt: lastContact ?? 0, road: 'line' }] : []
  const rows: KeptReceipt[] = []
  for (let place = 0; place < receipts; place += RECEIPTS_A_ROW) rows.push(...await readKept<KeptReceipt>(desk, receiptsRow(place)))
  return rows
}

export interface Keeping { readonly lists: Readonly<Record<string, readonly KeptReceipt[]>>; readonly patch: Pick<BookState, 'receipts'> }

/** Puts one more behind the others; nothing for one that is there already. */
export async function keepReceipt(desk: Desk, receipt: KeptReceipt): Promise<Keeping> {
  let { receipts } = desk.state
  // By the line each answer is new; a package can be read twice.
  if (receipt.road !== 'line' && (await receiptsOf(desk)).some(known => isSame(known, receipt))) return { lists: {}, patch: { receipts } }
  const first = receipts === 0 ? await receiptsOf(desk) : []
  const name = receiptsRow(receipts + first.length)
  const row = [...first, ...await readKept<KeptReceipt>(desk, name), receipt]
  receipts += first.length + 1
  return { lists: { [name]: row }, patch: { receipts } }
}

const isSame = (a: KeptReceipt, b: KeptReceipt): boolean => a.epoch === b.epoch && a.digest === b.digest && a.at === b.at && a.signature === b.signature

export async function deliverySheet(desk: Desk, since: number | null): Promise<DeliverySheet> {
  const { enrolled } = await ask(desk.env, 'county:status', null)
  const receipts = (await receiptsOf(desk)).filter(({ takenAt }) => since === null || takenAt >= since)
  // A number signed for twice, to a trial county and to the real one, is handed over once.
  const numbers = joinRanges(receipts.flatMap(receipt => receipt.numbers.map(([from, to]): Range => [from, to])))
  const changes = await changesOfNumbers(desk, numbers)
  const byVillage = Map.groupBy(changes, change => desk.state.homes[change.village] ?? change.village)
  const named = [...byVillage].map(([code, own]) => ({ code, name: desk.state.villages.find(village => village.code === code)?.name ?? '', changes: new Set(own.map(change => change.number)).size }))
  return {
    county: enrolled?.county.id ?? '', countyName: enrolled?.county.name ?? '', device: desk.identity.device, person: enrolled?.person ?? '',
    villages: named.sort((a, b) => (a.code < b.code ? -1 : 1)), receipts, changes: sizeOf(numbers), households: householdsOf(desk, changes),
    left: desk.waiting.size + [...desk.state.refused].filter(one => one.done !== true && one.verdict === 'refused' && !covers(numbers, one.number)).length, madeAt: desk.env.now()
  }
}

function householdsOf({ roster }: Desk, changes: readonly Change[]): number {
  const households = new Set<string>()
  for (const { register, record } of changes) {
    const known = roster.get(register, record)
    const household = known && householdOf(known)
    if (household) households.add(household)
  }
  return households.size
}
