/**
 * What a household lives on, in whole 分. Totals are computed, never typed: where any line of a group is
 * filled its lines count, otherwise the total an export brought. A blank is unknown and is reported as
 * missing; it is never taken for zero silently.
 */
import { labelOf } from '../registers/codes.ts'
import { incomeGroups } from '../registers/income.ts'
import type { IncomeGroup } from '../registers/income.ts'
import type { Values } from '../registers/define.ts'
import type { Value } from '../sync/change.ts'

export interface GroupTotal {
  readonly amount: number
  readonly from: 'lines' | 'export'
}

export interface IncomeTotals {
  /** Absent for a group of which nothing is known. */
  readonly groups: Partial<Readonly<Record<IncomeGroup, GroupTotal>>>
  /** Groups of which nothing is known, in the order of the form. */
  readonly missing: readonly IncomeGroup[]
  readonly gross: number | undefined
  readonly net: number | undefined
  /** groups: computed. export: only the total an export brought. */
  readonly netFrom: 'groups' | 'export' | undefined
  readonly members: number | undefined
  readonly perCapita: number | undefined
}

export const amountOf = (value: Value | undefined): number | undefined => (typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined)

/** Halves go up: 0.5 分 is 1 分, -0.5 分 is 0. */
export function divideRounded(units: number, by: number): number {
  const rest = ((units % by) + by) % by
  const floor = (units - rest) / by
  return (rest * 2 >= by ? floor + 1 : floor) || 0
}

const order: readonly IncomeGroup[] = ['wage', 'business', 'property', 'transfer', 'expense']

const known = (amounts: readonly (number | undefined)[]): readonly number[] => amounts.filter(amount => amount !== undefined)
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)

function groupTotal(values: Values, group: IncomeGroup): GroupTotal | undefined {
  const { lines, total } = incomeGroups[group]
  const filled = known(lines.map(line => amountOf(values[line])))
  if (filled.length > 0) return { amount: sum(filled), from: 'lines' }
  const exported = amountOf(values[total])
  return exported === undefined ? undefined : { amount: exported, from: 'export' }
}

function netOf(values: Values, groups: IncomeTotals['groups'], gross: number | undefined): Pick<IncomeTotals, 'net' | 'netFrom'> {
  const found = Object.values(groups)
  const complete = found.length === order.length
  const exported = amountOf(values['netTotal'])
  // Somebody has begun to ask at the door: the export's net is of another day.
  const asked = found.some(group => group.from === 'lines')
  if (exported !== undefined && !asked && !complete) return { net: exported, netFrom: 'export' }
  if (gross === undefined) return { net: undefined, netFrom: undefined }
  return { net: gross - (groups.expense?.amount ?? 0), netFrom: 'groups' }
}

/**
 * `members` stands in where the record holds no 年度家庭人口数 (the roster export has none): the members
 * counted, see countedMembers.
 */
export function incomeTotals(values: Values, members?: number): IncomeTotals {
  const groups: Partial<Record<IncomeGroup, GroupTotal>> = {}
  for (const group of order) {
    const total = groupTotal(values, group)
    if (total) groups[group] = total
  }
  const earned = order.filter(group => group !== 'expense').map(group => groups[group]?.amount)
  const gross = known(earned).length > 0 ? sum(known(earned)) : undefined
  const { net, netFrom } = netOf(values, groups, gross)
  const counted = amountOf(values['countedMembers']) ?? members
  return {
    groups,
    missing: order.filter(group => groups[group] === undefined),
    gross,
    net,
    netFrom,
    members: counted,
    perCapita: net !== undefined && counted !== undefined && counted > 0 ? divideRounded(net, counted) : undefined
  }
}

export interface CountedMember {
  readonly values: Values
}

/** How many divide the income: on the roster on that day and not said to be outside it. */
export const countedMembers = (members: readonly CountedMember[], today: string): number =>
  members.filter(({ values }) => isActive(values, today) && values['countedInIncome'] !== false).length

export interface Counted<M extends CountedMember> {
  readonly member: M
  readonly counted: boolean
  /** Why not; '' for who counts. */
  readonly reason: string
}

/** Who divides the income and who does not and why: as many count as countedMembers says. */
export const countedReasons = <M extends CountedMember>(members: readonly M[], today: string): readonly Counted<M>[] =>
  members.map(member => {
    const counted = countedMembers([member], today) === 1
    return { member, counted, reason: counted ? '' : outsideReason(member.values, today) }
  })

const said = (values: Values, field: string): string => { const value = values[field]; return typeof value === 'string' ? value.trim() : '' }

function outsideReason(values: Values, today: string): string {
  if (!isActive(values, today)) return `${labelOf('memberDecrease', said(values, 'endReason')) || '已减少'}（${said(values, 'endedOn')}）`
  return said(values, 'countedReason') || (values['sharesBudget'] === false ? '不共享收支' : '没有写原因')
}

/** A member is on the roster until the day of leaving has come. */
export const isActive = (values: Values, today: string): boolean => {
  const ended = values['endedOn']
  return typeof ended !== 'string' || ended === '' || ended > today
}

export interface RangeIncome {
  readonly amount: number
  readonly perCapita: number | undefined
}

/** 纳入监测对象的收入参考范围: net + what insurance paid − what was paid out of pocket within the rules. */
export function rangeIncome(values: Values, totals: IncomeTotals): RangeIncome | undefined {
  if (totals.net === undefined) return undefined
  const amount = totals.net + (amountOf(values['insurancePayout']) ?? 0) - (amountOf(values['compliantSelfPay']) ?? 0)
  return { amount, perCapita: totals.members ? divideRounded(amount, totals.members) : undefined }
}

/**
 * The totals as a roster export writes them: what an export brought where nobody has asked at the door since,
 * what the lines come to where somebody has. An import that says the same again changes nothing.
 */
export function exportedTotals(values: Values, members: number): Values {
  const { groups, net, perCapita } = incomeTotals(values, members)
  const asked = Object.values(groups).some(group => group.from === 'lines')
  const kept = (name: string, computed: number | undefined): number | undefined => (asked ? computed : amountOf(values[name]))
  const totals: [string, number | undefined][] = [
    ...order.map((group): [string, number | undefined] => [incomeGroups[group].total, groups[group]?.amount]),
    ['netTotal', kept('netTotal', net)], ['perCapitaTotal', kept('perCapitaTotal', perCapita)]
  ]
  return Object.fromEntries(totals.filter((total): total is [string, number] => total[1] !== undefined))
}
