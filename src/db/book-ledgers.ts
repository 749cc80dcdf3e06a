/**
 * What a window asks of a ledger. The lines are worked out in the worker, filtered and sorted there; the
 * window holds the slice it shows. `values` are whole: masking is the screen's matter, by the column's field.
 */
import type { Values } from '#core/registers/define.ts'
import type { Value } from '#core/sync/change.ts'

export type ColumnFilter =
  /** Part of what is shown, spaces and case aside. */
  | { readonly kind: 'contains'; readonly text: string }
  /** Shown texts as `ledgerChoices` gives them; '' stands for blank. */
  | { readonly kind: 'one-of'; readonly choices: readonly string[] }
  /** Numbers, amounts (分), dates; null = open end. Blank is in no range. */
  | { readonly kind: 'range'; readonly from: string | number | null; readonly to: string | number | null }

export interface LedgerQuery {
  readonly ledger: string
  /** Searched in every shown column. */
  readonly text: string
  readonly village?: string
  /** By column key. */
  readonly filters: Readonly<Record<string, ColumnFilter>>
  readonly sort: { readonly column: string; readonly down: boolean } | null
  /** Column keys in the order shown; totals and texts are of these. */
  readonly columns: readonly string[]
  /** Ended members, voided records and households that are gone. */
  readonly withEnded: boolean
}

export interface LedgerList {
  readonly total: number
  /** Base record ids, in order. */
  readonly ids: readonly string[]
  /** By column key: sums of `total: 'sum'` columns over all lines, not only those shown. */
  readonly totals: Readonly<Record<string, number>>
  readonly took: number
}

export interface LedgerLine {
  /** Id of the base record. */
  readonly id: string
  readonly village: string
  readonly household: string | null
  readonly person: string | null
  /** By column key: the record a field column's value lives in; null where there is none yet. */
  readonly records: Readonly<Record<string, string | null>>
  readonly values: Readonly<Record<string, Value | undefined>>
  /** By column key, of link columns that hold one: what the record it names is called. */
  readonly names: Readonly<Record<string, string>>
  /** Column keys of what a procedure decides and two sides say differently: no value is given for them. */
  readonly undecided?: readonly string[]
  readonly ended: boolean
  readonly conflicts: number
  readonly unsent: boolean
}

export interface LedgerChoice { readonly text: string; readonly lines: number }

/** A new line of a ledger with `adds: 'record'`. */
export interface NewLine { readonly household: string | null; readonly person: string | null; readonly values: Values }

/** A block copied from Excel or WPS, laid over the lines from one cell on; nothing is stored yet. */
export interface PastePreview {
  readonly token: string
  readonly cells: readonly {
    /** 0-based place in the block. */
    readonly row: number
    readonly column: number
    /** Line and column it falls on; id null = a new line, column null = beyond the last. */
    readonly id: string | null
    readonly key: string | null
    readonly raw: string
    readonly before: string
    readonly after: string
    readonly outcome: 'changed' | 'same' | 'refused'
    /** Why it is refused, in Chinese; '' else. */
    readonly reason: string
  }[]
  readonly changed: number
  readonly added: number
  readonly refused: number
}

/** One thing a person did in one go; it can be taken back as one. Imports are kept at least 90 days. */
export interface Step {
  readonly id: string
  readonly kind: 'ledger' | 'paste' | 'add' | 'end' | 'life' | 'import' | 'paper' | 'decision' | 'procedure' | 'clue' | 'assist'
  /** In Chinese, for the list and the button: 「改 李光明 务工月数」. */
  readonly title: string
  readonly at: number
  readonly changes: number
  readonly undone: boolean
}

/** `left`: fields changed again since by somebody; they stay as they are and are named. */
export interface Undone { readonly step: Step; readonly restored: number; readonly left: readonly { readonly title: string; readonly label: string }[] }
