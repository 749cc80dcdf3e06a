/** 帮扶责任人、驻村队员、村干部: a cadre, whom pairings and attendance point at. */
import { code, count, date, defineRegister, flag, phone, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const cadre = defineRegister({
  name: 'cadre',
  title: '帮扶责任人与驻村队员',
  identity: ['name', 'unit'],
  fields: {
    ...section('干部', {
      name: text('姓名', { ...open, source: 'G7', headings: ['干部姓名', '帮扶责任人姓名', '队员姓名'] }),
      sex: code('性别', 'sex', open),
      politicalStatus: code('政治面貌', 'political', { source: 'G7' }),
      role: code('职务', 'cadreRole', { ...open, headings: ['身份', '驻村职务'] }),
      rank: text('单位职务', open),
      unit: text('帮扶单位名称', { ...open, source: 'G7', headings: ['帮扶(选派)单位名称', '帮扶单位', '选派单位', '单位'] }),
      unitLevel: code('单位层级', 'unitLevel', open),
      leader: flag('是否队长', open),
      phone: phone('干部联系电话', { source: 'G7', headings: ['联系电话', '帮扶责任人电话', '电话'] }),
      from: date('派驻开始日期', { ...open, headings: ['派驻起', '帮扶开始时间', '驻村开始时间'] }),
      to: date('派驻结束日期', { ...open, headings: ['派驻止', '帮扶结束时间', '驻村结束时间'] }),
      term: count('任期', { ...open, unit: '年' }),
      age: count('派驻时年龄', { unit: '岁', source: 'W43' })
    }),
    ...recordFields
  }
})
