/**
 * A stranger's list as it stands: headings, lines, what stands over and under them, as texts by column. The same
 * gate as every workbook (kind, sizes, limits of the zip, merged cells); only here nothing is taken for a field of
 * ours, because a list of doubtful data has columns nobody has seen before and goes back as it came.
 */
import { AppError } from '#core/error.ts'
import { dayFromSerial } from '#core/registers/calendar.ts'
import { headingKey } from '#core/registers/index.ts'
import { openBook } from './book-file.ts'
import { Cells, coveredBy, MOST_COVERED } from './cells.ts'
import { findHeader, printOf } from './find-header.ts'
import { DAY, MAX_COLUMNS, NUMBER, TEXT } from './grid.ts'
import type { OnProgress } from './read-file.ts'
import type { ListLine, ListTable, ParsedSheet, ReadOptions } from './sheet-types.ts'

const MOST_SHEETS = 200
const FIRST_ROWS = 10
/** Of one list; a township's largest has a tenth of it. */
export const MOST_LINES = 20_000
/** A line is stored as one text of a record. */
export const MOST_LINE_TEXT = 50_000
const SUM = /^.{0,10}(小计|合计|总计|共计|累计)$/u
const FOOT = /^(填表|制表|填报|审核|审批|复核|核对|经办|单位负责|负责人|日期|说明|备注|注)[^:：]{0,16}[:：]/u

interface ListHeader { readonly first: number; readonly last: number; readonly paths: readonly (readonly string[])[] }

/** Throws AppError where nothing can be taken from the file at all. */
export async function readListFile(name: string, bytes: Uint8Array, { choice }: ReadOptions, onProgress: OnProgress): Promise<ParsedSheet> {
  onProgress({ stage: 'checking', done: 0, total: 1 })
  const book = await openBook(name, bytes, (done, total) => onProgress({ stage: 'checking', done, total }))
  const refuse = (reason: string): never => { throw new AppError('workbook-unsafe', { name, reason }) }
  if (book.sheets.length > MOST_SHEETS) refuse(`有 ${book.sheets.length} 个工作表，上限 ${MOST_SHEETS} 个`)
  const open = book.sheets.filter(({ hidden }) => !hidden)
  let best: { readonly cells: Cells; readonly header: ListHeader } | undefined
  const titles: string[] = []
  for (const [at, sheet] of open.entries()) {
    const grid = await sheet.read((done, total) => onProgress({ stage: 'reading', done: Math.floor((at + Math.min(1, done / total)) / open.length * 80), total: 100 }))
    if (coveredBy(grid) > MOST_COVERED) refuse(`工作表“${sheet.title}”的合并单元格太多`)
    if (grid.full || grid.broad) refuse(`工作表“${sheet.title}”的行或列太多`)
    const cells = new Cells(grid, book.from1904)
    const header = listHeader(cells)
    if (!header) continue
    titles.push(sheet.title)
    const isMeant = choice?.sheet === sheet.title
    if (isMeant || !best || (best.cells.grid.title !== choice?.sheet && grid.rows - header.last > best.cells.grid.rows - best.header.last)) best = { cells, header }
  }
  if (!best) throw new AppError('workbook-no-header', { name })
  const table = tableOf(best.cells, best.header)
  if (table.lines.length > MOST_LINES) refuse(`有 ${table.lines.length} 行，一次最多 ${MOST_LINES} 行`)
  const long = [...table.lines, ...table.aside, ...[...table.above, ...table.headingRows].map(cells => ({ row: 1, cells }))].find(({ cells }) => JSON.stringify(cells).length > MOST_LINE_TEXT)
  if (long) refuse(`第 ${long.row} 行的文字太长`)
  onProgress({ stage: 'reading', done: 100, total: 100 })
  const sheet = best.cells.grid.title
  return {
    name, rows: new Uint32Array(0), groups: new Uint32Array(0), columns: [], villages: [], problems: [], dropped: [], unknownHeadings: [], table,
    layout: {
      sheet, others: titles.filter(title => title !== sheet), headingLines: [best.header.first + 1, best.header.last + 1], columns: [], print: printOf(best.header.paths), base: '', bases: [],
      hidden: { rows: table.hidden, columns: [], sheets: book.sheets.filter(({ hidden }) => hidden).map(({ title }) => title) }
    }
  }
}

const joined = (path: readonly string[]): string => path.join('/')

/** Rows of known headings; where too few are known, the first of the fullest rows of words. */
function listHeader(cells: Cells): ListHeader | undefined {
  const known = findHeader(cells)
  if (known) return known
  const width = Math.min(cells.grid.columns, MAX_COLUMNS)
  let best: { readonly row: number; readonly words: number } | undefined
  for (let row = 0; row < Math.min(FIRST_ROWS, cells.grid.rows - 1); row++) {
    const words = new Set<string>()
    for (let column = 0; column < width; column++) {
      const text = cells.filled(row, column) && cells.grid.kind(row, column) === TEXT ? headingKey(cells.text(row, column)) : ''
      // A number, an ID or a day is no heading: that row is a line already.
      if (text !== '' && text.length <= 40 && !/^[\d.,:/*x-]+$/u.test(text)) words.add(text)
    }
    if (words.size >= 2 && (!best || words.size > best.words)) best = { row, words: words.size }
  }
  if (!best) return undefined
  const { row } = best
  return { first: row, last: row, paths: Array.from({ length: width }, (_, column) => (cells.filled(row, column) ? [cells.text(row, column).replace(/\s+/gu, ' ').slice(0, 60)] : [])) }
}

function tableOf(cells: Cells, { first, last, paths }: ListHeader): ListTable {
  const width = lastFilled(cells, paths)
  const rowOf = (row: number): readonly string[] => Array.from({ length: width }, (_, column) => shownText(cells, row, column))
  const lines: ListLine[] = [], aside: ListLine[] = [], hidden: number[] = []
  const headings = paths.slice(0, width).map(joined)
  const keys = new Set(headings.flatMap(heading => heading.split('/')).map(headingKey).filter(key => key !== ''))
  for (let row = last + 1; row < cells.grid.rows; row++) {
    const texts = rowOf(row)
    const said = texts.filter(text => text !== '')
    if (said.length === 0) continue
    const line = { row: row + 1, cells: texts }
    if (isNoLine(said, keys)) aside.push(line)
    else {
      lines.push(line)
      if (cells.grid.notes.hiddenRows.has(row)) hidden.push(row + 1)
    }
  }
  const rows = (from: number, to: number): readonly (readonly string[])[] => Array.from({ length: to - from }, (_, at) => rowOf(from + at))
  return { above: rows(0, first), headingRows: rows(first, last + 1), headings, lines, aside, hidden, leftOut: cells.grid.far || cells.grid.wide }
}

function isNoLine(said: readonly string[], headings: ReadonlySet<string>): boolean {
  const lead = said[0]!.replace(/\s/gu, '')
  const same = said.filter(text => headings.has(headingKey(text))).length
  return (same >= 2 && same > said.length / 2) || SUM.test(lead) || (said.length <= 3 && FOOT.test(lead))
}

function lastFilled(cells: Cells, paths: readonly (readonly string[])[]): number {
  for (let column = Math.min(cells.grid.columns, MAX_COLUMNS); column > 0; column--) {
    if ((paths[column - 1] ?? []).length > 0) return column
    for (let row = 0; row < cells.grid.rows; row++) if (cells.filled(row, column - 1)) return column
  }
  return 0
}

// Overrides of the reading direction, zero-width letters and control characters: shown, they make one name of another.
const unseen = /[[\p{Cc}\p{Cf}]--[\n\t]]/gv

/** As Excel shows it, a day as a day: a serial number means nothing to whoever gets the list back. */
function shownText(cells: Cells, row: number, column: number): string {
  const kind = cells.grid.kind(row, column)
  if (kind === DAY || kind === NUMBER) {
    const value = cells.grid.number(row, column)
    const day = kind === DAY ? dayFromSerial(value + (cells.from1904 ? 1462 : 0)) : undefined
    if (day !== undefined) return day + timeText(value)
  }
  return cells.text(row, column).toWellFormed().replace(unseen, '').trim()
}

function timeText(serial: number): string {
  const minutes = Math.round((serial - Math.floor(serial)) * 1440)
  return minutes > 0 && minutes < 1440 ? ` ${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}` : ''
}
