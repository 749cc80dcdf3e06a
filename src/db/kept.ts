/**
 * Lists the book keeps beside the records (set-aside changes, decisions, merged edits, receipts), each sealed
 * whole under its name. They are written only in the transaction of what they speak of: seal first, commit,
 * and only then `settle`, or a failed transaction would leave memory ahead of the disk.
 */
import type { Desk } from './desk.ts'
import type { BookState } from './state.ts'
import type { SealedRow } from './store.ts'

export const ASIDE = 'aside'
export const DECISIONS = 'decisions'
export const MERGED = 'merged'
/** Receipts in one row: a busy laptop gets some thousands a year, and a row is written anew with each. */
export const RECEIPTS_A_ROW = 200
export const receiptsRow = (place: number): string => `receipts-${Math.floor(place / RECEIPTS_A_ROW)}`

/** All names there may be, for the daily copy. */
export const keptNames = ({ receipts }: BookState): readonly string[] =>
  [ASIDE, DECISIONS, MERGED, ...Array.from({ length: Math.ceil(receipts / RECEIPTS_A_ROW) }, (_, row) => receiptsRow(row * RECEIPTS_A_ROW))]

interface Cached { readonly revision: number; readonly value: unknown }
const caches = new WeakMap<Desk, Map<string, Cached>>()

function cacheOf(desk: Desk): Map<string, Cached> {
  const known = caches.get(desk)
  if (known) return known
  const made = new Map<string, Cached>()
  caches.set(desk, made)
  return made
}

async function cached(desk: Desk, name: string): Promise<Cached> {
  const known = cacheOf(desk).get(name)
  if (known) return known
  const row = await desk.env.store.sealed(name)
  // A row that does not open counts as empty: what it says of can be worked out again or is told by the county.
  const read: Cached = { revision: row?.revision ?? 0, value: row && await desk.envelopes.openNamed(name, row) }
  cacheOf(desk).set(name, read)
  return read
}

export const readKept = async <T>(desk: Desk, name: string): Promise<readonly T[]> => ((await cached(desk, name)).value ?? []) as readonly T[]

/** As it was last read or written; empty before. For what is drawn without waiting. */
export const peekKept = <T>(desk: Desk, name: string): readonly T[] => (caches.get(desk)?.get(name)?.value ?? []) as readonly T[]

export interface SealedKept { readonly sealed: Readonly<Record<string, SealedRow>>; settle(): void }

export async function sealKept(desk: Desk, lists: Readonly<Record<string, readonly unknown[]>>): Promise<SealedKept> {
  const rows = await Promise.all(Object.entries(lists).map(async ([name, value]) => {
    const revision = (await cached(desk, name)).revision + 1
    return { name, value, row: await desk.envelopes.named(name, revision, value) }
  }))
  return {
    sealed: Object.fromEntries(rows.map(({ name, row }) => [name, row])),
    settle() { for (const { name, value, row } of rows) cacheOf(desk).set(name, { revision: row.revision, value }) }
  }
}
