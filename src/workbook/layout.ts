/**
 * How a sheet is laid out: whose lines it has and which column is which field. A person's correction comes
 * first, then what was remembered for these headings, then the headings, and last what stands in the column.
 */
import type { Ledger } from '#core/ledgers/define.ts'
import { registerOf } from '#core/registers/index.ts'
import type { ColumnTarget, LayoutColumn, SheetLayout } from '../db/book-imports.ts'
import type { Cells } from './cells.ts'
import { guessColumn } from './content.ts'
import { findBase } from './find-base.ts'
import { findHeader, printOf, type Header } from './find-header.ts'
import { columnLetter } from './grid.ts'
import { onlyLatestYear } from './income-year.ts'
import { meaningOf, ROSTER, sameTarget, targetField, type Meaning } from './headings.ts'
import { columnOfLedger } from './own-ledgers.ts'
import type { ReadOptions } from './sheet-types.ts'

const SAMPLES = 5
const SAMPLE_LINES = 200
const LONGEST_SAMPLE = 40

export interface FoundLayout {
  readonly layout: SheetLayout
  /** Different headings that some register knows. */
  readonly known: number
}

export function findLayout(cells: Cells, { choice, remembered }: ReadOptions): FoundLayout | undefined {
  const header = findHeader(cells)
  if (!header) return undefined
  const print = printOf(header.paths)
  const past = remembered && Object.hasOwn(remembered, print) ? remembered[print] : undefined
  const read = findBase(cells, header)
  const base = [choice?.base, past?.base].find(name => name !== undefined && registerOf(name) !== undefined) ?? read.base
  const bases = read.bases.includes(base) ? read.bases : [base, ...read.bases]
  const ledger = read.ledger?.base === base ? read.ledger : null
  const own = (record: Readonly<Record<number, ColumnTarget>> | undefined, index: number): ColumnTarget | undefined =>
    record && Object.hasOwn(record, index) && isTarget(record[index]!) ? record[index] : undefined
  const { hiddenColumns, hiddenRows } = cells.grid.notes
  const found: LayoutColumn[] = []
  for (const [index, path] of header.paths.entries()) {
    const said = own(choice?.columns, index), before = own(past?.columns, index)
    const meaning = ledger ? meaningIn(ledger, path, base) : meaningOf(path, base)
    const meant = said ? { target: said, by: 'person' as const } : before ? { target: before, by: 'remembered' as const }
      : meaning ? { target: ofWholeHouse(cells, header, index, meaning.target), by: 'heading' as const } : { target: null, by: null }
    const left = choice?.takeHidden === false && hiddenColumns.has(index) && meant.by !== 'person'
    found.push(described(cells, header, index, left ? { kind: 'ignored' } : meant.target, meant.by, factorOf(meaning, meant.target)))
  }
  const columns = [...onlyLatestYear(found)]
  for (const [at, column] of columns.entries()) {
    if (column.target !== null || column.samples.length === 0) continue
    const guess = guessColumn(cells, header, columns, column.index, base)
    if (guess) columns[at] = described(cells, header, column.index, guess, 'content', 1)
  }
  const letters = [...hiddenColumns].filter(column => column < cells.grid.columns).sort((left, right) => left - right).map(columnLetter)
  const rows = [...hiddenRows].filter(row => row > header.last && row < cells.grid.rows).map(row => row + 1).sort((left, right) => left - right)
  const layout: SheetLayout = {
    sheet: cells.grid.title, others: [], headingLines: [header.first + 1, header.last + 1], print, base, bases,
    columns: columns.filter(({ heading, samples }) => heading !== '' || samples.length > 0), hidden: { rows, columns: letters, sheets: [] }
  }
  return { layout, known: header.known }
}

/** A column of our own ledger is what it was; the factor is that of its heading where both mean the same. */
function meaningIn(ledger: Ledger, path: readonly string[], base: string): Meaning | undefined {
  const target = columnOfLedger(ledger, path), meaning = meaningOf(path, base)
  return target && !sameTarget(target, meaning?.target ?? null) ? { target, factor: 1 } : meaning
}

const isTarget = (target: ColumnTarget): boolean => target.kind !== 'field' || targetField(target) !== undefined

const factorOf = (meaning: Meaning | undefined, target: ColumnTarget | null): number => meaning && sameTarget(meaning.target, target) ? meaning.factor : 1

function described(cells: Cells, header: Header, index: number, target: ColumnTarget | null, by: LayoutColumn['by'], factor: number): LayoutColumn {
  return {
    index, letter: columnLetter(index), heading: (header.paths[index] ?? []).join('/'), target, label: target ? labelOf(target) : '', by: target ? by : null, factor,
    samples: samplesOf(cells, header, index)
  }
}

const KIND_LABELS = { 'head-name': '户主姓名', 'head-id': '户主证件号码', village: '行政村', place: '所在地', ignored: '不读入' } as const

export const labelOf = (target: ColumnTarget): string =>
  target.kind === 'field' ? targetField(target)?.label ?? target.name : KIND_LABELS[target.kind]

function samplesOf(cells: Cells, header: Header, index: number): readonly string[] {
  const samples = new Set<string>()
  for (let row = header.last + 1; row < Math.min(cells.grid.rows, header.last + 1 + SAMPLE_LINES) && samples.size < SAMPLES; row++)
    if (cells.filled(row, index)) samples.add(cells.text(row, index).slice(0, LONGEST_SAMPLE))
  return [...samples]
}

/** A telephone or a note merged over the lines of a household is the household's, not its first member's. */
const TWINS: Readonly<Record<string, ColumnTarget>> = { phone: { kind: 'field', register: 'household', name: 'phone' }, note: { kind: 'field', register: 'household', name: 'note' } }
const SOME = 2

function ofWholeHouse(cells: Cells, header: Header, index: number, target: ColumnTarget): ColumnTarget {
  if (target.kind !== 'field' || target.register !== ROSTER || !Object.hasOwn(TWINS, target.name)) return target
  return cells.mergedBelow(header.last, index) >= SOME ? TWINS[target.name]! : target
}

/** Headings no register knows and no content explained: their columns are left out and said so. */
export const unknownOf = (columns: readonly LayoutColumn[]): readonly string[] => columns.filter(({ target, heading }) => target === null && heading !== '').map(({ heading }) => heading)

/** The sheet a person means, of several that could be read: the most known headings, then the most lines. */
export const isBetter = (a: { known: number; rows: number }, b: { known: number; rows: number }): boolean => a.known > b.known || (a.known === b.known && a.rows > b.rows)

