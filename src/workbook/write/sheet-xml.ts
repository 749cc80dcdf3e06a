/**
 * One sheet as XML, in the order the schema demands. Blank cells are not written: the column's own style makes
 * what is typed there text as well.
 */
import { columnLetter } from '../grid.ts'
import { rulesXml, type Lists } from './choices.ts'
import type { Line, SheetHead } from './spec.ts'
import { STYLE } from './styles.ts'
import { escapeXml } from './xml-text.ts'

export const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
export const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAX_WIDTH = 60
const TITLE_HEIGHT = 28, HEADING_HEIGHT = 32

/** Place of a text among the shared strings of the workbook. */
export type Share = (text: string) => number

export interface SheetXml {
  readonly before: string
  line(cells: Line): string
  readonly after: string
}

const refOf = (column: number, row: number): string => `${columnLetter(column)}${row}`

/** First row under the heading line, counted from 1. */
export const firstLine = (head: SheetHead): number => head.titles.length + 2

export function filterRef(head: SheetHead): string {
  const heading = head.titles.length + 1
  return `A${heading}:${refOf(Math.max(0, head.columns.length - 1), heading + head.count)}`
}

export function sheetXml(head: SheetHead, share: Share, lists: Lists, shown: boolean): SheetXml {
  const { titles, columns, count, total, red, room = 0 } = head
  const letters = columns.map((_, i) => columnLetter(i))
  const last = letters.at(-1) ?? 'A'
  const from = firstLine(head), headingRow = from - 1, lastRow = headingRow + count + (total ? 1 : 0)
  const cell = (letter: string, row: number, style: number, text: string): string => `<c r="${letter}${row}" s="${style}" t="s"><v>${share(text)}</v></c>`
  const rowXml = (row: number, cells: Line, style: number, height = 0): string =>
    `<row r="${row}"${height ? ` ht="${height}" customHeight="1"` : ''}>${cells.map((text, i) => (text === '' && style === STYLE.text ? '' : cell(columnLetter(i), row, style, text))).join('')}</row>`
  const textCell = `" s="${STYLE.text}" t="s"><v>`
  let next = from

  return {
    before: `${XML}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:${last}${Math.max(1, lastRow)}"/>` +
      `<sheetViews><sheetView workbookViewId="0"${shown ? ' tabSelected="1"' : ''}><pane ySplit="${headingRow}" topLeftCell="A${from}" activePane="bottomLeft" state="frozen"/>` +
      `<selection pane="bottomLeft" activeCell="A${from}" sqref="A${from}"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>` +
      `<cols>${columns.map(({ width }, i) => `<col min="${i + 1}" max="${i + 1}" width="${Math.min(MAX_WIDTH, width * 2 + 2)}" style="${STYLE.text}" customWidth="1"/>`).join('')}</cols><sheetData>` +
      titles.map((title, i) => (typeof title === 'string' ? rowXml(i + 1, [title], i === 0 ? STYLE.title : STYLE.under, i === 0 ? TITLE_HEIGHT : 0) : rowXml(i + 1, title, STYLE.text))).join('') +
      rowXml(headingRow, columns.map(column => column.heading), STYLE.heading, HEADING_HEIGHT),
    line(cells) {
      const row = next++
      const marked = red?.get(row - from)
      let xml = `<row r="${row}">`
      for (let i = 0; i < letters.length; i++) {
        const text = cells[i] ?? ''
        if (marked?.includes(i)) xml += text === '' ? `<c r="${letters[i]!}${row}" s="${STYLE.red}"/>` : cell(letters[i]!, row, STYLE.red, text)
        else if (text !== '') xml += `<c r="${letters[i]!}${row}${textCell}${share(text)}</v></c>`
      }
      return xml + '</row>'
    },
    get after() {
      return (total ? rowXml(next, columns.map((_, i) => total[i] ?? ''), STYLE.total) : '') + '</sheetData>' +
        `<autoFilter ref="${filterRef(head)}"/>` +
        mergesXml(titles, last) +
        rulesXml(columns, lists, from, Math.max(from, headingRow + count + room)) +
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>' +
        // No green corner on every ID number.
        `<ignoredErrors><ignoredError sqref="A1:${last}${Math.max(1, lastRow)}" numberStoredAsText="1"/></ignoredErrors></worksheet>`
    }
  }
}

function mergesXml(titles: SheetHead['titles'], last: string): string {
  const merges = titles.flatMap((title, i) => (typeof title === 'string' && last !== 'A' ? [`<mergeCell ref="A${i + 1}:${last}${i + 1}"/>`] : []))
  return merges.length === 0 ? '' : `<mergeCells count="${merges.length}">${merges.join('')}</mergeCells>`
}

/** Sheets may not be called everything: 31 characters, none of []:*?/\, no quote at the ends, no name twice. */
export function sheetNames(wanted: readonly string[], others: readonly string[] = []): readonly string[] {
  const taken = new Set(others)
  return wanted.map((name, i) => {
    const clean = name.replace(/[[\]:*?/\\\p{Cc}]/gu, ' ').trim().replace(/^'+|'+$/g, '').slice(0, 28).toWellFormed() || `表${i + 1}`
    let unique = clean
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${clean.slice(0, 25)} ${n}`
    taken.add(unique.toLowerCase())
    return unique
  })
}

export const quotedSheet = (name: string): string => escapeXml(`'${name.replaceAll('\'', '\'\'')}'`)
