import { Dexie } from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, it, vi } from 'vitest'
import { AppError } from '#core/error.ts'
import type { Entry } from '../../src/db/book.ts'
import { STORE_SCHEMA } from '../../src/db/store.ts'
import { copyOf } from '../sync/copies.ts'
import { testCounty } from '../sync/county.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const edit = { kind: 'edit' } as const
const house = (n: number, fields: Entry['fields'] = { villagerGroup: '1组', note: `户${n}` }): Entry => ({ register: 'household', record: `house-${1000 + n}`, fields })
const houses = (count: number): Entry[] => Array.from({ length: count }, (_, i) => house(i))

/** Until what is done at idle times is done: `pages` folded, or one more copy written. */
const folded = (laptop: Laptop, pages: number): Promise<unknown> => vi.waitFor(async () => {
  expect(await onDisk(laptop, db => db.table('pages').count())).toBe(pages)
  expect((await onDisk(laptop, db => db.table('ownKeys').toArray())).filter(key => key.folded === 0)).toEqual([])
}, 10_000)
const backedUp = (laptop: Laptop): Promise<unknown> => vi.waitFor(() => expect(laptop.host.backups.length).toBeGreaterThan(0), 10_000)

async function started(): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  await backedUp(laptop)
  return laptop
}

/** The tables of the laptop as they lie on its disk. */
async function onDisk<T>(laptop: Laptop, work: (db: Dexie) => Promise<T>): Promise<T> {
  const db = new Dexie('cunce', { indexedDB: laptop.indexedDB, IDBKeyRange: IDBKeyRange as unknown as typeof globalThis.IDBKeyRange })
  await db.open()
  try { return await work(db) } finally { db.close() }
}

it('D-01, fault 1: power lost between the journal and the transaction leaves the change in the journal, and the next start brings it back', async () => {
  const laptop = await started()
  await laptop.book.write([house(1)], edit, VILLAGE)
  laptop.beforeCommit = () => laptop.kill()
  await expect(laptop.book.write([house(2)], edit, VILLAGE)).rejects.toBeInstanceOf(AppError)
  laptop.beforeCommit = () => undefined
  expect(await laptop.start()).toMatchObject({ outcome: 'clean', recovered: 1, damage: [] })
  expect(await laptop.book.status()).toMatchObject({ households: 2, unsent: 2 })
  await laptop.book.write([house(3)], edit, VILLAGE)
  expect(laptop.host.journal.map(entry => entry.from)).toEqual([1, 2, 3])
})

it('a journal that cannot be written stores nothing, says so, and the number is used by the next change', async () => {
  const laptop = await started()
  laptop.host.before = name => { if (name === 'journal:append') throw new AppError('disk-full', { free: 3 }) }
  await expect(laptop.book.write([house(1)], edit, VILLAGE)).rejects.toMatchObject({ code: 'disk-full' })
  expect(await laptop.book.status()).toMatchObject({ households: 0, unsent: 0 })
  laptop.host.before = () => undefined
  expect(await laptop.book.write([house(1)], edit, VILLAGE)).toEqual({ numbers: [1, 1] })
})

it('a transaction that fails after the journal does not use its number again', async () => {
  const laptop = await started()
  laptop.beforeCommit = () => { throw new AppError('disk-full', { free: 0 }) }
  await expect(laptop.book.write([house(1)], edit, VILLAGE)).rejects.toMatchObject({ code: 'disk-full' })
  laptop.beforeCommit = () => undefined
  expect(await laptop.book.write([house(2)], edit, VILLAGE)).toEqual({ numbers: [2, 2] })
  await laptop.lock()
  await laptop.start()
  expect(await laptop.book.status()).toMatchObject({ households: 2, unsent: 2 })
})

it.each([
  ['D-02, fault 11: the database is gone', (laptop: Laptop) => { laptop.indexedDB = new IDBFactory() as unknown as IDBFactory }, 'database-missing'],
  ['fault 12: the database came back empty', async (laptop: Laptop) => { await onDisk(laptop, db => Promise.all(db.tables.map(table => table.clear()))) }, 'database-empty']
])('%s: with no backup everything unsent comes back from the journal, and it is never taken for a first run', async (_, damage, named) => {
  const laptop = await started()
  laptop.host.backups = []
  await laptop.book.write(houses(3), edit, VILLAGE)
  await laptop.book.write([house(1, { note: '改' })], edit, VILLAGE)
  const before = await copyOf(laptop)
  await laptop.lock()
  await damage(laptop)
  expect(await laptop.start()).toMatchObject({ outcome: 'rebuilt', damage: [named], recovered: 4, base: 'journal' })
  expect(await copyOf(laptop)).toEqual(before)
  expect(await laptop.book.write([house(9)], edit, VILLAGE)).toEqual({ numbers: [5, 5] })
})

it('fault 11: a database gone after a backup is put back from it, and later changes from the journal', async () => {
  const laptop = await started()
  await laptop.book.write(houses(3), edit, VILLAGE)
  await laptop.book.backup()
  await laptop.book.write([house(1, { note: '备份之后' })], edit, VILLAGE)
  const before = await copyOf(laptop)
  await laptop.lock()
  laptop.indexedDB = new IDBFactory() as unknown as IDBFactory
  expect(await laptop.start()).toMatchObject({ outcome: 'rebuilt', damage: ['database-missing'], recovered: 1, base: 'backup' })
  expect(await copyOf(laptop)).toEqual(before)
})

it('fault 11: a laptop whose work was confirmed and whose database is gone gets all of it again', async () => {
  const county = testCounty()
  const laptop = newLaptop('laptop-one')
  laptop.host.enrolled = county.enrol('laptop-one', [VILLAGE])
  laptop.host.county = county.road('laptop-one')
  await laptop.start()
  await laptop.book.write(houses(12), edit, VILLAGE)
  await laptop.book.sync()
  await backedUp(laptop)
  const before = await copyOf(laptop)
  await laptop.lock()
  laptop.indexedDB = new IDBFactory() as unknown as IDBFactory
  laptop.host.backups = []
  // The journal lets confirmed entries go after a fortnight; its highest number stays known.
  laptop.host.journal.length = 0
  expect(await laptop.start()).toMatchObject({ outcome: 'rebuilt', damage: ['database-missing'], base: 'county' })
  await laptop.book.sync()
  expect(await copyOf(laptop)).toEqual(before)
  expect(await laptop.book.write([house(50)], edit, VILLAGE)).toEqual({ numbers: [13, 13] })
})

it('fault 13: own rows missing from the table, and own rows that do not open, come back from the journal', async () => {
  const laptop = await started()
  for (let i = 0; i < 4; i++) await laptop.book.write([house(i)], edit, VILLAGE)
  const before = await copyOf(laptop)
  await laptop.lock()
  await onDisk(laptop, async db => {
    await db.table('own').delete(2)
    await db.table('ownKeys').delete(2)
    await db.table('own').update(3, { sealed: new Uint8Array(40) })
  })
  expect(await laptop.start()).toMatchObject({ outcome: 'rebuilt', damage: ['own-missing'], recovered: 2 })
  expect(await copyOf(laptop)).toEqual(before)
  await laptop.lock()
  expect(await laptop.start()).toMatchObject({ outcome: 'clean', recovered: 0 })
})

it('fault 28: a database that a newer program has written is not opened and not touched', async () => {
  const laptop = await started()
  await laptop.book.write([house(1)], edit, VILLAGE)
  await laptop.lock()
  await onDisk(laptop, db => db.table('meta').put({ key: 'schema', value: STORE_SCHEMA + 1 }))
  await expect(laptop.start()).rejects.toMatchObject({ code: 'database-too-new', detail: { found: STORE_SCHEMA + 1, known: STORE_SCHEMA } })
  await onDisk(laptop, db => db.table('meta').put({ key: 'schema', value: STORE_SCHEMA }))
  expect(await laptop.start()).toMatchObject({ outcome: 'clean' })
})

async function loaded(): Promise<{ laptop: Laptop; other: Laptop }> {
  const county = testCounty()
  const [other, laptop] = [newLaptop('laptop-two'), newLaptop('laptop-one')]
  for (const one of [other, laptop]) {
    one.host.enrolled = county.enrol(one.device, [VILLAGE])
    one.host.county = county.road(one.device)
    await one.start()
  }
  await other.book.write(houses(23), edit, VILLAGE)
  await other.book.sync()
  await laptop.book.sync()
  await other.book.write([house(2, { note: '后来' })], edit, VILLAGE)
  await other.book.sync()
  await laptop.book.sync()
  await backedUp(laptop)
  return { laptop, other }
}

it.each([
  ['fault 18, K-07: one byte flipped in a page', (db: Dexie) => db.table('pages').toCollection().first().then((row: { id: number; sealed: Uint8Array }) => db.table('pages').update(row.id, { sealed: row.sealed.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) })), 18],
  ['a page is missing', (db: Dexie) => db.table('pages').toCollection().first().then((row: { id: number }) => db.table('pages').delete(row.id)), 18],
  ['K-08: two pages swapped', (db: Dexie) => db.table('pages').limit(2).toArray().then(async ([a, b]: { id: number; sealed: Uint8Array }[]) => {
    await db.table('pages').update(a!.id, { sealed: b!.sealed })
    await db.table('pages').update(b!.id, { sealed: a!.sealed })
  }), 13]
])('%s: the other pages open, and the next round fetches what is missing', async (_, damage, left) => {
  const { laptop, other } = await loaded()
  await laptop.book.write([house(0, { note: '未上报' })], edit, VILLAGE)
  await laptop.lock()
  await onDisk<unknown>(laptop, damage)
  expect(await laptop.start()).toMatchObject({ outcome: 'rebuilt', damage: ['pages-damaged'] })
  expect((await laptop.book.status()).households).toBeGreaterThanOrEqual(left)
  await laptop.book.sync()
  await other.book.sync()
  expect(await copyOf(laptop)).toEqual(await copyOf(other))
  expect((await laptop.book.household('house-1000')).household.values['note']).toBe('未上报')
  await laptop.lock()
  expect(await laptop.start()).toMatchObject({ outcome: 'clean', damage: [], damagedPages: 0 })
})

it('K-08: a page turned back to an older copy, with its old revision, is damage', async () => {
  const laptop = await started()
  await laptop.book.write(houses(420), edit, VILLAGE)
  await laptop.lock(); await laptop.start(); await folded(laptop, 3)
  const old = await onDisk(laptop, db => db.table('pages').toArray())
  expect(old.length).toBe(3)
  await laptop.book.write(Array.from({ length: 420 }, (_, i) => house(i, { note: '新' })), edit, VILLAGE)
  await laptop.lock(); await laptop.start(); await folded(laptop, 3)
  await laptop.lock()
  await onDisk(laptop, db => db.table('pages').put(old[0]))
  expect(await laptop.start()).toMatchObject({ damage: ['pages-damaged'], damagedPages: 1 })
  // Nothing of it is lost: no receipt covers it, so the own rows are still there.
  expect((await laptop.book.household('house-1000')).household.values['note']).toBe('新')
  expect((await laptop.book.status()).households).toBe(420)
  await laptop.lock()
  expect(await laptop.start()).toMatchObject({ outcome: 'clean', damage: [] })
  expect((await laptop.book.status()).households).toBe(420)
})

it('folding keeps the picture, drops only what a durable receipt covers, and a cut in it leaves the old pages', async () => {
  const laptop = await started()
  await laptop.book.write(houses(450), edit, VILLAGE)
  const before = await copyOf(laptop)
  await laptop.lock()
  let died = 0
  laptop.beforeCommit = () => { died++; laptop.kill() }
  await laptop.start()
  await vi.waitFor(() => expect(died).toBe(1))
  laptop.beforeCommit = () => undefined
  await laptop.start()
  await folded(laptop, 3)
  expect(await copyOf(laptop)).toEqual(before)
  expect(await onDisk(laptop, async db => [await db.table('pages').count(), await db.table('own').count(), (await db.table('ownKeys').get(1))?.folded])).toEqual([3, 1, 1])
  await laptop.lock(); await laptop.start()
  expect(await copyOf(laptop)).toEqual(before)
  expect((await laptop.book.status()).unsent).toBe(450)
})

it('K-10: a planted name, ID and phone are in no byte that leaves the book', async () => {
  const laptop = await started()
  const planted = ['哈尼赵铁柱', '530521195002290013', '13987654321', '大石头坡']
  await laptop.book.write([house(1, { naturalVillage: planted[3]!, phone: planted[2]! }), { register: 'person', record: 'person-0001', fields: { household: 'house-1001', name: planted[0]!, idNo: planted[1]! } }], edit, VILLAGE)
  await laptop.book.saveDraft({ visit: 'visit-00000001', household: 'house-1001', section: 'identity', question: 'name', raw: planted[0]! })
  await laptop.book.write(houses(450), edit, VILLAGE)
  await laptop.lock(); await laptop.start(); await folded(laptop, 3)
  await laptop.book.backup()
  const rows = await onDisk(laptop, db => Promise.all(db.tables.map(table => table.toArray())))
  const all = [rows, laptop.host.journal, laptop.host.backups, laptop.host.draft]
  const bytes = Buffer.concat(buffersIn(all))
  const clear = JSON.stringify(all, (_, value: unknown) => (value instanceof Uint8Array ? '' : value))
  expect(bytes.length).toBeGreaterThan(10_000)
  for (const secret of planted) {
    expect(clear).not.toContain(secret)
    for (const encoding of ['utf8', 'utf16le'] as const) expect(bytes.includes(Buffer.from(secret, encoding))).toBe(false)
  }
})

function buffersIn(value: unknown): Buffer[] {
  if (value instanceof Uint8Array) return [Buffer.from(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(buffersIn)
}

it('a draft comes back after a kill', async () => {
  const laptop = await started()
  const draft = { visit: 'visit-00000001', household: 'house-1001', section: 'income', question: 'A1', raw: '160' }
  await laptop.book.saveDraft(draft)
  laptop.kill()
  await laptop.start()
  expect(await laptop.book.readDraft()).toEqual(draft)
  await laptop.book.saveDraft(null)
  expect(await laptop.book.readDraft()).toBeNull()
})

it('K-03: another key opens nothing, and nothing is thrown away because of it', async () => {
  const laptop = await started()
  await laptop.book.write([house(1)], edit, VILLAGE)
  await laptop.lock()
  laptop.key = laptop.key.map(byte => byte ^ 255)
  await expect(laptop.start()).rejects.toMatchObject({ code: 'key-store-changed' })
  laptop.key = laptop.key.map(byte => byte ^ 255)
  expect(await laptop.start()).toMatchObject({ outcome: 'clean', recovered: 0 })
  expect(await laptop.book.status()).toMatchObject({ households: 1, unsent: 1 })
})

it('a locked book answers nothing', async () => {
  const laptop = await started()
  await laptop.lock()
  await expect(laptop.book.search({ text: '' })).rejects.toMatchObject({ code: 'locked' })
})
