/**
 * What the book needs of a database, and nothing more: sealed rows under clear keys. The unit of storage
 * (a page of households, a batch of changes) can be changed behind this interface. `commit` is one strict
 * transaction: after it resolves all of it survives a power cut, before it none of it shows.
 */

/** Records of about 200 households with all that belongs to them. */
export interface PageRow { readonly id: number; readonly village: string; readonly revision: number; readonly sealed: Uint8Array }
/** A batch of changes taken from the county since the pages were written. */
export interface LogRow { readonly n: number; readonly village: string; readonly sealed: Uint8Array }
/** This laptop's own changes, as they stand in the host's journal. */
export interface OwnRow { readonly from: number; readonly to: number; readonly village: string; readonly sealed: Uint8Array }
/** `folded`: the changes are in the pages too. */
export interface OwnKey { readonly from: number; readonly to: number; readonly village: string; readonly folded: 0 | 1 }

/** Changes that were folded into pages or came from the county, kept for the timeline; `n` counts up. */
export interface HistoryRow { readonly n: number; readonly village: string; readonly sealed: Uint8Array }
/** What a step wrote over, kept so that it can be taken back. */
export interface UndoRow { readonly id: string; readonly sealed: Uint8Array }

export interface Commit {
  readonly pages?: readonly PageRow[]
  readonly dropPages?: readonly number[]
  readonly log?: readonly LogRow[]
  readonly dropLog?: readonly number[]
  readonly own?: readonly OwnRow[]
  readonly dropOwn?: readonly number[]
  readonly markFolded?: readonly number[]
  readonly markUnfolded?: readonly number[]
  readonly history?: readonly HistoryRow[]
  readonly undo?: readonly UndoRow[]
  readonly dropUndo?: readonly string[]
  /** Sealed rows by name: 'state', 'draft', 'pinyin'. */
  readonly sealed?: Readonly<Record<string, SealedRow>>
}

/** Revision in clear, because it is part of what the envelope is bound to. */
export interface SealedRow { readonly revision: number; readonly bytes: Uint8Array }

export interface VillageStore {
  /** Throws 'database-too-new' when a newer program has written here. `existed`: the database was there before. */
  open(): Promise<{ readonly existed: boolean }>
  close(): void
  sealed(name: string): Promise<SealedRow | null>
  pages(): Promise<readonly PageRow[]>
  log(): Promise<readonly LogRow[]>
  /** Own rows without their content, in the order of numbers. */
  ownKeys(): Promise<readonly OwnKey[]>
  own(froms: readonly number[]): Promise<readonly OwnRow[]>
  /** Those of these numbers that are there. */
  history(ns: readonly number[]): Promise<readonly HistoryRow[]>
  /** null for a step that is no longer kept. */
  undo(id: string): Promise<UndoRow | null>
  commit(commit: Commit): Promise<void>
  /** Everything away, then this: a restore from backup or a fresh start after damage. */
  replace(commit: Commit): Promise<void>
}

/** Our own schema number: Dexie opens a newer database without a word. */
export const STORE_SCHEMA = 2
