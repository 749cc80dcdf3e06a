import ExcelJS from 'exceljs'
import * as XLSX from 'xlsx'
import { describe, expect, it } from 'vitest'
import { ledgers } from '#core/ledgers/index.ts'
import { registerOf } from '#core/registers/index.ts'
import type { Entry } from '../../src/db/book.ts'
import type { MadeFile } from '../../src/db/book-checks.ts'
import type { LedgerQuery } from '../../src/db/book-ledgers.ts'
import { meaningOf, targetField } from '../../src/workbook/headings.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const query = (more: Partial<LedgerQuery> = {}): LedgerQuery => ({
  ledger: 'loan', text: '', filters: {}, sort: null, withEnded: false,
  columns: ['household.villagerGroup', 'headName', 'loan.bank', 'loan.contractNo', 'loan.amount', 'loan.from', 'loan.status'], ...more
})

const HOUSES: readonly Entry[] = [1, 2].flatMap((n): Entry[] => [
  { register: 'household', record: `house-0000${n}`, fields: { nationalHouseholdNo: `53050608913842${n}`, villagerGroup: `${n}组` } },
  { register: 'person', record: `person-0000${n}`, fields: { household: `house-0000${n}`, name: n === 1 ? '寸杰' : '沙佑勇', idNo: n === 1 ? '530521195510182955' : '530521198008093790', relation: '02' } }
])
const LOANS: readonly Entry[] = [
  { register: 'loan', record: 'loan-00001', fields: { household: 'house-00001', bank: '=cmd|\' /C calc\'!A0', contractNo: '0012003400560078', amount: 5_000_000, from: '2025-03-04', status: '01' } },
  { register: 'loan', record: 'loan-00002', fields: { household: 'house-00002', bank: '信用社', contractNo: '77', amount: 3_000_050, from: '2026-01-02' } },
  { register: 'loan', record: 'loan-00003', fields: { household: 'house-00002', bank: '信用社', contractNo: '78', amount: 100, from: '2026-01-02', voided: true } }
]

async function village(): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  laptop.clock = Date.UTC(2026, 10, 22, 4)
  await laptop.start()
  await laptop.book.write([...HOUSES, ...LOANS], { kind: 'edit' }, VILLAGE)
  return laptop
}
const rows = ({ bytes }: MadeFile, at = 0): readonly (readonly string[])[] => {
  const book = XLSX.read(bytes, { type: 'array' })
  return XLSX.utils.sheet_to_json<string[]>(book.Sheets[book.SheetNames[at]!]!, { header: 1, defval: '' })
}

describe('a ledger as it is shown', () => {
  it('its columns in their order under their titles, sorted as on the screen, the sums below', async () => {
    const made = await (await village()).book.makeFile({ kind: 'ledger', query: query({ sort: { column: 'loan.amount', down: false } }), masked: false, villageName: '万兴村' })
    expect(made).toMatchObject({ name: '万兴村 小额信贷台账 2026-11-22.xlsx', lines: 2 })
    expect(rows(made).slice(2)).toEqual([
      ['组', '户主姓名', '银行', '合同号', '金额', '发放日', '还款状态'],
      ['2组', '沙佑勇', '信用社', '77', '30000.5', '2026-01-02', ''],
      ['1组', '寸杰', '=cmd|\' /C calc\'!A0', '0012003400560078', '50000', '2025-03-04', expect.any(String)],
      ['合计', '', '', '', '80000.5', '', '']
    ])
    expect(rows(made)[1]![0]).toContain('共 2 条')
  })

  it('X-19 what a person typed as a bank is text in the file', async () => {
    const { bytes } = await (await village()).book.makeFile({ kind: 'ledger', query: query(), masked: false })
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(bytes.slice().buffer as ArrayBuffer)
    const cell = book.worksheets[0]!.getCell('C4')
    expect([cell.type, cell.numFmt]).toEqual([ExcelJS.ValueType.String, '@'])
  })

  it('under the filters of the screen only what they leave, and the sums of that', async () => {
    const made = await (await village()).book.makeFile({ kind: 'ledger', query: query({ filters: { 'loan.bank': { kind: 'contains', text: '信用' } }, columns: ['loan.amount', 'loan.bank'] }), masked: false })
    expect(rows(made).slice(3)).toEqual([['30000.5', '信用社'], ['30000.5', '合计']])
  })

  it('masked, what every screen hides is hidden, and the name says so', async () => {
    const made = await (await village()).book.makeFile({ kind: 'ledger', query: query({ columns: ['headName', 'headIdNo', 'loan.contractNo'] }), masked: true, villageName: '万兴村' })
    expect(made.name).toBe('万兴村 小额信贷台账 脱敏 2026-11-22.xlsx')
    expect(rows(made)[3]).toEqual(['寸杰', '530521********2955', '************0078'])
  })

  it('a ledger nobody knows is refused', async () => {
    await expect((await village()).book.makeFile({ kind: 'ledger', query: query({ ledger: '__proto__' }), masked: false })).rejects.toMatchObject({ code: 'ledger-unknown' })
  })
})

const own = ledgers.filter(ledger => ledger.adds === 'record')

it.each(own.map(ledger => [ledger.title, ledger] as const))('%s: no title of a column is read as another field when the file comes back', (_, { base, columns }) => {
  for (const { title, from, field } of columns) {
    if (from.kind !== 'field' || from.register !== base || field.type === 'link') continue
    expect(meaningOf([title], base)?.target, title).toEqual({ kind: 'field', register: base, name: from.name })
  }
})

describe('templates of all ledgers', () => {
  it.each(own.map(ledger => [ledger.title, ledger] as const))('%s: every heading is read as the field it stands for', async (_, ledger) => {
    const made = await (await village()).book.makeFile({ kind: 'template', ledger: ledger.name })
    const headings = rows(made)[2]!
    expect(headings.length).toBeGreaterThan(2)
    expect(new Set(headings).size).toBe(headings.length)
    const register = registerOf(ledger.base)!
    const fields = new Map(Object.values(register.fields).map(field => [field.label, field]))
    for (const heading of headings) {
      const meaning = meaningOf([heading], ledger.base)
      expect(meaning, heading).toBeDefined()
      if (meaning?.target.kind === 'field' && meaning.target.register === ledger.base) expect(targetField(meaning.target), heading).toBe(fields.get(heading))
    }
  })

  it('choices stand in drop-downs, several answers are offered and not enforced', async () => {
    const { bytes } = await (await village()).book.makeFile({ kind: 'template', ledger: 'loan' })
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(bytes.slice().buffer as ArrayBuffer)
    const sheet = book.worksheets[0]!
    const headings = (sheet.getRow(3).values as string[]).slice(1)
    expect(headings.slice(0, 2)).toEqual(['户编号', '户主姓名'])
    expect(sheet.getCell(4, headings.indexOf('还款状态') + 1).dataValidation.type).toBe('list')
    expect(sheet.getCell(4, headings.indexOf('发放日') + 1).dataValidation.prompt).toMatch(/2026-03-04/)
    expect(headings).not.toContain('作废')
  })
})
