/**
 * what is written into a file and read again is the same to the letter. The oracle is the village itself,
 * as it was before anything was written; neither writer nor reader is asked what it ought to have said.
 */
import fc from 'fast-check'
import * as XLSX from 'xlsx'
import { describe, expect, it } from 'vitest'
import type { Field, Values } from '#core/registers/define.ts'
import { codeTable, fieldOf } from '#core/registers/index.ts'
import { exportValue, parseValue } from '#core/registers/value.ts'
import type { Value } from '#core/sync/change.ts'
import type { Entry } from '../../src/db/book.ts'
import { writeCsv } from '../../src/workbook/write/csv.ts'
import { nationalColumns, nationalFields } from '../../src/workbook/write/national.ts'
import { newLaptop, VILLAGE, type Laptop } from '../db/laptop.ts'

const WANXING = { code: VILLAGE, name: '万兴村' }
const NOT_STORED = new Set(['户主姓名', '户主证件号码'])

/** Names and remarks as people have them, and as nobody should. */
const HOSTILE = ['=cmd|\' /C calc\'!A0', '+1', '-2', '@SUM', '=1+1', '="="x""', '\'\'张', '\'张', '𠮷田㛃', '买买提·阿不都', 'a b', '张  三', '<b>&"', '_x0041_', '合计', '户主', '0', '001', '1e5', '2011-03-04', '#REF!', 'TRUE', '无名氏', '。', '“引”', '一,二、三', '老 王', 'ｆｕｌｌ', '行一\n行二', '\ufeff有', '𠀀', '姓名']

const legal = (field: Field, raw: string): Value | undefined => {
  const parsed = parseValue(field, raw)
  return parsed.ok && parsed.value !== null && parsed.value !== '' ? parsed.value : undefined
}
const texts = (field: Field): fc.Arbitrary<Value | undefined> =>
  fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ unit: fc.constantFrom(...'李王张·ab 1=\'"\n\t、，'), maxLength: 12 }), fc.constant('一行。\n\n二行；' + '长'.repeat(150))).map(raw => legal(field, raw))

function valueOf(field: Field): fc.Arbitrary<Value | undefined> {
  const codes = field.codes ? codeTable(field.codes).map(item => item.code) : []
  switch (field.type) {
    case 'text': return texts(field)
    case 'flag': return fc.boolean()
    case 'code': return fc.constantFrom(...codes)
    case 'codes': return fc.uniqueArray(fc.constantFrom(...codes), { minLength: 1, maxLength: 4 })
    case 'count': return fc.integer({ min: 0, max: 400 })
    case 'amount': return fc.integer({ min: -5_000_000, max: 90_000_000 })
    case 'decimal': return fc.integer({ min: 0, max: 99_999 }).map(units => units / 10 ** (field.digits ?? 2))
    case 'year': return fc.integer({ min: 1950, max: 2030 })
    case 'date': return day
    case 'month': return day.map(text => text.slice(0, 7))
    case 'phone': return fc.constantFrom('18740763469', '08758120001', '00000001', '13800000000')
    default: return fc.constant(undefined)
  }
}
const day = fc.tuple(fc.integer({ min: 1930, max: 2025 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, month, of]) => `${year}-${String(month).padStart(2, '0')}-${String(of).padStart(2, '0')}`)

/** 18 characters with a right check digit, another for every person. */
function idNo(birth: string, n: number): string {
  const first = `530521${birth.replaceAll('-', '')}${String(n % 1000).padStart(3, '0')}`
  const sum = [...first].reduce((total, digit, i) => total + Number(digit) * (2 ** (17 - i) % 11), 0)
  return first + '10X98765432'[sum % 11]!
}

/** The stored fields of a register that the layout has a column for. */
const fieldsOf = (register: string): readonly (readonly [string, Field])[] => {
  const wanted = new Set(nationalFields.filter((field, i) => field && !NOT_STORED.has(nationalColumns[i]!.heading)))
  return Object.entries<Field>(Object.fromEntries([...wanted].flatMap(field => {
    const name = names.get(field!)
    return name?.startsWith(`${register}.`) ? [[name.slice(register.length + 1), field!] as const] : []
  })))
}
const names = new Map<Field, string>()
for (const register of ['household', 'person', 'income']) for (const field of nationalFields) {
  const name = field && Object.keys(registerFields(register)).find(key => fieldOf(register, key) === field)
  if (name !== undefined) names.set(field!, `${register}.${name}`)
}
function registerFields(register: string): Readonly<Record<string, Field>> {
  return Object.fromEntries(['nationalHouseholdNo', 'naturalVillage', 'villagerGroup', 'phone', 'householdType', 'monitorCategory', 'risks', 'monitorFrom', 'riskEliminated', 'arableMu', 'houseAreaM2', 'dangerHouse', 'safeWater', 'sanitaryToilet',
    'nationalPersonNo', 'name', 'sex', 'birthDate', 'idType', 'idNo', 'ethnicity', 'relation', 'education', 'schoolStage', 'dropoutReason', 'health', 'disabilityType', 'labour', 'workPlace', 'employer', 'workMonths', 'publicPost', 'publicPostMonths', 'politicalStatus', 'mandarin', 'medResident', 'medEmployee', 'medCritical', 'penResident', 'dibao', 'tekun',
    'year', 'wageTotal', 'businessTotal', 'propertyTotal', 'transferTotal', 'expenseTotal', 'netTotal', 'perCapitaTotal'].flatMap(key => {
    const field = fieldOf(register, key)
    return field ? [[key, field] as const] : []
  }))
}

const some = (register: string): fc.Arbitrary<Values> =>
  fc.record(Object.fromEntries(fieldsOf(register).filter(([name]) => name !== 'idNo').map(([name, field]) => [name, fc.option(valueOf(field), { nil: undefined, freq: 3 })])))
    .map(values => Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined)))

interface House { readonly household: Values; readonly members: readonly { readonly values: Values; readonly birth: string; readonly withId: boolean }[]; readonly income: Values | null; readonly asked: Values }
const house: fc.Arbitrary<House> = fc.record({
  household: some('household'),
  members: fc.array(fc.record({ values: some('person'), birth: day, withId: fc.boolean() }), { minLength: 1, maxLength: 4 }),
  income: fc.option(some('income'), { nil: null }),
  // Asked at the door since: from then on the totals are those of the lines.
  asked: fc.record({ A1: fc.nat(9_000_000), D6p: fc.nat(90_000), E2: fc.nat(900_000) }, { requiredKeys: [] })
})
/** The lines of the door stand in no column of the layout. */
const unasked = (houses: readonly House[]): readonly House[] => houses.map(one => ({ ...one, asked: {} }))

/** Gives what every village has: a number for each household, a head, a name and something to know each person by. */
function entriesOf(houses: readonly House[]): readonly Entry[] {
  let person = 0
  return houses.flatMap(({ household, members, income, asked }, h): Entry[] => {
    const id = `house-${String(h).padStart(5, '0')}`
    const year = income?.['year'] ?? 2026
    return [
      { register: 'household', record: id, fields: { ...household, nationalHouseholdNo: `53050608913${String(h).padStart(4, '0')}` } },
      ...members.map(({ values, birth, withId }, m): Entry => {
        const n = person++
        return { register: 'person', record: `person-${String(n).padStart(5, '0')}`, fields: {
          ...values, household: id, birthDate: birth, relation: m === 0 ? '02' : values['relation'] === '02' ? '10' : values['relation'] ?? '10',
          // Without a number people are known by name and birthday, which then no two share.
          name: typeof values['name'] === 'string' && withId ? values['name'] : `人${n}`, ...(withId ? { idNo: idNo(birth, n) } : {})
        } }
      }),
      ...(income && Object.keys(income).some(name => name.endsWith('Total')) ? [{ register: 'income', record: `income-${String(h).padStart(5, '0')}`, fields: { ...income, ...asked, household: id, kind: 'annual', year } }] : [])
    ]
  })
}

async function village(entries: readonly Entry[]): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  if (entries.length > 0) await laptop.book.write(entries, { kind: 'import' }, VILLAGE)
  return laptop
}
const national = async (laptop: Laptop) => laptop.book.makeFile({ kind: 'national', masked: false, villageName: '万兴村' })

/** What a laptop holds, by 户编号 and by what tells people apart, without ids and links. */
async function contents({ book }: Laptop): Promise<unknown> {
  const plain = ({ values }: { readonly values: Values }): Values => Object.fromEntries(Object.entries(values).filter(([name, value]) => name !== 'household' && value !== null).sort(([a], [b]) => (a < b ? -1 : 1)))
  const { ids } = await book.search({ text: '' })
  const files = await Promise.all(ids.map(id => book.household(id)))
  const sorted = (records: readonly { readonly values: Values }[]): readonly string[] => records.map(record => JSON.stringify(plain(record))).sort()
  return Object.fromEntries(files.map(file => [String(file.household.values['nationalHouseholdNo']), { household: plain(file.household), members: sorted(file.members), incomes: sorted(file.incomes) }]))
}

describe('X-20 round trip', () => {
  it('every choice of every code table that stands in the layout comes back as the same code', () => {
    for (const field of nationalFields) {
      if (!field?.codes) continue
      for (const { code } of codeTable(field.codes)) {
        const value = field.type === 'codes' ? [code] : code
        expect(parseValue(field, exportValue(field, value)), `${field.label} ${code}`).toEqual({ ok: true, value })
      }
    }
  })

  it('a village written in the national layout and read again on the same laptop shows no difference', { timeout: 120_000 }, async () => {
    await fc.assert(fc.asyncProperty(fc.array(house, { minLength: 1, maxLength: 4 }), async houses => {
      const laptop = await village(entriesOf(houses))
      const { bytes } = await national(laptop)
      const shown = await laptop.book.previewImport('花名册.xlsx', bytes, WANXING)
      expect(shown.differences).toEqual([])
      expect(shown.problems.filter(({ severity }) => severity === 'error')).toEqual([])
      expect([shown.households.added, shown.households.changed, shown.people.added, shown.people.changed]).toEqual([0, 0, 0, 0])
      expect(shown.people.same).toBe(houses.reduce((sum, { members }) => sum + members.length, 0))
    }), { numRuns: 60 })
  })

  it('read on an empty laptop, the same village is there', { timeout: 120_000 }, async () => {
    await fc.assert(fc.asyncProperty(fc.array(house, { minLength: 1, maxLength: 4 }), async houses => {
      const from = await village(entriesOf(unasked(houses)))
      const to = await village([])
      const shown = await to.book.previewImport('花名册.xlsx', (await national(from)).bytes, WANXING)
      await to.book.applyImport(shown.token)
      expect(await contents(to)).toEqual(await contents(from))
    }), { numRuns: 60 })
  })

  it('a village of hostile names as a CSV is read as the same village', async () => {
    const from = await village(entriesOf(HOSTILE.map((name, n): House => ({ household: {}, income: null, asked: {}, members: [{ values: Object.fromEntries(Object.entries({ name, employer: name }).flatMap(([field, raw]) => {
      const value = legal(fieldOf('person', field)!, raw)
      return value === undefined ? [] : [[field, value] as const]
    })), birth: '1990-01-01', withId: n % 2 === 0 }] }))))
    const sheet = XLSX.read((await national(from)).bytes, { type: 'array' }).Sheets['Sheet1']!
    const [, , , ...lines] = XLSX.utils.sheet_to_json<string[]>(sheet, { header: 1, defval: '' })
    const shown = await from.book.previewImport('花名册.csv', writeCsv({ columns: nationalColumns, lines }), WANXING)
    expect(shown.differences).toEqual([])
    expect([shown.people.same, shown.people.added, shown.people.changed]).toEqual([HOSTILE.length, 0, 0])
  })
})
