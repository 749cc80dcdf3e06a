/**
 * One round of a laptop in one SQL transaction: changes up; verdicts, receipt and feed down. Either all of it
 * has happened or nothing; the laptop may send the same round again after any cut.
 */
import { sql } from 'kysely'
import { AppError } from '#core/error.ts'
import type { Change } from '#core/sync/change.ts'
import { LIMITS, PROTOCOL, type ExchangeAnswer, type FeedPage, type Receipt } from '#core/sync/wire.ts'
import { rowsOf, type Database, type Db } from './database.ts'
import type { Device } from './devices.ts'
import { plain } from './enrolment.ts'
import { makeReceipt, type Identity } from './identity.ts'
import { takeChanges } from './intake.ts'
import type { Asked } from './requests.ts'
import { enterScope, leaveScope } from './scope.ts'

/** Signatures are drawings of tens of kilobytes: a page is also bounded by its text. */
const PAGE_CHARACTERS = 4_000_000

export interface Round {
  readonly database: Database
  readonly identity: Identity
  readonly device: Device
  readonly asked: Asked
  /** How far the laptop's clock is ahead, ms. */
  readonly offset: number
  readonly now: number
}

export async function exchange({ database, identity, device, asked, offset, now }: Round): Promise<ExchangeAnswer> {
  if (asked.protocol > PROTOCOL || asked.protocol < 1) throw new AppError('version-too-old')
  return database.transaction(async db => {
    const standing = await touch(db, device.id, asked, offset, now)
    if (standing.revoked && asked.changes.length === 0) throw new AppError('device-revoked')
    const { verdicts, kept } = await takeChanges(db, standing, asked.changes, now)
    const receipt = kept.length > 0 ? makeReceipt(identity, database.kept, device.id, kept, now) : null
    if (receipt) await keepReceipt(db, standing.home, receipt, now)
    const refusals = verdicts.filter(({ verdict }) => verdict === 'refused' || verdict === 'quarantined').length
    if (refusals > 0) await sql`update device set refusals = refusals + ${refusals} where id = ${device.id}`.execute(db)
    const highest = await highestOf(db, standing)
    const villages = standing.revoked ? [] : standing.villages
    await enterScope(db, villages)
    const granted = await rowsOf(db, sql<{ code: string, name: string, last: number }>`
      select code, name, last from village where code = any(${villages}::text[]) order by code`)
    const feed: Record<string, FeedPage> = {}
    for (const { code, last } of granted) {
      const cursor = Object.hasOwn(asked.cursors, code) ? asked.cursors[code] : undefined
      if (cursor !== undefined) feed[code] = await feedPage(db, code, device.id, cursor, last)
    }
    await leaveScope(db)
    return { epoch: identity.epoch, time: now, verdicts: [...verdicts], receipt, feed, villages: [...granted], highest }
  })
}

/** Notes what the county shows for the device, and locks its row: rounds of one device follow each other. */
async function touch(db: Db, id: string, { health }: Asked, offset: number, now: number): Promise<Device> {
  const [row] = await rowsOf(db, sql<{ home: string, accounts: string[], villages: string[], revoked_at: number | null }>`
    update device set seen_at = ${now}, unsent = ${clampInt(health.unsent)}, version = ${plain(health.version)}, clock_offset = ${offset}
    where id = ${id} returning home, accounts, villages, revoked_at`)
  if (!row) throw new AppError('county-not-enrolled')
  return { id, home: row.home, accounts: row.accounts, villages: row.villages, revoked: row.revoked_at !== null }
}

const clampInt = (number: number): number => Math.max(0, Math.min(2_147_483_647, number))

export async function highestOf(db: Db, { home, id }: Pick<Device, 'home' | 'id'>): Promise<number> {
  const [row] = await rowsOf(db, sql<{ highest: number | null }>`select max(number) as highest from arrival where village = ${home} and device = ${id}`)
  return row?.highest ?? 0
}

async function keepReceipt(db: Db, home: string, receipt: Receipt, now: number): Promise<void> {
  await sql`insert into receipt (village, device, epoch, made_at, numbers, count, digest, kept, signature)
    values (${home}, ${receipt.device}, ${receipt.epoch}, ${now}, ${JSON.stringify(receipt.numbers)}, ${receipt.count}, ${receipt.digest}, ${receipt.kept}, ${receipt.signature})`.execute(db)
}

/** `last` was read before this: a change numbered after it waits for the next page, so the cursor leaves no gap. */
async function feedPage(db: Db, village: string, device: string, cursor: number, last: number): Promise<FeedPage> {
  if (cursor >= last) return { changes: [], cursor: last, more: false }
  const rows = await rowsOf(db, sql<{ number: number, body: string }>`
    select number, body from (
      select number, body, sum(length(body)) over (order by number) - length(body) as before from change
      where village = ${village} and number > ${cursor} and number <= ${last} and device <> ${device}
      order by number limit ${LIMITS.feedPage + 1}) as page
    where before < ${PAGE_CHARACTERS} order by number`)
  const page = rows.slice(0, LIMITS.feedPage)
  const changes = page.map(({ body }) => JSON.parse(body) as Change)
  // Fewer than asked for without reaching the end: cut by size, there may be more.
  const whole = rows.length <= LIMITS.feedPage && await isEnd(db, village, device, page.at(-1)?.number ?? cursor, last)
  return whole ? { changes, cursor: last, more: false } : { changes, cursor: page.at(-1)!.number, more: true }
}

async function isEnd(db: Db, village: string, device: string, number: number, last: number): Promise<boolean> {
  const rest = await rowsOf(db, sql`select 1 from change where village = ${village} and number > ${number} and number <= ${last} and device <> ${device} limit 1`)
  return rest.length === 0
}
