/** Whether an amount can stand in an income line: never below zero, never beyond the county's bound; a large one is asked again. */
import { settingOf } from '../checks/settings.ts'
import { incomeGroups } from '../registers/income.ts'
import { unitsText } from '../registers/exact.ts'
import type { Standard } from '../registers/standard.ts'
import type { Value } from '../sync/change.ts'

export interface AmountProblem {
  /** I10 below zero, I11 beyond the bound, I12 asked again. */
  readonly rule: string
  readonly reason: string
  /** True where saying it a second time is enough. */
  readonly again: boolean
}

export interface AmountBounds {
  /** 分: beyond it refused. */
  readonly most: number
  /** 分: beyond it asked again. */
  readonly ask: number
}

const lines: ReadonlySet<string> = new Set(Object.values(incomeGroups).flatMap(group => group.lines))
const memo: ReadonlySet<string> = new Set(['insurancePayout', 'compliantSelfPay', 'rigidSpending', 'debt'])

export const amountBounds = (standards: readonly Standard[], area: string, year: number): AmountBounds =>
  ({ most: settingOf(standards, area, year, 'incomeLineMax'), ask: settingOf(standards, area, year, 'incomeLineAsk') })

const yuan = (units: number): string => `${unitsText(units, 2).replace(/\.00$/, '')}元`

export function amountProblem(field: string, value: Value | undefined, { most, ask }: AmountBounds): AmountProblem | null {
  if (typeof value !== 'number' || !(lines.has(field) || memo.has(field))) return null
  if (value < 0) return { rule: 'I10', reason: '收支不能是负数；生产的成本填在支出里，不知道就留空', again: false }
  if (value > most) return { rule: 'I11', reason: `一项超过${yuan(most)}，请看是不是多打了零，或把元写成了万元`, again: false }
  return value > ask ? { rule: 'I12', reason: `一项超过${yuan(ask)}，确是这么多就再按一次回车`, again: true } : null
}
