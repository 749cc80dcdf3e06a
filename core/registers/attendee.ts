/** 参会人员: who was called to a meeting and whether they came. */
import { code, count, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const attendee = defineRegister({
  name: 'attendee',
  title: '参会人员',
  identity: ['meeting', 'name'],
  fields: {
    ...section('参会', {
      meeting: link('会议', 'meeting'),
      name: text('姓名', open),
      role: code('身份', 'attendeeRole', { ...open, source: 'W4' }),
      present: flag('是否到会', open),
      votes: flag('是否参加表决', open),
      order: count('次序', open)
    }),
    ...recordFields
  }
})
