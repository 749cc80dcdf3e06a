/** A yearly figure: the county's record first, else what was published with this version. */
import { defaultStandards } from '#core/registers/index.ts'
import type { Standard } from '#core/registers/standard.ts'
import type { RecordState } from '#core/sync/change.ts'
import { HOUSEHOLD, STANDARD, textOf } from './belongs.ts'
import type { Roster } from './roster.ts'

interface Figure { readonly name: string; readonly area: string; readonly year: number; readonly value: number; readonly source: string; readonly given: boolean }

/** The figure of that year, or the latest one before it; the answer names its year. */
export function standardOf(roster: Roster, villages: readonly string[], name: string, year: number): { value: number; year: number; source: string } | null {
  const places = villages.length > 0 ? villages : [...roster.all(HOUSEHOLD)].slice(0, 1).map(slot => slot.record.village)
  const figures = [...[...roster.all(STANDARD)].flatMap(slot => figureOf(slot.record)), ...defaultFigures]
    .filter(figure => figure.name === name && figure.year <= year && places.every(place => place.startsWith(figure.area)))
    .sort((a, b) => b.year - a.year || b.area.length - a.area.length || Number(b.given) - Number(a.given))
  const best = figures[0]
  return best ? { value: best.value, year: best.year, source: best.source } : null
}

const defaultFigures: readonly Figure[] = defaultStandards.flatMap(({ name, area, year, amount, number, source }) =>
  (amount ?? number) === undefined ? [] : [{ name, area, year, value: (amount ?? number)!, source, given: false }])

function figureOf(record: RecordState): Figure[] {
  const { year, amount, number } = record.values
  const value = amount ?? number
  if (typeof year !== 'number' || typeof value !== 'number') return []
  return [{ name: textOf(record, 'name'), area: textOf(record, 'area'), year, value, source: textOf(record, 'source'), given: true }]
}

/** All figures there are, the county's before those of this version: for whoever looks them up by name, area and year. */
export const allStandards = (roster: Roster): readonly Standard[] =>
  [...[...roster.all(STANDARD)].flatMap(({ record }): Standard[] => {
    const { year, amount, number, text } = record.values
    if (typeof year !== 'number') return []
    return [{
      name: textOf(record, 'name'), area: textOf(record, 'area'), year, source: textOf(record, 'source'),
      ...(typeof amount === 'number' && { amount }), ...(typeof number === 'number' && { number }), ...(typeof text === 'string' && { text })
    }]
  }), ...defaultStandards]
