/**
 * Laptops as earlier programs left them, to be opened by today's: schema-1.json was written by the program of
 * 4c34edd^ (database of schema 1: no history, no undo), with thirteen households, three changes nobody else has, and
 * the copy of that day. Nothing in these files is ever written anew: a laptop in the field is not either.
 */
import { Dexie } from 'dexie'
import { IDBKeyRange } from 'fake-indexeddb'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JournalEntry } from '#core/host.ts'
import type { Change } from '#core/sync/change.ts'
import { PROTOCOL, type Enrolled } from '#core/sync/wire.ts'
import { newLaptop, VILLAGE, type Laptop } from '../../db/laptop.ts'
import { testCounty, type TestCounty } from '../county.ts'

interface Left {
  readonly enrolled: Enrolled
  readonly rows: Readonly<Record<string, readonly { readonly key?: string, readonly revision?: number, readonly value?: { readonly revision: number } }[]>>
  readonly journal: JournalEntry[]
  readonly confirmed: [number, number][]
  readonly backups: { bytes: Uint8Array, at: string }[]
  /** What the county had of it. */
  readonly county: Change[]
  readonly clock: number
}

const revive = (_: string, value: unknown): unknown =>
  value instanceof Object && '$bytes' in value ? new Uint8Array(Buffer.from(String(value.$bytes), 'base64')) : value

export const FIRST_TABLES = { pages: 'id', log: 'n', own: 'from', ownKeys: 'from', meta: 'key' }

export interface LaptopOfBefore { readonly laptop: Laptop, readonly county: TestCounty, readonly left: Left }

export async function laptopOfBefore(schema: 1): Promise<LaptopOfBefore> {
  const left = JSON.parse(readFileSync(join(import.meta.dirname, `schema-${schema}.json`), 'utf8'), revive) as Left
  const county = testCounty()
  const laptop = newLaptop(left.enrolled.device)
  laptop.clock = left.clock
  for (const device of new Set([left.enrolled.device, ...left.county.map(change => change.device)])) {
    county.enrol(device, [VILLAGE])
    await county.road(device).exchange({
      protocol: PROTOCOL, changes: left.county.filter(change => change.device === device), cursors: {}, health: { unsent: 0, version: '0.1.0', clock: 0 }
    })
  }
  laptop.host.enrolled = left.enrolled
  laptop.host.county = county.road(laptop.device)
  laptop.host.marker = true
  laptop.host.journal.push(...left.journal)
  laptop.host.confirmed.push(...left.confirmed)
  laptop.host.backups = [...left.backups]
  const db = new Dexie('cunce', { indexedDB: laptop.indexedDB, IDBKeyRange: IDBKeyRange as unknown as typeof globalThis.IDBKeyRange })
  db.version(1).stores(FIRST_TABLES)
  for (const [table, rows] of Object.entries(left.rows)) await db.table(table).bulkPut([...rows])
  db.close()
  return { laptop, county, left }
}
