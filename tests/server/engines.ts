/**
 * The same suite on both databases: where a county of this engine lives. A new PGlite folder takes seconds to
 * make, so one is made with the migrations run and copied; a county made from it is new all the same, because
 * its identity is made at its own first start.
 */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { CountyPlace } from '../../server/county.ts'
import { openDatabase } from '../../server/database.ts'
import { migrate, readMigrations } from '../../server/migrate.ts'
import { startPostgres } from './postgres.ts'

export interface Engine {
  readonly kept: 'durable' | 'trial'
  /** A place where no county has been yet. */
  place(): Promise<CountyPlace>
  stop(): Promise<void>
}

const OUTPUT = resolve(import.meta.dirname, '../.output')

async function template(): Promise<string> {
  const migrations = await readMigrations()
  const name = createHash('sha256').update(migrations.map(({ checksum }) => checksum).join()).digest('hex').slice(0, 16)
  const ready = join(OUTPUT, `pglite-${name}`)
  if (existsSync(ready)) return ready
  mkdirSync(OUTPUT, { recursive: true })
  const making = mkdtempSync(join(OUTPUT, 'making-'))
  const database = await openDatabase({ dataDir: making })
  await migrate(database, migrations)
  await database.close()
  try {
    renameSync(making, ready)
  } catch {
    // Another test file was first.
    rmSync(making, { recursive: true, force: true })
  }
  return ready
}

export async function placePglite(dataDir: string): Promise<CountyPlace> {
  cpSync(await template(), dataDir, { recursive: true })
  return { dataDir }
}

const pglite = async (): Promise<Engine> => {
  const folders: string[] = []
  return {
    kept: 'trial',
    async place() {
      const dataDir = mkdtempSync(join(tmpdir(), 'cunce-county-'))
      folders.push(dataDir)
      return placePglite(dataDir)
    },
    async stop() {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    }
  }
}

const postgres = async (): Promise<Engine> => {
  const cluster = await startPostgres()
  return { kept: 'durable', place: async () => ({ databaseUrl: await cluster.database() }), stop: () => cluster.stop() }
}

export const engines: readonly (readonly [string, () => Promise<Engine>])[] = [['PGlite', pglite], ['PostgreSQL', postgres]]
