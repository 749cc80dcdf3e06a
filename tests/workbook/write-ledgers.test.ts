/** X-20 for ledgers: the lines of a register written as a ledger and read again are the same records. */
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ledgerOf } from '#core/ledgers/index.ts'
import type { Field, Values } from '#core/registers/define.ts'
import { codeTable, registerOf } from '#core/registers/index.ts'
import { parseValue } from '#core/registers/value.ts'
import type { Value } from '#core/sync/change.ts'
import type { Entry } from '../../src/db/book.ts'
import { newLaptop, VILLAGE, type Laptop } from '../db/laptop.ts'

const WANXING = { code: VILLAGE, name: '万兴村' }
const PEOPLE = [['寸杰', '530521195510182955'], ['沙佑勇', '530521198008093790']] as const

const ROSTER: readonly Entry[] = PEOPLE.flatMap(([name, idNo], n): Entry[] => [
  { register: 'household', record: `house-0000${n}`, fields: { nationalHouseholdNo: `53050608913842${n}`, villagerGroup: `${n + 1}组` } },
  { register: 'person', record: `person-0000${n}`, fields: { household: `house-0000${n}`, name, idNo, relation: '02', birthDate: idNo.slice(6, 14).replace(/(....)(..)(..)/, '$1-$2-$3') } }
])

const HOSTILE = ['=cmd|\' /C calc\'!A0', '+1', '-2', '@SUM', '𠮷㛃银行', '<b>&"', '00123', '1e5', '一,二、三', 'a b', '长'.repeat(199)]
const LONG = ['行一\n行二', '=1+1\n=2', '一。\n\n“二”；', '长'.repeat(900)]
const legal = (field: Field, raw: string): Value | undefined => {
  const parsed = parseValue(field, raw)
  return parsed.ok && parsed.value !== null ? parsed.value : undefined
}
const two = (part: number): string => String(part).padStart(2, '0')
const day = fc.tuple(fc.integer({ min: 2000, max: 2025 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 })).map(([y, m, d]) => `${y}-${two(m)}-${two(d)}`)

function valueOf(field: Field): fc.Arbitrary<Value | undefined> {
  const codes = field.codes ? codeTable(field.codes).map(item => item.code) : []
  switch (field.type) {
    case 'text': return fc.oneof(fc.constantFrom(...HOSTILE, ...(field.longText ? LONG : [])), fc.string({ unit: 'grapheme', maxLength: 20 })).map(raw => legal(field, raw))
    case 'flag': return fc.boolean()
    case 'code': return fc.constantFrom(...codes)
    case 'codes': return fc.uniqueArray(fc.constantFrom(...codes), { minLength: 1, maxLength: 3 })
    case 'count': return fc.integer({ min: 0, max: 400 })
    case 'amount': return fc.integer({ min: 0, max: 90_000_000 })
    case 'decimal': return fc.integer({ min: 0, max: 9_999 }).map(units => units / 10 ** (field.digits ?? 2))
    case 'year': return fc.integer({ min: 2015, max: 2026 })
    case 'date': return day
    case 'month': return day.map(text => text.slice(0, 7))
    default: return fc.constant(undefined)
  }
}

const NOT_WRITTEN = new Set(['voided', 'voidReason'])
/** A record of the register with everything a file can carry; what tells it apart is always there. */
function recordsOf(register: string): fc.Arbitrary<readonly Values[]> {
  const { fields, identity = [] } = registerOf(register)!
  const plain = Object.entries(fields).filter(([name, field]) => field.type !== 'link' && field.type !== 'drawing' && !NOT_WRITTEN.has(name))
  const one = fc.record(Object.fromEntries(plain.map(([name, field]) => [name, identity.includes(name) ? valueOf(field).filter(value => value !== undefined) : fc.option(valueOf(field), { nil: undefined, freq: 2 })])))
    .map(values => Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined)))
  return fc.uniqueArray(one, { minLength: 1, maxLength: 4, selector: values => JSON.stringify(identity.map(name => values[name])) })
}

async function laptopWith(entries: readonly Entry[]): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  await laptop.book.write(entries, { kind: 'edit' }, VILLAGE)
  return laptop
}
const contents = async ({ book }: Laptop, register: string): Promise<readonly string[]> =>
  (await book.records(register)).map(({ values }) => JSON.stringify(Object.entries(values).filter(([, value]) => value !== null).sort(([a], [b]) => (a < b ? -1 : 1)))).sort()

const EVENT_LEDGERS = ['workStays', 'insuranceYears', 'loan', 'incident'] as const

describe('X-20 round trip of ledgers with lines of their own', () => {
  it.each(EVENT_LEDGERS)('%s', { timeout: 120_000 }, async name => {
    const ledger = ledgerOf(name)!
    const register = registerOf(ledger.base)!
    const owned = (n: number): Values => ({ ...(register.household ? { [register.household]: `house-0000${n}` } : {}), ...(register.person ? { [register.person]: `person-0000${n}` } : {}) })
    const columns = ledger.columns.filter(({ field, key }) => field.type !== 'link' && !['filledBy', 'updatedOn'].includes(key) && !key.endsWith('.voided') && !key.endsWith('.voidReason')).map(column => column.key)
    await fc.assert(fc.asyncProperty(recordsOf(ledger.base), recordsOf(ledger.base), async (first, second) => {
      const lines = [first, second].flatMap((records, n) => records.map((values, i): Entry => ({ register: ledger.base, record: `line-${n}-0000${i}`, fields: { ...values, ...owned(n) } })))
      const from = await laptopWith([...ROSTER, ...lines])
      const query = { ledger: name, text: '', filters: {}, sort: null, columns, withEnded: false }
      const { bytes } = await from.book.makeFile({ kind: 'ledger', query, masked: false })
      const shown = await from.book.previewImport(`${ledger.title}.xlsx`, bytes, WANXING)
      expect(shown.layout.base).toBe(ledger.base)
      expect(shown.problems.filter(({ severity }) => severity === 'error')).toEqual([])
      expect(shown.differences).toEqual([])
      expect(shown.records).toEqual({ added: 0, changed: 0, same: lines.length })
      const to = await laptopWith(ROSTER)
      await to.book.applyImport((await to.book.previewImport(`${ledger.title}.xlsx`, bytes, WANXING)).token)
      expect(await contents(to, ledger.base)).toEqual(await contents(from, ledger.base))
    }), { numRuns: 25 })
  })

  it.each(EVENT_LEDGERS)('the template of %s, filled in, is read', async name => {
    const laptop = await laptopWith(ROSTER)
    const made = await laptop.book.makeFile({ kind: 'template', ledger: name })
    const { fields, identity = [] } = registerOf(ledgerOf(name)!.base)!
    const sheets = new ExcelJS.Workbook()
    await sheets.xlsx.load(made.bytes.slice().buffer as ArrayBuffer)
    const sheet = sheets.worksheets[0]!
    const headings = (sheet.getRow(3).values as string[]).slice(1)
    const put = (heading: string, text: string): void => { sheet.getCell(4, headings.indexOf(heading) + 1).value = text }
    put('户编号', '530506089138420')
    put('户主姓名', '寸杰')
    if (headings.includes('证件号码')) {
      put('姓名', '寸杰')
      put('证件号码', PEOPLE[0][1])
    }
    for (const of of identity) put(fields[of]!.label, fields[of]!.type === 'year' ? '2025' : fields[of]!.type === 'month' ? '2025-03' : fields[of]!.type === 'date' ? '2025-03-04' : fields[of]!.codes ? codeTable(fields[of]!.codes!)[0]!.label : '甲')
    const shown = await laptop.book.previewImport('填好.xlsx', new Uint8Array(await sheets.xlsx.writeBuffer() as ArrayBuffer), WANXING)
    expect(shown.problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(shown.layout.base).toBe(ledgerOf(name)!.base)
    expect(shown.unknownHeadings).toEqual([])
    expect(shown.records.added).toBe(1)
  })
})
