/**
 * The practice village comes in through the same door as a laptop's work, as changes of the device
 * 'county-practice', so that it has history, snapshot and feed like any other. Loading it again brings nothing.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { sql } from 'kysely'
import * as z from 'zod'
import type { Change } from '#core/sync/change.ts'
import { unpackChanges } from '#core/sync/pack.ts'
import type { Database } from './database.ts'
import { highestOf } from './exchange.ts'
import { takeChanges } from './intake.ts'

export const PRACTICE_FILE = join(import.meta.dirname, '../resources/practice/village.json.gz')
export const PRACTICE_DEVICE = 'county-practice'
const BATCH = 2_000

const Practice = z.object({ village: z.object({ code: z.string(), name: z.string() }), changes: z.unknown() })

/** How many changes the practice village has; 0 where none is shipped. */
export async function seedPractice(database: Database, now: number, file = PRACTICE_FILE): Promise<number> {
  const packed = await readFile(file).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined
    throw thrown
  })
  if (!packed) return 0
  const { village, changes: columns } = Practice.parse(JSON.parse((await promisify(gunzip)(packed)).toString('utf8')))
  const changes = unpackChanges(columns)
  await database.transaction(async db => {
    await sql`insert into village (code, name) values (${village.code}, ${village.name}) on conflict do nothing`.execute(db)
    await sql`insert into device (id, name, home, villages, enrolled_at) values (${PRACTICE_DEVICE}, ${village.name}, ${village.code}, ${[village.code]}::text[], ${now}) on conflict do nothing`.execute(db)
  })
  const accounts = [...new Set(changes.map(change => change.by))]
  for (let at = 0; at < changes.length; at += BATCH) await take(database, village.code, accounts, changes.slice(at, at + BATCH), now)
  return changes.length
}

async function take(database: Database, village: string, accounts: readonly string[], batch: readonly Change[], now: number): Promise<void> {
  await database.transaction(async db => {
    await sql`select 1 from device where id = ${PRACTICE_DEVICE} for update`.execute(db)
    if (await highestOf(db, { id: PRACTICE_DEVICE, home: village }) >= batch.at(-1)!.number) return
    const { verdicts } = await takeChanges(db, { id: PRACTICE_DEVICE, home: village, accounts, villages: [village], revoked: false, role: 'county' }, batch, now)
    const bad = verdicts.find(({ verdict }) => verdict !== 'known')
    if (bad) throw new Error(`practice village: change ${bad.number} ${bad.verdict} ${bad.reason}`)
  })
}
