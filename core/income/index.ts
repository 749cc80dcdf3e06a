/** Income in whole 分: totals, the year's line, the distance to it. */
export { amountOf, countedMembers, countedReasons, divideRounded, exportedTotals, incomeTotals, isActive, rangeIncome } from './totals.ts'
export type { Counted, GroupTotal, IncomeTotals, RangeIncome } from './totals.ts'
export { distanceToLine, lineFor, lineText } from './line.ts'
export type { Line, LineDistance } from './line.ts'
export { annualPeriod, incomeKinds, periodFor, periodOf, periodProblem, periodText } from './period.ts'
export type { IncomeKind, Period, PeriodProblem } from './period.ts'
export { nearnessOf, tipsOf } from './near.ts'
export type { Nearness, Tip } from './near.ts'
