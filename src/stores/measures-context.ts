/**
 * What the rules about measures and problems go by in this window: the county's figures before the default ones,
 * the working days, and a household as the checks take it.
 */
import type { HouseholdContext } from '#core/checks/index.ts'
import { standardFrom } from '#core/checks/settings.ts'
import { workCalendar, type WorkCalendar } from '#core/procedure/index.ts'
import { dayInChina } from '#core/registers/calendar.ts'
import { defaultStandards } from '#core/registers/index.ts'
import type { Standard } from '#core/registers/standard.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factual } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import type { Book, HouseholdFile } from '../db/book.ts'

export interface Rules { readonly standards: readonly Standard[]; readonly calendar: WorkCalendar }

/** Before anything was read. */
export const plainRules = (): Rules => ({ standards: defaultStandards, calendar: workCalendar() })

export const todayHere = (): string => dayInChina(Date.now()) ?? '1970-01-01'

export async function readRules(book: Book): Promise<Rules> {
  const [standards, days] = await Promise.all([book.records('standard'), book.records('calendarDay')])
  return { standards: [...standards.flatMap(record => standardFrom(record) ?? []), ...defaultStandards], calendar: workCalendar(days.map(day => factual(day).values)) }
}

const yearNumber = ({ values }: RecordState): number => Number(values['year'] ?? 0)

/** Facts only: what two sides decided differently answers no rule. */
export function contextOf(file: HouseholdFile, { standards }: Rules, today: string): HouseholdContext {
  const household = factual(file.household)
  const [income, lastIncome] = file.incomes.map(one => factual(one)).filter(({ values }) => values['voided'] !== true).sort((left, right) => yearNumber(right) - yearNumber(left))
  const records = Object.fromEntries(Map.groupBy([...file.others, ...file.incomes, ...file.visits].map(one => factual(one)), one => one.register))
  return {
    household: household.values, householdId: household.id, area: homeOf(household), today, standards, records,
    members: file.members.map(one => factual(one)), income: income?.values, lastIncome: lastIncome?.values,
    ...(income && { incomeId: income.id })
  }
}
