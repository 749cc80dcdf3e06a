/**
 * Which lines of a ledger a query finds, in which order, what they come to, and what may be chosen in a
 * filter. Columns are looked up by key in the ledger's own list: a key nobody declared is refused.
 */
import type { Field } from '#core/registers/define.ts'
import type { Value } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import type { ColumnFilter, LedgerChoice, LedgerQuery } from './book-ledgers.ts'
import { groupNumber } from './group-order.ts'
import { fold, type LedgerTable, type Placed, type Row, sourceOf } from './ledger-table.ts'

const CHOICES = 300
type Fits = (row: Row) => boolean

export function findLines(table: LedgerTable, query: LedgerQuery, sorted: ReturnType<typeof makeSorter>): readonly Row[] {
  const fits = fitsOf(table, query)
  const found = table.rows().filter(row => fits.every(fit => fit(row)))
  return query.sort ? sorted(table, found, table.column(query.sort.column), query.sort.down) : found
}

/** `but`: the column whose own filter is left aside. */
function fitsOf(table: LedgerTable, { village, filters, text, columns, withEnded }: LedgerQuery, but?: string): readonly Fits[] {
  const fits: Fits[] = []
  if (!withEnded) fits.push(row => !row.ended)
  if (village !== undefined) fits.push(row => homeOf(row.line.base) === village)
  for (const [key, filter] of Object.entries(filters)) {
    const placed = table.column(key)
    if (key !== but) fits.push(filterOf(table, placed, filter))
  }
  const words = text.split(/\s+/u).map(fold).filter(part => part !== '')
  if (words.length > 0) {
    const searchIn = table.searcher(columns)
    fits.push(row => { const all = searchIn(row); return words.every(word => all.includes(word)) })
  }
  return fits
}

function filterOf(table: LedgerTable, placed: Placed, filter: ColumnFilter): Fits {
  if (filter.kind === 'contains') {
    const wanted = fold(filter.text)
    return wanted === '' ? () => true : row => table.folded(row, placed).includes(wanted)
  }
  if (filter.kind === 'one-of') {
    const wanted = new Set(filter.choices)
    return row => wanted.has(table.text(row, placed))
  }
  const { from, to } = filter
  return row => {
    const value = table.value(row, placed)
    return value !== undefined && value !== null && isWithin(value, from, false) && isWithin(value, to, true)
  }
}

/** A month is in a range of days when any of its days is, a day in a range of months likewise. */
function isWithin(value: Value, bound: string | number | null, upper: boolean): boolean {
  if (bound === null) return true
  if (typeof value === 'number') {
    const number = Number(bound)
    return bound !== '' && (upper ? value <= number : value >= number)
  }
  if (typeof value !== 'string') return false
  const text = String(bound)
  const length = Math.min(value.length, text.length)
  return upper ? value.slice(0, length) <= text.slice(0, length) : value.slice(0, length) >= text.slice(0, length)
}

export function choicesOf(table: LedgerTable, query: LedgerQuery, key: string): readonly LedgerChoice[] {
  const placed = table.column(key)
  const fits = fitsOf(table, query, key)
  const lines = new Map<string, number>()
  for (const row of table.rows()) {
    if (!fits.every(fit => fit(row))) continue
    const text = table.text(row, placed)
    lines.set(text, (lines.get(text) ?? 0) + 1)
  }
  const most = [...lines].sort((a, b) => b[1] - a[1])
  // What is just as frequent stands in the order people know; sorting ten thousand names for 300 would be felt.
  const cut = most[CHOICES - 1]?.[1] ?? 0
  return most.filter(([, count]) => count >= cut).slice(0, CHOICES * 4)
    .sort((a, b) => b[1] - a[1] || collator.compare(a[0], b[0])).slice(0, CHOICES).map(([text, count]) => ({ text, lines: count }))
}

/** Sums of the shown columns that have one. A fact of a household is counted once, on however many lines it stands; blank is not zero. */
export function totalsOf(table: LedgerTable, query: LedgerQuery, rows: readonly Row[]): Readonly<Record<string, number>> {
  const totals: [string, number][] = []
  for (const key of new Set(query.columns)) {
    const placed = table.column(key)
    const { column } = placed
    if (column.total !== 'sum') continue
    const scale = 10 ** (column.field.type === 'decimal' ? column.field.digits ?? 2 : 0)
    // What stands in the line's own record stands on one line only.
    const shared = column.from.kind === 'field' && column.from.register !== table.ledger.base ? column.from.register : null
    const counted = new Set<string>()
    let sum = 0
    let some = false
    for (const row of rows) {
      const value = table.value(row, placed)
      if (typeof value !== 'number') continue
      if (shared !== null) {
        const source = sourceOf(row.line, shared)?.id ?? row.id
        if (counted.has(source)) continue
        counted.add(source)
      }
      sum += Math.round(value * scale)
      some = true
    }
    if (some) totals.push([key, sum / scale])
  }
  return Object.fromEntries(totals)
}

/** Chinese by pinyin, digits within a text by their number. */
const collator = new Intl.Collator('zh-Hans-CN', { numeric: true })
const BLANK = Number.NaN

/**
 * Comparing Chinese is a hundred times as dear as comparing numbers, so each different text of a column gets
 * its rank once; a text that is new puts the ranks in order again.
 */
export function makeSorter(): (table: LedgerTable, rows: readonly Row[], by: Placed, down: boolean) => readonly Row[] {
  const ranked = new WeakMap<LedgerTable, Map<string, { texts: string[]; ranks: Map<string, number> }>>()

  function ranksOf(table: LedgerTable, rows: readonly Row[], by: Placed): ReadonlyMap<string, number> {
    let columns = ranked.get(table)
    if (!columns) ranked.set(table, columns = new Map())
    let known = columns.get(by.column.key)
    if (!known) columns.set(by.column.key, known = { texts: [], ranks: new Map() })
    const fresh = new Set<string>()
    for (const row of rows) {
      const text = table.text(row, by)
      if (!known.ranks.has(text)) fresh.add(text)
    }
    if (fresh.size > 0) {
      known.texts.push(...fresh)
      known.texts.sort(collator.compare)
      known.ranks = new Map(known.texts.map((text, rank) => [text, rank]))
    }
    return known.ranks
  }

  return (table, rows, by, down) => {
    const number = numbersOf(by.column.field, by.column.key)
    const ranks = number ? undefined : ranksOf(table, rows, by)
    const keyed = rows.map(row => {
      const value = table.value(row, by)
      const blank = value === undefined || value === null || value === ''
      return { row, key: blank ? BLANK : number ? number(value) : ranks!.get(table.text(row, by))! }
    })
    const sign = down ? -1 : 1
    return keyed.sort((a, b) => {
      const noA = Number.isNaN(a.key)
      const noB = Number.isNaN(b.key)
      return noA || noB ? Number(noA) - Number(noB) : sign * (a.key - b.key)
    }).map(({ row }) => row)
  }
}

/** How a field sorts as a number; undefined where it sorts as a text. */
function numbersOf(field: Field, key: string): ((value: Value) => number) | undefined {
  if (key === 'household.villagerGroup') return value => groupNumber(String(value))
  switch (field.type) {
    case 'count': case 'decimal': case 'amount': case 'year': return Number
    case 'flag': return value => (value === true ? 0 : 1)
    // '2026-03' stands before the days of its month.
    case 'date': case 'month': return value => Number(String(value).replaceAll('-', '').padEnd(8, '0'))
    default: return undefined
  }
}
