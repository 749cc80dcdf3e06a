/**
 * Households as the checks look at them. Nothing is copied: values are those of the roster, without what is not
 * decided yet. A line about a person
 * counts where the person lives now, as in the ledgers, whatever household it was written under.
 */
import type { HouseholdContext, RecordValues, VillageContext } from '#core/checks/index.ts'
import { registerOf } from '#core/registers/index.ts'
import type { Standard } from '#core/registers/standard.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factual } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import { HOUSEHOLD, householdOf, INCOME, PERSON, personOf, STANDARD } from './belongs.ts'
import type { Roster } from './roster.ts'

const ANNUAL = 'annual'
/** The program's own notes are nobody's data. */
const NOT_CHECKED: ReadonlySet<string> = new Set([PERSON, HOUSEHOLD, STANDARD, 'checkReason', 'reveal', 'workbookLayout', 'importBatch', 'attachment'])

type Records = Record<string, RecordValues[]>

function put(records: Records, record: RecordState): void {
  const known = records[record.register]
  if (known) known.push(factual(record))
  else records[record.register] = [factual(record)]
}

export function householdContext(roster: Roster, household: RecordState, standards: readonly Standard[], today: string): HouseholdContext {
  const members: RecordState[] = []
  const records: Records = {}
  for (const { record } of roster.belonging(household.id)) {
    if (record.register === PERSON) members.push(record)
    else if (!NOT_CHECKED.has(record.register) && livesHere(roster, record, household.id)) put(records, record)
  }
  for (const member of members) for (const { record } of roster.belonging(member.id))
    if (!NOT_CHECKED.has(record.register) && householdOf(record) !== household.id) put(records, record)
  const annual = (records[INCOME] as readonly RecordState[] | undefined ?? []).filter(({ values }) => values['kind'] === ANNUAL && values['voided'] !== true).sort((a, b) => yearOf(b) - yearOf(a))
  const [income, before] = annual
  return {
    household: factual(household).values, householdId: household.id, members, records, standards, today, area: homeOf(household),
    income: income?.values, ...(income && { incomeId: income.id }), lastIncome: before && income && yearOf(before) === yearOf(income) - 1 ? before.values : undefined
  }
}

const yearOf = ({ values }: RecordState): number => typeof values['year'] === 'number' ? values['year'] : 0

/** Of a person who has moved away, only where they went. */
function livesHere(roster: Roster, record: RecordState, household: string): boolean {
  const owner = personOf(record)
  const person = owner === null ? undefined : roster.get(PERSON, owner)
  return person === undefined || (householdOf(person) ?? household) === household
}

/** What belongs to no household, of all villages; each record says which is its own. */
export function recordsOfNone(roster: Roster): VillageContext['records'] {
  const records: Records = {}
  for (const { record } of roster.slots())
    if (!NOT_CHECKED.has(record.register) && registerOf(record.register) !== undefined && householdOf(record) === null) put(records, record)
  return records
}
