import { Dexie } from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import { dexieStore } from '../../src/db/dexie-store.ts'
import { makeSealer } from '../../src/db/seal.ts'
import { KEY } from './laptop.ts'

const factory = () => ({ indexedDB: new IDBFactory() as unknown as IDBFactory, IDBKeyRange: IDBKeyRange as unknown as typeof globalThis.IDBKeyRange })
const sealed = new Uint8Array([1])

it('K-16: sealing inside a real transaction throws before the transaction can commit half of it', async () => {
  const sealer = await makeSealer(KEY.slice(), count => crypto.getRandomValues(new Uint8Array(count)))
  const db = new Dexie('guard', factory())
  db.version(1).stores({ rows: 'id' })
  await expect(db.transaction('rw', 'rows', async () => {
    await db.table('rows').put({ id: 1 })
    await sealer.seal('records', { table: 'rows', id: '1', village: '', revision: 0 }, sealed)
  })).rejects.toThrow('transaction')
  expect(await db.table('rows').count()).toBe(0)
})

it('a commit is all or nothing', async () => {
  const store = dexieStore('all', { factory: factory() })
  await store.open()
  const broken = { n: undefined as unknown as number, village: 'v', sealed }
  await expect(store.commit({ pages: [{ id: 1, village: 'v', revision: 1, sealed }], log: [broken] })).rejects.toBeDefined()
  expect(await store.pages()).toEqual([])
})

it('every table is opened for strict durability', async () => {
  const asked: (IDBTransactionOptions | undefined)[] = []
  const given = factory()
  const open = given.indexedDB.open.bind(given.indexedDB)
  given.indexedDB.open = (...args) => {
    const request = open(...args)
    request.addEventListener('success', () => {
      const db = request.result
      const transaction = db.transaction.bind(db)
      db.transaction = (stores, mode, options) => { if (mode === 'readwrite') asked.push(options); return transaction(stores, mode, options) }
    })
    return request
  }
  const store = dexieStore('strict', { factory: given })
  await store.open()
  await store.commit({ pages: [{ id: 1, village: 'v', revision: 1, sealed }] })
  expect(asked.length).toBeGreaterThan(0)
  for (const options of asked) expect(options).toEqual({ durability: 'strict' })
})

it('D-02: a database that can be neither opened nor deleted is discarded from outside, and opens empty', async () => {
  const given = factory()
  let stuck = true, discarded = 0
  const { open, deleteDatabase } = { open: given.indexedDB.open.bind(given.indexedDB), deleteDatabase: given.indexedDB.deleteDatabase.bind(given.indexedDB) }
  const refuse = (): never => { throw new DOMException('Internal error opening backing store for indexedDB.open.', 'DataError') }
  given.indexedDB.open = (...args) => stuck ? refuse() : open(...args)
  given.indexedDB.deleteDatabase = (...args) => stuck ? refuse() : deleteDatabase(...args)
  await expect(dexieStore('stuck', { factory: given }).open()).rejects.toThrow('backing store')
  const store = dexieStore('stuck', { factory: given, discard: async () => { discarded++; stuck = false } })
  expect(await store.open()).toEqual({ existed: false })
  expect(await store.pages()).toEqual([])
  expect(discarded).toBe(1)
  // One that opens is never discarded.
  store.close()
  expect(await dexieStore('stuck', { factory: given, discard: async () => { discarded++ } }).open()).toEqual({ existed: true })
  expect(discarded).toBe(1)
})

it('what an own row is marked as stands with its key, and a row put again is unmarked', async () => {
  const store = dexieStore('own', { factory: factory() })
  await store.open()
  const row = { from: 1, to: 3, village: 'v', sealed }
  await store.commit({ own: [row], markFolded: [1] })
  expect(await store.ownKeys()).toEqual([{ from: 1, to: 3, village: 'v', folded: 1 }])
  await store.commit({ own: [row] })
  expect(await store.ownKeys()).toEqual([{ from: 1, to: 3, village: 'v', folded: 0 }])
  await store.commit({ dropOwn: [1] })
  expect([await store.ownKeys(), await store.own([1])]).toEqual([[], []])
})

it('D-06: 1 → 2: what a laptop had stays, history and undo begin empty, and the version is written', async () => {
  const given = factory()
  const old = new Dexie('upgrade', given)
  old.version(1).stores({ pages: 'id', log: 'n', own: 'from', ownKeys: 'from', meta: 'key' })
  const page = { id: 1, village: 'v', revision: 3, sealed }
  await old.table('pages').put(page)
  await old.table('own').put({ from: 1, to: 2, village: 'v', sealed })
  await old.table('ownKeys').put({ from: 1, to: 2, village: 'v', folded: 0 })
  await old.table('meta').bulkPut([{ key: 'schema', value: 1 }, { key: 'state', value: { revision: 7, bytes: sealed } }])
  old.close()
  const store = dexieStore('upgrade', { factory: given })
  expect(await store.open()).toEqual({ existed: true })
  expect([await store.pages(), await store.ownKeys(), await store.sealed('state')]).toEqual([[page], [{ from: 1, to: 2, village: 'v', folded: 0 }], { revision: 7, bytes: sealed }])
  expect(await store.undo('none')).toBeNull()
  await store.commit({ undo: [{ id: 'step', sealed }], history: [{ n: 1, village: 'v', sealed }] })
  store.close()
  const again = dexieStore('upgrade', { factory: given })
  expect(await again.open()).toEqual({ existed: true })
  expect([await again.undo('step'), await again.history([1])]).toEqual([{ id: 'step', sealed }, [{ n: 1, village: 'v', sealed }]])
})
