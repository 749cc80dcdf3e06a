/** Households near the line and the figures in force, over a real book. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { settingNames } from '#core/registers/standard.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const slices = vi.hoisted(() => ({ count: 0 }))
vi.mock('../../src/db/village-pass.ts', async original => {
  const real = await original<typeof import('../../src/db/village-pass.ts')>()
  const inSlices: typeof real.inSlices = (desk, work) => real.inSlices(desk, slice => work(() => { slices.count++; return slice() }))
  return { ...real, inSlices }
})

// A category is decided by a procedure or comes with the roster.
const rosterImport = { kind: 'import' } as const
let laptop: Laptop
beforeEach(async () => {
  laptop = newLaptop('laptop-one')
  laptop.clock = Date.parse('2026-11-23T02:00:00Z')
  await laptop.start()
})
const id = (n: number): string => n.toString(16).padStart(32, '0')
async function household(n: number, income: Record<string, string | number | boolean>, more: Record<string, string | boolean> = {}): Promise<string> {
  const [house, person, year] = [id(n * 3 + 1), id(n * 3 + 2), id(n * 3 + 3)]
  await laptop.book.write([
    { register: 'household', record: house, fields: { villagerGroup: '1组', ...more } },
    { register: 'person', record: person, fields: { household: house, name: `张${n}`, relation: '01' } },
    { register: 'income', record: year, fields: { household: house, year: 2025, kind: 'annual', ...income } }
  ], rosterImport, VILLAGE)
  return house
}

describe('near the line', () => {
  it.each([
    [869_999, [true]], [870_000, [false]], [1_304_999, [false]], [1_305_000, []]
  ])('%s 分 a head', async (A1, below) => {
    await household(1, { A1 })
    expect((await laptop.book.nearLine(2025)).map(line => line.below)).toEqual(below)
  })
  it('poorest first, with the head, what tips, and whether watched; another kind, year or a voided one is not it', async () => {
    const [near, watched] = [await household(1, { A1: 900_000 }), await household(2, { A1: 100 }, { monitorCategory: '01' })]
    await household(3, { A1: 100, kind: 'identification' })
    await household(4, { A1: 100, voided: true })
    await household(5, { A1: 100, year: 2024 })
    const lines = await laptop.book.nearLine(2025)
    expect(lines.map(line => [line.household, line.headName, line.monitored, line.lineYear])).toEqual([[watched, '张2', true, 2025], [near, '张1', false, 2025]])
    expect(lines[1]!.tips).toEqual([{ field: 'A1', amount: 900_000, after: 0 }])
  })
  it('a book of several households: who was taken back, ended or lives on his own divides nothing', async () => {
    const alone = await household(1, { A1: 1_700_000 })
    const pair = await household(2, { A1: 1_700_000 })
    const brother = (n: number, house: string, more: Record<string, string | boolean>): Promise<unknown> => laptop.book.write([{ register: 'person', record: id(900 + n), fields: { household: house, name: '兄', relation: '20', ...more } }], rosterImport, VILLAGE)
    await brother(1, alone, { voided: true })
    await brother(2, alone, { countedInIncome: false })
    await brother(3, alone, { endedOn: '2026-11-23' })
    await brother(4, pair, {})
    await household(3, { A1: 100 }, { endedOn: '2026-01-01' })
    await household(4, { A1: 100 }, { voided: true })
    // Never asked: not near anything.
    await household(5, {})
    expect((await laptop.book.nearLine(2025)).map(({ household, perCapita }) => [household, perCapita])).toEqual([[pair, 850_000]])
  })
  it('an income that was taken back does not hide the one that stands', async () => {
    const house = await household(1, { A1: 900_000 })
    await laptop.book.write([{ register: 'income', record: id(990), fields: { household: house, year: 2025, kind: 'annual', A1: 100, voided: true } }], rosterImport, VILLAGE)
    expect((await laptop.book.nearLine(2025)).map(({ perCapita }) => perCapita)).toEqual([900_000])
  })
  it('a figure of the county holds, one that was taken back does not', async () => {
    await household(1, { A1: 900_000 })
    const line = { name: 'monitorLine', area: '530521', year: 2025, source: '县' }
    await laptop.book.write([{ register: 'standard', record: id(991), fields: { ...line, amount: 950_000 } }], rosterImport, VILLAGE)
    expect((await laptop.book.nearLine(2025)).map(({ line, below }) => [line, below])).toEqual([[950_000, true]])
    await laptop.book.write([{ register: 'standard', record: id(991), fields: { voided: true } }], rosterImport, VILLAGE)
    expect((await laptop.book.nearLine(2025)).map(({ line, below }) => [line, below])).toEqual([[870_000, false]])
  })
  it('between two households whoever stands at a door may go first', async () => {
    for (let n = 1; n <= 5; n++) await household(n, { A1: 900_000 })
    slices.count = 0
    expect(await laptop.book.nearLine(2025)).toHaveLength(5)
    expect(slices.count).toBe(5)
  })
  it('says when an earlier line stands in', async () => {
    await household(1, { A1: 1, year: 2026 })
    expect((await laptop.book.nearLine(2026)).map(({ year, lineYear }) => [year, lineYear])).toEqual([[2026, 2025]])
  })
})

it('every setting has a value and a source; the unit stands apart', async () => {
  const lines = await laptop.book.settings(2026)
  expect(lines.map(({ name }) => name)).toEqual(expect.arrayContaining(['monitorLine', ...settingNames]))
  expect(lines.filter(({ value, source }) => value === '' || source === '')).toEqual([])
  expect(lines.find(({ name }) => name === 'monitorLine')).toMatchObject({ value: '8700', unit: '元/人·年', year: 2025, assumed: false })
  expect(lines.find(({ name }) => name === 'publicityDays')).toMatchObject({ value: '5', unit: '天', assumed: true })
})

it('the county\'s own figure is marked, with what it overrules: an earlier year, then the province', async () => {
  await household(1, {})
  const before = (await laptop.book.settings(2026)).find(({ name }) => name === 'monitorLine')
  expect([before?.own, before?.area, before?.overruled?.map(({ area, value }) => [area, value])]).toEqual([false, '530521', [['53', '8700']]])
  const put = (n: number, fields: Record<string, string | number>): Promise<unknown> => laptop.book.write([{ register: 'standard', record: id(n), fields: { area: '530521', source: '县', ...fields } }], rosterImport, VILLAGE)
  await put(992, { name: 'monitorLine', year: 2026, amount: 910_000 })
  await put(993, { name: 'publicityDays', year: 2026, number: 7 })
  const named = async (year: number, name: string) => (await laptop.book.settings(year)).find(one => one.name === name)
  const line = await named(2026, 'monitorLine')
  expect([line?.value, line?.own, line?.overruled?.map(({ area, year, value }) => [area, year, value])]).toEqual(['9100', true, [['530521', 2025, '8700'], ['53', 2025, '8700']]])
  expect(await named(2026, 'publicityDays')).toMatchObject({ value: '7', own: true, overruled: [{ value: '5', area: '' }] })
  // Not yet in the year before.
  expect(await named(2025, 'publicityDays')).toMatchObject({ value: '5', own: false, overruled: [] })
})
