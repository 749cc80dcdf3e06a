import { expect, it } from 'vitest'
import { errorMarks } from '../../src/workbook/error-marks.ts'
import { problemsOf } from '../../src/workbook/inspect.ts'
import { readWorkbook } from '../../src/workbook/read-file.ts'
import type { ParsedSheet, Problem } from '../../src/workbook/sheet-types.ts'
import { HEADINGS, IDS, line, roster, sheetOf, tableOf, workbook } from './make-files.ts'

const read = (bytes: Uint8Array): Promise<ParsedSheet> => readWorkbook('名册.xlsx', bytes)

it('fault 55: every line with something wrong has its red cells and one sentence for each', async () => {
  const sheet = await read(roster([line(0, 1, { 证件号码: Number(IDS[0]), 健康状况: '好得很' }), line(1), line(2, 1, { 证件号码: null })]))
  const plan = errorMarks(sheet, problemsOf(sheet))
  expect(plan).toMatchObject({ sheet: 'Sheet1', headingRow: 2, reasonColumn: null })
  expect(plan.marks.map(({ row, cells }) => [row, [...cells].sort()])).toEqual([[3, ['D3', 'K3']], [5, ['D5']]])
  const [first, second] = plan.marks
  expect(first!.text).toContain('D3 错误：证件号码被存成了数字')
  expect(first!.text).toContain('；K3 错误：“健康状况”：“好得很”不在选项里')
  expect(second!.text).toBe('D5 请核对：没有证件号码，按姓名和出生日期认人')
})

it('errors stand before what is to be looked at; the same said twice stands once; a cell is red once', () => {
  const problem = (severity: Problem['severity'], text: string, cell = 'B7'): Problem => ({ cell, row: 7, code: 'x', severity, text })
  const layout = { sheet: 'S', headingLines: [1, 2], columns: [] } as unknown as ParsedSheet['layout']
  const { marks } = errorMarks({ layout }, [problem('warning', '乙'), problem('error', '甲'), problem('error', '甲'), problem('error', '丙', 'A1'), { ...problem('error', '头'), row: 2 }])
  expect(marks).toEqual([{ row: 7, cells: ['B7'], text: 'B7 错误：甲；A1 错误：丙；B7 请核对：乙' }])
})

it('what was merely written otherwise is not red: there is nothing to mend', () => {
  const layout = { sheet: 'S', headingLines: [1, 2], columns: [] } as unknown as ParsedSheet['layout']
  const { marks } = errorMarks({ layout }, [{ cell: 'B7', row: 7, code: 'read-as', severity: 'warning', text: '“孙子”按“之孙子”读入' }, { cell: 'C8', row: 8, code: 'id-checksum', severity: 'warning', text: '校验码不对' }])
  expect(marks.map(({ row, cells }) => [row, cells])).toEqual([[8, ['C8']]])
})

it('a file that was handed back before has its column of reasons found, and it is no unknown heading', async () => {
  const sheet = await read(workbook({ S: sheetOf([[...HEADINGS, '错误说明'], [...tableOf([line(0)])[1]!, 'D2 错误：…']]) }))
  expect(errorMarks(sheet, []).reasonColumn).toBe(HEADINGS.length)
  expect(sheet.unknownHeadings).toEqual([])
})
