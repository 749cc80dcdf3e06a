/**
 * Which groups of measures answer which risk and which open safeguard problem (三保障和饮水). Several will do; one
 * is enough. One table for the checks (R152), for what is suggested and for the village list: a second copy would
 * let the screen suggest what the check then finds fault with.
 */
import type { Values } from '../registers/define.ts'

/** One row: what calls for help, and with what it is met. */
export interface Need {
  /** 'risk:01' or 'problem:dropout': for ever. */
  readonly key: string
  readonly title: string
  /** The household's field where it is said. */
  readonly field: string
  readonly groups: readonly string[]
  /** The items that fit best, the likeliest first; the other items of the groups may be chosen as well. */
  readonly items: readonly string[]
  readonly source: string
  /** No document says so; ordinary practice. */
  readonly assumed: boolean
  readonly holds: (household: Values) => boolean
}

const risksOf = (household: Values): readonly string[] => {
  const { risks } = household
  return Array.isArray(risks) ? risks.filter(risk => typeof risk === 'string') : typeof risks === 'string' ? [risks] : []
}

const risk = (code: string, title: string, groups: readonly string[], items: readonly string[], source: string, assumed = false): Need =>
  ({ key: `risk:${code}`, title: `风险${title}`, field: 'risks', groups, items, source, assumed, holds: household => risksOf(household).includes(code) })

const problem = (field: string, title: string, groups: readonly string[], items: readonly string[], source: string, bad = true): Need =>
  ({ key: `problem:${field}`, title, field, groups, items, source, assumed: false, holds: household => household[field] === bad })

/** 缺劳动力 (04) and 其他 (99) are met by no group of their own: who can work decides on the one, the note on the other. */
export const matrix: readonly Need[] = [
  risk('01', '因病', ['health', 'social', 'comprehensive'], ['health.03', 'health.02', 'health.05', 'health.04', 'social.06', 'comprehensive.04'], 'Gz5_18_001'),
  risk('02', '因自然灾害', ['social', 'comprehensive', 'housing', 'water', 'industry'], ['comprehensive.04', 'social.05', 'housing.02', 'water.02', 'industry.03'], '通行做法', true),
  risk('03', '因残', ['comprehensive', 'social'], ['comprehensive.03', 'comprehensive.01', 'social.04'], 'Gz5_18_003'),
  risk('05', '因意外事故', ['social', 'comprehensive'], ['comprehensive.04', 'social.06', 'social.05'], '通行做法', true),
  risk('06', '因产业项目失败', ['industry', 'finance'], ['industry.03', 'industry.05', 'finance.03', 'finance.01'], '通行做法', true),
  risk('07', '因务工就业不稳', ['employment', 'publicPost'], ['employment.05', 'employment.02', 'employment.04', 'publicPost.01'], '通行做法', true),
  risk('09', '因学', ['otherEdu', 'compulsoryEdu', 'social'], ['otherEdu.01', 'otherEdu.02', 'otherEdu.03', 'compulsoryEdu.03', 'social.05'], 'Gz5_18_002'),
  risk('10', '因安全住房', ['housing', 'relocation'], ['housing.01', 'housing.02', 'housing.03'], 'Gz5_18_004'),
  risk('11', '因安全饮水', ['water'], ['water.02', 'water.01', 'water.03', 'water.04'], 'Gz5_18_005'),
  problem('dropout', '失学辍学', ['compulsoryEdu'], ['compulsoryEdu.01', 'compulsoryEdu.02', 'compulsoryEdu.03'], 'Gz5_18_006，3_11_003'),
  problem('uninsuredMember', '未参加医疗保险', ['health', 'social'], ['health.01', 'health.03'], 'Gz5_18_007，3_11_009'),
  problem('housingUnsafe', '住房出现安全问题', ['housing', 'relocation'], ['housing.02', 'housing.01', 'housing.03'], 'Gz3_11_003–009'),
  problem('waterUnsafe', '饮水出现安全问题', ['water'], ['water.02', 'water.01', 'water.03', 'water.04'], 'Gz3_11_003–009')
]

/** What of it is the case in a household, in the order of the table. */
export const needsOf = (household: Values): readonly Need[] => matrix.filter(need => need.holds(household))

/** R153: who was listed in 2021 or later is not answered by 搬迁. */
export const RELOCATION = 'relocation'
export const RELOCATION_UNTIL = '2021-01'
export const mayRelocate = (monitorFrom: string | undefined): boolean => monitorFrom === undefined || monitorFrom < RELOCATION_UNTIL
