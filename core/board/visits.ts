/**
 * Whether households are visited within the interval of their kind (settings visitDays…, the same as R201). A
 * household never visited is late where it is monitored and the interval has passed since; else it is told alone.
 */
import { dayOf, monthOf } from '../checks/subject.ts'
import type { Subject } from '../checks/subject.ts'
import type { SettingName } from '../checks/settings.ts'
import { counted, houseLine } from './define.ts'
import type { FigureTone, Found, GroupDefinition, World } from './define.ts'

const intervalOf = ({ open, eliminated, monitored, exited }: Subject): SettingName =>
  open ? 'visitDaysOpen' : monitored && eliminated ? 'visitDaysEliminated' : exited ? 'visitDaysExited' : 'visitDaysOrdinary'

type State = 'Within' | 'Due' | 'Late' | 'Never'

const DAY_MS = 86_400_000
const dayAfter = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

export interface Visited { readonly state: State, readonly last: string | undefined, readonly dueOn: string | undefined }

export function visitedOf(subject: Subject, { today, setting }: World): Visited {
  const days = subject.entries('visit').flatMap(({ values }) => dayOf(values, 'startedAt') ?? []).filter(day => day <= today)
  const last = days.reduce<string | undefined>((latest, day) => (latest === undefined || day > latest ? day : latest), undefined)
  const month = monthOf(subject.household, 'monitorFrom')
  const from = last ?? (subject.open && month !== undefined ? `${month}-01` : undefined)
  if (from === undefined) return { state: subject.open ? 'Late' : 'Never', last, dueOn: undefined }
  const dueOn = dayAfter(from, setting(intervalOf(subject)))
  return { state: dueOn < today ? 'Late' : dueOn.slice(0, 7) === today.slice(0, 7) ? 'Due' : 'Within', last, dueOn }
}

const STATES: readonly (readonly [state: State, title: string, tone: FigureTone])[] = [
  ['Within', '在间隔内', 'good'], ['Due', '本月到期', 'watch'], ['Late', '过期', 'bad'], ['Never', '没有走访', 'blank']
]
const noteOf = ({ last, dueOn }: Visited): string => [last === undefined ? '没有走访过' : `上次 ${last}`, dueOn && `应在 ${dueOn} 前`].filter(Boolean).join('，')

export const visits: GroupDefinition = {
  key: 'visits', title: '走访', kind: 'bands',
  house(house, put, world) {
    const visited = visitedOf(house.subject, world)
    put(`visit${visited.state}`, houseLine(house, noteOf(visited)))
    put(`visit${visited.state}@${house.group}`, houseLine(house, noteOf(visited)))
  },
  figures: found => STATES.map(([state, title, tone]) => counted(found, `visit${state}`, title, { tone }))
}

const groupsOf = ({ keys, world }: Found): readonly string[] =>
  [...new Set(keys().filter(key => key.startsWith('visit') && key.includes('@')).map(key => key.slice(key.indexOf('@') + 1)))]
    .sort((a, b) => world.groupOrder(a) - world.groupOrder(b) || (a < b ? -1 : 1))

/** The same households once more, by villagers' group. */
export const visitRows: GroupDefinition = {
  key: 'visitRows', title: '各组走访', kind: 'rows',
  figures: found => groupsOf(found).flatMap(group => STATES.map(([state, title, tone]) => counted(found, `visit${state}@${group}`, title, { tone, row: group || '没有填组' })))
}
