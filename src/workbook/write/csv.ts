/**
 * The same lines as CSV, for whoever asks: UTF-8 with its mark, so that Excel does not read it as GBK. A CSV has
 * no text cells: what Excel would calculate (in Chinese Excel that begins with a full-width sign too) is led by
 * an apostrophe, which our own reader takes off again.
 */
import type { Line, SheetSpec } from './spec.ts'
import { cellText } from './xml-text.ts'

const csvCell = (text: string): string => {
  const clean = cellText(text)
  const inert = /^[=+\-@\t＝＋－＠]/.test(clean) ? `'${clean}` : clean
  return /[",\n\t']|^\s|\s$/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}

export function writeCsv({ columns, lines, total }: Pick<SheetSpec, 'columns' | 'lines' | 'total'>): Uint8Array {
  const rows: Line[] = [columns.map(column => column.heading), ...lines, ...(total ? [total] : [])]
  return new TextEncoder().encode(`\ufeff${rows.map(row => columns.map((_, i) => csvCell(row[i] ?? '')).join(',')).join('\r\n')}\r\n`)
}
