/**
 * The year of the incomes on a sheet that has no column for it: in the headings (2025年人均纯收入) or in a title
 * over the list. Headings of several years hold several incomes: the latest is read, the others are not.
 */
import type { LayoutColumn, SheetLayout } from '../db/book-imports.ts'
import type { Cells } from './cells.ts'
import { columnLetter } from './grid.ts'
import type { ParsedColumn } from './sheet-types.ts'

const INCOME = 'income', YEAR = 'year'

const isIncome = ({ target }: Pick<LayoutColumn, 'target'>): boolean => target?.kind === 'field' && target.register === INCOME && target.name !== YEAR
const isYear = ({ target }: Pick<LayoutColumn, 'target'>): boolean => target?.kind === 'field' && target.register === INCOME && target.name === YEAR

/** Years, but not those of a day such as 2026年11月02日. */
const yearsIn = (text: string): readonly number[] => [...text.normalize('NFKC').matchAll(/(20\d{2})\s*年(?!\s*\d{1,2}\s*月)/g)].map(([, year]) => Number(year))

/** Columns of earlier years' incomes are left to the person. */
export function onlyLatestYear(columns: readonly LayoutColumn[]): readonly LayoutColumn[] {
  const years = columns.filter(isIncome).flatMap(({ heading }) => yearsIn(heading))
  const latest = Math.max(0, ...years)
  return columns.map(column => isIncome(column) && column.by === 'heading' && yearsIn(column.heading).some(year => year < latest) ? { ...column, target: null, label: '', by: null } : column)
}

export interface IncomeYear {
  readonly column: ParsedColumn
  readonly year: number
  /** Only a title says so: to be told. */
  readonly isDoubtful: boolean
}

/** A column that says the year on every line, or undefined where there is one already or no year is to be found. */
export function incomeYearOf(cells: Cells, layout: SheetLayout, lines: number): IncomeYear | undefined {
  const incomes = layout.columns.filter(isIncome)
  const [first] = incomes
  if (!first || layout.columns.some(isYear)) return undefined
  const inHeadings = new Set(incomes.flatMap(({ heading }) => yearsIn(heading)))
  const inTitles = new Set(titlesOf(cells, layout).flatMap(yearsIn))
  const years = inHeadings.size > 0 ? inHeadings : inTitles
  const [year] = years
  if (year === undefined || years.size > 1) return undefined
  return {
    year, isDoubtful: inHeadings.size === 0,
    column: {
      index: first.index, letter: columnLetter(first.index), target: { kind: 'field', register: INCOME, name: YEAR },
      cells: [{ value: null, raw: '' }, { value: year, raw: `${year}年` }], at: new Uint32Array(lines).fill(1)
    }
  }
}

function titlesOf(cells: Cells, { sheet, headingLines }: SheetLayout): readonly string[] {
  const titles = [sheet]
  for (let row = 0; row < headingLines[0] - 1; row++) for (let column = 0; column < cells.grid.columns; column++) if (cells.filled(row, column)) titles.push(cells.text(row, column))
  return titles
}
