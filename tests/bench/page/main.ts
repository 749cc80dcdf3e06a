/**
 * The measuring page: the real book (worker, sealing, IndexedDB, rounds) and, beside it, the floors: bare Dexie,
 * bare fetch and parse, bare scan. All times in ms, taken with the same clock in the same page.
 */
import Dexie from 'dexie'
import type { HostBridge } from '#core/host.ts'
import type { Book } from '../../../src/db/book.ts'
import { openBook, prepareBook, type BookClient } from '../../../src/db/client.ts'
import { pack, unpack } from '../frames.ts'
import { checkBench } from './checks.ts'
import { importBench } from './import.ts'
import { ledgerBench } from './ledger.ts'
import { timed } from './timed.ts'

const host: Pick<HostBridge, 'call'> = {
  call: async (name, input) => unpack(new Uint8Array(await (await fetch(`/host/${name}`, { method: 'POST', body: pack(input) })).arrayBuffer())) as never
}

/** The township's, as township.ts makes it. */
const VILLAGE = '530521201001'

const longTasks: number[] = []
new PerformanceObserver(list => { for (const entry of list.getEntries()) longTasks.push(Math.round(entry.duration)) }).observe({ type: 'longtask', buffered: true })

const key = (): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => i)
let client: BookClient
let book: Book

const firstScreen = async (): Promise<number> => {
  const query = { text: '' }
  const list = await book.search(query)
  await book.rows(list.ids.slice(0, 30), query)
  return list.total
}

const bench = {
  /** Observers report late. */
  async longTasks() { await new Promise(resolve => setTimeout(resolve, 100)); return longTasks.splice(0) },
  async enrol(address: string, code: string) { return host.call('county:enrol', { address, code, name: 'bench' }) },
  /** Opens the book as after unlocking; ms until the first 30 rows are in hand. */
  async open() {
    client?.terminate()
    prepareBook()
    // While a PIN is typed the window loads the worker's code.
    await new Promise(resolve => setTimeout(resolve, 1500))
    client = openBook(host)
    book = client.book
    const [ms, report] = await timed(async () => { const found = await book.open(key()); await firstScreen(); return found })
    return { ms, report }
  },
  async sync() { const [ms, report] = await timed(() => book.sync()); return { ms, ...report } },
  async firstLoad() {
    const [ms, report] = await timed(async () => { const done = await book.sync(); await firstScreen(); return done })
    return { ms, ...report }
  },
  status: () => book.status(),
  async keystrokes(words: string[]) {
    const times: number[] = []
    for (const word of words)
      for (let length = 1; length <= word.length; length++) {
        const query = { text: word.slice(0, length) }
        const [ms] = await timed(async () => { const list = await book.search(query); await book.rows(list.ids.slice(0, 30), query) })
        times.push(ms)
      }
    return times
  },
  /** One field of one household per write; ms until the promise that allows 「已存本机」 resolves. */
  async saves(ids: string[], field: string, value: string) {
    const times: number[] = []
    for (const [i, record] of ids.entries()) {
      const [ms] = await timed(() => book.write([{ register: 'household', record, fields: { [field]: `${value}${i}` } }], { kind: 'edit' }, VILLAGE))
      times.push(ms)
    }
    return times
  },
  backup: () => book.backup(),
  ...checkBench(() => book, VILLAGE), ...ledgerBench(() => book), ...importBench(() => book),

  // ---- floors
  async fetchParse(name: string) { const [ms] = await timed(async () => (await fetch(`/floor/body/${name}`)).json()); return ms },
  async postFields(fields: unknown) {
    const [ms, size] = await timed(async () => {
      const body = new Uint8Array(await new Response(new Blob([JSON.stringify(fields)]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer())
      await (await fetch('/floor/fields', { method: 'POST', body })).text()
      return body.length
    })
    return { ms, bytes: size }
  },
  async pullFields(name: string, table: 'households') {
    const db = await floorDb()
    const [ms] = await timed(async () => {
      const edits = await (await fetch(`/floor/body/${name}`)).json() as { id: string, phone: string }[]
      await db.transaction('rw', db.table(table), async () => {
        const rows = await db.table(table).bulkGet(edits.map(edit => edit.id))
        await db.table(table).bulkPut(rows.map((row, i) => ({ ...row, ...edits[i] })))
      })
    })
    return ms
  },
  async appends(bytes: number, count: number) {
    const body = new Uint8Array(bytes)
    const times: number[] = []
    for (let i = 0; i < count; i++) times.push((await timed(async () => (await fetch('/floor/append', { method: 'POST', body })).text()))[0])
    return times
  },
  async dexieSaves(name: string, count: number) {
    const db = await floorDb()
    const rows = (await (await fetch(`/floor/body/${name}`)).json() as { id: string }[]).slice(0, count)
    const times: number[] = []
    for (const row of rows) times.push((await timed(() => db.transaction('rw', db.table('households'), () => db.table('households').put({ ...row, phone: String(times.length) }))))[0])
    return times
  },
  async dexieLoad(name: string) {
    await (await floorDb()).delete()
    floor = null
    const db = await floorDb()
    const [ms] = await timed(async () => { await db.table('households').bulkPut(await (await fetch(`/floor/body/${name}`)).json() as object[]) })
    const [read] = await timed(() => db.table('households').toArray())
    return { ms, read }
  },
  /** Opening sealed chunks of 200 households and parsing them, nothing else: what a cold start cannot go below. */
  async openChunks(name: string) {
    const rows = await (await fetch(`/floor/body/${name}`)).json() as object[]
    const secret = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    const chunks: { iv: Uint8Array<ArrayBuffer>, sealed: ArrayBuffer }[] = []
    for (let at = 0; at < rows.length; at += 200) {
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const packed = await new Response(new Blob([JSON.stringify(rows.slice(at, at + 200))]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()
      chunks.push({ iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, secret, packed) })
    }
    const [ms] = await timed(async () => {
      for (const { iv, sealed } of chunks) {
        const packed = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, secret, sealed)
        await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).json()
      }
    })
    return ms
  },
  async scan(name: string, words: string[]) {
    const rows = await (await fetch(`/floor/body/${name}`)).json() as { members: { name: string, idNo: string }[] }[]
    const people = rows.flatMap(row => row.members.map(member => `${member.name} ${member.idNo}`))
    const times: number[] = []
    for (const word of words)
      for (let length = 1; length <= word.length; length++) {
        const start = performance.now()
        const part = word.slice(0, length)
        let hits = 0
        for (const person of people) if (person.includes(part)) hits++
        times.push(performance.now() - start + (hits < 0 ? 1 : 0))
      }
    return times
  }
}

let floor: Dexie | null = null
async function floorDb(): Promise<Dexie> {
  if (!floor) {
    floor = new Dexie('floor', { chromeTransactionDurability: 'strict' })
    floor.version(1).stores({ households: 'id' })
    await floor.open()
  }
  return floor
}

export type Bench = typeof bench
;(globalThis as unknown as { bench: Bench }).bench = bench
