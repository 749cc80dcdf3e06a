import { beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '#core/sync/change.ts'
import { MOVED_TO } from '#core/sync/home.ts'
import type { LedgerQuery } from '../../src/db/book-ledgers.ts'
import { testCounty, type TestCounty } from '../sync/county.ts'
import type { Entry } from '../../src/db/book.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const NEW = '530521101202'
const [STAYS, GOES] = ['house-0001', 'house-0002']

let county: TestCounty
async function join(device: string, villages: readonly string[]): Promise<Laptop> {
  const laptop = newLaptop(device)
  laptop.host.enrolled = county.enrol(device, villages)
  laptop.host.county = county.road(device)
  await laptop.start()
  await laptop.book.sync()
  return laptop
}
async function write(laptop: Laptop): Promise<void> {
  await laptop.book.write([STAYS, GOES].flatMap((house, i): Entry[] => [
    { register: 'household', record: house, fields: { villagerGroup: `${i + 1}组`, nationalHouseholdNo: `53052110${i}` } },
    { register: 'person', record: `person-000${i + 1}`, fields: { household: house, name: ['李光明', '王小二'][i]!, relation: '01', idNo: ['530521199001011234', '530521199001011235'][i]! } }
  ]), { kind: 'edit' }, VILLAGE)
  await laptop.book.sync()
}
/** As the county does it: all changes of the household's records in the other village's log too, and in both where each lives. */
function move(from: string, to: string): void {
  const log = county.log.get(from)!
  const ofIt = log.filter(change => change.record === GOES || change.fields['household'] === GOES)
  const records = new Map(ofIt.map(change => [change.record, change]))
  let number = log.filter(change => change.device.startsWith('county-')).length
  const marks = [...records.values()].map((change): Change => ({
    device: `county-in-${from}`, number: ++number, village: from, register: change.register, record: change.record, stamp: 'zzzzzzzz00000',
    by: '', origin: { kind: 'county' }, fields: { [MOVED_TO]: to }, saw: {}
  }))
  log.push(...marks)
  const there = county.log.get(to) ?? []
  county.log.set(to, [...there, ...[...log.filter(change => records.has(change.record))].map(change => ({ ...change, village: to }))])
}
const listed = async (laptop: Laptop, show: 'all' | 'ended' = 'all', village?: string): Promise<readonly string[]> => (await laptop.book.search({ text: '', show, ...(village && { village }) })).ids
const rows = async (laptop: Laptop, village?: string): Promise<readonly string[]> => {
  const query: LedgerQuery = { ledger: 'roster', text: '', filters: {}, sort: null, columns: ['person.name'], withEnded: false, ...(village && { village }) }
  const { ids } = await laptop.book.ledger(query)
  return (await laptop.book.ledgerLines(query, ids)).map(line => `${line.village} ${line.household}`)
}

beforeEach(() => { county = testCounty() })

describe('a household the county has moved to another village', () => {
  it('is gone from lists, counts and ledgers of who is granted the old one only, and opens among those that are gone', async () => {
    const laptop = await join('laptop-one', [VILLAGE])
    await write(laptop)
    expect(await listed(laptop)).toEqual([STAYS, GOES])
    move(VILLAGE, NEW)
    await laptop.book.sync()
    expect(await listed(laptop)).toEqual([STAYS])
    expect(await listed(laptop, 'ended')).toEqual([GOES])
    const [row] = await laptop.book.rows([GOES], { text: '', show: 'ended' })
    expect(row).toMatchObject({ village: NEW, movedTo: NEW })
    expect(await laptop.book.groups()).toEqual([{ village: VILLAGE, group: '1组', households: 1 }])
    expect(await laptop.book.status()).toMatchObject({ households: 1, people: 1 })
    expect(await rows(laptop)).toEqual([`${VILLAGE} ${STAYS}`])
    expect((await laptop.book.household(GOES)).members).toHaveLength(1)
    const checked = await laptop.book.checkAll()
    expect(checked.households).toBe(1)
    expect((await laptop.book.copies()).map(copy => [copy.code, copy.records])).toEqual([[VILLAGE, 2]])
    await laptop.lock()
    await laptop.start()
    expect(await listed(laptop)).toEqual([STAYS])
    expect(await listed(laptop, 'ended')).toEqual([GOES])
  })

  it('stands under the new village where both are granted, and once', async () => {
    const laptop = await join('laptop-one', [VILLAGE, NEW])
    await write(laptop)
    move(VILLAGE, NEW)
    await laptop.book.sync()
    expect(await listed(laptop)).toEqual([STAYS, GOES])
    expect([await listed(laptop, 'all', VILLAGE), await listed(laptop, 'all', NEW)]).toEqual([[STAYS], [GOES]])
    expect(await laptop.book.groups()).toEqual([{ village: VILLAGE, group: '1组', households: 1 }, { village: NEW, group: '2组', households: 1 }])
    expect([await rows(laptop, VILLAGE), await rows(laptop, NEW)]).toEqual([[`${VILLAGE} ${STAYS}`], [`${NEW} ${GOES}`]])
    expect((await laptop.book.copies()).map(copy => [copy.code, copy.records])).toEqual([[VILLAGE, 2], [NEW, 2]])
  })

  it('is there on the laptop of the new village, with all that was ever written, and both copies of it are equal', async () => {
    const [old, both, mine] = [await join('laptop-one', [VILLAGE]), await join('laptop-two', [VILLAGE, NEW]), await join('laptop-new', [NEW])]
    await write(old)
    move(VILLAGE, NEW)
    await mine.book.sync()
    await both.book.sync()
    expect(await listed(mine)).toEqual([GOES])
    const copy = async (laptop: Laptop) => (await laptop.book.copies()).find(one => one.code === NEW)?.digest
    expect(await copy(mine)).toBe(await copy(both))
  })

  it('what was written on the old village\'s laptop meanwhile still goes out, under the village it was written in', async () => {
    const laptop = await join('laptop-one', [VILLAGE])
    await write(laptop)
    laptop.host.county = null
    await laptop.book.write([{ register: 'household', record: GOES, fields: { note: '搬走前走访' } }], { kind: 'edit' }, VILLAGE)
    move(VILLAGE, NEW)
    laptop.host.county = county.road(laptop.device)
    await laptop.book.sync()
    expect((await laptop.book.status()).unsent).toBe(0)
    // Gone from the lists, and still somebody may write on what they remember.
    await laptop.book.write([{ register: 'household', record: GOES, fields: { address: '新址' } }], { kind: 'edit' }, VILLAGE)
    await laptop.book.sync()
    expect(county.log.get(VILLAGE)!.slice(-1)[0]).toMatchObject({ village: VILLAGE, record: GOES, fields: { address: '新址' } })
  })

  it('a grant that comes later brings it back into the lists, one that goes takes it out', async () => {
    const laptop = await join('laptop-one', [VILLAGE])
    await write(laptop)
    move(VILLAGE, NEW)
    await laptop.book.sync()
    expect(await listed(laptop)).toEqual([STAYS])
    laptop.host.enrolled = county.enrol('laptop-one', [VILLAGE, NEW])
    await laptop.book.sync()
    expect(await listed(laptop)).toEqual([STAYS, GOES])
    expect(await rows(laptop, NEW)).toEqual([`${NEW} ${GOES}`])
    laptop.host.enrolled = county.enrol('laptop-one', [VILLAGE])
    await laptop.book.sync()
    expect(await listed(laptop)).toEqual([STAYS])
    expect((await laptop.book.status()).households).toBe(1)
  })

  it('moved back it is here as if it had never gone', async () => {
    const laptop = await join('laptop-one', [VILLAGE])
    await write(laptop)
    move(VILLAGE, NEW)
    await laptop.book.sync()
    const back = county.log.get(VILLAGE)!.filter(change => change.fields[MOVED_TO] === NEW)
    county.log.get(VILLAGE)!.push(...back.map((change, i): Change => ({ ...change, number: 100 + i, stamp: 'zzzzzzzz00001', fields: { [MOVED_TO]: VILLAGE }, saw: { [MOVED_TO]: { [change.device]: change.number } } })))
    await laptop.book.sync()
    expect(await listed(laptop)).toEqual([STAYS, GOES])
    expect((await laptop.book.rows([GOES], { text: '' }))[0]).not.toHaveProperty('movedTo')
  })
})
