/** Who is due and who stands by whom, over a real book: counted again here by other means. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Entry } from '../../src/db/book.ts'
import { HEAD } from '#core/registers/person.ts'
import { testCounty, type TestCounty } from '../sync/county.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const edit = { kind: 'edit' } as const
const TODAY = '2026-11-23'
let county: TestCounty
beforeEach(() => { county = testCounty() })

async function join(device: string): Promise<Laptop> {
  const laptop = newLaptop(device)
  laptop.clock = Date.parse(`${TODAY}T02:00:00Z`)
  laptop.host.enrolled = county.enrol(device, [VILLAGE])
  laptop.host.county = county.road(device)
  await laptop.start()
  return laptop
}
const house = (at: number, fields: Entry['fields'] = {}): readonly Entry[] => [
  { register: 'household', record: `house-${at}`, fields: { villagerGroup: `${1 + at % 3}组`, nationalHouseholdNo: `no-${String(at).padStart(4, '0')}`, ...fields } },
  { register: 'person', record: `person-${at}`, fields: { household: `house-${at}`, name: `户主${at}`, relation: HEAD } }
]
const visit = (at: number, day: string, more: Entry['fields'] = {}): Entry => ({ register: 'visit', record: `visit-${at}-${day}`, fields: { household: `house-${at}`, startedAt: `${day} 09:00`, finishedAt: `${day} 09:40`, visitor: '段丽华', ...more } })
const cadre = (id: string, name: string, more: Entry['fields'] = {}): Entry => ({ register: 'cadre', record: id, fields: { name, unit: '乡政府', unitLevel: '05', ...more } })
const pair = (id: string, at: number, by: string, more: Entry['fields'] = {}): Entry => ({ register: 'pairing', record: id, fields: { household: `house-${at}`, cadre: by, main: true, from: '2026-01-01', ...more } })
const watched = { monitorCategory: '1', monitorFrom: '2026-01' }
const put = (laptop: Laptop, entries: readonly Entry[]): Promise<unknown> => laptop.book.write(entries, { kind: 'import', ref: 'import-1' }, VILLAGE)

describe('who is due', () => {
  it('the latest first, then by day, those nobody says a day for last; with the last visitor and the helper', async () => {
    const laptop = await join('laptop-one')
    await put(laptop, [
      ...house(1, watched), ...house(2, watched), ...house(3), ...house(4, watched), ...house(5, { endedOn: '2026-10-01', endReason: '01' }), ...house(6, watched),
      visit(1, '2026-10-22'), visit(2, '2026-09-01', { visitor: '李强' }), visit(4, '2026-11-20'), visit(5, '2026-01-01'),
      cadre('cadre-1', '王芳'), pair('pair-1', 2, 'cadre-1'), pair('pair-2', 1, 'cadre-1', { main: false })
    ])
    const lines = await laptop.book.due(VILLAGE)
    expect(lines.map(({ household, state, lateDays }) => [household, state, lateDays])).toEqual([
      ['house-6', 'late', 295], ['house-2', 'late', 52], ['house-1', 'late', 1], ['house-4', 'within', 0], ['house-3', 'never', 0]
    ])
    expect(lines.find(one => one.household === 'house-2')).toMatchObject({ headName: '户主2', group: '3组', lastOn: '2026-09-01', lastBy: '李强', dueOn: '2026-10-02', helper: '王芳', kind: 'open', every: 31 })
    expect(lines.find(one => one.household === 'house-1')).toMatchObject({ helper: '', helperId: null })
  })

  it('a visit that is stored is known at once, one of today begun and not ended is named', async () => {
    const laptop = await join('laptop-one')
    await put(laptop, [...house(1, watched), visit(1, '2026-10-01')])
    expect((await laptop.book.due(VILLAGE))[0]).toMatchObject({ state: 'late', openVisit: false })
    await laptop.book.write([{ register: 'visit', record: 'visit-now', fields: { household: 'house-1', startedAt: `${TODAY} 08:00` } }], { kind: 'visit', ref: 'visit-now' }, VILLAGE)
    expect((await laptop.book.due(VILLAGE))[0]).toMatchObject({ state: 'within', lastOn: TODAY, openVisit: true })
    await laptop.book.write([{ register: 'visit', record: 'visit-now', fields: { round: '2026年11月排查', atRisk: false } }], { kind: 'visit', ref: 'visit-now' }, VILLAGE)
    // The short form goes on by itself; the long one does not take it up.
    expect((await laptop.book.due(VILLAGE))[0]).toMatchObject({ state: 'within', openVisit: false })
  })

  it('is what R201 and the board say: the same households', async () => {
    const laptop = await join('laptop-one')
    const entries: Entry[] = []
    for (let at = 1; at <= 120; at++) {
      const kinds: readonly Entry['fields'][] = [watched, { ...watched, riskEliminated: true }, { householdType: '01' }, { householdType: '02' }, { ...watched, monitorFrom: '2026-11' }]
      entries.push(...house(at, kinds[at % 5]!))
      if (at % 7 !== 0) entries.push(visit(at, new Date(Date.parse(TODAY) - (at * 37 % 260) * 86_400_000).toISOString().slice(0, 10), at % 11 === 0 ? { nextVisitOn: '2026-11-10' } : {}))
    }
    await put(laptop, entries)
    const late = (await laptop.book.due(VILLAGE)).filter(({ state }) => state === 'late').map(({ household }) => household).sort()
    expect(late.length).toBeGreaterThan(20)
    expect(late.length).toBeLessThan(110)
    await laptop.book.checkAll()
    const { lines } = await laptop.book.findings({ rule: 'R201' }, 0, 500)
    expect(lines.map(({ household }) => household).sort()).toEqual(late)
    expect((await laptop.book.figureList(VILLAGE, 'visitLate')).map(({ household }) => household).sort()).toEqual(late)
  })
})

describe('who stands by whom', () => {
  it('households by helper, main ones first; those without, those with two, too many, of another level, gone', async () => {
    const laptop = await join('laptop-one')
    await put(laptop, [
      ...Array.from({ length: 12 }, (_, at) => house(at + 1, watched)).flat(), ...house(20), ...house(21, { ...watched, riskEliminated: true }),
      cadre('cadre-1', '王芳'), cadre('cadre-2', '李强', { unitLevel: '03' }), cadre('cadre-3', '赵敏', { to: '2026-10-01' }), cadre('cadre-4', '钱多'), cadre('cadre-5', '作废', { voided: true }),
      ...Array.from({ length: 9 }, (_, at) => pair(`pair-${at + 1}`, at + 1, 'cadre-1')),
      pair('pair-20', 10, 'cadre-2'), pair('pair-21', 10, 'cadre-3'), pair('pair-22', 1, 'cadre-2', { main: false }), pair('pair-23', 11, 'cadre-2', { to: '2026-11-22' }), pair('pair-24', 12, 'cadre-4', { voided: true })
    ])
    const { helpers, without, doubled } = await laptop.book.pairings(VILLAGE)
    expect(helpers.map(({ name, households, over, most, ended, otherLevel }) => [name, households.length, over, most, ended, otherLevel]).sort()).toEqual([
      ['李强', 2, false, 8, false, true], ['王芳', 9, true, 8, false, false], ['赵敏', 1, false, 8, true, false], ['钱多', 0, false, 8, false, false]
    ].sort())
    expect(helpers.find(({ name }) => name === '李强')!.households.map(({ household, main }) => [household, main])).toEqual([['house-10', true], ['house-1', false]])
    expect(without.map(({ household }) => household).sort()).toEqual(['house-11', 'house-12'])
    expect(doubled).toMatchObject([{ household: 'house-10', names: expect.arrayContaining(['李强', '赵敏']) as unknown }])
  })

  it('how many one may have is known where no cadre is yet', async () => {
    const laptop = await join('laptop-one')
    await put(laptop, [...house(1, watched), { register: 'standard', record: 'standard-1', fields: { name: 'helperHouseholdsMax', area: '530521', year: 2026, number: 3, source: '县里定' } }])
    expect(await laptop.book.pairings(VILLAGE)).toMatchObject({ helpers: [], most: 3, without: [{ household: 'house-1' }] })
  })

  it('the history of a household: who holds first, then the latest', async () => {
    const laptop = await join('laptop-one')
    await put(laptop, [...house(1, watched), cadre('cadre-1', '王芳'), cadre('cadre-2', '李强'),
      pair('pair-1', 1, 'cadre-1', { from: '2024-01-01', to: '2025-05-31', endReason: '轮换' }), pair('pair-2', 1, 'cadre-2', { from: '2025-06-01' }), pair('pair-3', 1, 'cadre-1', { from: '2025-07-01', main: false })])
    expect((await laptop.book.helpersOf('house-1')).map(({ cadreName, main, from, to, endReason, holds }) => [cadreName, main, from, to, endReason, holds])).toEqual([
      ['李强', true, '2025-06-01', null, '', true], ['王芳', false, '2025-07-01', null, '', true], ['王芳', true, '2024-01-01', '2025-05-31', '轮换', false]
    ])
  })

  it('two laptops that paired apart: both see both, and one is ended', async () => {
    const [one, two] = [await join('laptop-one'), await join('laptop-two')]
    await put(one, [...house(1, watched), cadre('cadre-1', '王芳'), cadre('cadre-2', '李强')])
    await one.book.sync()
    await two.book.sync()
    await one.book.write([pair('pair-1', 1, 'cadre-1')], edit, VILLAGE)
    await two.book.write([pair('pair-2', 1, 'cadre-2')], edit, VILLAGE)
    await one.book.sync(); await two.book.sync(); await one.book.sync()
    for (const laptop of [one, two]) expect((await laptop.book.pairings(VILLAGE)).doubled.map(({ names }) => [...names].sort())).toEqual([['李强', '王芳']])
    await two.book.write([{ register: 'pairing', record: 'pair-1', fields: { to: '2026-11-22', endReason: '重复登记' } }], edit, VILLAGE)
    await two.book.sync(); await one.book.sync()
    for (const laptop of [one, two]) {
      expect((await laptop.book.pairings(VILLAGE)).doubled).toEqual([])
      expect(await laptop.book.helpersOf('house-1')).toHaveLength(2)
    }
  })
})
