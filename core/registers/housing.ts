/**
 * 住房鉴定与排查: one appraisal or inspection of a house. What the house is (structure, year, area, grade)
 * stands with the household, where the door asks it; here stands how that became known and what was done.
 */
import { amount, code, codes, count, date, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

export const housing = defineRegister({
  name: 'housing',
  title: '住房鉴定与排查',
  household: 'household',
  identity: ['inspectedOn', 'appraisedOn'],
  fields: {
    ...section('住房', {
      household: link('所属农户', 'household'),
      kind: code('住房类型', 'houseKind', { headings: ['住房来源', '房屋类型'] }),
      storeys: count('层数', { headings: ['房屋层数'] }),
      onlyHome: flag('是否唯一住房', { source: 'W28', headings: ['唯一住房'] })
    }),
    ...section('认定', {
      method: code('认定方式', 'gradeMethod', { source: 'W30', headings: ['鉴定方式'] }),
      appraisedOn: date('认定日期', { headings: ['鉴定日期', '认定时间', '鉴定时间'] }),
      appraiser: text('鉴定人', { headings: ['鉴定单位', '认定人'] })
    }),
    ...section('危改', {
      renovationMode: code('危改方式', 'renovationMode', { headings: ['改造方式'] }),
      renovationAid: amount('危改补助', { sensitivity: 'sensitive', unit: '元', headings: ['危改补助金额', '补助金额'] }),
      acceptedOn: date('竣工验收日期', { headings: ['竣工验收', '验收日期'] }),
      accepted: code('验收结论', 'reviewResult', { sensitivity: 'open', merge: 'decided' })
    }),
    ...section('排查', {
      hazards: codes('隐患类型', 'houseHazard', { headings: ['房屋隐患'] }),
      hazardNote: text('隐患说明', { longText: true }),
      inspectedOn: date('排查日期', { headings: ['排查时间'] }),
      inspector: text('排查人'),
      handling: code('处置', 'handleStatus', { headings: ['处置情况'] }),
      handledOn: date('处置日期'),
      photos: text('照片', { sensitivity: 'sensitive' })
    }),
    ...recordFields
  }
})
