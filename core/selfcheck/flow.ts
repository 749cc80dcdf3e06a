/**
 * 问题整改: what may be done with a problem where it stands, and why not. Rectified by one, accepted by another;
 * closed only after acceptance, with evidence, and with a reason where it was late (R207).
 */
import { settingOf } from '../checks/settings.ts'
import { addWorkdays, workdaysBetween } from '../procedure/workdays.ts'
import type { WorkCalendar } from '../procedure/workdays.ts'
import { isDay, yearOf } from '../registers/calendar.ts'
import type { Values } from '../registers/define.ts'
import type { Standard } from '../registers/standard.ts'
import { acceptsOwn } from './hands.ts'

/** open 未整改, working 整改中, done 完成待验收, accepted 已验收待销号, closed 已销号. */
export type ProblemState = 'open' | 'working' | 'done' | 'accepted' | 'closed'
export type ProblemStep = 'work' | 'done' | 'accept' | 'refuse' | 'close' | 'relapse'

export interface ProblemContext {
  readonly today: string
  readonly area: string
  readonly standards: readonly Standard[]
  readonly calendar: WorkCalendar
}

export interface ProblemRefusal { readonly rule: string, readonly field: string, readonly text: string }

const textOf = (values: Values, field: string): string => {
  const value = values[field]
  return typeof value === 'string' ? value.trim() : ''
}
const dayIn = (values: Values, field: string): string | undefined => {
  const day = textOf(values, field)
  return isDay(day) ? day : undefined
}

export function problemState(values: Values): ProblemState {
  const status = textOf(values, 'status')
  if (status === '04' || dayIn(values, 'closedOn') !== undefined) return 'closed'
  if (status === '03' || dayIn(values, 'doneOn') !== undefined) return dayIn(values, 'acceptedOn') !== undefined || textOf(values, 'acceptedBy') !== '' ? 'accepted' : 'done'
  return status === '02' ? 'working' : 'open'
}

export const PROBLEM_STATES: Readonly<Record<ProblemState, string>> = { open: '未整改', working: '整改中', done: '完成待验收', accepted: '已验收待销号', closed: '已销号' }

export interface ProblemDue {
  readonly due: string
  /** Working days over, 0 in time; counted up to the day it was done. */
  readonly late: number
  /** True where the day follows from the setting and nobody set one. */
  readonly byRule: boolean
}

/** The day set, else problemDays working days after it was reported. */
export function problemDue(values: Values, { today, area, standards, calendar }: ProblemContext): ProblemDue | undefined {
  const [set, reported] = [dayIn(values, 'dueOn'), dayIn(values, 'reportedOn')]
  const due = set ?? (reported && addWorkdays(calendar, reported, settingOf(standards, area, yearOf(reported), 'problemDays')))
  if (due === undefined) return undefined
  const until = dayIn(values, 'doneOn') ?? dayIn(values, 'closedOn') ?? today
  return { due, late: until > due ? workdaysBetween(calendar, due, until) : 0, byRule: set === undefined }
}

const ALLOWED: Readonly<Record<ProblemState, readonly ProblemStep[]>> = {
  open: ['work', 'done'], working: ['done'], done: ['accept', 'refuse'], accepted: ['close', 'refuse'], closed: ['relapse']
}
export const stepsOf = (state: ProblemState): readonly ProblemStep[] => ALLOWED[state]

const STEP_TITLES: Readonly<Record<ProblemStep, string>> = { work: '开始整改', done: '完成整改', accept: '验收', refuse: '退回重改', close: '销号', relapse: '返潮' }
export const stepTitle = (step: ProblemStep): string => STEP_TITLES[step]

const no = (rule: string, field: string, text: string): ProblemRefusal => ({ rule, field, text })

/** `given`: what was filled in for the step, by field. Empty: it may be done. */
export function problemRefusals(values: Values, step: ProblemStep, given: Values, context: ProblemContext): readonly ProblemRefusal[] {
  const state = problemState(values)
  if (!stepsOf(state).includes(step)) return [no('S2-18', 'status', `现在是“${PROBLEM_STATES[state]}”，不能${stepTitle(step)}`)]
  const next = { ...values, ...given }
  const found: ProblemRefusal[] = []
  const day = (field: string, title: string, from: string | undefined): void => {
    const on = dayIn(next, field)
    if (on === undefined) found.push(no('R207', field, textOf(next, field) === '' ? `请填${title}` : `${title}要写成 年-月-日`))
    else if (on > context.today) found.push(no('R207', field, `${title}不能晚于今天`))
    else if (from !== undefined && on < from) found.push(no('R207', field, `${title}早于${from}`))
  }
  if (step === 'done') {
    day('doneOn', '完成日期', dayIn(values, 'reportedOn'))
    if (textOf(next, 'doneBy') === '') found.push(no('S2-18', 'doneBy', '请填完成人'))
    if (textOf(next, 'measures') === '') found.push(no('S2-18', 'measures', '请填做了什么'))
    if (textOf(next, 'evidence') === '') found.push(no('R207', 'evidence', '完成要有佐证'))
    const due = problemDue(next, context)
    if (due !== undefined && due.late > 0 && textOf(next, 'lateReason') === '') found.push(no('R207', 'lateReason', `超过时限${due.due}，逾期${due.late}个工作日，请填逾期原因`))
  }
  if (step === 'accept') {
    day('acceptedOn', '验收日期', dayIn(values, 'doneOn'))
    if (textOf(next, 'acceptedBy') === '') found.push(no('S2-18', 'acceptedBy', '请填验收人'))
    else if (acceptsOwn({ ...values, acceptedBy: next['acceptedBy'] ?? null })) found.push(no('S2-18', 'acceptedBy', '整改的人不能自己验收，请换一个人'))
  }
  if (step === 'refuse' && textOf(given, 'progress') === '') found.push(no('S2-18', 'progress', '请写退回的原因'))
  if (step === 'close') {
    day('closedOn', '销号日期', dayIn(values, 'acceptedOn') ?? dayIn(values, 'doneOn'))
    if (textOf(next, 'evidence') === '') found.push(no('R207', 'evidence', '销号要有佐证'))
  }
  if (step === 'relapse' && textOf(given, 'progress') === '') found.push(no('S3-15', 'progress', '请写返潮的情况'))
  for (const [field, title] of [['followUpOn', '回头看日期'], ['dueOn', '整改时限']] as const) if (textOf(given, field) !== '' && dayIn(given, field) === undefined) found.push(no('R207', field, `${title}要写成 年-月-日`))
  return found
}

const added = (values: Values, line: string): string => [textOf(values, 'progress'), line].filter(part => part !== '').join('\n')

/** The fields of the problem after the step; only of one that problemRefusals lets pass. */
export function problemFields(values: Values, step: ProblemStep, given: Values, { today }: ProblemContext): Values {
  const told = textOf(given, 'progress')
  switch (step) {
    case 'work': return { ...given, status: '02' }
    case 'done': return { ...given, status: '03', acceptedBy: null, acceptedOn: null }
    case 'accept': return { ...given, status: '03' }
    case 'close': return { ...given, status: '04' }
    // What was done stays in its words; the days are taken back so that they can be set anew.
    case 'refuse': return { status: '02', progress: added(values, `${today} 退回：${told}`), doneOn: null, doneBy: null, acceptedBy: null, acceptedOn: null }
    case 'relapse': return { status: '02', relapsed: true, progress: added(values, `${today} 返潮：${told}`), doneOn: null, doneBy: null, acceptedBy: null, acceptedOn: null, closedOn: null, dueOn: typeof given['dueOn'] === 'string' ? given['dueOn'] : null }
  }
}

/** WT-2026-007: the next of the year after those there are. */
export function nextProblemNo(year: number, known: readonly string[]): string {
  const used = known.flatMap(no => { const match = /^WT-(\d{4})-(\d+)$/u.exec(no); return match?.[1] === String(year) ? [Number(match[2])] : [] })
  return `WT-${year}-${String(Math.max(0, ...used) + 1).padStart(3, '0')}`
}
