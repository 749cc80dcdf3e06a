/**
 * A text table as a grid: quotes, doubled quotes, line breaks in cells, separated by commas, semicolons or
 * tabs. Every cell is text; what it means is read later, as with any other text cell.
 */
import { Grid, MAX_COLUMNS, MAX_ROWS } from './grid.ts'

const SEPARATORS = [',', '\t', ';'] as const
const LOOK_LINES = 30

/** The separator that cuts the first lines into the most columns, whatever stands in quotes. */
export function separatorOf(text: string): string {
  const said = /^sep=(.)\r?\n/i.exec(text)?.[1]
  if (said) return said
  const counts = SEPARATORS.map(separator => {
    const wide = firstLines(text, separator)
    return wide.length === 0 ? 0 : wide.reduce((sum, count) => sum + count, 0)
  })
  return SEPARATORS[counts.indexOf(Math.max(...counts))]!
}

function firstLines(text: string, separator: string): readonly number[] {
  const counts: number[] = []
  let quoted = false, count = 0
  for (let at = 0; at < text.length && counts.length < LOOK_LINES; at++) {
    const letter = text[at]
    if (letter === '"') quoted = !quoted
    else if (!quoted && letter === separator) count += 1
    else if (!quoted && letter === '\n') {
      counts.push(count)
      count = 0
    }
  }
  return [...counts, count]
}

export function readCsv(title: string, text: string): Grid {
  const grid = new Grid(title)
  const separator = separatorOf(text)
  let at = /^sep=.\r?\n/i.exec(text)?.[0].length ?? 0
  const places = new Map<string, number>()
  let row = 0, column = 0
  const put = (cell: string): void => {
    if (cell === '') return
    const known = places.get(cell)
    if (known !== undefined) return grid.put(row, column, 1, known)
    // A cell beyond the limits is noted and not kept.
    if (row < MAX_ROWS && column < MAX_COLUMNS) places.set(cell, grid.texts.length)
    grid.putText(row, column, cell)
  }
  while (at < text.length && !grid.full) {
    let cell: string
    if (text[at] === '"') [cell, at] = quotedCell(text, at, separator)
    else {
      let end = at
      while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1
      cell = text.slice(at, end)
      at = end
    }
    put(cell)
    if (text[at] === separator) {
      column += 1
      at += 1
      continue
    }
    if (text[at] === '\r') at += 1
    if (text[at] === '\n') at += 1
    row += 1
    column = 0
  }
  return grid
}

/** The cell from its opening quote, and where reading goes on. A quote nobody closes ends with its line. */
function quotedCell(text: string, from: number, separator: string): readonly [string, number] {
  let cell = '', at = from + 1
  for (;;) {
    const end = text.indexOf('"', at)
    if (end < 0) break
    cell += text.slice(at, end)
    if (text[end + 1] !== '"') {
      let rest = end + 1
      while (rest < text.length && text[rest] !== separator && text[rest] !== '\n' && text[rest] !== '\r') rest += 1
      return [cell + text.slice(end + 1, rest), rest]
    }
    cell += '"'
    at = end + 2
  }
  let end = from
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1
  return [text.slice(from, end), end]
}
