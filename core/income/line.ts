/**
 * The monitoring line of an area and year, and how far a household is from it. A line is a county's record,
 * never a constant; where a year has none yet, the latest earlier one serves and says that it is not the
 * year's own. Exactly on the line is not below it.
 */
import type { Standard } from '../registers/standard.ts'

export interface Line {
  /** Whole 分 a head and year. */
  readonly amount: number
  readonly area: string
  /** The year it was published for. */
  readonly year: number
  readonly source: string
  /** False when an earlier year's line stands in. */
  readonly exact: boolean
  readonly assumed: boolean
}

/** Of lines that hold for the area: the latest year up to the one asked, then the narrowest area. */
export function lineFor(standards: readonly Standard[], area: string, year: number, name = 'monitorLine'): Line | undefined {
  const [best] = standards
    .filter(row => row.name === name && row.amount !== undefined && row.year <= year && area.startsWith(row.area))
    .toSorted((left, right) => right.year - left.year || right.area.length - left.area.length)
  if (best?.amount === undefined) return undefined
  return { amount: best.amount, area: best.area, year: best.year, source: best.source, exact: best.year === year, assumed: best.assumed ?? false }
}

export interface LineDistance {
  /** perCapita − line: negative below. */
  readonly amount: number
  readonly below: boolean
}

export const distanceToLine = (perCapita: number, line: Line): LineDistance => ({ amount: perCapita - line.amount, below: perCapita < line.amount })

const yuan = (units: number): string => `${Math.floor(units / 100)}${units % 100 ? `.${String(units % 100).padStart(2, '0')}` : ''}`

/** 「2025年监测线8700元」, and when it is not the year's own: 「（2026年的尚未公布，暂用）」. */
export const lineText = (line: Line, year: number): string =>
  `${line.year}年监测线${yuan(line.amount)}元${line.exact ? '' : `（${year}年的尚未公布，暂用）`}`
