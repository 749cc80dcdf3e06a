/**
 * Cells as values, a column at a time and each different cell of it once: forty thousand times 汉族 is one
 * look into a table. Birthdays alone are read with their line, because the number beside them decides what
 * 1955.10 means.
 */
import { amountBounds, type AmountBounds } from '#core/income/amount.ts'
import type { Field } from '#core/registers/define.ts'
import { birthDateOf } from '#core/registers/id-number.ts'
import { defaultStandards } from '#core/registers/standard.ts'
import { hasBidiControl, normaliseText } from '#core/registers/value.ts'
import { failed, ok, type Result } from '#core/result.ts'
import type { LayoutColumn } from '../db/book-imports.ts'
import type { Cells } from './cells.ts'
import { BLANK, ERROR, TEXT } from './grid.ts'
import { ROSTER, targetField } from './headings.ts'
import { AMOUNT_REFUSED, boundedAmount, cellText, MASKED, maskedProblem, readCell, type CellContext, type CellProblem, type RawCell, type Read } from './read-cell.ts'
import type { ParsedCell, ParsedColumn, ReadTarget } from './sheet-types.ts'

export type Tell = (line: number, column: number, problem: CellProblem) => void

/** Where nobody has looked up the county's. */
const BUILT_IN = amountBounds(defaultStandards, '', Infinity)
const NOTHING: ParsedCell = { value: null, raw: '' }

/** Columns that are read; those of certificate numbers first, for the birthdays. */
export function readColumns(cells: Cells, columns: readonly LayoutColumn[], rows: readonly number[], base: string, today: string, tell: Tell, onColumn: (done: number) => void, bounds: AmountBounds = BUILT_IN): readonly ParsedColumn[] {
  const read: ParsedColumn[] = []
  let born: ((line: number) => string) | undefined
  const wanted = columns.flatMap(column => isRead(column.target) ? [{ ...column, target: column.target }] : [])
  const isId = ({ target }: { readonly target: ReadTarget }): boolean => target.kind === 'field' && target.register === ROSTER && target.name === 'idNo'
  const seen = new Uint32Array(cells.grid.texts.length)
  for (const [done, column] of wanted.toSorted((left, right) => Number(isId(right)) - Number(isId(left))).entries()) {
    const parsed = new ColumnReader(cells, column, rows, base, today, tell, seen.fill(0), bounds).read(born)
    if (isId(column)) born ??= birthdaysOf(parsed)
    read.push(parsed)
    onColumn(done + 1)
  }
  return read.sort((left, right) => left.index - right.index)
}

const isRead = (target: LayoutColumn['target']): target is ReadTarget => target !== null && target.kind !== 'ignored' && target.kind !== 'place'

function birthdaysOf({ cells, at }: ParsedColumn): (line: number) => string {
  const days = cells.map(({ value }) => typeof value === 'string' ? birthDateOf(value) ?? '' : '')
  return line => days[at[line]!]!
}

class ColumnReader {
  readonly #cells: Cells
  readonly #column: LayoutColumn & { readonly target: ReadTarget }
  readonly #rows: readonly number[]
  readonly #tell: Tell
  readonly #field: Field | undefined
  readonly #context: CellContext
  readonly #bounds: AmountBounds
  /** Merged cells stand for every line of a household, except in the lines' own columns. */
  readonly #fills: boolean
  /** In a roster the number is who the person is; beside other lines it is one way of finding them. */
  readonly #isWho: boolean
  readonly #parsed: ParsedCell[] = [NOTHING]
  readonly #problems: (CellProblem | undefined)[] = [undefined]
  /** Place by text of the grid; 0 is not read yet. One array for all columns: nearly every cell is looked up here. */
  readonly #byText: Uint32Array
  readonly #byNumber: Map<number, number>[] = []
  readonly #byBirthday = new Map<string, number>()

  constructor(cells: Cells, column: LayoutColumn & { readonly target: ReadTarget }, rows: readonly number[], base: string, today: string, tell: Tell, seen: Uint32Array, bounds: AmountBounds) {
    this.#bounds = bounds
    this.#cells = cells
    this.#byText = seen
    this.#column = column
    this.#rows = rows
    this.#tell = tell
    this.#field = targetField(column.target)
    this.#context = { born: '', factor: column.factor, heading: column.heading, today }
    this.#fills = column.target.kind !== 'field' || column.target.register !== base
    this.#isWho = base === ROSTER && column.target.kind === 'field' && column.target.register === ROSTER && column.target.name === 'idNo'
  }

  read(born: ((line: number) => string) | undefined): ParsedColumn {
    const { index, letter, target } = this.#column
    const isBirthday = target.kind === 'field' && target.register === ROSTER && target.name === 'birthDate'
    const at = new Uint32Array(this.#rows.length)
    const masked: number[] = []
    for (let line = 0; line < at.length; line++) {
      const own = this.#rows[line]!
      const row = this.#fills ? this.#cells.sourceRow(own, index) : own
      if (!this.#cells.filled(row, index)) continue
      let place = this.#place(row)
      if (isBirthday && born && this.#problems[place] && born(line) !== '') place = this.#withBirthday(row, place, born(line))
      at[line] = place
      const problem = this.#problems[place]
      // A merged cell is told once, where it stands; a masked column once, whatever its length.
      if (problem?.code === MASKED && problem.severity === 'warning') masked.push(line)
      else if (problem && row === own) this.#tell(line, index, problem)
    }
    const [first] = masked
    if (first !== undefined) this.#tell(first, index, maskedProblem(labelOf(this.#column), masked.length))
    return { index, letter, target, cells: this.#parsed, at }
  }

  /** Place of the cell among the different ones; a cell seen before is not read again. */
  #place(row: number): number {
    const { grid } = this.#cells
    const { index } = this.#column
    const kind = grid.kind(row, index)
    if (kind === TEXT) return this.#byText[grid.ref(row, index)] ||= this.#keep(this.#cells.raw(row, index), this.#context)
    // Kinds apart: 1 may be a number, a day or a tick; of an error it is the place of its text.
    const seen = this.#byNumber[kind] ??= new Map<number, number>()
    const key = kind === BLANK ? 0 : kind === ERROR ? grid.ref(row, index) : grid.number(row, index)
    const known = seen.get(key)
    if (known !== undefined) return known
    const place = this.#keep(this.#cells.raw(row, index), this.#context)
    seen.set(key, place)
    return place
  }

  #withBirthday(row: number, place: number, born: string): number {
    const key = `${place} ${born}`
    const known = this.#byBirthday.get(key)
    if (known !== undefined) return known
    const made = this.#keep(this.#cells.raw(row, this.#column.index), { ...this.#context, born })
    this.#byBirthday.set(key, made)
    return made
  }

  #keep(raw: RawCell, context: CellContext): number {
    const read = this.#field ? this.#bounded(readCell(this.#field, raw, context)) : plainText(raw, this.#column)
    const problem = read.ok ? read.value.warning : read.error
    this.#problems.push(problem?.code === MASKED && this.#isWho ? { ...problem, severity: 'error', text: `${problem.text}，认不出是谁；请用没有遮盖的表` } : problem)
    return this.#parsed.push({ value: read.ok ? read.value.value : null, raw: cellText(raw), ...(problem?.code === AMOUNT_REFUSED && { refused: true }) }) - 1
  }

  #bounded(read: Result<Read, CellProblem>): Result<Read, CellProblem> {
    const { target } = this.#column
    return read.ok && target.kind === 'field' ? ok(boundedAmount(target.register, target.name, labelOf(this.#column), read.value, this.#bounds)) : read
  }
}

const labelOf = ({ label, heading }: LayoutColumn): string => label || heading

/** A village's or a head's name; it is looked up, not stored. */
function plainText(raw: RawCell, column: LayoutColumn & { readonly target: ReadTarget }): Result<Read, CellProblem> {
  const text = cellText(raw)
  if (raw.type === 'e' || hasBidiControl(text)) return failed({ code: 'value-unknown', severity: 'error', text: `“${text.slice(0, 20)}”不能用，请重新填写` })
  if (column.target.kind !== 'village' && /[*＊]/u.test(text)) return ok({ value: null, warning: maskedProblem(labelOf(column)) })
  return ok({ value: normaliseText(text).replace(/^['’]/, '') || null })
}
