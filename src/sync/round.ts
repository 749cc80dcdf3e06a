/**
 * One round with the county: the outbox up in order, verdicts, receipt and feed down, the first load of
 * villages that are new here. Nothing is marked by this module: every answer is handed whole to the ledger,
 * which takes it in one transaction, so a cut between any two steps costs at most asking again.
 */
import { AppError } from '#core/error.ts'
import type { Change } from '#core/sync/change.ts'
import { LIMITS, PROTOCOL, type Cursors, type Exchange, type ExchangeAnswer, type SnapshotIndex } from '#core/sync/wire.ts'
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
  readonly refused: number
  /** There is more feed to take, or everything has to be told again to a restored county. */
  readonly more: boolean
}

/** What the round needs of the book. Each verb is one transaction. */
export interface Ledger {
  outbox(limit: { readonly changes: number; readonly bytes: number }): Promise<readonly Change[]>
  unsent(): number
  cursors(): Cursors
  take(sent: readonly Change[], answer: ExchangeAnswer): Promise<Taken>
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
/** A chunk that comes damaged is asked for again this often. */
const CHUNK_TRIES = 3
/** Chunks on the road while one is taken in. Each is asked for again after a cut, so there are few. */
const CHUNKS_AHEAD = 1

export async function round(ledger: Ledger, road: Road, control: RoundControl): Promise<RoundReport> {
  const report = { pushed: 0, pulled: 0, up: 0, down: 0, requests: 0, refused: 0 }
  const total = ledger.unsent()
  let limit: { changes: number; bytes: number } = { changes: LIMITS.changesPerPush, bytes: BATCH_BYTES }
  for (let again = true; again && !control.cancelled();) {
    const sent = await ledger.outbox(limit)
    const asked = await exchange(ledger, road, control, sent)
    report.requests++
    if (asked === 'too-large') {
      if (sent.length <= 1) throw new AppError('body-too-large')
      limit = { changes: Math.ceil(sent.length / 2), bytes: limit.bytes / 2 }
      continue
    }
    const taken = await ledger.take(sent, asked.answer)
    report.pushed += taken.settled - taken.refused
    report.pulled += taken.pulled
    report.refused += taken.refused
    report.up += asked.up
    report.down += asked.down
    const pushing = sent.length > 0
    control.progress({ stage: pushing ? 'pushing' : 'pulling', done: pushing ? report.pushed : report.pulled, total: pushing ? Math.max(total, report.pushed) : report.pulled, up: report.up, down: report.down })
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
  return report
}

async function exchange(ledger: Ledger, road: Road, { version, now }: RoundControl, sent: readonly Change[]): Promise<Awaited<ReturnType<Road['exchange']>> | 'too-large'> {
  try {
    return await road.exchange({
      protocol: PROTOCOL, changes: [...sent], cursors: ledger.cursors(), health: { unsent: ledger.unsent(), version, clock: now() }
    })
  } catch (error) {
    if (error instanceof AppError && error.code === 'body-too-large') return 'too-large'
    throw error
  }
}

async function load(ledger: Ledger, road: Road, control: RoundControl, village: string, report: { down: number; requests: number; pulled: number }): Promise<void> {
  if (!ledger.loading(village)) {
    report.requests++
    await ledger.beginLoad(await road.snapshot(village))
  }
  const index = ledger.loading(village)!
  const missing = ledger.missingChunks(village)
  const coming: ReturnType<typeof goodChunk>[] = []
  let taking: Promise<number> | null = null
  const taken = async (): Promise<void> => {
    report.pulled += await taking ?? 0
    control.progress({ stage: 'first-load', done: index.chunks.length - ledger.missingChunks(village).length, total: index.chunks.length, up: 0, down: report.down })
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
