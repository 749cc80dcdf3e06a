/** 务工与公益性岗位. */
import { labelOf } from '../registers/codes.ts'
import { family, isBlank } from './check.ts'
import type { Check } from './check.ts'
import { cannotWork, LABOUR, numberOf } from './subject.ts'

const { member } = family('务工与公益性岗位')

// Cities at prefecture level that have no county below them.
const withoutCounties = /东莞市|中山市|儋州市|嘉峪关市|三沙市|特别行政区/u

/** Whether a place is written down to the county: 云南省昆明市官渡区 is, 云南省昆明市 is not. */
export function reachesCounty(place: string): boolean {
  if (withoutCounties.test(place)) return true
  const rest = place.replace(/自治区|自治州|地区/gu, '')
  return /[县旗区]/u.test(rest) || rest.split('市').length > 2 || /(自治州|地区|盟)[^市]+市/u.test(place)
}

export const employment: readonly Check[] = [
  member({ id: 'R090', severity: 'E', source: 'Gz5_16_010', sentence: '不满16岁不应务工', fields: ['workMonths', 'workPlace'] },
    one => one.age !== undefined && one.age < 16 && one.working ? `${one.age}岁，却登记有务工` : undefined),
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
    one => one.age !== undefined && one.age < 16 && !isBlank(one.values, 'publicPost') ? `${one.age}岁，却有公益性岗位` : undefined),
  member({ id: 'R102', severity: 'W', source: 'Gz5_01_006,5_12_005', sentence: '到年龄上限（默认70岁）的人不宜在公益性岗位', fields: ['publicPost'] },
    (one, { setting }) => one.age !== undefined && one.age >= setting('publicPostAge') && !isBlank(one.values, 'publicPost') ? `${one.age}岁，还在公益性岗位` : undefined),
  member({ id: 'R103', severity: 'E', source: 'Gz3_01_005/006,5_15_003', sentence: '公益性岗位类型与月数应同时填写', fields: ['publicPostMonths', 'publicPost'] },
    one => {
      const [posted, months] = [!isBlank(one.values, 'publicPost'), numberOf(one.values, 'publicPostMonths')]
      if (posted && !months) return months === 0 ? '有公益性岗位，月数是0' : '有公益性岗位，没有填月数'
      return !posted && months ? { text: `公益性岗位${months}个月，没有填岗位类型`, field: 'publicPost' } : undefined
    }),
  member({ id: 'R104', severity: 'W', source: 'Gz3_01_010,W36', sentence: '一人同时在的公益性岗位不应超过规定（云南一人一岗）', fields: ['publicPost'] },
    (one, { setting }) => {
      const [posts, most] = [one.list('publicPost'), setting('postsAtOnce')]
      return posts.length > most ? `有${posts.length}个公益性岗位，规定最多${most}个：${posts.map(code => labelOf('publicPostType', code)).join('、')}` : undefined
    }),
  member({ id: 'R105', severity: 'W', source: 'Gz5_15_006', sentence: '公益性岗位上的人不应是无劳动力或丧失劳动力', fields: ['publicPost', 'labour'] },
    one => !isBlank(one.values, 'publicPost') && cannotWork(one) ? `有公益性岗位，劳动技能却是${labelOf('labour', one.text('labour') ?? '')}` : undefined)
]
