/** A yearly figure: the county's record first, else what was published with this version. */
import { amountBounds, type AmountBounds } from '#core/income/amount.ts'
import { standardFrom } from '#core/checks/settings.ts'
import { defaultStandards } from '#core/registers/index.ts'
import type { Standard } from '#core/registers/standard.ts'
import { HOUSEHOLD, STANDARD } from './belongs.ts'
import type { Roster } from './roster.ts'

interface Figure { readonly name: string; readonly area: string; readonly year: number; readonly value: number; readonly source: string; readonly given: boolean }

/** The figure of that year, or the latest one before it; the answer names its year. */
export function standardOf(roster: Roster, villages: readonly string[], name: string, year: number): { value: number; year: number; source: string } | null {
  const places = villages.length > 0 ? villages : [...roster.all(HOUSEHOLD)].slice(0, 1).map(slot => slot.record.village)
  const figures = [...countyStandards(roster).flatMap(row => figureOf(row, true)), ...defaultFigures]
    .filter(figure => figure.name === name && figure.year <= year && places.every(place => place.startsWith(figure.area)))
    .sort((a, b) => b.year - a.year || b.area.length - a.area.length || Number(b.given) - Number(a.given))
  const best = figures[0]
  return best ? { value: best.value, year: best.year, source: best.source } : null
}

function figureOf({ name, area, year, amount, number, source }: Standard, given: boolean): Figure[] {
  const value = amount ?? number
  return value === undefined ? [] : [{ name, area, year, value, source, given }]
}

const defaultFigures: readonly Figure[] = defaultStandards.flatMap(row => figureOf(row, false))

const countyStandards = (roster: Roster): readonly Standard[] => [...roster.all(STANDARD)].flatMap(({ record }) => standardFrom(record) ?? [])

/** All figures there are, the county's before those of this version: for whoever looks them up by name, area and year. */
export const allStandards = (roster: Roster): readonly Standard[] => [...countyStandards(roster), ...defaultStandards]

/** What one line of income may come to there in the year of that day. */
export const incomeBounds = (roster: Roster, area: string, day: string): AmountBounds => amountBounds(allStandards(roster), area, Number(day.slice(0, 4)))
