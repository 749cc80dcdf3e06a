/** Whether a figure fires a rule for a household, and what a list says is decided by which of them. */
import { settingOf, settingRow } from '../checks/settings.ts'
import { lineFor, lineText } from '../income/line.ts'
import { yearOf } from '../registers/calendar.ts'
import type { Values } from '../registers/define.ts'
import type { SettingName, Standard } from '../registers/standard.ts'
import { labelOf } from '../registers/codes.ts'
import type { AlertAudience, AlertFigures, AlertRule, AlertSubject, Fired } from './define.ts'
import { alertRuleOf, alertRules } from './rules.ts'

export interface Standing { readonly standards: readonly Standard[]; readonly area: string; readonly today: string }

/** 脱贫户 and 脱贫不享受政策户. */
const EXITED = new Set(['01', '03'])

/**
 * Who is asked. A household whose kind nobody has written may be either: it is held to both, and the stricter
 * fires, for a clue too many costs a walk and a clue too few a household.
 */
export function audiencesOf(household: Values): readonly AlertAudience[] {
  const category = household['monitorCategory'], type = household['householdType']
  if (typeof category === 'string' && category !== '' && household['riskEliminated'] !== true) return ['monitored']
  if (typeof type !== 'string' || type === '') return ['exited', 'ordinary']
  return [EXITED.has(type) ? 'exited' : 'ordinary']
}

/** 「35,737.00元」 */
export const yuanText = (fen: number): string => {
  const [whole = '', cents = ''] = (Math.abs(fen) / 100).toFixed(2).split('.')
  return `${fen < 0 ? '-' : ''}${whole.replace(/\B(?=(\d{3})+$)/gu, ',')}.${cents}元`
}

/** One admission is known to be one only where the list says how many there were. */
const tells = (figures: AlertFigures, subject: AlertSubject): boolean =>
  figures.subject === subject || (subject === 'admission' && figures.subject === 'inpatient' && figures.times === 1)
  || (subject === 'inpatient' && figures.subject === 'admission')

/** The rule's threshold here and now; null for an event. */
export function limitOf(rule: AlertRule, { standards, area, today }: Standing): number | null {
  const { test } = rule
  const year = yearOf(today)
  if (test.kind === 'amount') return settingOf(standards, area, year, test.setting)
  if (test.kind === 'event') return null
  const line = lineFor(standards, area, year)
  if (!line) return null
  return test.percent === null ? line.amount : Math.round(line.amount * settingOf(standards, area, year, test.percent) / 100)
}

export function evaluate(rule: AlertRule, figures: AlertFigures, household: Values, standing: Standing): Fired | null {
  if (!audiencesOf(household).some(audience => rule.appliesTo.includes(audience))) return null
  const { test } = rule
  if (test.kind === 'event') {
    if (figures.subject !== 'event') return null
    const word = test.words.find(one => figures.matter.includes(one))
    if (figures.rule !== rule.id && (figures.rule !== null || word === undefined)) return null
    return { rule, limit: null, text: figures.matter === '' ? rule.indicator : `${rule.indicator}：${figures.matter}` }
  }
  const limit = limitOf(rule, standing)
  if (figures.amount === null || limit === null) return null
  if (test.kind === 'amount') {
    if (!tells(figures, test.subject)) return null
    const over = test.reached ? figures.amount >= limit : figures.amount > limit
    return over ? { rule, limit, text: `${rule.indicator}：${yuanText(figures.amount)}，预警线${yuanText(limit)}` } : null
  }
  const line = lineFor(standing.standards, standing.area, yearOf(standing.today))
  if (figures.subject !== 'perCapita' || figures.amount >= limit || !line) return null
  return { rule, limit, text: `${rule.indicator}：${yuanText(figures.amount)}，${lineText(line, yearOf(standing.today))}` }
}

/** All that fire, the weightiest first. */
export const fires = (figures: AlertFigures, household: Values, standing: Standing): readonly Fired[] =>
  (figures.rule === null ? alertRules : alertRules.filter(({ id }) => id === figures.rule))
    .map(rule => evaluate(rule, figures, household, standing)).filter(fired => fired !== null).toSorted((a, b) => a.rule.weight - b.rule.weight)

/** Rules that could speak of such a list; for the person who says what a list is about. */
export const rulesAbout = (subject: AlertSubject): readonly AlertRule[] =>
  alertRules.filter(({ test }) => (test.kind === 'amount' ? test.subject === subject || (subject === 'inpatient' && test.subject === 'admission') || (subject === 'admission' && test.subject === 'inpatient') : test.kind === 'line' ? subject === 'perCapita' : subject === 'event'))

/** A rule as a row of a table for people: what it is held to here, from where, and whether that is only assumed. */
export interface RuleLine { readonly id: string; readonly department: string; readonly indicator: string; readonly threshold: string; readonly risk: string; readonly source: string; readonly assumed: boolean }

export function ruleLine(id: string, standing: Standing): RuleLine | undefined {
  const rule = alertRuleOf(id)
  if (!rule) return undefined
  const limit = limitOf(rule, standing)
  const setting: SettingName | null = rule.test.kind === 'amount' ? rule.test.setting : rule.test.kind === 'line' ? rule.test.percent : null
  const assumed = setting !== null && settingRow(standing.standards, standing.area, yearOf(standing.today), setting).assumed === true
  const reached = rule.test.kind === 'amount' && rule.test.reached ? '达到' : rule.test.kind === 'line' ? '低于' : '超过'
  return {
    id, department: rule.department, indicator: rule.indicator, risk: labelOf('riskType', rule.risk), source: rule.source,
    threshold: limit === null ? '发生即预警' : `${reached}${yuanText(limit)}`, assumed
  }
}
