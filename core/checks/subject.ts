/**
 * A household made ready for the checks: who is on the roster, how old, who works, what they live on.
 * Ages are by the identity number where there is one; 出生日期 as typed may be what is wrong.
 */
import { countedMembers, incomeTotals, isActive, lineFor } from '../income/index.ts'
import type { IncomeTotals, Line } from '../income/index.ts'
import { ageOn, isDay, schoolYearStart, yearOf } from '../registers/calendar.ts'
import type { Values } from '../registers/define.ts'
import { birthDateOf, disabilityOf } from '../registers/id-number.ts'
import { HEAD } from '../registers/person.ts'
import type { Standard } from '../registers/standard.ts'

export interface HouseholdContext {
  readonly household: Values
  /** Ended ones as well. */
  readonly members: readonly { readonly id: string, readonly values: Values }[]
  readonly income: Values | undefined
  readonly standards: readonly Standard[]
  /** 'YYYY-MM-DD' */
  readonly today: string
  /** Record ids for the findings; left out, findings of the household carry ''. */
  readonly householdId?: string
  readonly incomeId?: string
  /** The year before, for comparing. */
  readonly lastIncome?: Values | undefined
  /** Division code the monitoring line is looked up for. */
  readonly area?: string
}

export interface Member {
  readonly id: string
  readonly values: Values
  readonly name: string
  readonly idNo: string
  readonly birth: string | undefined
  /** Full years today. */
  readonly age: number | undefined
  /** Full years on the 1 September the school year began. */
  readonly schoolAge: number | undefined
  readonly text: (field: string) => string | undefined
  readonly list: (field: string) => readonly string[]
  readonly healthy: boolean
  readonly disabled: boolean
  /** 小学 and above: an infant's 学龄前 is no school. */
  readonly student: boolean
  readonly working: boolean
}

export interface Subject {
  readonly context: HouseholdContext
  readonly household: Values
  readonly income: Values
  readonly all: readonly Member[]
  readonly active: readonly Member[]
  readonly head: Member | undefined
  /** In the monitoring system and its risk not yet eliminated. */
  readonly open: boolean
  /** Why it is not, for the texts: 未纳入监测 or 风险已标注消除. */
  readonly notOpen: string
  readonly exited: boolean
  readonly totals: IncomeTotals
  readonly incomeYear: number
  readonly line: Line | undefined
  readonly oldLine: Line | undefined
  readonly text: (field: string) => string | undefined
}

export const textOf = (values: Values, field: string): string | undefined => {
  const value = values[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}
const listOf = (values: Values, field: string): readonly string[] => {
  const value = values[field]
  return Array.isArray(value) ? value : typeof value === 'string' && value !== '' ? [value] : []
}
export const numberOf = (values: Values, field: string): number | undefined => {
  const value = values[field]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function memberOf({ id, values }: HouseholdContext['members'][number], today: string): Member {
  const text = (field: string) => textOf(values, field)
  const list = (field: string) => listOf(values, field)
  const idNo = text('idNo') ?? ''
  const written = text('birthDate')
  const birth = birthDateOf(idNo) ?? (written && isDay(written) ? written : undefined)
  const ageAt = (day: string) => (birth === undefined || birth > day ? undefined : ageOn(birth, day))
  const health = list('health')
  const hasCertificate = text('disabilityType') !== undefined || text('disabilityCertNo') !== undefined || disabilityOf(idNo) !== undefined
  return {
    id, values, idNo, birth, text, list,
    name: text('name') ?? '（无姓名）',
    age: ageAt(today),
    schoolAge: ageAt(schoolYearStart(today)),
    healthy: health.length === 1 && health[0] === '01',
    disabled: health.includes('04') || hasCertificate,
    student: (text('schoolStage') ?? '') >= '03',
    working: (numberOf(values, 'workMonths') ?? 0) > 0 || text('workPlace') !== undefined
  }
}

function prepare(context: HouseholdContext): Subject {
  const { household, today } = context
  const income = context.income ?? {}
  const all = context.members.map(member => memberOf(member, today))
  const active = all.filter(member => isActive(member.values, today))
  const year = numberOf(income, 'year') ?? yearOf(today)
  const area = context.area ?? '530521'
  const monitored = textOf(household, 'monitorCategory') !== undefined
  const eliminated = household['riskEliminated'] === true
  return {
    context, household, income, all, active,
    head: active.find(member => member.text('relation') === HEAD),
    open: monitored && !eliminated,
    notOpen: monitored ? '风险已标注消除' : '未纳入监测',
    exited: textOf(household, 'householdType') === '01',
    totals: incomeTotals(income, countedMembers(context.members, today)),
    incomeYear: year,
    line: lineFor(context.standards, area, year),
    oldLine: lineFor(context.standards, area, year, 'oldLine'),
    text: field => textOf(household, field)
  }
}

// Sixty checks look at the same household one after the other; a context is never changed, only replaced.
const prepared = new WeakMap<HouseholdContext, Subject>()

export function subjectOf(context: HouseholdContext): Subject {
  const known = prepared.get(context)
  if (known) return known
  const made = prepare(context)
  prepared.set(context, made)
  return made
}

/** 劳动技能: 普通 技能 弱或半 丧失 无. */
export const LABOUR = { ordinary: '01', skilled: '02', weak: '03', lost: '04', none: '05' } as const

export const cannotWork = (member: Member): boolean => member.text('labour') === LABOUR.lost || member.text('labour') === LABOUR.none

/** Every member's labour is known and nobody has any. */
export const wholeHouseWithoutLabour = ({ active }: Subject): boolean => active.length > 0 && active.every(cannotWork)

/** 农村 or 城市, of 低保 and 特困. */
export const isAided = (member: Member, field: 'dibao' | 'tekun'): boolean => ['02', '03'].includes(member.text(field) ?? '')
