/**
 * A laptop for tests: its disk (IndexedDB, host files) outlives the book; `start` is switching it on, `kill`
 * takes the power away: nothing that had not been stored yet gets stored any more.
 */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { AppError } from '#core/error.ts'
import type { Book, BookEvent, OpenReport } from '../../src/db/book.ts'
import { dexieStore } from '../../src/db/dexie-store.ts'
import { makeBook } from '../../src/db/make-book.ts'
import { roomyStore } from '../../src/db/roomy-store.ts'
import type { VillageStore } from '../../src/db/store.ts'
import { readWorkbook } from '../../src/workbook/read-file.ts'
import { markFile } from '../../src/workbook/write/mark-file.ts'
import { writeWorkbook } from '../../src/workbook/write/write-workbook.ts'
import { fakeHost, type FakeHost } from './fake-host.ts'

export interface Laptop {
  readonly device: string
  readonly host: FakeHost
  readonly events: BookEvent[]
  indexedDB: IDBFactory
  book: Book
  report: OpenReport
  clock: number
  key: Uint8Array
  /** Called before each transaction; throws to make it fail. */
  beforeCommit: () => void
  start(): Promise<OpenReport>
  kill(): void
  lock(): Promise<void>
  /** The same tables, opened beside the book. */
  store(): VillageStore
}

export const KEY = new Uint8Array(32).map((_, i) => i * 7 % 251)
export const VILLAGE = '530521101201'

export function newLaptop(device: string, random = (count: number) => crypto.getRandomValues(new Uint8Array(count))): Laptop {
  const dead = new AppError('journal-write-failed', { reason: 'power' })
  const openStore = (): VillageStore => dexieStore('cunce', { factory: { indexedDB: laptop.indexedDB, IDBKeyRange: IDBKeyRange as unknown as typeof globalThis.IDBKeyRange }, patienceMs: 50 })
  let ids = 0
  let alive = { on: false }
  const laptop: Laptop = {
    device, host: fakeHost(device), events: [], indexedDB: new IDBFactory() as unknown as IDBFactory, book: undefined as unknown as Book,
    report: undefined as unknown as OpenReport, clock: Date.UTC(2026, 3, 1), key: KEY, beforeCommit: () => undefined,
    async start() {
      const life = { on: true }
      alive = life
      const store = openStore()
      const guarded: VillageStore = {
        ...store,
        commit: async commit => {
          if (!life.on) throw dead
          laptop.beforeCommit()
          if (!life.on) throw dead
          await store.commit(commit)
        },
        replace: async commit => { if (!life.on) throw dead; laptop.beforeCommit(); await store.replace(commit) }
      }
      laptop.book = makeBook({
        host: { call: async (name, input) => life.on ? laptop.host.call(name, input) : { ok: false, error: dead.data } },
        store: roomyStore(guarded), now: () => laptop.clock, newId: () => `${device}-id-${++ids}`, random,
        emit: event => void laptop.events.push(event), idle: () => new Promise(resolve => setTimeout(resolve, 0)), disk: async () => 0,
        parseWorkbook: readWorkbook, cancelParse: () => undefined,
        makeWorkbook: (_, spec, onProgress) => writeWorkbook(spec, onProgress), markWorkbook: markFile
      })
      laptop.report = await laptop.book.open(laptop.key.slice())
      return laptop.report
    },
    kill() { alive.on = false },
    async lock() { await laptop.book.close() },
    store: openStore
  }
  return laptop
}
