/**
 * A file handed back with what is wrong in it. An .xlsx is patched; an .xls or a CSV, which know no red or are
 * not ours to write, come back as an .xlsx with the same lines at the same numbers.
 */
import { dayFromSerial } from '#core/registers/calendar.ts'
import { AppError } from '#core/error.ts'
import { openBook } from '../book-file.ts'
import { fileKind } from '../file-kind.ts'
import { BLANK, DAY, FLAG, NUMBER, placeOf, type Grid } from '../grid.ts'
import { REASON_HEADING, type MarkPlan } from './mark.ts'
import { markWorkbook } from './mark-workbook.ts'
import type { Line, SheetSpec } from './spec.ts'
import { writeWorkbook } from './write-workbook.ts'

export async function markFile(name: string, bytes: Uint8Array, plan: MarkPlan): Promise<Uint8Array> {
  const patched = fileKind(name, bytes).kind === 'zip' ? await markWorkbook(name, bytes, plan) : null
  return patched ?? writeWorkbook({ sheets: [await sameLines(name, bytes, plan)] })
}

async function sameLines(name: string, bytes: Uint8Array, { sheet, headingRow, reasonColumn, marks }: MarkPlan): Promise<SheetSpec> {
  const book = await openBook(name, bytes)
  const grid = await book.sheets.find(({ title }) => title === sheet)?.read()
  if (!grid) throw new AppError('file-failed', { name, reason: `没有工作表“${sheet}”` })
  const reason = reasonColumn ?? grid.columns
  const told = new Map(marks.map(mark => [mark.row, mark]))
  const lineAt = (row: number): Line => {
    const cells = Array.from({ length: Math.max(grid.columns, reason + 1) }, (_, column) => (column === reason ? '' : shownText(grid, row, column, book.from1904)))
    cells[reason] = row + 1 === headingRow ? REASON_HEADING : told.get(row + 1)?.text ?? ''
    return cells
  }
  const first = headingRow
  const count = Math.max(0, grid.rows - first)
  const red = new Map(marks.filter(({ row }) => row > first).map(({ row, cells }) => [row - first - 1, [...cells.flatMap(cell => placeOf(cell)?.[1] ?? []), reason]]))
  return {
    name: sheet, titles: Array.from({ length: headingRow - 1 }, (_, row) => lineAt(row)), count, red,
    columns: lineAt(headingRow - 1).map((heading, column) => ({ heading, width: column === reason ? 24 : Math.min(20, Math.max(4, heading.length)) })),
    lines: Array.from({ length: count }, (_, i) => lineAt(first + i))
  }
}

const plain = new Intl.NumberFormat('en', { useGrouping: false, maximumSignificantDigits: 15 })
const DAYS_TO_1904 = 1462

/** As the clerk sees it: digits written out, a day as a day. */
function shownText(grid: Grid, row: number, column: number, from1904: boolean): string {
  const kind = grid.kind(row, column)
  if (kind === BLANK) return ''
  if (kind === FLAG) return grid.number(row, column) ? '是' : '否'
  if (kind === NUMBER) return plain.format(grid.number(row, column))
  if (kind === DAY) return dayFromSerial(grid.number(row, column) + (from1904 ? DAYS_TO_1904 : 0)) ?? plain.format(grid.number(row, column))
  return grid.string(row, column)
}
