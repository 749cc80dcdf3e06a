/** What a roster workbook says, as plain data that can go from one worker to another. */
import type { Values } from '#core/registers/define.ts'
import type { DroppedLine, SheetLayout } from '../db/book-imports.ts'
import type { Problem } from './sheet-types.ts'

export type { Problem }
export type DataRegister = 'household' | 'person' | 'income'

/** One person's line. A blank cell is not in the values: it says nothing, and must not empty an answer. */
export interface RosterRow {
  /** As Excel counts. */
  readonly row: number
  /** Lines of one household have the same number, also where the workbook has no 户编号. */
  readonly group: number
  /** Name of the 行政村 as written; '' where the workbook has no such column. */
  readonly village: string
  readonly household: Values
  readonly person: Values
  readonly income: Values
  /** Repeated on every line; they must agree with the member who is the head. */
  readonly headName: string
  readonly headIdNo: string
}

export interface ParsedRoster {
  readonly name: string
  readonly sheet: string
  /** Names of the villages met, in order. */
  readonly villages: readonly string[]
  readonly rows: readonly RosterRow[]
  /** Column letters by 'register.field', for addresses of problems found later. */
  readonly columns: Readonly<Record<string, string>>
  /** By 'register.field', where the column is in 万元: how far off, in 分, a value may be by rounding alone. */
  readonly coarse: Readonly<Record<string, number>>
  readonly problems: readonly Problem[]
  readonly unknownHeadings: readonly string[]
  readonly layout: SheetLayout
  readonly dropped: readonly DroppedLine[]
}
