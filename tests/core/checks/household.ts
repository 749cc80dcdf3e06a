/** A household with nothing to find fault with; a row of a test changes one thing. */
import { checkHousehold } from '#core/checks/index.ts'
import type { Finding, HouseholdContext, RecordValues } from '#core/checks/index.ts'
import { checkDigit } from '#core/registers/id-number.ts'
import { defaultStandards } from '#core/registers/index.ts'
import type { Values } from '#core/registers/define.ts'
import type { Standard } from '#core/registers/standard.ts'

export const today = '2026-11-22'

/** A right identity number; odd sequence numbers are men's. */
export const idNo = (birth: string, sequence: number): string => {
  const first17 = `530521${birth.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`
  return first17 + checkDigit(first17)
}

/** A birthday that makes somebody `years` old today, or one day short of it. */
export const bornFor = (years: number, oneDayShort = false): string => `${2026 - years}-11-${oneDayShort ? '23' : '22'}`

const adult: Values = {
  idType: '1', ethnicity: '01', politicalStatus: '13', education: '03', health: ['01'], labour: '01', medResident: true, medEmployee: false, medCritical: true, penResident: true,
  dibao: '01', tekun: '01', mandarin: true
}

export const head: Values = { ...adult, name: '李建国', sex: '1', idNo: idNo('1980-05-01', 11), birthDate: '1980-05-01', relation: '02' }
export const wife: Values = { ...adult, name: '杨秀英', sex: '2', idNo: idNo('1982-05-01', 12), birthDate: '1982-05-01', relation: '10' }

/** Somebody of a birthday, a son unless said otherwise. */
export const son = (birth: string, values: Values = {}): Values =>
  ({ ...adult, name: '李小军', sex: '1', idNo: idNo(birth, 13), birthDate: birth, relation: '20', ...values })

export const pupil = (birth: string, schoolStage: string, values: Values = {}): Values => son(birth, { education: null, schoolStage, labour: '05', penResident: false, ...values })

const house: Values = {
  householdType: '02', phone: '13800138000', dangerHouse: false, safeWater: true, livingPower: true, sanitaryToilet: true, houseAreaM2: 88, entryRoadType: '03',
  arableMu: 6.35, forestMu: 0, returnedMu: 0, orchardMu: 0, pastureMu: 0, waterMu: 0, collectedOn: '2026-10-08'
}
const year: Values = { year: 2025, kind: 'annual', A1: 4_000_000, countedMembers: 2 }

export interface Changes {
  readonly household?: Values
  readonly head?: Values
  readonly wife?: Values
  /** People besides the two. */
  readonly more?: readonly Values[]
  readonly income?: Values
  readonly lastIncome?: Values
  readonly members?: readonly Values[]
  /** Records of other registers; null where the caller knows of none. */
  readonly records?: Readonly<Record<string, readonly Values[]>> | null
  /** Figures of the county, before the default ones. */
  readonly standards?: readonly Standard[]
  readonly visiting?: boolean
}

/** rule, what is the case, what differs from the faultless household, whether the rule speaks */
export type Row = readonly [string, string, Changes, boolean]

/** What the county has set, for 施甸 and this year. */
export const set = (name: string, figure: Pick<Standard, 'amount' | 'number'>): readonly Standard[] => [{ name, area: '530521', year: 2026, source: '县里', ...figure }]

export const recordsOf = (records: Readonly<Record<string, readonly Values[]>>): Readonly<Record<string, readonly RecordValues[]>> =>
  Object.fromEntries(Object.entries(records).map(([register, all]) => [register, all.map((values, at) => ({ id: `${register}-${at}`, values }))]))

export const monitored: Values = { monitorCategory: '2', monitorFrom: '2025-01', risks: ['09'], riskEliminated: false }
export const eliminated: Values = { ...monitored, riskEliminated: true, eliminatedOn: '2025-12', eliminationMode: '01' }

export function contextOf(changes: Changes): HouseholdContext {
  const people = changes.members ?? [{ ...head, ...changes.head }, { ...wife, ...changes.wife }, ...(changes.more ?? [])]
  return {
    household: { ...house, ...changes.household },
    members: people.map((values, at) => ({ id: `person-${at}`, values })),
    income: { ...year, countedMembers: people.length, ...changes.income },
    lastIncome: changes.lastIncome,
    standards: changes.standards ? [...changes.standards, ...defaultStandards] : defaultStandards,
    today,
    area: '530521201001',
    householdId: 'house-1',
    incomeId: 'income-1',
    ...(changes.records !== null && { records: recordsOf(changes.records ?? {}) }),
    ...(changes.visiting && { visiting: true })
  }
}

export const findingsOf = (changes: Changes, id?: string): readonly Finding[] => checkHousehold(contextOf(changes)).filter(finding => id === undefined || finding.id === id)
