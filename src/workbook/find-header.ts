/**
 * Where the headings of a sheet are. A clerk's table has title lines above them and headings of two or three
 * lines under merged cells; the lines that know the most different headings are the ones, and headings of
 * several lines are read together from the top.
 */
import type { Cells } from './cells.ts'
import { knownKey } from './headings.ts'
import { MAX_COLUMNS } from './grid.ts'

const FIRST_LINES = 8
const DEEPEST = 3
export const ENOUGH = 3
const LONGEST = 60

export interface Header {
  /** First and last line, from 0. */
  readonly first: number
  readonly last: number
  /** By column: the headings from the top down; [] where there is none. */
  readonly paths: readonly (readonly string[])[]
  /** Different headings that some register knows. */
  readonly known: number
}

export function findHeader(cells: Cells): Header | undefined {
  let best: Header | undefined
  for (let last = 0; last < Math.min(FIRST_LINES, cells.grid.rows); last++) {
    let here: Header | undefined
    for (let depth = 1; depth <= Math.min(DEEPEST, last + 1); depth++) {
      const header = headerAt(cells, last - depth + 1, last)
      // A line of merged headings belongs to them, also where those below are known without it.
      if (header.known > (here?.known ?? 0) || (here && header.known === here.known && header.first < here.first && isJoined(cells, header.first))) here = header
    }
    // A second line of headings knows more than the first; a repeated one does not know more.
    if (here && here.known >= ENOUGH && here.known > (best?.known ?? 0)) best = here
  }
  return best
}

function headerAt(cells: Cells, first: number, last: number): Header {
  const width = Math.min(cells.grid.columns, MAX_COLUMNS)
  const lines = Array.from({ length: last - first + 1 }, (_, i) => first + i).filter(row => row === last || isHeadingLine(cells, row, width))
  const paths: (readonly string[])[] = []
  const known = new Set<string>()
  for (let column = 0; column < width; column++) {
    const path: string[] = []
    for (const row of lines) {
      const text = cells.span(row, column).replace(/\s+/g, ' ').slice(0, LONGEST)
      if (text !== '' && text !== path.at(-1)) path.push(text)
    }
    paths.push(path)
    const key = knownKey(path)
    if (key !== undefined) known.add(key)
  }
  return { first: lines[0] ?? last, last, paths, known: known.size }
}

/** A title is one text over everything; a line of headings has several. */
function isHeadingLine(cells: Cells, row: number, width: number): boolean {
  const texts = new Set<string>()
  for (let column = 0; column < width && texts.size < 2; column++) {
    const text = cells.span(row, column)
    if (text !== '') texts.add(text)
  }
  return texts.size >= 2
}

/** Its cells are merged with those below, or over several of them. */
function isJoined({ grid }: Cells, row: number): boolean {
  return grid.notes.merges.some(([top, left, bottom, right]) => top === row && (bottom > row || (right > left && right - left + 1 < grid.columns - 1)))
}

/** Equal for equal headings in the same order, however they are spaced: a remembered mapping is found by it. */
export function printOf(paths: readonly (readonly string[])[]): string {
  const text = paths.map(path => path.join('/').normalize('NFKC').replace(/[\s\p{Cf}]/gu, '').toLowerCase()).join('|')
  let high = 0xdeadbeef, low = 0x41c6ce57
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  const hex = (part: number): string => (part >>> 0).toString(16).padStart(8, '0')
  return `${paths.length}-${hex(high ^ (low >>> 13))}${hex(low ^ (high >>> 15))}`
}
