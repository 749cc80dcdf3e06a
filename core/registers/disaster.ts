/** 群体事件: a flood, a market that fell, a factory that closed: what befell many at once; each household touched has its own incident. */
import { code, codes, date, defineRegister, flag, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const disaster = defineRegister({
  name: 'disaster',
  title: '群体事件',
  identity: ['kind', 'happenedOn'],
  fields: {
    ...section('事件', {
      title: text('事件名称', open),
      kind: code('事件类型', 'disasterKind', { ...open, source: 'S1-14，S1-15' }),
      happenedOn: date('发生日期', open),
      place: text('发生地点', open),
      groups: text('涉及小组', open),
      risks: codes('可能引发的风险', 'riskType', open),
      description: text('情况说明', { ...open, longText: true }),
      greenChannel: flag('启动绿色通道', { ...open, source: 'S4-10' }),
      closedOn: date('结束日期', open)
    }),
    ...recordFields
  }
})
