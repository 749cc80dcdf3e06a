/**
 * A ledger (台账) is a view: it stores nothing. Its rows stand for records of one register, and a column
 * shows a field of that record, of its household or person, or something worked out. Whoever edits a cell
 * edits the one record the fact lives in; a column with its own copy of a fact would be the old trouble back.
 */
import type { Field, Values } from '../registers/define.ts'
import type { Standard } from '../registers/standard.ts'
import type { Value } from '../sync/change.ts'

/** H: a line per household. P: per person. E: per event. A: per asset or project. V: per village matter. */
export type Scope = 'H' | 'P' | 'E' | 'A' | 'V'

export interface LedgerRecord {
  readonly id: string
  readonly village: string
  readonly values: Values
  /** The changes the values come from, for 填报人 and 更新时间; absent where nobody keeps them. */
  readonly writes?: readonly { readonly stamp: string; readonly by: string }[]
}

/** What the columns of one line may look at. Nothing here is a copy: records as the book holds them. */
export interface LedgerContext {
  readonly base: LedgerRecord
  readonly household: LedgerRecord | undefined
  readonly person: LedgerRecord | undefined
  readonly head: LedgerRecord | undefined
  /** Of the household, ended ones too. */
  readonly members: readonly LedgerRecord[]
  /** The latest annual income of the household. */
  readonly income: LedgerRecord | undefined
  /** Records of a register that belong to this household and, where the line is a person's, to this person; latest first; voided ones left out. */
  readonly of: (register: string) => readonly LedgerRecord[]
  /** Records another register's link names: `linked('organisation', id)`. */
  readonly linked: (register: string, id: Value | undefined) => LedgerRecord | undefined
  /** All records of a register in the line's village, voided ones left out: sums over a year, the days of a cadre. */
  readonly inVillage: (register: string) => readonly LedgerRecord[]
  readonly place: { readonly township: string; readonly village: string }
  readonly standards: readonly Standard[]
  /** 'YYYY-MM-DD' */
  readonly today: string
}

export interface LedgerColumn {
  /** Unique in its ledger and stable: saved column choices name it. `register.field` for a stored field, a plain word for a computed one. */
  readonly key: string
  readonly title: string
  /** How it is read, masked, filtered, totalled, typed and exported. */
  readonly field: Field
  readonly from:
    | { readonly kind: 'field'; readonly register: string; readonly name: string }
    | { readonly kind: 'computed'; readonly read: (row: LedgerContext) => Value | undefined }
  /** Shown under the list. */
  readonly total: 'sum' | 'none'
  /** Not shown until chosen; still exported when chosen. */
  readonly aside: boolean
  /** Characters of a Chinese text that should fit, for the first width. */
  readonly width: number
}

export interface Ledger {
  /** 'employment' of ledger.employment; the address and the saved choices use it. */
  readonly name: string
  /** 'L3'. */
  readonly code: string
  readonly title: string
  readonly scope: Scope
  /** The register whose records are the lines. */
  readonly base: string
  /** Which records stand in it, e.g. only households that were registered as poor. */
  readonly includes: (row: LedgerContext) => boolean
  readonly columns: readonly LedgerColumn[]
  /** 'record': a line added here is a new record of `base`. 'none': lines come and go with the roster. */
  readonly adds: 'record' | 'none'
}
