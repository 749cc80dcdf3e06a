/**
 * A roster workbook as rows: one line a person, the household's columns repeated on each. Rows stay arrays
 * with their addresses, every cell is read by its own type, and what is not understood is said with its
 * cell; nothing is dropped in silence. Knows no records: what would change is roster-diff.ts's matter.
 */
import * as XLSX from 'xlsx'
import { AppError } from '#core/error.ts'
import { sameValue } from '#core/sync/merge.ts'
import type { Field } from '#core/registers/define.ts'
import type { Value } from '#core/sync/change.ts'
import { normaliseText, parseValue } from '#core/registers/value.ts'
import { findHeader, MAX_COLUMNS, targetOf, type Column, type Grid, type Header } from './headings.ts'
import { cellText, readCell, type RawCell } from './read-cell.ts'
import type { ParsedRoster, Problem, RosterRow } from './roster-types.ts'

export const MAX_ROWS = 20_000
const NOTHING: RawCell = { type: 'z', value: undefined, isDate: false, from1904: false }

/** Throws AppError where nothing can be taken from the workbook at all. `bytes` have passed scanZip and proveSizes. */
export function readRoster(name: string, bytes: Uint8Array, onProgress: (done: number, total: number) => void = () => undefined): ParsedRoster {
  const book = openBook(name, bytes)
  const from1904 = book.Workbook?.WBProps?.date1904 === true
  let refusal: AppError | undefined
  for (const [i, title] of book.SheetNames.entries()) {
    const sheet = book.Sheets[title]
    if (!sheet || (book.Workbook?.Sheets?.[i]?.Hidden ?? 0) !== 0) continue
    const grid = gridOf(sheet, from1904)
    const header = findHeader(grid)
    if (!header) continue
    const missing = missingColumn(name, title, header)
    if (!missing) return readRows(name, title, grid, header, onProgress)
    refusal ??= missing
  }
  throw refusal ?? new AppError('workbook-no-header', { name })
}

function openBook(name: string, bytes: Uint8Array): XLSX.WorkBook {
  try {
    return XLSX.read(bytes, {
      type: 'array', dense: true, sheetRows: MAX_ROWS + 2, cellFormula: false, cellHTML: false, cellText: false,
      cellNF: true, cellDates: false, bookVBA: false, bookDeps: false, bookFiles: false, bookProps: false
    })
  } catch (cause) {
    throw new AppError('workbook-unsafe', { name, reason: '内容损坏，读不出来' }, { cause })
  }
}

interface SheetGrid extends Grid {
  readonly cell: (row: number, column: number) => RawCell
  /** Not blank; the cell itself, not one that spans it. */
  readonly filled: (row: number, column: number) => boolean
  /** Rows that were there beyond the last one read. */
  readonly cut: boolean
}

function gridOf(sheet: XLSX.WorkSheet, from1904: boolean): SheetGrid {
  const data = (sheet['!data'] ?? []) as readonly ((XLSX.CellObject | undefined)[] | undefined)[]
  // The written range may claim a million rows; only lines that are there count.
  const rows = Math.min(data.length, MAX_ROWS + 1)
  const covers = new Map<number, Map<number, readonly [number, number]>>()
  for (const { s, e } of (sheet['!merges'] ?? []).slice(0, 50_000)) for (let r = s.r; r <= Math.min(e.r, s.r + 60, rows); r++) {
    const line = covers.get(r) ?? new Map<number, readonly [number, number]>()
    for (let c = s.c; c <= Math.min(e.c, MAX_COLUMNS); c++) line.set(c, [s.r, s.c])
    covers.set(r, line)
  }
  const at = (row: number, column: number): RawCell => {
    const cell = data[row]?.[column]
    if (!cell || cell.v === undefined || cell.v === null) return NOTHING
    return { type: cell.t, value: cell.v, isDate: cell.t === 'n' && typeof cell.z === 'string' && XLSX.SSF.is_date(cell.z), from1904 }
  }
  const text = (row: number, column: number): string => cellText(at(row, column)).trim()
  return {
    rows, text, filled: (row, column) => {
      const value = data[row]?.[column]?.v
      return value !== undefined && value !== null && (typeof value !== 'string' || value.trim() !== '')
    },
    cut: data.length > rows || sheet['!fullref'] !== undefined, width: row => data[row]?.length ?? 0,
    span: (row, column) => {
      const origin = covers.get(row)?.get(column)
      return origin ? text(origin[0], origin[1]) : text(row, column)
    },
    cell: (row, column) => {
      const origin = covers.get(row)?.get(column)
      return origin && origin[1] === column ? at(origin[0], column) : at(row, column)
    }
  }
}

const isField = (register: string, field: string) => ({ target }: Column): boolean => target.kind === 'field' && target.register === register && target.name === field

function missingColumn(name: string, sheet: string, { columns }: Header): AppError | undefined {
  const has = (register: string, field: string): boolean => columns.some(isField(register, field))
  if (!has('person', 'name')) return new AppError('workbook-no-header', { name })
  if (!has('person', 'idNo')) return new AppError('workbook-no-id-column', { name, sheet })
  return has('household', 'nationalHouseholdNo') ? undefined : new AppError('workbook-no-household-column', { name, sheet })
}

function readRows(name: string, sheet: string, grid: SheetGrid, header: Header, onProgress: (done: number, total: number) => void): ParsedRoster {
  const problems: Problem[] = []
  const rows: RosterRow[] = []
  const villages = new Set<string>()
  const nameColumn = header.columns.find(isField('person', 'name'))!.index
  const first = header.row + 1
  for (let row = first; row < grid.rows; row++) {
    if ((row - first) % 500 === 0) onProgress(row - first, grid.rows - first)
    const filled = header.columns.filter(({ index }) => grid.filled(row, index))
    if (filled.length === 0) continue
    const repeated = targetOf(grid.text(row, nameColumn))
    if (repeated && filled.filter(({ index }) => targetOf(grid.text(row, index))).length > filled.length / 2) continue
    // 合计, 填表人, 说明 under the list.
    if (filled.length <= 2 && grid.text(row, nameColumn) === '') {
      problems.push({ cell: addressOf(filled[0]!.index, row), row: row + 1, code: 'row-ignored', severity: 'warning', text: `这一行不是人员（“${grid.text(row, filled[0]!.index).slice(0, 20)}”），没有读入` })
      continue
    }
    const read = readRow(grid, header, row, problems)
    villages.add(read.village)
    rows.push(read)
  }
  if (grid.cut) noteCut(name, grid, problems)
  onProgress(grid.rows - first, grid.rows - first)
  const columns: Record<string, string> = {}
  for (const { index, target } of header.columns) {
    const key = target.kind === 'field' ? `${target.register}.${target.name}` : target.kind
    columns[key] ??= XLSX.utils.encode_col(index)
  }
  return { name, sheet, villages: [...villages], rows, columns, problems, unknownHeadings: header.unknown }
}

/** A full list cut short must not be taken for the whole; a stray cell far below may. */
function noteCut(name: string, grid: SheetGrid, problems: Problem[]): void {
  if (grid.width(MAX_ROWS) > 0) throw new AppError('workbook-unsafe', { name, reason: `超过 ${MAX_ROWS} 行，请按村拆分` })
  problems.push({ cell: `A${grid.rows + 1}`, row: grid.rows + 1, code: 'rows-left-out', severity: 'warning', text: `第 ${grid.rows} 行以后很远处还有零星内容，没有读入` })
}

const addressOf = (column: number, row: number): string => XLSX.utils.encode_cell({ c: column, r: row })

function readRow(grid: SheetGrid, header: Header, row: number, problems: Problem[]): RosterRow {
  const values: Record<'household' | 'person' | 'income', Record<string, Value>> = { household: {}, person: {}, income: {} }
  const plain = { village: '', headName: '', headIdNo: '' }
  const say = (column: number, code: string, severity: Problem['severity'], text: string): void => {
    problems.push({ cell: addressOf(column, row), row: row + 1, code, severity, text })
  }
  const idColumn = header.columns.find(isField('person', 'idNo'))!
  const idNo = idOf(idColumn, grid, row)
  for (const { index, target } of header.columns) {
    if (target.kind === 'place') continue
    const cell = target.kind === 'field' && target.register === 'person' && !grid.filled(row, index) ? NOTHING : grid.cell(row, index)
    if (cell.type === 'z') continue
    if (target.kind !== 'field') {
      plain[target.kind] ||= normaliseText(cellText(cell))
      continue
    }
    const { register, name, field } = target
    const read = readOnce(field, cell, idNo)
    if (!read.ok) {
      say(index, read.error.code, read.error.severity, read.error.text)
      continue
    }
    const { value, warning } = read.value
    if (warning) say(index, warning.code, warning.severity, warning.text)
    // A blank says nothing about what is known already.
    if (value === null) continue
    const into = values[register]
    const before = into[name]
    if (before === undefined) into[name] = value
    else if (Array.isArray(before) && Array.isArray(value)) into[name] = [...new Set([...before, ...value])]
    else if (!sameValue(before, value)) say(index, 'column-disagrees', 'warning', `有两列“${field.label}”，内容不同，以前一列为准`)
  }
  return { row: row + 1, ...plain, ...values }
}

const KEPT = 2_000
const known = new Map<Field, Map<string, ReturnType<typeof readCell>>>()

/** A column says the same few things thousands of times. Dates and numbers of persons are not among them. */
function readOnce(field: Field, cell: RawCell, idNo: string): ReturnType<typeof readCell> {
  if (cell.type !== 's' || field.type === 'date' || field.type === 'idNumber') return readCell(field, cell, idNo)
  const text = String(cell.value)
  const column = known.get(field) ?? new Map<string, ReturnType<typeof readCell>>()
  known.set(field, column)
  const before = column.get(text)
  if (before) return before
  const read = readCell(field, cell, idNo)
  if (column.size < KEPT) column.set(text, read)
  return read
}

function idOf({ index, target }: Column, grid: SheetGrid, row: number): string {
  const cell = grid.cell(row, index)
  if (target.kind !== 'field' || cell.type !== 's') return ''
  const parsed = parseValue(target.field, cellText(cell))
  return parsed.ok && typeof parsed.value === 'string' ? parsed.value : ''
}
