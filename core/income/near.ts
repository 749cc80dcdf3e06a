/** Who lives close to the line, and which one line of income, if it fell away, would bring them under it. */
import { incomeGroups } from '../registers/income.ts'
import type { Values } from '../registers/define.ts'
import { amountOf, divideRounded, incomeTotals, rangeIncome } from './totals.ts'

export interface Tip {
  readonly field: string
  /** 分 */
  readonly amount: number
  /** Per capita without it, 分. */
  readonly after: number
}

export interface Nearness {
  readonly perCapita: number
  readonly line: number
  readonly below: boolean
  /** 分 a head by 收入参考范围: after what insurance paid and what was paid out of pocket. */
  readonly rangePerCapita: number | undefined
  readonly rangeBelow: boolean
  readonly tips: readonly Tip[]
}

const EARNED = ['wage', 'business', 'property', 'transfer'] as const

/** What a household is on or above the line by; below it already nothing tips it any more. */
export function tipsOf(values: Values, line: number, people?: number): readonly Tip[] {
  const { net, members, perCapita, groups, netFrom } = incomeTotals(values, people)
  if (net === undefined || !members || perCapita === undefined || perCapita < line || netFrom === undefined) return []
  const fields = EARNED.flatMap(group => {
    const from = groups[group]?.from
    return from === 'lines' ? incomeGroups[group].lines : from === 'export' ? [incomeGroups[group].total] : []
  })
  return fields.flatMap(field => {
    const amount = amountOf(values[field])
    if (amount === undefined || amount <= 0) return []
    const after = divideRounded(net - amount, members)
    return after < line ? [{ field, amount, after }] : []
  }).toSorted((left, right) => right.amount - left.amount)
}

/** Below the line, by either income, or below so many percent of it; undefined for everybody else and for who was never asked. */
export function nearnessOf(values: Values, line: number, percent: number, people?: number): Nearness | undefined {
  const totals = incomeTotals(values, people)
  const { perCapita } = totals
  if (perCapita === undefined) return undefined
  const rangePerCapita = rangeIncome(values, totals)?.perCapita
  const rangeBelow = rangePerCapita !== undefined && rangePerCapita < line
  // Whole numbers on both sides: 1.5 × 8700.01 is no whole 分.
  if (perCapita * 100 >= line * percent && !rangeBelow) return undefined
  return { perCapita, line, below: perCapita < line, rangePerCapita, rangeBelow, tips: tipsOf(values, line, people) }
}
