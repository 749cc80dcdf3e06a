/**
 * What came together by itself: two people worked on one record at a time, on different fields. Nothing clashed
 * and nothing is asked; but whoever wrote one half should see the other. Found before the roster takes the changes.
 */
import type { Change, Head, RecordState } from '#core/sync/change.ts'
import { stampTime } from '#core/sync/clock.ts'
import { applyChange, headsOf, sameValue } from '#core/sync/merge.ts'
import { householdOf } from './belongs.ts'
import type { Merged } from './book-sync.ts'
import { titleOf } from './conflicts.ts'
import type { Desk } from './desk.ts'
import { MERGED, readKept } from './kept.ts'
import { recordKey } from './roster.ts'
import { sideOf } from './sides.ts'

const KEPT_MERGED = 500
/** An own change is at the same time as another's when the county has not confirmed it yet or it is not older than this. */
const RECENT_MS = 24 * 3600 * 1000

interface KeptMerged { readonly register: string; readonly record: string; readonly at: number; readonly mine: readonly string[]; readonly theirs: readonly { readonly field: string; readonly head: Head }[] }

export const mergedOf = (desk: Desk): Promise<readonly KeptMerged[]> => readKept<KeptMerged>(desk, MERGED)

/** The list with what these bring; the same list when nothing comes together. */
export function withMerged(desk: Desk, known: readonly KeptMerged[], changes: readonly Change[]): readonly KeptMerged[] {
  const found = new Map<string, KeptMerged>()
  const ahead = new Map<string, RecordState>()
  const at = desk.env.now()
  for (const change of changes) {
    const { register, record } = change
    const key = recordKey(register, record)
    const before = ahead.get(key) ?? desk.roster.get(register, record)
    if (!before || change.device === desk.identity.device || !before.writes.some(write => write.device === desk.identity.device)) continue
    const after = applyChange(before, change)
    ahead.set(key, after)
    const mine = ownFields(desk, before, change)
    if (mine.length === 0) continue
    const theirs = Object.keys(change.fields).filter(field => !mine.includes(field)).flatMap(field => {
      const [head] = headsOf(after, field)
      const isNew = head?.device === change.device && head.number === change.number && !sameValue(head.value, before.values[field] ?? null)
      return isNew ? [{ field, head }] : []
    })
    if (theirs.length === 0) continue
    const one = found.get(key) ?? { register, record, at, mine, theirs: [] }
    const fields = new Set(theirs.map(({ field }) => field))
    found.set(key, { ...one, theirs: [...one.theirs.filter(({ field }) => !fields.has(field)), ...theirs] })
  }
  return found.size === 0 ? known : [...found.values(), ...known].slice(0, KEPT_MERGED)
}

function ownFields({ identity, waiting }: Desk, record: RecordState, { stamp }: Change): readonly string[] {
  return Object.keys(record.values).filter(field => headsOf(record, field).some(head =>
    head.device === identity.device && (waiting.has(head.number) || Math.abs(stampTime(stamp) - stampTime(head.stamp)) < RECENT_MS)))
}

export const listMerged = async (desk: Desk): Promise<readonly Merged[]> => (await mergedOf(desk)).map(({ register, record, at, mine, theirs }) => {
  const known = desk.roster.get(register, record)
  return {
    register, record, household: known ? householdOf(known) : null, title: titleOf(desk.roster, known), at, mine,
    theirs: theirs.map(({ field, head }) => ({ field, side: sideOf(desk, head) }))
  }
})
