import { expect, it, vi } from 'vitest'
import type { HistoryLine } from '../../src/db/book-checks.ts'
import type { Entry } from '../../src/db/book.ts'
import { lifeAction, noAnswers, type LifeAnswers, type LifeKind } from '#core/life/index.ts'
import { emptyState, withHistory } from '../../src/db/state.ts'
import { testCounty, type TestCounty } from '../sync/county.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const edit = { kind: 'edit' } as const
const MINUTE = 60_000

const family = (n: number, names: readonly string[]): Entry[] => [
  { register: 'household', record: `house-${1000 + n}`, fields: { villagerGroup: `${n}组`, nationalHouseholdNo: `53052100${1000 + n}` } },
  ...names.map((name, i): Entry => ({ register: 'person', record: `person-${1000 + n}-${i}`, fields: { household: `house-${1000 + n}`, name, relation: i === 0 ? '02' : '20', sex: '1', birthDate: `19${60 + i * 10}-01-01` } }))
]
const set = (record: string, fields: Entry['fields'], register = 'person'): Entry => ({ register, record, fields })

async function write(laptop: Laptop, entries: readonly Entry[], origin: Parameters<Laptop['book']['write']>[1] = edit): Promise<void> {
  laptop.clock += MINUTE
  await laptop.book.write(entries, origin, VILLAGE)
}
/** As the window does it: planned over the households as they stand, written as one step. */
export async function live(laptop: Laptop, kind: LifeKind, house: string, answers: Partial<LifeAnswers>, other: string | null = null): Promise<string> {
  laptop.clock += MINUTE
  const today = new Date(laptop.clock).toISOString().slice(0, 10)
  let made = 0
  const plan = lifeAction(kind).plan({ ...noAnswers, on: today, ...answers }, {
    house: await laptop.book.household(house), other: other === null ? null : await laptop.book.household(other), holders: [], today, newId: () => `${kind}-made-${laptop.clock}-${++made}`
  })
  if (!plan.ok) throw new Error(JSON.stringify(plan.error))
  const { title, entries, event } = plan.value
  return (await laptop.book.act({ kind: 'life', title, origin: { kind: 'life', ref: event } }, entries, VILLAGE)).id
}
const fieldsOf = (lines: readonly HistoryLine[], record: string): unknown[] => lines.filter(line => line.record === record).map(line => line.fields.map(({ name, before, after }) => [name, before, after]))
const of = (laptop: Laptop, n: number) => laptop.book.timeline({ household: `house-${1000 + n}` })

/** Nothing of the log or the own rows is left unfolded. */
const folded = (laptop: Laptop): Promise<unknown> => vi.waitFor(async () => {
  const store = laptop.store()
  await store.open()
  try {
    expect(await store.log()).toEqual([])
    expect((await store.ownKeys()).filter(key => key.folded === 0)).toEqual([])
    expect((await store.pages()).length).toBeGreaterThan(0)
  } finally { store.close() }
}, 10_000)
/** So many changes that they are folded as soon as nobody waits. */
const crowd = (from = 0): Entry[] => Array.from({ length: 401 }, (_, i) => ({ register: 'household', record: `crowd-${from + i}`, fields: { villagerGroup: '9组' } }))
async function fold(laptop: Laptop, from = 0): Promise<void> {
  await write(laptop, crowd(from))
  await laptop.lock(); await laptop.start()
  await folded(laptop)
}

async function started(): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  await write(laptop, [...family(1, ['李大', '李光明']), ...family(2, ['王二'])], { kind: 'import', ref: 'import-000001' })
  return laptop
}

it('one line per change, newest first, each with what stood there before', async () => {
  const laptop = await started()
  await write(laptop, [set('visit-0000001', { household: 'house-1001', startedAt: '2026-04-01 09:00', finishedAt: '2026-04-01 09:40' }, 'visit'), set('person-1001-1', { workMonths: 8 })], { kind: 'visit', ref: 'visit-0000001' })
  await write(laptop, [set('person-1001-1', { workMonths: 10 })])
  const { lines, complete } = await of(laptop, 1)
  expect(complete).toBe(true)
  expect(fieldsOf(lines, 'person-1001-1').slice(0, 2)).toEqual([[['workMonths', 8, 10]], [['workMonths', null, 8]]])
  expect(lines.map(line => line.at)).toEqual(lines.map(line => line.at).toSorted((a, b) => b - a))
  expect(lines[0]).toMatchObject({ mine: true, device: 'laptop-one', title: '李光明', origin: { kind: 'edit' } })
  expect(lines[1]).toMatchObject({ title: '李光明', originTitle: '入户 2026-04-01' })
  expect(lines.some(line => line.record.startsWith('person-1002'))).toBe(false)
})

it('a person’s own timeline holds the lines of the ledgers about them and nobody else’s', async () => {
  const laptop = await started()
  await write(laptop, [set('work-0000001', { household: 'house-1001', person: 'person-1001-1', from: '2026-02' }, 'work'), set('person-1001-0', { workMonths: 1 })])
  const { lines } = await laptop.book.timeline({ register: 'person', record: 'person-1001-1' })
  expect(new Set(lines.map(line => line.record))).toEqual(new Set(['person-1001-1', 'work-0000001']))
  expect(lines.find(line => line.register === 'work')!.title).toBe('务工记录 李光明')
})

it('after folding, a restart and another fold nothing is missing, doubled or changed', async () => {
  const laptop = await started()
  await write(laptop, [set('person-1001-1', { workMonths: 8 })])
  const before = await of(laptop, 1)
  await fold(laptop)
  expect(await of(laptop, 1)).toEqual(before)
  await write(laptop, [set('person-1001-1', { workMonths: 9 })])
  const more = await of(laptop, 1)
  expect(more.lines.slice(1)).toEqual(before.lines)
  await fold(laptop, 1000)
  expect(await of(laptop, 1)).toEqual(more)
})

it('分户 reads as it was registered, on both sides, and the mover’s later changes stand on the new side only', async () => {
  const laptop = await started()
  await write(laptop, [...family(1, []), set('person-1001-2', { household: 'house-1001', name: '李二', relation: '20' })])
  await live(laptop, 'split', 'house-1001', { people: ['person-1001-1'], on: '2026-03-20' })
  const person = (await laptop.book.search({ text: '李光明' })).ids
  expect(person).toHaveLength(1)
  const made = person[0]!
  await write(laptop, [set('person-1001-1', { workMonths: 3 })])
  const [old, now] = [await of(laptop, 1), await laptop.book.timeline({ household: made })]
  for (const { lines } of [old, now]) {
    const line = lines.find(one => one.record === 'person-1001-1' && one.origin.kind === 'life')!
    expect(line.originTitle).toBe('2026-03-20 分户：李光明 从 李大 户分出')
    expect(line.fields).toContainEqual({ name: 'household', before: '李大', after: '李光明' })
    expect(lines.filter(one => one.register === 'lifeEvent')).toHaveLength(1)
  }
  expect(fieldsOf(old.lines, 'person-1001-1')).not.toContainEqual([['workMonths', null, 3]])
  expect(fieldsOf(now.lines, 'person-1001-1')).toContainEqual([['workMonths', null, 3]])
  expect(old.lines.find(one => one.fields.some(field => field.name === 'name' && field.after === '李光明'))).toBeDefined()
  expect(now.lines.find(one => one.fields.some(field => field.name === 'name' && field.after === '李光明'))).toBeUndefined()
  await fold(laptop)
  expect([await of(laptop, 1), await laptop.book.timeline({ household: made })]).toEqual([old, now])
  // And with the index of the rows already learned when the next one moves.
  await live(laptop, 'marryIn', 'house-1002', { person: 'person-1001-2', relations: { 'person-1001-2': '28' } }, 'house-1001')
  expect((await of(laptop, 1)).lines.filter(line => line.record === 'person-1001-2').length).toBe(2)
  expect((await of(laptop, 2)).lines.filter(line => line.record === 'person-1001-2').length).toBe(1)
})

it('taking a 分户 back brings everybody home, closes the new household, voids the event and says so', async () => {
  const laptop = await started()
  const step = await live(laptop, 'split', 'house-1001', { people: ['person-1001-1'] })
  const made = (await laptop.book.search({ text: '李光明' })).ids[0]!
  expect(await laptop.book.undo(step)).toMatchObject({ left: [] })
  expect((await laptop.book.household('house-1001')).members.map(member => member.values['relation'])).toEqual(['02', '20'])
  expect((await laptop.book.search({ text: '' })).ids).not.toContain(made)
  const { lines } = await of(laptop, 1)
  expect(lines[0]).toMatchObject({ origin: { kind: 'undo', ref: step } })
  expect(lines[0]!.originTitle).toMatch(/^撤销“分户：/u)
  expect(lines.find(line => line.register === 'lifeEvent')!.fields).toContainEqual({ name: 'voided', before: null, after: true })
})

async function atCounty(county: TestCounty, device: string): Promise<Laptop> {
  const laptop = newLaptop(device)
  laptop.host.enrolled = county.enrol(device, [VILLAGE])
  laptop.host.county = county.road(device)
  await laptop.start()
  return laptop
}

it('another laptop that began with a snapshot knows what stands, what it saw change, and says that older changes lie with the county', async () => {
  const county = testCounty()
  const one = await atCounty(county, 'laptop-one')
  await write(one, family(1, ['李大', '李光明']))
  await write(one, [set('person-1001-1', { workMonths: 7 })])
  await write(one, [set('person-1001-1', { workMonths: 8 })])
  await one.book.sync()
  const two = await atCounty(county, 'laptop-two')
  two.clock = one.clock + MINUTE
  await two.book.sync()
  const first = await of(two, 1)
  expect(first.complete).toBe(false)
  expect(fieldsOf(first.lines, 'person-1001-1')[0]).toEqual([['workMonths', null, 8]])
  expect(first.lines[0]).toMatchObject({ device: 'laptop-one', mine: false })
  one.clock = two.clock + MINUTE
  await write(one, [set('person-1001-1', { workMonths: 9 })])
  await one.book.sync(); await two.book.sync()
  const second = await of(two, 1)
  expect(fieldsOf(second.lines, 'person-1001-1').slice(0, 2)).toEqual([[['workMonths', 8, 9]], [['workMonths', null, 8]]])
  await fold(two)
  expect(await of(two, 1)).toEqual(second)
  expect((await of(one, 1)).complete).toBe(true)
  expect(fieldsOf((await of(one, 1)).lines, 'person-1001-1').slice(0, 3)).toEqual([[['workMonths', 8, 9]], [['workMonths', 7, 8]], [['workMonths', null, 7]]])
})

it('a member who moved on another laptop is found on the side they left, before and after folding', async () => {
  const county = testCounty()
  const one = await atCounty(county, 'laptop-one')
  await write(one, [...family(1, ['李大', '李光明']), ...family(2, ['王二'])])
  await one.book.sync()
  const two = await atCounty(county, 'laptop-two')
  await two.book.sync()
  await live(one, 'marryIn', 'house-1002', { person: 'person-1001-1', relations: { 'person-1001-1': '28' } }, 'house-1001')
  await one.book.sync(); await two.book.sync()
  const seen = async () => (await of(two, 1)).lines.filter(line => line.record === 'person-1001-1').map(line => line.originTitle)
  expect((await seen())[0]).toContain('婚入：李光明 到 王二 户，从 李大 户转来')
  expect(await seen()).toHaveLength(2)
  two.clock = one.clock
  await fold(two)
  expect(await seen()).toHaveLength(2)
})

it('the copy outside the profile carries the history; a laptop rebuilt from it tells the same', async () => {
  const laptop = await started()
  await write(laptop, [set('person-1001-1', { workMonths: 8 })])
  await fold(laptop)
  await write(laptop, [set('person-1001-1', { workMonths: 9 })])
  const before = await of(laptop, 1)
  await laptop.book.backup()
  await laptop.lock()
  const { IDBFactory } = await import('fake-indexeddb')
  laptop.indexedDB = new IDBFactory() as unknown as IDBFactory
  expect(await laptop.start()).toMatchObject({ outcome: 'rebuilt', base: 'backup' })
  expect(await of(laptop, 1)).toEqual(before)
})

it('a history row that was damaged or exchanged hides nothing: the rest is told and said not to be whole', async () => {
  const laptop = await started()
  await fold(laptop)
  await laptop.lock()
  const store = laptop.store()
  await store.open()
  const [row] = await store.history([1])
  const bytes = row!.sealed.slice()
  bytes[40]! ^= 1
  await store.commit({ history: [{ ...row!, sealed: bytes }] })
  store.close()
  await laptop.start()
  const { lines, complete } = await of(laptop, 1)
  expect(complete).toBe(false)
  expect(lines.find(line => line.record === 'person-1001-1')?.fields).toContainEqual({ name: 'name', before: null, after: '李光明' })
})

it('what somebody only looked at is in no timeline', async () => {
  const laptop = await started()
  await laptop.book.reveal('person', 'person-1001-1', 'idNo', '入户核实')
  expect((await of(laptop, 1)).lines.some(line => line.register === 'reveal')).toBe(false)
})

it('a book that folded before any history was kept begins one, and knows that what was folded is not in it', () => {
  const { nextHistory, keptOwn, partial, ...old } = { ...emptyState, next: 9, pages: { 1: { village: VILLAGE, revision: 3 }, 2: { village: VILLAGE, revision: 1 } } }
  expect([nextHistory, keptOwn, partial]).toEqual([1, [], []])
  expect(withHistory(old as unknown as typeof emptyState)).toMatchObject({ next: 9, nextHistory: 1, keptOwn: [], partial: [VILLAGE] })
  const now = { ...emptyState, nextHistory: 4, partial: ['x'] }
  expect(withHistory(now)).toBe(now)
})
