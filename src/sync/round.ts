/**
 * One round with the county: the outbox up in order, verdicts, receipt and feed down, the first load of
 * villages that are new here. Nothing is marked by this module: every answer is handed whole to the ledger,
 * which takes it in one transaction, so a cut between any two steps costs at most asking again.
 */
import { AppError } from '#core/error.ts'
import type { Change } from '#core/sync/change.ts'
import { LIMITS, PROTOCOL, type Cursors, type Exchange, type ExchangeAnswer, type Receipt, type SnapshotIndex } from '#core/sync/wire.ts'
import type { RoundProgress, RoundReport } from '../db/book.ts'

/** The county as this laptop reaches it. */
export interface Road {
  exchange(exchange: Exchange): Promise<{ readonly answer: ExchangeAnswer; readonly up: number; readonly down: number }>
  snapshot(village: string): Promise<SnapshotIndex>
  chunk(index: SnapshotIndex, chunk: number): Promise<Uint8Array>
}

export interface Taken {
  readonly pulled: number
  /** Sent changes the county gave a word on; 0 of many means it cannot go on. */
  readonly settled: number
  /** Of these, accepted and not known before. */
  readonly confirmed: number
  readonly refused: number
  /** There is more feed to take, or everything has to be told again to a restored county. */
  readonly more: boolean
  /** Villages whose page did not go on from where this laptop stands; nothing of it was taken. */
  readonly gaps: readonly string[]
}

/** What goes up beside the changes (from protocol 2). */
export interface Asides {
  readonly withdrawn: readonly number[]
  readonly reviewCursor: number
  /** Pictures only here, for the county's list of laptops. */
  readonly attachments: number
  /** The county's own word, where it has to be shown to it. */
  readonly proof: Receipt | null
}

/** What a question had said when it was asked. */
export interface Told { readonly cursors: Cursors; readonly withdrawn: readonly number[]; readonly proof: boolean }

/** What the round needs of the book. Each verb is one transaction. */
export interface Ledger {
  outbox(limit: { readonly changes: number; readonly bytes: number }): Promise<readonly Change[]>
  unsent(): number
  cursors(): Cursors
  asides(): Asides
  take(sent: readonly Change[], answer: ExchangeAnswer, told: Told): Promise<Taken>
  /** A change the county cannot take by its size: it waits for a person, the rest goes on. */
  setAside(change: Change, reason: string): Promise<void>
  /** Villages granted here whose records have not been loaded, or have to be loaded again. */
  toLoad(): readonly string[]
  /** The load under way, when it was cut before. */
  loading(village: string): SnapshotIndex | null
  beginLoad(index: SnapshotIndex): Promise<void>
  missingChunks(village: string): readonly number[]
  takeChunk(village: string, chunk: number, gzipped: Uint8Array): Promise<number>
  endLoad(village: string): Promise<void>
}

export interface RoundControl {
  readonly version: string
  now(): number
  progress(progress: RoundProgress): void
  cancelled(): boolean
}

const BATCH_BYTES = 1_000_000
const FULL: Limit = { changes: LIMITS.changesPerPush, bytes: BATCH_BYTES }
/** Batches that go through before a larger one is tried again. */
const GROW_AFTER = 2
const WITHDRAWN_AT_MOST = 500
/** A chunk that comes damaged is asked for again this often. */
const CHUNK_TRIES = 3
/** Chunks on the road while one is taken in. Each is asked for again after a cut, so there are few. */
const CHUNKS_AHEAD = 1

interface Limit { readonly changes: number; readonly bytes: number }
interface Counts { pushed: number; pulled: number; up: number; down: number; requests: number; refused: number }

/** Thrown where a person has broken off the round; never told as a failure. */
class Cancelled extends Error {}

/** The report of a round that a person broke off says so; what had come by then stays. */
export async function round(ledger: Ledger, road: Road, control: RoundControl): Promise<RoundReport> {
  const report: Counts = { pushed: 0, pulled: 0, up: 0, down: 0, requests: 0, refused: 0 }
  try {
    await exchanges(ledger, breakable(road, control), control, report)
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error
  }
  return control.cancelled() ? { ...report, cancelled: true } : report
}

/** Whatever the road says after it was broken off: it was broken off. */
function breakable(road: Road, { cancelled }: RoundControl): Road {
  const carried = async <T>(going: Promise<T>): Promise<T> => {
    const came = await going.catch((error: unknown) => { throw cancelled() ? new Cancelled() : error })
    if (cancelled()) throw new Cancelled()
    return came
  }
  return {
    exchange: question => carried(road.exchange(question)), snapshot: village => carried(road.snapshot(village)),
    chunk: (index, chunk) => carried(road.chunk(index, chunk))
  }
}

async function exchanges(ledger: Ledger, road: Road, control: RoundControl, report: Counts): Promise<void> {
  const total = ledger.unsent()
  let limit = FULL
  let through = 0
  for (let again = true; again && !control.cancelled();) {
    const batch = await ledger.outbox(limit)
    // One that is too large alone is told from a county that takes nothing at all: by a question without it.
    const asked = await exchange(ledger, road, control, batch, report) ?? (batch.length === 1 ? await exchange(ledger, road, control, [], report) : null)
    if (!asked) {
      if (batch.length <= 1) throw new AppError('body-too-large')
      limit = { changes: Math.ceil(batch.length / 2), bytes: limit.bytes / 2 }
      through = 0
      continue
    }
    const { sent } = asked
    if (sent.length < batch.length) {
      await ledger.setAside(batch[0]!, 'body-too-large')
      report.refused++
      limit = FULL
    } else if (++through % GROW_AFTER === 0) limit = { changes: Math.min(FULL.changes, limit.changes * 2), bytes: Math.min(FULL.bytes, limit.bytes * 2) }
    const taken = await ledger.take(sent, asked.answer, asked.told)
    report.pushed += taken.settled - taken.refused
    report.pulled += taken.pulled
    report.refused += taken.refused
    const pushing = sent.length > 0
    control.progress(pushing ? pushProgress(report, total) : { stage: 'pulling', done: report.pulled, total: report.pulled, up: report.up, down: report.down })
    // An answer that says nothing of what was sent would be asked for for ever.
    if (pushing && taken.settled === 0 && !taken.more) throw new AppError('county-garbled', { host: '' })
    // Unsent is not the same as sendable: what has no real village yet stays here.
    again = taken.more || (ledger.unsent() > 0 && (await ledger.outbox({ changes: 1, bytes: limit.bytes })).length > 0)
    for (const village of ledger.toLoad()) {
      if (control.cancelled()) break
      await load(ledger, road, control, village, report)
      // The feed behind the snapshot.
      again = true
    }
  }
}

function pushProgress({ pushed, refused, up, down }: Counts, total: number): RoundProgress {
  const done = pushed + refused
  const all = Math.max(total, done)
  return { stage: 'pushing', done: pushed, total: all, up, down, ...(done > 0 && { expected: Math.round(up * all / done) }) }
}

interface Asked { readonly sent: readonly Change[]; readonly answer: ExchangeAnswer; readonly told: Told }

/** null: too large for the county. */
async function exchange(ledger: Ledger, road: Road, { version, now }: RoundControl, sent: readonly Change[], report: Counts): Promise<Asked | null> {
  const cursors = ledger.cursors()
  const { withdrawn: all, reviewCursor, attachments, proof } = ledger.asides()
  const withdrawn = all.slice(0, WITHDRAWN_AT_MOST)
  report.requests++
  try {
    const { answer, up, down } = await road.exchange({
      protocol: PROTOCOL, changes: [...sent], cursors, health: { unsent: ledger.unsent(), version, clock: now(), attachments },
      ...(withdrawn.length > 0 && { withdrawn }), reviewCursor, ...(proof && { proof })
    })
    report.up += up
    report.down += down
    return { sent, answer, told: { cursors, withdrawn, proof: proof !== null } }
  } catch (error) {
    if (error instanceof AppError && error.code === 'body-too-large') return null
    throw error
  }
}

async function load(ledger: Ledger, road: Road, control: RoundControl, village: string, report: Counts): Promise<void> {
  if (!ledger.loading(village)) {
    report.requests++
    await ledger.beginLoad(await road.snapshot(village))
  }
  const index = ledger.loading(village)!
  const missing = ledger.missingChunks(village)
  const downBefore = report.down
  const coming: ReturnType<typeof goodChunk>[] = []
  let taking: Promise<number> | null = null
  const taken = async (): Promise<void> => {
    report.pulled += await taking ?? 0
    control.progress({ stage: 'first-load', done: index.chunks.length - ledger.missingChunks(village).length, total: index.chunks.length, up: report.up, down: report.down, expected: downBefore + missing.reduce((sum, chunk) => sum + index.chunks[chunk]!.bytes, 0) })
  }
  for (const [at, chunk] of missing.entries()) {
    if (control.cancelled()) break
    for (const next of missing.slice(at + coming.length, at + 1 + CHUNKS_AHEAD)) {
      const going = goodChunk(road, index, next, report)
      // It is heard when its turn comes, or never where the round ends before.
      going.catch(() => undefined)
      coming.push(going)
    }
    const bytes = await coming.shift()!.catch(async (error: unknown) => {
      // What has come is kept before the round ends.
      if (taking) await taken()
      throw error
    })
    if (bytes === 'gone') {
      // The county made a newer one meanwhile: begin with that.
      if (taking) await taken()
      await ledger.beginLoad(await road.snapshot(village))
      return load(ledger, road, control, village, report)
    }
    // One is opened while the one before it waits for the disk.
    const next = ledger.takeChunk(village, chunk, bytes)
    next.catch(() => undefined)
    if (taking) await taken()
    taking = next
  }
  if (taking) await taken()
  if (ledger.missingChunks(village).length === 0) await ledger.endLoad(village)
}

async function goodChunk(road: Road, index: SnapshotIndex, chunk: number, report: { down: number; requests: number }): Promise<Uint8Array | 'gone'> {
  for (let tries = 1; ; tries++) {
    report.requests++
    try {
      const bytes = await road.chunk(index, chunk)
      report.down += bytes.length
      if (await sha256(bytes) === index.chunks[chunk]!.sha256) return bytes
    } catch (error) {
      if (error instanceof AppError && error.code === 'snapshot-gone') return 'gone'
      throw error
    }
    if (tries >= CHUNK_TRIES) throw new AppError('county-garbled', { host: '' })
  }
}

export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
  return [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
