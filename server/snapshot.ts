/**
 * The first load of a village: its merged records in numbered chunks that can be asked for again one by one.
 * Made once and kept; a laptop then takes the feed from the snapshot's cursor, so an older snapshot is as good
 * as a new one while the feed behind it is short. Records and cursor are read in one repeatable-read
 * transaction: a snapshot that had more or less than its cursor says would lose or hide a change.
 */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { sql } from 'kysely'
import { AppError } from '#core/error.ts'
import type { RecordState } from '#core/sync/change.ts'
import { packPage } from '#core/sync/pack.ts'
import type { SnapshotIndex } from '#core/sync/wire.ts'
import { rowsOf, type Database, type Db } from './database.ts'
import { sha256, type Identity } from './identity.ts'
import { enterScope } from './scope.ts'

const HOUSEHOLDS_PER_CHUNK = 200
const RECORDS_PER_CHUNK = 5_000
/** A snapshot with at least this many changes behind it is made anew. */
export const FEED_BEHIND = 2_000
/** The newest two stay: a load under way goes on while another laptop asks for a new one. */
const KEPT = 2
const HELD_BYTES = 32_000_000

export interface Snapshots {
  /**
   * The feed leaves out what the asking device wrote itself, so its snapshot must reach at least to its own last
   * change: a laptop whose journal is gone would else never see its own work again.
   */
  index(village: string, device: string): Promise<SnapshotIndex>
  chunk(village: string, cursor: number, chunk: number): Promise<{ readonly bytes: Uint8Array, readonly sha256: string }>
}

export function openSnapshots(database: Database, identity: Pick<Identity, 'epoch'>): Snapshots {
  const making = new Map<string, Promise<SnapshotIndex>>()
  const recent = recentChunks()
  return {
    async index(village, device) {
      const { ready, own } = await database.transaction(async db => {
        await enterScope(db, [village])
        const [{ own } = { own: 0 }] = await rowsOf(db, sql<{ own: number }>`
          select coalesce(max(number), 0) as own from change where village = ${village} and device = ${device}`)
        return { ready: await newest(db, village, identity.epoch, own), own }
      })
      if (ready) return ready
      const under = making.get(village)
      const made = under && await under
      if (made && made.cursor >= own && made.epoch === identity.epoch) return made
      const fresh = making.get(village) ?? make(database, village, identity.epoch).finally(() => making.delete(village))
      making.set(village, fresh)
      return fresh
    },
    async chunk(village, cursor, chunk) {
      const key = `${village} ${cursor} ${chunk}`
      const held = recent.get(key)
      if (held) return held
      const [row] = await database.read(async db => {
        await enterScope(db, [village])
        return rowsOf(db, sql<{ body: Uint8Array, sha256: string }>`
          select body, sha256 from snapshot_chunk where village = ${village} and cursor = ${cursor} and chunk = ${chunk}`)
      })
      if (!row) throw new AppError('snapshot-gone')
      return recent.put(key, { bytes: row.body, sha256: row.sha256 })
    }
  }
}

interface Chunk { readonly bytes: Uint8Array, readonly sha256: string }

/** Chunks never change under their name: those last asked for are held, so that a team's morning reads them once. */
function recentChunks(): { get(key: string): Chunk | undefined, put(key: string, chunk: Chunk): Chunk } {
  const held = new Map<string, Chunk>()
  let bytes = 0
  return {
    get(key) {
      const chunk = held.get(key)
      if (!chunk) return undefined
      held.delete(key)
      held.set(key, chunk)
      return chunk
    },
    put(key, chunk) {
      if (held.has(key)) return chunk
      held.set(key, chunk)
      bytes += chunk.bytes.length
      for (const [old, { bytes: { length } }] of held) {
        if (bytes <= HELD_BYTES) break
        held.delete(old)
        bytes -= length
      }
      return chunk
    }
  }
}

async function newest(db: Db, village: string, epoch: string, from: number): Promise<SnapshotIndex | undefined> {
  const [row] = await rowsOf(db, sql<{ cursor: number, records: number, households: number }>`
    select cursor, records, households from snapshot where village = ${village} and epoch = ${epoch}
      and cursor > (select last from village where code = ${village}) - ${FEED_BEHIND} and cursor >= ${from}
    order by cursor desc limit 1`)
  if (!row) return undefined
  const chunks = await rowsOf(db, sql<{ bytes: number, sha256: string }>`
    select length(body) as bytes, sha256 from snapshot_chunk where village = ${village} and cursor = ${row.cursor} order by chunk`)
  return { village, cursor: row.cursor, epoch, records: row.records, households: row.households, chunks: [...chunks] }
}

async function make(database: Database, village: string, epoch: string): Promise<SnapshotIndex> {
  const { cursor, records } = await database.transaction(async db => {
    await enterScope(db, [village])
    const [{ last } = { last: 0 }] = await rowsOf(db, sql<{ last: number }>`select last from village where code = ${village}`)
    return { cursor: last, records: await rowsOf(db, sql<{ household: string, state: string }>`
      select household, state from record where village = ${village} order by household, register, id`) }
  }, 'repeatable read')
  const households = new Set<string>()
  const chunks: { bytes: Buffer, sha256: string }[] = []
  for (const group of split(records)) {
    const states = group.map(({ state }) => JSON.parse(state) as RecordState)
    for (const state of states) if (state.register === 'household') households.add(state.id)
    const bytes = await promisify(gzip)(packPage(states))
    chunks.push({ bytes, sha256: sha256(bytes) })
  }
  return database.transaction(async db => {
    await enterScope(db, [village])
    await sql`delete from snapshot where village = ${village} and epoch <> ${epoch}`.execute(db)
    const mine = await rowsOf(db, sql`insert into snapshot (village, cursor, epoch, records, households)
      values (${village}, ${cursor}, ${epoch}, ${records.length}, ${households.size}) on conflict do nothing returning 1`)
    // Another server on the same database was first: its chunks are then the ones.
    if (mine.length === 0) return await newest(db, village, epoch, cursor) ?? fail()
    for (const [chunk, { bytes, sha256 }] of chunks.entries())
      await sql`insert into snapshot_chunk (village, cursor, chunk, sha256, body) values (${village}, ${cursor}, ${chunk}, ${sha256}, ${bytes})`.execute(db)
    await sql`delete from snapshot where village = ${village} and cursor not in
      (select cursor from snapshot where village = ${village} order by cursor desc limit ${KEPT})`.execute(db)
    return { village, cursor, epoch, records: records.length, households: households.size, chunks: chunks.map(({ bytes, sha256 }) => ({ bytes: bytes.length, sha256 })) }
  })
}

function fail(): never {
  throw new AppError('county-busy')
}

/** Whole households together: what has arrived can be worked on. Rows of no household come first. */
function* split<T extends { readonly household: string }>(rows: readonly T[]): Generator<readonly T[]> {
  let group: T[] = []
  let households = 0
  let household: string | undefined
  for (const row of rows) {
    if (row.household !== household) {
      household = row.household
      if (households >= HOUSEHOLDS_PER_CHUNK || group.length >= RECORDS_PER_CHUNK) {
        yield group
        group = []
        households = 0
      }
      households++
    }
    group.push(row)
  }
  if (group.length > 0) yield group
}
