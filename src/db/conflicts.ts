/** Clashing answers as the conflict page shows them: all of them, the shown one first. */
import type { RecordState } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { clashes } from '#core/sync/merge.ts'
import type { Conflict } from './book.ts'
import { householdOf, PERSON, textOf } from './belongs.ts'
import { answersOf, reopenedOf } from './decisions-kept.ts'
import type { Desk } from './desk.ts'
import type { Roster } from './roster.ts'
import { headOf, membersOf } from './rows.ts'
import { sideOf } from './sides.ts'

export function titleOf(roster: Roster, record: RecordState | undefined): string {
  if (!record) return ''
  const household = householdOf(record)
  const head = household === null ? '' : textOf(headOf(membersOf(roster, household)), 'name')
  const own = record.register === PERSON ? textOf(record, 'name') : ''
  return [head, own === head ? '' : own].filter(part => part !== '').join(' · ')
}

export const listConflicts = (desk: Desk): readonly Conflict[] => [...clashing(desk)].map(({ record, field }) => conflictOf(desk, record, field))

/** Fields whose answers differ, and those whose decision was taken back here; each once. */
function* clashing(desk: Desk): Iterable<{ readonly record: RecordState; readonly field: string }> {
  for (const { record } of desk.roster.clashing()) for (const field of clashes(record)) yield { record, field }
  for (const { decision: { field }, known } of reopenedOf(desk)) if (!clashes(known).includes(field)) yield { record: known, field }
}

function conflictOf(desk: Desk, record: RecordState, field: string): Conflict {
  return {
    register: record.register, record: record.id, village: homeOf(record), household: householdOf(record),
    title: titleOf(desk.roster, record), field,
    answers: answersOf(desk, record, field).map((head, i) => ({ ...sideOf(desk, head), shown: i === 0 }))
  }
}

/** How many clashing fields each household has. */
export function conflictCounts(desk: Desk): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { record } of clashing(desk)) {
    const household = householdOf(record)
    if (household) counts.set(household, (counts.get(household) ?? 0) + 1)
  }
  return counts
}

/** As many as the desk lists: the menu and the status line must not name another number. */
export const conflictFields = (desk: Desk): number => [...clashing(desk)].length
