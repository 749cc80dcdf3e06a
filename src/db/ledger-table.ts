/**
 * The lines of one ledger in the order of the roster, with what stands in their cells. A cell is worked out
 * when it is first looked at and kept until something of its household or person changes: filters and sorts
 * look at thirty thousand lines at every keystroke.
 */
import type { Ledger, LedgerColumn } from '#core/ledgers/define.ts'
import { HEAD } from '#core/registers/index.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { AppError } from '#core/error.ts'
import { factOf, isUndecided, UNDECIDED_SHORT } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import { householdOf, personOf, textOf } from './belongs.ts'
import type { Desk } from './desk.ts'
import { groupNumber } from './group-order.ts'
import { type Contexts, factsOfLine, firstStamp, isGone, isIncluded, type Line } from './ledger-context.ts'
import { shownText } from './ledger-links.ts'

export interface Row {
  readonly id: string
  line: Line
  touched: number
  included: boolean
  ended: boolean
  order: Order
  /** By place of the column; a cell not looked at yet is a hole. */
  values: (Value | undefined)[]
  texts: string[]
  folded: string[]
  /** Texts of the columns named by `searchedIn` as one, each cell by itself; a word has no space and never lies across two. */
  searched: string
  searchedIn: string
}

interface Order { readonly village: string; readonly group: number; readonly no: string; readonly rank: number; readonly born: string }

/** A column with its place among all of its ledger. */
export interface Placed { readonly column: LedgerColumn; readonly at: number }

export class LedgerTable {
  readonly ledger: Ledger
  readonly #desk: Desk
  readonly #contexts: Contexts
  readonly #columns: ReadonlyMap<string, Placed>
  readonly #rows = new Map<string, Row>()
  #order: readonly Row[] | null = null
  #version = -1
  #seen = ''
  readonly #followed = new Set<string>()
  constructor(desk: Desk, contexts: Contexts, ledger: Ledger) {
    this.#desk = desk
    this.#contexts = contexts
    this.ledger = ledger
    this.#columns = new Map(ledger.columns.map((column, at) => [column.key, { column, at }]))
  }

  column(key: string): Placed {
    const placed = this.#columns.get(key)
    if (!placed) throw new AppError('ledger-column-unknown', { column: key.slice(0, 60), ledger: this.ledger.title })
    return placed
  }

  row(id: string): Row | undefined {
    const row = this.#rows.get(id)
    return row?.included ? row : undefined
  }

  /** Every line, ended ones too, in the order of the roster. Call before anything else is asked. */
  rows(): readonly Row[] {
    this.#refresh()
    this.#order ??= [...this.#rows.values()].filter(row => row.included).sort(inOrder)
    return this.#order
  }

  value(row: Row, { column, at }: Placed): Value | undefined {
    if (!(at in row.values)) row.values[at] = read(row.line, column)
    return row.values[at]
  }

  /** Two sides say differently what a procedure decides: there is no value, and that is said. */
  isUndecided({ line }: Row, { column: { from } }: Placed): boolean {
    return from.kind === 'field' && isUndecided(sourceOf(line, from.register), from.name)
  }

  text(row: Row, placed: Placed): string {
    return row.texts[placed.at] ??= this.isUndecided(row, placed) ? UNDECIDED_SHORT : shownText(this.#desk.roster, placed.column.field, this.value(row, placed))
  }

  /** As it is searched in. */
  folded(row: Row, placed: Placed): string {
    return row.folded[placed.at] ??= fold(this.text(row, placed))
  }

  /** What stands in these columns, as it is searched in: one look a line instead of one a cell. */
  searcher(keys: readonly string[]): (row: Row) => string {
    const columns = keys.map(key => this.column(key))
    const name = keys.join(' ')
    return row => {
      if (row.searchedIn === name) return row.searched
      row.searchedIn = name
      return row.searched = columns.map(placed => fold(this.text(row, placed))).join(' ')
    }
  }

  #refresh(): void {
    const { roster } = this.#desk
    const seen = this.#contexts.seen(this.#followed)
    if (this.#version === roster.version && this.#seen === seen) return
    const stale = this.#seen !== seen
    let found = 0
    for (const { record } of roster.all(this.ledger.base)) {
      found++
      const row = this.#rows.get(record.id)
      if (!row || stale || row.line.base !== record || row.touched !== this.#touched(row.line)) this.#draw(record, row)
    }
    // Records never go, but a closed book is emptied.
    if (found < this.#rows.size) for (const id of this.#rows.keys()) if (!roster.slot(this.ledger.base, id)) { this.#rows.delete(id); this.#order = null }
    this.#version = roster.version
    // The lines just drawn may have followed links nobody had followed before.
    this.#seen = this.#contexts.seen(this.#followed)
  }

  #draw(record: RecordState, known: Row | undefined): void {
    const line = this.#contexts.of(record, this.#followed)
    const fresh: Omit<Row, 'id'> = {
      line, touched: this.#touched(line), included: isIncluded(line, this.ledger.includes), ended: isGone(this.#desk.roster, line), order: orderOf(line), values: [], texts: [], folded: [], searched: '', searchedIn: ''
    }
    if (!known) {
      this.#rows.set(record.id, { id: record.id, ...fresh })
      this.#order = null
      return
    }
    if (known.included !== fresh.included || compareOrder(known.order, fresh.order) !== 0) this.#order = null
    Object.assign(known, fresh)
  }

  #touched({ base, household, person }: Line): number {
    const { roster } = this.#desk
    const at = (id: string | null | undefined): number => (id ? roster.touchedAt(id) : 0)
    return Math.max(at(householdOf(base)), at(household?.id), at(person?.id ?? personOf(base)))
  }
}

/** The record a field column's value lives in: the line's own, its household's, its person's, or the latest of another register. */
export function sourceOf(line: Line, register: string): RecordState | undefined {
  if (line.base.register === register) return line.base
  if (register === 'household') return line.household
  if (register === 'person') return line.person
  if (register === 'income') return line.income as RecordState | undefined
  return line.of(register)[0] as RecordState | undefined
}

function read(line: Line, { from }: LedgerColumn): Value | undefined {
  if (from.kind === 'computed') return from.read(factsOfLine(line))
  const source = sourceOf(line, from.register)
  return source && factOf(source, from.name)
}

const PLAIN = /^[\u4e00-\u9fff0-9\-.,、]*$/u

/** Spaces, width and case aside. */
export const fold = (text: string): string => (PLAIN.test(text) ? text : text.normalize('NFKC').replace(/\s/gu, '').toLowerCase())

function orderOf({ base, household, person }: Line): Order {
  const of = household ?? base
  return {
    village: homeOf(of), group: groupNumber(textOf(of, 'villagerGroup')), no: textOf(of, 'nationalHouseholdNo'),
    rank: person?.values['relation'] === HEAD ? 0 : 1, born: (person ? firstStamp(person) : '') + firstStamp(base)
  }
}

const compareOrder = (a: Order, b: Order): number =>
  compare(a.village, b.village) || a.group - b.group || compare(a.no, b.no) || a.rank - b.rank || compare(a.born, b.born)
const inOrder = (a: Row, b: Row): number => compareOrder(a.order, b.order) || compare(a.id, b.id)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
