import { expect, it } from 'vitest'
import { checkHousehold } from '#core/checks/index.ts'
import type { CheckRun, VillageFinding } from '../../src/db/book-checks.ts'
import type { Entry } from '../../src/db/book.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const edit = { kind: 'edit' } as const
const OTHER = '530521101299'

/** A grown man in good health, not at school and without labour: R055, a W. His number ends wrong: R003, an E. */
const ID = '530521199001011234'
const family = (n: number, group = `${n % 3 + 1}组`): Entry[] => [
  { register: 'household', record: `house-${1000 + n}`, fields: { villagerGroup: group, nationalHouseholdNo: `53052100${1000 + n}`, householdType: '02' } },
  { register: 'person', record: `person-${1000 + n}`, fields: { household: `house-${1000 + n}`, name: `李${n}`, relation: '02', sex: '1', birthDate: '1990-01-01', idNo: `${ID.slice(0, 14)}${1000 + n}`, health: ['01'], labour: '05', education: '03' } }
]
async function started(count = 6): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  await laptop.book.write(Array.from({ length: count }, (_, n) => family(n)).flat(), edit, VILLAGE)
  return laptop
}
const all = async (laptop: Laptop, filter = {}): Promise<readonly VillageFinding[]> => (await laptop.book.findings(filter, 0, 100_000)).lines
const sum = (run: CheckRun, by: 'byRule' | 'byHousehold' | 'byGroup'): number => run[by].reduce((total, { E, W, I }) => total + E + W + I, 0)

it('a run says of every household what its own page says, with the place to mend it', async () => {
  const laptop = await started()
  expect(await laptop.book.lastCheck()).toBeNull()
  expect(await laptop.book.findings({}, 0, 10)).toEqual({ total: 0, lines: [] })
  const run = await laptop.book.checkAll()
  expect(run).toMatchObject({ households: 6, stale: false })
  const { household, members, others } = await laptop.book.household('house-1002')
  const own = checkHousehold({ household: household.values, householdId: household.id, members, income: undefined, standards: [], today: '2026-04-01', area: VILLAGE, records: Object.fromEntries(Map.groupBy(others, one => one.register)) })
  const found = await all(laptop, { household: 'house-1002' })
  expect(found.map(({ rule, record, field }) => [rule, record, field])).toEqual(expect.arrayContaining(own.map(({ id, record, field }) => [id, record, field])))
  expect(found.find(({ rule }) => rule === 'R055')).toMatchObject({ register: 'person', record: 'person-1002', person: 'person-1002', title: '李2', group: '3组', village: VILLAGE, reason: null })
  expect(found[0]!.why).not.toBe('')
})

it('counts by rule, group and household each tell all findings, the slices in order tell them once', async () => {
  const laptop = await started()
  const run = await laptop.book.checkAll()
  for (const by of ['byRule', 'byHousehold', 'byGroup'] as const) expect([by, sum(run, by)]).toEqual([by, run.findings])
  expect(run.byGroup.map(({ key }) => key)).toEqual(['1组', '2组', '3组'])
  const pages = [await laptop.book.findings({}, 0, 7), await laptop.book.findings({}, 7, 100_000)]
  expect(pages.map(({ total }) => total)).toEqual([run.findings, run.findings])
  expect(pages.flatMap(({ lines }) => lines)).toEqual(await all(laptop))
  expect((await all(laptop)).map(({ severity }) => severity).join('')).toMatch(/^E*W*I*$/u)
  for (const filter of [{ rule: 'R055' }, { severity: 'E' }, { group: '2组' }, { household: 'house-1001' }, { village: VILLAGE }] as const) {
    const [[key, value]] = Object.entries(filter) as [[keyof VillageFinding, string]]
    const lines = await all(laptop, filter)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.every(line => line[key] === value)).toBe(true)
    expect(lines.length).toBe((await all(laptop)).filter(line => line[key] === value).length)
  }
  expect((await all(laptop, { village: OTHER }))).toEqual([])
})

it('a rule of the whole village is among them: the same number in two households', async () => {
  const laptop = await started()
  await laptop.book.write([{ register: 'person', record: 'person-1000', fields: { idNo: `${ID.slice(0, 14)}1001` } }], edit, VILLAGE)
  await laptop.book.checkAll()
  expect((await all(laptop, { rule: 'R001' })).map(({ household }) => household).toSorted()).toEqual(['house-1000', 'house-1001'])
})

it('the same number in two villages of one laptop is found, and each village is told its own', async () => {
  const laptop = await started()
  const [house, person] = family(7) as [Entry, Entry]
  await laptop.book.write([house, { ...person, fields: { ...person.fields, idNo: `${ID.slice(0, 14)}1000` } }], edit, OTHER)
  await laptop.book.checkAll()
  expect((await all(laptop, { rule: 'R001' })).map(({ household, village }) => [household, village]).toSorted()).toEqual([['house-1000', VILLAGE], ['house-1007', OTHER]])
  expect((await all(laptop, { rule: 'R001', village: OTHER })).length).toBe(1)
})

it('a reason stands with who and when, is told apart from open ones, and holds through a new run and another figure in the text', async () => {
  const laptop = await started()
  await laptop.book.checkAll()
  const [line] = await all(laptop, { rule: 'R055', household: 'house-1001' })
  await laptop.book.giveReason(line!.key, '去年摔伤，在家休养')
  const given = { text: '去年摔伤，在家休养', by: '', at: laptop.clock }
  expect((await all(laptop, { reasons: 'given' }))).toEqual([{ ...line, reason: given }])
  expect((await all(laptop, { reasons: 'open' })).some(({ key }) => key === line!.key)).toBe(false)
  expect((await laptop.book.lastCheck())!.stale).toBe(false)
  expect((await laptop.book.lastCheck())!.byRule.find(({ key }) => key === 'R055')).toMatchObject({ reasoned: 1 })
  await laptop.book.write([{ register: 'person', record: 'person-1001', fields: { birthDate: '1980-01-01', idNo: '530521198001011001' } }], edit, VILLAGE)
  await laptop.book.checkAll()
  const [again] = await all(laptop, { rule: 'R055', household: 'house-1001' })
  expect(again!.text).not.toBe(line!.text)
  expect(again!.reason).toEqual(given)
  await laptop.book.giveReason(line!.key, '')
  expect((await all(laptop, { reasons: 'given' }))).toEqual([])
  expect((await laptop.book.records('checkReason'))).toHaveLength(1)
})

it('what the county refuses cannot be reasoned away; an unknown finding is told', async () => {
  const laptop = await started()
  await laptop.book.checkAll()
  const [error] = await all(laptop, { severity: 'E' })
  await expect(laptop.book.giveReason(error!.key, '以后再改')).rejects.toMatchObject({ code: 'reason-refused' })
  await expect(laptop.book.giveReason('R999/x/y', '以后再改')).rejects.toMatchObject({ code: 'record-missing' })
  expect(await laptop.book.records('checkReason')).toEqual([])
})

it('the list is old once anything it looked at has changed, and on the next day; a look at a number makes nothing old', async () => {
  const laptop = await started()
  await laptop.book.checkAll()
  await laptop.book.reveal('person', 'person-1001', 'idNo', '入户核实')
  expect((await laptop.book.lastCheck())!.stale).toBe(false)
  laptop.clock += 86_400_000
  expect((await laptop.book.lastCheck())!.stale).toBe(true)
  await laptop.book.checkAll()
  expect((await laptop.book.lastCheck())!.stale).toBe(false)
  await laptop.book.write([{ register: 'asset', record: 'asset-00001', fields: { name: '水池' } }], edit, VILLAGE)
  expect((await laptop.book.lastCheck())!.stale).toBe(true)
})

it('an answer given while the village is checked is stored before the run ends', async () => {
  const laptop = await started(600)
  await laptop.book.backup()
  const order: string[] = []
  const run = laptop.book.checkAll().then(done => { order.push('checked'); return done })
  const write = laptop.book.write([{ register: 'person', record: 'person-1001', fields: { workMonths: 3 } }], edit, VILLAGE).then(() => order.push('stored'))
  const [done] = await Promise.all([run, write])
  expect(order).toEqual(['stored', 'checked'])
  expect(done.stale).toBe(true)
  const told = laptop.events.filter(event => event.kind === 'check')
  expect(told.at(-1)).toEqual({ kind: 'check', done: 600, total: 600 })
  expect(told.map(event => event.done)).toEqual(told.map(event => event.done).toSorted((a, b) => a - b))
})

it('two who ask are given one run; stopped, the one before still stands; a lock ends it and leaves nothing', async () => {
  const laptop = await started(300)
  const [a, b] = await Promise.all([laptop.book.checkAll(), laptop.book.checkAll()])
  expect(a).toBe(b)
  const stopped = laptop.book.checkAll()
  await laptop.book.cancelCheck()
  await expect(stopped).rejects.toMatchObject({ code: 'check-stopped' })
  expect((await laptop.book.lastCheck())!.findings).toBe(a.findings)
  // Whatever is done at idle times has had its turn: the lock is next.
  await laptop.book.backup()
  const locked = laptop.book.checkAll()
  const fate = expect(locked).rejects.toMatchObject({ code: 'locked' })
  await laptop.lock()
  await fate
  await laptop.start()
  expect(await laptop.book.lastCheck()).toBeNull()
})

it('a closed household is not counted, and a line about a member is checked where the member lives now', async () => {
  const laptop = await started(3)
  await laptop.book.write([
    { register: 'publicPost', record: 'post-000001', fields: { household: 'house-1000', person: 'person-1000', post: '01', inPost: true, from: '2000-01-01' } },
    { register: 'household', record: 'house-1002', fields: { endedOn: '2026-01-01', endReason: '01' } }
  ], edit, VILLAGE)
  expect((await laptop.book.checkAll()).households).toBe(2)
  const before = (await all(laptop)).filter(({ record }) => record === 'post-000001')
  expect(before.length).toBeGreaterThan(0)
  expect(new Set(before.map(({ household }) => household))).toEqual(new Set(['house-1000']))
  await laptop.book.write([{ register: 'person', record: 'person-1000', fields: { household: 'house-1001', relation: '70' } }], edit, VILLAGE)
  await laptop.book.checkAll()
  expect(new Set((await all(laptop)).filter(({ record }) => record === 'post-000001').map(({ household }) => household))).toEqual(new Set(['house-1001']))
})
