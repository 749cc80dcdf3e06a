/**
 * A block as Excel and WPS put it on the clipboard: tabs between cells, a line a row, a cell with a line break
 * or tab in quotes. A quote inside a cell that needs none stands for itself: 5" 水管 is not the start of one.
 */

export type Block = readonly (readonly string[])[]

/** Rows at the end that are wholly blank are the clipboard's, not the person's. */
export function readBlock(text: string): Block {
  const source = text.replace(/^\uFEFF/u, '').replace(/\r\n?/gu, '\n').replaceAll('\0', '')
  const rows: string[][] = []
  let row: string[] = []
  for (let at = 0; at <= source.length;) {
    const quoted = source[at] === '"' ? readQuoted(source, at) : undefined
    const end = quoted?.end ?? endOfCell(source, at)
    row.push(quoted?.text ?? source.slice(at, end))
    if (source[end] !== '\t') {
      rows.push(row)
      row = []
    }
    at = end + 1
  }
  while (rows.length > 0 && rows[rows.length - 1]!.every(cell => cell.trim() === '')) rows.pop()
  const width = rows.reduce((most, cells) => Math.max(most, cells.length), 0)
  return rows.map(cells => (cells.length < width ? [...cells, ...Array<string>(width - cells.length).fill('')] : cells))
}

function endOfCell(source: string, from: number): number {
  for (let at = from; at < source.length; at++) if (source[at] === '\t' || source[at] === '\n') return at
  return source.length
}

/** undefined where the quote does not close right before the end of a cell. */
function readQuoted(source: string, from: number): { readonly text: string; readonly end: number } | undefined {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] !== '"') continue
    if (source[at + 1] === '"') {
      at++
      continue
    }
    const next = source[at + 1]
    return next === undefined || next === '\t' || next === '\n' ? { text: source.slice(from + 1, at).replaceAll('""', '"'), end: at + 1 } : undefined
  }
  return undefined
}
