/**
 * One watched household in the village list of measures: what it has, what it lacks, what is over its day. The
 * figures of the self-check count the same marks, so that a figure and its list cannot differ.
 */
import { isVoided, textOf } from '../checks/subject.ts'
import type { Entry, Subject } from '../checks/subject.ts'
import type { WorkCalendar } from '../procedure/workdays.ts'
import { yearOf } from '../registers/calendar.ts'
import type { Values } from '../registers/define.ts'
import { measureDue, planDue } from './due.ts'
import type { Due } from './due.ts'
import { suggest } from './suggest.ts'

export type MeasureMark = 'no-plan' | 'no-measure' | 'no-developmental' | 'unmatched' | 'overdue' | 'ended' | 'no-helper' | 'late'

export const MEASURE_MARKS: Readonly<Record<MeasureMark, string>> = {
  'no-plan': '无一户一策', 'no-measure': '无措施', 'no-developmental': '缺开发式', unmatched: '风险未对应', overdue: '过期未办', ended: '都已结束', late: '超期限', 'no-helper': '无责任人'
}

export interface MeasureSummary {
  readonly marks: readonly MeasureMark[]
  readonly measures: number
  readonly running: number
  /** What still has to be met, in words. */
  readonly missing: readonly string[]
  /** Until when the measures are due, while there is none. */
  readonly measureDue: Due | undefined
  /** Until when the plan is due, while there is none. */
  readonly planDue: Due | undefined
}

const DONE = '03'

/** running, over its last day without being done, or over. */
export function measureState(values: Values, today: string): 'running' | 'overdue' | 'ended' {
  const ended = textOf(values, 'endedOn')
  const status = textOf(values, 'status')
  if (status === DONE || status === '04') return 'ended'
  if (ended === undefined || ended >= today) return 'running'
  // A workbook's measure with a last day and no word on how it went is over; one said to be under way is late.
  return status === undefined ? 'ended' : 'overdue'
}

export const planState = (values: Values, today: string): 'running' | 'overdue' | 'done' =>
  textOf(values, 'status') === DONE ? 'done' : (textOf(values, 'dueOn') ?? '9999') < today ? 'overdue' : 'running'

/** The plan of the year, else undefined: last year's plan is no plan. */
export const planOf = (subject: Subject): Entry | undefined => {
  const year = yearOf(subject.today)
  return subject.entries('plan').find(({ values }) => values['year'] === year)
}

export const hasHelper = ({ entries, today }: Subject): boolean =>
  entries('pairing').some(({ values }) => !isVoided(values) && (textOf(values, 'from') ?? '') <= today && (textOf(values, 'to') ?? '9999') >= today)

export function summarise(subject: Subject, calendar: WorkCalendar): MeasureSummary {
  const all = subject.entries('measure')
  const states = all.map(({ values }) => measureState(values, subject.today))
  const plan = planOf(subject)
  const missing = suggest(subject).filter(({ weight, groups }) => weight === 'must' && groups.length > 0)
  const context = { household: subject.household, today: subject.today, area: subject.area, standards: subject.context.standards, calendar }
  const due = all.length === 0 ? measureDue(context) : undefined
  const until = plan === undefined ? planDue(context) : undefined
  const marks: readonly (readonly [boolean, MeasureMark])[] = [
    [plan === undefined, 'no-plan'],
    [all.length === 0, 'no-measure'],
    [missing.some(({ key, groups }) => key === 'labour' && groups.length > 1), 'no-developmental'],
    [missing.some(({ key }) => key.startsWith('risk:') || key.startsWith('problem:')), 'unmatched'],
    [states.includes('overdue') || (plan !== undefined && planState(plan.values, subject.today) === 'overdue'), 'overdue'],
    [all.length > 0 && !states.includes('running') && !states.includes('overdue'), 'ended'],
    [(due?.late ?? 0) > 0 || (until?.late ?? 0) > 0, 'late'],
    [!hasHelper(subject), 'no-helper']
  ]
  return {
    marks: marks.flatMap(([holds, mark]) => holds ? [mark] : []), measures: all.length, running: states.filter(state => state === 'running').length,
    missing: missing.map(({ title }) => title), measureDue: due, planDue: until
  }
}
