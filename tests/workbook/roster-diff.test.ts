import { readFileSync } from 'node:fs'
import * as XLSX from 'xlsx'
import { describe, expect, it } from 'vitest'
import type { Change, RecordState, Value } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import { applyChange, sawFor } from '#core/sync/merge.ts'
import { readRosterFile } from '../../src/workbook/read-file.ts'
import { differing, diffRoster, type RosterDiff, type RosterEntry, type RosterLookup } from '../../src/workbook/roster-diff.ts'
import type { ParsedRoster } from '../../src/workbook/roster-types.ts'
import { HEADINGS, IDS, line, roster, type Line } from './make-files.ts'

/** As much of a village's records as an import needs. */
class Village {
  readonly records = new Map<string, RecordState>()
  #number = 0
  #ids = 0

  readonly newId = (): string => `record-${String(++this.#ids).padStart(6, '0')}`

  readonly lookup: RosterLookup = {
    household: number => this.#find('household', values => values['nationalHouseholdNo'] === number),
    personById: idNo => this.#find('person', values => values['idNo'] === idNo),
    membersNamed: (household, name) => [...this.records.values()].filter(({ register, values }) => register === 'person' && values['household'] === household && values['name'] === name),
    personByName: (household, name, birthDate) => this.#find('person', values => values['household'] === household && values['name'] === name && values['birthDate'] === birthDate),
    income: (household, year) => this.#find('income', values => values['household'] === household && values['year'] === year)
  }

  #index = new Map<string, RecordState>()
  #find(register: string, is: (values: Readonly<Record<string, Value>>) => boolean): RecordState | undefined {
    return [...this.records.values()].find(record => record.register === register && is(record.values))
  }

  /** Quick look-ups over everything there now, for the whole village's file. */
  indexed(): RosterLookup {
    this.#index = new Map()
    for (const record of this.records.values()) for (const key of keysOf(record)) this.#index.set(key, record)
    const get = (...key: readonly Value[]): RecordState | undefined => this.#index.get(key.join('|'))
    return {
      household: number => get('household', number), personById: idNo => get('person', idNo),
      personByName: (household, name, birthDate) => get('person', household, name, birthDate), income: (household, year) => get('income', household, year)
    }
  }

  apply(entries: readonly RosterEntry[]): void {
    for (const { register, record, fields } of entries) {
      const before = this.records.get(record)
      const change: Change = {
        device: 'laptop-one', number: ++this.#number, village: '530521100200', register, record, stamp: makeStamp(1_700_000_000_000 + this.#number, 0),
        by: '', origin: { kind: 'import', ref: 'import-1' }, fields, saw: sawFor(before, Object.keys(fields))
      }
      this.records.set(record, applyChange(before, change))
    }
  }

  set(register: string, is: (values: Readonly<Record<string, Value>>) => boolean, fields: Record<string, Value>): void {
    this.apply([{ village: '万兴村', rows: [], register, record: this.#find(register, is)!.id, fields }])
  }
}

function keysOf({ register, values }: RecordState): string[] {
  if (register === 'household') return [['household', values['nationalHouseholdNo']].join('|')]
  if (register === 'income') return [['income', values['household'], values['year']].join('|')]
  return [['person', values['idNo']].join('|'), ['person', values['household'], values['name'], values['birthDate']].join('|')]
}

const parse = (lines: readonly Line[], headings?: readonly string[]): Promise<ParsedRoster> => readRosterFile('名册.xlsx', roster(lines, headings), () => undefined)
const compare = async (village: Village, lines: readonly Line[], villages: readonly string[] | null = null, headings?: readonly string[]): Promise<RosterDiff> =>
  diffRoster(await parse(lines, headings), { lookup: village.lookup, newId: village.newId, villages })
const imported = async (lines: readonly Line[]): Promise<Village> => {
  const village = new Village()
  village.apply((await compare(village, lines)).entries)
  return village
}
const codes = ({ preview }: RosterDiff): readonly string[] => preview.problems.map(({ cell, code, severity }) => `${cell} ${severity} ${code}`)
const family = [line(0), line(1, 1, { 与户主关系: '配偶' })]

describe('the village file of the practice village', () => {
  const file = new Uint8Array(readFileSync(new URL('../../resources/practice/roster.xlsx', import.meta.url)))

  it('570 households and 2,245 people, every ID number to the digit, no error; a second time no difference', async () => {
    const village = new Village()
    const parsed = await readRosterFile('roster.xlsx', file, () => undefined)
    expect(parsed.villages).toEqual(['万兴村'])
    expect(parsed.unknownHeadings).toEqual([])
    const first = diffRoster(parsed, { lookup: village.indexed(), newId: village.newId, villages: ['万兴村'] })
    expect(first.preview.problems.filter(problem => problem.severity === 'error')).toEqual([])
    expect(first.preview.households).toEqual({ added: 570, changed: 0, same: 0 })
    expect(first.preview.people).toEqual({ added: 2245, changed: 0, same: 0 })
    expect(first.preview.rows).toBe(2245)
    expect(first.preview.differences).toHaveLength(500)
    village.apply(first.entries)

    const people = [...village.records.values()].filter(record => record.register === 'person')
    const ids = people.map(record => record.values['idNo'])
    // The column as the file has it, read by nothing of ours.
    const written = XLSX.utils.sheet_to_json<string[]>(XLSX.read(file, { type: 'array' }).Sheets['Sheet1']!, { header: 1, range: 3 }).map(row => row[13]!)
    expect(ids).toEqual(written)
    expect(new Set(ids).size).toBe(2245)
    const head = people.find(record => record.values['idNo'] === '530521195510182955')!
    expect(head.values).toMatchObject({ name: '寸杰', birthDate: '1955-10-18', relation: '02', phone: '18740763469' })
    const house = village.records.get(String(head.values['household']))!
    expect(house.values).toMatchObject({ nationalHouseholdNo: '530506089138428', monitorFrom: '2024-11', riskEliminated: false, risks: ['04'], arableMu: 6.35 })
    const money = [...village.records.values()].find(record => record.register === 'income' && record.values['household'] === house.id)!
    expect(money.values).toMatchObject({ year: 2026, kind: 'annual', businessTotal: 2_315_900, perCapitaTotal: 107_067 })

    const again = diffRoster(await readRosterFile('roster.xlsx', file, () => undefined), { lookup: village.indexed(), newId: village.newId, villages: ['万兴村'] })
    expect(again.entries).toEqual([])
    expect(again.preview.differences).toEqual([])
    expect(again.preview.households).toEqual({ added: 0, changed: 0, same: 570 })
    expect(again.preview.people).toEqual({ added: 0, changed: 0, same: 2245 })
  })
})

describe('X-15 what an import would change', () => {
  it('a new household brings itself, its income and its people, in this order, each with the village by name', async () => {
    const diff = await compare(new Village(), family)
    expect(diff.entries.map(entry => [entry.village, entry.register])).toEqual([['万兴村', 'household'], ['万兴村', 'income'], ['万兴村', 'person'], ['万兴村', 'person']])
    const [house, income, head] = diff.entries
    expect(income!.fields).toMatchObject({ household: house!.record, year: 2026, kind: 'annual', netTotal: 642_400 })
    expect(head!.fields).toMatchObject({ household: house!.record, idNo: IDS[0], relation: '02' })
    expect(diff.villages).toEqual(['万兴村'])
  })

  it('only what differs is set, and shown as before and after', async () => {
    const village = await imported(family)
    const diff = await compare(village, [line(0, 1, { 健康状况: '长期慢性病' }), family[1]!])
    expect(diff.entries).toMatchObject([{ register: 'person', fields: { health: ['02'] } }])
    expect(Object.keys(diff.entries[0]!.fields)).toEqual(['health'])
    expect(diff.preview.people).toEqual({ added: 0, changed: 1, same: 1 })
    expect(diff.preview.households).toEqual({ added: 0, changed: 0, same: 1 })
    expect(diff.preview.differences).toEqual([{ row: 3, household: '寸杰', person: '寸杰', kind: 'person', change: 'changed', fields: [{ label: '健康状况', before: '健康', after: '长期慢性病' }] }])
  })

  it('a changed income is a changed household, the year named', async () => {
    const village = await imported(family)
    const diff = await compare(village, family.map(one => ({ ...one, 纯收入: '7000' })))
    expect(diff.preview.households.changed).toBe(1)
    expect(diff.preview.differences[0]!.fields).toEqual([{ label: '2026 年纯收入', before: '6,424.00', after: '7,000.00' }])
  })

  it('another year is another record', async () => {
    const village = await imported(family)
    const diff = await compare(village, family.map(one => ({ ...one, 年度: '2027' })))
    expect(diff.entries).toMatchObject([{ register: 'income', fields: { year: 2027, netTotal: 642_400 } }])
    expect(village.records.has(diff.entries[0]!.record)).toBe(false)
  })

  it('a blank cell empties nothing, and a member missing from the file is left alone', async () => {
    const village = await imported(family)
    const diff = await compare(village, [line(0, 1, { 健康状况: null, 成员联系电话: '', 户联系电话: '—' })])
    expect(diff.entries).toEqual([])
  })

  it('what was answered at the door and is not in the file stays', async () => {
    const village = await imported(family)
    village.set('person', values => values['idNo'] === IDS[0], { health: ['02'], illness: '高血压' })
    const diff = await compare(village, [line(0, 1, { 健康状况: null }), family[1]!])
    expect(diff.entries).toEqual([])
  })

  it('several codes in another order are no difference', async () => {
    const village = await imported([line(0, 1, { 健康状况: '长期慢性病,残疾' })])
    expect((await compare(village, [line(0, 1, { 健康状况: '残疾、长期慢性病' })])).entries).toEqual([])
  })

  it('a person without an ID number is known again by name and birth date', async () => {
    const child = line(4, 1, { 证件号码: null })
    const village = await imported([line(0), child])
    const diff = await compare(village, [line(0), child])
    expect(diff.entries).toEqual([])
    expect(codes(diff)).toEqual(['D4 warning id-missing'])
  })

  it('R210: a member of whom a later file writes only the name is known by the household', async () => {
    const village = await imported([line(0), line(4)])
    const diff = await compare(village, [line(0), line(4, 1, { 证件号码: null, 出生日期: null })])
    expect(diff.entries).toEqual([])
    expect(codes(diff)).toEqual(['D4 warning id-missing'])
  })

  it('who got an ID number since is the same person', async () => {
    const village = await imported([line(0), line(4, 1, { 证件号码: null })])
    const diff = await compare(village, [line(0), line(4)])
    expect(diff.preview.people).toEqual({ added: 0, changed: 1, same: 1 })
    expect(diff.entries).toMatchObject([{ fields: { idNo: IDS[4] } }])
  })

  it('who is registered with another household is moved, with a warning', async () => {
    const village = await imported([line(0), line(3), line(5, 2, { 与户主关系: '户主' })])
    const diff = await compare(village, [line(5, 2, { 与户主关系: '户主' }), line(3, 2)])
    expect(codes(diff)).toEqual(['D4 warning person-moved'])
    expect(Object.keys(diff.entries[0]!.fields)).toEqual(['household'])
  })

  it('ID numbers and telephones are masked in the preview where the mask still shows a difference', async () => {
    const added = (await compare(new Village(), [line(0)])).preview.differences
    const shown = added.flatMap(difference => difference.fields)
    expect(shown.find(field => field.label === '证件号码')!.after).toBe('530521********2955')
    const village = await imported([line(0)])
    const diff = await compare(village, [line(0, 1, { 成员联系电话: '18711113469' })])
    expect(diff.preview.differences[0]!.fields).toEqual([{ label: '成员联系电话', before: '18740763469', after: '18711113469' }])
  })
})

describe('what is written otherwise and says the same', () => {
  const known = (register: string, values: RecordState['values']): RecordState => ({ register, id: 'r', village: 'v', values, writes: [], from: {}, contexts: {}, rivals: {} })
  it.each<[string, string, string, Value, Value, boolean]>([
    ['a group in other words', 'household', 'villagerGroup', '3组', '第三村民小组', true],
    ['a group with another number', 'household', 'villagerGroup', '3组', '第4村民小组', false],
    ['two groups without numbers', 'household', 'villagerGroup', '上寨组', '下寨组', false],
    ['1,070.67 beside 0.1071 万元', 'income', 'perCapitaTotal', 107_067, 107_100, true],
    ['half a step away', 'income', 'perCapitaTotal', 107_050, 107_100, true],
    ['more than half a step away', 'income', 'perCapitaTotal', 107_049, 107_100, false],
    ['an amount of a column in 元', 'income', 'netTotal', 107_067, 107_100, false]
  ])('%s', (_, register, field, before, after, same) => {
    expect(differing(known(register, { [field]: before }), { [field]: after }, { 'income.perCapitaTotal': 50 })).toEqual(same ? {} : { [field]: after })
  })
})

describe('X-17 what is wrong with the workbook', () => {
  it.each<[string, readonly Line[], readonly string[]]>([
    ['nothing', family, []],
    ['no 户编号', [line(0), line(1, 1, { 户编号: '' })], ['B4 error household-no-missing']],
    ['no name', [line(0, 1, { 姓名: null })], ['C3 error name-missing']],
    ['R210: neither ID number nor birth date, but the only one of that name in the household', [line(0), line(1, 1, { 证件号码: null, 出生日期: null })], ['D4 warning id-missing']],
    ['R210: neither, and two of one name in the household', [line(0), line(1, 1, { 证件号码: null, 出生日期: null }), line(2, 1, { 姓名: line(1)['姓名'] ?? null })], ['D4 error row-without-key', 'D4 warning id-missing']],
    ['lost digits are told once', [line(0, 1, { 证件号码: Number(IDS[0]) })], ['D3 error id-digits-lost']],
    ['the same person twice', [line(0), line(1), line(1)], ['D5 error id-duplicate']],
    ['one ID number, two names', [line(0), line(1), line(2, 1, { 证件号码: IDS[1] })], ['D5 error id-duplicate']],
    ['one ID number, two names in two households', [line(0), line(1), line(2, 2, { 证件号码: IDS[1], 与户主关系: '户主' })], ['D5 warning id-shared']],
    ['a member in two households', [line(0), line(1), line(1, 2, { 与户主关系: '户主' })], ['D5 error person-in-two-households']],
    ['nobody is 户主', [line(1), line(2)], ['F3 warning household-without-head']],
    ['two are 户主', [line(0), line(1, 1, { 与户主关系: '户主' })], ['F4 warning household-two-heads']],
    ['lines of one household that disagree', [line(0), line(1, 1, { 户联系电话: '13800000000' })], ['H4 warning household-rows-disagree']],
    ['lines that disagree about income', [line(0), line(1, 1, { 纯收入: '1' })], ['J4 warning household-rows-disagree']],
    ['a household in two villages', [line(0), line(1, 1, { 行政村: '邑林村' })], ['A4 error household-in-two-villages']],
    ['income of no year', [line(0, 1, { 年度: null })], ['I3 warning income-without-year']]
  ])('%s', async (_, lines, wanted) => {
    expect(codes(await compare(new Village(), lines))).toEqual(wanted)
  })

  it('the first line is believed where lines disagree', async () => {
    const diff = await compare(new Village(), [line(0, 1, { 户联系电话: null }), line(1, 1, { 户联系电话: '13800000000' }), line(2, 1, { 户联系电话: '13900000000' })])
    expect(diff.entries[0]!.fields['phone']).toBe('13800000000')
  })

  it('a head written otherwise on the lines is a warning', async () => {
    const headings = [...HEADINGS, '户主姓名', '户主证件号码']
    const diff = await compare(new Village(), [line(0, 1, { 户主姓名: '寸杰', 户主证件号码: IDS[0] }), line(1, 1, { 户主姓名: '寸洁', 户主证件号码: IDS[0] })], null, headings)
    expect(codes(diff)).toEqual(['L4 warning head-differs'])
  })
})

describe('several villages in one workbook', () => {
  const lines = [line(0), line(3, 2, { 行政村: '邑林村', 与户主关系: '户主' }), line(5, 3, { 行政村: '新寨村', 与户主关系: '户主', 证件号码: Number(IDS[5]) })]

  it('rows of villages that are not here are left out and counted, their mistakes with them', async () => {
    const diff = await compare(new Village(), lines, ['万兴村'])
    expect(diff.preview.households.added).toBe(1)
    expect(diff.villages).toEqual(['万兴村'])
    expect(codes(diff)).toEqual(['A4 warning other-village', 'A5 warning other-village'])
  })

  it('all are taken where all are here, each entry with its village', async () => {
    const diff = await compare(new Village(), lines.slice(0, 2), ['万兴村', '邑林村'])
    expect(diff.entries.filter(entry => entry.register === 'household').map(entry => entry.village)).toEqual(['万兴村', '邑林村'])
  })
})
