import ExcelJS from 'exceljs'
import * as XLSX from 'xlsx'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { scanZip } from '../../src/workbook/scan-zip.ts'
import type { Mark, MarkPlan } from '../../src/workbook/write/mark.ts'
import { markFile } from '../../src/workbook/write/mark-file.ts'
import { line, roster, sheetOf, tableOf, workbook } from './make-files.ts'

const RED = 'FFFF8080'
const plan = (marks: readonly Mark[], more: Partial<MarkPlan> = {}): MarkPlan => ({ sheet: 'Sheet1', headingRow: 2, reasonColumn: null, marks, ...more })
const bad = (row: number, cells: readonly string[], text = '证件号码：校验码不对'): Mark => ({ row, cells, text })

async function opened(bytes: Uint8Array): Promise<ExcelJS.Worksheet> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes.slice().buffer as ArrayBuffer)
  return book.worksheets[0]!
}
const fillOf = (sheet: ExcelJS.Worksheet, address: string): string | undefined => (sheet.getCell(address).fill as ExcelJS.FillPattern | undefined)?.fgColor?.argb
const parts = (bytes: Uint8Array): Record<string, Uint8Array> => unzipSync(bytes)

/** Excel's own way of writing: styles on cells, widths, merged titles, a filter, a comment part, a second sheet. */
async function clerksFile(): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('Sheet1')
  sheet.addRow(['万兴村花名册'])
  sheet.mergeCells('A1:C1')
  sheet.addRow(['姓名', '证件号码', '年龄'])
  sheet.addRow(['寸杰', '53052119551018295X', 70]).getCell(2).numFmt = '@'
  sheet.addRow(['杜然红', '530521195501086144', { formula: '2026-1955', result: 71 }])
  sheet.addRow([])
  sheet.addRow(['寸寿子', null, 17]).getCell(1).font = { bold: true, color: { argb: 'FF0000FF' } }
  sheet.getColumn(1).width = 22
  sheet.autoFilter = 'A2:C6'
  sheet.getCell('A3').note = '核对过'
  book.addWorksheet('说明').addRow(['不要动这一张'])
  return new Uint8Array(await book.xlsx.writeBuffer() as ArrayBuffer)
}

describe('an .xlsx handed back', () => {
  it('wrong cells are red, the reason stands behind the last column, lines keep their order and numbers', async () => {
    const sheet = await opened(await markFile('花名册.xlsx', await clerksFile(), plan([bad(3, ['B3']), bad(6, ['B6'], '没有证件号码\n请补')])))
    expect(sheet.getCell('D2').value).toBe('错误说明')
    expect([sheet.getCell('D3').value, sheet.getCell('D4').value, sheet.getCell('D6').value]).toEqual(['证件号码：校验码不对', null, '没有证件号码\n请补'])
    expect(['B3', 'D3', 'B6', 'D6'].map(cell => fillOf(sheet, cell))).toEqual([RED, RED, RED, RED])
    expect(['A3', 'B4', 'C4', 'A6', 'D2'].map(cell => fillOf(sheet, cell))).toEqual([undefined, undefined, undefined, undefined, undefined])
    expect(sheet.getCell('B3').value).toBe('53052119551018295X')
  })

  it('fonts, formats, formulas, widths, merged cells, filter and comments stay', async () => {
    const sheet = await opened(await markFile('花名册.xlsx', await clerksFile(), plan([bad(3, ['B3']), bad(6, ['A6'])])))
    expect(sheet.getCell('B3').numFmt).toBe('@')
    expect(sheet.getCell('A6').font).toMatchObject({ bold: true, color: { argb: 'FF0000FF' } })
    expect(sheet.getCell('C4').formula).toBe('2026-1955')
    expect(sheet.getColumn(1).width).toBe(22)
    expect(sheet.getCell('B1').master.address).toBe('A1')
    expect(sheet.autoFilter).toBe('A2:C6')
    expect(sheet.getCell('A3').note).toBe('核对过')
  })

  it('every part but the sheet and the styles is the clerk\'s, byte for byte, and in the same order', async () => {
    const before = await clerksFile()
    const after = await markFile('花名册.xlsx', before, plan([bad(3, ['B3'])]))
    const [was, is] = [parts(before), parts(after)]
    expect(Object.keys(is)).toEqual(Object.keys(was))
    const changed = Object.keys(was).filter(name => Buffer.compare(was[name]!, is[name]!) !== 0)
    expect(changed.sort()).toEqual(['xl/styles.xml', 'xl/worksheets/sheet1.xml'])
    expect(() => scanZip('花名册.xlsx', after)).not.toThrow()
  })

  it('a line without anything wrong is written as it was', async () => {
    const before = await clerksFile()
    const rowOf = (bytes: Uint8Array): string | undefined => /<row r="4".*?<\/row>/s.exec(strFromU8(parts(bytes)['xl/worksheets/sheet1.xml']!))?.[0]
    expect(rowOf(await markFile('花名册.xlsx', before, plan([bad(3, ['B3'])])))).toBe(rowOf(before))
  })

  it('X-19 a reason that looks like a formula or like markup is text', async () => {
    const sheet = await opened(await markFile('花名册.xlsx', await clerksFile(), plan([bad(3, ['B3'], '=cmd|\' /C calc\'!A0 <b>&\0')])))
    expect(sheet.getCell('D3').type).toBe(ExcelJS.ValueType.String)
    expect(sheet.getCell('D3').value).toBe('=cmd|\' /C calc\'!A0 <b>&')
  })

  it('a wrong cell that is not in the file at all is there afterwards, in its place', async () => {
    const file = roster([line(0, 1, { 证件号码: null, 健康状况: null })])
    const marked = await markFile('花名册.xlsx', file, plan([bad(3, ['D3', 'K3'])]))
    const xml = strFromU8(parts(marked)['xl/worksheets/sheet1.xml']!)
    const order = [...xml.matchAll(/<c r="([A-Z]+)3"/g)].map(([, letter]) => letter)
    expect(order).toEqual([...order].sort())
    const sheet = await opened(marked)
    expect([fillOf(sheet, 'D3'), fillOf(sheet, 'K3'), sheet.getCell('L3').value]).toEqual([RED, RED, '证件号码：校验码不对'])
  })

  it('a file handed back before gets no second column, and reasons that no longer hold are gone', async () => {
    const once = await markFile('花名册.xlsx', await clerksFile(), plan([bad(3, ['B3']), bad(6, ['B6'])]))
    const sheet = await opened(await markFile('花名册.xlsx', once, plan([bad(6, ['B6'], '还是没有')], { reasonColumn: 3 })))
    expect([sheet.getCell('D2').value, sheet.getCell('D3').value, sheet.getCell('D6').value, sheet.getCell('E2').value]).toEqual(['错误说明', null, '还是没有', null])
  })

  it('cells and rows without addresses are counted, and marked all the same', async () => {
    const files = parts(roster([line(0), line(1)]))
    const name = 'xl/worksheets/sheet1.xml'
    const bare = strToU8(strFromU8(files[name]!).replace(/<(row|c) r="[A-Z]*\d+"/g, '<$1'))
    const marked = strFromU8(parts(await markFile('花名册.xlsx', zipSync({ ...files, [name]: bare }), plan([bad(4, ['D4'])])))[name]!)
    const rows = marked.split('<row').slice(1)
    expect(rows.map(row => /t="inlineStr"/.test(row))).toEqual([false, true, false, true])
    expect(rows[3]!.split('<c').slice(1).map(cell => /s="1"/.test(cell)).indexOf(true)).toBe(3)
  })

  it.each([3, 700])('%i wrong lines of a big list cost no more than they are', async wrong => {
    const lines = Array.from({ length: 800 }, (_, i) => ({ ...line(i % 6), 证件号码: String(530521195510180000 + i) }))
    const file = workbook({ Sheet1: sheetOf([['名册'], ...tableOf(lines)]) })
    const sheet = await opened(await markFile('花名册.xlsx', file, plan(Array.from({ length: wrong }, (_, i) => bad(i + 3, [`D${i + 3}`])))))
    expect(sheet.getCell(`L${wrong + 2}`).value).toBe('证件号码：校验码不对')
    expect(sheet.getCell(`L${wrong + 3}`).value).toBeNull()
  })
})

describe('an .xls or a CSV handed back', () => {
  const table = [['万兴村花名册'], ['姓名', '证件号码', '年度'], ['寸杰', '53052119551018295X', 2026], ['杜然红', '', 2026]]

  it.each(['biff8', 'csv'] as const)('%s comes back as an .xlsx with the same lines at the same numbers', async bookType => {
    const book = XLSX.utils.book_new()
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(table), 'Sheet1')
    const bytes = new Uint8Array(XLSX.write(book, { type: 'array', bookType }) as ArrayBuffer)
    const name = bookType === 'csv' ? 'Sheet1.csv' : '花名册.xls'
    const sheet = await opened(await markFile(name, bytes, plan([bad(4, ['B4'], '没有证件号码')])))
    expect(sheet.getSheetValues().slice(1).map(row => (row as unknown[]).slice(1))).toEqual([
      ['万兴村花名册'], ['姓名', '证件号码', '年度', '错误说明'], ['寸杰', '53052119551018295X', '2026'], ['杜然红', null, '2026', '没有证件号码']
    ].map(row => expect.arrayContaining(row.filter(cell => cell !== null))))
    expect([fillOf(sheet, 'B4'), fillOf(sheet, 'D4'), fillOf(sheet, 'B3')]).toEqual([RED, RED, undefined])
  })
})
