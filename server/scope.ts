/**
 * Villages apart. Rows of villages are read and written only after `enterScope`: the transaction then runs
 * under a role that sees the granted villages and no others, even where a query forgets its condition.
 * `leaveScope` brings back the county's own tables (devices, codes, receipts), which that role cannot touch.
 */
import { sql, type Transaction } from 'kysely'
import { AppError } from '#core/error.ts'
import { rowsOf, type Database, type Db } from './database.ts'

export const ROLE = 'cunce_village'

export const enterScope = async (db: Db, villages: readonly string[]): Promise<void> => {
  await sql`select set_config('role', ${ROLE}, true), set_config('cunce.villages', ${villages.join(',')}, true)`.execute(db)
}

export const leaveScope = async (db: Db): Promise<void> => {
  await sql`select set_config('role', 'none', true)`.execute(db)
}

class RollBack extends Error {}

/** Tables of villages and the column that says whose. */
const TABLES = [['village', 'code'], ['change', 'village'], ['record', 'village'], ['snapshot', 'village'], ['snapshot_chunk', 'village'], ['attachment', 'village']] as const
const OURS = 'selftest-ours'
const THEIRS = 'selftest-theirs'

/** Refuses to start where one village could see another (S-14): rows of two villages are made, looked at and rolled back. */
export async function proveScope(database: Database): Promise<void> {
  try {
    await database.transaction(async db => {
      for (const code of [OURS, THEIRS]) await plant(db, code)
      await enterScope(db, [OURS])
      const [role] = await rowsOf(db, sql<{ strong: boolean }>`select rolsuper or rolbypassrls as strong from pg_roles where rolname = current_user`)
      if (role?.strong !== false) throw new AppError('county-scope-broken', { table: ROLE })
      for (const [table, column] of TABLES) await look(db, table, column)
      throw new RollBack()
    })
  } catch (thrown) {
    if (!(thrown instanceof RollBack)) throw thrown
  }
}

async function plant(db: Transaction<unknown>, code: string): Promise<void> {
  await sql`insert into village (code, name) values (${code}, '')`.execute(db)
  await sql`insert into change (village, number, device, device_number, register, record, body, received_at) values (${code}, 1, ${code}, 1, '', '', '', 0)`.execute(db)
  await sql`insert into record (village, register, id, household, state) values (${code}, '', '', '', '')`.execute(db)
  await sql`insert into snapshot (village, cursor, epoch, records, households) values (${code}, 0, '', 0, 0)`.execute(db)
  await sql`insert into snapshot_chunk (village, cursor, chunk, sha256, body) values (${code}, 0, 0, '', '')`.execute(db)
  await sql`insert into attachment (village, sha256, bytes, device, at) values (${code}, ${'0'.repeat(64)}, 1, '', 0)`.execute(db)
}

async function look(db: Db, table: string, column: string): Promise<void> {
  const seen = await rowsOf(db, sql<{ code: string }>`select distinct ${sql.ref(column)} as code from ${sql.table(table)}`)
  if (seen.length !== 1 || seen[0]?.code !== OURS) throw new AppError('county-scope-broken', { table })
}
