/**
 * What a workbook to be written holds. Every cell is text: an ID, a phone or a date that became a number
 * would lose digits in the next program that opens it, and a text that begins with = must never calculate.
 */
export interface ColumnSpec {
  readonly heading: string
  /** Characters of Chinese text that should fit. */
  readonly width: number
  /** Offered as a drop-down below the heading. */
  readonly choices?: readonly string[]
  /** Several choices may stand in one cell, joined by a comma: the drop-down offers, it does not refuse. */
  readonly several?: boolean
  /** Shown beside the cell while it is being filled in. */
  readonly hint?: string
}

/** One line of cells by column; '' is a blank. */
export type Line = readonly string[]

export interface SheetHead {
  readonly name: string
  /** Lines above the headings: a text goes across all columns, the first being the title; cells stay where they are. */
  readonly titles: readonly (string | Line)[]
  readonly columns: readonly ColumnSpec[]
  /** How many lines follow. */
  readonly count: number
  /** A line of sums at the end, outside the filter. */
  readonly total?: Line
  /** Blank lines below the last that drop-downs reach. */
  readonly room?: number
  /** Cells shown red: columns by 0-based line. */
  readonly red?: ReadonlyMap<number, readonly number[]>
}

/** `lines` are taken once, in order, while the file is being written. */
export interface SheetSpec extends SheetHead {
  readonly lines: Iterable<Line>
}

export interface WorkbookSpec {
  readonly sheets: readonly SheetSpec[]
}
