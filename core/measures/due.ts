/**
 * Until when measures and the plan are due. A household listed through the procedure has the day of the county's
 * decision; one that came from the national export has a month only, and counts as R148 does: by whole months.
 */
import { settingOf } from '../checks/settings.ts'
import { dayOf, monthOf } from '../checks/subject.ts'
// Not through its index: the procedure asks the checks, and the checks ask here.
import { addWorkdays, workdaysBetween } from '../procedure/workdays.ts'
import type { WorkCalendar } from '../procedure/workdays.ts'
import { daysInMonth, monthNumber, monthsAfter, yearOf } from '../registers/calendar.ts'
import type { Values } from '../registers/define.ts'
import type { Standard } from '../registers/standard.ts'

export interface DueContext {
  readonly household: Values
  readonly today: string
  readonly area: string
  readonly standards: readonly Standard[]
  readonly calendar: WorkCalendar
}

export interface Due {
  /** The last day in time. */
  readonly due: string
  /** Calendar days over for measures, working days for the plan and problems; 0 = in time. */
  readonly late: number
  readonly setting: 'measureMonths' | 'planDays' | 'problemDays'
  readonly figure: number
  readonly source: string
  readonly assumed: boolean
}

const lastOfMonth = (month: string): string => `${month}-${String(daysInMonth(yearOf(`${month}-01`), Number(month.slice(5, 7)))).padStart(2, '0')}`

/** The day the household was listed last: a relisting counts anew. Where only the month is known, its last day. */
export function listedOn(household: Values): { readonly day: string, readonly exact: boolean } | undefined {
  const month = monthOf(household, 'relistedOn') ?? monthOf(household, 'monitorFrom')
  if (month === undefined) return undefined
  const decided = dayOf(household, 'countyDecidedOn')
  return decided?.slice(0, 7) === month ? { day: decided, exact: true } : { day: lastOfMonth(month), exact: false }
}

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

type WithoutCalendar = Omit<DueContext, 'calendar'>

function described({ standards, area, today }: WithoutCalendar, setting: Due['setting']): Pick<Due, 'setting' | 'figure' | 'source' | 'assumed'> {
  const year = yearOf(today)
  const figure = settingOf(standards, area, year, setting)
  const row = standards.filter(one => one.name === setting && one.year <= year && area.startsWith(one.area)).toSorted((left, right) => right.year - left.year || right.area.length - left.area.length)[0]
  return { setting, figure, source: row?.source ?? '', assumed: row?.assumed === true }
}

/** With the month only, the last day before R148 speaks. */
export function measureDue(context: WithoutCalendar): Due | undefined {
  const listed = listedOn(context.household)
  if (!listed) return undefined
  const said = described(context, 'measureMonths')
  const due = listed.exact ? monthsAfter(listed.day, said.figure) : lastOfMonth(monthsAfter(`${listed.day.slice(0, 7)}-01`, Math.max(0, said.figure - 1)).slice(0, 7))
  return { ...said, due, late: context.today > due ? daysBetween(due, context.today) : 0 }
}

export function planDue(context: DueContext): Due | undefined {
  const listed = listedOn(context.household)
  if (!listed) return undefined
  const said = described(context, 'planDays')
  const due = addWorkdays(context.calendar, listed.day, said.figure)
  return { ...said, due, late: context.today > due ? workdaysBetween(context.calendar, due, context.today) : 0 }
}

/** Months since the household was listed, as R149 counts them. */
export function monthsListed(household: Values, today: string): number | undefined {
  const month = monthOf(household, 'relistedOn') ?? monthOf(household, 'monitorFrom')
  return month === undefined ? undefined : monthNumber(today) - monthNumber(month)
}
