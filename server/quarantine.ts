/**
 * What was set aside is never refused: a person at the county looks at it and either puts it into the village's
 * log after all, also when its laptop has been revoked or replaced since, or keeps it out. What was decided is
 * kept here for ever and goes to the laptop as a review. A change released is in the log exactly once: its
 * arrival then says so, and the laptop that sends it again is told 'known'.
 */
import { sql } from 'kysely'
import { AppError } from '#core/error.ts'
import type { Change } from '#core/sync/change.ts'
import { MOVED_TO } from '#core/sync/home.ts'
import { canonicalJson } from '#core/sync/signing.ts'
import type { Review } from '#core/sync/wire.ts'
import { rowsOf, type Database, type Db } from './database.ts'
import type { Device } from './devices.ts'
import { plain } from './enrolment.ts'
import { loggable } from './judge.ts'
import { countyDevice, nextCountyNumber } from './moves.ts'
import { enterScope, leaveScope } from './scope.ts'
import { logChanges, type Entry } from './village-log.ts'

/** Decisions told in one answer; the next round asks for the rest. */
const REVIEWS_PER_ANSWER = 500
const NOTE = 200

export type Outcome = '' | 'released' | 'rejected' | 'withdrawn'

export interface AsideLine {
  readonly device: string, readonly number: number, readonly reason: string, readonly receivedAt: number
  readonly person: string, readonly outcome: Outcome, readonly note: string, readonly decidedAt: number | null
  /** As it came; may be anything. */
  readonly body: string
}

/** Of one device, or all; only what waits unless `all`. The newest first, as many as a person can look at. */
export const listAside = (database: Database, { device, all = false }: { readonly device?: string, readonly all?: boolean }): Promise<readonly AsideLine[]> =>
  database.transaction(db => rowsOf(db, sql<AsideLine>`
    select q.device, q.number, q.reason, q.received_at as "receivedAt", coalesce(a.person, d.name) as person, q.outcome, q.note, q.decided_at as "decidedAt", q.body
    from quarantine q join device d on d.id = q.device and d.home = q.village left join account a on a.account = d.account
    where (${device ?? null}::text is null or q.device = ${device ?? null}) and (${all} or q.outcome = '')
    order by q.received_at desc, q.device, q.number limit 2000`))

export interface Decision { readonly device: string, readonly number?: number, readonly note?: string }

/** Still waiting, and why: nobody can log what no laptop could read. */
export interface Left { readonly number: number, readonly why: 'malformed' | 'bad-name' | 'village-unknown' | 'move-not-granted' }

interface Waiting { number: number, digest: string, reason: string, body: string }

export async function release(database: Database, decision: Decision, now: number): Promise<{ readonly released: number, readonly left: readonly Left[] }> {
  return database.transaction(async db => {
    const home = await lockDevice(db, decision.device)
    const known = new Set((await rowsOf(db, sql<{ code: string }>`select code from village`)).map(row => row.code))
    const left: Left[] = []
    const good: { readonly row: Waiting, readonly change: Change, readonly raw: object }[] = []
    for (const row of await waiting(db, home, decision)) {
      const raw = JSON.parse(row.body) as object
      const change = loggable(raw)
      const why = typeof change === 'string' ? change : whyNot(change, known)
      if (typeof change === 'string' || why !== '') left.push({ number: row.number, why: why as Left['why'] })
      else good.push({ row, change, raw })
    }
    await logChanges(db, await entriesOf(db, good), now)
    const own = good.filter(({ row }) => row.reason !== 'number-reused').map(({ row }) => row.number)
    await sql`update arrival set reason = '' where village = ${home} and device = ${decision.device} and number = any(${own}::bigint[])`.execute(db)
    await decide(db, home, decision, good.map(({ row }) => row), 'released', now)
    return { released: good.length, left }
  })
}

export async function reject(database: Database, decision: Decision, now: number): Promise<number> {
  return database.transaction(async db => {
    const home = await lockDevice(db, decision.device)
    const rows = await waiting(db, home, decision)
    await decide(db, home, decision, rows, 'rejected', now)
    return rows.length
  })
}

/** A person at the laptop took these back: they are kept, but nobody here has to look at them. */
export const withdraw = async (db: Db, { home, id }: Device, numbers: readonly number[], now: number): Promise<void> => {
  if (numbers.length === 0) return
  await sql`update quarantine set outcome = 'withdrawn', decided_at = ${now}
    where village = ${home} and device = ${id} and number = any(${numbers}::bigint[]) and outcome = ''`.execute(db)
}

export async function reviewsAfter(db: Db, { home, id }: Device, cursor: number): Promise<readonly Review[]> {
  return rowsOf(db, sql<Review>`select review as n, number, outcome, note, decided_at as at from quarantine
    where village = ${home} and device = ${id} and review > ${cursor} order by review limit ${REVIEWS_PER_ANSWER}`)
}

/** Rounds of the device wait meanwhile: nothing of it is judged and released at once. */
async function lockDevice(db: Db, device: string): Promise<string> {
  const [row] = await rowsOf(db, sql<{ home: string }>`select home from device where id = ${device} for update`)
  if (!row) throw new AppError('county-command-wrong', { reason: `没有设备 ${device}` })
  return row.home
}

async function waiting(db: Db, home: string, { device, number }: Decision): Promise<readonly Waiting[]> {
  const rows = await rowsOf(db, sql<Waiting>`select number, digest, reason, body from quarantine
    where village = ${home} and device = ${device} and outcome = '' and (${number ?? null}::bigint is null or number = ${number ?? null})
    order by number, received_at, digest`)
  if (rows.length === 0) throw new AppError('county-command-wrong', { reason: number === undefined ? `设备 ${device} 没有待审的内容` : `设备 ${device} 的第 ${number} 号不在待审之列` })
  return rows
}

function whyNot({ village, fields }: Change, known: ReadonlySet<string>): Left['why'] | '' {
  if (!known.has(village)) return 'village-unknown'
  const to = Object.hasOwn(fields, MOVED_TO) ? fields[MOVED_TO] : village
  return typeof to === 'string' && known.has(to) ? '' : 'move-not-granted'
}

/**
 * A number that was used twice is taken: what came second goes into the log under the county's own name for that
 * village. It is then another's answer to the first, so that a person decides where they clash.
 */
async function entriesOf(db: Db, good: readonly { readonly row: Waiting, readonly change: Change, readonly raw: object }[]): Promise<readonly Entry[]> {
  const next = new Map<string, number>()
  const entries: Entry[] = []
  const reused = [...new Set(good.filter(({ row }) => row.reason === 'number-reused').map(({ change }) => change.village))].sort()
  if (reused.length > 0) {
    await enterScope(db, reused)
    await sql`select 1 from village where code = any(${reused}::text[]) order by code for update`.execute(db)
    for (const village of reused) next.set(village, await nextCountyNumber(db, village))
    await leaveScope(db)
  }
  for (const { row, change, raw } of good) {
    if (row.reason !== 'number-reused') { entries.push({ change, body: row.body }); continue }
    const renamed = { device: countyDevice(change.village), number: next.get(change.village)! }
    next.set(change.village, renamed.number + 1)
    entries.push({ change: { ...change, ...renamed }, body: canonicalJson({ ...raw, ...renamed }) })
  }
  return entries
}

async function decide(db: Db, home: string, { device, note = '' }: Decision, rows: readonly Waiting[], outcome: Outcome, now: number): Promise<void> {
  if (rows.length === 0) return
  const [row] = await rowsOf(db, sql<{ reviews: number }>`update device set reviews = reviews + ${rows.length} where id = ${device} returning reviews`)
  const first = row!.reviews - rows.length + 1
  await sql`update quarantine q set outcome = ${outcome}, note = ${plain(note).slice(0, NOTE)}, decided_at = ${now}, review = decided.review
    from unnest(${rows.map(row => row.number)}::bigint[], ${rows.map(row => row.digest)}::text[], ${rows.map((_, i) => first + i)}::int[]) as decided(number, digest, review)
    where q.village = ${home} and q.device = ${device} and q.number = decided.number and q.digest = decided.digest`.execute(db)
}
