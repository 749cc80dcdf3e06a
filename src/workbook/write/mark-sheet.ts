/**
 * A sheet of somebody else's with some cells red and the reason behind each wrong line. Only these lines are
 * written anew; formulas, merged cells, filters and all the rest of the sheet stay as they came.
 */
import { columnLetter, placeOf } from '../grid.ts'
import { REASON_HEADING, type Mark, type MarkPlan } from './mark.ts'
import type { RedStyles } from './mark-styles.ts'
import { textElement } from './xml-text.ts'

const ATTRIBUTES = '((?:"[^"]*"|\'[^\']*\'|[^>"\'])*?)'
const LAST_COLUMN = 16_383
const REASON_WIDTH = 50

interface Cell { readonly column: number; readonly xml: string }
interface Row { readonly number: number; readonly open: string; readonly cells: readonly Cell[]; readonly from: number; readonly to: number }

const attribute = (tag: string, name: string): string | undefined => new RegExp(`\\s${name}=["']([^"']*)["']`).exec(tag)?.[1]
const withAttribute = (tag: string, name: string, value: number): string =>
  attribute(tag, name) === undefined ? tag.replace(/^<([\w:]+)/, `<$1 ${name}="${value}"`) : tag.replace(new RegExp(`(\\s${name}=)["'][^"']*["']`), `$1"${value}"`)
const isFilled = (xml: string): boolean => /<(?:\w+:)?(v|is|f)[\s>/]/.test(xml)

/** undefined where the XML is written as no workbook program does: the caller makes a new file instead. */
export function markSheet(xml: string, plan: MarkPlan, styles: RedStyles): string | undefined {
  const data = /<((?:\w+:)?)sheetData\s*>/.exec(xml)
  const prefix = data?.[1] ?? ''
  const end = xml.indexOf(`</${prefix}sheetData>`)
  if (!data || end < 0 || /<!--|<!\[CDATA\[/.test(xml)) return undefined
  const rows = readRows(xml, prefix, data.index + data[0].length, end, touched(plan))
  if (!rows) return undefined
  const heading = rows.find(row => row.number === plan.headingRow)
  const wide = [heading, ...plan.marks.map(mark => rows.find(row => row.number === mark.row))]
  const column = plan.reasonColumn ?? Math.max(-1, ...wide.flatMap(row => row?.cells.filter(cell => isFilled(cell.xml)).map(cell => cell.column) ?? [])) + 1
  if (column > LAST_COLUMN) return undefined
  const marks = new Map(plan.marks.map(mark => [mark.row, mark]))
  let made = '', at = 0
  for (const row of rows) {
    made += xml.slice(at, row.from) + rowXml(row, row === heading ? 'heading' : marks.get(row.number) ?? null, column, prefix, styles)
    at = row.to
  }
  return widened(made + xml.slice(at), column, prefix)
}

/** Rows to be written anew; all of them where an old reason may have to go. */
function touched({ headingRow, reasonColumn, marks }: MarkPlan): (row: number) => boolean {
  if (reasonColumn !== null) return row => row >= headingRow
  const rows = new Set([headingRow, ...marks.map(mark => mark.row)])
  return row => rows.has(row)
}

function readRows(xml: string, prefix: string, from: number, to: number, wanted: (row: number) => boolean): readonly Row[] | undefined {
  const open = new RegExp(`<${prefix}row\\b${ATTRIBUTES}(/?)>`, 'g')
  const rows: Row[] = []
  const close = `</${prefix}row>`
  let number = 0
  open.lastIndex = from
  for (let found = open.exec(xml); found && found.index < to; found = open.exec(xml)) {
    number = Number(attribute(found[0], 'r') ?? number + 1)
    const inside = open.lastIndex
    const closed = found[2] === '/'
    const end = closed ? inside : xml.indexOf(close, inside)
    if (end < 0) return undefined
    open.lastIndex = closed ? inside : end + close.length
    if (wanted(number)) rows.push({ number, open: found[0], cells: closed ? [] : readCells(xml.slice(inside, end), prefix), from: found.index, to: open.lastIndex })
  }
  return rows
}

function readCells(xml: string, prefix: string): readonly Cell[] {
  const pattern = new RegExp(`<${prefix}c\\b${ATTRIBUTES}(?:/>|>[\\s\\S]*?</${prefix}c>)`, 'g')
  let next = 0
  return [...xml.matchAll(pattern)].map(([whole]) => {
    const column = placeOf(attribute(/^<[^>]*>/.exec(whole)![0], 'r') ?? '')?.[1] ?? next
    next = column + 1
    return { column, xml: whole }
  })
}

function rowXml(row: Row, told: Mark | 'heading' | null, column: number, prefix: string, styles: RedStyles): string {
  const cells = new Map(row.cells.map(cell => [cell.column, cell.xml]))
  const last = row.cells.filter(cell => cell.column < column).at(-1)
  const put = (at: number, style: number, inside = ''): string =>
    inside === '' ? `<${prefix}c r="${columnLetter(at)}${row.number}" s="${style}"/>` : `<${prefix}c r="${columnLetter(at)}${row.number}" s="${style}" t="inlineStr"><${prefix}is>${inside}</${prefix}is></${prefix}c>`
  cells.delete(column)
  if (told === 'heading') cells.set(column, put(column, Number(attribute(/^<[^>]*>/.exec(last?.xml ?? '<c>')![0], 's') ?? 0), textElement(REASON_HEADING, `${prefix}t`)))
  else if (told) {
    for (const address of told.cells) {
      const at = placeOf(address)?.[1]
      if (at === undefined || at === column) continue
      const known = cells.get(at)
      const open = known === undefined ? '' : /^<[^>]*>/.exec(known)![0]
      const red = styles.redOf(Number(attribute(open, 's') ?? attribute(row.open, 's') ?? 0))
      cells.set(at, known === undefined ? put(at, red) : withAttribute(open, 's', red) + known.slice(open.length))
    }
    cells.set(column, put(column, styles.redOf(0), textElement(told.text, `${prefix}t`)))
  }
  // What Excel noted about the row's width no longer holds.
  const open = row.open.replace(/\sspans=["'][^"']*["']/, '').replace(/\s*\/>$/, '>')
  return `${open}${[...cells].sort(([a], [b]) => a - b).map(([, xml]) => xml).join('')}</${prefix}row>`
}

/** The new column is wide enough to be read, where the file says nothing about it. */
function widened(xml: string, column: number, prefix: string): string {
  const grown = xml.replace(/(<(?:\w+:)?dimension\b[^>]*\bref="[A-Z]+\d+:)([A-Z]+)(\d+")/, (whole, before: string, letters: string, after: string) =>
    (placeOf(`${letters}1`)![1] >= column ? whole : before + columnLetter(column) + after))
  const cols = new RegExp(`<${prefix}cols>([\\s\\S]*?)</${prefix}cols>`).exec(grown)
  const own = `<${prefix}col min="${column + 1}" max="${column + 1}" width="${REASON_WIDTH}" customWidth="1"/>`
  if (!cols) return grown.replace(new RegExp(`<${prefix}sheetData\\s*>`), whole => `<${prefix}cols>${own}</${prefix}cols>${whole}`)
  const reach = Math.max(0, ...[...cols[1]!.matchAll(/\smax="(\d+)"/g)].map(([, max]) => Number(max)))
  return reach > column ? grown : grown.replace(`</${prefix}cols>`, `${own}</${prefix}cols>`)
}
