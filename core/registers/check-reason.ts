/** 疑点说明: why a warning stands although it was looked at. It goes with the rule and the value it was given for. */
import { date, defineRegister, link, section, text } from './define.ts'

const open = { sensitivity: 'open' } as const

export const checkReason = defineRegister({
  name: 'checkReason',
  title: '疑点说明',
  household: 'about',
  identity: ['rule', 'register', 'record', 'field'],
  fields: section('说明', {
    about: link('所属农户', 'household'),
    rule: text('规则号', open),
    register: text('台账', open),
    record: text('记录', open),
    field: text('字段', open),
    text: text('情况说明', { longText: true }),
    by: text('说明人'),
    on: date('说明日期', open)
  })
})
