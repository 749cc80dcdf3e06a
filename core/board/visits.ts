/**
 * Whether households are visited in time: by core/visiting/due.ts, as R201 and the list of who is due.
 */
import { visitDueOf } from '../visiting/due.ts'
import type { VisitDue } from '../visiting/due.ts'
import { counted, houseLine } from './define.ts'
import type { FigureTone, Found, GroupDefinition } from './define.ts'

const STATES: readonly (readonly [state: string, title: string, tone: FigureTone])[] = [
  ['Within', '在间隔内', 'good'], ['Due', '本月到期', 'watch'], ['Late', '过期', 'bad'], ['Never', '没有走访', 'blank']
]
const stateKey = ({ state }: VisitDue): string => `visit${state[0]!.toUpperCase()}${state.slice(1)}`
const noteOf = ({ lastOn, dueOn }: VisitDue): string => [lastOn === undefined ? '没有走访过' : `上次 ${lastOn}`, dueOn && `应在 ${dueOn} 前`].filter(Boolean).join('，')

export const visits: GroupDefinition = {
  key: 'visits', title: '走访', kind: 'bands',
  house(house, put) {
    const due = visitDueOf(house.subject)
    put(stateKey(due), houseLine(house, noteOf(due)))
    put(`${stateKey(due)}@${house.group}`, houseLine(house, noteOf(due)))
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
