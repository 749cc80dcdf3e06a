/**
 * The unit of storage, measured where it will run: a township as one sealed row per record, and as sealed
 * gzip pages of 200 households with a sealed row per change. Same key, same envelope, same strict database.
 * A row of one record is not zipped: a stream for each would cost more than it saves.
 */
import type { Change, RecordState } from '#core/sync/change.ts'
import { dexieStore } from '../../src/db/dexie-store.ts'
import { makeEnvelopes } from '../../src/db/envelopes.ts'
import { makeSealer, utf8, type Sealer } from '../../src/db/seal.ts'
import type { PageRow } from '../../src/db/store.ts'

const VILLAGE = '530521101201'
const HOUSEHOLDS = 4_000
const PEOPLE_EACH = 3.8
const HOUSEHOLDS_PER_PAGE = 200
const REPEATS = 5
const EDITS = 30

function record(register: string, id: string, values: RecordState['values'], number: number): RecordState {
  const write = { device: 'laptop-of-the-bench', number, stamp: `0m${String(number).padStart(11, '0')}`, by: 'account-1', origin: { kind: 'import', ref: 'import-0001' } } as const
  return { register, id, village: VILLAGE, values, writes: [write], from: {}, contexts: {}, rivals: {} }
}

/** Pages of households, each with its people. */
function township(): RecordState[][] {
  const pages: RecordState[][] = []
  let number = 1
  let people = 0
  for (let h = 0; h < HOUSEHOLDS; h++) {
    if (h % HOUSEHOLDS_PER_PAGE === 0) pages.push([])
    const page = pages[pages.length - 1]!
    const id = `00000000-0000-4000-8000-${String(h).padStart(12, '0')}`
    page.push(record('household', id, { villagerGroup: `${h % 14 + 1}组`, nationalHouseholdNo: String(530521000000 + h * 7919), phone: String(13800000000 + h * 7919), householdType: '01', arableMu: h % 90 / 10, houseStructure: '02' }, number++))
    for (; people < (h + 1) * PEOPLE_EACH; people++)
      page.push(record('person', `00000000-0000-4000-9000-${String(people).padStart(12, '0')}`, { household: id, name: `杨${'国强小明丽华'[people % 6]}${'芳伟秀英敏静'[people % 6]}`, sex: String(people % 2 + 1), idNo: String(530521196001010000n + BigInt(people) * 7919n), birthDate: `19${people % 90 + 10}-01-01`, relation: '20', education: '03', health: ['01'], labour: '01', medResident: true, phone: String(13900000000 + people * 7919) }, number++))
  }
  return pages
}

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const change = (of: RecordState, number: number): Change =>
  ({ device: 'laptop-of-the-bench', number, village: VILLAGE, register: of.register, record: of.id, stamp: `0n${String(number).padStart(11, '0')}`, by: 'account-1', origin: { kind: 'visit', ref: 'visit-0001' }, fields: { workMonths: number % 12 }, saw: {} })

interface Unit {
  readonly seal: (id: number, records: readonly RecordState[]) => Promise<PageRow>
  readonly open: (row: PageRow) => Promise<readonly RecordState[]>
}

const plainRows = (sealer: Sealer): Unit => ({
  seal: async (id, [one]) => ({ id, village: VILLAGE, revision: 1, sealed: await sealer.seal('records', { table: 'rows', id: String(id), village: VILLAGE, revision: 1 }, utf8(JSON.stringify(one))) }),
  open: async ({ id, sealed }) => [JSON.parse(new TextDecoder().decode((await sealer.open('records', { table: 'rows', id: String(id), village: VILLAGE, revision: 1 }, sealed))!)) as RecordState]
})

async function measure(unit: string, pages: readonly (readonly RecordState[])[], { seal, open }: Unit, edit: (store: ReturnType<typeof dexieStore>, n: number) => Promise<void>) {
  const figures = { seal: [] as number[], store: [] as number[], open: [] as number[], edit: [] as number[], bytes: 0, rows: pages.length }
  for (let turn = 0; turn < REPEATS; turn++) {
    const name = `bench-${unit}-${turn}`
    const store = dexieStore(name)
    await store.open()
    let rows: PageRow[] = []
    figures.seal.push(await timed(async () => { rows = await Promise.all(pages.map((records, i) => seal(i + 1, records))) }))
    figures.store.push(await timed(() => store.commit({ pages: rows })))
    figures.bytes = rows.reduce((sum, row) => sum + row.sealed.length, 0)
    figures.open.push(await timed(async () => {
      let count = 0
      for (const opened of (await store.pages()).map(open)) count += (await opened).length
      if (count !== HOUSEHOLDS * (1 + PEOPLE_EACH)) throw new Error(`opened ${count}`)
    }))
    for (let n = 0; n < EDITS; n++) figures.edit.push(await timed(() => edit(store, n)))
    store.close()
    indexedDB.deleteDatabase(name)
  }
  const ms = (times: readonly number[]): number => Math.round(median(times) * 10) / 10
  return { unit, rows: figures.rows, bytes: figures.bytes, sealMs: ms(figures.seal), storeMs: ms(figures.store), openMs: ms(figures.open), editMs: ms(figures.edit) }
}

async function run(): Promise<unknown> {
  const sealer = await makeSealer(crypto.getRandomValues(new Uint8Array(32)), count => crypto.getRandomValues(new Uint8Array(count)))
  const envelopes = makeEnvelopes(sealer)
  const rows = plainRows(sealer)
  const packed: Unit = { seal: (id, records) => envelopes.page({ id, village: VILLAGE, revision: 1 }, records), open: async row => await envelopes.openPage(row) ?? [] }
  const pages = township()
  const records = pages.flat()
  const perRecord = await measure('row-per-record', records.map(one => [one]), rows, async (store, n) => {
    const one = records[n * 31]!
    await store.commit({ pages: [await rows.seal(n * 31 + 1, [{ ...one, values: { ...one.values, workMonths: n } }])] })
  })
  const paged = await measure('sealed-pages', pages, packed, async (store, n) => {
    await store.commit({ own: [await envelopes.own([change(records[n * 31]!, n + 1)], VILLAGE)] })
  })
  return { households: HOUSEHOLDS, people: records.length - HOUSEHOLDS, units: [perRecord, paged], ratio: { open: perRecord.openMs / paged.openMs, bytes: perRecord.bytes / paged.bytes } }
}

declare global { interface Window { storageUnit: Promise<unknown> } }
window.storageUnit = run()
