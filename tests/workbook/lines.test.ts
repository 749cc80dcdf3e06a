import * as XLSX from 'xlsx'
import { describe, expect, it } from 'vitest'
import { readWorkbook } from '../../src/workbook/read-file.ts'
import { cellAt, columnOf, plainAt, valuesAt, type ParsedSheet, type ReadOptions } from '../../src/workbook/sheet-types.ts'
import { bareParts, HEADINGS, IDS, line, rowsXml, sheetOf, SHEET_XML, tableOf, workbook, zip, type Cell, type Line, type Part } from './make-files.ts'

const NAMES = ['寸杰', '杜然红', '寸寿子', '寸怡敏', '寸涛涛', '沙佑勇']
const sheetWith = (rows: readonly (readonly Cell[])[], merges: readonly string[] = []): XLSX.WorkSheet => {
  const sheet = sheetOf(rows)
  sheet['!merges'] = merges.map(range => XLSX.utils.decode_range(range))
  return sheet
}
const open = (rows: readonly (readonly Cell[])[], merges: readonly string[] = [], options: ReadOptions = {}): Promise<ParsedSheet> => readWorkbook('名册.xlsx', workbook({ S: sheetWith(rows, merges) }), options)
const codes = ({ problems }: ParsedSheet): readonly string[] => problems.map(({ cell, severity, code }) => `${cell} ${severity} ${code}`)
const numbers = (sheet: ParsedSheet): unknown => Array.from(sheet.rows, (_, i) => valuesAt(sheet, 'household', i)['nationalHouseholdNo'] ?? null)
const one = (more: Line, options: ReadOptions = {}): Promise<ParsedSheet> => open(tableOf([line(0, 1, more)]), [], options)

describe('households written once', () => {
  const person = (i: number, number: Cell, relation: Cell, head: Cell = null): Cell[] => [number, head, NAMES[i]!, IDS[i]!, relation, '汉族']
  const headings = ['户编号', '户主姓名', '姓名', '证件号码', '与户主关系', '民族']

  it('merged cells stand for every line they cover', async () => {
    const sheet = await open([headings, person(0, '1', '户主', '寸杰'), person(1, null, '配偶'), person(2, null, '孙子'), person(3, '2', '户主', '寸怡敏'), person(4, null, '之子')], ['A2:A4', 'B2:B4', 'A5:A6', 'B5:B6'])
    expect(numbers(sheet)).toEqual(['1', '1', '1', '2', '2'])
    expect([...sheet.groups]).toEqual([0, 0, 0, 1, 1])
    expect(Array.from(sheet.rows, (_, i) => plainAt(sheet, 'head-name', i))).toEqual(['寸杰', '寸杰', '寸杰', '寸怡敏', '寸怡敏'])
  })

  it('cells left blank below the head are the head\'s, where the whole sheet is written so', async () => {
    const sheet = await open([headings, person(0, '1', '户主', '寸杰'), person(1, null, '配偶'), person(2, null, '孙子'), person(3, '2', '户主', '寸怡敏'), person(4, null, '之子')])
    expect(numbers(sheet)).toEqual(['1', '1', '1', '2', '2'])
    expect(plainAt(sheet, 'head-name', 4)).toBe('寸怡敏')
  })

  it('one blank among numbers is a slip: it is left blank', async () => {
    const sheet = await open([headings, person(0, '1', '户主'), person(1, '1', '配偶'), person(2, null, '孙子'), person(3, '2', '户主'), person(4, '2', '之子'), person(5, '2', '之子')])
    expect(numbers(sheet)).toEqual(['1', '1', null, '2', '2', '2'])
    expect([...sheet.groups]).toEqual([0, 0, 1, 2, 2, 2])
  })

  it('a few blanks among many numbers are slips too, and one blank is no way of writing', async () => {
    const many = await open([headings, ...Array.from({ length: 6 }, (_, i) => person(i, i % 2 === 0 ? '1' : null, i === 0 ? '户主' : '其他'))])
    expect(numbers(many)).toEqual(['1', null, '1', null, '1', null])
    const single = await open([headings, person(0, '1', '户主'), person(1, null, '配偶')])
    expect(numbers(single)).toEqual(['1', null])
  })

  it('a head without a number does not get the number of the house before', async () => {
    const sheet = await open([headings, person(0, '1', '户主'), person(1, null, '配偶'), person(2, null, '孙子'), person(3, null, '户主'), person(4, null, '之子')])
    expect(numbers(sheet)).toEqual(['1', '1', '1', null, null])
  })

  it('without 户编号 the lines of the heads divide the list', async () => {
    const sheet = await open([headings.slice(2), ...[0, 1, 2, 3, 4].map(i => person(i, null, i === 0 || i === 3 ? '户主' : '其他').slice(2))])
    expect([...sheet.groups]).toEqual([0, 0, 0, 1, 1])
  })

  it('without 户编号 and relations the merged cells do, or the name of the head', async () => {
    const merged = await open([['户主姓名', '姓名', '证件号码'], ...[0, 1, 2, 3].map(i => [i === 0 ? '寸杰' : i === 3 ? '寸怡敏' : null, NAMES[i]!, IDS[i]!])], ['A2:A4'])
    expect([...merged.groups]).toEqual([0, 0, 0, 1])
    const named = await open([['户主姓名', '姓名', '证件号码'], ...[0, 1, 2, 3].map(i => [i < 3 ? '寸杰' : '寸怡敏', NAMES[i]!, IDS[i]!])])
    expect([...named.groups]).toEqual([0, 0, 0, 1])
  })

  it('with nothing that divides, the list is refused by the name of what is missing', async () => {
    await expect(open([['姓名', '证件号码', '民族'], ['寸杰', IDS[0], '汉族']])).rejects.toMatchObject({ code: 'workbook-no-household-column' })
  })
})

describe('lines that are no lines of the list are left out and told', () => {
  it('each with its row and the reason', async () => {
    const rows = tableOf([line(0), line(1), line(2)])
    const sheet = await open([
      rows[0]!, rows[1]!, ['小  计', null, null, null, null, null, null, null, null, '6424'], [], rows[2]!, [...rows[0]!], ['第二村民小组'], rows[3]!, ['合计（3人）', null, '3人'], ['填表人：李建国', null, null, null, '审核人：'], ['注：本表一式两份'], [' ']
    ])
    expect([...sheet.rows]).toEqual([2, 5, 8])
    expect(sheet.dropped.map(({ row, why }) => [row, why])).toEqual([[3, 'subtotal'], [4, 'blank'], [6, 'heading-again'], [7, 'not-a-line'], [9, 'subtotal'], [10, 'footer'], [11, 'footer']])
    expect(sheet.problems).toEqual([])
  })

  it('a form prepared with numbers of lines only is blank', async () => {
    const rows = tableOf([line(0)])
    const sheet = await open([['序号', ...rows[0]!], ['1', ...rows[1]!], ['2'], ['3'], ['4', ...tableOf([line(1)])[1]!]])
    expect([...sheet.rows]).toEqual([2, 5])
    expect(sheet.dropped.map(({ why }) => why)).toEqual(['blank', 'blank'])
  })

  it('a person called 计 or with a remark 合计 is a person', async () => {
    const sheet = await open(tableOf([line(0, 1, { 姓名: '合计' }), line(1, 1, { 健康状况: null, 行政村: '合计' })]))
    expect([...sheet.rows]).toEqual([2, 3])
  })
})

describe('X-13 hidden lines, filters and comments', () => {
  const hidden = (more: Partial<XLSX.WorkSheet> = {}): Uint8Array => {
    const sheet = sheetWith(tableOf([line(0), line(1), line(2)]))
    sheet['!rows'] = [{}, {}, { hidden: true }]
    sheet['!cols'] = [...Array.from({ length: 10 }, () => ({})), { hidden: true }]
    return workbook({ S: Object.assign(sheet, more) }, { cellStyles: true } as XLSX.WritingOptions)
  }

  it('they are read, and said', async () => {
    const sheet = await readWorkbook('名册.xlsx', hidden())
    expect(sheet.layout.hidden).toEqual({ rows: [3], columns: ['K'], sheets: [] })
    expect([...sheet.rows]).toEqual([2, 3, 4])
    expect(codes(sheet)).toEqual(['A1 warning hidden-columns', 'A3 warning hidden-rows'])
    expect(valuesAt(sheet, 'person', 1)['health']).toEqual(['01'])
  })

  it('or left out, as the person says', async () => {
    const sheet = await readWorkbook('名册.xlsx', hidden(), { choice: { takeHidden: false } })
    expect([...sheet.rows]).toEqual([2, 4])
    expect(sheet.dropped).toMatchObject([{ row: 3, why: 'hidden' }])
    expect(valuesAt(sheet, 'person', 0)['health']).toBeUndefined()
  })

  it('rows a filter hides are called so', async () => {
    const sheet = await readWorkbook('名册.xlsx', hidden({ '!autofilter': { ref: 'A1:K4' } }))
    expect(sheet.problems.find(({ code }) => code === 'hidden-rows')?.text).toContain('筛选')
  })

  it('comments are told by address', async () => {
    const rels = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"/></Relationships>'
    const comments = '<?xml version="1.0"?><comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author/></authors><commentList><comment ref="C2" authorId="0"><text><t>待核</t></text></comment></commentList></comments>'
    const file = zip(bareParts(SHEET_XML(rowsXml(tableOf([line(0)]))), [{ name: 'xl/comments1.xml', data: comments }, { name: 'xl/worksheets/_rels/sheet1.xml.rels', data: rels }]))
    const sheet = await readWorkbook('名册.xlsx', file)
    expect(sheet.problems).toMatchObject([{ code: 'comments-left', severity: 'warning' }])
    expect(sheet.problems[0]!.text).toContain('C2')
  })
})

describe('X-12 formulas', () => {
  const table = tableOf([line(0)])
  const withCalc = (calculation: string, cell: string): Uint8Array => {
    const parts = bareParts(SHEET_XML(rowsXml([table[0]!, table[1]!.map((value, i) => i === 9 ? null : value)]).replace('</row></sheetData>', '</row></sheetData>').replace(/(<c r="K2")/, `${cell}$1`)))
    return zip(parts.map((part): Part => part.name === 'xl/workbook.xml' ? { ...part, data: String(part.data).replace('</workbook>', `${calculation}</workbook>`) } : part))
  }
  const formula = '<c r="J2"><f>SUM(K1:K9)*A1</f><v>6424</v></c>'

  it('the result kept in the file is taken, and nothing is worked out', async () => {
    const sheet = await readWorkbook('名册.xlsx', withCalc('', formula))
    expect(valuesAt(sheet, 'income', 0)).toEqual({ year: 2026, netTotal: 642_400 })
    expect(sheet.problems).toEqual([])
  })

  it.each(['<calcPr calcId="191029" fullCalcOnLoad="1"/>', '<calcPr calcCompleted="0"/>'])('it is doubted where the file says it was not worked out again: %s', async calculation => {
    const sheet = await readWorkbook('名册.xlsx', withCalc(calculation, formula))
    expect(valuesAt(sheet, 'income', 0)['netTotal']).toBe(642_400)
    expect(codes(sheet)).toEqual(['J2 warning formula-stale'])
  })

  it('a formula whose result is not kept says nothing, and never nought', async () => {
    const sheet = await readWorkbook('名册.xlsx', withCalc('', '<c r="J2"><f>1+1</f></c>'))
    expect(valuesAt(sheet, 'income', 0)['netTotal']).toBeUndefined()
    expect(codes(sheet)).toEqual(['J2 warning formula-empty'])
  })

  it('a kept error is an error with its cell', async () => {
    const sheet = await readWorkbook('名册.xlsx', withCalc('', '<c r="J2" t="e"><f>VLOOKUP(1,[1]Sheet1!A:B,2,0)</f><v>#REF!</v></c>'))
    expect(codes(sheet)).toEqual(['J2 error formula-error'])
    expect(sheet.problems[0]!.text).toContain('#REF!')
  })
})

describe('X-08 X-10 X-14 what a cell says, and what it said', () => {
  it('the raw text stays beside what was made of it', async () => {
    const sheet = await one({ 姓名: '寸  杰', 证件号码: `’${IDS[0]}\t`, 出生日期: '1955年10月', 纯收入: '0.64万' })
    const said = (register: string, name: string): unknown => cellAt(columnOf(sheet, register, name)!, 0)
    expect(said('person', 'name')).toEqual({ value: '寸杰', raw: '寸  杰' })
    expect(said('person', 'idNo')).toEqual({ value: IDS[0], raw: `’${IDS[0]}\t` })
    expect(said('person', 'birthDate')).toEqual({ value: '1955-10-18', raw: '1955年10月' })
    expect(said('income', 'netTotal')).toEqual({ value: 640_000, raw: '0.64万' })
  })

  it('a number cell that ends in 000 is never believed, also where it passes its check digit', async () => {
    const sheet = await one({ 证件号码: Number('530521197001060000'), 出生日期: null })
    expect(valuesAt(sheet, 'person', 0)['idNo']).toBeUndefined()
    expect(codes(sheet)).toEqual(['D2 error id-is-number'])
  })

  it('a number of fifteen digits is turned into the one it became, and said', async () => {
    const sheet = await one({ 证件号码: '530521551018295', 出生日期: null })
    expect(valuesAt(sheet, 'person', 0)['idNo']).toBe('530521195510182955')
    expect(codes(sheet)).toEqual(['D2 warning id-15-digits'])
  })

  it.each<[string, Cell, string, string | undefined]>([
    ['2023.1 as a number: January by the card', 1955.1, '530521195501086144', '1955-01-08'], ['1955.1 as a number: October by the card', 1955.1, '530521195510182955', '1955-10-18'],
    ['1955.10 as text', '1955.10', '530521195510182955', '1955-10-18'], ['无', '无', '530521195510182955', undefined]
  ])('a birthday written %s', async (_, cell, id, wanted) => {
    const sheet = await one({ 出生日期: cell, 证件号码: id })
    expect(valuesAt(sheet, 'person', 0)['birthDate']).toBe(wanted)
    expect(sheet.problems).toEqual([])
  })

  it('2023.1 that no card decides is an error with its cell', async () => {
    for (const cell of ['1955.1', 1955.1]) expect(codes(await one({ 出生日期: cell, 证件号码: null }))).toEqual(['E2 error date-unclear'])
  })

  it('a birthday after today is an error; on the day it is not', async () => {
    const born = (today: string): Promise<ParsedSheet> => one({ 出生日期: '2026-11-02', 证件号码: null }, { today })
    expect(codes(await born('2026-11-01'))).toEqual(['E2 error date-future'])
    expect(codes(await born('2026-11-02'))).toEqual([])
  })

  it('invisible characters are taken off and said; letters of one machine only are doubted', async () => {
    expect(codes(await one({ 姓名: '寸\u200b杰' }))).toEqual(['C2 warning text-cleaned'])
    expect(codes(await one({ 姓名: '寸\ue863' }))).toEqual(['C2 warning text-odd'])
    expect(codes(await one({ 姓名: '寸😀' }))).toEqual(['C2 warning text-odd'])
    expect(codes(await one({ 姓名: '呂𬱖䶮㛃' }))).toEqual([])
    expect(codes(await one({ 姓名: '阿卜杜拉．买买提' }))).toEqual([])
  })

  it('a tick under 健康 says 健康, under a yes-or-no heading yes', async () => {
    const sheet = await open([['户编号', '姓名', '证件号码', '与户主关系', '健康', '是否会讲普通话'], ['1', '寸杰', IDS[0], '户主', '√', '√'], ['1', '杜然红', IDS[1], '母', '残疾', '1']])
    expect(valuesAt(sheet, 'person', 0)).toMatchObject({ health: ['01'], mandarin: true })
    expect(valuesAt(sheet, 'person', 1)).toMatchObject({ relation: '52', mandarin: true })
  })

  it('a merged cell that is wrong is told once, where it stands', async () => {
    const sheet = await open([[...HEADINGS], ...tableOf([line(0, 1, { 户联系电话: '电话' }), line(1, 1, { 户联系电话: null })]).slice(1)], ['H2:H3'])
    expect(codes(sheet)).toEqual(['H2 error value-unknown'])
  })
})

it('X-02 X-04 sixty thousand lines are read, one more is refused', async () => {
  const file = (lines: number): Uint8Array => zip(bareParts(SHEET_XML(rowsXml([tableOf([])[0]!]) + Array.from({ length: lines }, (_, i) => `<row r="${i + 2}"><c r="B${i + 2}" t="inlineStr"><is><t>1</t></is></c><c r="C${i + 2}" t="inlineStr"><is><t>寸杰</t></is></c></row>`).join(''))))
  expect((await readWorkbook('名册.xlsx', file(59_999))).rows).toHaveLength(59_999)
  await expect(readWorkbook('名册.xlsx', file(60_000))).rejects.toMatchObject({ code: 'workbook-unsafe' })
})
