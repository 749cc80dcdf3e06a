/**
 * Which rows under the headings are lines of the list. Sub-totals, footers, headings printed again and blank
 * forms are left out, each with its row and the reason: nothing is dropped in silence.
 */
import { headingKey, registerOf } from '#core/registers/index.ts'
import type { DroppedLine, LayoutColumn, SheetLayout } from '../db/book-imports.ts'
import type { Cells } from './cells.ts'
import { ROSTER } from './headings.ts'

const SUM = /^.{0,10}(小计|合计|总计|共计|累计)/u
const FOOT = /^(填表|制表|填报|审核|审批|复核|核对|经办|单位负责|负责人|分管|村支书|村主任|驻村|联系电话|日期|说明|备注|注)[^:：]{0,16}[:：]|^(填表|审核|制表|填报|经办|复核)人/u
const SHOWN = 40
const LONGEST = 30

export interface ListLines {
  /** Rows of the sheet, from 0. */
  readonly rows: readonly number[]
  readonly dropped: readonly DroppedLine[]
}

export function listLines(cells: Cells, { base, columns, headingLines }: SheetLayout, takeHidden: boolean): ListLines {
  const rows: number[] = [], dropped: DroppedLine[] = []
  const keyColumns = columns.filter(({ target }) => base === ROSTER && target?.kind === 'field' && target.register === ROSTER && (target.name === 'idNo' || target.name === 'name'))
  const idColumn = keyColumns.find(({ target }) => target?.kind === 'field' && target.name === 'idNo')
  const read = columns.filter(({ target }) => target !== null && target.kind !== 'ignored')
  const keys = new Map(read.map(column => [column.index, headingKeys(column)] as const))
  const { hiddenRows } = cells.grid.notes
  let last = headingLines[1] - 1
  for (let row = headingLines[1]; row < cells.grid.rows; row++) {
    const drop = (why: DroppedLine['why'], text: string): void => void dropped.push({ row: row + 1, why, text: text.slice(0, SHOWN) })
    const filled = read.filter(({ index }) => cells.filled(row, index))
    const lead = leadOf(cells, row)
    const id = idColumn ? cells.text(row, idColumn.index) : ''
    // Blank rows at the end are no rows of the list.
    if (lead === '' || (filled.length === 0 && /^\d*$/.test(lead))) drop('blank', lead)
    else if (isHeadingAgain(cells, row, filled, keys)) drop('heading-again', lead)
    else if (id === '' && lead.length <= LONGEST && SUM.test(lead)) drop('subtotal', lead)
    else if (id === '' && FOOT.test(lead)) drop('footer', lead)
    else if (filled.length === 0 || isNoLine(cells, row, filled, keyColumns, read.length, base)) drop('not-a-line', lead)
    else if (!takeHidden && hiddenRows.has(row)) drop('hidden', lead)
    else {
      rows.push(row)
      last = row
    }
  }
  return { rows, dropped: dropped.filter(({ row, why }) => why !== 'blank' || row <= last) }
}

/** The first text of the row, its spaces gone. */
function leadOf(cells: Cells, row: number): string {
  for (let column = 0; column < cells.grid.columns; column++) if (cells.filled(row, column)) return cells.text(row, column).replace(/\s/gu, '')
  return ''
}

const FIRST = 3

/** More than half of the cells say what stands over them. Nearly every row shows in its first cells that it does not. */
function isHeadingAgain(cells: Cells, row: number, filled: readonly LayoutColumn[], keys: ReadonlyMap<number, ReadonlySet<string>>): boolean {
  const says = ({ index }: LayoutColumn): boolean => {
    const text = cells.text(row, index)
    return text.length <= LONGEST && /\D/.test(text) && keys.get(index)!.has(headingKey(text))
  }
  if (!filled.slice(0, FIRST).some(says)) return false
  const same = filled.filter(says)
  return same.length >= 2 && same.length > filled.length / 2
}

const headingKeys = ({ heading }: LayoutColumn): ReadonlySet<string> => new Set(heading.split('/').flatMap(part => part === '' ? [] : [headingKey(part)]))

/** A name between the lines, a remark under them: of a person there is neither name nor number. */
function isNoLine(cells: Cells, row: number, filled: readonly LayoutColumn[], keys: readonly LayoutColumn[], width: number, base: string): boolean {
  if (keys.length > 0) return filled.length <= 2 && keys.every(({ index }) => !cells.filled(row, index))
  return filled.length <= 1 && width > 3 && !filled.some(column => isNamed(cells, row, column, base))
}

/** An asset or a cadre may be known by name alone; a remark goes across the sheet. */
function isNamed({ grid }: Cells, row: number, { index, target }: LayoutColumn, base: string): boolean {
  const { household, person, identity = [] } = registerOf(base) ?? {}
  if (household !== undefined || person !== undefined || target?.kind !== 'field' || target.register !== base || !identity.includes(target.name)) return false
  return !grid.notes.merges.some(([top, left, bottom, right]) => top <= row && row <= bottom && left <= index && index <= right && right > left)
}
