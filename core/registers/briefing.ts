/** 培训宣传: one course, talk or campaign for villagers or cadres. */
import { code, count, date, defineRegister, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const briefing = defineRegister({
  name: 'briefing',
  title: '培训宣传',
  identity: ['heldOn', 'topic'],
  fields: {
    ...section('活动', {
      topic: text('主题', { ...open, headings: ['培训主题', '宣传主题', '培训内容'] }),
      kind: code('活动类型', 'briefingKind', { ...open, headings: ['类型', '培训类型'] }),
      heldOn: date('日期', { ...open, headings: ['时间', '培训日期'] }),
      place: text('地点', open),
      speaker: text('主讲人', { headings: ['授课人'] }),
      audience: text('对象', { ...open, headings: ['培训对象', '参加对象'] }),
      attended: count('参加人数', { ...open, unit: '人', headings: ['人数', '培训人数'] }),
      handouts: count('发放资料', { ...open, unit: '份', headings: ['发放资料份数'] }),
      content: text('内容', { ...open, longText: true, headings: ['宣传内容'] }),
      photos: text('照片', { sensitivity: 'sensitive' }),
      recorder: text('记录人')
    }),
    ...recordFields
  }
})
