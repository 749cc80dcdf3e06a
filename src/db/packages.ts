/**
 * What travels without a line. A report is the county's own questions, in order, as a round would have asked them;
 * nothing in it counts as sent until a receipt has come back, so a lost stick loses nothing but the walk. The
 * county's answers go through the same door as those of a round, so that road and order make no difference.
 */
import { AppError } from '#core/error.ts'
import type { ChosenPackage } from '#core/host.ts'
import type { Change } from '#core/sync/change.ts'
import { stampTime } from '#core/sync/clock.ts'
import { PACKAGE_EXTENSION } from '#core/sync/package.ts'
import { LIMITS, PROTOCOL, type Exchange, type ExchangeAnswer } from '#core/sync/wire.ts'
import { lookFor, noteHere, waitingBlobs, type WaitingBlob } from './attachments-waiting.ts'
import { householdOf } from './belongs.ts'
import type { PackagePreview, PackageRead } from './book-sync.ts'
import { ask, commit, type Desk } from './desk.ts'
import { dayOf } from './ledger-context.ts'
import { noteOnTheWay } from './loss.ts'
import { Outbox } from './outbox.ts'
import { joinRanges, sizeOf, without, type Range } from './ranges.ts'
import { settledRanges } from './state.ts'
import { takeAnswer } from './take.ts'

/** As many as the host takes; what is left goes with the next package. */
const MOST_EXCHANGES = 400
const MOST_ATTACHMENTS = 2_000
/** Of changes as text, which shrink on the way; and of pictures, which do not. */
const CHANGE_BYTES = 150_000_000
const EXCHANGE_BYTES = 2_000_000
const ATTACHMENT_BYTES = 120_000_000
const PACKAGES_REMEMBERED = 50

export const numbersIn = (changes: readonly Change[]): Range[] => joinRanges(changes.map(({ number }): Range => [number, number]))

/** Own changes no receipt covers, in the order of their numbers, at most so many. */
export const unsentChanges = (desk: Desk, most: number): Promise<readonly Change[]> => new Outbox(desk).next({ changes: most, bytes: CHANGE_BYTES })

/** A round's questions; only the last asks for what is new, or the same pages would be answered to each. */
export async function questionsOf(desk: Desk, changes: readonly Change[], most: number): Promise<Exchange[]> {
  const { version } = await ask(desk.env, 'app:info', null)
  const batches = batchesOf(changes).slice(0, most)
  const health = { unsent: desk.waiting.size, version, clock: desk.env.now() }
  const { cursors, withdrawn, reviewCursor } = desk.state
  return (batches.length > 0 ? batches : [[]]).map((batch, i, all): Exchange => ({
    protocol: PROTOCOL, changes: batch, health, cursors: i === all.length - 1 ? cursors : {},
    ...(i === all.length - 1 && { reviewCursor, ...(withdrawn.length > 0 && { withdrawn: withdrawn.slice(0, LIMITS.changesPerPush) }) })
  }))
}

function batchesOf(changes: readonly Change[]): Change[][] {
  const batches: Change[][] = []
  let size = 0
  for (const change of changes) {
    const bytes = JSON.stringify(change).length
    const last = batches[batches.length - 1]
    if (last && last.length < LIMITS.changesPerPush && size + bytes <= EXCHANGE_BYTES) last.push(change)
    else {
      batches.push([change])
      size = 0
    }
    size += bytes
  }
  return batches
}

/** Thumbnails before pictures, as many as a package holds; a name once. */
async function blobsToCarry(desk: Desk): Promise<readonly WaitingBlob[]> {
  const waiting = [...new Map(waitingBlobs(desk).map(blob => [blob.name, blob])).values()]
  const here = await lookFor(desk, waiting.map(({ name }) => name))
  let bytes = 0
  return waiting.filter(({ name }) => here.has(name)).slice(0, MOST_ATTACHMENTS).filter(blob => (bytes += blob.bytes) <= ATTACHMENT_BYTES)
}

export async function previewPackage(desk: Desk): Promise<PackagePreview> {
  const [changes, blobs] = [await unsentChanges(desk, MOST_EXCHANGES * LIMITS.changesPerPush), await blobsToCarry(desk)]
  const households = new Set<string>()
  for (const { register, record } of changes) {
    const known = desk.roster.get(register, record)
    const household = known && householdOf(known)
    if (household) households.add(household)
  }
  const times = changes.map(({ stamp }) => stampTime(stamp))
  return {
    changes: changes.length, households: households.size, first: least(times), last: most(times),
    attachments: new Set(blobs.map(({ record }) => record.id)).size, attachmentBytes: blobs.reduce((sum, { bytes }) => sum + bytes, 0)
  }
}
// Of hundreds of thousands: Math.min(...times) would not take them.
const least = (times: readonly number[]): number | null => times.reduce<number | null>((found, time) => (found === null || time < found ? time : found), null)
const most = (times: readonly number[]): number | null => times.reduce<number | null>((found, time) => (found === null || time > found ? time : found), null)

/** null when the person closed the dialog. Throws 'package-empty' where there is neither anything to carry nor to ask. */
export async function savePackage(desk: Desk): Promise<{ readonly name: string; readonly bytes: number; readonly changes: number } | null> {
  const unsent = await unsentChanges(desk, MOST_EXCHANGES * LIMITS.changesPerPush)
  const exchanges = await questionsOf(desk, unsent, MOST_EXCHANGES)
  const changes = exchanges.flatMap(exchange => exchange.changes)
  const attachments = (await blobsToCarry(desk)).map(({ name }) => name)
  const { cursors, withdrawn } = desk.state
  if (changes.length === 0 && attachments.length === 0 && withdrawn.length === 0 && Object.keys(cursors).length === 0) throw new AppError('package-empty')
  const { enrolled } = await ask(desk.env, 'county:status', null)
  const saved = await ask(desk.env, 'package:save', { exchanges, attachments, name: `交县里-${enrolled?.person ?? ''}-${dayOf(desk.env.now())}.${PACKAGE_EXTENSION}`.slice(0, 100) })
  if (!saved) return null
  await noteOnTheWay(desk, numbersIn(changes))
  return { name: saved.name, bytes: saved.bytes, changes: changes.length }
}

/** The package last chosen; another choice forgets it, as the host does. */
const chosen = new WeakMap<Desk, ChosenPackage>()

export async function choosePackage(desk: Desk): Promise<PackageRead | null> {
  const file = await ask(desk.env, 'package:choose', null)
  if (!file) return null
  chosen.set(desk, file)
  const { token, name, header, answers } = file
  const madeAt = Date.parse(header.madeAt)
  if (!answers) return { kind: 'courier', token, name, madeAt, summary: header.summary, own: header.from === desk.identity.device }
  return { kind: 'answer', token, name, from: header.summary.by, madeAt, seen: desk.state.packages.includes(header.id), ...foreseen(desk, answers) }
}

/** What taking it would do: counted from the answers and where this laptop stands. */
function foreseen({ state }: Desk, answers: readonly ExchangeAnswer[]): { readonly receipts: number; readonly confirmed: number; readonly changes: number; readonly gap: boolean } {
  const receipts = answers.flatMap(({ receipt }) => receipt ?? [])
  const at: Record<string, number> = { ...state.cursors }
  let changes = 0
  let gap = false
  for (const [village, page] of answers.flatMap(({ feed }) => Object.entries(feed))) {
    const cursor = at[village]
    if (cursor === undefined || page.cursor <= cursor) continue
    // Without the pages between, what is in this one would hide that others are missing.
    if ((page.from ?? cursor) > cursor) gap = true
    else {
      changes += page.changes.length
      at[village] = page.cursor
    }
  }
  return { receipts: receipts.length, confirmed: sizeOf(without(joinRanges(...receipts.map(({ numbers }) => numbers)), settledRanges(state))), changes, gap }
}

/** Each answer is one transaction: a cut in between leaves those before, and reading the file again takes the rest. */
export async function takePackage(desk: Desk, token: string): Promise<{ readonly confirmed: number; readonly pulled: number; readonly refused: number }> {
  const file = chosen.get(desk)
  if (!file?.answers || file.token !== token) throw new AppError('package-not-one', { name: '' })
  const report = { confirmed: 0, pulled: 0, refused: 0 }
  for (const answer of file.answers) {
    const taken = await takeAnswer(desk, null, answer, 'package')
    report.confirmed += taken.confirmed
    report.pulled += taken.pulled
    report.refused += taken.refused
  }
  for (const name of file.attachments) noteHere(desk, name)
  const { id } = file.header
  if (!desk.state.packages.includes(id)) await desk.inTurn(() => commit(desk, { packages: [...desk.state.packages, id].slice(-PACKAGES_REMEMBERED) }))
  return report
}
