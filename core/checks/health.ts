/** 健康、残疾、劳动力. */
import { labelOf } from '../registers/codes.ts'
import { family, isBlank } from './check.ts'
import type { Check } from './check.ts'
import { isAided, LABOUR, wholeHouseWithoutLabour } from './subject.ts'
import type { Member } from './subject.ts'

const { household, member } = family('健康、残疾、劳动力')

const labourText = (one: Member): string => labelOf('labour', one.text('labour') ?? '')
const hasLabour = (one: Member, ...labours: readonly string[]): boolean => labours.includes(one.text('labour') ?? '')

export const health: readonly Check[] = [
  member({ id: 'R050', severity: 'W', source: 'Gz2_01_002,d', sentence: '健康状况应填写，健康不应与其他状况并存', fields: ['health'] },
    one => {
      const found = one.list('health')
      if (found.length === 0) return '没有填健康状况'
      return found.length > 1 && found.includes('01') ? `健康状况同时填了${found.map(code => labelOf('health', code)).join('、')}` : undefined
    }),
  member({ id: 'R051', severity: 'W', source: 'Gz4_01_002,4_12_003', sentence: '健康状况的残疾应与残疾人证相符', fields: ['health', 'disabilityType'] },
    one => {
      const says = one.list('health').includes('04')
      if (says === one.certified) return undefined
      return says ? { text: '健康状况有残疾，没有残疾人证或残疾类别', field: 'disabilityType' } : '有残疾人证或残疾类别，健康状况没有残疾'
    }),
  member({ id: 'R052', severity: 'E', source: 'Gz2_01_003,2_12_001', sentence: '劳动技能应填写', fields: ['labour'] },
    one => isBlank(one.values, 'labour') ? '没有填劳动技能' : undefined),
  member({ id: 'R053', severity: 'W', source: 'Gz2_01_011,2_12_014', sentence: '不满16岁应为无劳动力', fields: ['labour'] },
    one => one.age !== undefined && one.age < 16 && !isBlank(one.values, 'labour') && !hasLabour(one, LABOUR.none) ? `${one.age}岁，劳动技能却是${labourText(one)}` : undefined),
  member({ id: 'R054', severity: 'W', source: 'Gz2_12_005,2_12_017', sentence: '满60岁不应是普通或技能劳动力', fields: ['labour'] },
    one => one.age !== undefined && one.age >= 60 && hasLabour(one, LABOUR.ordinary, LABOUR.skilled) ? `${one.age}岁，劳动技能还是${labourText(one)}` : undefined),
  member({ id: 'R055', severity: 'W', source: 'Gz5_12_008,1111_14/15,2_12_013', sentence: '16至59岁健康、不在校的人不应是弱劳动力、丧失劳动力或无劳动力', fields: ['labour', 'health'] },
    one => one.age !== undefined && one.age >= 16 && one.age <= 59 && one.healthy && !one.student && hasLabour(one, LABOUR.weak, LABOUR.lost, LABOUR.none)
      ? `${one.age}岁、健康、不在校，劳动技能却是${labourText(one)}` : undefined),
  member({ id: 'R056', severity: 'W', source: 'Gz1111_07', sentence: '在校生应为无劳动力', fields: ['labour', 'schoolStage'] },
    one => one.student && !isBlank(one.values, 'labour') && !hasLabour(one, LABOUR.none) ? `在校（${labelOf('schoolStage', one.text('schoolStage') ?? '')}），劳动技能却是${labourText(one)}` : undefined),
  member({ id: 'R057', severity: 'W', source: 'Gz4_01_007/008', sentence: '一二级肢体残疾不应是普通劳动力', fields: ['labour', 'disabilityLevel'] },
    one => {
      const { type, level } = one.disability
      return type === '4' && (level === '1' || level === '2') && hasLabour(one, LABOUR.ordinary) ? `肢体残疾${labelOf('disabilityLevel', level)}，劳动技能却是普通劳动力` : undefined
    }),
  member({ id: 'R058', severity: 'I', source: 'Gz5_20_029/031', sentence: '技能劳动力没有务工的应了解', fields: ['labour', 'workPlace'] },
    one => hasLabour(one, LABOUR.skilled) && !one.working && isBlank(one.values, 'publicPost') ? '技能劳动力，没有务工也没有公益性岗位' : undefined),
  household({ id: 'R059', severity: 'W', source: 'Gz5_19_003/007', sentence: '整户无劳动力应有人享受低保或特困', fields: ['wholeNoLabour'] },
    subject => wholeHouseWithoutLabour(subject) && !subject.active.some(one => isAided(one, 'dibao') || isAided(one, 'tekun'))
      ? `全户${subject.active.length}人都没有劳动力，没有人享受低保或特困供养` : undefined),
  household({ id: 'R060', severity: 'W', source: 'Gz5_11_033', sentence: '整户无劳动力且享受低保特困的应标为兜底保障户', fields: ['wholeNoLabour'] },
    subject => wholeHouseWithoutLabour(subject) && subject.active.some(one => isAided(one, 'dibao') || isAided(one, 'tekun')) && subject.household['wholeNoLabour'] === false
      ? `全户${subject.active.length}人都没有劳动力且有人享受低保或特困，“整户无劳动能力兜底保障户”却是否` : undefined)
]
