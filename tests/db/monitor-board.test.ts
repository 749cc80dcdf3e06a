/** The board over a real book: what it counts is counted again here, straight from the records, by other means. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Change, RecordState } from '#core/sync/change.ts'
import { unpackChanges } from '#core/sync/pack.ts'
import type { Entry, HouseholdFile } from '../../src/db/book.ts'
import type { Figure, FigureGroup } from '../../src/db/book-monitor.ts'
import { makeVillage, VILLAGE as MADE } from '../ui/fake-village.ts'
import { testCounty } from '../sync/county.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const edit = { kind: 'edit' } as const
const OTHER = '530521101299'
const figuresOf = (groups: readonly FigureGroup[]): readonly Figure[] => groups.flatMap(({ figures }) => figures)
const board = async (laptop: Laptop, village = VILLAGE): Promise<ReadonlyMap<string, Figure>> => new Map(figuresOf(await laptop.book.board(village)).map(figure => [figure.key, figure]))
const count = async (laptop: Laptop, key: string): Promise<number | undefined> => (await board(laptop)).get(key)?.count

interface Packed { readonly village: { readonly code: string }, readonly changes: Parameters<typeof unpackChanges>[0] }

/** The village people learn with, as its changes were written. */
function practice(): { readonly code: string, readonly changes: readonly Change[] } {
  const { village, changes } = JSON.parse(gunzipSync(readFileSync(resolve(import.meta.dirname, '../../resources/practice/village.json.gz'))).toString('utf8')) as Packed
  return { code: village.code, changes: unpackChanges(changes) }
}

describe('the village people learn with', () => {
  const TODAY = '2026-11-23'
  let laptop: Laptop
  let code: string
  let files: readonly HouseholdFile[]
  let groups: readonly FigureGroup[]
  const figure = (key: string): Figure => figuresOf(groups).find(one => one.key === key)!
  const text = (record: RecordState, field: string): string => typeof record.values[field] === 'string' ? record.values[field] : ''
  const isHere = (member: RecordState): boolean => text(member, 'endedOn') === '' || text(member, 'endedOn') > TODAY
  const monitored = ({ household }: HouseholdFile): boolean => text(household, 'monitorCategory') !== '' && household.values['riskEliminated'] !== true

  beforeAll(async () => {
    laptop = newLaptop('laptop-one')
    laptop.clock = Date.parse(`${TODAY}T02:00:00Z`)
    await laptop.start()
    const { code: of, changes } = practice()
    code = of
    const entries = changes.map(({ register, record, fields }): Entry => ({ register, record, fields }))
    for (let at = 0; at < entries.length; at += 500) await laptop.book.write(entries.slice(at, at + 500), { kind: 'import' }, code)
    const { ids } = await laptop.book.search({ text: '', village: code })
    files = await Promise.all(ids.map(id => laptop.book.household(id)))
    groups = await laptop.book.board(code)
  }, 120_000)

  it('every list is as long as its figure says, and its households are households of the village', async () => {
    const ids = new Set(files.map(({ household }) => household.id))
    const all = figuresOf(groups)
    expect(all.length).toBeGreaterThan(60)
    for (const { key, count: counted } of all) {
      const lines = await laptop.book.figureList(code, key)
      expect([key, lines.length]).toEqual([key, counted])
      for (const line of lines) if (line.household !== null) expect(ids.has(line.household)).toBe(true)
    }
  })
  it('households by kind', () => {
    expect(figure('households').count).toBe(files.length)
    expect(files.length).toBeGreaterThan(100)
    for (const [key, type] of [['exited', '01'], ['ordinary', '02']] as const) expect([key, figure(key).count]).toEqual([key, files.filter(({ household }) => text(household, 'householdType') === type).length])
    for (const category of ['1', '2', '3']) expect(figure(`monitor${category}`).count).toBe(files.filter(file => monitored(file) && text(file.household, 'monitorCategory') === category).length)
    expect(figure('eliminated').count).toBe(files.filter(({ household }) => text(household, 'monitorCategory') !== '' && household.values['riskEliminated'] === true).length)
    expect(figure('dibao').count).toBe(files.filter(({ members }) => members.some(one => isHere(one) && ['02', '03'].includes(text(one, 'dibao')))).length)
  })
  it('people', () => {
    const people = files.flatMap(file => file.members.filter(isHere).map(member => ({ file, member })))
    expect(figure('population').count).toBe(people.length)
    expect(figure('monitoredPeople').count).toBe(people.filter(({ file }) => monitored(file)).length)
    expect(figure('labour').count).toBe(people.filter(({ member }) => ['01', '02', '03'].includes(text(member, 'labour'))).length)
  })
  it('open risks by type', () => {
    for (const risk of ['01', '02', '03', '04', '05', '06', '07', '09', '10', '11', '99'])
      expect([risk, figure(`risk${risk}`).count]).toEqual([risk, files.filter(file => monitored(file) && [file.household.values['risks']].flat().includes(risk)).length])
  })
  it('safeguards, said of the house or not said', () => {
    const says = (file: HouseholdFile, field: string): unknown => file.household.values['riskEliminated'] === true && typeof file.household.values[`after${field[0]!.toUpperCase()}${field.slice(1)}`] === 'boolean'
      ? file.household.values[`after${field[0]!.toUpperCase()}${field.slice(1)}`] : file.household.values[field]
    const water = (file: HouseholdFile): 'open' | 'clear' | 'unknown' => {
      const { household } = file
      if (says(file, 'waterUnsafe') === true || household.values['safeWater'] === false || text(household, 'waterVerdict') === '03') return 'open'
      return typeof says(file, 'waterUnsafe') === 'boolean' || typeof household.values['safeWater'] === 'boolean' || text(household, 'waterVerdict') !== '' ? 'clear' : 'unknown'
    }
    const told = Map.groupBy(files, water)
    expect([figure('water').count, figure('water.clear').count, figure('water.unknown').count]).toEqual([told.get('open')?.length ?? 0, told.get('clear')?.length ?? 0, told.get('unknown')?.length ?? 0])
  })
  it('the first figure below the line agrees with the exported income a head where nobody asked at the door', () => {
    const yearly = (file: HouseholdFile): RecordState | undefined => file.incomes.filter(one => one.values['kind'] === 'annual' && one.values['voided'] !== true).toSorted((a, b) => Number(b.values['year']) - Number(a.values['year']))[0]
    const bands = ['incomeBelow', 'incomeNear', 'incomeMiddle', 'incomeAbove', 'incomeUnknown'].map(key => figure(key).count)
    expect(bands.reduce((all, one) => all + one, 0)).toBe(files.length)
    expect(figure('incomeUnknown').count).toBeGreaterThanOrEqual(files.filter(file => yearly(file) === undefined || Number(yearly(file)!.values['year']) < 2025).length)
  })
  it('all of it is only on this laptop, record by record', async () => {
    const records = new Set(practice().changes.map(({ register, record }) => `${register}/${record}`))
    expect(figure('unsent').count).toBe(records.size)
    expect((await laptop.book.status()).unsent).toBeGreaterThanOrEqual(records.size)
  })
})

const family = (n: number, more: Entry['fields'] = {}): Entry[] => [
  { register: 'household', record: `house-${1000 + n}`, fields: { villagerGroup: `${n % 3 + 1}组`, householdType: '02', ...more } },
  { register: 'person', record: `person-${1000 + n}`, fields: { household: `house-${1000 + n}`, name: `李${n}`, relation: '02', birthDate: '1990-01-01', labour: '01' } }
]

async function started(): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  await laptop.book.write([0, 1, 2, 3].flatMap(n => family(n)), edit, VILLAGE)
  await laptop.book.write(family(10), edit, OTHER)
  return laptop
}

it('each village has its own board, and a list is looked for only under a figure there is', async () => {
  const laptop = await started()
  expect([await count(laptop, 'households'), (await board(laptop, OTHER)).get('households')!.count]).toEqual([4, 1])
  expect(await laptop.book.figureList(OTHER, 'households')).toEqual([{ household: 'house-1010', person: null, case: null, title: '李10', group: '2组', note: '1 人' }])
  await expect(laptop.book.figureList(VILLAGE, 'nothing')).rejects.toMatchObject({ data: { code: 'record-missing' } })
})

it('is kept until something changes, and follows every change: a record, the day, a clash', async () => {
  const laptop = await started()
  const first = await laptop.book.board(VILLAGE)
  expect(await laptop.book.board(VILLAGE)).toBe(first)
  await laptop.book.write([{ register: 'household', record: 'house-1001', fields: { monitorCategory: '2', monitorFrom: '2026-03', risks: ['01'] } }], { kind: 'import' }, VILLAGE)
  expect([await count(laptop, 'monitor2'), await count(laptop, 'risk01'), await count(laptop, 'visitLate')]).toEqual([1, 1, 0])
  // Listed on the first of March, a visit within 31 days; the first of April is the 31st.
  laptop.clock += 86_400_000
  expect(await count(laptop, 'visitLate')).toBe(1)
  await laptop.book.write([{ register: 'household', record: 'house-1001', fields: { endedOn: '2026-04-01' } }], { kind: 'import' }, VILLAGE)
  expect([await count(laptop, 'households'), await count(laptop, 'monitor2')]).toEqual([3, 0])
})

it('is asked for twice at once and made once', async () => {
  const laptop = await started()
  const [one, other] = await Promise.all([laptop.book.board(VILLAGE), laptop.book.board(VILLAGE)])
  expect(one).toBe(other)
})

it('nothing of it is left after a lock', async () => {
  const laptop = await started()
  await laptop.book.board(VILLAGE)
  await laptop.lock()
  await expect(laptop.book.board(VILLAGE)).rejects.toMatchObject({ data: { code: 'locked' } })
})

it('a case of the procedure stands in the lane, late when its limit has passed', async () => {
  const laptop = await started()
  await laptop.book.write([
    { register: 'monitorCase', record: 'case-00001', fields: { household: 'house-1002', kind: 'identification', openedOn: '2026-03-02', channel: '01' } },
    { register: 'caseStep', record: 'step-00001', fields: { household: 'house-1002', case: 'case-00001', step: 'apply', outcome: 'pass', on: '2026-03-02', role: 'village', actor: 'a' } }
  ], edit, VILLAGE)
  expect(await laptop.book.figureList(VILLAGE, 'caseClue')).toMatchObject([{ case: 'case-00001', household: 'house-1002', group: '3组' }])
  expect(await count(laptop, 'caseLate')).toBe(1)
  const lines = await laptop.book.cases({ open: true })
  expect([lines.length, lines.filter(({ clock }) => (clock?.late ?? 0) > 0).length]).toEqual([1, 1])
  await laptop.book.write([{ register: 'monitorCase', record: 'case-00001', fields: { voided: true, voidReason: '录错' } }], edit, VILLAGE)
  expect([await count(laptop, 'caseClue'), await count(laptop, 'caseLate')]).toEqual([0, 0])
})

it('open clues are those the clue desk lists, one that a case names not among them', async () => {
  const laptop = await started()
  const clue = (n: number, more: Entry['fields']): Entry => ({ register: 'clue', record: `clue-${1000 + n}`, fields: { household: `house-${1000 + n}`, content: '住院', receivedOn: '2026-03-01', dueOn: '2026-03-05', status: '01', ...more } })
  await laptop.book.write([clue(0, {}), clue(1, { status: '05' }), clue(2, {}), clue(3, { dueOn: '2026-04-02' }),
    { register: 'monitorCase', record: 'case-00002', fields: { household: 'house-1002', kind: 'identification', openedOn: '2026-03-02', clue: 'clue-1002' } }], { kind: 'import' }, VILLAGE)
  const listed = await laptop.book.clues({ open: true })
  expect([await count(laptop, 'clueOpen'), await count(laptop, 'clueLate')]).toEqual([2, 1])
  expect([listed.length, listed.filter(({ clock }) => (clock?.late ?? 0) > 0).length]).toEqual([2, 1])
})

it('what two sides say differently is monitored nowhere, and stands among what has to be settled until it is', async () => {
  const county = testCounty()
  const [one, two] = [newLaptop('laptop-one'), newLaptop('laptop-two')]
  for (const laptop of [one, two]) {
    laptop.host.enrolled = county.enrol(laptop.device, [VILLAGE])
    laptop.host.county = county.road(laptop.device)
    await laptop.start()
  }
  await one.book.write(family(0), edit, VILLAGE)
  expect(await count(one, 'unsent')).toBe(2)
  await one.book.sync()
  await two.book.sync()
  expect(await count(one, 'unsent')).toBe(0)
  one.clock += 1000
  two.clock += 2000
  await one.book.write([{ register: 'household', record: 'house-1000', fields: { monitorCategory: '1', risks: ['01'] } }], { kind: 'import' }, VILLAGE)
  await two.book.write([{ register: 'household', record: 'house-1000', fields: { monitorCategory: '3', risks: ['01'] } }], { kind: 'import' }, VILLAGE)
  for (const laptop of [one, two, one]) await laptop.book.sync()
  const told = await board(one)
  expect(['monitor1', 'monitor3', 'monitorUndecided', 'risk01', 'measureNone', 'conflicts'].map(key => told.get(key)?.count)).toEqual([0, 0, 1, 0, 0, 1])
  expect(await one.book.figureList(VILLAGE, 'conflicts')).toMatchObject([{ household: 'house-1000', title: '李0', note: '农户：监测对象类别' }])
  await one.book.decide('household', 'house-1000', 'monitorCategory', '3')
  const settled = await board(one)
  expect(['monitor1', 'monitor3', 'monitorUndecided', 'risk01', 'conflicts'].map(key => settled.get(key)?.count)).toEqual([0, 1, undefined, 1, 0])
})

it('a big village is counted in slices: who asks in between is answered in between', async () => {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  const entries = makeVillage(4_000).flatMap(({ household, members, incomes, visits }) => [household, ...members, ...incomes, ...visits].map(({ register, id, values }): Entry => ({ register, record: id, fields: values })))
  for (let at = 0; at < entries.length; at += 2_000) await laptop.book.write(entries.slice(at, at + 2_000), { kind: 'import' }, MADE.code)
  let done = false
  const reading = laptop.book.board(MADE.code).finally(() => { done = true })
  let between = 0
  let longest = 0
  // Answers of a door go in turn; each must be stored within a key press or two, not after the village.
  for (let n = 0; !done && n < 40; n++) {
    const asked = performance.now()
    await laptop.book.write([{ register: 'household', record: 'household-0007', fields: { note: `第 ${n} 句` } }], { kind: 'visit' }, MADE.code)
    longest = Math.max(longest, performance.now() - asked)
    if (!done) between++
  }
  await reading
  const since = (start: number): string => (performance.now() - start).toFixed(1)
  const alone = performance.now()
  const groups = await laptop.book.board(MADE.code)
  const took = since(alone)
  const again = performance.now()
  await laptop.book.board(MADE.code)
  console.info(`4000 households, ${entries.length} records: board in ${took} ms, kept ${since(again)} ms; ${between} answers stored while it was made, the longest ${longest.toFixed(1)} ms`)
  expect(figuresOf(groups).find(({ key }) => key === 'households')!.count).toBe(4_000)
  expect(between).toBeGreaterThan(10)
  expect(longest).toBeLessThan(500)
}, 120_000)
