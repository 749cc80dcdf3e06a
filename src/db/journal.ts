/**
 * The host's journal against the own table. What was confirmed to a person stands in the journal; the table
 * is only a view of it, so whatever the table lacks is put back from there.
 */
import type { JournalState } from '#core/host.ts'
import type { Change } from '#core/sync/change.ts'
import { ask, commit, type Desk } from './desk.ts'
import { covers, joinRanges, sizeOf, without, type Range } from './ranges.ts'
import type { OwnKey, OwnRow } from './store.ts'

export interface JournalFindings {
  readonly recovered: number
  /** First numbers of the rows that came back. */
  readonly back: ReadonlySet<number>
  /** Rows that were confirmed in the table before and are not there now. */
  readonly missing: boolean
  readonly damaged: boolean
  /** Numbers neither the table nor the journal nor a receipt accounts for. */
  readonly lost: readonly Range[]
}

const ownRanges = (keys: readonly OwnKey[]): Range[] => joinRanges(keys.map(({ from, to }): Range => [from, to]))

export async function compareWithJournal(desk: Desk, journal: JournalState): Promise<JournalFindings> {
  const { state } = desk
  const gapsOf = (): Range[] => without(state.next > 1 ? [[1, state.next - 1]] : [], [...ownRanges(desk.ownKeys), ...state.confirmed])
  const missing = gapsOf().length > 0
  const same = journal.hash === state.journal.hash && journal.entries === state.journal.entries && journal.highest === state.journal.highest
  if (same && !missing) return { recovered: 0, back: new Set(), missing: false, damaged: journal.damaged > 0, lost: [] }

  const { rows, unreadable } = await missingRows(desk)
  const recovered = sizeOf(rows.map(({ from, to }): Range => [from, to]))
  const next = Math.max(state.next, journal.highest + 1, ...rows.map(row => row.to + 1))
  desk.ownKeys = [...desk.ownKeys, ...rows.map(({ from, to, village }): OwnKey => ({ from, to, village, folded: 0 }))].sort((a, b) => a.from - b.from)
  const lost = without(next > 1 ? [[1, next - 1]] : [], [...ownRanges(desk.ownKeys), ...state.confirmed])
  await commit(desk, {
    next, confirmed: joinRanges(state.confirmed, lost),
    journal: { entries: journal.entries, highest: journal.highest, hash: journal.hash }
  }, { own: rows })
  return { recovered, back: new Set(rows.map(row => row.from)), missing, damaged: journal.damaged > 0 || unreadable > 0, lost }
}

/** Own changes the journal still has and the table has folded away. */
export async function ownFromJournal(desk: Desk): Promise<readonly OwnRow[]> {
  return (await missingRows(desk, new Set(), true)).rows
}

/** Rows of the own table that do not open any more, taken from the journal again. */
export async function mendFromJournal(desk: Desk, damaged: readonly OwnKey[]): Promise<readonly (readonly Change[])[]> {
  const { rows } = await missingRows(desk, new Set(damaged.map(key => key.from)))
  const mended = rows.filter(row => damaged.some(key => key.from === row.from && key.to === row.to))
  await commit(desk, {}, { own: mended })
  return Promise.all(mended.map(async row => await desk.envelopes.openOwn(row) ?? []))
}

async function missingRows(desk: Desk, damaged: ReadonlySet<number> = new Set(), confirmedToo = false): Promise<{ rows: OwnRow[]; unreadable: number }> {
  const known = new Set(desk.ownKeys.map(key => key.from).filter(from => !damaged.has(from)))
  const rows: OwnRow[] = []
  let unreadable = 0
  for (let at: number | null = 0; at !== null;) {
    const page: { entries: readonly { from: number; to: number; village: string; bytes: Uint8Array }[]; next: number | null } = await ask(desk.env, 'journal:read', { from: at })
    for (const { from, to, village, bytes } of page.entries) {
      if (known.has(from) || (!confirmedToo && covers(desk.state.confirmed, from, to))) continue
      const row: OwnRow = { from, to, village, sealed: bytes }
      if (await desk.envelopes.openOwn(row)) {
        rows.push(row)
        known.add(from)
      } else unreadable++
    }
    at = page.next
  }
  return { rows, unreadable }
}

/**
 * The county has lost some of what it signed for: everything of this laptop's that can still be read, from the table
 * or the journal, counts as not confirmed. All of it and not only what lies above the county's highest number: that
 * may have come a moment ago, by this very question or by a stick, over a hole.
 */
export async function bringBack(desk: Desk): Promise<void> {
  desk.state = { ...desk.state, confirmed: [] }
  const { rows } = await missingRows(desk)
  desk.ownKeys = [...desk.ownKeys, ...rows.map(({ from, to, village }): OwnKey => ({ from, to, village, folded: 1 }))].sort((a, b) => a.from - b.from)
  const gone = without(desk.state.next > 1 ? [[1, desk.state.next - 1]] : [], ownRanges(desk.ownKeys))
  await commit(desk, { confirmed: gone }, { own: rows, markFolded: rows.map(row => row.from) })
}
