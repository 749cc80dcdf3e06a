/** The round from the book's side: who we are, the road through the host, what the status line says meanwhile. */
import { AppError, asErrorData } from '#core/error.ts'
import type { HostCallName, HostInput, HostOutput } from '#core/host.ts'
import { round, type Ledger, type Road, type RoundControl } from '../sync/round.ts'
import { setAsideHere } from './aside.ts'
import { exchangeAttachments } from './attachments-send.ts'
import { attachmentsOnlyHere } from './attachments-waiting.ts'
import type { RoundReport } from './book.ts'
import { atLevel, ask, readIdentity, type Desk } from './desk.ts'
import { exchangeWithGuests } from './hub.ts'
import { beginLoad, endLoad, missingChunks, takeChunk, villagesToLoad } from './load.ts'
import { Outbox } from './outbox.ts'
import { proofDue } from './proof.ts'
import type { Passing } from './status.ts'
import { takeAnswer } from './take.ts'

export interface Syncing {
  run(): Promise<RoundReport>
  cancel(): void
}

interface Hooks {
  tell(): void
  /** After a round that brought or sent something. */
  after(loaded: boolean): void
}

export function makeSyncing(desk: Desk, passing: Passing, hooks: Hooks): Syncing {
  let running: Promise<RoundReport> | null = null
  let breaking = breakPoint()

  async function run(): Promise<RoundReport> {
    try {
      desk.identity = atLevel(await readIdentity(desk.env), desk.state)
      if (!desk.identity.county) throw new AppError('county-not-enrolled')
      const { version } = await ask(desk.env, 'app:info', null)
      let loaded = false
      const control: RoundControl = {
        version, now: desk.env.now, cancelled: () => breaking.broken || desk.closed,
        progress(progress) {
          loaded ||= progress.stage === 'first-load'
          passing.round = progress
          hooks.tell()
        }
      }
      const changes = await round(ledgerOf(desk), roadOf(desk, breaking.broke), control)
      if (changes.pushed > 0 || changes.pulled > 0) hooks.after(loaded)
      // Broken off by a person: that says nothing about the county.
      if (control.cancelled()) return changes
      await forwardGuests(desk)
      await exchangeWithGuests(desk)
      const report = await withPictures(desk, control, breaking.broke, changes)
      if (!report.cancelled) passing.lastError = null
      return report
    } catch (error) {
      passing.lastError = { error: asErrorData(error), at: desk.env.now() }
      throw error
    } finally {
      passing.round = null
      passing.disk = await desk.env.disk()
      hooks.tell()
    }
  }

  return {
    run() {
      if (!running) {
        breaking = breakPoint()
        running = run().finally(() => { running = null })
      }
      return running
    },
    cancel() {
      if (!running || breaking.broken) return
      breaking.now()
      // Nothing to tell where the host cannot: the round does not wait for it any more.
      void desk.env.host.call('county:stop', null).catch(() => undefined)
    }
  }
}

interface BreakPoint { readonly broken: boolean; readonly broke: Promise<never>; now(): void }

function breakPoint(): BreakPoint {
  let broken = false
  let fail: (error: Error) => void = () => undefined
  const broke = new Promise<never>((_, reject) => { fail = reject })
  broke.catch(() => undefined)
  return {
    get broken() { return broken }, broke,
    now() {
      broken = true
      fail(new Error('broken off'))
    }
  }
}

/** What guests of this laptop's hub left for the county. It stays with the hub where this fails, and hub:state counts it. */
const forwardGuests = ({ env }: Desk): Promise<unknown> => env.host.call('hub:forward', null)

/** After the changes: a picture never holds up an answer. */
async function withPictures(desk: Desk, control: RoundControl, broke: Promise<never>, changes: RoundReport): Promise<RoundReport> {
  try {
    const { up, down } = await Promise.race([exchangeAttachments(desk, control), broke])
    return { ...changes, up: changes.up + up, down: changes.down + down, ...(control.cancelled() && { cancelled: true }) }
  } catch (error) {
    if (!control.cancelled()) throw error
    return { ...changes, cancelled: true }
  }
}

function ledgerOf(desk: Desk): Ledger {
  const outbox = new Outbox(desk)
  return {
    outbox: limit => outbox.next(limit), unsent: () => desk.waiting.size, cursors: () => desk.state.cursors,
    asides: () => ({ withdrawn: desk.state.withdrawn, reviewCursor: desk.state.reviewCursor, attachments: attachmentsOnlyHere(desk).attachments, proof: proofDue(desk) }),
    take: (sent, answer, told) => takeAnswer(desk, sent, answer, 'line', told), setAside: (change, reason) => setAsideHere(desk, change, reason), toLoad: () => villagesToLoad(desk),
    loading: village => desk.state.loading[village]?.index ?? null, beginLoad: index => beginLoad(desk, index),
    missingChunks: village => missingChunks(desk, village),
    takeChunk: (village, chunk, gzipped) => takeChunk(desk, village, chunk, gzipped), endLoad: village => endLoad(desk, village)
  }
}

/** A call on the road is not waited for once the round is broken off. */
function roadOf({ env }: Desk, broke: Promise<never>): Road {
  const asked = <N extends HostCallName>(name: N, input: HostInput<N>): Promise<HostOutput<N>> => Promise.race([ask(env, name, input), broke])
  return {
    exchange: exchange => asked('county:exchange', exchange),
    snapshot: village => asked('county:snapshot', { village }),
    chunk: async ({ village, cursor, chunks }, chunk) => (await asked('county:chunk', { village, cursor, chunk, sha256: chunks[chunk]!.sha256 })).bytes
  }
}
