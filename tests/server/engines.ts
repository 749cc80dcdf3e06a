/** The same suite on both databases: where a county of this engine lives, and SQL beside it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CountyPlace } from '../../server/county.ts'
import { startPostgres } from './postgres.ts'

export interface Engine {
  readonly kept: 'durable' | 'trial'
  /** A place where no county has been yet. */
  place(): Promise<CountyPlace>
  stop(): Promise<void>
}

const pglite = async (): Promise<Engine> => {
  const folders: string[] = []
  return {
    kept: 'trial',
    async place() {
      const dataDir = mkdtempSync(join(tmpdir(), 'cunce-county-'))
      folders.push(dataDir)
      return { dataDir }
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
