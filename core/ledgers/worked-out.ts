/**
 * Columns several ledgers work out of the household: members, labour, income, insurance, helper, visits.
 * Where nothing is known the cell is blank; a blank is never counted as 否 or 0.
 */
import { isAided, LABOUR, textOf } from '../checks/subject.ts'
import type { Member, Subject } from '../checks/subject.ts'
import { settingOf } from '../checks/settings.ts'
import type { SettingName } from '../checks/settings.ts'
import { yearOf } from '../registers/calendar.ts'
import { amount, codes, count, date, flag, phone, text } from '../registers/define.ts'
import { incomeGroups, labelOf } from '../registers/index.ts'
import type { IncomeGroup } from '../registers/income.ts'
import { stored, workedOut } from './build.ts'
import type { LedgerColumn, LedgerContext, LedgerRecord } from './define.ts'
import { houseOf } from './house.ts'

const open = { sensitivity: 'open' } as const

/** A figure of the standards as it holds for this line's village and year. */
export const figureOf = ({ base, standards, today }: LedgerContext, name: SettingName): number => settingOf(standards, base.village, yearOf(today), name)

export const hasLabour = (member: Member): boolean => ([LABOUR.ordinary, LABOUR.skilled, LABOUR.weak] as readonly string[]).includes(member.text('labour') ?? '')
export const hasWork = (member: Member): boolean => member.working || member.list('publicPost').length > 0

const knownLabour = ({ active }: Subject): boolean => active.some(member => member.text('labour') !== undefined)

export const memberCount = workedOut('memberCount', count('家庭人口', { ...open, unit: '人' }),
  row => houseOf(row)?.active.length, { total: 'sum' })
const labourOf = (row: LedgerContext): number | undefined => {
  const house = houseOf(row)
  return house && knownLabour(house) ? house.active.filter(hasLabour).length : undefined
}
export const labourCount = (title = '劳动力人数'): LedgerColumn =>
  workedOut('labourCount', count(title, { ...open, unit: '人' }), labourOf, { total: 'sum' })
export const workerCount = workedOut('workerCount', count('就业人数', { ...open, unit: '人' }),
  row => houseOf(row)?.active.filter(hasWork).length, { total: 'sum' })

/** 零就业家庭: somebody could and would work, nobody does (S0-32). Unknown where nobody's labour is known. */
export function isWithoutWork(row: LedgerContext): boolean | undefined {
  const house = houseOf(row)
  if (!house || !knownLabour(house)) return undefined
  const willing = house.active.filter(member => hasLabour(member) && !member.student && member.text('workIntent') !== '04')
  return willing.length > 0 && !house.active.some(hasWork)
}
export const withoutWork = (title = '是否零就业家庭'): LedgerColumn => workedOut('withoutWork', flag(title), isWithoutWork)

export const netIncome = workedOut('netIncome', amount('年纯收入', { unit: '元' }), row => houseOf(row)?.totals.net)
export const perCapita = workedOut('perCapita', amount('人均纯收入', { unit: '元' }), row => houseOf(row)?.totals.perCapita, { total: 'none' })
export const mainIncome = workedOut('mainIncome', text('主要收入来源'), row => {
  const groups = Object.entries(houseOf(row)?.totals.groups ?? {}).filter(([name]) => name !== 'expense')
  const [best] = groups.toSorted(([, left], [, right]) => right.amount - left.amount)
  return best && best[1].amount > 0 ? incomeGroups[best[0] as IncomeGroup].title : undefined
})

export const waterSafe = workedOut('waterSafe', flag('饮水达标'), row => {
  const verdict = row.household && textOf(row.household.values, 'waterVerdict')
  if (verdict !== undefined) return verdict !== '03'
  return row.household?.values['safeWater']
})

/** true, false or not known of one; of all it is false as soon as one is, and true only when every one is. */
function ofAll(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false
  return answers.length > 0 && answers.every(answer => answer === true) ? true : undefined
}

/** Insured in one of two schemes; 否 only where neither can still turn out a 是. */
export function inEither(member: Member, ...fields: readonly string[]): boolean | undefined {
  const answers = fields.map(field => member.values[field])
  if (answers.includes(true)) return true
  return answers.includes(false) && answers.every(answer => answer === false || answer === undefined || answer === null) ? false : undefined
}

export const allInsured = workedOut('allInsured', flag('医保全员参保'), row => {
  const house = houseOf(row)
  return house && ofAll(house.active.map(member => inEither(member, 'medResident', 'medEmployee')))
})

export const schooling = workedOut('schooling', text('义务教育'), row => {
  const house = houseOf(row)
  if (!house) return undefined
  const [from, to] = [house.setting('compulsoryAgeMin'), house.setting('compulsoryAgeMax')]
  const pupils = house.active.filter(member => member.schoolAge !== undefined && member.schoolAge >= from && member.schoolAge <= to)
  if (pupils.length === 0) return '无适龄人口'
  if (pupils.some(member => member.text('dropoutReason') !== undefined)) return '有失学辍学'
  return pupils.every(member => member.student) ? '均在校' : undefined
})

export const pensions = workedOut('pensions', text('养老'), row => {
  const due = houseOf(row)?.active.filter(member => (member.age ?? 0) >= 16 && !member.student) ?? []
  const known = due.map(member => inEither(member, 'penResident', 'penEmployee', 'penDrawing'))
  return known.every(answer => answer === undefined) ? undefined : `${known.filter(answer => answer === true).length}/${due.length}`
})

const AIDS: readonly (readonly [string, (member: Member) => boolean])[] = [
  ['低保', member => isAided(member, 'dibao')],
  ['特困供养', member => isAided(member, 'tekun')],
  ['公益性岗位', member => member.list('publicPost').length > 0],
  ['医疗救助', member => member.values['medAid'] === true]
]

export const measureGroups = (row: LedgerContext): readonly string[] =>
  [...new Set(row.of('measure').flatMap(({ values }) => textOf(values, 'group') ?? []))]

export const policies = workedOut('policies', text('享受政策', { longText: true, sensitivity: 'sensitive' }), row => {
  const members = houseOf(row)?.active ?? []
  const found = [
    ...AIDS.filter(([, has]) => members.some(has)).map(([title]) => title),
    ...row.of('loan').slice(0, 1).map(() => '小额信贷'),
    ...row.of('policyPayment').flatMap(({ values }) => { const item = textOf(values, 'item'); return item === undefined ? [] : [labelOf('policyItem', item)] }),
    ...measureGroups(row).map(group => labelOf('measureGroup', group))
  ]
  return found.length > 0 ? [...new Set(found)].join('、') : undefined
})

/** The pairing that holds today, the main one before the others. */
function pairingOf(row: LedgerContext): LedgerRecord | undefined {
  const holding = row.of('pairing').filter(({ values }) => (textOf(values, 'from') ?? '') <= row.today && (textOf(values, 'to') ?? row.today) >= row.today)
  return holding.find(({ values }) => values['main'] === true) ?? holding[0]
}
const helperOf = (row: LedgerContext): LedgerRecord | undefined => {
  const pairing = pairingOf(row)
  return pairing && row.linked('cadre', pairing.values['cadre'])
}
export const helperName = workedOut('helperName', text('帮扶责任人', open), row => helperOf(row)?.values['name'], { width: 5 })
export const helper: readonly LedgerColumn[] = [
  helperName,
  workedOut('helperUnit', text('帮扶单位', open), row => helperOf(row)?.values['unit']),
  workedOut('helperPhone', phone('帮扶责任人电话'), row => helperOf(row)?.values['phone'])
]

export const isMonitored = workedOut('isMonitored', flag('是否监测对象', open), row => row.household && textOf(row.household.values, 'monitorCategory') !== undefined)
export const isExited = workedOut('isExited', flag('是否脱贫户', open), row => {
  const type = row.household && textOf(row.household.values, 'householdType')
  return type === undefined ? undefined : type === '01' || type === '03'
})

export const lastVisitOn = workedOut('lastVisitOn', date('最近走访日期', open), row => {
  const days = row.of('visit').flatMap(({ values }) => textOf(values, 'startedAt')?.slice(0, 10) ?? [])
  return days.length > 0 ? days.reduce((latest, day) => (day > latest ? day : latest)) : undefined
})
export const lastNeeds = workedOut('lastNeeds', text('帮扶需求', { longText: true }), row =>
  row.of('visit').map(({ values }) => textOf(values, 'needs')).find(needs => needs !== undefined))

export const measures = workedOut('measures', codes('帮扶措施', 'measureGroup'), row => {
  const groups = measureGroups(row)
  return groups.length > 0 ? [...groups] : undefined
})

export const ageColumn = workedOut('age', count('年龄', { unit: '岁' }), row => {
  const { person } = row
  return person && houseOf(row)?.all.find(({ id }) => id === person.id)?.age
})

export const grade = (): LedgerColumn => stored('household', 'dangerLevel', { title: '住房等级' })
