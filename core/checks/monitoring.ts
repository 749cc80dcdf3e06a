/** 监测、风险与消除. The line is the year's own or, said so in the text, the latest before it. */
import { distanceToLine, lineFor, lineText } from '../income/index.ts'
import type { Line } from '../income/index.ts'
import { labelOf } from '../registers/codes.ts'
import { monthNumber, yearOf } from '../registers/calendar.ts'
import { unitsText } from '../registers/exact.ts'
import { family, isBlank } from './check.ts'
import type { Check } from './check.ts'
import { incomeAt, LABOUR, monthOf, wholeHouseWithoutLabour } from './subject.ts'
import type { Subject } from './subject.ts'

const { household } = family('监测、风险与消除')

/** 「人均纯收入8699.99元，低于2025年监测线8700元」 or nothing. */
function belowLine(perCapita: number | undefined, line: Line | undefined, year: number): string | undefined {
  if (line === undefined || perCapita === undefined || !distanceToLine(perCapita, line).below) return undefined
  return `人均纯收入${unitsText(perCapita, 2)}元，低于${lineText(line, year)}`
}

const belowNow = ({ totals, line, incomeYear }: Subject): string | undefined => belowLine(totals.perCapita, line, incomeYear)

/** By the income taken when the risk was found to be over, against the line of its year; by this year's where none was taken. */
function belowAtElimination(subject: Subject): string | undefined {
  const then = incomeAt(subject, 'elimination')
  return then?.totals.perCapita === undefined ? belowNow(subject)
    : belowLine(then.totals.perCapita, lineFor(subject.context.standards, subject.area, then.year), then.year)
}

/** Months from identification to elimination, when both are known. */
function monitoredMonths(subject: Subject): number | undefined {
  const [from, to] = [monthOf(subject.household, 'monitorFrom'), monthOf(subject.household, 'eliminatedOn')]
  return subject.eliminated && from && to ? monthNumber(to) - monthNumber(from) : undefined
}

const openProblems: readonly (readonly [string, boolean, string])[] = [
  ['dangerHouse', true, '住危房'],
  ['safeWater', false, '没有解决安全饮用水'],
  ['afterDropout', true, '仍有失学辍学'],
  ['afterHousingUnsafe', true, '住房仍有安全问题'],
  ['afterWaterUnsafe', true, '饮水仍有安全问题'],
  ['afterUninsuredMember', true, '仍有人未参加医疗保险']
]

const safeguards = ['dropout', 'housingUnsafe', 'waterUnsafe', 'uninsuredMember'] as const

interface Missing { readonly title: string, readonly place: { readonly field: string, readonly register?: string, readonly record?: string } }

/** What a listed household must have on record, in the words of the form; the first missing one is where to begin. */
function missingRecords(subject: Subject): readonly Missing[] {
  const { household: values, risks, totals, context } = subject
  const hasIncome = totals.net !== undefined || incomeAt(subject, 'identification')?.totals.net !== undefined
  return [
    ...(isBlank(values, 'monitorFrom') ? [{ title: '识别时间', place: { field: 'monitorFrom' } }] : []),
    ...(risks.length === 0 ? [{ title: '风险', place: { field: 'risks' } }] : []),
    ...(hasIncome ? [] : [{ title: '收入', place: { register: 'income', record: context.incomeId ?? '', field: 'netTotal' } }]),
    ...(safeguards.every(field => isBlank(values, field)) ? [{ title: '三保障和饮水情况', place: { field: 'dropout' } }] : [])
  ]
}

// A problem said of the house, and the risks of which one must then be named. 因病 or 其他 stand for 未参保: the system has no risk of its own for it.
const problemRisks: readonly (readonly [says: (values: Subject['household']) => boolean, title: string, field: string, risks: readonly string[]])[] = [
  [values => values['waterUnsafe'] === true, '饮水出现安全问题', 'waterUnsafe', ['11', '02']],
  [values => values['safeWater'] === false, '没有解决安全饮用水', 'safeWater', ['11', '02']],
  [values => values['uninsuredMember'] === true, '有家庭成员未参加医疗保险', 'uninsuredMember', ['01', '99']]
]

function labourText({ active }: Subject): string | undefined {
  const able = active.filter(one => one.text('labour') === LABOUR.ordinary || one.text('labour') === LABOUR.skilled).length
  if (able === 0) return undefined
  if (able === active.length) return `全户${able}人都是劳动力`
  if (active.length >= 4 && able * 2 >= active.length) return `全户${active.length}人里有${able}个劳动力，占一半以上`
  return able * 4 > active.length ? `全户${active.length}人里有${able}个劳动力，超过四分之一` : undefined
}

export const monitoring: readonly Check[] = [
  household({ id: 'R140', severity: 'E', source: 'Gz1_11_001,d', sentence: '监测对象应有风险类型，且不重复', fields: ['risks'] },
    subject => {
      const { risks } = subject
      if (subject.monitored && risks.length === 0) return '是监测对象，没有填致贫/返贫风险'
      const twice = risks.find((risk, at) => risks.indexOf(risk) !== at)
      return twice ? `风险“${labelOf('riskType', twice)}”填了两次` : undefined
    }),
  household({ id: 'R141', severity: 'E', source: 'Gz1_11_002', sentence: '监测对象应有识别时间、风险、收入和三保障情况', fields: ['monitorFrom', 'risks', ...safeguards] },
    subject => {
      const missing = subject.monitored ? missingRecords(subject) : []
      return missing[0] && { ...missing[0].place, text: `是监测对象，没有填${missing.map(({ title }) => title).join('、')}` }
    }),
  household({ id: 'R142', severity: 'W', source: 'Gz2_11_001', sentence: '因残的户应有残疾成员', fields: ['risks'] },
    subject => subject.risks.includes('03') && !subject.active.some(one => one.disabled) ? '风险有因残，成员里没有残疾人' : undefined),
  household({ id: 'R143', severity: 'W', source: 'Gz5_15_015/020', sentence: '因病的户应有患大病或慢性病的成员，合规自付不应为0', fields: ['risks'] },
    subject => {
      if (!subject.risks.includes('01')) return undefined
      if (!subject.active.some(one => one.list('health').some(code => code === '02' || code === '03'))) return '风险有因病，成员里没有人患大病或慢性病'
      return subject.income['compliantSelfPay'] === 0 ? '风险有因病，合规自付支出却是0' : undefined
    }),
  household({ id: 'R144', severity: 'E', source: 'Gz2_11_004/005', sentence: '风险为其他应有备注，因自然灾害应有子项', fields: ['riskNote', 'disasterType'] },
    subject => {
      const { risks } = subject
      if (risks.includes('02') && isBlank(subject.household, 'disasterType')) return { text: '风险有因自然灾害，没有填灾害子项', field: 'disasterType' }
      return risks.includes('99') && isBlank(subject.household, 'riskNote') ? '风险有其他，没有填备注' : undefined
    }),
  household({ id: 'R145', severity: 'W', source: 'Gz2_11_006,5_15_013/014', sentence: '因务工就业不稳的户应有劳动力和务工记录', fields: ['risks'] },
    subject => {
      if (!subject.risks.includes('07')) return undefined
      const able: readonly string[] = [LABOUR.ordinary, LABOUR.skilled, LABOUR.weak]
      if (!subject.active.some(one => able.includes(one.text('labour') ?? ''))) return '风险有因务工就业不稳，成员里没有劳动力'
      return subject.active.some(one => one.working) ? undefined : '风险有因务工就业不稳，没有人登记务工'
    }),
  household({ id: 'R146', severity: 'W', source: 'Gz4_11_009,5_11_029,5_18_008', sentence: '缺劳动力的户，劳动力不应过多：全部、四人以上过半、超过四分之一', fields: ['risks'] },
    subject => {
      const labour = subject.risks.includes('04') ? labourText(subject) : undefined
      return labour && `风险有缺劳动力，${labour}`
    }),
  household({ id: 'R147', severity: 'W', source: 'Gz4_11_006/007', sentence: '饮水、参保有问题的监测对象应有相应的风险', fields: ['risks', 'waterUnsafe', 'safeWater', 'uninsuredMember'] },
    ({ household: values, risks, open }) => {
      const found = open ? problemRisks.find(([says, , , wanted]) => says(values) && !wanted.some(risk => risks.includes(risk))) : undefined
      return found && { text: `${found[1]}，风险里没有${found[3].map(risk => labelOf('riskType', risk)).join('或')}`, field: found[2] }
    }),
  household({ id: 'R154', severity: 'W', source: 'Gz1_02_006', sentence: '脱贫户人均纯收入低于监测线应纳入监测', fields: ['monitorCategory'] },
    subject => {
      const below = belowNow(subject)
      return subject.exited && !subject.open && below ? `脱贫户${below}，本户${subject.notOpen}` : undefined
    }),
  household({ id: 'R155', severity: 'W', source: 'Gz1111_18', sentence: '当年新识别的户人均纯收入过高（默认超过2万元）应核实', fields: ['monitorFrom'] },
    subject => {
      const { household: values, open, totals, today, setting } = subject
      const from = monthOf(values, 'monitorFrom')
      if (!open || from === undefined || yearOf(from) !== yearOf(today)) return undefined
      const perCapita = incomeAt(subject, 'identification')?.totals.perCapita ?? totals.perCapita
      if (perCapita === undefined) return undefined
      const high = setting('highPerCapita')
      return perCapita > high ? `${from}识别，人均纯收入${unitsText(perCapita, 2)}元，超过${unitsText(high, 2)}元` : undefined
    }),
  household({ id: 'R161', severity: 'E', source: 'Gz1_11_005–008,1_02_008/009', sentence: '风险消除后三保障和饮水不应仍有问题', fields: openProblems.map(([field]) => field) },
    subject => {
      const left = subject.eliminated ? openProblems.filter(([field, bad]) => subject.household[field] === bad) : []
      return left[0] ? { text: `风险已标注消除，但${left.map(([, , text]) => text).join('、')}`, field: left[0][0] } : undefined
    }),
  household({ id: 'R163', severity: 'W', source: 'Gz2_11_002', sentence: '识别后不满规定月数（默认6个月）不宜消除', fields: ['eliminatedOn', 'monitorFrom'] },
    subject => {
      const months = monitoredMonths(subject)
      const least = subject.setting('eliminationMonths')
      if (months === undefined || months >= least) return undefined
      return months < 0 ? '消除时间早于识别时间' : `识别后${months}个月就消除，不满${least}个月`
    }),
  household({ id: 'R164', severity: 'E', source: 'Gz5_18_009', sentence: '除自然消除外，不应在识别当月或次月消除', fields: ['eliminatedOn', 'eliminationMode'] },
    subject => {
      const months = monitoredMonths(subject)
      return (months === 0 || months === 1) && subject.text('eliminationMode') !== '02' ? `识别${months === 0 ? '当月' : '次月'}就消除，又不是自然消除` : undefined
    }),
  household({ id: 'R165', severity: 'E', source: 'Gz4_11_010', sentence: '帮扶消除的户人均纯收入不应低于当年监测线', fields: ['eliminationMode'] },
    subject => {
      const below = subject.eliminated ? belowAtElimination(subject) : undefined
      return subject.eliminated && subject.text('eliminationMode') === '01' && below ? `帮扶消除，但${below}` : undefined
    }),
  household({ id: 'R166', severity: 'W', source: 'Gz4_11_011', sentence: '整户无劳动力的户暂不标注消除', fields: ['riskEliminated'] },
    subject => subject.eliminated && wholeHouseWithoutLabour(subject) ? `全户${subject.active.length}人都没有劳动力，风险已标注消除` : undefined)
]
