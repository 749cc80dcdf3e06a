/**
 * A clerk's file as a list: the best of its sheets, read. Hidden sheets are not looked at, only named; where
 * several sheets hold lists the person is shown the others and may choose.
 */
import { AppError } from '#core/error.ts'
import type { ImportProgress } from '../db/book.ts'
import type { SheetLayout } from '../db/book-imports.ts'
import { openBook } from './book-file.ts'
import { Cells, coveredBy, MOST_COVERED } from './cells.ts'
import { findLayout, isBetter } from './layout.ts'
import { readSheet } from './read-sheet.ts'
import { rosterOf } from './roster-of.ts'
import { readListFile } from './read-list.ts'
import type { ParsedRoster } from './roster-types.ts'
import type { ParsedSheet, ReadOptions } from './sheet-types.ts'

/** Sheets need no parts of their own: a thousand of them may be one. */
const MOST_SHEETS = 200

export type OnProgress = (progress: ImportProgress) => void

/** Throws AppError where nothing can be taken from the file at all. */
export async function readWorkbook(name: string, bytes: Uint8Array, options: ReadOptions = {}, onProgress: OnProgress = () => undefined): Promise<ParsedSheet> {
  if (options.as === 'list') return readListFile(name, bytes, options, onProgress)
  onProgress({ stage: 'checking', done: 0, total: 1 })
  const book = await openBook(name, bytes, (done, total) => onProgress({ stage: 'checking', done, total }))
  onProgress({ stage: 'reading', done: 0, total: 100 })
  const refuse = (reason: string): never => { throw new AppError('workbook-unsafe', { name, reason }) }
  if (book.sheets.length > MOST_SHEETS) refuse(`有 ${book.sheets.length} 个工作表，上限 ${MOST_SHEETS} 个`)
  const open = book.sheets.filter(({ hidden }) => !hidden)
  let best: { readonly cells: Cells; readonly layout: SheetLayout; readonly known: number } | undefined
  let others: readonly string[] = []
  for (const [at, sheet] of open.entries()) {
    // Of several sheets each has its part of the way.
    const grid = await sheet.read((done, total) => onProgress({ stage: 'reading', done: Math.floor((at + Math.min(1, done / total)) / open.length * 70), total: 100 }))
    if (coveredBy(grid) > MOST_COVERED) refuse(`工作表“${sheet.title}”的合并单元格太多`)
    const cells = new Cells(grid, book.from1904)
    const found = findLayout(cells, options)
    if (!found) continue
    const isMeant = options.choice?.sheet === sheet.title
    const better = !best || isMeant || (best.layout.sheet !== options.choice?.sheet && isBetter({ known: found.known, rows: grid.rows }, { known: best.known, rows: best.cells.grid.rows }))
    others = [...others, sheet.title]
    if (better) best = { cells, ...found }
  }
  if (!best) throw new AppError('workbook-no-header', { name })
  const { layout } = best
  const full: SheetLayout = {
    ...layout, others: others.filter(title => title !== layout.sheet),
    hidden: { ...layout.hidden, sheets: book.sheets.filter(({ hidden }) => hidden).map(({ title }) => title) }
  }
  return readSheet(name, best.cells, full, book.stale, options, (done, total) => onProgress({ stage: 'reading', done: 70 + Math.floor(done / Math.max(1, total) * 30), total: 100 }))
}

/** A roster as lines of persons. */
export async function readRosterFile(name: string, bytes: Uint8Array, onProgress: OnProgress): Promise<ParsedRoster> {
  return rosterOf(await readWorkbook(name, bytes, {}, onProgress))
}
