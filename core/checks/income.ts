/** 收入. Amounts are whole 分; nothing here fires on what was never answered. */
import { amountOf, divideRounded, incomeTotals } from '../income/index.ts'
import { monthNumber } from '../registers/calendar.ts'
import type { IncomeGroup } from '../registers/income.ts'
import { income as register, incomeGroups } from '../registers/income.ts'
import { unitsText } from '../registers/exact.ts'
import { family } from './check.ts'
import type { Check } from './check.ts'
import { incomeAt, isAided, monthOf, textOf } from './subject.ts'
import type { Subject } from './subject.ts'

const { income } = family('收入')

const yuan = (units: number): string => `${unitsText(units, 2)}元`
const groups = Object.values(incomeGroups)

function sumsDiffer({ income: values, totals, context }: Subject): { text: string, field: string } | undefined {
  // A line asked at the door supersedes the export's total of its group, and with it the export's net and
  // per-capita: they are of another day and say nothing against the line.
  if (Object.values(totals.groups).some(group => group.from === 'lines')) return undefined
  const [net, perCapita] = [amountOf(values['netTotal']), amountOf(values['perCapitaTotal'])]
  if (net !== undefined && totals.missing.length === 0 && totals.net !== net) {
    return { text: `纯收入${yuan(net)}，按四项收入减支出应为${yuan(totals.net ?? 0)}`, field: 'netTotal' }
  }
  if (perCapita === undefined || totals.net === undefined || !totals.members) return undefined
  const right = divideRounded(totals.net, totals.members)
  return Math.abs(right - perCapita) > 1 && context.members.length > 0
    ? { text: `人均纯收入${yuan(perCapita)}，按纯收入${yuan(totals.net)}除以${totals.members}人应为${yuan(right)}`, field: 'perCapitaTotal' }
    : undefined
}

/** In 分: a slip of the finger, or 万元 in a column of 元. */
const NO_HOUSEHOLDS = 1_000_000_000
const labelled = (field: string): string => (register.fields as Record<string, { readonly label: string }>)[field]?.label ?? field
const groupAmount = ({ totals }: Subject, group: IncomeGroup): number | undefined => totals.groups[group]?.amount

function periodText({ income: values, incomeYear }: Subject): string | undefined {
  const [from, to] = [textOf(values, 'from'), textOf(values, 'to')]
  if (values['kind'] !== 'annual' || values['year'] === undefined) return undefined
  const [first, last] = [`${incomeYear - 1}-10`, `${incomeYear}-09`]
  return (from && from < first) || (to && to > last) ? `收入期间${from ?? '…'}至${to ?? '…'}，年度采集应在${first}至${last}之内` : undefined
}

/** Months of each stay within the income's own period, times its pay; undefined where somebody away has no stay or a stay no pay. */
function reckonedWage(subject: Subject): number | undefined {
  const { income: values, incomeYear, entries, active } = subject
  const first = monthNumber(monthOf(values, 'from') ?? `${incomeYear - 1}-10`)
  const last = monthNumber(monthOf(values, 'to') ?? `${incomeYear}-09`)
  const stays = entries('work').flatMap(({ person, values: stay }) => {
    const from = monthOf(stay, 'from')
    if (!person || from === undefined) return []
    const months = Math.min(last, monthNumber(monthOf(stay, 'to') ?? subject.today)) - Math.max(first, monthNumber(from)) + 1
    return months > 0 ? [{ person, months, pay: amountOf(stay['monthlyIncome']) }] : []
  })
  const known = stays.length > 0 && stays.every(({ pay }) => pay !== undefined) && active.every(one => !one.working || stays.some(({ person }) => person === one))
  return known ? stays.reduce((sum, { months, pay }) => sum + months * (pay ?? 0), 0) : undefined
}

export const incomeChecks: readonly Check[] = [
  income({ id: 'R180', severity: 'E', source: 'd', sentence: '导出的合计应自相符合：纯收入等于四项收入减支出，人均等于纯收入除以人数；逐项填过的以各项为准，不与导出的合计相比', fields: ['netTotal', 'perCapitaTotal'] }, sumsDiffer),
  income({ id: 'R181', severity: 'W', source: 'd', sentence: '收支不应为负，也不应大到不像一户的（1000万元起）；生产经营性支出不应大于生产经营性收入', fields: ['expenseTotal'] },
    subject => {
      const written = groups.flatMap(({ lines, total }) => [...lines, total])
      const negative = written.find(field => (amountOf(subject.income[field]) ?? 0) < 0)
      const slipped = written.find(field => (amountOf(subject.income[field]) ?? 0) >= NO_HOUSEHOLDS)
      if (slipped) return { text: `${labelled(slipped)}是${yuan(amountOf(subject.income[slipped]) ?? 0)}，请核对是不是多打了零，或把元写成了万元`, field: slipped }
      if (negative) return { text: `${labelled(negative)}是${yuan(amountOf(subject.income[negative]) ?? 0)}，不应为负`, field: negative }
      const [expense, business] = [groupAmount(subject, 'expense'), groupAmount(subject, 'business')]
      return expense !== undefined && business !== undefined && expense > business ? `生产经营性支出${yuan(expense)}，大于生产经营性收入${yuan(business)}` : undefined
    }),
  income({ id: 'R182', severity: 'W', source: 'Gz5_15_0023', sentence: '识别时工资性收入过低（默认不到100元）应核实', fields: ['wageTotal'] },
    subject => {
      const listed = incomeAt(subject, 'identification')
      const wage = listed?.totals.groups.wage?.amount
      return listed && wage !== undefined && wage > 0 && wage < subject.setting('identificationWageMin')
        ? { text: `识别时全年工资性收入只有${yuan(wage)}`, record: listed.id, field: 'wageTotal' } : undefined
    }),
  income({ id: 'R183', severity: 'W', source: 'Gz3_11_010', sentence: '人均纯收入低于2020年脱贫标准应核实', fields: ['perCapitaTotal'] },
    ({ totals, oldLine }) => oldLine && totals.perCapita !== undefined && totals.perCapita < oldLine.amount
      ? `人均纯收入${yuan(totals.perCapita)}，低于2020年脱贫标准${yuan(oldLine.amount)}` : undefined),
  income({ id: 'R184', severity: 'W', source: 'd', sentence: '低保、养老、公益性岗位应有相应的收入', fields: ['D2', 'D4', 'A2'] },
    ({ income: values, active }) => {
      if (values['D2'] === 0 && active.some(one => isAided(one, 'dibao'))) return '有人享受低保，低保金却是0'
      if (values['D4'] === 0 && active.some(one => (one.age ?? 0) >= 60)) return { text: '有人满60岁，养老保险金却是0', field: 'D4' }
      const posts = ['A2', 'A3', 'A4'].map(line => values[line])
      return posts.every(post => post === 0) && active.some(one => one.list('publicPost').length > 0) ? { text: '有人在公益性岗位，公益岗收入却是0', field: 'A2' } : undefined
    }),
  income({ id: 'R185', severity: 'W', source: 'd', sentence: '务工收入不应高出务工月数乘月收入太多（默认超过1.2倍）；有人务工的工资性收入不应为0', fields: ['A1', 'wageTotal'] },
    subject => {
      if (groupAmount(subject, 'wage') === 0 && subject.active.some(one => one.working)) return '有人务工，工资性收入却是0'
      const [wage, reckoned, most] = [amountOf(subject.income['A1']), reckonedWage(subject), subject.setting('wageTolerancePercent')]
      return wage !== undefined && reckoned !== undefined && wage * 100 > reckoned * most ? `务工收入${yuan(wage)}，按务工记录测算是${yuan(reckoned)}，超过${most}%` : undefined
    }),
  income({ id: 'R186', severity: 'W', source: 'd', sentence: '人均纯收入比上年变化过大（默认超过50%或1万元）应说明原因', fields: ['perCapitaTotal', 'note'] },
    ({ totals, context, setting }) => {
      if (!context.lastIncome || totals.perCapita === undefined) return undefined
      const before = incomeTotals(context.lastIncome, totals.members).perCapita
      if (before === undefined) return undefined
      const change = totals.perCapita - before
      const beyondShare = Math.abs(change) * 100 > Math.abs(before) * setting('incomeChangePercent')
      if (!beyondShare && Math.abs(change) <= setting('incomeChangeAmount')) return undefined
      return `人均纯收入从上年${yuan(before)}${change > 0 ? '增加' : '减少'}到${yuan(totals.perCapita)}，变化${yuan(Math.abs(change))}`
    }),
  income({ id: 'R187', severity: 'W', source: 'W23,d', sentence: '年度采集的期间应是上年10月至当年9月', fields: ['from', 'to'] }, periodText),
  income({ id: 'R188', severity: 'I', source: 'W66', sentence: '转移性收入占总收入过高（默认超过50%）的应关注', fields: ['transferTotal'] },
    subject => {
      const [transfer, gross] = [groupAmount(subject, 'transfer'), subject.totals.gross]
      if (transfer === undefined || gross === undefined || gross <= 0) return undefined
      const share = subject.setting('transferSharePercent')
      return transfer * 100 > gross * share ? `转移性收入${yuan(transfer)}，超过总收入${yuan(gross)}的${share}%` : undefined
    })
]
