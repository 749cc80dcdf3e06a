/**
 * The cells of a plain .xlsx sheet in one pass over its bytes, piece by piece as they unfold: no tree, no
 * whole text. Every element inside the rows must be one that is known here; any other ends the scan with
 * NotPlain, and SheetJS reads the file instead. Never guess: a cell read wrong is a person's number.
 */
import { BLANK, DAY, ERROR, FLAG, Grid, MAX_COLUMNS, MAX_ROWS, NUMBER, TEXT } from './grid.ts'
import { richText, Words } from './words.ts'
import { hiddenColumnsOf, tailOf } from './xlsx-parts.ts'
import { NotPlain, requirePlain } from './xml.ts'

const LT = 60, GT = 62, SLASH = 47, QUOTE = 34, APOSTROPHE = 39, SPACE = 32, EQUALS = 61
const b = 98, c = 99, e = 101, f = 102, h = 104, i = 105, n = 110, o = 111, r = 114, s = 115, t = 116, v = 118, w = 119
/** More than any head, row or tail of a sheet is. */
const LONGEST = 16 * 1024 * 1024

const ascii = (text: string): Uint8Array => Uint8Array.from(text, letter => letter.charCodeAt(0))
const ROW_END = ascii('</row>'), DATA = ascii('<sheetData'), DATA_END = ascii('</sheetData>'), TEXT_END = ascii('</is>')

/** The pieces of a part, given on as blocks that end where a marker does; the last block is whatever is left. */
export async function forEachBlock(pieces: AsyncIterable<Uint8Array>, marker: Uint8Array, take: (bytes: Uint8Array, end: number) => void): Promise<void> {
  let buffer = new Uint8Array(1024 * 1024)
  let filled = 0
  for await (const piece of pieces) {
    if (filled + piece.length > buffer.length) {
      if (filled + piece.length > LONGEST) throw new NotPlain('a row longer than any')
      const more = new Uint8Array(Math.max(buffer.length * 2, filled + piece.length))
      more.set(buffer.subarray(0, filled))
      buffer = more
    }
    buffer.set(piece, filled)
    filled += piece.length
    // Small pieces are gathered: looking for the end of a row in each would be looking many times.
    if (filled < buffer.length / 2) continue
    const end = lastOf(buffer, filled, marker)
    if (end < 0) continue
    const whole = end + marker.length
    take(buffer, whole)
    buffer.copyWithin(0, whole, filled)
    filled -= whole
  }
  take(buffer, filled)
}

function lastOf(bytes: Uint8Array, end: number, marker: Uint8Array): number {
  for (let at = bytes.lastIndexOf(marker[0]!, end - marker.length); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(marker[0]!, at - 1)) if (matches(bytes, at, marker)) return at
  return -1
}

function firstOf(bytes: Uint8Array, from: number, end: number, marker: Uint8Array): number {
  for (let at = bytes.indexOf(marker[0]!, from); at >= 0 && at + marker.length <= end; at = bytes.indexOf(marker[0]!, at + 1)) if (matches(bytes, at, marker)) return at
  return -1
}

function matches(bytes: Uint8Array, at: number, marker: Uint8Array): boolean {
  for (let k = 0; k < marker.length; k++) if (bytes[at + k] !== marker[k]) return false
  return true
}

export interface ScanOptions {
  readonly title: string
  readonly strings: string[]
  readonly days: readonly boolean[]
  /** Bytes unfolded so far. */
  readonly onProgress: (bytes: number) => void
}

export async function scanSheet(pieces: AsyncIterable<Uint8Array>, { title, strings, days, onProgress }: ScanOptions): Promise<Grid> {
  const grid = new Grid(title, strings)
  const rows = new RowScan(grid, strings.length, days)
  let head: string | undefined, tail = '', total = 0
  let inside = true
  await forEachBlock(pieces, ROW_END, (bytes, end) => {
    let at = 0
    if (head === undefined) {
      const data = firstOf(bytes, 0, end, DATA)
      if (data < 0) throw new NotPlain('no cells')
      const open = bytes.indexOf(GT, data)
      head = new TextDecoder().decode(bytes.subarray(0, data))
      requirePlain(head, 'worksheet')
      at = open + 1
      // <sheetData/>
      if (bytes[open - 1] === SLASH) inside = false
    }
    if (inside) {
      const close = rows.scan(bytes, at, end)
      if (close >= 0) {
        inside = false
        at = close
      }
    }
    if (!inside) tail += new TextDecoder().decode(bytes.subarray(at, end))
    total += end
    onProgress(total)
  })
  if (inside) throw new NotPlain('the cells have no end')
  grid.notes = { ...tailOf(tail), hiddenRows: rows.hidden, hiddenColumns: hiddenColumnsOf(head ?? '', MAX_COLUMNS), comments: [] }
  return grid
}

class RowScan {
  readonly hidden = new Set<number>()
  readonly #grid: Grid
  readonly #shared: number
  readonly #days: readonly boolean[]
  readonly #words: Words
  readonly #decoder = new TextDecoder()
  #row = -1

  constructor(grid: Grid, shared: number, days: readonly boolean[]) {
    this.#grid = grid
    this.#shared = shared
    this.#days = days
    this.#words = new Words(grid.texts)
  }

  /** Whole rows between two places; gives where the cells of the sheet end, or -1 when more are to come. */
  scan(bytes: Uint8Array, from: number, end: number): number {
    let at = from
    for (;;) {
      at = skipSpace(bytes, at)
      if (at >= end) return -1
      if (matches(bytes, at, DATA_END)) return at
      if (bytes[at] !== LT || bytes[at + 1] !== r || bytes[at + 2] !== o || bytes[at + 3] !== w || !isBoundary(bytes[at + 4]!)) throw new NotPlain('something other than a row')
      at = this.#startRow(bytes, at + 4, end)
    }
  }

  #startRow(bytes: Uint8Array, from: number, end: number): number {
    let row = this.#row + 1, hidden = false
    let at = from
    for (;;) {
      at = skipSpace(bytes, at)
      if (bytes[at] === GT || bytes[at] === SLASH) break
      const name = at
      while (bytes[at] !== EQUALS && at < end) at += 1
      const quote = bytes[at + 1]!
      if (quote !== QUOTE && quote !== APOSTROPHE) throw new NotPlain('a row without quotes')
      const value = at + 2
      at = bytes.indexOf(quote, value) + 1
      if (at === 0 || at > end) throw new NotPlain('a row without end')
      if (bytes[name] === r && bytes[name + 1] === EQUALS) row = whole(bytes, value, at - 1) - 1
      else if (bytes[name] === h && bytes[name + 1] === i) hidden = bytes[value] === 49 || bytes[value] === t
    }
    if (!(row >= 0)) throw new NotPlain('a row without number')
    this.#row = row
    if (hidden && row < MAX_ROWS) this.hidden.add(row)
    return bytes[at] === SLASH ? at + 2 : this.#cells(bytes, at + 1, end, row)
  }

  #cells(bytes: Uint8Array, from: number, end: number, row: number): number {
    let at = from, column = -1
    for (;;) {
      at = skipSpace(bytes, at)
      if (at >= end) throw new NotPlain('a row without end')
      if (bytes[at] !== LT) throw new NotPlain('text between cells')
      if (bytes[at + 1] === SLASH) {
        if (!matches(bytes, at, ROW_END)) throw new NotPlain('an end of something else')
        return at + ROW_END.length
      }
      if (bytes[at + 1] !== c || !isBoundary(bytes[at + 2]!)) throw new NotPlain('something other than a cell')
      at += 2
      column += 1
      let style = 0, type = n, type2 = 0
      for (;;) {
        at = skipSpace(bytes, at)
        const byte = bytes[at]!
        if (byte === GT || byte === SLASH) break
        if (at >= end) throw new NotPlain('a cell without end')
        const name = byte
        let stop = at + 1
        while (bytes[stop] !== EQUALS && stop < end) stop += 1
        const plain = stop === at + 1
        const quote = bytes[stop + 1]!
        if (quote !== QUOTE && quote !== APOSTROPHE) throw new NotPlain('a cell without quotes')
        at = stop + 2
        if (plain && name === r) {
          let number = 0
          for (; bytes[at]! >= 65 && bytes[at]! <= 90; at++) number = number * 26 + bytes[at]! - 64
          if (number === 0) throw new NotPlain('an address without letters')
          column = number - 1
        } else if (plain && name === s) {
          style = 0
          for (; bytes[at]! >= 48 && bytes[at]! <= 57; at++) style = style * 10 + bytes[at]! - 48
        } else if (plain && name === t) {
          type = bytes[at]!
          type2 = bytes[at + 1]!
        }
        at = bytes.indexOf(quote, at) + 1
        if (at === 0 || at > end) throw new NotPlain('a cell without end')
      }
      if (bytes[at] === SLASH) {
        at += 2
        continue
      }
      at = this.#content(bytes, at + 1, end, row, column, style, type, type2)
    }
  }

  /** What stands in <c>: <f>, <v> and <is>, and nothing else. */
  #content(bytes: Uint8Array, from: number, end: number, row: number, column: number, style: number, type: number, type2: number): number {
    let at = from, formula = false
    let value = -1, valueEnd = -1
    for (;;) {
      at = skipSpace(bytes, at)
      if (bytes[at] !== LT || at >= end) throw new NotPlain('text in a cell')
      const tag = bytes[at + 1]!
      if (tag === SLASH) {
        if (bytes[at + 2] !== c || bytes[at + 3] !== GT) throw new NotPlain('an end of something else')
        at += 4
        break
      }
      if (tag === v && isBoundary(bytes[at + 2]!)) {
        const open = bytes.indexOf(GT, at)
        if (bytes[open - 1] === SLASH) {
          at = open + 1
          continue
        }
        value = open + 1
        valueEnd = bytes.indexOf(LT, value)
        if (bytes[valueEnd + 1] !== SLASH || bytes[valueEnd + 2] !== v || bytes[valueEnd + 3] !== GT) throw new NotPlain('something in a value')
        at = valueEnd + 4
      } else if (tag === f && isBoundary(bytes[at + 2]!)) {
        formula = true
        const open = bytes.indexOf(GT, at)
        if (bytes[open - 1] === SLASH) {
          at = open + 1
          continue
        }
        at = bytes.indexOf(LT, open)
        if (bytes[at + 1] !== SLASH || bytes[at + 2] !== f || bytes[at + 3] !== GT) throw new NotPlain('something in a formula')
        at += 4
      } else if (tag === i && bytes[at + 2] === s && isBoundary(bytes[at + 3]!)) {
        const close = firstOf(bytes, at, end, TEXT_END)
        if (close < 0 || type !== i) throw new NotPlain('a text without end')
        const text = richText(this.#decoder.decode(bytes.subarray(at, close)))
        if (text !== '') this.#grid.putText(row, column, text)
        at = close + TEXT_END.length
      } else throw new NotPlain('something other in a cell')
    }
    if (value >= 0 && valueEnd > value) this.#put(bytes, value, valueEnd, row, column, style, type, type2)
    if (formula) this.#grid.putFormula(row, column, value >= 0 && valueEnd > value)
    return at
  }

  #put(bytes: Uint8Array, from: number, end: number, row: number, column: number, style: number, type: number, type2: number): void {
    const grid = this.#grid
    // n, absent; s and str; b; e; inlineStr has no <v>; d is a day as text, which no clerk's program writes.
    if (type === s) {
      if (type2 === t) return grid.put(row, column, TEXT, row < MAX_ROWS && column < MAX_COLUMNS ? this.#words.put(bytes, from, end) : 0)
      const shared = whole(bytes, from, end)
      if (!(shared < this.#shared)) throw new NotPlain('a shared text that is not there')
      return grid.put(row, column, grid.texts[shared] === '' ? BLANK : TEXT, shared)
    }
    if (type === n) {
      const short = end - from < 15 ? whole(bytes, from, end) : NaN
      const number = Number.isNaN(short) ? Number(this.#decoder.decode(bytes.subarray(from, end))) : short
      if (Number.isNaN(number)) throw new NotPlain('a number that is none')
      return grid.putNumber(row, column, this.#days[style] === true ? DAY : NUMBER, number)
    }
    if (type === b) return grid.putNumber(row, column, FLAG, bytes[from] === 49 || bytes[from] === t ? 1 : 0)
    if (type === e) return grid.put(row, column, ERROR, row < MAX_ROWS && column < MAX_COLUMNS ? this.#words.put(bytes, from, end) : 0)
    throw new NotPlain(`a cell of type ${String.fromCharCode(type)}`)
  }
}

/** Ends a name: a space, >, or / . */
const isBoundary = (byte: number): boolean => byte === GT || byte === SLASH || byte === SPACE || byte === 10 || byte === 13 || byte === 9

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at] === SPACE || bytes[at] === 10 || bytes[at] === 13 || bytes[at] === 9) at += 1
  return at
}

function whole(bytes: Uint8Array, from: number, end: number): number {
  let number = 0
  for (let at = from; at < end; at++) {
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) return NaN
    number = number * 10 + digit
  }
  return number
}
