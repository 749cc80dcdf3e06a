/**
 * By when a household has to be visited again: the one place where an interval is chosen and counted. R201, the
 * board, the list of who is due and a round's scope all ask here, so that no two of them can say different things.
 */
import { dayNumber, isDay } from '../registers/calendar.ts'
import { dayOf, monthOf, textOf } from '../checks/subject.ts'
import type { Entry, Subject } from '../checks/subject.ts'
import type { SettingName } from '../registers/standard.ts'

/** open: watched over. eliminated: was, and its risk is gone. exited: 脱贫户. ordinary: everybody else. */
export type VisitKind = 'open' | 'eliminated' | 'exited' | 'ordinary'

export const visitKinds: Readonly<Record<VisitKind, { readonly title: string; readonly setting: SettingName }>> = {
  open: { title: '监测对象', setting: 'visitDaysOpen' },
  eliminated: { title: '风险消除户', setting: 'visitDaysEliminated' },
  exited: { title: '脱贫户', setting: 'visitDaysExited' },
  ordinary: { title: '一般农户', setting: 'visitDaysOrdinary' }
}

/** never: nobody was ever there and nothing says by when. due: this month. */
export type DueState = 'late' | 'due' | 'within' | 'never'

export interface VisitDue {
  readonly kind: VisitKind
  /** Days from one visit to the next, as the county set them for this kind. */
  readonly every: number
  /** The last visit that is over or under way today, not one planned. */
  readonly last: Entry | undefined
  readonly lastOn: string | undefined
  /** What the days are counted from: the last visit, or the month the household was listed if that is later. */
  readonly countedFrom: string | undefined
  /** The last day on which a visit is still in time. */
  readonly dueOn: string | undefined
  /** Whether a visitor's own 下次走访日 came before the interval's end. */
  readonly promised: boolean
  readonly state: DueState
  /** Days after dueOn; 0 while it is in time. */
  readonly lateDays: number
}

export const visitKindOf = ({ open, monitored, eliminated, exited }: Subject): VisitKind =>
  open ? 'open' : monitored && eliminated ? 'eliminated' : exited ? 'exited' : 'ordinary'

const dayAfter = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** Before it was listed an ordinary interval ran: a visit of that time does not carry the household into the next year. */
function countedFrom(subject: Subject, kind: VisitKind, lastOn: string | undefined): string | undefined {
  const month = kind === 'open' ? monthOf(subject.household, 'monitorFrom') : undefined
  const listed = month === undefined ? undefined : `${month}-01`
  if (lastOn === undefined || listed === undefined) return lastOn ?? listed
  return listed > lastOn ? listed : lastOn
}

export function visitDueOf(subject: Subject): VisitDue {
  const { today } = subject
  const kind = visitKindOf(subject), every = subject.setting(visitKinds[kind].setting)
  const last = subject.entries('visit').filter(({ values }) => { const on = dayOf(values, 'startedAt'); return on !== undefined && on <= today })
    .reduce<Entry | undefined>((latest, entry) => latest === undefined || startOf(entry) > startOf(latest) ? entry : latest, undefined)
  const lastOn = last && dayOf(last.values, 'startedAt')
  const from = countedFrom(subject, kind, lastOn)
  const byInterval = from === undefined ? undefined : dayAfter(from, every)
  const next = last && textOf(last.values, 'nextVisitOn')
  const promised = next !== undefined && isDay(next) && lastOn !== undefined && next > lastOn && (byInterval === undefined || next < byInterval)
  const dueOn = promised ? next : byInterval
  const known = { kind, every, last, lastOn, countedFrom: from, dueOn, promised }
  // Watched over since nobody knows when, and never visited: that cannot be in time.
  if (dueOn === undefined) return { ...known, state: kind === 'open' ? 'late' : 'never', lateDays: 0 }
  if (dueOn < today) return { ...known, state: 'late', lateDays: dayNumber(today) - dayNumber(dueOn) }
  return { ...known, state: dueOn.slice(0, 7) === today.slice(0, 7) ? 'due' : 'within', lateDays: 0 }
}

const startOf = ({ values }: Entry): string => textOf(values, 'startedAt') ?? ''
