/** Rounds of visits over a real book: who is asked for, how far it is, and two teams who were out apart. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Values } from '#core/registers/define.ts'
import { testCounty, type TestCounty } from '../sync/county.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const TITLE = '2026年11月排查'
const imported = { kind: 'import' } as const, edit = { kind: 'edit' } as const
let laptop: Laptop
beforeEach(async () => {
  laptop = newLaptop('laptop-one')
  laptop.clock = Date.parse('2026-11-23T02:00:00Z')
  await laptop.start()
})

const put = (register: string, record: string, fields: Values, on = laptop) => on.book.write([{ register, record, fields }], register === 'household' || register === 'income' ? imported : edit, VILLAGE)
async function household(id: string, more: Values = {}, on = laptop): Promise<void> {
  await on.book.write([
    { register: 'household', record: id, fields: { villagerGroup: '1组', ...more } },
    { register: 'person', record: `p-${id}`, fields: { household: id, name: `张${id}`, relation: '02' } }
  ], imported, VILLAGE)
}
const round = (more: Values = {}, id = 'round-1', on = laptop) => put('campaign', id, { title: TITLE, kind: '01', from: '2026-11-01', to: '2026-11-30', scope: ['all'], form: 'quick', ...more }, on)
const visit = (id: string, of: string, more: Values = {}, on = laptop) => put('visit', id, { household: of, round: TITLE, startedAt: '2026-11-10 09:00', ...more }, on)
const OVER = { finishedAt: '2026-11-10 09:10' }
const line = async (on = laptop) => (await on.book.campaigns(VILLAGE))[0]!
const names = async (id = 'round-1') => (await laptop.book.campaignHouseholds(id)).map(one => one.household)

it('no rounds: nothing; a round nobody has heard of is said to be missing; so is a voided one', async () => {
  await household('a')
  expect(await laptop.book.campaigns(VILLAGE)).toEqual([])
  await expect(laptop.book.campaignHouseholds('round-1')).rejects.toMatchObject({ code: 'record-missing' })
  await round({ voided: true })
  expect(await laptop.book.campaigns(VILLAGE)).toEqual([])
  await expect(laptop.book.campaignHouseholds('round-1')).rejects.toMatchObject({ code: 'record-missing' })
})

describe('whom it asks for', () => {
  const WATCHED = { monitorCategory: '2', monitorFrom: '2025-01', risks: ['01'] }
  beforeEach(async () => {
    await household('open', { ...WATCHED, riskEliminated: false })
    await household('over', { ...WATCHED, riskEliminated: true })
    await household('exit', { householdType: '01' })
    await household('plain', { householdType: '02' })
    await household('gone', { ...WATCHED, endedOn: '2026-10-01' })
    for (const [of, A1] of [['open', 2_000_000], ['plain', 900_000]] as const) await put('income', `i-${of}`, { household: of, year: 2025, kind: 'annual', A1 })
    for (const [status, of] of [['02', 'exit'], ['05', 'plain']] as const) await put('clue', `clue-${of}`, { household: of, status, receivedOn: '2026-11-01' })
    await put('clue', 'clue-void', { household: 'over', status: '01', voided: true })
  })
  it.each<readonly [readonly string[], readonly string[]]>([
    [['all'], ['exit', 'open', 'over', 'plain']], [['monitored'], ['open']], [['eliminated'], ['over']], [['exited'], ['exit']], [['ordinary'], ['plain']],
    [['clue'], ['exit']], [['nearLine'], ['plain']], [['monitored', 'nearLine'], ['open', 'plain']], [[], []]
  ])('%s', async (scope, expected) => {
    await round({ scope: [...scope] })
    expect((await names()).toSorted()).toEqual(expected)
  })
  it('a clue that a procedure has taken over is no open one', async () => {
    await put('monitorCase', 'case-1', { household: 'exit', kind: 'identification', openedOn: '2026-11-02', clue: 'clue-exit' })
    await round({ scope: ['clue'] })
    expect(await names()).toEqual([])
  })
  it('whoever was visited still counts when the scope has let go of them', async () => {
    await round({ scope: ['monitored'] })
    await visit('v', 'open', OVER)
    await put('household', 'open', { riskEliminated: true })
    expect(await laptop.book.campaignHouseholds('round-1')).toMatchObject([{ household: 'open', kind: 'eliminated', state: 'done' }])
    expect(await line()).toMatchObject({ total: 1, done: 1 })
  })
})

describe('how far it is', () => {
  beforeEach(async () => {
    await household('a')
    await household('b')
    await household('c', { villagerGroup: '2组' })
    await round()
  })
  it('counts by group, with who goes there, what is at risk and the clues its visits opened', async () => {
    await visit('va', 'a', { ...OVER, atRisk: true, opinion: '03', handling: '05', firstScreener: '段丽华', secondScreener: '李强' })
    await visit('vc', 'c')
    await put('clue', 'k1', { household: 'a', visit: 'va', status: '01' })
    await put('clue', 'k2', { household: 'b', visit: 'v-other', status: '01' })
    await put('assignment', 'share-b', { campaign: 'round-1', group: '1组', people: '后写的' })
    await put('assignment', 'share-a', { campaign: 'round-1', group: '1组', people: '段丽华、李强' })
    await put('assignment', 'share-c', { campaign: 'round-2', group: '2组', people: '别的批次' })
    expect(await line()).toMatchObject({
      title: TITLE, state: 'running', form: 'quick', closedOn: null, total: 3, done: 1, begun: 1, atRisk: 1, clues: 1,
      groups: [{ group: '1组', people: '段丽华、李强', total: 2, done: 1, begun: 0, atRisk: 1, assignment: { id: 'share-a' } }, { group: '2组', people: '', assignment: null, total: 1, done: 0, begun: 1, atRisk: 0 }]
    })
    expect(await laptop.book.campaignHouseholds('round-1')).toMatchObject([
      { household: 'a', headName: '张a', state: 'done', visit: 'va', visitedOn: '2026-11-10', by: '段丽华、李强', atRisk: true, words: expect.stringContaining('建议纳入 · ') },
      { household: 'b', state: 'waiting', visit: null, visitedOn: null, by: '', words: '' },
      { household: 'c', state: 'begun', visit: 'vc', words: '' }
    ])
  })
  it('a round that has ended says who was missed; what was begun may still be ended', async () => {
    await visit('vc', 'c')
    await put('campaign', 'round-1', { closedOn: '2026-11-23' })
    expect((await laptop.book.campaignHouseholds('round-1')).map(({ state }) => state)).toEqual(['missed', 'missed', 'begun'])
    expect(await line()).toMatchObject({ state: 'closed', closedOn: '2026-11-23' })
  })
  it('who leaves after it has ended stays counted; who left before it, or came after its last day, is not', async () => {
    const total = async () => (await line()).total
    await put('household', 'b', { endedOn: '2026-11-20' })
    expect(await total()).toBe(2)
    await put('campaign', 'round-1', { closedOn: '2026-11-19' })
    expect(await total()).toBe(3)
    await put('campaign', 'round-1', { closedOn: '2026-11-20' })
    expect(await total()).toBe(2)
    await put('campaign', 'round-1', { to: '2026-11-15' })
    await put('person', 'p-c', { joinedOn: '2026-11-15' })
    expect(await total()).toBe(2)
    await put('person', 'p-c', { joinedOn: '2026-11-16' })
    expect(await total()).toBe(1)
  })
  it('a full round takes a visit that names none, in its days', async () => {
    await visit('va', 'a', { ...OVER, round: null })
    expect(await line()).toMatchObject({ done: 0 })
    await put('campaign', 'round-1', { form: 'full' })
    expect(await line()).toMatchObject({ form: 'full', done: 1 })
    await put('visit', 'va', { voided: true })
    expect(await line()).toMatchObject({ done: 0 })
  })
  it('in the order of a walk: by group, hamlet, number', async () => {
    await household('x3', { villagerGroup: '10组', nationalHouseholdNo: '3', naturalVillage: '上营' })
    await household('x1', { villagerGroup: '10组', nationalHouseholdNo: '1', naturalVillage: '下营' })
    await household('x2', { villagerGroup: '10组', nationalHouseholdNo: '2', naturalVillage: '上营' })
    expect((await names()).slice(-3)).toEqual(['x2', 'x3', 'x1'])
    expect((await names()).slice(0, 3)).toEqual(['a', 'b', 'c'])
  })
  it('running ones first, then planned, then ended ones; the day turns a planned one into a running one', async () => {
    await round({ title: '十月', from: '2026-10-01', to: '2026-10-31', closedOn: '2026-10-31' }, 'r-closed')
    await round({ title: '十二月', from: '2026-12-01', to: '2026-12-31' }, 'r-planned')
    await round({ title: '九月', from: '2026-09-01', to: '2026-09-30' }, 'r-late')
    const states = async () => (await laptop.book.campaigns(VILLAGE)).map(({ record, state }) => [record.id, state])
    expect(await states()).toEqual([['round-1', 'running'], ['r-late', 'late'], ['r-planned', 'planned'], ['r-closed', 'closed']])
    laptop.clock = Date.parse('2026-12-01T02:00:00Z')
    expect(await states()).toEqual([['r-planned', 'running'], ['round-1', 'late'], ['r-late', 'late'], ['r-closed', 'closed']])
    expect(await laptop.book.campaigns('530521101202')).toEqual([])
  })
})

describe('two laptops', () => {
  let county: TestCounty
  async function join(device: string): Promise<Laptop> {
    const one = newLaptop(device)
    one.clock = Date.parse('2026-11-23T02:00:00Z')
    one.host.enrolled = county.enrol(device, [VILLAGE])
    one.host.county = county.road(device)
    await one.start()
    return one
  }
  beforeEach(() => { county = testCounty() })
  it('each screens other households offline; after both have sent, both see the sum', async () => {
    const [left, right] = [await join('laptop-left'), await join('laptop-right')]
    for (const id of ['a', 'b', 'c', 'd']) await household(id, {}, left)
    await round({}, 'round-1', left)
    await left.book.sync()
    await right.book.sync()
    expect(await line(right)).toMatchObject({ total: 4, done: 0 })
    // Without a road both go from door to door, and both once stand at the same one.
    left.host.county = null
    right.host.county = null
    await visit('va', 'a', { ...OVER, atRisk: false }, left)
    await visit('vb-left', 'b', {}, left)
    await put('assignment', 'share-left', { campaign: 'round-1', group: '1组', people: '左' }, left)
    await visit('vb-right', 'b', { ...OVER, atRisk: true, startedAt: '2026-11-09 09:00' }, right)
    await visit('vc', 'c', OVER, right)
    await put('assignment', 'share-right', { campaign: 'round-1', group: '1组', people: '右' }, right)
    expect([await line(left), await line(right)]).toMatchObject([{ done: 1, begun: 1, atRisk: 0 }, { done: 2, begun: 0, atRisk: 1 }])
    left.host.county = county.road('laptop-left')
    right.host.county = county.road('laptop-right')
    for (const one of [left, right, left]) await one.book.sync()
    for (const one of [left, right]) expect(await line(one)).toMatchObject({ total: 4, done: 3, begun: 0, atRisk: 1, groups: [{ people: '左', assignment: { id: 'share-left' } }] })
    expect(await left.book.campaignHouseholds('round-1')).toEqual(await right.book.campaignHouseholds('round-1'))
  })
})
