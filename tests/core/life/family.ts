/** Households for the life events: 李大 with wife, son, daughter-in-law, grandson and mother; 王二 with wife. */
import { noAnswers, type House, type LifeAnswers, type LifeContext, type LifeKind, type LifePlan, type LifeRecord, type Problem } from '#core/life/index.ts'
import { lifeAction } from '#core/life/index.ts'
import { checkDigit } from '#core/registers/id-number.ts'
import type { Values } from '#core/registers/define.ts'
import type { Result } from '#core/result.ts'

export const TODAY = '2026-11-20'
export const VILLAGE = '530521103204'

/** An identity number of that birthday; odd is 男. */
export const idOf = (birth: string, sex: '1' | '2', place = '00'): string => {
  const first17 = `530521${birth.replaceAll('-', '')}${place}${sex}`
  return first17 + checkDigit(first17)
}

export const record = (register: string, id: string, values: Values, village = VILLAGE): LifeRecord => ({ register, id, village, values })

export const member = (household: string, id: string, name: string, relation: string, sex: '1' | '2', birthDate: string, more: Values = {}): LifeRecord =>
  record('person', id, { household, name, relation, sex, birthDate, idNo: idOf(birthDate, sex), ...more })

export const li: House = {
  household: record('household', 'house-li', { villagerGroup: '3组', naturalVillage: '大寨子', address: '大寨子 7 号', householdType: '01', memberCount: 6, nationalHouseholdNo: '530521103200007', arableMu: 6.5 }),
  members: [
    member('house-li', 'li-da', '李大', '02', '1', '1960-05-01'),
    member('house-li', 'li-qi', '张英', '10', '2', '1962-03-02'),
    member('house-li', 'li-zi', '李光明', '20', '1', '1985-07-09', { phone: '13887500001' }),
    member('house-li', 'li-xi', '杨秀', '38', '2', '1987-01-11'),
    member('house-li', 'li-sun', '李小军', '41', '1', '2012-09-30'),
    member('house-li', 'li-mu', '段老太', '52', '2', '1936-12-12')
  ],
  others: [
    record('insurance', 'ins-zi', { household: 'house-li', person: 'li-zi', year: 2026, medKind: '01' }),
    record('work', 'work-zi', { household: 'house-li', person: 'li-zi', from: '2026-02', county: '隆阳区' }),
    record('publicPost', 'post-da', { household: 'house-li', person: 'li-da', post: '01', inPost: true, from: '2026-01-01' }),
    record('loan', 'loan-da', { household: 'house-li', borrower: 'li-da', amount: 3_000_000, status: '01' }),
    record('pairing', 'pair', { household: 'house-li', cadre: 'cadre-1', from: '2025-01-01' }),
    record('work', 'work-void', { household: 'house-li', person: 'li-zi', from: '2025-02', voided: true })
  ]
}

export const wang: House = {
  household: record('household', 'house-wang', { villagerGroup: '5组' }),
  members: [member('house-wang', 'wang-er', '王二', '02', '1', '1970-01-01'), member('house-wang', 'wang-qi', '何兰', '10', '2', '1972-02-02')],
  others: []
}

/** A household of so many: a head and children. */
export const houseOf = (count: number, id = 'house-n'): House => ({
  household: record('household', id, {}),
  members: Array.from({ length: count }, (_, i) => member(id, `${id}-p${i}`, `赵${'甲乙丙丁戊己庚辛壬癸子丑寅卯辰'.charAt(i)}`, i === 0 ? '02' : '20', '1', `${1960 + i * 2}-01-01`)),
  others: []
})

export const withMember = (house: House, id: string, values: Values): House =>
  ({ ...house, members: house.members.map(one => one.id === id ? { ...one, values: { ...one.values, ...values } } : one) })

let ids = 0
export const around = (house: House = li, more: Partial<LifeContext> = {}): LifeContext =>
  ({ house, other: null, holders: [], today: TODAY, newId: () => `new-${++ids}`, ...more })

export const planOf = (kind: LifeKind, answers: Partial<LifeAnswers>, context: LifeContext = around()): Result<LifePlan, readonly Problem[]> =>
  lifeAction(kind).plan({ ...noAnswers, on: TODAY, ...answers }, context)

/** The plan, or a failed test that names the problems. */
export function planned(kind: LifeKind, answers: Partial<LifeAnswers>, context: LifeContext = around()): LifePlan {
  const plan = planOf(kind, answers, context)
  if (!plan.ok) throw new Error(plan.error.map(({ field, text }) => `${field}: ${text}`).join('\n'))
  return plan.value
}
export const problems = (kind: LifeKind, answers: Partial<LifeAnswers>, context: LifeContext = around()): readonly string[] => {
  const plan = planOf(kind, answers, context)
  return plan.ok ? [] : plan.error.map(({ field }) => field)
}
/** What the plan sets on a record; undefined where it does not touch it. */
export const fieldsOf = (plan: LifePlan, id: string): Values | undefined => plan.entries.find(entry => entry.record === id)?.fields
export const made = (plan: LifePlan, register: string): readonly { readonly record: string; readonly fields: Values }[] =>
  plan.entries.filter(entry => entry.register === register && entry.record.startsWith('new-'))
