/** A laptop that an earlier program has left, with unsent work, opened by today's program (faults 26 and 27, D-03, D-06). */
import { Dexie } from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import type { Laptop } from '../db/laptop.ts'
import { copyOf, countyCopy } from './copies.ts'
import { FIRST_TABLES, laptopOfBefore } from './laptops-of-before/laptop.ts'
import type { TestCounty } from './county.ts'

const noteOf = async (laptop: Laptop, id: string): Promise<unknown> => (await laptop.book.household(id)).household.values['note']

async function demandAll(laptop: Laptop, county: TestCounty, unsent = 3): Promise<void> {
  expect(await laptop.book.status()).toMatchObject({ unsent, households: 13 })
  expect([await noteOf(laptop, 'house-1001'), await noteOf(laptop, 'house-1020')]).toEqual(['还没上报', '新户'])
  expect((await laptop.book.household('house-1000')).household.values).toMatchObject({ phone: '13800000001', address: '坡头', note: '户0' })
  await laptop.book.sync()
  expect(await laptop.book.status()).toMatchObject({ unsent: 0, households: 13 })
  expect(await copyOf(laptop)).toEqual(countyCopy(county))
  const log = [...county.log.values()].flat().map(({ device, number }) => `${device} ${number}`)
  expect(log.length).toBe(16)
  expect(new Set(log).size).toBe(16)
}

it('fault 26, D-06: a whole laptop of schema 1 with unsent work opens, has all of it, works on, and sends each change once', async () => {
  const { laptop, county } = await laptopOfBefore(1)
  const report = await laptop.start()
  expect(report).toMatchObject({ outcome: 'clean', damage: [], base: 'view' })
  await demandAll(laptop, county)
  await laptop.book.write([{ register: 'household', record: 'house-1002', fields: { note: '新程序写的' } }], { kind: 'edit' }, '530521101201')
  await laptop.lock()
  expect(await laptop.start()).toMatchObject({ outcome: 'clean', damage: [] })
  expect(await noteOf(laptop, 'house-1002')).toBe('新程序写的')
})

it.each([
  ['the database gone', (laptop: Laptop): void => { laptop.indexedDB = new IDBFactory() as unknown as globalThis.IDBFactory }, 'backup'],
  ['the database and the copy gone', (laptop: Laptop): void => { laptop.indexedDB = new IDBFactory() as unknown as globalThis.IDBFactory; laptop.host.backups = [] }, 'county']
] as const)('fault 26 with %s: what an earlier program wrote into the journal is read', async (_, damage, base) => {
  const { laptop, county } = await laptopOfBefore(1)
  damage(laptop)
  expect(await laptop.start()).toMatchObject({ outcome: 'rebuilt', base })
  // Whatever only the county has comes with the round.
  await laptop.book.sync()
  await demandAll(laptop, county, 0)
})

it('fault 27: the power goes before each step of the upgrade and of what the first start writes', async () => {
  for (let step = 0; ; step++) {
    const { laptop, county } = await laptopOfBefore(1)
    const cut = stopUpgrade(laptop.indexedDB, step)
    let left = step - 2
    laptop.beforeCommit = () => { if (left-- === 0) laptop.kill() }
    laptop.host.before = name => { if (name !== 'county:status' && left-- === 0) laptop.kill() }
    await laptop.start().then(() => new Promise(resolve => setTimeout(resolve, 20))).catch(() => undefined)
    const ended = left >= 0
    laptop.kill()
    laptop.beforeCommit = () => undefined
    laptop.host.before = () => undefined
    cut.mend()
    // Where the upgrade did not come to its end, the database is as it was before.
    if (cut.struck()) expect(await versionOf(laptop), `step ${step}`).toBe(1)
    const report = await laptop.start()
    expect(report, `step ${step}`).toMatchObject({ outcome: 'clean', damage: [] })
    await demandAll(laptop, county)
    await laptop.lock()
    if (ended) { expect(step).toBeGreaterThan(2); break }
  }
}, 60_000)


it('fault 27: the tables are new and the number of the schema is not yet written: it is written at the next start', async () => {
  const { laptop, county } = await laptopOfBefore(1)
  const store = laptop.store()
  await store.open()
  store.close()
  const raw = await new Dexie('cunce', { indexedDB: laptop.indexedDB, IDBKeyRange: IDBKeyRange as unknown as typeof globalThis.IDBKeyRange }).open()
  await raw.table('meta').put({ key: 'schema', value: 1 })
  raw.close()
  expect(await laptop.start()).toMatchObject({ outcome: 'clean', damage: [] })
  await demandAll(laptop, county)
})

it('fault 27: an upgrade that can never be done is said, and the database is neither emptied nor begun anew', async () => {
  const { laptop } = await laptopOfBefore(1)
  stopUpgrade(laptop.indexedDB, 1)
  for (let start = 0; start < 2; start++) await expect(laptop.start()).rejects.toMatchObject({ code: 'database-not-upgraded' })
  expect(await versionOf(laptop)).toBe(1)
})

/** From the nth table the upgrade makes on, its transaction does not come to its end, however often it is tried. */
function stopUpgrade(factory: globalThis.IDBFactory, nth: number): { readonly struck: () => boolean, readonly mend: () => void } {
  const open = factory.open.bind(factory)
  let left = nth, struck = false
  factory.open = (...args) => {
    const request = open(...args)
    request.addEventListener('upgradeneeded', () => {
      const db = request.result
      const create = db.createObjectStore.bind(db)
      db.createObjectStore = (...made) => {
        const table = create(...made)
        if (left-- <= 0) {
          struck = true
          request.transaction!.abort()
        }
        return table
      }
    })
    return request
  }
  return { struck: () => struck, mend: () => { factory.open = open } }
}

async function versionOf(laptop: Laptop): Promise<number> {
  const db = await new Dexie('cunce', { indexedDB: laptop.indexedDB, IDBKeyRange: IDBKeyRange as unknown as typeof globalThis.IDBKeyRange }).open()
  const { verno } = db
  db.close()
  return verno
}

it('D-03, D-06: an earlier window that holds the database open: it is waited for, then said, and nothing is touched', async () => {
  const { laptop, county } = await laptopOfBefore(1)
  const old = new Dexie('cunce', { indexedDB: laptop.indexedDB, IDBKeyRange: IDBKeyRange as unknown as typeof globalThis.IDBKeyRange })
  old.version(1).stores(FIRST_TABLES)
  // One that does not give way.
  old.on('versionchange', () => false)
  await old.open()
  await expect(laptop.start()).rejects.toMatchObject({ code: 'database-held' })
  expect([await old.table('own').count(), old.verno]).toEqual([3, 1])
  const going = laptop.start()
  await new Promise(resolve => setTimeout(resolve, 5))
  old.close()
  expect(await going).toMatchObject({ outcome: 'clean', damage: [] })
  await demandAll(laptop, county)
})
