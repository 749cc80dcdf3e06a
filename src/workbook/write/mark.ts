/** What is wrong in a file that is handed back, by line of its own sheet. */
export interface Mark {
  /** As Excel counts. */
  readonly row: number
  /** Addresses of the cells to be red; they may be blank or not there at all. */
  readonly cells: readonly string[]
  readonly text: string
}

export interface MarkPlan {
  readonly sheet: string
  /** The lower heading line, as Excel counts. */
  readonly headingRow: number
  /** Column that says 错误说明 already, 0-based: the file was handed back before. */
  readonly reasonColumn: number | null
  readonly marks: readonly Mark[]
}

export const REASON_HEADING = '错误说明'
