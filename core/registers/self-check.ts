/** 后评估自查: one item of the list, looked at on one day. The items are data (core/procedure's neighbour core/selfcheck). */
import { code, date, defineRegister, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const selfCheck = defineRegister({
  name: 'selfCheck',
  title: '后评估自查',
  identity: ['round', 'item'],
  fields: {
    ...section('自查', {
      round: text('自查轮次', open),
      item: text('自查事项', { ...open, source: 'S3-15' }),
      result: code('自查结果', 'selfCheckResult', { ...open, merge: 'decided' }),
      finding: text('发现的问题', { longText: true }),
      checkedOn: date('自查日期', open),
      checkedBy: text('自查人', open),
      problem: link('整改台账', 'problem')
    }),
    ...recordFields
  }
})
