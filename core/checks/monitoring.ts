/** 监测、风险与消除. The line is the year's own or, said so in the text, the latest before it. */
import { distanceToLine, lineText } from '../income/index.ts'
import { labelOf } from '../registers/codes.ts'
import { unitsText } from '../registers/exact.ts'
import { family, isBlank } from './check.ts'
import type { Check } from './check.ts'
import { LABOUR, textOf, wholeHouseWithoutLabour } from './subject.ts'
import type { Subject } from './subject.ts'

const { household } = family('监测、风险与消除')

const risksOf = ({ household: values }: Subject): readonly string[] => {
  const risks = values['risks']
  return Array.isArray(risks) ? risks : []
}
const isMonitored = ({ household: values }: Subject): boolean => textOf(values, 'monitorCategory') !== undefined
const isEliminated = ({ household: values }: Subject): boolean => values['riskEliminated'] === true

/** 「人均纯收入8699.99元，低于2025年监测线8700元」 or nothing. */
function belowLine({ totals, line, incomeYear }: Subject): string | undefined {
  if (line === undefined || totals.perCapita === undefined || !distanceToLine(totals.perCapita, line).below) return undefined
  return `人均纯收入${unitsText(totals.perCapita, 2)}元，低于${lineText(line, incomeYear)}`
}

const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7))

/** Months from identification to elimination, when both are known. */
function monitoredMonths(subject: Subject): number | undefined {
  const [from, to] = [subject.text('monitorFrom'), subject.text('eliminatedOn')]
  return isEliminated(subject) && from && to ? monthNumber(to) - monthNumber(from) : undefined
}

const openProblems: readonly (readonly [string, boolean, string])[] = [
  ['dangerHouse', true, '住危房'],
  ['safeWater', false, '没有解决安全饮用水'],
  ['afterDropout', true, '仍有失学辍学'],
  ['afterHousingUnsafe', true, '住房仍有安全问题'],
  ['afterWaterUnsafe', true, '饮水仍有安全问题'],
  ['afterUninsuredMember', true, '仍有人未参加医疗保险']
]

export const monitoring: readonly Check[] = [
  household({ id: 'R140', severity: 'E', source: 'Gz1_11_001,d', sentence: '监测对象应有风险类型，且不重复', fields: ['risks'] },
    subject => {
      const risks = risksOf(subject)
      if (isMonitored(subject) && risks.length === 0) return '是监测对象，没有填致贫/返贫风险'
      const twice = risks.find((risk, at) => risks.indexOf(risk) !== at)
      return twice ? `风险“${labelOf('riskType', twice)}”填了两次` : undefined
    }),
  household({ id: 'R142', severity: 'W', source: 'Gz2_11_001', sentence: '因残的户应有残疾成员', fields: ['risks'] },
    subject => risksOf(subject).includes('03') && !subject.active.some(one => one.disabled) ? '风险有因残，成员里没有残疾人' : undefined),
  household({ id: 'R143', severity: 'W', source: 'Gz5_15_015/020', sentence: '因病的户应有患大病或慢性病的成员，合规自付不应为0', fields: ['risks'] },
    subject => {
      if (!risksOf(subject).includes('01')) return undefined
      if (!subject.active.some(one => one.list('health').some(code => code === '02' || code === '03'))) return '风险有因病，成员里没有人患大病或慢性病'
      return subject.income['compliantSelfPay'] === 0 ? '风险有因病，合规自付支出却是0' : undefined
    }),
  household({ id: 'R144', severity: 'E', source: 'Gz2_11_004/005', sentence: '风险为其他应有备注，因自然灾害应有子项', fields: ['riskNote', 'disasterType'] },
    subject => {
      const risks = risksOf(subject)
      if (risks.includes('02') && isBlank(subject.household, 'disasterType')) return { text: '风险有因自然灾害，没有填灾害子项', field: 'disasterType' }
      return risks.includes('99') && isBlank(subject.household, 'riskNote') ? '风险有其他，没有填备注' : undefined
    }),
  household({ id: 'R145', severity: 'W', source: 'Gz2_11_006,5_15_013/014', sentence: '因务工就业不稳的户应有劳动力和务工记录', fields: ['risks'] },
    subject => {
      if (!risksOf(subject).includes('07')) return undefined
      const able: readonly string[] = [LABOUR.ordinary, LABOUR.skilled, LABOUR.weak]
      if (!subject.active.some(one => able.includes(one.text('labour') ?? ''))) return '风险有因务工就业不稳，成员里没有劳动力'
      return subject.active.some(one => one.working) ? undefined : '风险有因务工就业不稳，没有人登记务工'
    }),
  household({ id: 'R154', severity: 'W', source: 'Gz1_02_006', sentence: '脱贫户人均纯收入低于监测线应纳入监测', fields: ['monitorCategory'] },
    subject => {
      const below = belowLine(subject)
      return subject.exited && !subject.open && below ? `脱贫户${below}，本户${subject.notOpen}` : undefined
    }),
  household({ id: 'R161', severity: 'E', source: 'Gz1_11_005–008,1_02_008/009', sentence: '风险消除后三保障和饮水不应仍有问题', fields: openProblems.map(([field]) => field) },
    subject => {
      const left = isEliminated(subject) ? openProblems.filter(([field, bad]) => subject.household[field] === bad) : []
      return left[0] ? { text: `风险已标注消除，但${left.map(([, , text]) => text).join('、')}`, field: left[0][0] } : undefined
    }),
  household({ id: 'R163', severity: 'W', source: 'Gz2_11_002', sentence: '识别后不满6个月不宜消除', fields: ['eliminatedOn', 'monitorFrom'] },
    subject => {
      const months = monitoredMonths(subject)
      return months !== undefined && months >= 0 && months < 6 ? `识别后${months}个月就消除，不满6个月` : months !== undefined && months < 0 ? '消除时间早于识别时间' : undefined
    }),
  household({ id: 'R164', severity: 'E', source: 'Gz5_18_009', sentence: '除自然消除外，不应在识别当月或次月消除', fields: ['eliminatedOn', 'eliminationMode'] },
    subject => {
      const months = monitoredMonths(subject)
      return (months === 0 || months === 1) && subject.text('eliminationMode') !== '02' ? `识别${months === 0 ? '当月' : '次月'}就消除，又不是自然消除` : undefined
    }),
  household({ id: 'R165', severity: 'E', source: 'Gz4_11_010', sentence: '帮扶消除的户人均纯收入不应低于当年监测线', fields: ['eliminationMode'] },
    subject => {
      const below = belowLine(subject)
      return isEliminated(subject) && subject.text('eliminationMode') === '01' && below ? `帮扶消除，但${below}` : undefined
    }),
  household({ id: 'R166', severity: 'W', source: 'Gz4_11_011', sentence: '整户无劳动力的户暂不标注消除', fields: ['riskEliminated'] },
    subject => isEliminated(subject) && wholeHouseWithoutLabour(subject) ? `全户${subject.active.length}人都没有劳动力，风险已标注消除` : undefined)
]
