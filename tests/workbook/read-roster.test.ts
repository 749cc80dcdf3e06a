import * as XLSX from 'xlsx'
import { describe, expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import { readRosterFile } from '../../src/workbook/read-file.ts'
import { MAX_ROWS } from '../../src/workbook/grid.ts'
import type { ParsedRoster } from '../../src/workbook/roster-types.ts'
import { bareParts, HEADINGS, IDS, line, roster, rowsXml, sheetOf, SHEET_XML, tableOf, workbook, zip, type Cell, type Line } from './make-files.ts'

const read = (bytes: Uint8Array): Promise<ParsedRoster> => readRosterFile('名册.xlsx', bytes, () => undefined)
const refused = async (bytes: Uint8Array): Promise<AppError> => {
  const outcome = await read(bytes).catch((error: unknown) => error)
  if (outcome instanceof AppError) return outcome
  throw new Error('not refused', { cause: outcome })
}
const one = async (more: Line): Promise<ParsedRoster> => read(roster([line(0, 1, more)]))
const codes = ({ problems }: ParsedRoster): readonly string[] => problems.map(({ cell, code }) => `${cell} ${code}`)
const serial = (v: number): XLSX.CellObject => ({ t: 'n', v, z: 'yyyy/m/d' })

describe('finding the columns', () => {
  it('a title stands above the headings, as the national system exports it', async () => {
    const parsed = await read(roster([line(0), line(1)]))
    expect(parsed.rows.map(row => [row.row, row.person['name'], row.person['idNo']])).toEqual([[3, '寸杰', IDS[0]], [4, '杜然红', IDS[1]]])
    expect(parsed.columns['person.idNo']).toBe('D')
    expect(parsed.villages).toEqual(['万兴村'])
    expect(parsed.problems).toEqual([])
  })

  it('X-07 headings with full-width brackets, spaces and line breaks are the same headings', async () => {
    const headings = ['行 政 村', ' 户编号 ', '姓\n名', '证件号码\u3000', '与户主关系', '务工时间（月）', '耕地面积（亩）']
    const parsed = await read(workbook({ S: sheetOf([headings, ['万兴村', '530506089138421', '寸杰', IDS[0], '户主', '7', '6.35']]) }))
    expect(parsed.rows[0]!.person).toMatchObject({ name: '寸杰', workMonths: 7 })
    expect(parsed.rows[0]!.household).toMatchObject({ arableMu: 6.35 })
    expect(parsed.unknownHeadings).toEqual([])
  })

  it('X-07 headings called __proto__, constructor and toString are reported and change nothing', async () => {
    const parsed = await read(roster([line(0, 1, { __proto__x: 'a' })], [...HEADINGS, '__proto__', 'constructor', 'toString']))
    expect(parsed.unknownHeadings).toEqual(['__proto__', 'constructor', 'toString'])
    expect(Object.keys(parsed.rows[0]!.person)).not.toContain('constructor')
    expect(Object.keys({})).toEqual([])
    expect(({} as Record<string, unknown>)['a']).toBeUndefined()
  })

  it('a heading twice: the first is believed, a second that says otherwise is named', async () => {
    const headings = [...HEADINGS, '风险是否已消除', '风险是否已消除']
    const row = (a: string, b: string): Cell[] => [...tableOf([line(0)])[1]!, a, b]
    const agree = await read(workbook({ S: sheetOf([headings, row('是', '是')]) }))
    expect(agree.problems).toEqual([])
    const differ = await read(workbook({ S: sheetOf([headings, row('否', '是')]) }))
    expect(differ.rows[0]!.household['riskEliminated']).toBe(false)
    expect(codes(differ)).toEqual(['M2 column-disagrees'])
    expect(differ.problems[0]!.severity).toBe('warning')
  })

  it('several columns of risks are one answer', async () => {
    const parsed = await read(roster([line(0, 1, { '致贫/返贫风险1': '因病', '致贫/返贫风险2': '因学' })], [...HEADINGS, '致贫/返贫风险1', '致贫/返贫风险2']))
    expect(parsed.rows[0]!.household['risks']).toEqual(['01', '09'])
  })

  it('headings on two lines are read together where a cell spans several', async () => {
    const sheet = sheetOf([
      ['户主', null, '家庭成员', null, null, '联系电话'],
      ['姓名', '户编号', '姓  名', '身份证号', '与户主关系', null],
      ['寸杰', '530506089138421', '寸杰', IDS[0]!, '户主', '18740763469'],
      [null, null, '杜然红', IDS[1]!, '配偶', null]
    ])
    sheet['!merges'] = ['A1:B1', 'C1:E1', 'F1:F2', 'A3:A4', 'B3:B4', 'F3:F4'].map(range => XLSX.utils.decode_range(range))
    const parsed = await read(workbook({ S: sheet }))
    expect(parsed.rows.map(row => [row.headName, row.person['name'], row.household['nationalHouseholdNo'], row.person['phone'] ?? null]))
      .toEqual([['寸杰', '寸杰', '530506089138421', '18740763469'], ['寸杰', '杜然红', '530506089138421', null]])
    expect(parsed.layout).toMatchObject({ headingLines: [1, 2], base: 'person' })
    expect(parsed.layout.columns.map(({ heading }) => heading)).toEqual(['户主/姓名', '户主/户编号', '家庭成员/姓 名', '家庭成员/身份证号', '家庭成员/与户主关系', '联系电话'])
  })

  it('headings on the eighth line are found, on the ninth not', async () => {
    const above = (count: number): Cell[][] => Array.from({ length: count }, () => ['说明'])
    expect((await read(workbook({ S: sheetOf([...above(7), ...tableOf([line(0)])]) }))).rows[0]!.row).toBe(9)
    expect((await refused(workbook({ S: sheetOf([...above(8), ...tableOf([line(0)])]) }))).code).toBe('workbook-no-header')
  })

  it('the sheet with the list is found behind another; a hidden one is not looked at', async () => {
    const list = sheetOf(tableOf([line(0)]))
    expect((await read(workbook({ 填表说明: sheetOf([['请勿修改表头']]), 名册: list }))).sheet).toBe('名册')
    const book = XLSX.utils.book_new()
    XLSX.utils.book_append_sheet(book, sheetOf([['x']]), '封面')
    XLSX.utils.book_append_sheet(book, list, '隐藏')
    book.Workbook = { Sheets: [{ Hidden: 0 }, { Hidden: 1 }] }
    const bytes = new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer)
    expect((await refused(bytes)).code).toBe('workbook-no-header')
  })

  it.each([
    ['no ID column', '证件号码', 'workbook-no-id-column'],
    ['no names', '姓名', 'workbook-no-header']
  ])('%s: nothing is taken, and the sheet is named', async (_, left, code) => {
    const error = await refused(roster([line(0)], HEADINGS.filter(heading => heading !== left)))
    expect(error.code).toBe(code)
    if (code !== 'workbook-no-header') expect(error.detail).toMatchObject({ name: '名册.xlsx', sheet: 'Sheet1' })
  })
})

describe('X-08 numbers of certificates', () => {
  // What a spreadsheet keeps of it; JavaScript too.
  const lost = Number(IDS[0])

  it('a number cell is an error with the address of the cell and what to do', async () => {
    const parsed = await one({ 证件号码: lost })
    expect(parsed.problems).toHaveLength(1)
    expect(parsed.problems[0]).toMatchObject({ cell: 'D3', row: 3, severity: 'error', code: 'id-digits-lost' })
    expect(parsed.problems[0]!.text).toContain('530521195510183000')
    expect(parsed.problems[0]!.text).toContain('“文本”格式')
    expect(parsed.rows[0]!.person['idNo']).toBeUndefined()
  })

  it.each<[string, Cell, string]>([
    ['15 digits in a number cell are whole, and still refused', 530521551018295, 'id-is-number'],
    ['5.30521E+17 as text', '5.30521E+17', 'id-is-number'],
    ['three noughts at the end and a wrong check digit', '530521195510182000', 'id-digits-lost'],
    ['letters that are in no number', '53052119551018295张', 'value-unknown'],
    ['a turned reading direction', `\u202e${IDS[0]}`, 'value-unknown']
  ])('%s: error', async (_, value, code) => {
    const parsed = await one({ 证件号码: value })
    expect(codes(parsed)).toEqual([`D3 ${code}`])
    expect(parsed.problems[0]!.severity).toBe('error')
  })

  it.each<[string, string, string]>([
    ['a small x', '53052119781019720x', '53052119781019720X'],
    ['full-width digits', '５３０５２１１９５５１０１８２９５５', IDS[0]],
    ['an apostrophe, spaces and a tab', `'530521 19551018 2955\t`, IDS[0]],
    ['three noughts at the end and a right check digit', '530521197001060000', '530521197001060000']
  ])('%s is read as what it is', async (_, written, id) => {
    const parsed = await one({ 证件号码: written })
    expect(parsed.rows[0]!.person['idNo']).toBe(id)
    expect(parsed.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it.each([
    ['a wrong check digit', '530521195510182954', 'id-checksum'],
    ['fourteen digits', '53052155101829', 'id-length'],
    ['a birthday that never was', '530521199902300010', 'id-']
  ])('%s is taken with a warning: it stands so in the national system', async (_, id, code) => {
    const parsed = await one({ 证件号码: id })
    expect(parsed.rows[0]!.person['idNo']).toBe(id)
    expect(parsed.problems).toMatchObject([{ cell: 'D3', severity: 'warning' }])
    expect(parsed.problems[0]!.code).toContain(code)
  })

  it.each<[string, Line, string[]]>([
    ['户编号 as a number', { 户编号: 530506089138421 }, ['B3 number-is-number']],
    ['X-09 a landline as a number has lost its nought', { 成员联系电话: 8758123456 }, ['G3 phone-is-number']],
    ['X-09 1.38E+10 as text', { 成员联系电话: '1.38E+10' }, ['G3 value-unknown']]
  ])('%s', async (_, more, expected) => {
    const parsed = await one(more)
    expect(codes(parsed)).toEqual(expected)
    expect(parsed.problems[0]!.severity).toBe('error')
  })

  it.each<[string, Cell]>([
    ['a number cell of eleven digits is whole', 18740763469], ['13800000000.0 of another program', '18740763469.0'], ['with 86', '+86 187-4076-3469'], ['full-width', '１８７４０７６３４６９']
  ])('X-09 a mobile as %s is read as it is', async (_, cell) => {
    const parsed = await one({ 成员联系电话: cell })
    expect(parsed.rows[0]!.person['phone']).toBe('18740763469')
    expect(parsed.problems).toEqual([])
  })
})

describe('X-10 X-11 cells as values', () => {
  it.each<[string, Cell, string | undefined]>([
    ['20110304', '20110304', '2011-03-04'], ['2011-3-4', '2011-3-4', '2011-03-04'], ['2011年3月4日', '2011年3月4日', '2011-03-04'],
    ['a day cell', serial(40606), '2011-03-04'], ['the first day of a year, in any time zone', serial(40544), '2011-01-01'],
    ['eight digits in a number cell', 20110304, '2011-03-04']
  ])('the birth date %s', async (_, cell, wanted) => {
    const parsed = await one({ 出生日期: cell, 证件号码: '532101201103040019' })
    expect(parsed.rows[0]!.person['birthDate']).toBe(wanted)
  })

  it('a bare day number is believed only where the ID number says the same day', async () => {
    expect((await one({ 出生日期: 20380 })).rows[0]!.person['birthDate']).toBe('1955-10-18')
    expect(codes(await one({ 出生日期: 20381 }))).toEqual(['E3 date-unclear'])
  })

  it('a birth month is completed by the ID number, or left out with a warning', async () => {
    expect((await one({ 出生日期: '1955年10月' })).rows[0]!.person['birthDate']).toBe('1955-10-18')
    const parsed = await one({ 出生日期: '1956.10' })
    expect(parsed.rows[0]!.person['birthDate']).toBeUndefined()
    expect(parsed.problems).toMatchObject([{ cell: 'E3', code: 'date-incomplete', severity: 'warning' }])
  })

  it.each<[string, Cell, number | undefined, string[]]>([
    ['1070.67', '1070.67', 107067, []], ['8,700', '8,700', 870000, []], ['8700元', '8700元', 870000, []], ['0.87万', '0.87万', 870000, []],
    ['a number cell with a binary tail', 0.1 + 0.2, 30, []], ['a minus', '-12.5', -1250, []],
    ['blank says nothing, not nought', null, undefined, []], ['nought is nought', '0', 0, []],
    ['words', '很多', undefined, ['J3 value-unknown']],
    ['X-11 #REF!, kept of a formula', { t: 'e', v: 23 }, undefined, ['J3 formula-error']]
  ])('net income %s', async (_, cell, fen, problems) => {
    const parsed = await one({ 纯收入: cell })
    expect(parsed.rows[0]!.income['netTotal']).toBe(fen)
    expect(codes(parsed)).toEqual(problems)
  })

  it('a label nobody knows is an error with its cell', async () => {
    const parsed = await one({ 健康状况: '好得很' })
    expect(parsed.problems).toMatchObject([{ cell: 'K3', code: 'label-unknown', severity: 'error' }])
    expect(parsed.problems[0]!.text).toContain('好得很')
  })

  it('X-14 invisible characters go, rare ones stay, dots are alike, a turned direction is refused', async () => {
    const name = async (written: string): Promise<unknown> => (await one({ 姓名: written })).rows[0]!.person['name']
    expect(await name('寸\u200b杰\ufeff')).toBe('寸杰')
    expect(await name('\u00a0寸 杰\u3000')).toBe('寸杰')
    expect(await name('𬱖䶮㛃')).toBe('𬱖䶮㛃')
    expect(await name('阿卜杜拉•买买提')).toBe('阿卜杜拉·买买提')
    expect(codes(await one({ 姓名: '寸\u202e杰' }))).toEqual(['C3 value-unknown'])
  })

  it('lines that are no person are passed over, and said', async () => {
    const parsed = await read(workbook({ S: sheetOf([...tableOf([line(0)]), [], ['合计：1 人'], [...HEADINGS], ...tableOf([line(1)]).slice(1)]) }))
    expect(parsed.rows).toHaveLength(2)
    expect(parsed.problems).toEqual([])
    expect(parsed.dropped.map(({ row, why }) => [row, why])).toEqual([[3, 'blank'], [4, 'subtotal'], [5, 'heading-again']])
  })
})

describe('workbooks that mean harm', () => {
  const table = tableOf([line(0)])

  it('X-01 a comment on cell __proto__ changes no object', async () => {
    const comments = '<?xml version="1.0"?><comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>a</author></authors><commentList><comment ref="__proto__" authorId="0"><text><t>polluted</t></text></comment></commentList></comments>'
    const rels = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"/></Relationships>'
    const file = zip(bareParts(SHEET_XML(rowsXml(table)), [{ name: 'xl/comments1.xml', data: comments }, { name: 'xl/worksheets/_rels/sheet1.xml.rels', data: rels }]))
    const before = Object.getOwnPropertyNames(Object.prototype)
    expect((await read(file)).rows).toHaveLength(1)
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    expect(Object.keys({})).toEqual([])
  })

  it('X-02 a cell at XFD1048576 is left out and said, and the list is read', async () => {
    const far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    const parsed = await read(zip(bareParts(SHEET_XML(rowsXml(table, far), 'A1:XFD1048576'))))
    expect(parsed.rows).toHaveLength(1)
    expect(codes(parsed).map(text => text.replace(/^\w+ /, ''))).toEqual(['rows-left-out'])
  })

  it('X-02 a claimed range of a million rows with one line in it', async () => {
    const parsed = await read(zip(bareParts(SHEET_XML(rowsXml(table), 'A1:XFD1048576'))))
    expect(parsed.rows).toHaveLength(1)
  })

  it('a list longer than may be read is refused, not cut', async () => {
    const body = (count: number): string => Array.from({ length: count }, (_, i) => `<row r="${i + 2}"><c r="C${i + 2}" t="inlineStr"><is><t>李</t></is></c><c r="D${i + 2}" t="inlineStr"><is><t>5305</t></is></c><c r="B${i + 2}" t="inlineStr"><is><t>1</t></is></c></row>`).join('')
    const error = await refused(zip(bareParts(SHEET_XML(rowsXml([table[0]!], body(MAX_ROWS + 5))))))
    expect(error).toMatchObject({ code: 'workbook-unsafe', detail: { reason: expect.stringContaining(String(MAX_ROWS)) as string } })
  })

  it('a sheet that is not XML at all', async () => {
    expect((await refused(zip(bareParts('garbage')))).code).toBe('workbook-no-header')
  })

  it('a workbook with no line of persons has no rows', async () => {
    expect((await read(roster([]))).rows).toEqual([])
  })
})
