/** 务工与公益性岗位. */
import { monthsAfter } from '../registers/calendar.ts'
import { labelOf } from '../registers/codes.ts'
import { family, isBlank } from './check.ts'
import type { Check } from './check.ts'
import { cannotWork, dayOf, holdsPost, LABOUR, monthOf, numberOf, postsOf, textOf } from './subject.ts'
import type { Entry, Member } from './subject.ts'

const { member } = family('务工与公益性岗位')

// Cities at prefecture level that have no county below them.
const withoutCounties = /东莞市|中山市|儋州市|嘉峪关市|三沙市|特别行政区/u

/** Whether a place is written down to the county: 云南省昆明市官渡区 is, 云南省昆明市 is not. */
export function reachesCounty(place: string): boolean {
  if (withoutCounties.test(place)) return true
  const rest = place.replace(/自治区|自治州|地区/gu, '')
  return /[县旗区]/u.test(rest) || rest.split('市').length > 2 || /(自治州|地区|盟)[^市]+市/u.test(place)
}

/** The first record of a member that began before the sixteenth birthday, and when. */
function beganTooYoung(one: Member, entries: readonly Entry[], startOf: (entry: Entry) => string | undefined): { readonly entry: Entry, readonly from: string } | undefined {
  if (one.birth === undefined || entries.length === 0) return undefined
  const sixteen = monthsAfter(one.birth, 16 * 12)
  for (const entry of entries) {
    const from = entry.person === one ? startOf(entry) : undefined
    // A month is compared with the month: who turns sixteen in it may begin in it.
    if (from !== undefined && from < sixteen.slice(0, from.length)) return { entry, from }
  }
  return undefined
}

const young = (one: Member): boolean => one.age !== undefined && one.age < 16

export const employment: readonly Check[] = [
  member({ id: 'R090', severity: 'E', source: 'Gz5_16_010', sentence: '不满16岁不应务工', fields: ['workMonths', 'workPlace'] },
    (one, subject) => {
      if (young(one) && one.working) return `${one.age}岁，却登记有务工`
      const early = beganTooYoung(one, subject.entries('work'), ({ values }) => monthOf(values, 'from'))
      return early && { text: `${early.from}开始务工，那时不满16岁`, register: 'work', record: early.entry.id, field: 'from' }
    }),
  member({ id: 'R093', severity: 'W', source: 'Gz2_01_015,2_12_004', sentence: '务工的人不应是弱劳动力、丧失劳动力或无劳动力', fields: ['labour', 'workMonths'] },
    one => one.working && (cannotWork(one) || one.text('labour') === LABOUR.weak) ? `登记有务工，劳动技能却是${labelOf('labour', one.text('labour') ?? '')}` : undefined),
  member({ id: 'R094', severity: 'W', source: 'Gz4_01_006,4_12_002', sentence: '学前至高中阶段的在校生不应务工', fields: ['schoolStage', 'workMonths'] },
    one => {
      const stage = one.text('schoolStage') ?? ''
      return one.working && stage >= '02' && stage <= '12' ? `在校（${labelOf('schoolStage', stage)}），却登记有务工` : undefined
    }),
  member({ id: 'R095', severity: 'E', source: 'Gz4_12_001,5_01_005', sentence: '务工所在地应填到县', fields: ['workPlace'] },
    one => {
      const place = one.text('workPlace')
      return place !== undefined && one.values['abroad'] !== true && one.text('jobRegion') !== '06' && !reachesCounty(place) ? `务工所在地“${place}”没有填到县` : undefined
    }),
  member({ id: 'R100', severity: 'W', source: 'S13', sentence: '务工所在地与务工月数应同时填写，月数不超过12', fields: ['workMonths', 'workPlace'] },
    one => {
      const [months, place] = [numberOf(one.values, 'workMonths'), one.text('workPlace')]
      if (months !== undefined && months > 12) return `务工时间${months}个月，一年不超过12个月`
      if (place !== undefined && !months) return `务工所在地是${place}，没有填务工月数`
      return months && place === undefined ? { text: `务工${months}个月，没有填务工所在地`, field: 'workPlace' } : undefined
    }),
  member({ id: 'R101', severity: 'E', source: 'Gz3_01_008,5_12_004', sentence: '不满16岁不应在公益性岗位', fields: ['publicPost'] },
    (one, subject) => {
      if (young(one) && holdsPost(one, subject)) return `${one.age}岁，却有公益性岗位`
      const early = beganTooYoung(one, subject.entries('publicPost'), ({ values }) => dayOf(values, 'from'))
      return early && { text: `${early.from}聘到公益性岗位，那时不满16岁`, register: 'publicPost', record: early.entry.id, field: 'from' }
    }),
  member({ id: 'R102', severity: 'W', source: 'Gz5_01_006,5_12_005', sentence: '到年龄上限（默认70岁）的人不宜在公益性岗位', fields: ['publicPost'] },
    (one, subject) => one.age !== undefined && holdsPost(one, subject) && one.age >= subject.setting('publicPostAge') ? `${one.age}岁，还在公益性岗位` : undefined),
  member({ id: 'R103', severity: 'E', source: 'Gz3_01_005/006,5_15_003', sentence: '公益性岗位类型与月数应同时填写', fields: ['publicPostMonths', 'publicPost'] },
    one => {
      const [posted, months] = [!isBlank(one.values, 'publicPost'), numberOf(one.values, 'publicPostMonths')]
      if (posted && !months) return months === 0 ? '有公益性岗位，月数是0' : '有公益性岗位，没有填月数'
      return !posted && months ? { text: `公益性岗位${months}个月，没有填岗位类型`, field: 'publicPost' } : undefined
    }),
  member({ id: 'R104', severity: 'W', source: 'Gz3_01_010,W36', sentence: '一人同时在的公益性岗位不应超过规定（云南一人一岗）', fields: ['publicPost'] },
    (one, subject) => {
      if (!holdsPost(one, subject)) return undefined
      const appointed = postsOf(one, subject).map(({ values }) => textOf(values, 'post') ?? '')
      const posts = appointed.length > one.list('publicPost').length ? appointed : one.list('publicPost')
      const most = subject.setting('postsAtOnce')
      return posts.length > most ? `有${posts.length}个公益性岗位，规定最多${most}个：${posts.map(code => labelOf('publicPostType', code)).join('、')}` : undefined
    }),
  member({ id: 'R105', severity: 'W', source: 'Gz5_15_006', sentence: '公益性岗位上的人不应是无劳动力或丧失劳动力', fields: ['publicPost', 'labour'] },
    (one, subject) => cannotWork(one) && holdsPost(one, subject) ? `有公益性岗位，劳动技能却是${labelOf('labour', one.text('labour') ?? '')}` : undefined)
]
