/** 排查批次: a round of visits to a kind of household between two days, and which group is whose. */
import { code, codes, date, defineRegister, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const campaign = defineRegister({
  name: 'campaign',
  title: '排查批次',
  identity: ['title', 'from'],
  fields: {
    ...section('批次', {
      title: text('批次名称', { ...open, source: 'W17' }),
      kind: code('批次类型', 'campaignKind', { ...open, source: 'W17，S2-07' }),
      from: date('开始日期', open),
      to: date('截止日期', open),
      scope: codes('排查范围', 'campaignScope', open),
      form: code('使用表单', 'campaignForm', open),
      requirement: text('工作要求', { ...open, longText: true }),
      closedOn: date('结束日期', open)
    }),
    ...recordFields
  }
})

export const assignment = defineRegister({
  name: 'assignment',
  title: '排查分工',
  identity: ['campaign', 'group'],
  fields: {
    ...section('分工', {
      campaign: link('排查批次', 'campaign'),
      group: text('村民小组', open),
      people: text('负责人', open),
      account: text('负责人账号', open)
    }),
    ...recordFields
  }
})
