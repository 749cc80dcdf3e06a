/** Cells of one column that look alike by their content and are not: each is read by what it is. */
import { expect, test } from 'vitest'
import type { LayoutColumn } from '../../src/db/book-imports.ts'
import { rawTexts } from '../../src/db/import-raw.ts'
import { Cells } from '../../src/workbook/cells.ts'
import { DAY, ERROR, FLAG, Grid, NUMBER, TEXT } from '../../src/workbook/grid.ts'
import { readColumns } from '../../src/workbook/read-columns.ts'
import type { ParsedSheet } from '../../src/workbook/sheet-types.ts'

const LAND: LayoutColumn = {
  index: 0, letter: 'A', heading: '耕地面积(亩)', target: { kind: 'field', register: 'household', name: 'arableMu' }, label: '耕地面积', by: 'heading', factor: 1, samples: []
}

function read(put: (grid: Grid) => void, lines: number) {
  const grid = new Grid('户')
  put(grid)
  const said: string[] = []
  const [column] = readColumns(new Cells(grid, false), [LAND], Array.from({ length: lines }, (_, row) => row), 'household', '2026-11-22', (line, _, { code }) => said.push(`${line} ${code}`), () => undefined)
  return { values: Array.from(column!.at, place => column!.cells[place]!.value), said }
}

test('1.25 亩 above a tick does not make the tick 1.25 亩', () => {
  const { values, said } = read(grid => { grid.putNumber(0, 0, NUMBER, 1.25); grid.putNumber(1, 0, FLAG, 1) }, 2)
  expect(values).toEqual([1.25, null])
  expect(said).toEqual(['1 value-unknown'])
})

test('0.125 亩, a day and the error of a formula are three different cells', () => {
  const { values, said } = read(grid => {
    grid.putNumber(0, 0, NUMBER, 0.125)
    grid.putNumber(1, 0, DAY, 44000)
    grid.put(2, 0, ERROR, grid.texts.push('#REF!') - 1)
    grid.put(3, 0, TEXT, grid.texts.push('3.5') - 1)
    grid.put(4, 0, TEXT, 1)
  }, 5)
  expect(values[2]).toBeNull()
  expect(values.slice(3)).toEqual([3.5, 3.5])
  expect(said).toContain('2 formula-error')
})

test('an income below zero is no value; its text is kept with the import', () => {
  const wage: LayoutColumn = { ...LAND, heading: '务工收入', target: { kind: 'field', register: 'income', name: 'A1' }, label: '务工收入' }
  const grid = new Grid('收入')
  for (const [row, amount] of [-3, 0, 20_000, 20_000.01].entries()) grid.putNumber(row, 0, NUMBER, amount)
  const said: string[] = []
  const rows = [0, 1, 2, 3]
  const columns = readColumns(new Cells(grid, false), [wage], rows, 'household', '2026-11-22', (line, _, { code, severity }) => said.push(`${line} ${code} ${severity}`), () => undefined, { most: 2_000_000, ask: 1 })
  expect(Array.from(columns[0]!.at, place => columns[0]!.cells[place]!.value)).toEqual([null, 0, 2_000_000, null])
  expect(said).toEqual(['0 income-amount warning', '3 income-amount warning'])
  expect(rawTexts({ columns, rows, layout: { columns: [wage] } } as unknown as ParsedSheet)).toEqual({
    texts: [{ heading: '务工收入', raw: '-3', read: '' }, { heading: '务工收入', raw: '20000.01', read: '' }], problems: []
  })
})
