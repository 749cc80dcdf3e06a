/**
 * Workbooks by SheetJS: .xls and whatever the scanner hands over. Its objects are copied into the grid sheet
 * by sheet; formulas are never worked out, days stay day numbers, and no local time is asked.
 */
import * as XLSX from 'xlsx'
import { AppError } from '#core/error.ts'
import type { BookFile } from './book-file.ts'
import { addressOf, DAY, ERROR, FLAG, Grid, MAX_COLUMNS, MAX_ROWS, NUMBER, TEXT, type Area } from './grid.ts'

const ERRORS: Readonly<Record<number, string>> = { 0: '#NULL!', 7: '#DIV/0!', 15: '#VALUE!', 23: '#REF!', 29: '#NAME?', 36: '#NUM!', 42: '#N/A' }
const MERGES = 50_000

export function readBySheetJs(name: string, bytes: Uint8Array): BookFile {
  const book = open(name, bytes)
  const hidden = (i: number): boolean => (book.Workbook?.Sheets?.[i]?.Hidden ?? 0) !== 0
  return {
    reader: 'sheetjs', from1904: book.Workbook?.WBProps?.date1904 === true, stale: isStale(book),
    sheets: book.SheetNames.map((title, i) => ({
      title, hidden: hidden(i), read: () => Promise.resolve(gridOf(title, book.Sheets[title] ?? {}))
    }))
  }
}

const isStale = (book: XLSX.WorkBook): boolean => {
  const value = (book.Workbook as { CalcPr?: { fullCalcOnLoad?: unknown } } | undefined)?.CalcPr?.fullCalcOnLoad
  return value === true || value === '1' || value === 'true'
}

function open(name: string, bytes: Uint8Array): XLSX.WorkBook {
  try {
    return XLSX.read(bytes, {
      type: 'array', dense: true, sheetRows: MAX_ROWS + 2, cellFormula: true, cellHTML: false, cellText: false, cellStyles: true,
      cellNF: true, cellDates: false, bookVBA: false, bookDeps: false, bookFiles: false, bookProps: false
    })
  } catch (cause) {
    if (cause instanceof Error && /password/i.test(cause.message)) throw new AppError('workbook-encrypted', { name }, { cause })
    throw new AppError('workbook-unsafe', { name, reason: '内容损坏，读不出来' }, { cause })
  }
}

function gridOf(title: string, sheet: XLSX.WorkSheet): Grid {
  const grid = new Grid(title)
  const places = new Map<string, number>()
  const comments: string[] = []
  // A hole in a dense sheet is a row that is not there; a million of them are no rows.
  for (const [key, cells] of Object.entries((sheet['!data'] ?? []) as readonly ((XLSX.CellObject | undefined)[] | undefined)[])) {
    const row = Number(key)
    for (const [column, cell] of (cells ?? []).entries()) {
      if (!cell) continue
      if (cell.c && row < MAX_ROWS && column < MAX_COLUMNS) comments.push(addressOf(row, column))
      const isFormula = typeof cell.f === 'string', isSolved = !isFormula || hasResult(cell)
      if (isFormula) grid.putFormula(row, column, isSolved)
      if (isSolved) put(grid, row, column, cell, places)
    }
  }
  if (sheet['!fullref'] !== undefined && grid.rows > 0) grid.put(MAX_ROWS + 1, 0, TEXT, 0)
  const listed = <T extends { readonly hidden?: boolean }>(list: readonly (T | undefined)[] | undefined, limit: number): ReadonlySet<number> =>
    new Set(Object.entries(list ?? []).filter(([at, one]) => one?.hidden === true && Number(at) < limit).map(([at]) => Number(at)))
  grid.notes = {
    merges: (sheet['!merges'] ?? []).slice(0, MERGES).map(({ s, e }): Area => [s.r, s.c, e.r, e.c]),
    hiddenRows: listed(sheet['!rows'], MAX_ROWS), hiddenColumns: listed(sheet['!cols'], MAX_COLUMNS), filter: sheet['!autofilter']?.ref ?? '', comments
  }
  return grid
}

/** A formula whose result is not in the file is a stub, and SheetJS gives it the value 0: a blank that became a figure. */
const hasResult = ({ t, v }: XLSX.CellObject): boolean => t !== 'z' && v !== undefined && v !== null && v !== ''

function put(grid: Grid, row: number, column: number, { t, v, z }: XLSX.CellObject, places: Map<string, number>): void {
  if (t === 'z' || v === undefined || v === null) return
  if (t === 'n' && typeof v === 'number') return grid.putNumber(row, column, typeof z === 'string' && XLSX.SSF.is_date(z) ? DAY : NUMBER, v)
  if (t === 'b') return grid.putNumber(row, column, FLAG, v ? 1 : 0)
  const text = t === 'e' ? ERRORS[Number(v)] ?? '#N/A' : String(v)
  if (text === '') return
  const known = places.get(text)
  if (known !== undefined) return grid.put(row, column, t === 'e' ? ERROR : TEXT, known)
  if (row < MAX_ROWS && column < MAX_COLUMNS) places.set(text, grid.texts.length)
  grid.putText(row, column, text)
  if (t === 'e') grid.put(row, column, ERROR, grid.texts.length - 1)
}
