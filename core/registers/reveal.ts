/**
 * 查看敏感信息记录: who opened which hidden value, when and what for. Written before the value is shown; the
 * value itself is never in it. `at` is local wall-clock text, 'YYYY-MM-DD HH:mm'.
 */
import { defineRegister, link, section, text } from './define.ts'

const open = { sensitivity: 'open' } as const

export const reveal = defineRegister({
  name: 'reveal',
  title: '查看敏感信息记录',
  household: 'household',
  identity: ['by', 'at', 'record', 'field'],
  fields: section('查看', {
    household: link('所属农户', 'household'),
    register: text('台账', open),
    record: text('记录', open),
    field: text('字段', open),
    purpose: text('查看事由', open),
    by: text('查看人', open),
    at: text('查看时间', open)
  })
})
