/** 参保与救助. */
import { yearOf } from '../registers/calendar.ts'
import { labelOf } from '../registers/codes.ts'
import type { Values } from '../registers/define.ts'
import { family, isBlank } from './check.ts'
import type { Check } from './check.ts'
import { dayOf, isAided, monthOf, numberOf, textOf } from './subject.ts'
import type { Member } from './subject.ts'

const { member } = family('参保与救助')

const insured = (one: Member): boolean => one.values['medResident'] === true || one.values['medEmployee'] === true
/** Helped with the payment, in part or in full. */
const isAidedInsurance = (values: Values): boolean => (numberOf(values, 'medAid') ?? 0) > 0 || ['02', '03'].includes(textOf(values, 'medPayer') ?? '')
const answer = (one: Member, field: string): string => one.values[field] === false ? '否' : '没有填'

export const insurance: readonly Check[] = [
  member({ id: 'R070', severity: 'E', source: 'Gz2_01_009,2_12_015,S17', sentence: '城乡居民与城镇职工基本医疗保险不应同时参加', fields: ['medEmployee', 'medResident'] },
    one => one.values['medResident'] === true && one.values['medEmployee'] === true ? '居民医保和职工医保都填了是，只能参加一种' : undefined),
  member({ id: 'R071', severity: 'E', source: 'Gz2_01_008,2_12_012,S17', sentence: '应参加一种基本医疗保险', fields: ['medResident', 'medEmployee'] },
    one => insured(one) ? undefined : `没有基本医疗保险：居民医保${answer(one, 'medResident')}，职工医保${answer(one, 'medEmployee')}`),
  member({ id: 'R072', severity: 'W', source: 'Gz2_01_006/016,1_02_003,S14', sentence: '脱贫户和监测对象应参加大病保险', fields: ['medCritical'] },
    (one, { open, exited }) => (open || exited) && one.values['medCritical'] !== true ? `${open ? '监测对象' : '脱贫户'}，大病保险${answer(one, 'medCritical')}` : undefined),
  member({ id: 'R073', severity: 'W', source: 'Gz3_01_007', sentence: '接受医疗救助的人应已参保', fields: ['medAid', 'medResident'] },
    one => one.values['medAid'] === true && !insured(one) ? '接受医疗救助，却没有基本医疗保险' : undefined),
  member({ id: 'R074', severity: 'W', source: 'Gz2_01_007,5_15_001,5_19_001', sentence: '养老保险应填写', fields: ['penResident', 'penEmployee'] },
    // Before 16 nobody pays in (R075), so nothing is missing.
    one => (one.age === undefined || one.age >= 16) && isBlank(one.values, 'penResident') && isBlank(one.values, 'penEmployee') ? '居民养老和职工养老都没有填' : undefined),
  member({ id: 'R075', severity: 'W', source: 'd', sentence: '不满16岁不缴养老保险，满60岁应领取', fields: ['penResident', 'penDrawing'] },
    one => {
      if (one.age === undefined) return undefined
      if (one.age < 16 && (one.values['penResident'] === true || one.values['penEmployee'] === true)) return `${one.age}岁，却参加了养老保险`
      return one.age >= 60 && one.values['penDrawing'] === false ? { text: `${one.age}岁，没有领取养老金`, field: 'penDrawing' } : undefined
    }),
  member({ id: 'R079', severity: 'W', source: 'Gz5_15_018/019', sentence: '18至59岁健康、不在校的人享受特困供养应核实', fields: ['tekun'] },
    one => isAided(one, 'tekun') && one.age !== undefined && one.age >= 18 && one.age <= 59 && one.healthy && !one.student
      ? `${one.age}岁、健康、不在校，却享受${labelOf('tekun', one.text('tekun') ?? '')}` : undefined),
  member({ id: 'R080', severity: 'W', source: 'Gz5_01_004,5_12_003', sentence: '特困供养人员不应外出务工', fields: ['tekun', 'workPlace'] },
    one => isAided(one, 'tekun') && one.working ? '享受特困供养，却登记有务工' : undefined),
  member({ id: 'R081', severity: 'I', source: 'Gz1111_06/09/13', sentence: '医保个人缴费补贴应在当年集中缴费期（默认2月）以内登记', fields: ['medResident'] },
    (one, subject) => {
      const { today, open, recordsKnown } = subject
      const last = `${yearOf(today)}-${String(subject.setting('medicalPayMonth')).padStart(2, '0')}`
      const own = subject.entries('insurance').filter(({ person, values }) => person === one && numberOf(values, 'year') === yearOf(today))
      const aid = own.find(({ values }) => isAidedInsurance(values))
      const paid = aid && dayOf(aid.values, 'medPaidOn')
      if (aid && paid !== undefined) return paid.slice(0, 7) > last ? { text: `${paid}才登记医保个人缴费补贴，当年缴费到${last}截止`, register: 'insurance', record: aid.id, field: 'medPaidOn' } : undefined
      // Who is not listed, or was listed after the payments closed, has nothing to miss.
      if (aid || !open || !recordsKnown || one.values['medResident'] !== true || (monthOf(subject.household, 'monitorFrom') ?? '9999-12') > last) return undefined
      return subject.entries('measure').some(({ values }) => values['item'] === 'health.01') ? undefined : `监测对象，${yearOf(today)}年没有登记医保个人缴费补贴`
    })
]
