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
import { settingOf } from './settings.ts'
import type { SettingName } from './settings.ts'

export interface RecordValues {
  readonly id: string
  readonly values: Values
  /** Division code; where several villages are looked at together, their own records are told apart by it. */
  readonly village?: string
}

/** Records by the name of their register. */
export type RecordsByRegister = Readonly<Record<string, readonly RecordValues[]>>

export interface HouseholdContext {
  readonly household: Values
  /** Ended ones as well. */
  readonly members: readonly RecordValues[]
  readonly income: Values | undefined
  readonly standards: readonly Standard[]
  /** 'YYYY-MM-DD' */
  readonly today: string
  /** Record ids for the findings; left out, findings of the household carry ''. */
  readonly householdId?: string
  readonly incomeId?: string
  /** The year before, for comparing. */
  readonly lastIncome?: Values | undefined
  /** Division code the monitoring line and the settings are looked up for. */
  readonly area?: string
  /**
   * Everything of other registers that belongs to the household, voided ones as well: its visits and the
   * incomes of all periods among them. A register that is not named has no records; only where `income` is
   * not named are the incomes of other periods unknown. Left out as a whole: nothing is known of any, and no
   * rule speaks of what is missing.
   */
  readonly records?: RecordsByRegister
  /** Somebody is at the door now: what is blank can be asked. */
  readonly visiting?: boolean
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
  /** Holds a certificate, or a category was answered. */
  readonly certified: boolean
  /** Category and level: as answered, else as the certificate's number says. */
  readonly disability: { readonly type: string | undefined, readonly level: string | undefined }
  /** 小学 and above: an infant's 学龄前 is no school. */
  readonly student: boolean
  readonly working: boolean
}

/** A record of another register, never a voided one. */
export interface Entry {
  readonly id: string
  readonly values: Values
  /** Whose it is, where it belongs to a member. */
  readonly person: Member | undefined
}

export interface Subject {
  readonly context: HouseholdContext
  readonly today: string
  /** Division code, 施甸's where the caller named none. */
  readonly area: string
  readonly household: Values
  readonly income: Values
  readonly all: readonly Member[]
  readonly active: readonly Member[]
  readonly head: Member | undefined
  /** In the monitoring system and its risk not yet eliminated. */
  readonly open: boolean
  /** Ever taken into the monitoring system, the risk eliminated or not. */
  readonly monitored: boolean
  readonly eliminated: boolean
  readonly risks: readonly string[]
  /** Why it is not open, for the texts: 未纳入监测 or 风险已标注消除. */
  readonly notOpen: string
  readonly exited: boolean
  /** Taken off the roster as a whole: moved away, died out, joined to another. */
  readonly closed: boolean
  readonly totals: IncomeTotals
  readonly incomeYear: number
  readonly line: Line | undefined
  readonly oldLine: Line | undefined
  readonly text: (field: string) => string | undefined
  /** Whether the records of other registers were handed over: only then is an absence one. */
  readonly recordsKnown: boolean
  readonly entries: (register: string) => readonly Entry[]
  readonly setting: (name: SettingName) => number
  /** Whether anybody ever sat in the house and asked; until then a blank is the export's, not the household's. */
  readonly collected: boolean
}

export const textOf = (values: Values, field: string): string | undefined => {
  const value = values[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}
export const listOf = (values: Values, field: string): readonly string[] => {
  const value = values[field]
  if (Array.isArray(value)) return value.every(one => typeof one === 'string') ? value : value.filter(one => typeof one === 'string')
  return typeof value === 'string' && value !== '' ? [value] : []
}
export const dayOf = (values: Values, field: string): string | undefined => {
  const value = textOf(values, field)?.slice(0, 10)
  return value !== undefined && isDay(value) ? value : undefined
}
/** Of a month or a day. */
export const monthOf = (values: Values, field: string): string | undefined => {
  const value = textOf(values, field)?.slice(0, 7)
  return value !== undefined && /^\d{4}-(?:0[1-9]|1[0-2])$/.test(value) ? value : undefined
}
export const isVoided = (values: Values): boolean => values['voided'] === true

export const numberOf = (values: Values, field: string): number | undefined => {
  const value = values[field]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** 施甸: where a caller does not say the place. */
export const HOME_COUNTY = '530521'

function memberOf({ id, values }: RecordValues, today: string, away: ReadonlySet<string>): Member {
  const text = (field: string) => textOf(values, field)
  const list = (field: string) => listOf(values, field)
  const idNo = text('idNo') ?? ''
  const written = text('birthDate')
  const birth = birthDateOf(idNo) ?? (written && isDay(written) ? written : undefined)
  const ageAt = (day: string) => (birth === undefined || birth > day ? undefined : ageOn(birth, day))
  const health = list('health')
  const certificate = disabilityOf(idNo) ?? disabilityOf(text('disabilityCertNo') ?? '')
  const hasCertificate = text('disabilityType') !== undefined || text('disabilityCertNo') !== undefined || certificate !== undefined
  return {
    id, values, idNo, birth, text, list,
    name: text('name') ?? '（无姓名）',
    age: ageAt(today),
    schoolAge: ageAt(schoolYearStart(today)),
    healthy: health.length === 1 && health[0] === '01',
    disabled: health.includes('04') || hasCertificate,
    disability: { type: text('disabilityType') ?? certificate?.type, level: text('disabilityLevel') ?? certificate?.level },
    certified: hasCertificate,
    student: (text('schoolStage') ?? '') >= '03',
    working: (numberOf(values, 'workMonths') ?? 0) > 0 || text('workPlace') !== undefined || away.has(id)
  }
}

/** Whether a stay at work (register work) is under way: begun, not ended, and not said to be over. */
export function isAtWork(stay: Values, today: string): boolean {
  const [from, to, month] = [monthOf(stay, 'from'), monthOf(stay, 'to'), today.slice(0, 7)]
  return stay['worked'] !== false && from !== undefined && from <= month && (to === undefined || to >= month)
}

const NOBODY: ReadonlySet<string> = new Set()

function atWork(records: RecordsByRegister | undefined, today: string): ReadonlySet<string> {
  const stays = records?.['work'] ?? []
  if (stays.length === 0) return NOBODY
  return new Set(stays.filter(({ values }) => !isVoided(values) && isAtWork(values, today)).map(({ values }) => textOf(values, 'person') ?? ''))
}

const NO_ENTRIES: readonly Entry[] = []

/** Whose a record is; a loan calls the member its borrower. */
const personField = (register: string): string => register === 'loan' ? 'borrower' : 'person'

function entriesOf(records: RecordsByRegister | undefined, members: readonly Member[]): Subject['entries'] {
  if (records === undefined) return () => NO_ENTRIES
  const made = new Map<string, readonly Entry[]>()
  const byId = new Map(members.map(member => [member.id, member]))
  return register => {
    const known = made.get(register)
    if (known) return known
    const given = Object.hasOwn(records, register) ? records[register] ?? [] : []
    const entries = given.length === 0 ? NO_ENTRIES : given.filter(({ values }) => !isVoided(values))
      .map(({ id, values }): Entry => ({ id, values, person: byId.get(textOf(values, personField(register)) ?? '') }))
    made.set(register, entries)
    return entries
  }
}

function prepare(context: HouseholdContext): Subject {
  const { household, today } = context
  const income = context.income ?? {}
  const away = atWork(context.records, today)
  const all = context.members.map(member => memberOf(member, today, away))
  const active = all.filter(member => isActive(member.values, today))
  const year = numberOf(income, 'year') ?? yearOf(today)
  const area = context.area ?? HOME_COUNTY
  const thisYear = yearOf(today)
  const entries = entriesOf(context.records, all)
  const monitored = textOf(household, 'monitorCategory') !== undefined
  const eliminated = household['riskEliminated'] === true
  return {
    context, today, area, household, income, all, active, entries,
    head: active.find(member => member.text('relation') === HEAD),
    monitored,
    eliminated,
    risks: listOf(household, 'risks'),
    open: monitored && !eliminated,
    notOpen: monitored ? '风险已标注消除' : '未纳入监测',
    exited: textOf(household, 'householdType') === '01',
    closed: !isActive(household, today),
    totals: incomeTotals(income, countedMembers(context.members, today)),
    incomeYear: year,
    line: lineFor(context.standards, area, year),
    oldLine: lineFor(context.standards, area, year, 'oldLine'),
    text: field => textOf(household, field),
    recordsKnown: context.records !== undefined,
    setting: name => settingOf(context.standards, area, thisYear, name),
    collected: context.visiting === true || textOf(household, 'collectedBy') !== undefined || textOf(household, 'collectedOn') !== undefined || entries('visit').length > 0
  }
}

// A hundred and more checks look at the same household one after the other; a context is never changed, only replaced.
const prepared = new WeakMap<HouseholdContext, Subject>()

export function subjectOf(context: HouseholdContext): Subject {
  const known = prepared.get(context)
  if (known) return known
  const made = prepare(context)
  prepared.set(context, made)
  return made
}

export interface Snapshot {
  readonly id: string
  readonly values: Values
  readonly year: number
  readonly totals: IncomeTotals
}

/**
 * The income taken when the household was listed or when its risk was found to be over: the one looked at, or
 * the latest such among the others. null: there is none. undefined: nobody knows of the others.
 */
export function incomeAt(subject: Subject, kind: 'identification' | 'elimination'): Snapshot | null | undefined {
  const { context, income, incomeYear, totals, entries, active } = subject
  if (income['kind'] === kind) return { id: context.incomeId ?? '', values: income, year: incomeYear, totals }
  if (!context.records || !Object.hasOwn(context.records, 'income')) return undefined
  const year = ({ values }: Entry) => numberOf(values, 'year') ?? 0
  const found = entries('income').filter(({ values }) => values['kind'] === kind)
  if (found.length === 0) return null
  const latest = found.reduce((one, other) => year(other) > year(one) ? other : one)
  return { id: latest.id, values: latest.values, year: year(latest) || incomeYear, totals: incomeTotals(latest.values, countedMembers(active, context.today)) }
}

/** 劳动技能: 普通 技能 弱或半 丧失 无. */
export const LABOUR = { ordinary: '01', skilled: '02', weak: '03', lost: '04', none: '05' } as const

export const cannotWork = (member: Member): boolean => member.text('labour') === LABOUR.lost || member.text('labour') === LABOUR.none

/** In a public post now, as the person's own line says or an appointment that has not ended. */
export const holdsPost = (member: Member, subject: Subject): boolean => member.list('publicPost').length > 0 || postsOf(member, subject).length > 0

/** Appointments under way. */
export const postsOf = (member: Member, { entries, today }: Subject): readonly Entry[] => {
  const appointments = entries('publicPost')
  return appointments.length === 0 ? appointments : appointments.filter(({ person, values }) => {
    const ended = dayOf(values, 'leftOn') ?? dayOf(values, 'to')
    return person === member && values['inPost'] !== false && (ended === undefined || ended >= today) && (dayOf(values, 'from') ?? '') <= today
  })
}

/** Every member's labour is known and nobody has any. */
export const wholeHouseWithoutLabour = ({ active }: Subject): boolean => active.length > 0 && active.every(cannotWork)

/** 农村 or 城市, of 低保 and 特困. */
export const isAided = (member: Member, field: 'dibao' | 'tekun'): boolean => ['02', '03'].includes(member.text(field) ?? '')
