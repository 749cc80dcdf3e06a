/**
 * What a person does about a change that was set aside: write it anew, or take it back. Either way its number is
 * closed here and the county is told at the next round, so that nobody there looks at it in vain.
 */
import { AppError } from '#core/error.ts'
import type { Change } from '#core/sync/change.ts'
import { stampTime } from '#core/sync/clock.ts'
import { contextOf, headsOf } from '#core/sync/merge.ts'
import type { SetAside } from './book-sync.ts'
import { householdOf } from './belongs.ts'
import { asideOf, isOpen, type KeptAside, refusedAfter, takesBack } from './aside-kept.ts'
import { titleOf } from './conflicts.ts'
import { commit, type Desk } from './desk.ts'
import { changesOfRecord } from './history.ts'
import { ASIDE, sealKept, type SealedKept } from './kept.ts'
import type { BookState, RefusedChange } from './state.ts'
import { type KeptStep, overwrittenFrom } from './steps.ts'
import { chainsOf, planBack } from './undo.ts'
import { writeNow, type PlacedEntry } from './write.ts'

export async function listAside(desk: Desk): Promise<readonly SetAside[]> {
  return (await asideOf(desk)).map(({ number, verdict, reason, register, record, at, fields, state, note }) => {
    const known = desk.roster.get(register, record)
    return { number, verdict, reason, register, record, household: known ? householdOf(known) : null, title: titleOf(desk.roster, known), at, fields, state, note }
  })
}

interface Settling { readonly patch: Partial<BookState>; readonly kept: SealedKept }

async function settling(desk: Desk, items: readonly KeptAside[], item: KeptAside, state: 'sent-again' | 'withdrawn'): Promise<Settling> {
  const after = items.map(one => (one.number === item.number ? { ...one, state } : one))
  return {
    kept: await sealKept(desk, { [ASIDE]: after }),
    patch: {
      refused: refusedAfter(desk.state.refused, after),
      withdrawn: item.verdict === 'quarantined' ? [...new Set([...desk.state.withdrawn, item.number])] : desk.state.withdrawn
    }
  }
}

async function openItem(desk: Desk, number: number): Promise<{ readonly items: readonly KeptAside[]; readonly item: KeptAside }> {
  const items = await asideOf(desk)
  const item = items.find(one => one.number === number)
  if (!item || !isOpen(item)) throw new AppError('aside-gone')
  return { items, item }
}

/** Writes the entries and settles the item in one transaction, also where there is nothing to write. */
async function settleWith(desk: Desk, { patch, kept }: Settling, entries: readonly PlacedEntry[], origin: Change['origin'], village: string): Promise<void> {
  const { changes } = await writeNow(desk, entries, origin, village, async () => ({ patch, sealed: kept.sealed }))
  if (changes.length === 0) await commit(desk, patch, { sealed: kept.sealed })
  kept.settle()
}

export const sendAgain = (desk: Desk, number: number): Promise<void> => desk.inTurn(async () => {
  const { items, item } = await openItem(desk, number)
  const { register, record, origin, village } = item
  // A later answer of anybody who had this one in view is not written over with it.
  const fields = Object.fromEntries(Object.entries(item.fields).filter(([field]) => stillStands(desk, item, field)))
  const settled = await settling(desk, items, item, 'sent-again')
  await settleWith(desk, settled, [{ register, record, fields, village }], origin, village)
})

function stillStands({ roster, identity: { device } }: Desk, { register, record, number }: KeptAside, field: string): boolean {
  const known = roster.get(register, record)
  if (!known || (contextOf(known, field)[device] ?? 0) < number) return true
  return headsOf(known, field).some(head => head.device === device && head.number === number)
}

export async function withdraw(desk: Desk, number: number): Promise<{ readonly restored: number; readonly left: number }> {
  // The history takes its own turn; what is written meanwhile is seen by the plan.
  const kept = await beforeOf(desk, (await openItem(desk, number)).item)
  return desk.inTurn(async () => {
    const { items, item } = await openItem(desk, number)
    const step = { id: takesBack(number), kind: 'ledger', title: '没有被接收的改动', at: item.at, changes: 1, undone: false } as const
    const { entries, left, restored } = planBack(desk, step, kept, await chainsOf(desk, step, kept))
    await settleWith(desk, await settling(desk, items, item, 'withdrawn'), entries, { kind: 'undo', ref: takesBack(number) }, item.village)
    return { restored, left: left.length }
  })
}

/** What the change wrote over, by the history of its record. */
async function beforeOf(desk: Desk, { register, record, number, fields }: KeptAside): Promise<KeptStep> {
  const { device } = desk.identity
  const all = await changesOfRecord(desk, register, record)
  const at = all.findIndex(change => change.device === device && change.number === number)
  return overwrittenFrom(device, { register, record, number, fields }, at < 0 ? all : all.slice(0, at))
}

/** Too large for the county all by itself: it waits for a person, and the rest goes on. */
export const setAsideHere = (desk: Desk, change: Change, reason: string): Promise<void> => desk.inTurn(async () => {
  const refused: RefusedChange = { number: change.number, verdict: 'refused', reason, register: change.register, record: change.record }
  const { number, register, record, village, origin, fields } = change
  const item: KeptAside = { number, verdict: 'refused', reason, register, record, village, origin, fields, at: stampTime(change.stamp), state: 'waiting', note: '' }
  const kept = await sealKept(desk, { [ASIDE]: [item, ...(await asideOf(desk)).filter(one => one.number !== number)] })
  await commit(desk, { refused: [...desk.state.refused.filter(one => one.number !== number), refused] }, { sealed: kept.sealed })
  kept.settle()
  desk.waiting.settle(number)
})
