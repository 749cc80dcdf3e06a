/**
 * Noticing by itself that this database is an older copy of what the county once was. Two proofs, neither of
 * which anybody outside can make up: the database is not the one it was at the last start, or a laptop shows a
 * receipt, signed by this county in this epoch, for a change that is no longer here. Either renews the epoch:
 * laptops then send again what is missing and read the feeds from the start. `restored` on the command line
 * stays for a whole disk that was put back together with its marks.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { receiptText } from '#core/sync/signing.ts'
import type { Receipt } from '#core/sync/wire.ts'
import { rowsOf, type Database, type Db } from './database.ts'
import type { Device } from './devices.ts'
import { newEpoch, verifies, type Identity } from './identity.ts'

const MARK_FILE = 'county-mark.json'

/** At start, once the county is there. `folder` is PGlite's own. */
export const noticeRestore = (database: Database, folder: string, identity: Identity): Promise<void> =>
  database.engine === 'postgres' ? noticePostgres(database, identity) : noticeFolder(database, folder, identity)

/**
 * The mark lies in the data and is restored with them: a dump comes back with other tables, a base backup or a
 * standby that took over on another timeline.
 */
const noticePostgres = (database: Database, identity: Identity): Promise<void> => database.transaction(async db => {
  const [row] = await rowsOf(db, sql<{ is: string, was: string }>`
    select concat_ws('-', (select system_identifier from pg_control_system()), (select timeline_id from pg_control_checkpoint()),
      (select oid from pg_database where datname = current_database()), 'change'::regclass::oid) as is, (select mark from county for update) as was`)
  if (row!.was !== '' && row!.was !== row!.is) await renewEpoch(db, identity)
  await sql`update county set mark = ${row!.is}`.execute(db)
})

/** PGlite's folder may be put back from a copy: a file beside it knows the mark of the last start. */
async function noticeFolder(database: Database, folder: string, identity: Identity): Promise<void> {
  const mark = randomBytes(12).toString('base64url')
  const [row] = await database.transaction(db => rowsOf(db, sql<{ mark: string }>`select mark from county`))
  const known = readMarks(folder)
  const was = row!.mark
  const restored = was !== '' && known.length > 0 && !known.includes(was)
  // Both until the database has the new one: a cut between the two writes is no restore.
  writeMarks(folder, was === '' ? [mark] : [was, mark])
  await database.transaction(async db => {
    if (restored) await renewEpoch(db, identity)
    await sql`update county set mark = ${mark}`.execute(db)
  })
  writeMarks(folder, [mark])
}

function readMarks(folder: string): readonly string[] {
  try {
    const marks = JSON.parse(readFileSync(join(folder, MARK_FILE), 'utf8')) as unknown
    return Array.isArray(marks) ? marks.map(String) : []
  } catch {
    // None yet, or torn by a power cut: nothing is proved by it.
    return []
  }
}

function writeMarks(folder: string, marks: readonly string[]): void {
  const file = join(folder, MARK_FILE)
  writeFileSync(`${file}.new`, JSON.stringify(marks), { flush: true })
  renameSync(`${file}.new`, file)
}

/** Our own word, of this epoch, for this device, about a number we no longer have. */
export async function provesRestore(db: Db, identity: Identity, { home, id }: Device, proof: Receipt): Promise<boolean> {
  if (proof.county !== identity.id || proof.epoch !== identity.epoch || proof.device !== id) return false
  if (!verifies(identity.publicKey, receiptText(proof), proof.signature)) return false
  const [row] = await rowsOf(db, sql<{ count: number }>`
    select count(*)::int as count from arrival join unnest(${proof.numbers.map(([from]) => from)}::bigint[], ${proof.numbers.map(([, to]) => to)}::bigint[]) as told(first, last)
      on number between first and last where village = ${home} and device = ${id}`)
  return row!.count < proof.count
}

/** In the round that proved it, whose answer then carries the new epoch. */
export async function renewEpoch(db: Db, identity: Identity): Promise<void> {
  await newEpoch(db)
  const [row] = await rowsOf(db, sql<{ epoch: string }>`select epoch from county`)
  identity.turnTo(row!.epoch)
}
