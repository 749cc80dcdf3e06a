import ExcelJS from 'exceljs'
import * as XLSX from 'xlsx'
import { expect, it } from 'vitest'
import { line, roster, sheetOf, tableOf } from '../workbook/make-files.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const WANXING = { code: VILLAGE, name: '万兴村' }
const WRONG = [line(0), line(1, 1, { 户编号: null }), line(2, 1, { 证件号码: 530521200906190000, 与户主关系: '邻居' })]

async function started(): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  return laptop
}
async function opened(bytes: Uint8Array): Promise<ExcelJS.Worksheet> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes.slice().buffer as ArrayBuffer)
  return book.worksheets[0]!
}
const isRed = (sheet: ExcelJS.Worksheet, address: string): boolean => (sheet.getCell(address).fill as ExcelJS.FillPattern | undefined)?.fgColor?.argb === 'FFFF8080'

it('the file of a preview comes back with its wrong cells red and the reasons behind', async () => {
  const { book, events } = await started()
  const { token } = await book.previewImport('万兴 花名册.xlsx', roster(WRONG), WANXING)
  const made = await book.makeFile({ kind: 'import-errors', token })
  expect(made.name).toBe('万兴 花名册 错误说明.xlsx')
  const sheet = await opened(made.bytes)
  expect(sheet.getCell('L2').value).toBe('错误说明')
  expect(['B4', 'D5', 'F5', 'L4', 'L5', 'D3', 'L3'].map(cell => isRed(sheet, cell))).toEqual([true, true, true, true, true, false, false])
  expect(sheet.getCell('L5').text).toMatch(/末三位/)
  expect(sheet.getCell('C5').value).toBe('寸寿子')
  expect(events.some(event => event.kind === 'file' && event.progress.stage === 'writing')).toBe(true)
})

it('mended by the clerk it is read again, and the column of reasons is in nobody\'s way', async () => {
  const { book } = await started()
  const { token } = await book.previewImport('花名册.xlsx', roster(WRONG), WANXING)
  const { bytes } = await book.makeFile({ kind: 'import-errors', token })
  const sheets = new ExcelJS.Workbook()
  await sheets.xlsx.load(bytes.slice().buffer as ArrayBuffer)
  const sheet = sheets.worksheets[0]!
  sheet.getCell('B4').value = '530506089138421'
  sheet.getCell('D5').value = '530521200906190912'
  sheet.getCell('F5').value = '孙子'
  const again = await book.previewImport('花名册.xlsx', new Uint8Array(await sheets.xlsx.writeBuffer() as ArrayBuffer), WANXING)
  expect(again.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(again.people.added).toBe(3)
  const twice = await opened((await book.makeFile({ kind: 'import-errors', token: again.token })).bytes)
  expect([twice.getCell('L2').value, twice.getCell('M2').value, twice.getCell('L4').value]).toEqual(['错误说明', null, null])
})

it('an .xls comes back as an .xlsx with the same lines', async () => {
  const { book } = await started()
  const old = XLSX.utils.book_new()
  XLSX.utils.book_append_sheet(old, sheetOf([['名册'], ...tableOf(WRONG)]), 'Sheet1')
  const { token } = await book.previewImport('花名册.xls', new Uint8Array(XLSX.write(old, { type: 'array', bookType: 'biff8' }) as ArrayBuffer), WANXING)
  const made = await book.makeFile({ kind: 'import-errors', token })
  expect(made.name).toBe('花名册 错误说明.xlsx')
  const sheet = await opened(made.bytes)
  expect([sheet.getCell('C3').value, sheet.getCell('C5').value, isRed(sheet, 'B4'), isRed(sheet, 'B3')]).toEqual(['寸杰', '寸寿子', true, false])
})

it('a preview that was given up has no file any more', async () => {
  const { book } = await started()
  const { token } = await book.previewImport('花名册.xlsx', roster(WRONG), WANXING)
  await book.cancelImport()
  await expect(book.makeFile({ kind: 'import-errors', token })).rejects.toMatchObject({ code: 'import-stale' })
})
