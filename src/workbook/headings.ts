/**
 * Which column is which field. Headings are matched through the registers' own lists, so that a field added
 * there is read here; rows are never made into objects keyed by a heading, which is a stranger's text.
 */
import type { Field } from '#core/registers/define.ts'
import { derivedHeadings, headingKey, headingsOf, household, income, person, placeHeadings } from '#core/registers/index.ts'
import type { DataRegister } from './roster-types.ts'

export type Target =
  | { readonly kind: 'field'; readonly register: DataRegister; readonly name: string; readonly field: Field }
  | { readonly kind: 'headName' | 'headIdNo' | 'village' }
  /** Known, and nothing to take: the book decides where its village lies. */
  | { readonly kind: 'place' }

export interface Column {
  readonly index: number
  readonly target: Target
}

export interface Header {
  /** 0-based row of the (lower) heading line. */
  readonly row: number
  readonly columns: readonly Column[]
  readonly unknown: readonly string[]
}

const HEADER_ROWS = 8
export const MAX_COLUMNS = 200
const ENOUGH = 3

const targets = ((): ReadonlyMap<string, Target> => {
  const known = new Map<string, Target>()
  const put = (headings: readonly string[], target: Target): void => {
    for (const heading of headings) if (!known.has(headingKey(heading))) known.set(headingKey(heading), target)
  }
  put(derivedHeadings.headName, { kind: 'headName' })
  put(derivedHeadings.headIdNo, { kind: 'headIdNo' })
  put(placeHeadings.village, { kind: 'village' })
  for (const place of ['province', 'city', 'county', 'township'] as const) put(placeHeadings[place], { kind: 'place' })
  // A person's line first: 备注 on it is about the person, and differs from line to line.
  for (const [register, { fields }] of [['person', person], ['household', household], ['income', income]] as const)
    for (const [name, field] of Object.entries<Field>(fields))
      if (field.type !== 'link' && field.type !== 'drawing') put(headingsOf(field), { kind: 'field', register, name, field })
  put(['序号', '编号'], { kind: 'place' })
  return known
})()

export const targetOf = (heading: string): Target | undefined => targets.get(headingKey(heading))

/** `text` gives a cell, `span` the text of the merged cell that covers it; both '' when there is nothing. */
export interface Grid {
  readonly rows: number
  readonly width: (row: number) => number
  readonly text: (row: number, column: number) => string
  readonly span: (row: number, column: number) => string
}

/** The line with the most known headings among the first; a heading above that spans several is read together with it. */
export function findHeader(grid: Grid): Header | undefined {
  let best: Header | undefined
  for (let row = 0; row < Math.min(HEADER_ROWS, grid.rows); row++) {
    const header = readHeader(grid, row)
    if (header.columns.length >= ENOUGH && header.columns.length > (best?.columns.length ?? 0)) best = header
  }
  return best
}

function readHeader(grid: Grid, row: number): Header {
  const columns: Column[] = []
  const unknown: string[] = []
  const width = Math.max(grid.width(row), row > 0 ? grid.width(row - 1) : 0)
  for (let index = 0; index < Math.min(width, MAX_COLUMNS); index++) {
    const own = grid.text(row, index)
    const above = row > 0 ? grid.span(row - 1, index) : ''
    const target = (own && above && targetOf(above + own)) || (own ? targetOf(own) : targetOf(above))
    if (target) columns.push({ index, target })
    else if (own) unknown.push(own.slice(0, 60))
  }
  return { row, columns, unknown }
}
