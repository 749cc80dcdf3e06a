/** Which columns of a wide list stand in the page. Pinned ones always do; of the rest only those in sight and a margin. */
import type { GridColumn } from './grid-types.ts'

/** Line number and marks, left of every column. */
export const GUTTER = 52
const SPARE = 120

export interface PlacedColumn { readonly column: GridColumn; readonly index: number; /** From the left edge of the list. */ readonly left: number }

export function placed(columns: readonly GridColumn[]): readonly PlacedColumn[] {
  let left = GUTTER
  return columns.map((column, index) => {
    const place = { column, index, left }
    left += column.width
    return place
  })
}

export const widthOf = (columns: readonly GridColumn[]): number => columns.reduce((sum, { width }) => sum + width, GUTTER)

export const pinnedWidth = (columns: readonly GridColumn[]): number => widthOf(columns.filter(({ pinned }) => pinned))

/** `left` and `width`: what of the list is in sight. */
export function columnsIn(all: readonly PlacedColumn[], left: number, width: number): readonly PlacedColumn[] {
  return all.filter(({ column, left: at }) => !column.pinned && at + column.width > left - SPARE && at < left + width + SPARE)
}

/** How far the list must stand to the left so that the column is seen beside the pinned ones. */
export function leftToSee(all: readonly PlacedColumn[], index: number, left: number, width: number): number {
  const place = all[index]
  if (!place || place.column.pinned) return left
  const covered = pinnedWidth(all.map(({ column }) => column))
  if (place.left - covered < left) return Math.max(0, place.left - covered)
  if (place.left + place.column.width > left + width) return place.left + place.column.width - width
  return left
}
