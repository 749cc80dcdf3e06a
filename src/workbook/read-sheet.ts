/**
 * One sheet as a list: its layout, its lines, its values, and everything about it that a person must know.
 * Knows no records: what would change in the book is the comparison's matter.
 */
import { AppError } from '#core/error.ts'
import { registerOf } from '#core/registers/index.ts'
import { sameValue } from '#core/sync/merge.ts'
import { BASE_UNCLEAR, type SheetLayout } from '../db/book-imports.ts'
import type { Cells } from './cells.ts'
import { addressOf, columnLetter, MAX_COLUMNS, MAX_ROWS } from './grid.ts'
import { ROSTER, sameTarget, targetField } from './headings.ts'
import { divideHouseholds } from './households.ts'
import { incomeYearOf } from './income-year.ts'
import { unknownOf } from './layout.ts'
import { listLines } from './list-lines.ts'
import { readColumns } from './read-columns.ts'
import { cellAt, plainAt, type ParsedColumn, type ParsedSheet, type Problem, type ReadOptions } from './sheet-types.ts'

/** A workbook with more to say is wrong as a whole. */
const MOST_PROBLEMS = 10_000

export function readSheet(name: string, cells: Cells, layout: SheetLayout, stale: boolean, options: ReadOptions, onProgress: (done: number, total: number) => void): ParsedSheet {
  const refusal = missingColumn(name, layout)
  if (refusal) throw refusal
  if (cells.grid.full) throw new AppError('workbook-unsafe', { name, reason: `超过 ${MAX_ROWS} 行，请按村拆分` })
  if (cells.grid.broad) throw new AppError('workbook-unsafe', { name, reason: `超过 ${MAX_COLUMNS} 列，请删去不用的列` })
  const { rows, dropped } = listLines(cells, layout, options.choice?.takeHidden !== false)
  const problems: Problem[] = []
  let more = 0
  const say = (row: number, column: number, code: string, severity: Problem['severity'], text: string): void => {
    if (problems.length < MOST_PROBLEMS) problems.push({ cell: addressOf(row, column), row: row + 1, code, severity, text })
    else more += 1
  }
  const read = readColumns(cells, layout.columns, rows, layout.base, options.today ?? '', (line, column, problem) => say(rows[line]!, column, problem.code, problem.severity, problem.text), done => onProgress(done, layout.columns.length), options.bounds)
  const year = incomeYearOf(cells, layout, rows.length)
  const columns = year ? [...read, year.column] : read
  if (year?.isDoubtful && rows.length > 0) say(rows[0]!, year.column.index, 'income-year-from-title', 'warning', `收入没有写年度，按标题里的 ${year.year} 年读入，请核对`)
  tellDisagreements(columns, rows, say)
  if (layout.bases.length > 1 && !isSaid(layout, options)) say(layout.headingLines[0] - 1, 0, BASE_UNCLEAR, 'error', `看不出这是哪一种台账，可能是“${layout.bases.map(base => registerOf(base)?.title ?? base).join('”或“')}”，请先选定`)
  const { groups, isDivided } = divideHouseholds(columns, rows.length, mergeStarts(cells, columns, rows, layout.base))
  if (layout.base === ROSTER && !isDivided) throw new AppError('workbook-no-household-column', { name, sheet: layout.sheet })
  tellNotes(cells, layout, columns, rows, stale, options, say)
  if (more > 0) problems.push({ cell: 'A1', row: 1, code: 'more-problems', severity: 'error', text: `另有 ${more} 处问题没有列出，请先改好前面的` })
  const sheet: ParsedSheet = {
    name, layout, rows: Uint32Array.from(rows, row => row + 1), groups, columns, villages: [], dropped,
    problems: problems.sort((left, right) => left.row - right.row), unknownHeadings: unknownOf(layout.columns)
  }
  return { ...sheet, villages: villagesOf(sheet) }
}

const isSaid = ({ print, base }: SheetLayout, { choice, remembered }: ReadOptions): boolean =>
  choice?.base === base || (remembered !== undefined && Object.hasOwn(remembered, print) && remembered[print]?.base === base)

function missingColumn(name: string, { base, columns, sheet }: SheetLayout): AppError | undefined {
  if (base !== ROSTER) return undefined
  const has = (field: string): boolean => columns.some(({ target }) => target?.kind === 'field' && target.register === ROSTER && target.name === field)
  if (!has('name')) return new AppError('workbook-no-header', { name })
  return has('idNo') ? undefined : new AppError('workbook-no-id-column', { name, sheet })
}

/** 1 for each line where a merged cell of a household's column begins, or none covers it; null when no cells are merged. */
function mergeStarts(cells: Cells, columns: readonly ParsedColumn[], rows: readonly number[], base: string): Uint8Array | null {
  const column = columns.find(({ index, target }) => (target.kind !== 'field' || target.register !== base) && cells.mergedBelow((rows[0] ?? 1) - 1, index) > 0)
  return column ? Uint8Array.from(rows, row => cells.sourceRow(row, column.index) === row ? 1 : 0) : null
}

type Say = (row: number, column: number, code: string, severity: Problem['severity'], text: string) => void

/** Two columns of one meaning: the first is believed, and where the second says otherwise it is named. */
function tellDisagreements(columns: readonly ParsedColumn[], rows: readonly number[], say: Say): void {
  for (const [i, column] of columns.entries()) {
    const first = columns.slice(0, i).find(({ target }) => target.kind === 'field' && sameTarget(target, column.target))
    if (!first) continue
    for (const [line, row] of rows.entries()) {
      const one = cellAt(first, line).value, other = cellAt(column, line).value
      if (one !== null && other !== null && !Array.isArray(one) && !sameValue(one, other))
        say(row, column.index, 'column-disagrees', 'warning', `有两列“${targetField(column.target)?.label ?? ''}”，内容不同，以前一列为准`)
    }
  }
}

function tellNotes(cells: Cells, layout: SheetLayout, columns: readonly ParsedColumn[], rows: readonly number[], stale: boolean, { choice }: ReadOptions, say: Say): void {
  const { grid } = cells
  const { filter, comments } = grid.notes
  const first = layout.headingLines[1]
  if (grid.far) say(grid.rows, 0, 'rows-left-out', 'warning', `第 ${grid.rows} 行以后很远处还有零星内容，没有读入`)
  if (grid.wide) say(first - 1, MAX_COLUMNS - 1, 'columns-left-out', 'warning', `${columnLetter(MAX_COLUMNS - 1)} 列以后还有内容，没有读入`)
  const taken = choice?.takeHidden === false ? '没有读入' : '也读入了，不要的话请在预览里选“不读隐藏的行列”'
  const hiddenRows = layout.hidden.rows, hiddenColumns = layout.hidden.columns
  if (hiddenRows.length > 0) say(hiddenRows[0]! - 1, 0, 'hidden-rows', 'warning', `有 ${hiddenRows.length} 行被${filter === '' ? '隐藏' : '筛选'}（第 ${hiddenRows.slice(0, 5).join('、')}${hiddenRows.length > 5 ? '…' : ''} 行），${taken}`)
  if (hiddenColumns.length > 0) say(first - 1, 0, 'hidden-columns', 'warning', `隐藏的列 ${hiddenColumns.slice(0, 8).join('、')} ${taken}`)
  if (comments.length > 0) say(first - 1, 0, 'comments-left', 'warning', `${comments.slice(0, 5).join('、')}${comments.length > 5 ? ` 等 ${comments.length} 处` : ''}有批注，批注没有读入`)
  tellFormulas(grid, columns, rows, stale, say)
}

/** A formula is never worked out here: its result is what the file kept. */
function tellFormulas(grid: Cells['grid'], columns: readonly ParsedColumn[], rows: readonly number[], stale: boolean, say: Say): void {
  if (grid.formulas.length === 0) return
  const lines = new Set(rows), read = new Map(columns.map(column => [column.index, column] as const))
  const inList = (place: number): boolean => lines.has(Math.floor(place / MAX_COLUMNS)) && read.has(place % MAX_COLUMNS)
  const used = grid.formulas.filter(inList)
  if (stale && used.length > 0)
    say(Math.floor(used[0]! / MAX_COLUMNS), used[0]! % MAX_COLUMNS, 'formula-stale', 'warning', `有 ${used.length} 个公式，文件保存时没有重新计算，读的是以前的结果；请在 Excel 或 WPS 里打开重算保存一次，或核对后再导入`)
  for (const place of grid.unsolved.filter(inList)) say(Math.floor(place / MAX_COLUMNS), place % MAX_COLUMNS, 'formula-empty', 'warning', '是公式，文件里没有存结果，没有读入')
}

function villagesOf(sheet: ParsedSheet): readonly string[] {
  const names = new Set<string>()
  for (let line = 0; line < sheet.rows.length; line++) names.add(plainAt(sheet, 'village', line))
  return [...names]
}

