/** 教育: exactly one of 文化程度, 在校生状况 and 失学原因; the stage must fit the age. */
import { schoolYearStart, yearOf } from '../registers/calendar.ts'
import { labelOf } from '../registers/codes.ts'
import type { Values } from '../registers/define.ts'
import { family, isBlank } from './check.ts'
import type { Check } from './check.ts'
import { cannotWork, dayOf, monthOf, numberOf } from './subject.ts'
import type { Member, Subject } from './subject.ts'

const { entries, household, member } = family('教育')

const stageText = (one: Member): string => labelOf('schoolStage', one.text('schoolStage') ?? '')

/** Of compulsory age when the school year began, and not in primary school or above. */
const outOfSchool = (one: Member, { setting }: Subject): boolean =>
  !one.student && one.schoolAge !== undefined && one.schoolAge >= setting('compulsoryAgeMin') && one.schoolAge <= setting('compulsoryAgeMax')

const RAIN_DEW = '01'
/** 中职, 高职 and 技工院校. */
const isVocational = (one: Member): boolean => { const stage = one.text('schoolStage') ?? ''; return stage >= '10' && stage <= '19' }

/** By the day of payment, else by the year it is for: who left school in summer rightly had it in spring. */
function isOfThisSchoolYear(aid: Values, today: string): boolean {
  const [start, paid, year] = [schoolYearStart(today), dayOf(aid, 'paidOn'), numberOf(aid, 'year')]
  if (paid !== undefined) return paid >= start
  return year !== undefined && (year > yearOf(start) || (year === yearOf(start) && aid['term'] !== '01'))
}

interface AgeRule { readonly id: string, readonly source: string, readonly title: string, readonly from: string, readonly to: string, readonly min: number, readonly max: number }

const stageAges: readonly AgeRule[] = [
  { id: 'R034', source: 'Gz5_12_014,5_17_002', title: '小学', from: '03', to: '03', min: 6, max: 14 },
  { id: 'R035', source: 'Gz5_12_015,5_17_003', title: '初中', from: '04', to: '06', min: 12, max: 17 },
  { id: 'R036', source: 'Gz5_12_016,5_17_004', title: '高中和中职', from: '07', to: '12', min: 15, max: 20 },
  { id: 'R037', source: 'Gz5_12_017,5_17_005', title: '高职、技师和本科', from: '13', to: '24', min: 18, max: Infinity },
  { id: 'R038', source: 'Gz5_12_018,5_17_006', title: '硕士及以上', from: '25', to: '25', min: 20, max: Infinity }
]

const ageCheck = ({ id, source, title, from, to, min, max }: AgeRule): Check => {
  const range = max === Infinity ? `不小于${min}岁` : `在${min}至${max}岁之间`
  return member({ id, severity: 'W', source, sentence: `${title}在校生的年龄应${range}`, fields: ['schoolStage', 'birthDate'] },
    one => {
      const stage = one.text('schoolStage')
      const fits = stage === undefined || stage < from || stage > to || one.age === undefined || (one.age >= min && one.age <= max)
      return fits ? undefined : `${one.age}岁读${stageText(one)}，${title}应${range}`
    })
}

export const education: readonly Check[] = [
  member({ id: 'R030', severity: 'E', source: 'Gz3_01_003,3_12_004,S04', sentence: '文化程度与在校生状况不应同时填写', fields: ['schoolStage', 'education'] },
    one => !isBlank(one.values, 'education') && !isBlank(one.values, 'schoolStage')
      ? `文化程度（${labelOf('educationSystemLabels', one.text('education') ?? '')}）和在校生状况（${stageText(one)}）只能填一个`
      : undefined),
  member({ id: 'R031', severity: 'E', source: 'Gz3_01_002,3_12_003', sentence: '文化程度、在校生状况、失学原因应填一个', fields: ['education', 'schoolStage', 'dropoutReason'] },
    one => ['education', 'schoolStage', 'dropoutReason'].every(field => isBlank(one.values, field)) ? '文化程度、在校生状况、失学原因都没有填' : undefined),
  member({ id: 'R032', severity: 'E', source: 'Gz1_02_005,5_15_016/017', sentence: '义务教育适龄少年（按9月1日的年龄）未在校应有原因', fields: ['dropoutReason', 'schoolStage'] },
    (one, subject) => outOfSchool(one, subject) && isBlank(one.values, 'dropoutReason') ? `9月1日满${one.schoolAge}岁，未在校，也没有填失学或辍学原因` : undefined),
  member({ id: 'R033', severity: 'E', source: 'Gz1_02_005', sentence: '有义务教育适龄少年未在校的户应纳入监测', fields: ['schoolStage'] },
    (one, subject) => !subject.open && outOfSchool(one, subject) ? `9月1日满${one.schoolAge}岁，未在校，本户${subject.notOpen}` : undefined),
  ...stageAges.map(ageCheck),
  member({ id: 'R039', severity: 'W', source: 'Gz5_12_013,5_17_001', sentence: '满7岁的健康儿童不应仍是学龄前或学前教育', fields: ['schoolStage', 'health'] },
    one => one.age !== undefined && one.age >= 7 && one.healthy && ['01', '02'].includes(one.text('schoolStage') ?? '') ? `${one.age}岁、健康，在校生状况还是${stageText(one)}` : undefined),
  member({ id: 'R040', severity: 'W', source: 'Gz5_12_019,5_17_007', sentence: '16至22岁文化程度为小学及以下的应核实', fields: ['education'] },
    one => one.age !== undefined && one.age >= 16 && one.age <= 22 && ['01', '02'].includes(one.text('education') ?? '')
      ? `${one.age}岁，文化程度是${labelOf('educationSystemLabels', one.text('education') ?? '')}` : undefined),
  member({ id: 'R041', severity: 'W', source: 'Gz2_01_012', sentence: '因病因残失学的人健康状况不应是健康', fields: ['dropoutReason', 'health'] },
    one => ['01', '02'].includes(one.text('dropoutReason') ?? '') && one.list('health').includes('01')
      ? `失学原因是${labelOf('dropoutReason', one.text('dropoutReason') ?? '')}，健康状况却是健康` : undefined),
  household({ id: 'R042', severity: 'W', source: 'Gz4_11_008', sentence: '登记有失学辍学的户内应有未在校的适龄少年', fields: ['dropout'] },
    subject => subject.household['dropout'] === true && !subject.active.some(one => outOfSchool(one, subject)) ? '登记有失学辍学，花名册里却没有未在校的适龄少年' : undefined),
  entries('educationAid', { id: 'R043', severity: 'E', source: 'Gz5_15_011/012', sentence: '雨露计划应是中职、高职、技工院校的学生', fields: ['kind', 'person'] },
    ({ values, person }, { today }) => {
      if (values['kind'] !== RAIN_DEW || !person || !isOfThisSchoolYear(values, today)) return undefined
      const stage = person.text('schoolStage')
      if (stage !== undefined) return isVocational(person) ? undefined : `在校生状况是${stageText(person)}，却有本学年的雨露计划`
      return isBlank(person.values, 'education') ? undefined : '不在校，却有本学年的雨露计划'
    }),
  member({ id: 'R044', severity: 'W', source: 'Gz1111_2', sentence: '脱贫户、8月以前识别的监测对象，中职、高职学生应有雨露计划', fields: ['schoolStage'] },
    (one, subject) => {
      const { recordsKnown, exited, open, household: values, today, entries: recordsOf } = subject
      if (!recordsKnown || !isVocational(one) || !(exited || (open && (monthOf(values, 'monitorFrom') ?? '9999-12') < `${yearOf(schoolYearStart(today))}-08`))) return undefined
      const aided = recordsOf('educationAid').some(({ person, values: aid }) => person === one && aid['kind'] === RAIN_DEW && isOfThisSchoolYear(aid, today))
        || recordsOf('measure').some(({ values: measure }) => measure['item'] === 'otherEdu.01')
      return aided ? undefined : `在校生状况是${stageText(one)}，没有本学年的雨露计划`
    }),
  member({ id: 'R045', severity: 'I', source: 'Gz5_20_028/030', sentence: '大专及以上毕业、没有就业的应跟踪', fields: ['gradUnemployedReason', 'education', 'workPlace'] },
    one => {
      const level = one.text('education') ?? ''
      if (!['05', '06'].includes(level) || one.student || one.working || one.list('publicPost').length > 0) return undefined
      if (one.age === undefined || one.age < 18 || one.age >= 60 || cannotWork(one)) return undefined
      const reason = one.text('gradUnemployedReason')
      return `${labelOf('educationSystemLabels', level)}，${one.age}岁，没有务工也没有公益性岗位${reason === undefined ? '' : `（${labelOf('gradUnemployedReason', reason)}）`}`
    })
]
