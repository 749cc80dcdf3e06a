/**
 * The figures the rules go by, out of the `standards` register. Which row holds: of those for the area, the
 * latest year not after the one asked, then the narrowest area; the county's before this version's own. Every
 * setting has a default row, so there is always a figure, even on a laptop whose clock stands at 1970.
 */
import { defaultStandards } from '../registers/standard.ts'
import type { SettingName, Standard } from '../registers/standard.ts'
import type { RecordState } from '../sync/change.ts'
import { factual, undecidedFields } from '../sync/facts.ts'

export type { SettingName } from '../registers/standard.ts'

const DECIDING: ReadonlySet<string> = new Set(['name', 'area', 'year', 'amount', 'number', 'text'])

/**
 * A record of the `standards` register as a row. None where it was taken back, or where two sides put down
 * different figures: neither holds, nor does the figure hold everywhere because its area is not decided.
 */
export function standardFrom(record: RecordState): Standard | undefined {
  const { name, area, year, amount, number, text, source, assumed, voided } = factual(record).values
  if (voided === true || typeof name !== 'string' || typeof year !== 'number' || undecidedFields(record).some(field => DECIDING.has(field))) return undefined
  return {
    name, year, area: typeof area === 'string' ? area : '', source: typeof source === 'string' && source !== '' ? source : '县里发布',
    ...(typeof amount === 'number' && { amount }), ...(typeof number === 'number' && { number }),
    ...(typeof text === 'string' && { text }), ...(typeof assumed === 'boolean' && { assumed })
  }
}

const figureOf = (row: Standard): number | undefined => row.amount ?? row.number

type Index = ReadonlyMap<string, readonly Standard[]>

/** By name; within a name as they rank. */
const indexOf = (standards: readonly Standard[]): Index => {
  const ranked = standards.filter(row => figureOf(row) !== undefined)
    .toSorted((left, right) => right.year - left.year || right.area.length - left.area.length)
  return Map.groupBy(ranked, row => row.name)
}

const builtIn = indexOf(defaultStandards)
// A village's checks ask for the same figures of the same rows thousands of times.
const indexes = new WeakMap<readonly Standard[], Index>()

function indexed(standards: readonly Standard[]): Index {
  const known = indexes.get(standards)
  if (known) return known
  const made = indexOf(standards)
  indexes.set(standards, made)
  return made
}

const holding = (index: Index, area: string, year: number, name: string): Standard | undefined =>
  index.get(name)?.find(one => one.year <= year && area.startsWith(one.area))

/** The row that holds: its figure with where it comes from and whether it is 暂定. */
export function settingRow(standards: readonly Standard[], area: string, year: number, name: SettingName): Standard {
  const found = holding(indexed(standards), area, year, name) ?? holding(builtIn, area, year, name) ?? holding(builtIn, area, Infinity, name)
  if (found === undefined) throw new Error(`no default row for ${name}`)
  return found
}

/** Every row that could hold there and then, the one that does first: what a county or a year overrules is shown beside it. */
export const settingRows = (standards: readonly Standard[], area: string, year: number, name: string): readonly Standard[] =>
  (indexed(standards).get(name) ?? []).filter(one => one.year <= year && area.startsWith(one.area))

/** Whole 分 for amounts, else the number in the unit the code table names. */
export const settingOf = (standards: readonly Standard[], area: string, year: number, name: SettingName): number =>
  figureOf(settingRow(standards, area, year, name))!
