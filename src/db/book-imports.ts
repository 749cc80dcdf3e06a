/** A clerk's workbook on its way in: how it is laid out, what would change, what is wrong, by cell address. */

/** What a column of the workbook is taken for. */
export type ColumnTarget =
  | { readonly kind: 'field'; readonly register: string; readonly name: string }
  | { readonly kind: 'head-name' | 'head-id' | 'village' | 'place' | 'ignored' }

export interface LayoutColumn {
  /** 0-based; `letter` as Excel shows it. */
  readonly index: number
  readonly letter: string
  /** Headings of several lines joined: 家庭成员/姓名. */
  readonly heading: string
  readonly target: ColumnTarget | null
  /** The target's label, for people; '' without one. */
  readonly label: string
  /** How it was found: by the register's headings, by what stands in the column, as last time, by a person. */
  readonly by: 'heading' | 'content' | 'remembered' | 'person' | null
  /** 万元, 公顷 … : what one unit of the column is in the field's own. */
  readonly factor: number
  /** First few different cells, for the person who maps. */
  readonly samples: readonly string[]
}

export interface SheetLayout {
  readonly sheet: string
  /** Sheets that could be read too. */
  readonly others: readonly string[]
  /** 1-based first and last line of the heading. */
  readonly headingLines: readonly [number, number]
  readonly columns: readonly LayoutColumn[]
  /** The same headings in the same order have the same print: a corrected mapping is remembered under it. */
  readonly print: string
  /** Register whose lines these are: 'person' for a roster. */
  readonly base: string
  /** Registers that explain the sheet equally well, `base` among them; where there are several and none was chosen, a person is asked. */
  readonly bases: readonly string[]
  /** Hidden lines and columns that were read, filters, comments: told, and taken or not as the person says. */
  readonly hidden: { readonly rows: readonly number[]; readonly columns: readonly string[]; readonly sheets: readonly string[] }
}

/** The problem of a sheet that could be two things: nothing is taken in before a person has said which it is. */
export const BASE_UNCLEAR = 'base-unclear'

/** What a person corrected: heading column by 0-based index, sheet, hidden lines. */
export interface LayoutChoice {
  readonly sheet?: string
  readonly base?: string
  readonly columns?: Readonly<Record<number, ColumnTarget>>
  readonly takeHidden?: boolean
}

export interface DroppedLine { readonly row: number; readonly why: 'blank' | 'subtotal' | 'footer' | 'heading-again' | 'hidden' | 'not-a-line'; readonly text: string }
