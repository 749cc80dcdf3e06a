/**
 * What the grid of a ledger is given. The shapes are the grid's own, so that it knows no book and no store:
 * whatever has ids, values and fields can stand in it.
 */
import type { Field } from '#core/registers/define.ts'
import type { Value } from '#core/sync/change.ts'

export interface GridColumn {
  readonly key: string
  readonly title: string
  readonly field: Field
  /** Worked out from other facts: it cannot be typed. */
  readonly computed: boolean
  readonly total: 'sum' | 'none'
  /** Pixels. */
  readonly width: number
  /** Stays at the left while the rest scrolls; all pinned columns come first. */
  readonly pinned: boolean
}

export interface GridLine {
  readonly id: string
  readonly household: string | null
  readonly person: string | null
  readonly records: Readonly<Record<string, string | null>>
  readonly values: Readonly<Record<string, Value | undefined>>
  /** What a link shows instead of an id. */
  readonly names: Readonly<Record<string, string>>
  /** Two sides say differently what a procedure decides. */
  readonly undecided?: readonly string[]
  readonly ended: boolean
  readonly conflicts: number
  readonly unsent: boolean
}

/** One cell, by place: line and column as they stand now. */
export interface CellPlace { readonly line: number; readonly column: number }

/** Where the cursor is, and the other corner of what is selected; the same cell where nothing is. */
export interface GridCursor { readonly at: CellPlace; readonly from: CellPlace }

/** One cell, by name: it stays the same cell when the list is sorted. */
export interface CellName { readonly id: string; readonly key: string }

/** One of the records a link may name. */
export interface LinkChoice { readonly id: string; readonly label: string }

export type SortOrder = { readonly column: string; readonly down: boolean } | null

export type GridFilter =
  | { readonly kind: 'contains'; readonly text: string }
  | { readonly kind: 'one-of'; readonly choices: readonly string[] }
  | { readonly kind: 'range'; readonly from: string | number | null; readonly to: string | number | null }

export interface Choice { readonly text: string; readonly lines: number }
