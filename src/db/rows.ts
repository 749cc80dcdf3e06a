/**
 * Pictures of households for the list: derived once per household and kept until something of it changes,
 * because filters look at all of them at every keystroke.
 */
import { HEAD } from '#core/registers/index.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { factOf, isUndecided } from '#core/sync/facts.ts'
import type { HouseholdFile, HouseholdRow } from './book.ts'
import { HOUSEHOLD, INCOME, PERSON, textOf, VISIT } from './belongs.ts'
import { recordKey, type Roster, type Slot } from './roster.ts'
import type { Waiting } from './waiting.ts'

export type Picture = Omit<HouseholdRow, 'conflicts' | 'unsent' | 'hit'>

const DATE_LENGTH = 10
const isCurrent = (member: RecordState): boolean => textOf(member, 'endedOn') === ''

export const membersOf = (roster: Roster, household: string): readonly RecordState[] =>
  roster.belonging(household).filter(slot => slot.record.register === PERSON).map(slot => slot.record)

/** The member whose relation is 户主; failing that the first who has not left. */
export function headOf(members: readonly RecordState[]): RecordState | undefined {
  const current = members.filter(isCurrent)
  return current.find(member => member.values['relation'] === HEAD) ?? current[0] ?? members[0]
}

export class Pictures {
  readonly #kept = new Map<string, Picture>()
  readonly #roster: Roster
  constructor(roster: Roster) {
    this.#roster = roster
  }

  of(id: string): Picture | undefined {
    const kept = this.#kept.get(id)
    if (kept) return kept
    const record = this.#roster.get(HOUSEHOLD, id)
    if (!record) return undefined
    const picture = draw(record, this.#roster.belonging(id), this.#roster.isAway(record))
    this.#kept.set(id, picture)
    return picture
  }

  forget(ids: Iterable<string> | 'all'): void {
    if (ids === 'all') this.#kept.clear()
    else for (const id of ids) this.#kept.delete(id)
  }
}

const textIn = (value: Value | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null)

function draw(household: RecordState, belonging: readonly Slot[], away: boolean): Picture {
  const members: RecordState[] = []
  let visitedOn: string | null = null
  let visitOpen = false
  for (const { record } of belonging) {
    if (record.register === PERSON) members.push(record)
    else if (record.register === VISIT) {
      const finished = textOf(record, 'finishedAt').slice(0, DATE_LENGTH)
      if (finished === '') visitOpen = true
      else if (visitedOn === null || finished > visitedOn) visitedOn = finished
    }
  }
  const riskEliminated = factOf(household, 'riskEliminated')
  const undecided = (['monitorCategory', 'riskEliminated'] as const).filter(field => isUndecided(household, field))
  return {
    id: household.id, village: homeOf(household), ...(away && { movedTo: homeOf(household) }),
    group: textOf(household, 'villagerGroup'), hamlet: textOf(household, 'naturalVillage'),
    headName: textOf(headOf(members), 'name'), members: members.filter(isCurrent).length,
    householdType: textOf(household, 'householdType') || null,
    monitorCategory: textIn(factOf(household, 'monitorCategory')),
    riskEliminated: typeof riskEliminated === 'boolean' ? riskEliminated : null, ...(undecided.length > 0 && { undecided }),
    visitedOn, visitOpen
  }
}

export function fileOf(roster: Roster, waiting: Waiting, household: RecordState): HouseholdFile {
  const belonging = roster.belonging(household.id).map(slot => slot.record)
  const of = (register: string): readonly RecordState[] => belonging.filter(record => record.register === register)
  return {
    household, members: of(PERSON), incomes: of(INCOME), visits: of(VISIT),
    others: belonging.filter(record => ![PERSON, INCOME, VISIT].includes(record.register)),
    unsent: [household, ...belonging].filter(record => waiting.of(recordKey(record.register, record.id)) > 0).map(record => record.id)
  }
}
