/** Fault 21: a laptop whose disk is full when it is switched on, also one whose database cannot be mended for want of room. */
import { IDBFactory } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import { testCounty } from '../sync/county.ts'
import { roomyStore } from '../../src/db/roomy-store.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const edit = { kind: 'edit' } as const
const houses = (from: number, count: number) => Array.from({ length: count }, (_, i) => ({ register: 'household', record: `house-${1000 + from + i}`, fields: { note: `户${from + i}` } }))

/** Nothing gets onto this disk any more: neither the host's files nor the database. */
function fill(laptop: Laptop): void {
  laptop.host.before = name => {
    if (['journal:append', 'draft:save', 'attachment:put'].includes(name)) throw new AppError('disk-full', { free: 0 })
  }
  laptop.beforeCommit = () => { throw Object.assign(new Error('The quota has been exceeded.'), { name: 'QuotaExceededError' }) }
}
function makeRoom(laptop: Laptop): void {
  laptop.host.before = () => undefined
  laptop.beforeCommit = () => undefined
}

async function used(): Promise<{ laptop: Laptop; county: ReturnType<typeof testCounty> }> {
  const county = testCounty()
  const laptop = newLaptop('laptop-full')
  laptop.host.enrolled = county.enrol('laptop-full', [VILLAGE])
  laptop.host.county = county.road('laptop-full')
  await laptop.start()
  await laptop.book.write(houses(0, 12), edit, VILLAGE)
  await laptop.book.sync()
  await laptop.book.write(houses(12, 5), edit, VILLAGE)
  return { laptop, county }
}

it.each([
  ['as it was left', 'clean', (): void => undefined],
  ['after a kill between journal and database', 'clean', async (laptop: Laptop): Promise<void> => {
    laptop.beforeCommit = () => { laptop.kill() }
    await laptop.book.write(houses(17, 1), edit, VILLAGE).catch(() => undefined)
  }],
  ['with its database emptied', 'rebuilt', (laptop: Laptop): void => { laptop.indexedDB = new IDBFactory() as unknown as globalThis.IDBFactory }]
] as const)('fault 21, %s: full at the start it opens, lists everybody, backs up to another disk, refuses to write in words; with room all is as before', async (_, outcome, happens) => {
  const { laptop, county } = await used()
  await happens(laptop)
  laptop.kill()
  fill(laptop)
  const households = outcome === 'clean' && laptop.host.journal.length === 3 ? 18 : 17
  // Where the copy is older than the receipt, what it was for counts as unsent, and the county knows it.
  const unsent = outcome === 'clean' ? households - 12 : households
  await laptop.start()
  expect(laptop.report.outcome).toBe(outcome)
  expect(await laptop.book.status()).toMatchObject({ households, unsent })
  expect((await laptop.book.search({ text: '' })).ids).toHaveLength(households)
  expect((await laptop.book.household('house-1012')).household.values).toMatchObject({ note: '户12' })
  // The copy goes to another disk, and is whole.
  const copies = laptop.host.backups.length
  await laptop.book.backup()
  expect(laptop.host.backups.length).toBeGreaterThan(copies)
  await expect(laptop.book.write(houses(30, 1), edit, VILLAGE)).rejects.toMatchObject({ code: 'disk-full' })
  expect(await laptop.book.status()).toMatchObject({ households, unsent })
  await laptop.book.close()

  makeRoom(laptop)
  await laptop.start()
  expect(await laptop.book.status()).toMatchObject({ households, unsent })
  await laptop.book.write(houses(30, 1), edit, VILLAGE)
  await laptop.book.sync()
  expect(county.log.get(VILLAGE)!.map(change => change.number).sort((a, b) => a - b)).toEqual(Array.from({ length: households + 1 }, (_, i) => i + 1))
})

it('fault 21: Chromium cannot even open the database: the book stands in memory from copy and journal, and the disk is left as it is', async () => {
  const { laptop } = await used()
  await laptop.book.backup()
  laptop.kill()
  fill(laptop)
  const open = laptop.indexedDB.open.bind(laptop.indexedDB)
  laptop.indexedDB.open = () => { throw new DOMException('Encountered full disk while opening backing store for indexedDB.open.', 'QuotaExceededError') }
  expect(await laptop.start()).toMatchObject({ outcome: 'rebuilt', base: 'backup' })
  expect(await laptop.book.status()).toMatchObject({ households: 17, unsent: 5 })
  await expect(laptop.book.write(houses(30, 1), edit, VILLAGE)).rejects.toMatchObject({ code: 'disk-full' })
  await laptop.book.close()
  laptop.indexedDB.open = open
  makeRoom(laptop)
  expect(await laptop.start()).toMatchObject({ outcome: 'clean', damage: [] })
  expect(await laptop.book.status()).toMatchObject({ households: 17, unsent: 5 })
})

it('fault 21: what waits for room is written in order once there is some, and another failure is not hidden', async () => {
  const laptop = newLaptop('laptop-order')
  const below = laptop.store()
  await below.open()
  let failure: Error | null = null
  const done: string[] = []
  const store = roomyStore({ ...below, commit: async commit => { if (failure) throw failure; done.push(Object.keys(commit.sealed ?? {}).join()); await below.commit(commit) } })
  const row = (revision: number) => ({ revision, bytes: new Uint8Array([revision]) })
  const own = (from: number) => ({ from, to: from, village: VILLAGE, sealed: new Uint8Array([from]) })
  await store.commit({ sealed: { one: row(1) }, own: [own(1)] })
  failure = Object.assign(new Error('transaction aborted'), { name: 'AbortError', inner: Object.assign(new Error(''), { name: 'QuotaExceededError' }) })
  await store.commit({ sealed: { two: row(2) }, own: [own(2)], dropOwn: [1] })
  await store.commit({ sealed: { three: row(3) }, markFolded: [2] })
  expect(await store.ownKeys()).toEqual([{ from: 2, to: 2, village: VILLAGE, folded: 1 }])
  expect(await store.own([1, 2])).toEqual([own(2)])
  expect([await store.sealed('one'), await store.sealed('three')]).toEqual([row(1), row(3)])
  expect((await below.ownKeys()).map(key => key.from)).toEqual([1])
  failure = new Error('broken')
  await expect(store.commit({ sealed: { four: row(4) } })).rejects.toThrow('broken')
  expect(await store.sealed('four')).toBeNull()
  failure = null
  await store.commit({ sealed: { five: row(5) } })
  expect(done).toEqual(['one', 'two', 'three', 'five'])
  expect(await below.ownKeys()).toEqual([{ from: 2, to: 2, village: VILLAGE, folded: 1 }])
})
