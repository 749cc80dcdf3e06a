/** What a window asks about checks, history, twins and files made from the book. */
import type { Severity } from '#core/checks/index.ts'
import type { Origin, Value } from '#core/sync/change.ts'
import type { LedgerQuery } from './book-ledgers.ts'

export interface FindingFilter {
  readonly rule?: string
  readonly severity?: Severity
  readonly village?: string
  readonly group?: string
  readonly household?: string
  /** 'open': no reason given yet. */
  readonly reasons?: 'open' | 'given'
}

export interface VillageFinding {
  /** Rule, record and field: a reason is given to this. */
  readonly key: string
  readonly rule: string
  readonly severity: Severity
  readonly text: string
  /** The rule as a sentence, with its source. */
  readonly why: string
  readonly register: string
  readonly record: string
  readonly field: string
  readonly village: string
  readonly group: string
  readonly household: string | null
  /** Head's name; the record's own title where it belongs to no household. */
  readonly title: string
  readonly person: string | null
  readonly reason: { readonly text: string; readonly by: string; readonly at: number } | null
}

export interface FindingCount { readonly key: string; readonly label: string; readonly E: number; readonly W: number; readonly I: number; readonly reasoned: number }

/** A run over all villages of the laptop; the findings stay in the worker until the next run or lock. */
export interface CheckRun {
  readonly at: number
  readonly households: number
  readonly findings: number
  readonly byRule: readonly FindingCount[]
  readonly byGroup: readonly FindingCount[]
  readonly byHousehold: readonly FindingCount[]
  readonly took: number
  /** Something was changed since; the list may be old. */
  readonly stale: boolean
}

/** One change of the timeline. `before` is null where this laptop never saw what stood there. */
export interface HistoryLine {
  readonly at: number
  readonly by: string
  readonly device: string
  readonly mine: boolean
  readonly origin: Origin
  /** 「入户 2026-11-20」, the imported file's name, 「分户」: what `origin.ref` names; '' where unknown. */
  readonly originTitle: string
  readonly register: string
  readonly record: string
  /** The member's name or the register's title. */
  readonly title: string
  readonly fields: readonly { readonly name: string; readonly before: Value | null; readonly after: Value }[]
}

/** `complete`: everything since the records were made; else older changes lie with the county. */
export interface Timeline { readonly lines: readonly HistoryLine[]; readonly complete: boolean }

export interface Twin {
  readonly kind: 'same-id' | 'same-name-birth' | 'same-household'
  readonly text: string
  readonly records: readonly { readonly register: string; readonly record: string; readonly household: string; readonly title: string; readonly group: string; readonly ended: boolean }[]
}

/** A person about to be registered; what of it is known. */
export interface Newcomer { readonly name: string; readonly idNo: string; readonly birthDate: string }

/** `villageName`: what the window calls the village while the county has not named it. */
export type FileRequest = { readonly villageName?: string } & (
  /** National layout: same headings, order, text cells. `since` limits it to households changed after that moment or since the last receipt. */
  | { readonly kind: 'national'; readonly village?: string; readonly since?: number | 'sync'; readonly masked: boolean }
  | { readonly kind: 'ledger'; readonly query: LedgerQuery; readonly since?: number | 'sync'; readonly masked: boolean }
  /** Headings, drop-downs and text formats, no lines. */
  | { readonly kind: 'template'; readonly ledger: string }
  | { readonly kind: 'findings'; readonly filter: FindingFilter; readonly masked: boolean }
  /** The file of this preview again, red cells and a column 错误说明. */
  | { readonly kind: 'import-errors'; readonly token: string }
)

export interface MadeFile { readonly name: string; readonly bytes: Uint8Array; readonly lines: number }
export interface FileProgress { readonly stage: 'collecting' | 'writing'; readonly done: number; readonly total: number }
