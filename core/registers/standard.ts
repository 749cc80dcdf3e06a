/**
 * 标准: yearly figures such as the monitoring line. A figure is a record, not a constant: the new year's
 * line arrives from the county without a release. A year without a published line has no row here.
 */
import { amount, code, decimal, defineRegister, flag, section, text, year } from './define.ts'

const open = { sensitivity: 'open', merge: 'decided' } as const

export const standard = defineRegister({
  name: 'standard',
  title: '标准',
  fields: section('标准', {
    name: code('标准名称', 'standardName', open),
    area: text('适用地区', open),
    year: year('年度', open),
    amount: amount('金额', { ...open, unit: '元' }),
    number: decimal('数值', { ...open, digits: 2 }),
    text: text('内容', { ...open, longText: true }),
    source: text('来源', open),
    assumed: flag('是否暂定', open)
  })
})

export interface Standard {
  readonly name: string
  /** Division code: 53 Yunnan, 530521 施甸; it holds for every division whose code begins with it. */
  readonly area: string
  readonly year: number
  /** Whole 分. */
  readonly amount?: number
  readonly number?: number
  readonly text?: string
  readonly source: string
  readonly assumed?: boolean
}

/** What is published at the time of writing. No Yunnan line before 2025 and none for 2026 was found. */
const lines: readonly Standard[] = [
  { name: 'monitorLine', area: '53', year: 2025, amount: 870_000, source: '云农办通〔2025〕1号（S4-01，W27）' },
  { name: 'monitorLine', area: '530521', year: 2025, amount: 870_000, source: '施甸县2025年工作要点（S4-01，W27）' },
  { name: 'oldLine', area: '', year: 2020, amount: 400_000, source: '2020年脱贫标准（Gz3_11_010）' }
]

interface Default {
  readonly amount?: number
  readonly number?: number
  readonly source: string
  readonly assumed?: boolean
}

const d = { source: '通行做法，县里可改', assumed: true } as const

/**
 * Figures the checks go by until the county says otherwise; labels and units stand in the code table
 * standardName. A name is for ever, like a field's.
 */
const ofChecks = {
  publicityDays: { number: 5, source: 'W4', assumed: true },
  decisionDays: { number: 15, source: 'W4', assumed: true },
  measureMonths: { number: 1, source: 'Gz1_11_010' },
  developmentalMonths: { number: 6, source: 'Gz5_12_007' },
  eliminationMonths: { number: 6, source: 'Gz2_11_002，W8' },
  compulsoryAgeMin: { number: 6, source: '义务教育法' },
  compulsoryAgeMax: { number: 15, source: 'Gz1_02_005' },
  medicalPayMonth: { number: 2, source: 'Gz1111_06/09/13', assumed: true },
  publicPostAge: { number: 70, source: 'Gz5_01_006' },
  postsAtOnce: { number: 2, source: 'Gz3_01_010' },
  monthlyPayMin: { amount: 10_000, source: 'Gz5_16_001' },
  monthlyPayLow: { amount: 40_000, source: 'Gz1111_12' },
  monthlyPayMax: { amount: 3_000_000, source: 'Gz5_16_002' },
  arableMuMax: { number: 100, source: 'Gz5_14_001–013' },
  forestMuMax: { number: 200, source: 'Gz5_14_001–013' },
  returnedMuMax: { number: 200, source: 'Gz5_14_001–013' },
  orchardMuMax: { number: 200, source: 'Gz5_14_001–013' },
  pastureMuMax: { number: 100, source: 'Gz5_14_001–013' },
  waterMuMax: { number: 100, source: 'Gz5_14_001–013' },
  roadKmMax: { number: 5, source: 'Gz5_14_007/014' },
  waterLitersMin: { number: 35, source: 'W32，W33' },
  fetchMinutesMax: { number: 20, source: 'W32，W33' },
  shortDaysMax: { number: 36, source: 'W32，W33' },
  highPerCapita: { amount: 2_000_000, source: 'Gz1111_18' },
  incomeChangePercent: { number: 50, ...d },
  incomeChangeAmount: { amount: 1_000_000, ...d },
  wageTolerancePercent: { number: 120, ...d },
  transferSharePercent: { number: 50, source: 'W66', assumed: true },
  identificationWageMin: { amount: 10_000, source: 'Gz5_15_0023' },
  visitDaysOpen: { number: 31, ...d },
  visitDaysEliminated: { number: 92, ...d },
  visitDaysExited: { number: 92, ...d },
  visitDaysOrdinary: { number: 183, ...d },
  photoHours: { number: 24, ...d },
  copiedVisits: { number: 3, ...d },
  copiedLength: { number: 10, ...d },
  attendanceMonth: { number: 20, source: 'W41', assumed: true },
  attendanceYear: { number: 200, source: 'W42', assumed: true },
  loanMax: { amount: 5_000_000, source: 'W35' },
  loanMonths: { number: 36, source: 'W35' },
  loanAgeMin: { number: 18, source: 'W37' },
  loanAgeMax: { number: 65, source: 'W37' },
  idleMonths: { number: 12, source: 'W38', assumed: true },
  industrySharePercent: { number: 50, source: 'S0-29' },
  collectiveIncome: { amount: 10_000_000, source: 'S1-30' }
} as const satisfies Readonly<Record<string, Default>>

/** What procedures, alerts, visits and the board go by. */
const ofMonitoring = {
  clueAcceptDays: { number: 2, source: 'W7', assumed: true },
  analyseDays: { number: 3, source: 'W11', assumed: true },
  verifyDays: { number: 3, source: 'W11', assumed: true },
  compareDays: { number: 5, source: 'W11', assumed: true },
  reviewDays: { number: 5, source: 'W11', assumed: true },
  townshipDays: { number: 3, ...d },
  countyDays: { number: 5, ...d },
  announceDays: { number: 3, ...d },
  objectionDays: { number: 3, ...d },
  procedureWorkdays: { number: 20, source: 'W11b', assumed: true },
  planDays: { number: 10, ...d },
  doubtDays: { number: 10, ...d },
  clueVisitDays: { number: 3, ...d },
  meetingQuorumPercent: { number: 67, ...d },
  meetingAgreePercent: { number: 50, ...d },
  nearLinePercent: { number: 150, ...d },
  incomeDropPercent: { number: 30, ...d },
  helperHouseholdsMax: { number: 8, ...d },
  problemDays: { number: 30, ...d },
  employmentRatePercent: { number: 90, source: 'S1-25' },
  twoLeaverPercent: { number: 90, source: 'S1-26' },
  vocationalEmploymentPercent: { number: 90, source: 'S1-27' },
  yuluPlacementPercent: { number: 90, source: 'S4-28' },
  skillCoveragePercent: { number: 100, source: 'S1-24' },
  leadersMin: { number: 3, source: 'S4-18' },
  leadersMax: { number: 5, source: 'S4-18' },
  resettledEmploymentPercent: { number: 90, source: 'S4-33' },
  alertInpatientExited: { amount: 500_000, source: 'W14', assumed: true },
  alertInpatientOrdinary: { amount: 2_000_000, source: 'W14', assumed: true },
  alertOutpatientMonth: { amount: 50_000, source: 'W14', assumed: true },
  alertAdmissionMonitored: { amount: 600_000, source: 'W15', assumed: true },
  alertAdmissionOther: { amount: 1_000_000, source: 'W15', assumed: true },
  alertSelfPayLarge: { amount: 3_000_000, source: 'W16b', assumed: true },
  alertSchoolCost: { amount: 1_000_000, source: 'W14', assumed: true },
  incomeLineMax: { amount: 1_000_000_000, ...d },
  incomeLineAsk: { amount: 50_000_000, ...d },
  countLandCompensation: { number: 1, source: 'W58，各地不一', assumed: true },
  countInsurance: { number: 1, source: 'G7，各地不一', assumed: true },
  countEducationAid: { number: 1, source: 'G7，各地不一', assumed: true }
} as const satisfies Readonly<Record<string, Default>>

const settings = { ...ofChecks, ...ofMonitoring }

export type SettingName = keyof typeof settings
export const settingNames = Object.keys(settings) as readonly SettingName[]
/** Those that change what a check finds. */
export const checkSettingNames = Object.keys(ofChecks) as readonly SettingName[]

/** The year from which the default figures hold: monitoring began in it. */
const FIRST_YEAR = 2021

export const defaultStandards: readonly Standard[] = [
  ...lines,
  ...Object.entries<Default>(settings).map(([name, figure]): Standard => ({ name, area: '', year: FIRST_YEAR, ...figure })),
  { name: 'postsAtOnce', area: '53', year: FIRST_YEAR, number: 1, source: '云南公益性岗位一人一岗（W36）' }
]
