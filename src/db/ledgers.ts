/** The ledgers of an opened book: the tables worked out so far, and the answers about them. */
import { AppError } from '#core/error.ts'
import type { Ledger } from '#core/ledgers/define.ts'
import { clashes } from '#core/sync/merge.ts'
import type { Value } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import type { LedgerChoice, LedgerLine, LedgerList, LedgerQuery } from './book-ledgers.ts'
import { HOUSEHOLD } from './belongs.ts'
import type { Desk } from './desk.ts'
import { Contexts } from './ledger-context.ts'
import { choicesOf, findLines, makeSorter, totalsOf } from './ledger-find.ts'
import { LedgerTable, type Placed, type Row, sourceOf } from './ledger-table.ts'
import { recordKey } from './roster.ts'

/** Lines whose texts are worked out in one go while nobody waits: some tens of milliseconds. */
const SLICE_LINES = 500

/** A table of a township holds some hundred megabytes once every column was looked at. */
const TABLES = 4

export class Ledgers {
  readonly #desk: Desk
  readonly #find: (name: string) => Ledger | undefined
  readonly #contexts: Contexts
  readonly #tables = new Map<string, LedgerTable>()
  readonly #sorted = makeSorter()
  #prepared = ''
  constructor(desk: Desk, find: (name: string) => Ledger | undefined) {
    this.#desk = desk
    this.#find = find
    this.#contexts = new Contexts(desk)
  }

  ledger(name: string): Ledger {
    const ledger = this.#find(name)
    if (!ledger) throw new AppError('ledger-unknown', { ledger: name.slice(0, 60) })
    return ledger
  }

  table(name: string): LedgerTable {
    const ledger = this.ledger(name)
    const known = this.#tables.get(name) ?? new LedgerTable(this.#desk, this.#contexts, ledger)
    // Put last: the one longest not asked for goes first.
    this.#tables.delete(name)
    this.#tables.set(name, known)
    for (const old of [...this.#tables.keys()].slice(0, -TABLES)) this.#tables.delete(old)
    return known
  }

  rows(query: LedgerQuery): readonly Row[] {
    return findLines(this.table(query.ledger), query, this.#sorted)
  }

  list(query: LedgerQuery): LedgerList {
    const started = performance.now()
    const rows = this.rows(query)
    const totals = totalsOf(this.table(query.ledger), query, rows)
    // What is wrong with a column shows itself when it is asked for.
    this.#prepare(this.table(query.ledger), query.columns).catch(() => undefined)
    return { total: rows.length, ids: rows.map(row => row.id), totals, took: performance.now() - started }
  }

  lines(query: LedgerQuery, ids: readonly string[]): readonly LedgerLine[] {
    const table = this.table(query.ledger)
    const columns = query.columns.map(key => table.column(key))
    table.rows()
    return ids.flatMap(id => {
      const row = table.row(id)
      return row ? [this.#lineOf(table, row, columns)] : []
    })
  }

  choices(query: LedgerQuery, column: string): readonly LedgerChoice[] {
    return choicesOf(this.table(query.ledger), query, column)
  }

  /** The texts of the shown columns, so that the first word typed is answered like the second. */
  async #prepare(table: LedgerTable, keys: readonly string[]): Promise<void> {
    const searchIn = table.searcher(keys)
    const now = (): string => `${table.ledger.name} ${this.#desk.roster.version} ${keys.join(' ')}`
    const asked = now()
    if (this.#prepared === asked) return
    this.#prepared = asked
    const rows = table.rows()
    for (let from = 0; from < rows.length; from += SLICE_LINES) {
      await this.#desk.env.idle()
      // Another ledger is looked at now, or something was written: what is asked for next begins anew.
      if (this.#desk.closed || this.#prepared !== asked || asked !== now()) return
      for (const row of rows.slice(from, from + SLICE_LINES)) searchIn(row)
    }
  }

  #lineOf(table: LedgerTable, row: Row, columns: readonly Placed[]): LedgerLine {
    const { base, household, person } = row.line
    const records: [string, string | null][] = []
    const values: [string, Value | undefined][] = []
    const names: [string, string][] = []
    const undecided = columns.filter(placed => table.isUndecided(row, placed)).map(({ column }) => column.key)
    const shown = new Map([[recordKey(base.register, base.id), base]])
    for (const placed of columns) {
      const { key, from } = placed.column
      const source = from.kind === 'field' ? sourceOf(row.line, from.register) : undefined
      if (source) shown.set(recordKey(source.register, source.id), source)
      records.push([key, source?.id ?? null])
      values.push([key, table.value(row, placed)])
      if (placed.column.field.type === 'link' && table.text(row, placed) !== '') names.push([key, table.text(row, placed)])
    }
    return {
      id: row.id, village: homeOf(base), household: household?.id ?? (base.register === HOUSEHOLD ? base.id : null), person: person?.id ?? null,
      records: Object.fromEntries(records), values: Object.fromEntries(values), names: Object.fromEntries(names), ...(undecided.length > 0 && { undecided }), ended: row.ended,
      conflicts: [...shown.values()].reduce((sum, record) => sum + clashes(record).length, 0),
      unsent: [...shown.keys()].some(key => this.#desk.waiting.of(key) > 0)
    }
  }
}
