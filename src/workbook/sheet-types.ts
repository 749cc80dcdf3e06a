/**
 * What a workbook says, as plain data that goes from the worker that read it to the one that holds the book.
 * Columns, not lines, and each different cell of a column once: a township's 40,000 lines stay small on the
 * way. Nothing here is keyed by a stranger's text; keys are the registers' own names.
 */
import type { AmountBounds } from '#core/income/amount.ts'
import type { Values } from '#core/registers/define.ts'
import type { Value } from '#core/sync/change.ts'
import type { ImportPreview } from '../db/book.ts'
import type { ColumnTarget, DroppedLine, LayoutChoice, SheetLayout } from '../db/book-imports.ts'

export type Problem = ImportPreview['problems'][number]

/** What a cell says and what stood there; `value` null says nothing and empties nothing. */
export interface ParsedCell {
  readonly value: Value
  readonly raw: string
  /** Understood, and still nothing that can stand: the value is null, the text is kept with the import. */
  readonly refused?: boolean
}

/** What a read column is; places and what a person leaves out are not read. */
export type ReadTarget = Extract<ColumnTarget, { readonly kind: 'field' }> | { readonly kind: 'head-name' | 'head-id' | 'village' }

/** `cells[at[line]]` is the cell of a line; `cells[0]` is the blank one. */
export interface ParsedColumn {
  /** 0-based column of the sheet. */
  readonly index: number
  readonly letter: string
  readonly target: ReadTarget
  readonly cells: readonly ParsedCell[]
  readonly at: Uint32Array
}

export interface ParsedSheet {
  readonly name: string
  readonly layout: SheetLayout
  /** The sheet's own number (from 1) of every line that was read, in order. */
  readonly rows: Uint32Array
  /**
   * Ordinal (from 0) of the household each line belongs to: by 户编号, merged cells, 户主 lines or the name of
   * the head, whichever the sheet has. Empty where lines do not belong to households.
   */
  readonly groups: Uint32Array
  readonly columns: readonly ParsedColumn[]
  /** Names of the villages met, in order; '' for lines that name none. */
  readonly villages: readonly string[]
  readonly problems: readonly Problem[]
  readonly dropped: readonly DroppedLine[]
  readonly unknownHeadings: readonly string[]
  /** Where the sheet was asked for as it stands, see `ReadOptions.as`. */
  readonly table?: ListTable
}

/** A line of a stranger's list as texts by column, with the sheet's own number. */
export interface ListLine { readonly row: number; readonly cells: readonly string[] }

/** A sheet as it stands, nothing taken for anything: to be matched, answered and returned in its own layout. */
export interface ListTable {
  /** Rows over the headings, then the rows of the headings, as they stand. */
  readonly above: readonly (readonly string[])[]
  readonly headingRows: readonly (readonly string[])[]
  /** By column; of several rows joined: 患者/姓名. */
  readonly headings: readonly string[]
  readonly lines: readonly ListLine[]
  /** Sub-totals, footers and headings printed again: no lines, but they go back where they stood. */
  readonly aside: readonly ListLine[]
  /** Rows that Excel does not show; they are lines like the others. */
  readonly hidden: readonly number[]
  /** Something stands far below or to the right of everything, and was not read. */
  readonly leftOut: boolean
}

/** What a person said of an earlier sheet with the same headings: whose lines, and by 0-based column what it is. */
export interface RememberedLayout {
  readonly base?: string
  readonly columns: Readonly<Record<number, ColumnTarget>>
}

/** By print of the headings. */
export type Remembered = Readonly<Record<string, RememberedLayout>>

export interface ReadOptions {
  readonly choice?: LayoutChoice
  readonly remembered?: Remembered
  /** 'YYYY-MM-DD': a birthday after it is an error. Absent: not looked at. */
  readonly today?: string
  /** What an income may come to here; absent: what this version goes by. */
  readonly bounds?: AmountBounds
  /** 'list': the cells as they stand, whatever the headings; nothing is taken for a register's field. */
  readonly as?: 'list'
}

export const cellAt = (column: ParsedColumn, line: number): ParsedCell => column.cells[column.at[line]!]!

export const columnOf = (sheet: ParsedSheet, register: string, name: string): ParsedColumn | undefined =>
  sheet.columns.find(({ target }) => target.kind === 'field' && target.register === register && target.name === name)

/** What a line says about one register; blank cells are not in it. The first column of a field is believed, several codes are joined. */
export function valuesAt(sheet: ParsedSheet, register: string, line: number): Values {
  const values: Record<string, Value> = {}
  for (const column of sheet.columns) {
    if (column.target.kind !== 'field' || column.target.register !== register) continue
    const { value } = cellAt(column, line)
    if (value === null) continue
    const before = values[column.target.name]
    if (before === undefined) values[column.target.name] = value
    else if (Array.isArray(before) && Array.isArray(value)) values[column.target.name] = [...new Set([...before, ...value])]
  }
  return values
}

/** Text of a column that is no field: the village, the head's name or number; '' where there is none. */
export function plainAt(sheet: ParsedSheet, kind: 'village' | 'head-name' | 'head-id', line: number): string {
  for (const column of sheet.columns) {
    if (column.target.kind !== kind) continue
    const { value } = cellAt(column, line)
    if (typeof value === 'string' && value !== '') return value
  }
  return ''
}
