/**
 * The household of a line as the checks see it: who is on the roster, how old, who works, what they live on.
 * One and the same reading for the door, the findings and the ledgers, or their figures would differ.
 */
import { subjectOf } from '../checks/subject.ts'
import type { Member, Subject } from '../checks/subject.ts'
import type { LedgerContext, LedgerRecord } from './define.ts'

interface Kept { readonly row: LedgerContext, readonly subject: Subject }

// Every line of a household is handed the same list of members until something of the house changes.
const kept = new WeakMap<readonly LedgerRecord[], Kept>()

const sameHouse = (one: LedgerContext, other: LedgerContext): boolean =>
  one.household === other.household && one.income === other.income && one.standards === other.standards && one.today === other.today

export function houseOf(row: LedgerContext): Subject | undefined {
  const { household, members, income, standards, today } = row
  if (!household) return undefined
  const known = kept.get(members)
  if (known && sameHouse(known.row, row)) return known.subject
  const subject = subjectOf({ household: household.values, members, income: income?.values, standards, today, householdId: household.id, area: household.village })
  kept.set(members, { row, subject })
  return subject
}

export const memberOf = (row: LedgerContext): Member | undefined => {
  const { person } = row
  return person && houseOf(row)?.all.find(member => member.id === person.id)
}
