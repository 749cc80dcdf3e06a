/** The grid as a reader of lists sees it: texts as Excel shows them, and what a merged cell covers. */
import { BLANK, DAY, ERROR, FLAG, MAX_COLUMNS, NUMBER, TEXT, type Area, type Grid } from './grid.ts'
import { cellText, type RawCell } from './read-cell.ts'

/** A household is not longer; a merged area of a million cells is no household. */
const LONGEST = 200
/** Cells under merged ones, more than the largest list has: those of another file lie upon each other. */
export const MOST_COVERED = 3_000_000

const lastOf = ({ rows }: Grid, [top, , bottom, right]: Area): readonly [number, number] => [Math.min(bottom, top + LONGEST, rows), Math.min(right, MAX_COLUMNS - 1)]

/** How many cells the merged ones of a sheet cover, those covered twice counted twice. */
export const coveredBy = (grid: Grid): number => grid.notes.merges.reduce((sum, area) => {
  const [row, column] = lastOf(grid, area)
  return sum + Math.max(0, row - area[0] + 1) * Math.max(0, column - area[1] + 1)
}, 0)

export class Cells {
  readonly grid: Grid
  readonly from1904: boolean
  /** Place of the cell that covers a place, both as row * MAX_COLUMNS + column. */
  readonly #covers = new Map<number, number>()
  readonly #blank: Uint8Array

  constructor(grid: Grid, from1904: boolean) {
    this.grid = grid
    this.from1904 = from1904
    this.#blank = new Uint8Array(grid.texts.length)
    for (const area of grid.notes.merges) {
      const [top, left] = area, [bottom, right] = lastOf(grid, area)
      for (let row = top; row <= bottom; row++) for (let column = left; column <= right; column++) this.#covers.set(row * MAX_COLUMNS + column, top * MAX_COLUMNS + left)
    }
  }

  filled(row: number, column: number): boolean {
    const kind = this.grid.kind(row, column)
    if (kind === BLANK) return false
    if (kind !== TEXT) return true
    const ref = this.grid.ref(row, column)
    // 1: blank, 2: not; a text is looked at once, however often it stands there.
    return (this.#blank[ref] ||= this.grid.texts[ref]!.trim() === '' ? 1 : 2) === 2
  }

  raw(row: number, column: number): RawCell {
    const kind = this.grid.kind(row, column)
    if (kind === TEXT) return { type: 's', value: this.grid.string(row, column), isDate: false, from1904: this.from1904 }
    if (kind === ERROR) return { type: 'e', value: this.grid.string(row, column), isDate: false, from1904: this.from1904 }
    if (kind === FLAG) return { type: 'b', value: this.grid.number(row, column) !== 0, isDate: false, from1904: this.from1904 }
    if (kind === NUMBER || kind === DAY) return { type: 'n', value: this.grid.number(row, column), isDate: kind === DAY, from1904: this.from1904 }
    return { type: 'z', value: undefined, isDate: false, from1904: this.from1904 }
  }

  text(row: number, column: number): string {
    return this.grid.kind(row, column) === BLANK ? '' : cellText(this.raw(row, column)).trim()
  }

  /** The text of the merged cell that covers the place, or its own. */
  span(row: number, column: number): string {
    const origin = this.#covers.get(row * MAX_COLUMNS + column)
    return origin === undefined ? this.text(row, column) : this.text(Math.floor(origin / MAX_COLUMNS), origin % MAX_COLUMNS)
  }

  /** The row whose cell stands for this one: the top of a cell merged over several lines of its own column. */
  sourceRow(row: number, column: number): number {
    const origin = this.#covers.get(row * MAX_COLUMNS + column)
    return origin === undefined || origin % MAX_COLUMNS !== column ? row : Math.floor(origin / MAX_COLUMNS)
  }

  /** Cells of the column below a row that are merged over several lines. */
  mergedBelow(row: number, column: number): number {
    return this.grid.notes.merges.filter(([top, left, bottom, right]) => left === column && right === column && top > row && bottom > top).length
  }
}
