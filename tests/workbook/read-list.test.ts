/** A stranger's list read as it stands: where its headings are, what is a line, and what it may not do. */
import type * as XLSX from 'xlsx'
import { describe, expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import { MOST_LINES } from '../../src/workbook/read-list.ts'
import { readWorkbook } from '../../src/workbook/read-file.ts'
import type { ListTable } from '../../src/workbook/sheet-types.ts'
import { bareParts, rowsXml, SHEET_XML, sheetOf, workbook, zip, type Cell, type Part } from './make-files.ts'

const read = async (bytes: Uint8Array, name = '名单.xlsx', sheet?: string): Promise<ListTable> =>
  (await readWorkbook(name, bytes, { as: 'list', ...(sheet !== undefined && { choice: { sheet } }) })).table!
const made = (rows: readonly (readonly Cell[])[]): Uint8Array => workbook({ 名单: sheetOf(rows) })
const refusal = async (bytes: Uint8Array, name = '名单.xlsx'): Promise<string> => read(bytes, name).then(() => 'read', (error: unknown) => {
  if (error instanceof AppError) return `${error.code} ${String(error.detail['reason'] ?? '')}`.trim()
  throw error
})
const LIST: readonly (readonly Cell[])[] = [['姓名', '身份证号', '金额'], ['李', '1', 1], ['王', '2', 2]]
/** The sheet as its own XML, with what no program of an office would write. */
const raw = (xml: string, range?: string, more: readonly Part[] = []): Uint8Array => zip(bareParts(SHEET_XML(xml, range), [...more]))
const inline = (address: string, text: string): string => `<c r="${address}" t="inlineStr"><is><t>${text}</t></is></c>`

describe('where the headings are', () => {
  it.each<[string, readonly (readonly Cell[])[], readonly string[], number]>([
    ['in the first row', [['姓名', '身份证号', '金额'], ['李', '5', 1]], ['姓名', '身份证号', '金额'], 1],
    ['under a title', [['某某名单'], ['姓名', '身份证号', '金额'], ['李', '5', 1]], ['姓名', '身份证号', '金额'], 1],
    ['of words nobody knows', [['某某'], ['甲项', '乙项', '丙项', '丁项'], ['a1', 'b', 'c', 'd'], ['a2', 'b', 'c', 'd']], ['甲项', '乙项', '丙项', '丁项'], 2],
    ['numbers and IDs are no headings', [['甲项', '乙项', '丙项'], ['530521195510182955', '12', '2026-01-01'], ['530521195501086144', '13', '2026-01-02']], ['甲项', '乙项', '丙项'], 2]
  ])('%s', async (_, rows, headings, lines) => {
    const table = await read(made(rows))
    expect(table.headings).toEqual(headings)
    expect(table.lines).toHaveLength(lines)
  })

  it('the sheet with the longest list is taken, another when a person says so', async () => {
    const bytes = workbook({ 说明: sheetOf([['项目', '说明'], ['a', 'b']]), 名单: sheetOf([['姓名', '身份证号', '事项'], ['李', '1', 'x'], ['王', '2', 'y']]) })
    expect((await read(bytes)).lines).toHaveLength(2)
    expect((await read(bytes, '名单.xlsx', '说明')).headings).toEqual(['项目', '说明'])
  })
})

describe('what stands in it', () => {
  it('days are days, times are kept, digits are written out, blanks stay where they are', async () => {
    const table = await read(made([['姓名', '身份证号', '时间', '日期'], ['李', { t: 'n', v: 530521195510183000 }, { t: 'n', v: 46_300.5, z: 'yyyy-mm-dd hh:mm' }, { t: 'n', v: 46_300, z: 'yyyy/m/d' }], ['王', null, null, '无']]))
    expect(table.lines.map(({ cells }) => cells)).toEqual([['李', '530521195510183000', '2026-10-05 12:00', '2026-10-05'], ['王', '', '', '无']])
  })
  it('sub-totals, footers and headings printed again are no lines, and are kept aside with their row', async () => {
    const heading = ['姓名', '身份证号', '金额']
    const table = await read(made([heading, ['李', '1', 1], ['小计', null, 1], heading, ['王', '2', 2], [null, null, null], ['合计', null, 3], ['填表人：赵', null, null]]))
    expect(table.lines.map(({ row }) => row)).toEqual([2, 5])
    expect(table.aside.map(({ row }) => row)).toEqual([3, 4, 7, 8])
  })
  it('hidden rows are lines, and told', async () => {
    const sheet = sheetOf([['姓名', '身份证号', '金额'], ['李', '1', 1], ['王', '2', 2]])
    sheet['!rows'] = [{}, { hidden: true }, {}]
    expect(await read(workbook({ a: sheet }))).toMatchObject({ hidden: [2], lines: [{ row: 2 }, { row: 3 }] })
  })
  it('X-14 signs nobody sees and such as turn the reading round are gone', async () => {
    const table = await read(made([['姓名', '身份证号', '金额'], ['\u202e李\u200b国强\u202c', '1\u0007', '2\u2066']]))
    expect(table.lines[0]!.cells).toEqual(['李国强', '1', '2'])
  })
  it('X-12 a formula is read as its result and never worked out', async () => {
    const table = await read(made([['姓名', '身份证号', '金额'], ['李', '1', { t: 'n', v: 5, f: '2+3' }], ['=cmd|calc', '@SUM(1)', '-1']]))
    expect(table.lines.map(({ cells }) => cells)).toEqual([['李', '1', '5'], ['=cmd|calc', '@SUM(1)', '-1']])
  })
  it('X-07 headings that are parts of every object are texts', async () => {
    const table = await read(made([['__proto__', 'constructor', '姓名'], ['a', 'b', 'c']]))
    expect(table.headings).toEqual(['__proto__', 'constructor', '姓名'])
  })
  it.each<[string, readonly (readonly Cell[])[], readonly string[]]>([
    ['twice the same', [['姓名', '金额', '金额'], ['李', 1, 2]], ['姓名', '金额', '金额']],
    ['full-width, with spaces and breaks', [['姓\n名', '身份证号　', 'Ａ金 额'], ['李', '1', 2]], ['姓 名', '身份证号', 'Ａ金 额']],
    ['toString, hasOwnProperty and valueOf', [['姓名', 'toString', 'hasOwnProperty', 'valueOf'], ['李', 'a', 'b', 'c']], ['姓名', 'toString', 'hasOwnProperty', 'valueOf']]
  ])('X-07 headings %s are columns of their own, each with its texts', async (_, rows, headings) => {
    const table = await read(made(rows))
    expect(table.headings.map(heading => heading.trim())).toEqual(headings)
    expect(table.lines.map(({ cells }) => cells)).toEqual([rows[1]!.map(String)])
    expect(Object.keys({})).toEqual([])
  })
  it('X-07 headings of two lines, merged, are one path each', async () => {
    const sheet = sheetOf([['姓名', '费用', null], [null, '住院', '门诊'], ['李', 1, 2]])
    sheet['!merges'] = [{ s: { r: 0, c: 1 }, e: { r: 0, c: 2 } }, { s: { r: 0, c: 0 }, e: { r: 1, c: 0 } }]
    const table = await read(workbook({ 名单: sheet }))
    expect(table.lines.map(({ row, cells }) => [row, cells])).toContainEqual([3, ['李', '1', '2']])
  })
  it.each([['XFD1048576', 1_048_576], ['XFD9', 9], ['A1048576', 1_048_576]])('X-02 a cell at %s is left out at once, and told', async (address, row) => {
    const before = performance.now()
    expect(await read(raw(rowsXml(LIST, `<row r="${row}">${inline(address, 'x')}</row>`), `A1:${address}`))).toMatchObject({ lines: [{ row: 2 }, { row: 3 }], leftOut: true })
    expect(performance.now() - before).toBeLessThan(2000)
    expect((await read(made(LIST))).leftOut).toBe(false)
  })
  it('X-02 a range declared over the whole sheet costs nothing where nothing stands in it', async () => {
    const before = performance.now()
    expect((await read(raw(rowsXml(LIST), 'A1:XFD1048576'))).lines).toHaveLength(2)
    expect(performance.now() - before).toBeLessThan(2000)
  })
  it('old .xls and .csv in GBK are read alike', async () => {
    const rows = [['姓名', '身份证号', '金额'], ['李', '1', '2']]
    const xls = workbook({ a: sheetOf(rows) }, { bookType: 'biff8' as XLSX.BookType, compression: false })
    expect((await read(xls, '名单.xls')).lines[0]!.cells).toEqual(['李', '1', '2'])
    expect((await read(new TextEncoder().encode(rows.map(row => row.join(',')).join('\r\n')), '名单.csv')).lines[0]!.cells).toEqual(['李', '1', '2'])
  })
})

describe('what is refused', () => {
  it('X-02 X-03 too many lines, a line too long, a zip that says it unfolds to more than it may', async () => {
    const many = ['姓名,身份证号,金额', ...Array.from({ length: MOST_LINES + 1 }, (_, i) => `李,${i},1`)].join('\n')
    expect(await refusal(new TextEncoder().encode(many), '名单.csv')).toBe(`workbook-unsafe 有 ${MOST_LINES + 1} 行，一次最多 ${MOST_LINES} 行`)
    expect(await refusal(made([['姓名', '身份证号', '金额'], ['李', 'x'.repeat(30_000), 'y'.repeat(30_000)]]))).toBe('workbook-unsafe 第 2 行的文字太长')
    expect(await refusal(zip([{ name: '[Content_Types].xml', data: '<Types/>' }, { name: 'xl/workbook.xml', data: 'x', size: 3_000_000_000 }]))).toMatch(/^(workbook-unsafe|file-not-workbook)/u)
  })
  it('X-03 a part that unfolds to more than it declares is stopped there', async () => {
    const parts = bareParts(SHEET_XML(rowsXml(LIST))).map((part): Part => part.name === 'xl/worksheets/sheet1.xml' ? { ...part, data: `${String(part.data)}${' '.repeat(4_000_000)}`, size: 1000 } : part)
    expect(await refusal(zip(parts))).toMatch(/^workbook-unsafe .+/u)
  })
  it('X-12 a list that draws on other files is refused by name', async () => {
    expect(await refusal(raw(rowsXml(LIST), undefined, [{ name: 'xl/externalLinks/externalLink1.xml', data: '<externalLink/>' }]))).toBe('workbook-unsafe 链接了别的文件')
  })
  it.each([['an empty file', new Uint8Array(), /^file-empty|^file-not-workbook|^workbook/u], ['a photograph', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46), /^file-not-workbook/u], ['a program', new TextEncoder().encode('MZ\u0090 this is no list'), /^file-not-workbook|^workbook-no-header/u]])('X-05 %s called .xlsx is named for what it is', async (_, bytes, code) => {
    expect(await refusal(bytes)).toMatch(code)
  })
  it('a sheet without anything that could be a heading', async () => {
    expect(await refusal(made([['1'], ['2'], ['3']]))).toBe('workbook-no-header')
  })
})
