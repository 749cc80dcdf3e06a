/**
 * The income meter: what the family has a head, live, against the year's line. Lines not yet asked stand at
 * last year's figure, and the meter says how many do: half a form would show every family as poor.
 */
import { countedMembers, distanceToLine, incomeTotals, lineFor } from '../income/index.ts'
import type { IncomeTotals, Line, LineDistance } from '../income/index.ts'
import { incomeGroups } from '../registers/index.ts'
import type { Standard } from '../registers/standard.ts'
import { lastIncomeName } from './income-lines.ts'
import { answered } from './question.ts'
import type { VisitContext } from './question.ts'
import { homeOf } from '../sync/home.ts'

export interface IncomeMeter {
  readonly totals: IncomeTotals
  readonly line: Line | undefined
  readonly distance: LineDistance | undefined
  /** Lines that stand at last year's figure because this year's has not been asked. */
  readonly carried: number
  readonly carriedFrom: string
  readonly lastPerCapita: number | undefined
}

const lines = Object.values(incomeGroups).flatMap(group => group.lines)

export function incomeMeter(context: VisitContext, standards: readonly Standard[], year: number): IncomeMeter {
  const { income, lastIncome, members, today, household } = context
  const counted = countedMembers(members, today)
  const last = lastIncome?.values ?? {}
  const carried = lines.filter(field => !answered(income.values[field]) && answered(last[field])).length
  // The family of today divides last year's figures too: a counted number of last year is not carried over.
  const totals = incomeTotals({ ...last, countedMembers: null, ...income.values }, counted)
  const line = lineFor(standards, homeOf(household), year)
  return {
    totals, line, carried, carriedFrom: lastIncomeName(context),
    distance: line && totals.perCapita !== undefined ? distanceToLine(totals.perCapita, line) : undefined,
    lastPerCapita: lastIncome ? incomeTotals(last, counted).perCapita : undefined
  }
}
