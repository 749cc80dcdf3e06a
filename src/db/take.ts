/**
 * The only door for what the county says: verdicts, receipt, feed and clock of one answer, in one
 * transaction. A receipt counts only when its digest is that of the very changes that were sent.
 */
import { AppError } from '#core/error.ts'
import type { Change } from '#core/sync/change.ts'
import { observe } from '#core/sync/clock.ts'
import { changesText } from '#core/sync/signing.ts'
import type { Cursors, ExchangeAnswer } from '#core/sync/wire.ts'
import { sha256, type Taken } from '../sync/round.ts'
import { applyToRoster, ask, commit, show, type Desk } from './desk.ts'
import { bringBack } from './journal.ts'
import { recountWaiting } from './outbox.ts'
import { covers, joinRanges, sizeOf, without, type Range } from './ranges.ts'
import { utf8 } from './seal.ts'
import type { BookState, RefusedChange } from './state.ts'
import type { LogRow } from './store.ts'
import { householdOf } from './belongs.ts'

/** Behind by more than this, a village is loaded as a snapshot instead of change by change. */
const FEED_AT_MOST = 2_000

export const takeAnswer = (desk: Desk, sent: readonly Change[], answer: ExchangeAnswer): Promise<Taken> => desk.inTurn(async () => {
  const restored = desk.state.epoch !== null && desk.state.epoch !== answer.epoch
  const numbers = await receiptNumbers(desk, sent, answer)
  if (restored) await forgetEpoch(desk, answer.highest)
  const refused = refusals(sent, answer)
  // Cursors of a county that was restored mean other changes: its feed is asked for again from the start.
  const pages = restored ? [] : Object.entries(answer.feed).filter(([village]) => desk.state.cursors[village] !== undefined)
  const rows = await logRows(desk, pages.map(([village, { changes }]) => ({ village, changes })))
  const changes = pages.flatMap(([, page]) => page.changes)
  const { state } = desk
  const cursors = newCursors(desk, answer)
  const durable = answer.receipt?.kept === 'durable'
  // A village just given a cursor was not in this feed yet.
  const begun = answer.villages.some(({ code, last }) => last > 0 && state.cursors[code] === undefined && cursors[code] !== undefined)
  const patch: Partial<BookState> = {
    epoch: answer.epoch,
    cursors: { ...cursors, ...Object.fromEntries(pages.map(([village, page]) => [village, page.cursor])) },
    villages: answer.villages, stamp: changes.reduce((last, change) => observe(last, change.stamp), state.stamp),
    next: Math.max(state.next, answer.highest + 1), lastContact: desk.env.now(), lastReceipt: answer.receipt ?? state.lastReceipt,
    confirmed: joinRanges(state.confirmed, durable ? numbers : [], unknownNumbers(state, answer.highest)),
    trial: durable ? without(state.trial, numbers) : joinRanges(state.trial, without(numbers, state.confirmed)),
    refused: [...state.refused.filter(old => !refused.some(one => one.number === old.number)), ...refused],
    log: [...state.log, ...rows.map(({ n, village }) => ({ n, village }))], nextLog: state.nextLog + rows.length
  }
  await commit(desk, patch, { log: rows })
  const touched = applyToRoster(desk, changes)
  for (const { number, register, record } of sent) {
    if (!covers(numbers, number) && !refused.some(one => one.number === number)) continue
    desk.waiting.settle(number)
    const known = desk.roster.get(register, record)
    const household = known && householdOf(known)
    if (household) touched.add(household)
  }
  show(desk, touched)
  if (durable && numbers.length > 0) await ask(desk.env, 'journal:confirm', { numbers: desk.state.confirmed.map(([from, to]): [number, number] => [from, to]) })
  const notKept = refused.filter(({ number }) => !covers(numbers, number)).length
  return { pulled: changes.length, settled: sizeOf(numbers) + notKept, refused: refused.length, more: restored || begun || pages.some(([, page]) => page.more) }
})

/** A laptop that lost everything learns from the county which numbers it has used. */
const unknownNumbers = ({ next }: BookState, highest: number): readonly Range[] => (highest >= next ? [[next, highest]] : [])

/** The numbers of this batch the county signed for. Anything that does not fit what was sent is no answer. */
async function receiptNumbers(desk: Desk, sent: readonly Change[], { receipt, epoch }: ExchangeAnswer): Promise<readonly Range[]> {
  if (!receipt) return []
  const covered = sent.filter(({ number }) => covers(receipt.numbers, number))
  const fits = receipt.device === desk.identity.device && receipt.epoch === epoch && covered.length === receipt.count
    && sizeOf(joinRanges(receipt.numbers)) === covered.length && receipt.digest === await sha256(utf8(changesText(covered)))
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
async function forgetEpoch(desk: Desk, highest: number): Promise<void> {
  const cursors = Object.fromEntries(Object.keys(desk.state.cursors).map(village => [village, 0]))
  desk.state = { ...desk.state, trial: [], refused: desk.state.refused.filter(one => one.verdict === 'refused'), cursors, loading: {} }
  await bringBack(desk, highest)
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
