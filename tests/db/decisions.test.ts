/** Clashes decided at the village, taken back, decided differently on two laptops; all of it without a line. */
import { expect, it } from 'vitest'
import type { Entry } from '../../src/db/book.ts'
import { copyOf, countyCopy } from '../sync/copies.ts'
import { testCounty, type TestCounty } from '../sync/county.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const edit = { kind: 'edit' } as const
/** What a procedure decides is typed by no hand: it comes in files. */
const brought = { kind: 'import' } as const
const HOUSE = 'house-1000'
const household = (fields: Entry['fields']): Entry => ({ register: 'household', record: HOUSE, fields })

async function laptopAt(county: TestCounty, device: string): Promise<Laptop> {
  const laptop = newLaptop(device)
  laptop.host.enrolled = county.enrol(device, [VILLAGE])
  laptop.host.county = county.road(device)
  await laptop.start()
  return laptop
}
const sync = async (...laptops: readonly Laptop[]): Promise<void> => { for (const laptop of laptops) await laptop.book.sync() }
const restart = async (laptop: Laptop): Promise<void> => { await laptop.lock(); await laptop.start() }
const valueOf = async (laptop: Laptop, field: string): Promise<unknown> => (await laptop.book.household(HOUSE)).household.values[field]
const answersAt = async (laptop: Laptop): Promise<unknown[]> => (await laptop.book.conflicts()).map(clash => clash.answers.map(answer => answer.value))

/** One wrote `mine`, the other later `theirs`, neither having seen the other's; both hold the clash. */
async function clash(field: string, mine: Entry['fields'][string], theirs: Entry['fields'][string], file = false): Promise<{ county: TestCounty; one: Laptop; two: Laptop }> {
  const county = testCounty()
  const [one, two] = [await laptopAt(county, 'laptop-one'), await laptopAt(county, 'laptop-two')]
  await one.book.write([household({ villagerGroup: '1组' })], edit, VILLAGE)
  await sync(one, two)
  one.clock += 1000
  two.clock += 2000
  await one.book.write([{ register: 'visit', record: 'visit-00000001', fields: { household: HOUSE, startedAt: '2026-03-09 10:00' } }, household({ [field]: mine })], file ? brought : { kind: 'visit', ref: 'visit-00000001' }, VILLAGE)
  await two.book.write([household({ [field]: theirs })], file ? brought : edit, VILLAGE)
  await sync(one, two, one)
  return { county, one, two }
}

it('sync 10: a clash says of each answer who, when, on which laptop and at which visit', async () => {
  const { two } = await clash('note', '甲', '乙')
  expect(await two.book.conflicts()).toMatchObject([{
    field: 'note', answers: [
      { value: '乙', shown: true, mine: true, device: 'laptop-two', visit: null },
      { value: '甲', shown: false, mine: false, device: 'laptop-one', visit: { record: 'visit-00000001', day: '2026-03-09' } }
    ]
  }])
})

it.each([['the answer that was shown', '乙'], ['the other answer', '甲'], ['a third one', '丙']])('fault 45: deciding for %s and taking it back opens the clash again with all its answers, through restart and rounds', async (_, chosen) => {
  const { county, one, two } = await clash('note', '甲', '乙')
  await one.book.decide('household', HOUSE, 'note', chosen)
  expect(await one.book.conflicts()).toEqual([])
  const [decided] = await one.book.decisions()
  expect(decided).toMatchObject({ field: 'note', chosen, undone: false, answers: [{ value: '乙', mine: false }, { value: '甲', mine: true }] })
  await restart(one)
  await sync(one, two)
  await one.book.undoDecision(decided!.id)
  for (let turn = 0; turn < 2; turn++) {
    expect(await answersAt(one)).toEqual([['乙', '甲']])
    expect(await valueOf(one, 'note')).toBe('乙')
    expect(await one.book.decisions()).toMatchObject([{ undone: true }])
    expect((await one.book.status()).conflicts).toBe(1)
    expect((await one.book.rows([HOUSE], { text: '' }))[0]!.conflicts).toBe(1)
    await restart(one)
    await sync(one, two)
  }
  expect(await valueOf(two, 'note')).toBe('乙')
  await one.book.decide('household', HOUSE, 'note', '丁')
  expect(await one.book.conflicts()).toEqual([])
  await sync(one, two)
  expect(await copyOf(two)).toEqual(await copyOf(one))
  expect(await copyOf(one)).toEqual(countyCopy(county))
  expect((await one.book.decisions())[0]).toMatchObject({ chosen: '丁', answers: [{ value: '乙' }, { value: '甲' }] })
})

it('fault 45: a decision is a step like any other, and taking the newest step back takes it back', async () => {
  const { one } = await clash('note', '甲', '乙')
  await one.book.decide('household', HOUSE, 'note', '甲')
  expect((await one.book.steps())[0]).toMatchObject({ kind: 'decision', undone: false })
  expect(await one.book.undo('')).toMatchObject({ step: { kind: 'decision', undone: true } })
  expect(await answersAt(one)).toEqual([['乙', '甲']])
  const [decided] = await one.book.decisions()
  await expect(one.book.undoDecision(decided!.id)).rejects.toMatchObject({ code: 'decision-undone' })
  await expect(one.book.undoDecision('__proto__')).rejects.toMatchObject({ code: 'decision-gone' })
})

it('what somebody has written since is not taken back with the decision', async () => {
  const { one, two } = await clash('note', '甲', '乙')
  await one.book.decide('household', HOUSE, 'note', '甲')
  await sync(one, two)
  await two.book.write([household({ note: '后来改的' })], edit, VILLAGE)
  await sync(two, one)
  const [decided] = await one.book.decisions()
  await expect(one.book.undoDecision(decided!.id)).rejects.toMatchObject({ code: 'decision-overtaken' })
  expect(await valueOf(one, 'note')).toBe('后来改的')
  expect(await one.book.decisions()).toMatchObject([{ undone: false }])
})

it.each([['the first goes up first', false], ['the second goes up first', true]])('fault 45, sync 9: two laptops that decide differently without a line come together as a new clash, and one word ends it (%s)', async (_, swapped) => {
  const { county, one, two } = await clash('note', '甲', '乙')
  one.host.county = null
  two.host.county = null
  await one.book.decide('household', HOUSE, 'note', '甲')
  await two.book.decide('household', HOUSE, 'note', '乙')
  expect([await one.book.conflicts(), await two.book.conflicts()]).toEqual([[], []])
  one.host.county = county.road('laptop-one')
  two.host.county = county.road('laptop-two')
  const order = swapped ? [two, one, two] : [one, two, one]
  await sync(...order)
  for (const laptop of [one, two]) expect((await answersAt(laptop)).map(answers => [...answers as string[]].sort())).toEqual([['乙', '甲'].sort()])
  expect(await copyOf(two)).toEqual(await copyOf(one))
  await two.book.decide('household', HOUSE, 'note', '甲')
  await sync(two, one)
  for (const laptop of [one, two]) expect(await laptop.book.conflicts()).toEqual([])
  expect(await copyOf(one)).toEqual(countyCopy(county))
  expect(await copyOf(two)).toEqual(await copyOf(one))
})

it('two laptops that decide alike agree and nobody is asked again', async () => {
  const { one, two } = await clash('note', '甲', '乙')
  await one.book.decide('household', HOUSE, 'note', '甲')
  await two.book.decide('household', HOUSE, 'note', '甲')
  await sync(one, two, one)
  expect([await one.book.conflicts(), await two.book.conflicts()]).toEqual([[], []])
  expect(await copyOf(two)).toEqual(await copyOf(one))
})

it('fault 2: the power goes between journal and transaction: the decision stands with all its answers and can be taken back', async () => {
  const { one } = await clash('note', '甲', '乙')
  const entries = one.host.journal.length
  one.beforeCommit = () => { if (one.host.journal.length > entries) one.kill() }
  await expect(one.book.decide('household', HOUSE, 'note', '甲')).rejects.toThrow()
  one.beforeCommit = () => undefined
  await one.start()
  expect(await valueOf(one, 'note')).toBe('甲')
  const [decided] = await one.book.decisions()
  expect(decided).toMatchObject({ chosen: '甲', answers: [{ value: '乙' }, { value: '甲' }] })
  await one.book.undoDecision(decided!.id)
  expect(await answersAt(one)).toEqual([['乙', '甲']])
})

it('sync 10: what a procedure decides is not decided by the later clock: until a person chooses it counts as neither', async () => {
  const { one, two } = await clash('riskEliminated', false, true, true)
  const clashed = await clash('monitorCategory', '02', '03', true)
  await one.book.write([household({ monitorCategory: '02' })], brought, VILLAGE)
  await sync(one, two)
  for (const laptop of [one, two]) {
    // The later one says eliminated; nobody drops out of the list of those watched because of it.
    expect(await valueOf(laptop, 'riskEliminated')).toBe(true)
    expect((await laptop.book.rows([HOUSE], { text: '' }))[0]).toMatchObject({ riskEliminated: null, monitorCategory: '02' })
    expect((await laptop.book.search({ text: '', show: 'monitored' })).ids).toEqual([HOUSE])
  }
  await two.book.decide('household', HOUSE, 'riskEliminated', true)
  expect((await two.book.rows([HOUSE], { text: '' }))[0]).toMatchObject({ riskEliminated: true })
  expect((await two.book.search({ text: '', show: 'monitored' })).ids).toEqual([])
  expect((await clashed.one.book.rows([HOUSE], { text: '' }))[0]).toMatchObject({ monitorCategory: null })
  expect((await clashed.one.book.search({ text: '', show: 'monitored' })).ids).toEqual([HOUSE])
})

it('fault 44, sync 10: edits of one record at a time on different fields come together by themselves and are listed with both sides', async () => {
  const county = testCounty()
  const [one, two] = [await laptopAt(county, 'laptop-one'), await laptopAt(county, 'laptop-two')]
  await one.book.write([household({ villagerGroup: '1组' })], edit, VILLAGE)
  await sync(one, two)
  one.clock += 100_000_000
  two.clock += 100_000_000
  await one.book.write([household({ phone: '13800000001', note: '甲' })], edit, VILLAGE)
  await two.book.write([household({ address: '坡头', note: '甲' })], edit, VILLAGE)
  await sync(two, one, two)
  const [first, ...none] = await one.book.merged()
  expect(none).toEqual([])
  expect(first).toMatchObject({ record: HOUSE, household: HOUSE, theirs: [{ field: 'address', side: { value: '坡头', device: 'laptop-two', mine: false } }] })
  expect([...first!.mine].sort()).toEqual(['note', 'phone'])
  expect(await two.book.merged()).toMatchObject([{ theirs: [{ field: 'phone', side: { value: '13800000001' } }] }])
  await restart(one)
  expect(await one.book.merged()).toEqual([first])
  // A day later it is no longer at the same time.
  two.clock += 100_000_000
  await two.book.write([household({ address: '坡脚' })], edit, VILLAGE)
  await sync(two, one)
  expect(await one.book.merged()).toEqual([first])
})

it.each([['1970', 0], ['a year behind', Date.UTC(2025, 3, 1)], ['a year ahead', Date.UTC(2027, 3, 1)]])('faults 51, 52: a laptop whose clock stands at %s decides, and decides again, and each word holds everywhere', async (_, clock) => {
  const { county, one, two } = await clash('note', '甲', '乙')
  one.clock = clock
  await one.book.decide('household', HOUSE, 'note', '甲')
  // The clock is set back between two saves.
  one.clock = Math.max(0, clock - 86_400_000)
  await one.book.write([household({ note: '丙' })], edit, VILLAGE)
  expect(await valueOf(one, 'note')).toBe('丙')
  await sync(one, two)
  expect(await valueOf(two, 'note')).toBe('丙')
  await two.book.write([household({ note: '丁' })], edit, VILLAGE)
  await sync(two, one)
  for (const laptop of [one, two]) {
    expect(await valueOf(laptop, 'note')).toBe('丁')
    expect(await laptop.book.conflicts()).toEqual([])
  }
  expect(await copyOf(one)).toEqual(countyCopy(county))
})
