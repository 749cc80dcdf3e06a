/**
 * The county's database: PostgreSQL where DATABASE_URL names one, else PGlite in a folder, for trial. The SQL
 * is the same, written for PostgreSQL 15. Write only through `transaction`: it resolves when the commit is as
 * durable as the engine can make it, and `kept` says how much that is. PGlite runs without fsync; syncing its
 * WAL ourselves narrows the loss of a power cut but is no promise.
 */
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteAdapter, PGliteDriver, PostgresDialect, PostgresIntrospector, PostgresQueryCompiler, sql, type RawBuilder, type Transaction } from 'kysely'
import pg from 'pg'
import type { Receipt } from '#core/sync/wire.ts'
import { lockFolder } from './lock.ts'

export type Db = Kysely<unknown>

export interface Database {
  readonly engine: 'pglite' | 'postgres'
  readonly kept: Receipt['kept']
  transaction<T>(work: (db: Transaction<unknown>) => Promise<T>, isolation?: 'read committed' | 'repeatable read'): Promise<T>
  /** As `transaction`, where nothing is written: nothing has to reach the disk either. */
  read<T>(work: (db: Transaction<unknown>) => Promise<T>): Promise<T>
  /** Several statements in one transaction; for migrations. */
  script(text: string): Promise<void>
  close(): Promise<void>
}

/** Makes what was written to a file or folder survive a power cut. */
export type Fsync = (path: string) => Promise<void>

export const rowsOf = async <T>(db: Db, query: RawBuilder<T>): Promise<readonly T[]> => (await query.execute(db)).rows

export async function openDatabase(from: { readonly databaseUrl?: string, readonly dataDir: string, readonly fsync?: Fsync }): Promise<Database> {
  return from.databaseUrl ? openPostgres(from.databaseUrl) : openPglite(from.dataDir, from.fsync ?? fsyncPath)
}

const BIGINT = 20
const CONNECTION_FAILURE = '08006'

/** A line to PostgreSQL that breaks is told by pg in a sentence without a code. */
function named(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || 'code' in thrown || !/^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(thrown.message)) return thrown
  return Object.assign(thrown, { code: CONNECTION_FAILURE })
}

async function openPostgres(url: string): Promise<Database> {
  // Numbers stay far below 2^53; pg would give them as text.
  const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
    oid === BIGINT ? Number : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser
  const pool = new pg.Pool({ connectionString: url, max: 12, connectionTimeoutMillis: 10_000, types: { getTypeParser } })
  // An idle connection that dies must not end the process; the next query reports what is wrong.
  pool.on('error', () => undefined)
  // Nor one that dies at work, where the pool no longer listens.
  pool.on('connect', client => void client.on('error', () => undefined))
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const setting = async (name: string): Promise<unknown> =>
    (await pool.query({ text: `show ${name}`, rowMode: 'array' })).rows[0]?.[0]
  const durable = await setting('fsync') === 'on' && await setting('synchronous_commit') === 'on'
  return {
    engine: 'postgres',
    kept: durable ? 'durable' : 'trial',
    transaction: (work, isolation = 'read committed') => db.transaction().setIsolationLevel(isolation).execute(work).catch(thrown => { throw named(thrown) }),
    read: work => db.transaction().setAccessMode('read only').execute(work).catch(thrown => { throw named(thrown) }),
    async script(text) {
      const client = await pool.connect()
      try {
        await client.query(`begin;\n${text}\n;commit`)
      } catch (thrown) {
        await client.query('rollback')
        throw thrown
      } finally {
        client.release()
      }
    },
    close: () => db.destroy()
  }
}

/**
 * Kysely's own driver hands the one connection to everybody at once: a statement of one request would then
 * run inside the transaction, and the village scope, of another. Here each waits for the one before.
 */
class OneAtATime extends PGliteDriver {
  #queue: Promise<void> = Promise.resolve()
  #release: () => void = () => undefined
  override async acquireConnection(): ReturnType<PGliteDriver['acquireConnection']> {
    const before = this.#queue
    let release = (): void => undefined
    this.#queue = new Promise(resolve => { release = resolve })
    await before
    this.#release = release
    return super.acquireConnection()
  }

  override async releaseConnection(): Promise<void> {
    this.#release()
  }
}

async function openPglite(folder: string, fsync: Fsync): Promise<Database> {
  const lock = await lockFolder(folder)
  try {
    const data = join(folder, 'pglite')
    const pglite = await PGlite.create(data)
    const db = new Kysely<unknown>({ dialect: {
      createAdapter: () => new PGliteAdapter(),
      createDriver: () => new OneAtATime({ pglite }),
      createIntrospector: kysely => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler()
    } })
    await sql`select 1`.execute(db)
    const wal = walSync(join(data, 'pg_wal'), fsync)
    return {
      engine: 'pglite',
      kept: 'trial',
      async transaction(work, isolation = 'read committed') {
        const result = await db.transaction().execute(async inside => {
          if (isolation !== 'read committed') await sql`set transaction isolation level repeatable read`.execute(inside)
          return work(inside)
        })
        await wal()
        return result
      },
      read: work => db.transaction().setAccessMode('read only').execute(work),
      async script(text) {
        await pglite.transaction(async inside => { await inside.exec(text) })
        await wal()
      },
      async close() {
        try {
          await db.destroy()
        } finally {
          lock.release()
        }
      }
    }
  } catch (thrown) {
    lock.release()
    throw thrown
  }
}

/** Syncs every WAL segment written since the last time (a commit may span two), then their folder. */
function walSync(folder: string, fsync: Fsync): () => Promise<void> {
  let synced = 0
  return async () => {
    const segments = (await readdir(folder)).filter(name => /^[0-9A-F]{24}$/.test(name))
    const times = await Promise.all(segments.map(async name => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })))
    const newest = Math.max(...times.map(({ at }) => at))
    for (const { path, at } of times) if (at >= synced) await fsync(path)
    synced = newest
    await fsync(folder)
  }
}

export async function fsyncPath(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } catch (thrown) {
    // Windows cannot sync a folder, nor a file opened for reading; there the trial promises still less.
    if (process.platform !== 'win32') throw thrown
  } finally {
    await handle.close()
  }
}
