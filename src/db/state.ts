/**
 * What the book must remember besides records: one sealed row that moves in the same transaction as
 * whatever it speaks of. Receipts are kept as ranges of numbers, not as marks on rows, so that a receipt
 * for half a batch costs nothing.
 */
import type { Role } from '#core/procedure/index.ts'
import type { Stamp } from '#core/sync/change.ts'
import { FIRST_STAMP } from '#core/sync/clock.ts'
import type { Cursors, Receipt, SnapshotIndex } from '#core/sync/wire.ts'
import type { Homes } from './homes.ts'
import { joinRanges, type Range } from './ranges.ts'

/** `done`: sent again or taken back; its number is still not sent any more. */
export interface RefusedChange { readonly number: number; readonly verdict: 'refused' | 'quarantined'; readonly reason: string; readonly register: string; readonly record: string; readonly done?: boolean }

/** Changes of another laptop of the team, kept under `id` until the county's feed or a snapshot has brought all of `left`. */
export interface TeamRow { readonly id: string; readonly device: string; readonly left: readonly Range[] }

/** By record id: attachments made here whose thumbnail or picture the county has not confirmed, under its `epoch`; null before it was heard. */
export interface WaitingBlobs {
  readonly epoch: string | null
  readonly thumbs: readonly string[]
  readonly pictures: readonly string[]
  /** Those the county would not take, and its reason; they stand above as well. */
  readonly refused: readonly { readonly record: string; readonly reason: string }[]
}

/** A first load under way: which page holds each chunk, null while it has not come. */
export interface Loading { readonly index: SnapshotIndex; readonly pages: readonly (number | null)[] }

export interface BookState {
  /** Number of the next own change; never goes back. */
  readonly next: number
  readonly stamp: Stamp
  /** Numbers a durable county has; their rows may be folded away. */
  readonly confirmed: readonly Range[]
  /** Numbers a trial county has: not sent again while its epoch stands, never dropped. */
  readonly trial: readonly Range[]
  readonly refused: readonly RefusedChange[]
  readonly epoch: string | null
  readonly cursors: Cursors
  readonly villages: readonly { readonly code: string; readonly name: string; readonly last: number }[]
  /** Provisional village codes and the real ones they turned out to be. */
  readonly homes: Homes
  readonly loading: Readonly<Record<string, Loading>>
  /** Villages some of whose pages or log rows could not be opened: their first load is done again. */
  readonly reload: readonly string[]
  /** The journal as it stood at the last write; differs after a crash in between. */
  readonly journal: { readonly entries: number; readonly highest: number; readonly hash: string }
  /** By page id the revision that must be found: an older copy of a page is damage. */
  readonly pages: Readonly<Record<string, { readonly village: string; readonly revision: number }>>
  readonly log: readonly { readonly n: number; readonly village: string }[]
  readonly nextPage: number
  readonly nextLog: number
  readonly nextHistory: number
  /** Own numbers that stand in the history; the rest is read from the own rows. */
  readonly keptOwn: readonly Range[]
  /** Villages that began here with a snapshot: what was changed before lies with the county. */
  readonly partial: readonly string[]
  readonly lastContact: number | null
  readonly lastReceipt: Receipt | null
  readonly backupAt: number | null
  /** Set-aside numbers taken back here, of which the county has not been told. */
  readonly withdrawn: readonly number[]
  /** How far the county's decisions on set-aside changes have been heard. */
  readonly reviewCursor: number
  /** The county's clock in the newest answer: an older answer that comes by a package says nothing of villages. */
  readonly heardAt: number
  /** How many receipts are kept (receipts.ts). */
  readonly receipts: number
  /** Numbers that left by package or hub, and when the last of them did. */
  readonly onTheWay: { readonly numbers: readonly Range[]; readonly at: number } | null
  /** Numbers of other laptops that came from the team and not from the county. */
  readonly team: Readonly<Record<string, readonly Range[]>>
  readonly teamRows: readonly TeamRow[]
  readonly nextTeam: number
  /** null: to be worked out from the records (attachments-waiting.ts). */
  readonly blobs: WaitingBlobs | null
  /** Ids of answer packages taken here, the last ones: for telling a person that one was read before. */
  readonly packages: readonly string[]
  /** The level the county's newest answer gave this laptop; absent before one said it. */
  readonly role?: Role
}

const syncBeginning = { withdrawn: [], reviewCursor: 0, heardAt: 0, receipts: 0, onTheWay: null, team: {}, teamRows: [], nextTeam: 1, blobs: null, packages: [] } as const

export const emptyState: BookState = {
  next: 1, stamp: FIRST_STAMP, confirmed: [], trial: [], refused: [], epoch: null, cursors: {}, villages: [], homes: {}, loading: {}, reload: [],
  journal: { entries: 0, highest: 0, hash: '' }, pages: {}, log: [], nextPage: 1, nextLog: 1, nextHistory: 1, keptOwn: [], partial: [], lastContact: null, lastReceipt: null, backupAt: null,
  ...syncBeginning
}

/** As a book left it that kept no history yet: what it had folded by then is not known any more. */
export const withHistory = (state: BookState): BookState =>
  'nextHistory' in state ? state : { ...(state as BookState), nextHistory: 1, keptOwn: [], partial: [...new Set(Object.values((state as BookState).pages).map(page => page.village))] }

/** As a book left it that kept neither receipts nor what was set aside: the lists begin with what its state says. */
export const withSync = (state: BookState): BookState => ('reviewCursor' in state ? state : { ...syncBeginning, ...(state as BookState) })

/** Numbers that need not be sent. */
export const settledRanges = (state: BookState): readonly Range[] =>
  joinRanges(state.confirmed, state.trial, state.refused.map(({ number }): Range => [number, number]))
