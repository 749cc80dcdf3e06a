/** Clashing answers as the conflict page shows them: all of them, the shown one first. */
import type { RecordState } from '#core/sync/change.ts'
import { stampTime } from '#core/sync/clock.ts'
import { clashes, headsOf } from '#core/sync/merge.ts'
import type { Conflict } from './book.ts'
import { householdOf, PERSON, textOf } from './belongs.ts'
import type { Desk } from './desk.ts'
import type { Roster } from './roster.ts'
import { headOf, membersOf } from './rows.ts'

export function titleOf(roster: Roster, record: RecordState | undefined): string {
  if (!record) return ''
  const household = householdOf(record)
  const head = household === null ? '' : textOf(headOf(membersOf(roster, household)), 'name')
  const own = record.register === PERSON ? textOf(record, 'name') : ''
  return [head, own === head ? '' : own].filter(part => part !== '').join(' · ')
}

export const listConflicts = (desk: Desk): readonly Conflict[] =>
  [...desk.roster.clashing()].flatMap(({ record }) => clashes(record).map(field => conflictOf(desk, record, field)))

function conflictOf(desk: Desk, record: RecordState, field: string): Conflict {
  return {
    register: record.register, record: record.id, village: record.village, household: householdOf(record),
    title: titleOf(desk.roster, record), field,
    answers: headsOf(record, field).map(({ value, by, device, stamp, origin }, i) =>
      ({ value, by, device, at: stampTime(stamp), origin, shown: i === 0, mine: device === desk.identity.device }))
  }
}

/** How many clashing fields each household has. */
export function conflictCounts(roster: Roster): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { record } of roster.clashing()) {
    const household = householdOf(record)
    if (household) counts.set(household, (counts.get(household) ?? 0) + clashes(record).length)
  }
  return counts
}
