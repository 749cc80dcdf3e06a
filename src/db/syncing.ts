/** The round from the book's side: who we are, the road through the host, what the status line says meanwhile. */
import { AppError, asErrorData } from '#core/error.ts'
import type { RoundReport } from './book.ts'
import { round, type Ledger, type Road } from '../sync/round.ts'
import { ask, readIdentity, type Desk } from './desk.ts'
import { beginLoad, endLoad, missingChunks, takeChunk, villagesToLoad } from './load.ts'
import { Outbox } from './outbox.ts'
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
  let cancelled = false

  async function run(): Promise<RoundReport> {
    cancelled = false
    try {
      desk.identity = await readIdentity(desk.env)
      if (!desk.identity.county) throw new AppError('county-not-enrolled')
      const { version } = await ask(desk.env, 'app:info', null)
      let loaded = false
      const report = await round(ledgerOf(desk), roadOf(desk), {
        version, now: desk.env.now, cancelled: () => cancelled || desk.closed,
        progress(progress) {
          loaded ||= progress.stage === 'first-load'
          passing.round = progress
          hooks.tell()
        }
      })
      passing.lastError = null
      if (report.pushed > 0 || report.pulled > 0) hooks.after(loaded)
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
      running ??= run().finally(() => { running = null })
      return running
    },
    cancel() { cancelled = true }
  }
}

function ledgerOf(desk: Desk): Ledger {
  const outbox = new Outbox(desk)
  return {
    outbox: limit => outbox.next(limit), unsent: () => desk.waiting.size, cursors: () => desk.state.cursors,
    take: (sent, answer) => takeAnswer(desk, sent, answer), toLoad: () => villagesToLoad(desk),
    loading: village => desk.state.loading[village]?.index ?? null, beginLoad: index => beginLoad(desk, index),
    missingChunks: village => missingChunks(desk, village),
    takeChunk: (village, chunk, gzipped) => takeChunk(desk, village, chunk, gzipped), endLoad: village => endLoad(desk, village)
  }
}

const roadOf = ({ env }: Desk): Road => ({
  exchange: exchange => ask(env, 'county:exchange', exchange),
  snapshot: village => ask(env, 'county:snapshot', { village }),
  chunk: async ({ village, cursor, chunks }, chunk) => (await ask(env, 'county:chunk', { village, cursor, chunk, sha256: chunks[chunk]!.sha256 })).bytes
})
