/**
 * The cells of one sheet, the same whoever read them (the scanner, SheetJS, the CSV reader). By columns in
 * plain arrays: 1.6 million cells as objects would be half a gigabyte. A row or column beyond the limits is
 * never stored, only noted, so that a cell at XFD1048576 costs nothing.
 */
export const MAX_ROWS = 60_000
export const MAX_COLUMNS = 200
/** What Excel can put into a cell; longer is no cell of any program. */
export const MAX_TEXT = 32_767

export const BLANK = 0, TEXT = 1, NUMBER = 2, DAY = 3, FLAG = 4, ERROR = 5
/** DAY: a number whose format says it is a day. */
export type CellKind = typeof BLANK | typeof TEXT | typeof NUMBER | typeof DAY | typeof FLAG | typeof ERROR

/** First row, first column, last row, last column; from 0. */
export type Area = readonly [number, number, number, number]

export interface SheetNotes {
  readonly merges: readonly Area[]
  readonly hiddenRows: ReadonlySet<number>
  readonly hiddenColumns: ReadonlySet<number>
  /** Range of a filter, '' without one. */
  readonly filter: string
  /** Addresses of cells with a comment. */
  readonly comments: readonly string[]
}

interface Column {
  kinds: Uint8Array
  refs: Uint32Array
}

export class Grid {
  readonly title: string
  /** Content of cells by reference: texts of TEXT and ERROR, numbers of NUMBER, DAY and FLAG. */
  readonly texts: string[]
  #numbers = new Float64Array(1024)
  #numberCount = 0
  readonly #columns: (Column | undefined)[] = []
  #rows = 0
  #far = false
  #full = false
  #wide = false
  #broad = false
  /** Cells with a formula as row * MAX_COLUMNS + column, and those of them without a result kept in the file. */
  readonly formulas: number[] = []
  readonly unsolved: number[] = []
  notes: SheetNotes = { merges: [], hiddenRows: new Set(), hiddenColumns: new Set(), filter: '', comments: [] }

  /** `texts` may hold a workbook's shared strings already. */
  constructor(title: string, texts: string[] = []) {
    this.title = title
    this.texts = texts
  }

  get rows(): number { return this.#rows }
  get columns(): number { return this.#columns.length }
  /** Stray content far below the last row that may be read. */
  get far(): boolean { return this.#far }
  /** The row after the last that may be read is filled: the list goes on. */
  get full(): boolean { return this.#full }
  /** Stray content far to the right of the last column that may be read. */
  get wide(): boolean { return this.#wide }
  /** The column after the last that may be read is filled: the list goes on. */
  get broad(): boolean { return this.#broad }

  put(row: number, column: number, kind: CellKind, ref: number): void {
    if (kind === BLANK && (row >= MAX_ROWS || column >= MAX_COLUMNS)) return
    if (row >= MAX_ROWS) {
      this.#far = true
      if (row === MAX_ROWS) this.#full = true
      return
    }
    if (column >= MAX_COLUMNS) {
      this.#wide = true
      if (column === MAX_COLUMNS) this.#broad = true
      return
    }
    const cells = this.#columns[column] ?? this.#open(column)
    if (row >= cells.kinds.length) grow(cells, row + 1)
    cells.kinds[row] = kind
    cells.refs[row] = ref
    if (row >= this.#rows) this.#rows = row + 1
  }

  putText(row: number, column: number, text: string): void {
    if (row >= MAX_ROWS || column >= MAX_COLUMNS) return this.put(row, column, TEXT, 0)
    this.put(row, column, TEXT, this.texts.push(text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text) - 1)
  }

  putNumber(row: number, column: number, kind: typeof NUMBER | typeof DAY | typeof FLAG, value: number): void {
    if (row >= MAX_ROWS || column >= MAX_COLUMNS) return this.put(row, column, kind, 0)
    if (this.#numberCount === this.#numbers.length) {
      const more = new Float64Array(this.#numbers.length * 2)
      more.set(this.#numbers)
      this.#numbers = more
    }
    this.#numbers[this.#numberCount] = value
    this.put(row, column, kind, this.#numberCount++)
  }

  putFormula(row: number, column: number, solved: boolean): void {
    if (row >= MAX_ROWS || column >= MAX_COLUMNS) return
    this.formulas.push(row * MAX_COLUMNS + column)
    if (!solved) this.unsolved.push(row * MAX_COLUMNS + column)
  }

  kind(row: number, column: number): CellKind {
    return (this.#columns[column]?.kinds[row] ?? BLANK) as CellKind
  }

  ref(row: number, column: number): number {
    return this.#columns[column]?.refs[row] ?? 0
  }

  number(row: number, column: number): number {
    return this.#numbers[this.ref(row, column)]!
  }

  /** Text of a TEXT or ERROR cell. */
  string(row: number, column: number): string {
    return this.texts[this.ref(row, column)] ?? ''
  }

  #open(column: number): Column {
    while (this.#columns.length < column) this.#columns.push(undefined)
    return this.#columns[column] = { kinds: new Uint8Array(256), refs: new Uint32Array(256) }
  }
}

function grow(cells: Column, rows: number): void {
  const size = Math.min(Math.max(rows, cells.kinds.length * 2), MAX_ROWS)
  const kinds = new Uint8Array(size), refs = new Uint32Array(size)
  kinds.set(cells.kinds)
  refs.set(cells.refs)
  cells.kinds = kinds
  cells.refs = refs
}

export const columnLetter = (column: number): string =>
  (column >= 26 ? columnLetter(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26))

export const addressOf = (row: number, column: number): string => `${columnLetter(column)}${row + 1}`

/** 'B7' as [6, 1]; undefined for anything else. */
export function placeOf(address: string): readonly [number, number] | undefined {
  const [, letters, digits] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(address) ?? []
  if (!letters || !digits) return undefined
  return [Number(digits) - 1, [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1]
}

export function areaOf(range: string): Area | undefined {
  const [from = '', to = from] = range.split(':')
  const first = placeOf(from), last = placeOf(to)
  return first && last ? [first[0], first[1], last[0], last[1]] : undefined
}
