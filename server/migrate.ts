/**
 * Plain SQL files, in the order of their names, each in one transaction together with its own record. A file
 * that has run anywhere is never edited: its checksum is kept and a changed one refuses to start.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { AppError } from '#core/error.ts'
import { rowsOf, type Database } from './database.ts'

export const MIGRATIONS = join(import.meta.dirname, 'migrations')

const ALONE = 'select pg_advisory_xact_lock(20260101)'

export interface Migration { readonly name: string, readonly checksum: string, readonly text: string }

export async function readMigrations(folder = MIGRATIONS): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter(name => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort()
  return Promise.all(names.map(async name => {
    const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
    return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
  }))
}

const doneIn = (database: Database): Promise<ReadonlyMap<string, string>> => database.transaction(async db =>
  new Map((await rowsOf(db, sql<{ name: string, checksum: string }>`select name, checksum from migration`)).map(row => [row.name, row.checksum])))

/** Names of the migrations that ran now. */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<readonly string[]> {
  // The lock lets only one of several servers on one database migrate; the other then finds the record.
  await database.script(`${ALONE};\ncreate table if not exists migration (name text primary key, checksum text not null, ran_at timestamptz not null default now())`)
  const ran: string[] = []
  let done = await doneIn(database)
  for (const { name, checksum, text } of migrations) {
    if (!done.has(name)) {
      try {
        await database.script(`${ALONE};\ninsert into migration (name, checksum) values ('${name}', '${checksum}');\n${text}`)
        ran.push(name)
        continue
      } catch (thrown) {
        done = await doneIn(database)
        if (!done.has(name)) throw thrown
      }
    }
    if (done.get(name) !== checksum) throw new AppError('county-migration-changed', { name })
  }
  return ran
}
