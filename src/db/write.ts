/**
 * The only door for this laptop's own changes. Order is everything: seal, journal (fsynced by the host), one
 * strict transaction, memory, word to the window. A failure before the journal leaves nothing; after it,
 * the next opening finds the entry there.
 */
import type { Values } from '#core/registers/define.ts'
import type { Change, Context, Origin, RecordState, Stamp } from '#core/sync/change.ts'
import { observe, tick } from '#core/sync/clock.ts'
import { applyChange, contextOf, sawFor } from '#core/sync/merge.ts'
import type { Entry } from './book.ts'
import { applyToRoster, ask, commit, show, type Desk } from './desk.ts'
import { noteOverlay } from './load.ts'
import { recordKey } from './roster.ts'
import type { BookState } from './state.ts'
import type { Commit } from './store.ts'

export interface Written { readonly numbers: readonly [number, number]; readonly changes: readonly Change[] }

/** An import may hold several villages. */
export type PlacedEntry = Entry & { readonly village?: string }

/** Rows that go into the same transaction; asked for while the roster still holds what is written over. */
export type Beside = (changes: readonly Change[]) => Promise<Omit<Commit, 'own'> & { readonly patch?: Partial<BookState> }>
const nothingBeside: Beside = async () => ({})

export const write = (desk: Desk, entries: readonly Entry[], origin: Origin, village: string): Promise<Written> =>
  desk.inTurn(() => writeNow(desk, entries, origin, village))

/** Call within `inTurn` only. */
export async function writeNow(desk: Desk, entries: readonly PlacedEntry[], origin: Origin, village: string, beside: Beside = nothingBeside): Promise<Written> {
  const changes = changesOf(desk, entries, origin, village)
  if (changes.length === 0) return { numbers: [desk.state.next, desk.state.next - 1], changes }
  const { patch, ...rows } = await beside(changes)
  const from = changes[0]!.number
  const last = changes[changes.length - 1]!
  const row = await desk.envelopes.own(changes, village)
  const journal = await ask(desk.env, 'journal:append', { from, to: last.number, village, bytes: row.sealed })
  // From here on the numbers are used, whatever happens to the transaction.
  desk.state = { ...desk.state, next: last.number + 1 }
  await commit(desk, { ...patch, stamp: last.stamp, journal: { entries: journal.entries, highest: journal.highest, hash: journal.hash } }, { ...rows, own: [row] })
  desk.ownKeys.push({ from, to: last.number, village, folded: 0 })
  for (const change of changes) desk.waiting.add(change)
  noteOverlay(desk, changes)
  show(desk, applyToRoster(desk, changes))
  return { numbers: [from, last.number], changes }
}

function changesOf(desk: Desk, entries: readonly PlacedEntry[], origin: Origin, village: string): Change[] {
  const { device, account } = desk.identity
  const now = desk.env.now()
  // What this same write has set already is in view of what follows.
  const ahead = new Map<string, RecordState>()
  let { stamp, next } = desk.state
  return entries.filter(entry => Object.keys(entry.fields).length > 0).map(({ register, record, fields, saw, village: own = village }): Change => {
    const key = recordKey(register, record)
    const known = ahead.get(key) ?? desk.roster.get(register, record)
    stamp = tick(newest(stamp, known), now)
    const change: Change = {
      device, number: next++, village: known?.village ?? own, register, record, stamp,
      by: account, origin, fields, saw: saw ? withOwn(saw, known, fields, device) : sawFor(known, Object.keys(fields))
    }
    ahead.set(key, applyChange(known, change))
    return change
  })
}

/** What a snapshot, a backup or the journal brought was not met as it came: an answer stands after all that is in view. */
const newest = (stamp: Stamp, known: RecordState | undefined): Stamp =>
  known ? [...known.writes, ...Object.values(known.rivals).flat()].reduce((last, write) => observe(last, write.stamp), stamp) : stamp

/** A laptop has always seen its own answers, even when the screen had not been drawn again. */
function withOwn(saw: NonNullable<Entry['saw']>, known: RecordState | undefined, fields: Values, device: string): Record<string, Context> {
  const joined: Record<string, Context> = {}
  for (const field of Object.keys(fields)) {
    const own = known ? contextOf(known, field)[device] : undefined
    const context = { ...saw[field], ...(own === undefined ? {} : { [device]: own }) }
    if (Object.keys(context).length > 0) joined[field] = context
  }
  return joined
}
