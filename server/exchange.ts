/**
 * One round of a laptop in one SQL transaction: changes up; verdicts, receipt and feed down. Either all of it
 * has happened or nothing; the laptop may send the same round again after any cut.
 */
import { sql } from 'kysely'
import { AppError } from '#core/error.ts'
import type { Role } from '#core/procedure/index.ts'
import type { Change } from '#core/sync/change.ts'
import { isBoxKey } from '#core/sync/package.ts'
import { LIMITS, PROTOCOL, type Certificate, type ExchangeAnswer, type FeedPage, type Receipt } from '#core/sync/wire.ts'
import { certificateFor, readCertificate } from './certificate.ts'
import { rowsOf, type Database, type Db } from './database.ts'
import type { Device } from './devices.ts'
import { plain } from './enrolment.ts'
import { makeReceipt, type Identity } from './identity.ts'
import { takeChanges } from './intake.ts'
import { toldCursors } from './packages-cursors.ts'
import { reviewsAfter, withdraw } from './quarantine.ts'
import type { Asked } from './requests.ts'
import { provesRestore, renewEpoch } from './restored.ts'
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
  readonly certificateDays?: number
}

export async function exchange({ database, identity, device, asked, offset, now, certificateDays }: Round): Promise<ExchangeAnswer> {
  const second = asked.protocol >= 2
  return database.transaction(async db => {
    const standing = await touch(db, device.id, asked, offset, now)
    identity.turnTo(standing.epoch)
    if (second && asked.proof && await provesRestore(db, identity, standing, asked.proof)) await renewEpoch(db, identity)
    if (standing.revoked && asked.changes.length === 0) throw new AppError('device-revoked')
    if (second) await withdraw(db, standing, asked.withdrawn ?? [], now)
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
      if (cursor !== undefined) feed[code] = { ...await feedPage(db, code, device.id, cursor, last), ...(second ? { from: Math.min(cursor, last) } : {}) }
    }
    await leaveScope(db)
    const answer: ExchangeAnswer = { epoch: identity.epoch, time: now, verdicts: [...verdicts], receipt, feed, villages: [...granted], highest }
    // A laptop of protocol 1 is answered in its own words: nothing it does not know.
    return second ? { ...answer, ...await secondWords(db, identity, standing, asked, now, certificateDays) } : answer
  })
}

/** Notes what the county shows for the device, and locks its row: rounds of one device follow each other. */
async function touch(db: Db, id: string, { health, protocol, boxKey, cursors }: Asked, offset: number, now: number): Promise<Standing> {
  if (boxKey !== undefined && !isBoxKey(boxKey)) throw new AppError('body-invalid', { reason: 'boxKey' })
  const [row] = await rowsOf(db, sql<StandingRow>`
    update device set seen_at = ${now}, unsent = ${clampInt(health.unsent)}, version = ${plain(health.version)}, clock_offset = ${offset},
      cursors = (cursors::jsonb || ${toldCursors(cursors)}::jsonb)::text, box_key = coalesce(${protocol >= 2 ? boxKey ?? null : null}::text, box_key)
    where id = ${id} returning home, accounts, villages, revoked_at, public_key, coalesce(account, '') as account,
      coalesce((select person from account a where a.account = device.account), '') as person, box_key, certificate, reviews, role, (select epoch from county) as epoch`)
  if (!row) throw new AppError('county-not-enrolled')
  return { ...row, id, revoked: row.revoked_at !== null }
}

interface StandingRow {
  readonly home: string, readonly accounts: string[], readonly villages: string[], readonly revoked_at: number | null, readonly public_key: string
  readonly account: string, readonly person: string, readonly box_key: string, readonly certificate: string, readonly reviews: number, readonly role: Role
  readonly epoch: string
}
type Standing = Device & StandingRow

/** What a laptop of protocol 2 hears besides. The keys come while it tells its own, the certificate also when it has changed. */
async function secondWords(db: Db, identity: Identity, standing: Standing, asked: Asked, now: number, days?: number): Promise<Partial<ExchangeAnswer>> {
  const told = asked.boxKey !== undefined
  const certificate = await certify(db, identity, standing, told, now, days)
  const heard = asked.reviewCursor ?? 0
  const reviews = standing.reviews > heard ? await reviewsAfter(db, standing, heard) : []
  return {
    protocol: PROTOCOL, role: standing.role,
    ...(told ? { countyBoxKey: identity.boxKeys.publicKey } : {}),
    ...(certificate ? { certificate } : {}),
    ...(reviews.length > 0 ? { reviews: [...reviews] } : {})
  }
}

async function certify(db: Db, identity: Identity, standing: Standing, told: boolean, now: number, days?: number): Promise<Certificate | undefined> {
  if (standing.revoked || standing.box_key === '') return undefined
  const last = readCertificate(standing.certificate)
  const holder = { device: standing.id, account: standing.account, person: standing.person, publicKey: standing.public_key, boxKey: standing.box_key, villages: standing.villages }
  const certificate = certificateFor(identity, holder, last, now, days)
  if (certificate === last) return told ? last : undefined
  await sql`update device set certificate = ${JSON.stringify(certificate)} where id = ${standing.id}`.execute(db)
  return certificate
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
export async function feedPage(db: Db, village: string, device: string, cursor: number, last: number): Promise<FeedPage> {
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
