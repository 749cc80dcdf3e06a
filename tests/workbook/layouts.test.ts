import * as XLSX from 'xlsx'
import { describe, expect, it } from 'vitest'
import type { ColumnTarget } from '../../src/db/book-imports.ts'
import { readWorkbook } from '../../src/workbook/read-file.ts'
import { cellAt, columnOf, plainAt, valuesAt, type ParsedSheet, type ReadOptions } from '../../src/workbook/sheet-types.ts'
import { HEADINGS, IDS, line, sheetOf, tableOf, workbook, type Cell } from './make-files.ts'

const NAMES = ['寸杰', '杜然红', '寸寿子', '寸怡敏', '寸涛涛', '沙佑勇']
const open = (rows: readonly (readonly Cell[])[], options: ReadOptions = {}, merges: readonly string[] = [], title = 'Sheet1'): Promise<ParsedSheet> => {
  const sheet = sheetOf(rows)
  sheet['!merges'] = merges.map(range => XLSX.utils.decode_range(range))
  return readWorkbook('名册.xlsx', workbook({ [title]: sheet }), options)
}
const targetText = (target: ColumnTarget | null): string | null => target && (target.kind === 'field' ? `${target.register}.${target.name}` : target.kind)
const mapped = ({ layout }: ParsedSheet): readonly (readonly [string, string | null, string | null])[] => layout.columns.map(({ heading, target, by }) => [heading, targetText(target), by])
const values = (sheet: ParsedSheet, register: string): unknown => Array.from(sheet.rows, (_, i) => valuesAt(sheet, register, i))

describe('the sheet and its headings', () => {
  it('of several sheets the one with the list; hidden ones are named and left', async () => {
    const book = XLSX.utils.book_new()
    for (const [name, rows] of [['填表说明', [['请勿修改表头', '姓名', '证件号码']]], ['旧表', tableOf([line(0)])], ['Sheet1 (2)', tableOf([line(0), line(1)])], ['底稿', tableOf([line(0), line(1), line(2)])]] as const) XLSX.utils.book_append_sheet(book, sheetOf(rows), name)
    book.Workbook = { Sheets: [{ Hidden: 0 }, { Hidden: 0 }, { Hidden: 0 }, { Hidden: 2 }] }
    const bytes = new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer)
    const sheet = await readWorkbook('名册.xlsx', bytes)
    expect(sheet.layout).toMatchObject({ sheet: 'Sheet1 (2)', others: ['旧表'], hidden: { sheets: ['底稿'] } })
    expect((await readWorkbook('名册.xlsx', bytes, { choice: { sheet: '旧表' } })).layout).toMatchObject({ sheet: '旧表', others: ['Sheet1 (2)'] })
  })

  it('X-07 headings of three lines under titles are joined from the top', async () => {
    const sheet = await open([
      ['2026年脱贫人口花名册', null, null, null, null, null], ['单位：万兴村委会    填表时间：2026年11月2日', null, null, null, null, null],
      ['农户信息', null, '家庭成员信息', null, null, '备注'], ['户 编\n号', '户主姓名', '基本情况', null, '与户主关系', null], [null, null, '姓　名', '身份证号\n（18位）', null, null],
      ['530506089138421', '寸杰', '寸杰', IDS[0], '户主', 'a']
    ], {}, ['A1:F1', 'A2:F2', 'A3:B3', 'C3:E3', 'F3:F5', 'A4:A5', 'B4:B5', 'C4:D4', 'E4:E5'])
    expect(sheet.layout.headingLines).toEqual([3, 5])
    expect(mapped(sheet).map(([heading, target]) => [heading, target])).toEqual([
      ['农户信息/户 编 号', 'household.nationalHouseholdNo'], ['农户信息/户主姓名', 'head-name'], ['家庭成员信息/基本情况/姓 名', 'person.name'],
      ['家庭成员信息/基本情况/身份证号 （18位）', 'person.idNo'], ['家庭成员信息/与户主关系', 'person.relation'], ['备注', 'person.note']
    ])
  })

  it('columns of the head under 户主 are not taken for every member\'s', async () => {
    const sheet = await open([['户编号', '户主', null, '姓名', '证件号码', '与户主关系'], [null, '姓名', '性别', null, null, null], ['1', '寸杰', '男', '寸杰', IDS[0], '户主'], ['1', '寸杰', '男', '杜然红', IDS[1], '配偶']], {}, ['B1:C1', 'A1:A2', 'D1:D2', 'E1:E2', 'F1:F2'])
    expect(mapped(sheet)[2]).toEqual(['户主/性别', null, null])
    expect(values(sheet, 'person')).toEqual([{ name: '寸杰', idNo: IDS[0], relation: '02' }, { name: '杜然红', idNo: IDS[1], relation: '10' }])
  })

  it('marks and notes of the one who made the table are no part of a heading', async () => {
    const sheet = await open([['*户编号', '★姓名', '证件号码（必填）', '1.与户主关系', '出生日期【年月日】'], ['1', '寸杰', IDS[0], '户主', '19551018']])
    expect(mapped(sheet).map(([, target]) => target)).toEqual(['household.nationalHouseholdNo', 'person.name', 'person.idNo', 'person.relation', 'person.birthDate'])
  })

  it('the print is that of the headings, however they are spaced, and another for others', async () => {
    const rows = (heading: string): Cell[][] => [['户编号', heading, '证件号码', '与户主关系'], ['1', '寸杰', IDS[0], '户主']]
    const [one, spaced, other] = await Promise.all([open(rows('姓名')), open(rows('姓　 名')), open(rows('成员姓名'))])
    expect(one.layout.print).toBe(spaced.layout.print)
    expect(one.layout.print).not.toBe(other.layout.print)
  })
})

describe('units in headings', () => {
  it.each<[string, string, Cell, string, number]>([
    ['万元', '纯收入（万元）', 0.6424, 'netTotal', 642_400], ['万元, as text', '纯收入(万元)', '1.07', 'netTotal', 1_070_000], ['元', '纯收入（元）', '6424.5', 'netTotal', 642_450],
    ['千元', '纯收入(千元)', 6.424, 'netTotal', 642_400], ['a cell that names its own unit has it', '纯收入（万元）', '6424元', 'netTotal', 642_400], ['0.87万 under 元', '纯收入', '0.87万', 'netTotal', 870_000],
    ['a minus under 万元', '纯收入（万元）', '-0.5', 'netTotal', -500_000], ['X-11 a thousand million', '纯收入', 1e9, 'netTotal', 100_000_000_000]
  ])('%s', async (_, heading, cell, field, fen) => {
    const sheet = await open([[...HEADINGS.filter(one => one !== '纯收入'), heading], [...tableOf([line(0)], HEADINGS.filter(one => one !== '纯收入'))[1]!, cell]])
    expect(valuesAt(sheet, 'income', 0)).toEqual({ year: 2026, [field]: fen })
    expect(cellAt(columnOf(sheet, 'income', field)!, 0).raw).toBe(String(cell))
  })

  it('公顷 is fifteen 亩; a unit nobody can turn into the field\'s own leaves the column unread', async () => {
    const sheet = await open([[...HEADINGS, '耕地面积（公顷）', '林地面积（斤）'], [...tableOf([line(0)])[1]!, '0.4233', '5']])
    expect(valuesAt(sheet, 'household', 0)).toMatchObject({ arableMu: 6.35 })
    expect(sheet.unknownHeadings).toEqual(['林地面积（斤）'])
  })

  it('the year of incomes is in their headings; of two years the later is read', async () => {
    const headings = HEADINGS.filter(one => one !== '年度' && one !== '纯收入')
    const sheet = await open([[...headings, '2024年纯收入', '2025年纯收入'], [...tableOf([line(0)], headings)[1]!, '1', '2']])
    expect(valuesAt(sheet, 'income', 0)).toEqual({ year: 2025, netTotal: 200 })
    expect(sheet.unknownHeadings).toEqual(['2024年纯收入'])
    expect(sheet.problems).toEqual([])
  })
})

describe('columns by what stands in them', () => {
  const rows = (heading: string, cells: readonly Cell[], more: readonly string[] = ['户编号', '姓名', '证件号码', '与户主关系']): Cell[][] => [
    [...more, heading], ...cells.map((cell, i) => [...more.map(one => ({ 户编号: '1', 姓名: NAMES[i], 证件号码: IDS[i], 与户主关系: i === 0 ? '户主' : '其他', 自然村: '上寨' }[one] ?? null)), cell])
  ]
  it.each<[string, string, readonly Cell[], string | null]>([
    ['labels of one table', '民 别', ['汉族', '彝族', '汉', '傣族'], 'person.ethnicity'], ['男 and 女', '', ['男', '女', '男'], 'person.sex'],
    ['telephones', '号码', ['18740763469', 13_833_786_459, '138-3378-6459'], 'person.phone'], ['groups', '', ['第1村民小组', '2组', '第三组'], 'household.villagerGroup'],
    ['birthdays that agree with the numbers', '生日', ['19551018', '1955-01-08', '2009.6.19'], 'person.birthDate'], ['days that do not', '生日', ['19551017', '1955-01-07', '2009.6.18'], null],
    ['four of five labels', '民别', ['汉族', '彝族', '汉', '傣族', '不详'], 'person.ethnicity'], ['three of five', '民别', ['汉族', '彝族', '汉', '甲', '乙'], null],
    ['是 and 否 say nothing', '是否', ['是', '否', '是'], null], ['two lines are too few', '', ['男', '女'], null],
    ['telephones of somebody else', '监护人号码', ['18740763469', '13833786459', '13833786458'], null]
  ])('%s', async (_, heading, cells, target) => {
    const sheet = await open(rows(heading, cells))
    expect(mapped(sheet).at(-1)).toEqual([heading, target, target && 'content'])
  })

  it('numbers of certificates and names without a heading', async () => {
    const sheet = await open([['户编号', '', '', '与户主关系', '自然村'], ...NAMES.map((name, i) => ['1', name, IDS[i]!, i === 0 ? '户主' : '其他', '上寨'])])
    expect(mapped(sheet).slice(1, 3)).toEqual([['', 'person.name', 'content'], ['', 'person.idNo', 'content']])
  })
})

describe('corrections', () => {
  const rows: readonly (readonly Cell[])[] = [[...HEADINGS, '村民组别'], ...[0, 1, 2].map(i => [...tableOf([line(i)])[1]!, '上寨'])]
  const hamlet: ColumnTarget = { kind: 'field', register: 'household', name: 'naturalVillage' }
  it('a person says what a column is; remembered, the next file of the same headings has it at once', async () => {
    const index = HEADINGS.length
    const first = await open(rows)
    expect(mapped(first).at(-1)).toEqual(['村民组别', null, null])
    const corrected = await open(rows, { choice: { columns: { [index]: hamlet, 0: { kind: 'ignored' } } } })
    expect([mapped(corrected)[0], mapped(corrected).at(-1)]).toEqual([['行政村', 'ignored', 'person'], ['村民组别', 'household.naturalVillage', 'person']])
    expect(corrected.villages).toEqual([''])
    const remembered = await open(rows, { remembered: { [first.layout.print]: { columns: { [index]: hamlet } } } })
    expect(mapped(remembered).at(-1)).toEqual(['村民组别', 'household.naturalVillage', 'remembered'])
    expect(valuesAt(remembered, 'household', 0)).toMatchObject({ naturalVillage: '上寨' })
    expect(mapped(await open(rows, { remembered: { other: { columns: { [index]: hamlet } } } })).at(-1)).toEqual(['村民组别', null, null])
  })

  it('a remembered field that is no longer there is not believed', async () => {
    const first = await open(rows)
    const sheet = await open(rows, { remembered: { [first.layout.print]: { columns: { 2: { kind: 'field', register: 'person', name: '__proto__' } } } } })
    expect(mapped(sheet)[2]).toEqual(['姓名', 'person.name', 'heading'])
  })
})

describe('whose lines they are', () => {
  it('a ledger of loans: its own columns, and the household beside them', async () => {
    const sheet = await open([['小额信贷台账'], ['序号', '户编号', '户主姓名', '贷款银行', '合同号', '贷款金额（万元）', '放款日期', '贷款用途'], ['1', '530506089138421', '寸杰', '农商行', 'HT-1', '5', '2025-03-04', '养牛']], {}, ['A1:H1'])
    expect(sheet.layout.base).toBe('loan')
    expect(values(sheet, 'loan')).toEqual([{ bank: '农商行', contractNo: 'HT-1', amount: 5_000_000, from: '2025-03-04', purpose: '养牛' }])
    expect([valuesAt(sheet, 'household', 0), plainAt(sheet, 'head-name', 0)]).toEqual([{ nationalHouseholdNo: '530506089138421' }, '寸杰'])
  })

  it('a ledger of treatment calls its person 患者', async () => {
    const sheet = await open([['大病救治台账'], ['户编号', '患者姓名', '身份证号', '病种', '就诊日期', '就诊医院', '总费用（万元）'], ['1', '寸杰', IDS[0], '肺癌', '2026-03-04', '县医院', '2.5']], {}, ['A1:G1'])
    expect(sheet.layout.base).toBe('treatment')
    expect(valuesAt(sheet, 'person', 0)).toEqual({ name: '寸杰', idNo: IDS[0] })
  })

  it('a list of households names its heads; 姓名 and 身份证号 there are the head\'s', async () => {
    const sheet = await open([['户编号', '姓名', '身份证号', '合同号', '放款日期', '贷款金额'], ['1', '寸杰', IDS[0], 'a', '2025-03-04', '1']])
    expect(sheet.layout.base).toBe('loan')
    expect(mapped(sheet).slice(1, 3).map(([, target]) => target)).toEqual(['head-name', 'head-id'])
  })

  it('a roster with one strange column stays a roster; the person says otherwise', async () => {
    const rows = [[...HEADINGS, '合同号'], [...tableOf([line(0)])[1]!, 'a']]
    expect((await open(rows)).layout.base).toBe('person')
    expect((await open(rows, { choice: { base: 'loan' } })).layout.base).toBe('loan')
    expect((await open(rows, { choice: { base: 'no-such' } })).layout.base).toBe('person')
  })

  const posts = ['户编号', '姓名', '证件号码', '性别', '民族', '聘用岗位', '上岗日期']
  const post = ['1', '寸杰', IDS[0], '男', '汉族', '护林员', '2025-03-04']
  it.each<[string, string, string, string]>([
    ['the title names a register', '2026年公益性岗位人员花名册', 'Sheet1', 'publicPost'], ['the sheet is called after one', '名册', '公益性岗位', 'publicPost'],
    ['the longest of two names counts', '务工与公益性岗位聘用', 'Sheet1', 'publicPost'], ['a name of other lines than these explains nothing', '小额信贷台账', 'Sheet1', 'publicPost'],
    ['nothing is named', '名册', 'Sheet1', 'publicPost']
  ])('%s', async (_, heading, name, base) => {
    const sheet = await open([[heading], posts, post], {}, ['A1:G1'], name)
    expect(sheet.layout).toMatchObject({ base, bases: [base] })
  })

  it('named, the lines need not explain more than a roster does: sex and nation stand beside a loan', async () => {
    const rows = (title: string): Cell[][] => [[title], ['户编号', '姓名', '身份证号', '性别', '民族', '文化程度', '合同号', '贷款金额'], ['1', '寸杰', IDS[0], '男', '汉族', '小学', 'a', '5']]
    expect((await open(rows('小额信贷'), {}, ['A1:H1'])).layout.base).toBe('loan')
    expect((await open(rows('名册'), {}, ['A1:H1'])).layout.base).toBe('person')
    const whole = [...HEADINGS, '性别', '民族', '文化程度', '政治面貌', '劳动技能', '在校生状况', '合同号', '贷款用途']
    expect((await open([['小额信贷'], whole, tableOf([line(0, 1, { 合同号: 'a' })], whole)[1]!], {}, ['A1:S1'])).layout.base).toBe('person')
  })

  it('a column our own ledger worked out is nobody\'s news, though its heading is a field\'s elsewhere', async () => {
    const rows = (title: string): Cell[][] => [[title], ['户编号', '户主姓名', '合同号', '发放日', '金额', '逾期天数', '填报人'], ['1', '寸杰', 'a', '2025-03-04', '5', '12', '甲']]
    expect(mapped(await open(rows('小额信贷台账'), {}, ['A1:G1'])).slice(-2)).toEqual([['逾期天数', 'ignored', 'heading'], ['填报人', 'ignored', 'heading']])
    expect((await open(rows('贷款'), {}, ['A1:G1'])).unknownHeadings).toEqual(['逾期天数', '填报人'])
  })

  it('of two that explain as many columns, the one whose records those columns tell apart', async () => {
    const sheet = await open([['户编号', '户主姓名', '认定日期', '排查日期', '排查人', '处置'], ['1', '寸杰', '2026-01-02', '2026-03-04', '甲', '已处置']])
    expect(sheet.layout).toMatchObject({ base: 'housing', bases: ['housing'] })
  })

  it('a record of one cell is one where its name tells it apart; a remark over the sheet is none', async () => {
    const sheet = await open([['经营主体'], ['主体名称', '统一社会信用代码', '主体类型', '负责人'], ['甲合作社', null, null, '甲'], ['乙合作社', null, null, null], ['以上为全部主体', null, null, null]], {}, ['A1:D1', 'A5:D5'])
    expect(values(sheet, 'organisation')).toEqual([{ name: '甲合作社', leader: '甲' }, { name: '乙合作社' }])
    expect(sheet.dropped).toMatchObject([{ row: 5, why: 'not-a-line' }])
  })

  it('a number written once is not carried on under another head or another group', async () => {
    const rows = (head: Cell, group: Cell): Cell[][] => [['户编号', '户主姓名', '组', '年度', '产业类型', '作物/畜禽'], ['530506089138421', '寸杰', '1组', '2026', '种植业', '烤烟'], ...[1, 2, 3].map((_, i): Cell[] => [null, head, group, '2026', '种植业', `作物${i}`])]
    const numbers = async (head: Cell, group: Cell): Promise<unknown> => (values(await open([['产业发展'], ...rows(head, group)], {}, ['A1:F1']), 'household') as { nationalHouseholdNo?: string }[]).map(({ nationalHouseholdNo }) => nationalHouseholdNo)
    expect(await numbers(null, null)).toEqual(Array.from({ length: 4 }, () => '530506089138421'))
    expect(await numbers('沙佑勇', null)).toEqual(['530506089138421', undefined, undefined, undefined])
    expect(await numbers('寸杰', '2组')).toEqual(['530506089138421', undefined, undefined, undefined])
  })
})
