/** Ruled tables whose rows know their height; the head stands again on every page a table goes over. */
import { heightOf, linesOf } from './measure.ts'
import type { Flow, Row } from './pages.ts'
import { node, type Element, type Node } from './tree.ts'

export interface Column { readonly title: string; /** Share of the width. */ readonly share: number; readonly align?: 'c' | 'r' }
export interface Cell { readonly text: string; readonly class?: string; readonly columns?: number; readonly rows?: number; readonly align?: 'c' | 'r' }

const PADDING = { wide: 1.9, high: 1.3 }

export interface Grid {
  readonly widths: readonly number[]
  /** The text's height in so many columns from one on. */
  height(text: string, from: number, columns?: number): number
  /** `from`: the first column of this row, where one above reaches down into it. */
  tr(cells: readonly (Cell | string)[], least?: number, from?: number): Row
  flow(rows: readonly Row[], options?: { readonly together?: number; readonly bodies?: boolean }): Flow
}

export function makeGrid(columns: readonly Column[], room: number, size: number, more = ''): Grid {
  const shares = columns.reduce((sum, { share }) => sum + share, 0)
  const widths = columns.map(({ share }) => share / shares * room)
  const across = (from: number, count: number): number => widths.slice(from, from + count).reduce((sum, width) => sum + width, 0)
  const height = (text: string, from: number, count = 1): number => heightOf(linesOf(text, across(from, count) - PADDING.wide, size), size) + PADDING.high
  const sizeClass = { 7.5: 's75', 8: 's8' }[size] ?? ''
  const headRow = columns.some(({ title }) => title !== '')
  const headHeight = headRow ? Math.max(...columns.map(({ title }, at) => height(title, at))) : 0

  function tr(cells: readonly (Cell | string)[], least = 0, from = 0): Row {
    let at = from
    let high = least
    const made = cells.map((given): Element => {
      const cell = typeof given === 'string' ? { text: given } : given
      const count = cell.columns ?? 1
      if ((cell.rows ?? 1) === 1) high = Math.max(high, height(cell.text, at, count))
      const align = cell.align ?? columns[at]?.align ?? ''
      at += count
      return node('td', {
        ...(align || cell.class ? { class: [align, cell.class].filter(Boolean).join(' ') } : {}),
        ...(count > 1 ? { colspan: count } : {}), ...(cell.rows ? { rowspan: cell.rows } : {})
      }, cell.text)
    })
    return { node: node('tr', least > 0 ? { style: `height:${least}mm` } : {}, made), height: high }
  }

  const build = (rows: readonly Node[], bodies: boolean): Node => node('table', [sizeClass, more].filter(Boolean).join(' '),
    node('colgroup', {}, widths.map(width => node('col', { style: `width:${width.toFixed(2)}mm` }))),
    headRow ? node('thead', {}, node('tr', {}, columns.map(({ title }) => node('th', {}, title)))) : null,
    bodies ? rows : node('tbody', {}, rows))

  return {
    widths, height, tr,
    flow: (rows, { together = 2, bodies = false } = {}) => ({ build: list => build(list, bodies), headHeight: headHeight + 0.3, rows, together })
  }
}

/** Rows that must not be parted, as one. */
export const group = (rows: readonly Row[]): Row => ({ node: node('tbody', {}, rows.map(row => row.node)), height: rows.reduce((sum, row) => sum + row.height, 0) })

/** A flow under a title of its own, which comes again with 「（续）」. */
export function titled(title: string, flow: Flow, beside = ''): Flow {
  return {
    ...flow, headHeight: flow.headHeight + 7.6,
    build: (rows, continued) => node('div', { style: 'padding-top:1.2mm' }, node('div', 'block', `${title}${continued ? '（续）' : ''}`, node('span', {}, beside)), flow.build(rows, continued))
  }
}
