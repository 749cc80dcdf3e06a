/**
 * The months an income is of. Annual: October of the year before to September. At identification and at
 * elimination: the twelve months that end with the month before. Two snapshots of one kind never share a
 * month, else the same wage would be two incomes.
 */
import { isDay, monthNumber, yearOf } from '../registers/calendar.ts'
import type { Values } from '../registers/define.ts'

export type IncomeKind = 'annual' | 'identification' | 'elimination'
export const incomeKinds: readonly IncomeKind[] = ['annual', 'identification', 'elimination']

export interface Period {
  readonly kind: IncomeKind
  readonly year: number
  /** 'YYYY-MM', both within. */
  readonly from: string
  readonly to: string
}

export interface PeriodProblem {
  /** I01 not a month, I02 from after to, I03 not twelve months, I04 not yet, I05 shares months; R187 not October to September. */
  readonly rule: string
  readonly reason: string
}

const MONTHS = 12
const monthOfNumber = (number: number): string => `${String(Math.floor(number / MONTHS)).padStart(4, '0')}-${String(number % MONTHS + 1).padStart(2, '0')}`
const isMonth = (text: unknown): text is string => typeof text === 'string' && isDay(`${text}-01`)

export const annualPeriod = (year: number): Period => ({ kind: 'annual', year, from: `${year - 1}-10`, to: `${year}-09` })

/** The period somebody who begins on that day means. */
export function periodFor(kind: IncomeKind, day: string): Period {
  if (kind === 'annual') return annualPeriod(yearOf(day))
  const last = monthNumber(day) - 1
  const to = monthOfNumber(last)
  return { kind, year: yearOf(to), from: monthOfNumber(last - MONTHS + 1), to }
}

/** What a stored snapshot covers; an annual one of an import names only its year. */
export function periodOf(values: Values): Period | undefined {
  const { kind = 'annual', year, from, to } = values
  const known = incomeKinds.find(one => one === kind)
  if (known === undefined) return undefined
  if (isMonth(from) && isMonth(to)) return { kind: known, year: typeof year === 'number' ? year : yearOf(to), from, to }
  return known === 'annual' && typeof year === 'number' ? annualPeriod(year) : undefined
}

export const periodText = ({ from, to }: Pick<Period, 'from' | 'to'>): string => `${from}至${to}`

const problem = (rule: string, reason: string): PeriodProblem => ({ rule, reason })

/** Why a new snapshot of these months cannot be begun; null where it can. */
export function periodProblem(period: Period, others: readonly Values[], today: string): PeriodProblem | null {
  const { kind, year, from, to } = period
  if (!isMonth(from) || !isMonth(to)) return problem('I01', '起止月要写成年-月，如 2025-10')
  if (from > to) return problem('I02', `起始月${from}在截止月${to}之后`)
  const length = monthNumber(to) - monthNumber(from) + 1
  if (length !== MONTHS) return problem('I03', `一个采集期是12个月，${periodText(period)}是${length}个月`)
  if (kind === 'annual' && (from !== annualPeriod(year).from || to !== annualPeriod(year).to)) {
    return problem('R187', `${year}年度采集的期间是${periodText(annualPeriod(year))}，不是${periodText(period)}`)
  }
  const month = today.slice(0, 7)
  // The year's own collection goes on at every visit from its first month; the other two look back only.
  if (kind === 'annual' ? from > month : to >= month) return problem('I04', kind === 'annual' ? `${periodText(period)}还没有开始` : `截止月${to}还没有过完，应到上个月为止`)
  const same = others.flatMap(values => values['voided'] === true ? [] : periodOf(values) ?? []).find(other => other.kind === kind && other.from <= to && from <= other.to)
  return same ? problem('I05', `与已有的${periodText(same)}重叠，同一类采集期不能有共同的月份`) : null
}
