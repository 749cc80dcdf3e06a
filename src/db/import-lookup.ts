/**
 * What an import asks of the book: who is there, and which answers are younger than the last file of the same
 * layout. A file says nothing of when it was written; but a value that stood here before that last import, or
 * one that was answered since, tells an older copy from a correction.
 */
import type { RecordState, Value } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { headsOf, sameValue } from '#core/sync/merge.ts'
import type { RosterLookup } from '../workbook/roster-diff.ts'
import { HOUSEHOLD, householdOf, INCOME, isEnded, PERSON, textOf } from './belongs.ts'
import type { Desk } from './desk.ts'
import { shownTotals } from './file-households.ts'
import { firstStamp } from './ledger-context.ts'
import type { Placing } from './import-villages.ts'
import { ownerIndexOf } from './owner-index.ts'
import { recordKey, type Roster } from './roster.ts'
import { headOf, membersOf } from './rows.ts'
import { keptStep } from './steps.ts'

const ANNUAL = 'annual'
export const BATCH = 'importBatch'

export type IsNewer = (record: RecordState, field: string, wanted: Value) => boolean

/** Against the last import of this layout; nothing is younger where there was none. */
export async function newerThanLast(desk: Desk, print: string): Promise<IsNewer> {
  let last: { readonly id: string; readonly stamp: string } | undefined
  for (const { record } of desk.roster.all(BATCH)) {
    const stamp = firstStamp(record)
    if (textOf(record, 'print') === print && record.values['undone'] !== true && (!last || stamp > last.stamp)) last = { id: record.id, stamp }
  }
  if (!last) return () => false
  const { id, stamp } = last
  const before = new Map((await keptStep(desk, id))?.records.flatMap(({ register, record, made, fields }) =>
    (made ? [] : fields.map(field => [recordKey(recordKey(register, record), field.name), field.before] as const))))
  return (record, field, wanted) => {
    const head = headsOf(record, field)[0]
    if (!head) return false
    if (head.origin.ref !== id) return head.stamp > stamp
    const was = before.get(recordKey(recordKey(record.register, record.id), field))
    return was !== undefined && was !== null && sameValue(was, wanted)
  }
}

export const wasTakenBack = (record: RecordState): boolean => isEnded(record) && headsOf(record, 'endedOn')[0]?.origin.kind === 'undo'

export function rosterLookup(roster: Roster, placing: Placing, isNewer: IsNewer, today: string): RosterLookup {
  const index = ownerIndexOf(roster)
  const codeOf = (village: string): string => placing.codeOf(village) ?? placing.village.code ?? ''
  const belonging = (household: string, register: string): readonly RecordState[] =>
    roster.belonging(household).map(slot => slot.record).filter(record => record.register === register)
  return {
    household: (no, village) => (no === '' ? undefined : index.householdsByNo(no, codeOf(village))[0]),
    householdOf: id => roster.get(HOUSEHOLD, id),
    personById: idNo => index.peopleById(idNo)[0],
    personByName: (household, name, birthDate) => belonging(household, PERSON).find(person => textOf(person, 'name') === name && textOf(person, 'birthDate') === birthDate),
    peopleNamed: (name, birthDate, village, household) => index.peopleByName(name).filter(person => roster.isCurrent(person) && textOf(person, 'birthDate') === birthDate
      && homeOf(person) === codeOf(village) && (household === undefined || householdOf(person) === household)),
    membersNamed: (household, name) => belonging(household, PERSON).filter(person => !isEnded(person) && textOf(person, 'name') === name),
    income: (household, year) => belonging(household, INCOME).find(income => income.values['year'] === year && income.values['kind'] === ANNUAL),
    shownTotals: income => shownTotals(roster, income, today),
    place: person => {
      const house = roster.get(HOUSEHOLD, householdOf(person) ?? '')
      return house ? `${textOf(house, 'villagerGroup')} 户主${textOf(headOf(membersOf(roster, house.id)), 'name')}`.trim() : ''
    },
    isNewer, wasTakenBack
  }
}
