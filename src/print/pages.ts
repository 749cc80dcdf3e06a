/**
 * Cutting into A4 pages. A flow is something that may be cut between rows and shows its head again on the next
 * page; each page is a box of its own with its number, because a household's sheet counts 1/3 whatever comes
 * before it in the file, which CSS page counters cannot say.
 */
import { node, type Element, type Node } from './tree.ts'

export interface Row { readonly node: Node; readonly height: number }

export interface Flow {
  /** `continued`: the head stands there for the second time. */
  readonly build: (rows: readonly Node[], continued: boolean) => Node
  /** Of everything `build` adds to the rows. */
  readonly headHeight: number
  readonly rows: readonly Row[]
  /** Rows that stay together at the beginning and at the end, or a heading stands alone at a page's foot. */
  readonly together?: number
}

export const box = (content: Node, height: number): Flow => ({ build: rows => node('div', {}, rows), headHeight: 0, rows: [{ node: content, height }] })

export interface Sheet { readonly width: number; readonly height: number; readonly wide: boolean }
export const PORTRAIT: Sheet = { width: 210, height: 297, wide: false }
export const LANDSCAPE: Sheet = { width: 297, height: 210, wide: true }
/** Left and right, top, and foot with the page's number. */
export const MARGIN = { side: 12, top: 10, foot: 12 }
/** Kept free on every page for lines that turn out longer than estimated. */
export const SPARE = 5

export interface PageParts {
  readonly sheet: Sheet
  /** Repeated at the top of every page. */
  readonly head: (number: number, of: number) => Row
  readonly foot: (number: number, of: number) => Node
}

/** The rows of each page, cut by height. */
export function cut(flows: readonly Flow[], room: number): readonly (readonly Node[])[] {
  const pages: Node[][] = [[]]
  let left = room
  const turn = (): void => {
    pages.push([])
    left = room
  }
  for (const flow of flows) {
    let from = 0
    let continued = false
    const together = Math.max(1, Math.min(flow.together ?? 1, flow.rows.length))
    while (from < flow.rows.length) {
      const first = flow.rows.slice(from, from + together).reduce((sum, row) => sum + row.height, flow.headHeight)
      if (first > left && left < room) turn()
      let used = flow.headHeight
      let to = from
      while (to < flow.rows.length && (to === from || used + flow.rows[to]!.height <= left)) used += flow.rows[to++]!.height
      // The last rows do not go over alone.
      if (to < flow.rows.length && flow.rows.length - to < together && to - from > together) {
        const back = together - (flow.rows.length - to)
        for (let i = 0; i < back; i++) used -= flow.rows[--to]!.height
      }
      pages.at(-1)!.push(flow.build(flow.rows.slice(from, to).map(row => row.node), continued))
      left -= used
      from = to
      continued = true
      if (from < flow.rows.length) turn()
    }
  }
  return pages
}

export function makePages(flows: readonly Flow[], { sheet, head, foot }: PageParts): readonly Element[] {
  const room = sheet.height - MARGIN.top - MARGIN.foot - SPARE - head(1, 1).height
  const bodies = cut(flows, room)
  return bodies.map((body, at) => node('section', sheet.wide ? 'page wide' : 'page',
    head(at + 1, bodies.length).node, node('div', 'body', body), node('div', 'foot', foot(at + 1, bodies.length))))
}

/** Room for text between the margins. */
export const roomOf = (sheet: Sheet): number => sheet.width - 2 * MARGIN.side
