/**
 * The only door for what the county says: verdicts, receipt, feed, reviews and clock of one answer, in one
 * transaction, by whatever road it came. A receipt counts only when its digest is that of the very changes that
 * were sent; a page of the feed only when it goes on where this laptop stands, never across a gap.
 */
import { AppError } from '#core/error.ts'
import type { Change } from '#core/sync/change.ts'
import { observe } from '#core/sync/clock.ts'
import { changesText } from '#core/sync/signing.ts'
import type { Cursors, ExchangeAnswer, FeedPage } from '#core/sync/wire.ts'
import { sha256, type Taken } from '../sync/round.ts'
import { afterWord, asideOf, refusedAfter } from './aside-kept.ts'
import type { KeptReceipt } from './book-sync.ts'
import { applyToRoster, ask, commit, show, type Desk } from './desk.ts'
import { bringBack } from './journal.ts'
import { ASIDE, MERGED, sealKept } from './kept.ts'
import { mergedOf, withMerged } from './merged.ts'
import { recountWaiting } from './outbox.ts'
import { sentChanges } from './own-changes.ts'
import { covers, joinRanges, sizeOf, without, type Range } from './ranges.ts'
import { proofWanted } from './proof.ts'
import { keepReceipt } from './receipts.ts'
import { utf8 } from './seal.ts'
import { settledRanges, type BookState, type RefusedChange } from './state.ts'
import type { LogRow } from './store.ts'
import { householdOf } from './belongs.ts'
import { arrivedByFeed } from './team.ts'

/** Behind by more than this, a village is loaded as a snapshot instead of change by change. */
const FEED_AT_MOST = 2_000

type Road = KeptReceipt['road']

/** What this laptop had said when it asked; an answer by package belongs to no question. */
export interface Told { readonly cursors?: Cursors; readonly withdrawn?: readonly number[]; readonly proof?: boolean }

/** `sent` null: by package or hub; the own changes it speaks of are read from the own rows. */
export const takeAnswer = (desk: Desk, sent: readonly Change[] | null, answer: ExchangeAnswer, road: Road = 'line', told: Told = {}): Promise<Taken> => desk.inTurn(async () => {
  // A package made before the county was restored, found again in a pocket.
  if (road !== 'line' && isOutdated(desk, answer)) return { pulled: 0, settled: 0, confirmed: 0, refused: 0, more: false, gaps: [] }
  const restored = desk.state.epoch !== null && desk.state.epoch !== answer.epoch
  const own = sent ?? await sentChanges(desk, spokenOf(answer))
  const numbers = await receiptNumbers(desk, own, answer, sent === null)
  const settledBefore = settledRanges(desk.state)
  if (restored) await forgetEpoch(desk)
  const refused = refusals(own, answer).filter(({ number }) => road === 'line' || !desk.state.refused.some(old => old.number === number))
  // Cursors of a county that was restored mean other changes: its feed is asked for again from the start.
  const { pages, gaps, more } = restored ? { pages: [], gaps: [], more: true } : fittingPages(desk, answer, road, told)
  const rows = await logRows(desk, pages.map(([village, { changes }]) => ({ village, changes })))
  const changes = pages.flatMap(([, page]) => page.changes)
  const { state } = desk
  const isNewest = answer.time >= state.heardAt
  const cursors = isNewest ? newCursors(desk, answer) : state.cursors
  const durable = answer.receipt?.kept === 'durable'
  // A village just given a cursor was not in this feed yet.
  const begun = isNewest && answer.villages.some(({ code, last }) => last > 0 && state.cursors[code] === undefined && cursors[code] !== undefined)
  const lists = await newLists(desk, { own, numbers, refused, changes, answer, road })
  const patch: Partial<BookState> = {
    epoch: answer.epoch,
    cursors: { ...cursors, ...Object.fromEntries(pages.map(([village, page]) => [village, page.cursor])) },
    ...(isNewest && { villages: answer.villages, heardAt: answer.time, ...(answer.role && { role: answer.role }) }),
    stamp: changes.reduce((last, change) => observe(last, change.stamp), state.stamp),
    next: Math.max(state.next, answer.highest + 1), lastContact: road === 'line' ? desk.env.now() : Math.max(state.lastContact ?? 0, answer.time),
    confirmed: joinRanges(state.confirmed, durable ? numbers : [], unknownNumbers(state, answer.highest)),
    trial: durable ? without(state.trial, numbers) : joinRanges(state.trial, without(numbers, state.confirmed)),
    log: [...state.log, ...rows.map(({ n, village }) => ({ n, village }))], nextLog: state.nextLog + rows.length,
    reviewCursor: Math.max(state.reviewCursor, ...(answer.reviews ?? []).map(review => review.n)),
    ...lists.patch, withdrawn: stillToTell(lists.patch.withdrawn, answer, told), ...arrivedByFeed(desk, changes)
  }
  const kept = await sealKept(desk, lists.kept)
  await commit(desk, patch, { log: rows, sealed: kept.sealed, dropUndo: droppedTeam(state, patch) })
  kept.settle()
  const touched = applyToRoster(desk, changes)
  for (const { number, register, record } of own) {
    if (!covers(numbers, number) && !refused.some(one => one.number === number)) continue
    desk.waiting.settle(number)
    const known = desk.roster.get(register, record)
    const household = known && householdOf(known)
    if (household) touched.add(household)
  }
  show(desk, touched)
  if (durable && numbers.length > 0) await ask(desk.env, 'journal:confirm', { numbers: desk.state.confirmed.map(([from, to]): [number, number] => [from, to]) })
  const notKept = refused.filter(({ number }) => !covers(numbers, number)).length
  const confirmed = sizeOf(without(numbers, [...settledBefore, ...refused.map(({ number }): Range => [number, number])]))
  return { pulled: changes.length, settled: sizeOf(numbers) + notKept, confirmed, refused: refused.length, more: more || begun || (road === 'line' && proofWanted(desk, answer, told.proof === true)), gaps }
})

const isOutdated = ({ state }: Desk, { epoch, time }: ExchangeAnswer): boolean => state.epoch !== null && state.epoch !== epoch && time < state.heardAt

/** Own numbers an answer names. */
const spokenOf = ({ receipt, verdicts }: ExchangeAnswer): readonly Range[] =>
  joinRanges(receipt?.numbers ?? [], verdicts.map(({ number }): Range => [number, number]))

interface Fitting { readonly pages: readonly (readonly [string, FeedPage])[]; readonly gaps: readonly string[]; readonly more: boolean }

/** Pages that go on from where this laptop stands. What lies behind it brings nothing new; what lies ahead leaves a gap. */
function fittingPages({ state }: Desk, { feed }: ExchangeAnswer, road: Road, told: Told): Fitting {
  const pages: (readonly [string, FeedPage])[] = []
  const gaps: string[] = []
  let more = false
  for (const [village, page] of Object.entries(feed)) {
    const at = state.cursors[village]
    if (at === undefined) continue
    const asked = told.cursors?.[village]
    const from = page.from ?? asked ?? at
    if (from > at) {
      // Asked from here and answered from further on: not a page of this question.
      if (road === 'line' && asked === at) throw new AppError('county-garbled', { host: '' })
      gaps.push(village)
      more = true
    } else if (page.cursor > at) {
      pages.push([village, page])
      more ||= page.more
    } else more ||= page.more && asked !== undefined && asked < at
  }
  return { pages, gaps, more }
}

interface Heard {
  readonly own: readonly Change[]
  readonly numbers: readonly Range[]
  readonly refused: readonly RefusedChange[]
  readonly changes: readonly Change[]
  readonly answer: ExchangeAnswer
  readonly road: Road
}

/** Set-aside changes, merged edits and receipts, as they stand after this answer; only those that change. */
async function newLists(desk: Desk, { own, numbers, refused, changes, answer, road }: Heard): Promise<{ readonly kept: Readonly<Record<string, readonly unknown[]>>; readonly patch: Pick<BookState, 'refused' | 'receipts' | 'lastReceipt' | 'withdrawn'> }> {
  const { state } = desk
  const before = await asideOf(desk)
  const setAside = new Map(refused.map(one => [one.number, one]))
  const { items, withdrawn } = afterWord(before, {
    aside: own.flatMap(change => { const verdict = setAside.get(change.number); return verdict ? [{ verdict, change }] : [] }),
    accepted: own.filter(({ number }) => covers(numbers, number) && !setAside.has(number)),
    reviews: (answer.reviews ?? []).filter(review => review.n > state.reviewCursor)
  })
  const known = await mergedOf(desk)
  const merged = withMerged(desk, known, changes)
  const { receipt } = answer
  const keeping = receipt && numbers.length > 0 ? await keepReceipt(desk, { ...receipt, takenAt: desk.env.now(), road }) : { lists: {}, patch: { receipts: state.receipts } }
  const isLast = receipt !== null && numbers.length > 0 && (road === 'line' || receipt.at >= (state.lastReceipt?.at ?? ''))
  return {
    kept: { ...(items !== before && { [ASIDE]: items }), ...(merged !== known && { [MERGED]: merged }), ...keeping.lists },
    patch: {
      refused: refusedAfter([...state.refused.filter(old => !setAside.has(old.number)), ...refused], items),
      lastReceipt: isLast ? receipt : state.lastReceipt, withdrawn: [...new Set([...state.withdrawn, ...withdrawn])], ...keeping.patch
    }
  }
}

/** A county that does not speak of reviews has not heard what was taken back. */
function stillToTell(withdrawn: readonly number[], { protocol = 1 }: ExchangeAnswer, told: Told): readonly number[] {
  const heard = new Set(protocol >= 2 ? told.withdrawn : [])
  return heard.size === 0 ? withdrawn : withdrawn.filter(number => !heard.has(number))
}

/** Rows of the team whose changes the county has brought. */
function droppedTeam(state: BookState, { teamRows }: Partial<BookState>): readonly string[] {
  if (!teamRows) return []
  const left = new Set(teamRows.map(row => row.id))
  return state.teamRows.filter(row => !left.has(row.id)).map(row => row.id)
}

/** A laptop that lost everything learns from the county which numbers it has used. */
const unknownNumbers = ({ next }: BookState, highest: number): readonly Range[] => (highest >= next ? [[next, highest]] : [])

/**
 * The numbers the county signed for. Anything that does not fit what was sent is no answer. `bySelf`: the changes
 * were read here; where the county has had them so long that they are gone, the receipt says nothing new.
 */
async function receiptNumbers(desk: Desk, sent: readonly Change[], { receipt, epoch }: ExchangeAnswer, bySelf: boolean): Promise<readonly Range[]> {
  if (!receipt) return []
  const covered = sent.filter(({ number }) => covers(receipt.numbers, number))
  const named = sizeOf(joinRanges(receipt.numbers))
  const mine = receipt.device === desk.identity.device && receipt.epoch === epoch && receipt.count === named
  if (mine && bySelf && covered.length < named) return []
  const fits = mine && covered.length === named && receipt.digest === await sha256(utf8(changesText(covered)))
  if (!fits) throw new AppError('county-garbled', { host: '' })
  return joinRanges(receipt.numbers)
}

function refusals(sent: readonly Change[], { verdicts }: ExchangeAnswer): RefusedChange[] {
  const byNumber = new Map(sent.map(change => [change.number, change]))
  return verdicts.flatMap(({ number, verdict, reason }) => {
    const change = byNumber.get(number)
    if (!change || (verdict !== 'refused' && verdict !== 'quarantined')) return []
    return [{ number, verdict, reason, register: change.register, record: change.record }]
  })
}

/** The county was restored from a copy: what it has lost is sent again, its feed is read from the start. */
async function forgetEpoch(desk: Desk): Promise<void> {
  const cursors = Object.fromEntries(Object.keys(desk.state.cursors).map(village => [village, 0]))
  desk.state = { ...desk.state, trial: [], refused: desk.state.refused.filter(one => one.verdict === 'refused'), cursors, loading: {}, reviewCursor: 0, onTheWay: null }
  await bringBack(desk)
  await recountWaiting(desk)
}

/** A village that is empty at the county, or whose every change so far is our own, needs no first load. */
function newCursors(desk: Desk, { villages }: ExchangeAnswer): Cursors {
  const cursors: Record<string, number> = { ...desk.state.cursors }
  const own = desk.ownKeys.map(({ from, to }): Range => [from, to])
  const complete = without(desk.state.confirmed, own).length === 0
  for (const { code, last } of villages) {
    if (cursors[code] !== undefined || desk.state.loading[code] || desk.state.reload.includes(code)) continue
    const mine = sizeOf(desk.ownKeys.filter(key => key.village === code).map(({ from, to }): Range => [from, to]))
    if (last === 0 || (mine > 0 && complete && last - mine <= FEED_AT_MOST)) cursors[code] = 0
  }
  return cursors
}

const logRows = (desk: Desk, batches: readonly { village: string; changes: readonly Change[] }[]): Promise<LogRow[]> =>
  Promise.all(batches.filter(batch => batch.changes.length > 0).map(({ village, changes }, i) => desk.envelopes.log({ n: desk.state.nextLog + i, village }, changes)))
