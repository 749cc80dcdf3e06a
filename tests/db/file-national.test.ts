import ExcelJS from 'exceljs'
import * as XLSX from 'xlsx'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../src/db/book.ts'
import type { FileRequest, MadeFile } from '../../src/db/book-checks.ts'
import { meaningOf, targetField } from '../../src/workbook/headings.ts'
import { nationalColumns, nationalFields } from '../../src/workbook/write/national.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const NATIONAL: FileRequest = { kind: 'national', masked: false, villageName: '万兴村' }

const HOUSE: Entry = { register: 'household', record: 'house-00001', fields: { nationalHouseholdNo: '530506089138428', naturalVillage: '上寨', villagerGroup: '1组', phone: '18740763469', householdType: '01', riskEliminated: false, arableMu: 6.35, risks: ['01', '09'], monitorFrom: '2024-11' } }
const member = (n: number, name: string, idNo: string, more: Entry['fields'] = {}): Entry =>
  ({ register: 'person', record: `person-0000${n}`, fields: { household: 'house-00001', name, idNo, relation: n === 1 ? '02' : '10', nationalPersonNo: `5305060891384280${n}`, birthDate: '1955-10-18', ...more } })
const INCOME: Entry = { register: 'income', record: 'income-00001', fields: { household: 'house-00001', year: 2026, kind: 'annual', wageTotal: 0, businessTotal: 2_315_900, propertyTotal: 297_000, transferTotal: 176_800, expenseTotal: 954_200, netTotal: 1_835_500, perCapitaTotal: 917_750 } }

async function village(...more: readonly Entry[]): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  laptop.clock = Date.UTC(2026, 10, 22, 4)
  await laptop.start()
  await laptop.book.write([HOUSE, member(2, '杜然红', '530521195501086144'), member(1, '寸杰', '530521195510182955'), INCOME, ...more], { kind: 'import' }, VILLAGE)
  return laptop
}

/** Lines of a sheet as texts; a cell that is no text is a failure. */
function cells({ bytes }: MadeFile, at = 0): readonly (readonly string[])[] {
  const book = XLSX.read(bytes, { type: 'array' })
  const sheet = book.Sheets[book.SheetNames[at]!]!
  for (const [address, cell] of Object.entries(sheet)) if (!address.startsWith('!')) expect((cell as XLSX.CellObject).t, address).toMatch(/^[sz]$/)
  return XLSX.utils.sheet_to_json<string[]>(sheet, { header: 1, defval: '' })
}
const columnOf = (rows: readonly (readonly string[])[], heading: string): readonly string[] => rows.slice(3).map(row => row[rows[2]!.indexOf(heading)]!)

describe('the roster in the national layout', () => {
  it('58 headings in the order of the system\'s own export, one of them twice, under two title lines', async () => {
    const rows = cells(await (await village()).book.makeFile(NATIONAL))
    expect(rows[0]![0]).toBe('防返贫监测户及家庭成员信息')
    expect(rows[1]![0]).toBe('导出单位：施甸县甸阳镇万兴村    导出时间：2026年11月22日')
    expect(rows[2]!.join()).toBe('省,市,县(市、区、旗),乡(镇),行政村,自然村,村民小组,户编号,人口编号,姓名,性别,出生日期,证件类型,证件号码,民族,户联系电话,成员联系电话,年度,与户主关系,文化程度,在校生状况,失学或辍学原因,健康状况,残疾类别,劳动技能,务工所在地,务工企业名称,务工时间（月）,公益性岗位类型,公益性岗位(月数),政治面貌,是否会讲普通话,是否参加城乡居民基本医疗保险,是否参加城镇职工基本医疗保险,是否参加大病保险,是否参加城乡居民基本养老保险,享受低保政策情况,享受特困供养政策情况,户类型,监测对象类别,致贫/返贫风险1,首次识别时间,风险是否已消除,风险是否已消除,户主姓名,户主证件号码,工资性收入,生产经营性收入,财产性收入,转移性收入,生产经营性支出,纯收入,人均纯收入,耕地面积(亩),住房面积(㎡),是否危房户,是否解决安全饮用水,有无卫生厕所'.replaceAll(', ', ','))
    expect(rows[2]).toHaveLength(58)
  })

  it('every heading is one the import knows for the same field', () => {
    for (const [i, { heading }] of nationalColumns.entries()) {
      const meaning = meaningOf([heading], 'person')
      expect(meaning, heading).toBeDefined()
      if (meaning?.target.kind === 'field') expect(targetField(meaning.target), heading).toBe(nationalFields[i])
    }
  })

  it('one line a member, the head first, the household repeated on each; values as the system writes them', async () => {
    const rows = cells(await (await village()).book.makeFile(NATIONAL))
    expect(columnOf(rows, '姓名')).toEqual(['寸杰', '杜然红'])
    expect(columnOf(rows, '户编号')).toEqual(['530506089138428', '530506089138428'])
    expect(columnOf(rows, '户主姓名')).toEqual(['寸杰', '寸杰'])
    expect(columnOf(rows, '户主证件号码')).toEqual(['530521195510182955', '530521195510182955'])
    expect(columnOf(rows, '出生日期')[0]).toBe('19551018')
    expect(columnOf(rows, '首次识别时间')[0]).toBe('202411')
    expect(columnOf(rows, '纯收入')[0]).toBe('18355')
    expect(columnOf(rows, '人均纯收入')[0]).toBe('9177.5')
    expect(columnOf(rows, '耕地面积(亩)')[0]).toBe('6.35')
    expect(columnOf(rows, '风险是否已消除')[0]).toBe('否')
    expect(rows[3]![rows[2]!.lastIndexOf('风险是否已消除')]).toBe('否')
    expect(rows[3]!.slice(0, 7)).toEqual(['云南省', '保山市', '施甸县', '甸阳镇', '万兴村', '上寨', '1组'])
    expect(columnOf(rows, '性别')[0]).toBe('')
  })

  it('who has left and households that are gone stand in no line', async () => {
    const laptop = await village(member(3, '寸寿子', '530521200906190912', { endedOn: '2026-05-01' }), { register: 'household', record: 'house-00002', fields: { nationalHouseholdNo: '9', endedOn: '2026-01-01' } }, { ...member(4, '沙佑勇', '530521198008093790'), fields: { ...member(4, '沙佑勇', '530521198008093790').fields, household: 'house-00002' } })
    expect(columnOf(cells(await laptop.book.makeFile(NATIONAL)), '姓名')).toEqual(['寸杰', '杜然红'])
  })

  it('where somebody asked at the door since, the totals are those of the lines', async () => {
    const rows = cells(await (await village({ register: 'income', record: 'income-00001', fields: { A1: 1_600_000 } })).book.makeFile(NATIONAL))
    expect([columnOf(rows, '工资性收入')[0], columnOf(rows, '纯收入')[0], columnOf(rows, '人均纯收入')[0]]).toEqual(['16000', '34355', '17177.5'])
  })

  it('the file is named after village, list and day, and says 脱敏 when it is masked', async () => {
    const { book } = await village()
    expect((await book.makeFile(NATIONAL)).name).toBe('万兴村 花名册 2026-11-22.xlsx')
    expect(await book.makeFile({ ...NATIONAL, masked: true })).toMatchObject({ name: '万兴村 花名册 脱敏 2026-11-22.xlsx', lines: 2 })
    expect((await book.makeFile({ ...NATIONAL, villageName: '../万:兴*村\u202e' })).name).toBe('.. 万 兴 村 花名册 2026-11-22.xlsx')
  })

  it('masked, no number of a person or a phone is whole anywhere in the file', async () => {
    const made = await (await village(member(3, '寸寿子', '530521200906190912', { phone: '13833786459' }))).book.makeFile({ ...NATIONAL, masked: true })
    const text = cells(made).flat().join(' ')
    for (const secret of ['530521195510182955', '530521195501086144', '530521200906190912', '18740763469', '13833786459']) expect(text).not.toContain(secret)
    expect(columnOf(cells(made), '证件号码')[0]).toBe('530521********2955')
    expect(columnOf(cells(made), '姓名')[0]).toBe('寸杰')
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(made.bytes.slice().buffer as ArrayBuffer)
    expect(book.worksheets[0]!.getCell('N4').numFmt).toBe('@')
  })

  it('the window is told how far it is', async () => {
    const laptop = await village()
    await laptop.book.makeFile(NATIONAL)
    expect(laptop.events.flatMap(event => (event.kind === 'file' ? [event.progress] : []))).toEqual([{ stage: 'collecting', done: 0, total: 1 }, { stage: 'writing', done: 2, total: 2 }])
  })
})

describe('a template', () => {
  it('of the roster has the same headings, drop-downs of the codes and text cells', async () => {
    const made = await (await village()).book.makeFile({ kind: 'template', ledger: 'roster' })
    expect(made.name).toBe('花名册 模板 2026-11-22.xlsx')
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(made.bytes.slice().buffer as ArrayBuffer)
    const sheet = book.worksheets[0]!
    expect((sheet.getRow(3).values as string[]).slice(1)).toEqual(nationalColumns.map(column => column.heading))
    expect(sheet.getCell('K4').dataValidation.formulae[0]).toContain('男')
    expect(sheet.getCell('S4').dataValidation.formulae[0]).toMatch(/^"户主,配偶/)
    expect(sheet.getCell('N4').dataValidation.prompt).toMatch(/文本格式/)
    expect(sheet.getColumn('N').numFmt).toBe('@')
    expect(book.worksheets.map(({ name, state }) => [name, state])).toEqual([['花名册', 'visible'], ['填写说明', 'visible']])
  })
})

