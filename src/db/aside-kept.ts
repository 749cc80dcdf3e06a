/**
 * Changes the county did not simply take. The change itself is kept here whole: its own row goes once a receipt
 * covers it, and a person has to see weeks later what it said. Pure but for reading the list.
 */
import type { Change, Origin } from '#core/sync/change.ts'
import { stampTime } from '#core/sync/clock.ts'
import type { Review } from '#core/sync/wire.ts'
import type { SetAside } from './book-sync.ts'
import type { Desk } from './desk.ts'
import { changesOfState } from './keep-history.ts'
import { ASIDE, readKept } from './kept.ts'
import { readOwnRows } from './outbox.ts'
import { recordKey } from './roster.ts'
import type { RefusedChange } from './state.ts'

export interface KeptAside extends Omit<SetAside, 'title' | 'household'> {
  readonly village: string
  readonly origin: Origin
  /** Fields not written anew and accepted since; absent: all of them. */
  readonly unmended?: readonly string[]
}

/** What has been settled is kept for people to look at, so many of it. */
const SETTLED_KEPT = 500
/** A change that takes a set-aside one back names it so in its origin. */
const TAKES_BACK = 'aside-'
export const takesBack = (number: number): string => `${TAKES_BACK}${number}`

export const isOpen = ({ state }: Pick<SetAside, 'state'>): boolean => state === 'waiting' || state === 'rejected'

/** Newest number first. Of a program that kept only the numbers the rest is read from wherever it still stands. */
export async function asideOf(desk: Desk): Promise<readonly KeptAside[]> {
  const kept = await readKept<KeptAside>(desk, ASIDE)
  const known = new Set(kept.map(item => item.number))
  const bare = desk.state.refused.filter(({ number }) => !known.has(number))
  if (bare.length === 0) return kept
  const keys = desk.ownKeys.filter(({ from, to }) => bare.some(({ number }) => from <= number && number <= to))
  const own = new Map((await readOwnRows(desk, keys)).flat().map(change => [change.number, change]))
  return sorted([...kept, ...bare.map(one => itemOf(one, own.get(one.number) ?? standing(desk, one)))])
}

function standing({ roster, identity }: Desk, { register, record, number }: RefusedChange): Change | undefined {
  const known = roster.get(register, record)
  return known && changesOfState(known).find(change => change.device === identity.device && change.number === number)
}

function itemOf({ number, verdict, reason, register, record, done }: RefusedChange, change: Change | undefined): KeptAside {
  // Nothing of it stands any more: it has been written over.
  const state = done === true || !change ? 'sent-again' : change.origin.ref?.startsWith(TAKES_BACK) ? 'withdrawn' : 'waiting'
  return {
    number, verdict, reason, register, record, village: change?.village ?? '', at: change ? stampTime(change.stamp) : 0,
    fields: change?.fields ?? {}, origin: change?.origin ?? { kind: 'edit' }, state, note: ''
  }
}

const sorted = (items: readonly KeptAside[]): readonly KeptAside[] => [...items].sort((a, b) => b.number - a.number)

export interface Heard {
  readonly aside: readonly { readonly verdict: RefusedChange; readonly change: Change }[]
  /** Own changes a receipt covers that were not set aside. */
  readonly accepted: readonly Change[]
  readonly reviews: readonly Review[]
}

/** The list after what the county said, and the numbers it has to be told of; the same list when nothing changes. */
export function afterWord(items: readonly KeptAside[], { aside, accepted, reviews }: Heard): { readonly items: readonly KeptAside[]; readonly withdrawn: readonly number[] } {
  if (items.length === 0 && aside.length === 0) return { items, withdrawn: [] }
  const byNumber = new Map(items.map(item => [item.number, item]))
  const withdrawn: number[] = []
  const close = (item: KeptAside): void => { if (item.verdict === 'quarantined') withdrawn.push(item.number) }
  for (const { verdict, change } of aside) {
    const fresh = itemOf(verdict, change)
    const known = byNumber.get(verdict.number)
    // Sent once more to a restored county: what a person here has settled stays settled.
    const item = known && (known.state === 'withdrawn' || known.state === 'sent-again') ? { ...fresh, state: known.state, note: known.note } : fresh
    byNumber.set(item.number, item)
    if (!isOpen(item)) close(item)
  }
  for (const [number, item] of acceptedItems(byNumber, accepted)) {
    byNumber.set(number, item)
    if (item.state === 'sent-again') close(item)
  }
  for (const { number, outcome, note } of reviews) {
    const item = byNumber.get(number)
    if (item && isOpen(item)) byNumber.set(number, { ...item, state: outcome, note })
  }
  return { items: bounded(sorted([...byNumber.values()])), withdrawn }
}

/** Items that the county has taken after all, or whose fields have all been written anew and accepted. */
function acceptedItems(byNumber: ReadonlyMap<number, KeptAside>, accepted: readonly Change[]): ReadonlyMap<number, KeptAside> {
  const open = Map.groupBy([...byNumber.values()].filter(isOpen), item => recordKey(item.register, item.record))
  const after = new Map<number, KeptAside>()
  if (open.size === 0) return after
  for (const change of accepted) for (const one of open.get(recordKey(change.register, change.record)) ?? []) {
    const item = after.get(one.number) ?? one
    if (change.number === item.number) after.set(item.number, { ...item, state: 'released' })
    if (change.number <= item.number) continue
    const unmended = (item.unmended ?? Object.keys(item.fields)).filter(field => !Object.hasOwn(change.fields, field))
    after.set(item.number, { ...item, unmended, ...(unmended.length === 0 && { state: 'sent-again' }) })
  }
  return after
}

function bounded(items: readonly KeptAside[]): readonly KeptAside[] {
  let settled = 0
  return items.filter(item => isOpen(item) || ++settled <= SETTLED_KEPT)
}

/** The county has the released ones like any other; the rest say whether a person still has to look. */
export function refusedAfter(refused: readonly RefusedChange[], items: readonly KeptAside[]): readonly RefusedChange[] {
  const states = new Map(items.map(item => [item.number, item]))
  return refused.flatMap(one => {
    const item = states.get(one.number)
    if (item?.state === 'released') return []
    const done = item !== undefined && !isOpen(item)
    return [done === (one.done === true) ? one : { ...one, done }]
  })
}
