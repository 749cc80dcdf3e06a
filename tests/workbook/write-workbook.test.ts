import ExcelJS from 'exceljs'
import * as XLSX from 'xlsx'
import { describe, expect, it } from 'vitest'
import { strFromU8, unzipSync } from 'fflate'
import { writeCsv } from '../../src/workbook/write/csv.ts'
import type { Line, SheetSpec, WorkbookSpec } from '../../src/workbook/write/spec.ts'
import { writeWorkbook } from '../../src/workbook/write/write-workbook.ts'

const columns = (...headings: readonly string[]): SheetSpec['columns'] => headings.map(heading => ({ heading, width: 8 }))
const sheet = (lines: readonly Line[], more: Partial<SheetSpec> = {}): SheetSpec =>
  ({ name: '花名册', titles: [], columns: columns('姓名', '证件号码'), count: lines.length, lines, ...more })
const book = (...sheets: readonly SheetSpec[]): WorkbookSpec => ({ sheets })

/** What SheetJS reads of the first sheet, blanks as ''. */
async function cellsOf(spec: WorkbookSpec, at = 0): Promise<readonly (readonly string[])[]> {
  const read = XLSX.read(await writeWorkbook(spec), { type: 'array' })
  return XLSX.utils.sheet_to_json<string[]>(read.Sheets[read.SheetNames[at]!]!, { header: 1, defval: '', raw: true })
}
async function excel(spec: WorkbookSpec): Promise<ExcelJS.Workbook> {
  const read = new ExcelJS.Workbook()
  await read.xlsx.load((await writeWorkbook(spec)).buffer as ArrayBuffer)
  return read
}
async function partsOf(spec: WorkbookSpec): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(Object.entries(unzipSync(await writeWorkbook(spec))).map(([name, bytes]) => [name, strFromU8(bytes)]))
}

describe('a sheet as a clerk opens it', () => {
  const roster = (): SheetSpec => sheet([['寸杰', '530521195510182955'], ['', '53052119781019720X']], { titles: ['防返贫监测户及家庭成员信息', '导出单位：施甸县万兴乡'] })

  it('title lines stand above the headings, each across all columns', async () => {
    expect(await cellsOf(book(roster()))).toEqual([['防返贫监测户及家庭成员信息', ''], ['导出单位：施甸县万兴乡', ''], ['姓名', '证件号码'], ['寸杰', '530521195510182955'], ['', '53052119781019720X']])
    const first = (await excel(book(roster()))).worksheets[0]!
    expect(first.getCell('B1').master.address).toBe('A1')
    expect(first.getCell('B2').master.address).toBe('A2')
  })

  it('every cell is text, and what is typed into a blank one becomes text', async () => {
    const first = (await excel(book(roster()))).worksheets[0]!
    first.eachRow(row => row.eachCell(cell => {
      expect(cell.master.type, cell.address).toBe(ExcelJS.ValueType.String)
      expect(cell.numFmt, cell.address).toBe('@')
    }))
    expect(first.columns.map(column => column.numFmt)).toEqual(['@', '@'])
  })

  it('the headings stay while the lines roll, and filter and width are set', async () => {
    const first = (await excel(book(roster()))).worksheets[0]!
    expect(first.views[0]).toMatchObject({ state: 'frozen', ySplit: 3 })
    expect(first.autoFilter).toBe('A3:B5')
    expect(first.getColumn(1).width).toBe(18)
  })

  it('a line of sums stands below the filter', async () => {
    const first = (await excel(book(sheet([['寸杰', '1']], { total: ['合计', '8700'] })))).worksheets[0]!
    expect(first.getCell('B3').value).toBe('8700')
    expect(first.getCell('B3').font.bold).toBe(true)
    expect(first.autoFilter).toBe('A1:B2')
  })

  it('red cells are red, blank ones too', async () => {
    const first = (await excel(book(sheet([['寸杰', ''], ['杜然红', '1']], { red: new Map([[0, [1]]]) })))).worksheets[0]!
    const red = (address: string): unknown => (first.getCell(address).fill as ExcelJS.FillPattern | undefined)?.fgColor?.argb
    expect([red('A2'), red('B2'), red('A3'), red('B3')]).toEqual([undefined, 'FFFF8080', undefined, undefined])
    expect(first.getCell('B2').numFmt).toBe('@')
  })

  it('several sheets keep their order; names a workbook does not allow are mended', async () => {
    const read = XLSX.read(await writeWorkbook(book(sheet([]), sheet([['a', 'b']], { name: '花名册' }), sheet([], { name: '[按规则]:很长的名字'.repeat(5) }), sheet([], { name: '' }))), { type: 'array' })
    expect(read.SheetNames.slice(0, 2)).toEqual(['花名册', '花名册 2'])
    expect(read.SheetNames[2]!.length).toBeLessThanOrEqual(31)
    expect(read.SheetNames[2]).not.toMatch(/[[\]:*?/\\]/)
    expect(read.SheetNames[3]).toBe('表4')
    expect(await cellsOf(book(sheet([]), sheet([['a', 'b']])), 1)).toEqual([['姓名', '证件号码'], ['a', 'b']])
  })

  it('no lines at all is a sheet with headings', async () => {
    expect(await cellsOf(book(sheet([])))).toEqual([['姓名', '证件号码']])
  })
})

describe('drop-downs', () => {
  const choice = (choices: readonly string[], several = false): WorkbookSpec =>
    book(sheet([['寸杰', '']], { columns: [{ heading: '姓名', width: 4, hint: '按户口簿写' }, { heading: '性别', width: 4, choices, several }], room: 100 }))

  it('a short list stands in the rule and reaches the blank lines below', async () => {
    const first = (await excel(choice(['男', '女']))).worksheets[0]!
    expect(first.getCell('B101').dataValidation).toMatchObject({ type: 'list', formulae: ['"男,女"'], showErrorMessage: true, allowBlank: true })
    expect(first.getCell('B103').dataValidation).toBeUndefined()
    expect(first.getCell('A2').dataValidation).toMatchObject({ prompt: '按户口簿写', promptTitle: '姓名' })
  })

  it('a list longer than 255 characters, or with a comma in it, lies on a hidden sheet as text', async () => {
    const long = Array.from({ length: 120 }, (_, i) => `第${i}种情况`)
    for (const list of [long, ['因灾(地震,洪涝)', '其他'], ['他说"好"', '否']]) {
      const read = await excel(choice(list))
      const hidden = read.getWorksheet('选项')!
      expect(hidden.state).toBe('hidden')
      expect(list.map((_, i) => hidden.getCell(`A${i + 2}`).value)).toEqual(list)
      expect(hidden.getCell('A2').numFmt).toBe('@')
      expect(read.worksheets[0]!.getCell('B2').dataValidation.formulae).toEqual([`选项!$A$2:$A$${list.length + 1}`])
    }
  })

  it('where several answers fit into a cell the list offers and does not refuse', async () => {
    expect((await excel(choice(['因病', '因学'], true))).worksheets[0]!.getCell('B2').dataValidation.showErrorMessage).not.toBe(true)
  })

  it('a sheet of the person that is called like the hidden one keeps its lines', async () => {
    const spec = book(sheet([['寸杰', '']], { name: '选项', columns: [{ heading: '姓名', width: 4, choices: ['a,b'] }] }))
    const read = await excel(spec)
    expect(read.worksheets.map(({ name, state }) => [name, state])).toEqual([['选项 2', 'visible'], ['选项', 'hidden']])
  })
})

describe('text that would be more than text', () => {
  const ATTACKS = ['=cmd|\' /C calc\'!A0', '+1', '-2', '@SUM(A1:A9)', '\t=1+1', '=HYPERLINK("http://x","点")', '{=1}', '\'=1', '=1+1\n=2', '＝1+1', '＋1', '－2', '＠SUM(A1)']

  it.each(ATTACKS)('X-19 %j is stored as text and comes back letter by letter', async attack => {
    const spec = book(sheet([[attack, '1']], { titles: [attack], columns: columns(`${attack}列`, 'b') }))
    const parts = await partsOf(spec)
    for (const xml of Object.values(parts)) expect(xml).not.toMatch(/<f[\s>]/)
    const cells = await cellsOf(spec)
    expect(cells[2]![0]).toBe(attack)
    expect(cells[1]![0]).toBe(`${attack}列`)
    const cell = (await excel(spec)).worksheets[0]!.getCell('A3')
    expect([cell.type, cell.value, cell.numFmt]).toEqual([ExcelJS.ValueType.String, attack, '@'])
  })

  it('X-19 NUL and control characters go, a lone half of a pair becomes a replacement, and the file opens', async () => {
    expect((await cellsOf(book(sheet([['寸\0杰\x01\x08\x0b\x1f', 'a\ud800b'], ['\udc00', '\ufffe\uffff1'], ['行一\r\n行二\r行三', '𠮷田㛃']]))))[1]).toEqual(['寸杰', 'a\ufffdb'])
    expect((await cellsOf(book(sheet([['行一\r\n行二\r行三', '𠮷田㛃'], ['\ufffe\uffff1', '\udc00']]))))).toEqual([['姓名', '证件号码'], ['行一\n行二\n行三', '𠮷田㛃'], ['1', '\ufffd']])
  })

  it.each(['<b>&amp;</b>', ']]>', '"\'', '_x0041_', '_x005F_', ' 前后 ', '中  间', '\n', '&#0;', '<!-- -->'])('%j is no markup', async text => {
    expect((await cellsOf(book(sheet([[text, '1']]))))[1]![0]).toBe(text)
    expect((await excel(book(sheet([['1', '2']], { titles: [text] })))).worksheets[0]!.rowCount).toBe(3)
  })

  it('X-06 a text longer than a cell is cut to what a cell holds, not in the middle of a character', async () => {
    const [, line] = await cellsOf(book(sheet([['𠮷'.repeat(20_000), '1']])))
    expect(line![0]!.length).toBeLessThanOrEqual(32_767)
    expect(line![0]!.isWellFormed()).toBe(true)
  })

  const LEADS = ATTACKS.filter(text => /^[^{'\w]/u.test(text))
  it('X-19 a CSV leads what would calculate with an apostrophe, and is UTF-8 with its mark', () => {
    const csv = writeCsv({ columns: columns('姓名', '备注'), lines: [...LEADS.map(text => ['寸杰', text]), ['"引"', '一,二'], ['a\nb', '']] })
    expect([...csv.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const rows = XLSX.utils.sheet_to_json<string[]>(XLSX.read(csv, { type: 'array', raw: true }).Sheets['Sheet1']!, { header: 1, defval: '', raw: true })
    expect(rows.slice(1, LEADS.length + 1).map(row => row[1])).toEqual(LEADS.map(text => `'${text}`))
    expect(rows.slice(LEADS.length + 1)).toEqual([['"引"', '一,二'], ['a\nb', '']])
  })
})

describe('what the file does not hold', () => {
  it('no author, no clock, no macro, no link; the same content is the same bytes', async () => {
    const spec = (): WorkbookSpec => book(sheet([['寸杰', '1']]))
    const parts = await partsOf(spec())
    expect(Object.keys(parts).sort()).toEqual(['[Content_Types].xml', '_rels/.rels', 'xl/_rels/workbook.xml.rels', 'xl/sharedStrings.xml', 'xl/styles.xml', 'xl/workbook.xml', 'xl/worksheets/sheet1.xml'])
    for (const xml of Object.values(parts)) expect(xml).not.toMatch(/creator|lastModifiedBy|TargetMode="External"/)
    expect(await writeWorkbook(spec())).toEqual(await writeWorkbook(spec()))
  })
})
