/**
 * The limits of a case by the days of its steps, offline: each step's own in working days, and the whole of a listing
 * both in calendar days and in working days. What has no arrangement of holidays yet counts weekends only.
 */
import { settingOf } from '../checks/settings.ts'
import { dayNumber, isDay, yearOf } from '../registers/calendar.ts'
import type { SettingName, Standard } from '../registers/standard.ts'
import type { CaseStatus, Clock, StepName, Transition, World } from './define.ts'
import { caseStatus, transitionTitle } from './status.ts'
import { transitionFor, transitionsFrom } from './table.ts'
import { addWorkdays, dayAfter, workdaysBetween } from './workdays.ts'

type Times = Pick<World, 'today' | 'area' | 'standards' | 'calendar'>

/** The row a figure comes from: of those that hold there, the latest year, then the narrowest area. */
function rowOf(standards: readonly Standard[], area: string, year: number, name: SettingName): Standard | undefined {
  let best: Standard | undefined
  for (const row of standards) {
    if (row.name !== name || row.year > year || !area.startsWith(row.area) || (row.number ?? row.amount) === undefined) continue
    if (!best || row.year > best.year || (row.year === best.year && row.area.length > best.area.length)) best = row
  }
  return best
}

interface Limit { readonly step: Clock['step'], readonly title: string, readonly from: string, readonly setting: SettingName, readonly unit: Clock['unit'], readonly doneOn?: string }

function clock({ step, title, from, setting, unit, doneOn }: Limit, { today, area, standards, calendar }: Times): Clock {
  const year = yearOf(from)
  const count = Math.max(0, Math.floor(settingOf(standards, area, year, setting)))
  const row = rowOf(standards, area, year, setting)
  const due = unit === 'day' ? dayAfter(from, count) : addWorkdays(calendar, from, count)
  const at = doneOn ?? today
  const between = (start: string, end: string): number => unit === 'day' ? Math.max(0, dayNumber(end) - dayNumber(start)) : workdaysBetween(calendar, start, end)
  // The Saturday after a Friday's limit is over it, though no working day has passed.
  const late = at > due ? Math.max(1, between(due, at)) : 0
  return { step, title, from, due, workdays: count, unit, setting, source: row?.source ?? '', assumed: row?.assumed === true, ...(doneOn !== undefined && { doneOn }), late, left: late > 0 ? -late : between(at, due) }
}

/** Of the ways on, the one whose limit runs: the first that is the way itself. */
function runningRow({ kind, state, closed, contested }: CaseStatus): Transition | undefined {
  if (closed || contested.length > 0) return undefined
  return transitionsFrom(kind, state).find(({ step, within }) => within !== undefined && (step !== 'objection' || state === 'objected'))
}

const ANSWERED: ReadonlySet<StepName> = new Set(['county', 'withdraw'])
/** The day the county decided, or the case ended before it came there. */
const answeredOn = ({ steps, closed }: CaseStatus): string | undefined => steps.findLast(({ step, outcome }) => ANSWERED.has(step) && outcome !== 'returned')?.on ?? (closed ? steps.at(-1)?.on : undefined)

/** The limits of a case, the running one last; by the days of the steps, offline. */
export function clocksOf(status: CaseStatus, times: Times): readonly Clock[] {
  const { kind, steps, openedOn } = status
  const done: Clock[] = []
  let from = openedOn
  steps.forEach((step, at) => {
    const row = transitionFor(kind, caseStatus(kind, openedOn, steps.slice(0, at)).state, step.step, step.outcome)
    if (row?.within && isDay(from)) done.push(clock({ step: step.step, title: transitionTitle(row), from, setting: row.within, unit: 'workday', doneOn: step.on }, times))
    // Help first holds nothing up and starts no clock.
    if (step.step !== 'green') from = step.on
  })
  if (!isDay(from)) return done
  const running = runningRow(status)
  return [...done, ...wholes(status, times), ...(running?.within ? [clock({ step: running.step, title: transitionTitle({ step: running.step, outcome: 'pass' }), from, setting: running.within, unit: 'workday' }, times)] : [])]
}

function wholes(status: CaseStatus, times: Times): readonly Clock[] {
  if (status.kind !== 'identification' || !isDay(status.openedOn)) return []
  const doneOn = answeredOn(status)
  const whole = { step: 'whole', title: '线索到县级确定', from: status.openedOn, ...(doneOn !== undefined && { doneOn }) } as const
  return [clock({ ...whole, setting: 'decisionDays', unit: 'day' }, times), clock({ ...whole, setting: 'procedureWorkdays', unit: 'workday' }, times)]
}

/** The one to show where there is room for one: what is late first, then what is due first; null in a closed case. */
export function runningClock(status: CaseStatus, clocks: readonly Clock[]): Clock | null {
  if (status.closed) return null
  return clocks.filter(({ doneOn }) => doneOn === undefined).toSorted((a, b) => Number(b.late > 0) - Number(a.late > 0) || (a.due < b.due ? -1 : a.due > b.due ? 1 : 0))[0] ?? null
}
