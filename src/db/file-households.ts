/** The households of a file in the order of the roster, each with its current members, the head first. */
import { countedMembers, exportedTotals, isActive } from '#core/income/index.ts'
import type { Values } from '#core/registers/define.ts'
import { HEAD } from '#core/registers/index.ts'
import { placeOf } from '#core/registers/place.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factual, undecidedFields } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import { nationalHouseholdFields, type NationalLine } from '../workbook/write/national.ts'
import { HOUSEHOLD, householdOf, INCOME, textOf } from './belongs.ts'
import type { Desk } from './desk.ts'
import { groupNumber } from './group-order.ts'
import { dayOf } from './ledger-context.ts'
import type { Roster } from './roster.ts'
import { headOf, membersOf } from './rows.ts'

export interface HouseholdOfFile {
  readonly household: RecordState
  readonly head: RecordState | undefined
  readonly members: readonly RecordState[]
}

const ANNUAL = 'annual'

export function householdsOf(desk: Desk, village: string | undefined): readonly HouseholdOfFile[] {
  const today = dayOf(desk.env.now())
  const found = [...desk.roster.all(HOUSEHOLD)].map(slot => slot.record).filter(record => desk.roster.isCurrent(record) && (village === undefined || homeOf(record) === village))
  const keyed = found.map(household => ({ household, group: groupNumber(textOf(household, 'villagerGroup')), no: textOf(household, 'nationalHouseholdNo') }))
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  keyed.sort((a, b) => compare(homeOf(a.household), homeOf(b.household)) || a.group - b.group || compare(a.no, b.no) || compare(a.household.id, b.household.id))
  return keyed.map(({ household }) => {
    const all = membersOf(desk.roster, household.id)
    const current = all.filter(member => isActive(member.values, today))
    const rank = (member: RecordState): string => (member.values['relation'] === HEAD ? '0' : '1') + (textOf(member, 'nationalPersonNo') || '~') + textOf(member, 'birthDate')
    return { household, head: headOf(all), members: current.map(member => ({ member, key: rank(member) })).sort((a, b) => compare(a.key, b.key)).map(({ member }) => member) }
  })
}

/** One line a member; worked out when the file is being written, from records that do not change any more. */
export function* nationalLines(desk: Desk, households: readonly HouseholdOfFile[], unnamed = ''): Generator<NationalLine> {
  const today = dayOf(desk.env.now())
  const names = new Map(desk.state.villages.map(({ code, name }) => [code, name]))
  for (const { household, head, members } of households) {
    const place = { ...placeOf(homeOf(household)), village: names.get(homeOf(household)) ?? unnamed }
    const income = incomeOf(desk, household.id, today)
    for (const person of members) yield { place, household: factual(household).values, person: person.values, head: head?.values, income }
  }
}

/** How many values of these households are left out because two sides decided differently. */
export const undecidedIn = (households: readonly HouseholdOfFile[]): number => households.reduce((sum, { household }) => sum + undecidedFields(household).filter(field => nationalHouseholdFields.has(field)).length, 0)

/** For the head of a file; '' where nothing is left out. */
export const undecidedNote = (many: number): string => (many === 0 ? '' : `    有 ${many} 处两边定得不同，还没定，留空`)

function incomeOf({ roster }: Desk, household: string, today: string): Values {
  const [latest] = roster.belonging(household).map(slot => slot.record)
    .filter(({ register, values }) => register === INCOME && values['kind'] === ANNUAL && values['voided'] !== true)
    .sort((a, b) => Number(b.values['year'] ?? 0) - Number(a.values['year'] ?? 0))
  return latest ? { ...shownTotals(roster, latest, today), ...(latest.values['year'] === undefined ? {} : { year: latest.values['year'] }) } : {}
}

/** The totals of an income as a file says them, divided by those who count today where the record names no number. */
export const shownTotals = (roster: Roster, income: RecordState, today: string): Values =>
  exportedTotals(income.values, countedMembers(membersOf(roster, householdOf(income) ?? ''), today))
