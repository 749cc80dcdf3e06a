/**
 * One pass over a village: every household is looked at once by every group, and what they put is both the
 * figures and their lists. Who calls may rest between two households.
 */
import { settingOf, settingRow } from '../checks/settings.ts'
import { yearOf } from '../registers/calendar.ts'
import type { Standard } from '../registers/standard.ts'
import type { FigureGroup, FigureLine, Found, GroupDefinition, HouseFacts, Put, VillageFacts, World } from './define.ts'
import { income } from './income.ts'
import { cases, clues, measures, risks } from './monitoring.ts'
import { kinds, people } from './people.ts'
import { safeguards } from './safeguards.ts'
import { data, village } from './village.ts'
import { visitRows, visits } from './visits.ts'
import { employment, learning } from './work.ts'

/** In the order of the page. */
export const boardGroups: readonly GroupDefinition[] = [kinds, income, safeguards, cases, risks, clues, visits, visitRows, measures, employment, learning, people, village, data]

export interface Board {
  readonly groups: readonly FigureGroup[]
  /** undefined: no figure of that name. */
  readonly lines: (key: string) => readonly FigureLine[] | undefined
}

export interface Tally {
  house(facts: HouseFacts): void
  finish(facts: VillageFacts): Board
}

interface Where { readonly village: string, readonly today: string, readonly standards: readonly Standard[], readonly groupOrder: (group: string) => number }

function worldOf({ village: code, today, standards, groupOrder }: Where): World {
  const year = yearOf(today)
  return {
    village: code, today, year, standards, groupOrder,
    setting: name => settingOf(standards, code, year, name), row: name => settingRow(standards, code, year, name)
  }
}

const NO_LINES: readonly FigureLine[] = []

export function makeTally(where: Where): Tally {
  const world = worldOf(where)
  const lists = new Map<string, FigureLine[]>()
  const marks = new Set<string>()
  const put: Put = Object.assign((key: string, line: FigureLine): void => {
    const list = lists.get(key)
    if (list) list.push(line)
    else lists.set(key, [line])
  }, { mark: (what: string) => void marks.add(what) })
  const found: Found = { world, lines: key => lists.get(key) ?? NO_LINES, keys: () => [...lists.keys()], marked: what => marks.has(what) }

  return {
    house(facts) { for (const group of boardGroups) group.house?.(facts, put, world) },
    finish(facts) {
      for (const group of boardGroups) group.village?.(facts, put, world)
      const groups = boardGroups.map(({ key, title, kind, words = '', figures }): FigureGroup => ({ key, title, kind, words, figures: figures(found) }))
      const known = new Set(groups.flatMap(group => group.figures.map(figure => figure.key)))
      return { groups, lines: key => (known.has(key) ? found.lines(key) : undefined) }
    }
  }
}
