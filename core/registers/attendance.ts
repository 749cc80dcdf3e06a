/** 驻村考勤: one cadre on one day. Days of the month are added up from these, never typed. */
import { code, date, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const attendance = defineRegister({
  name: 'attendance',
  title: '驻村考勤',
  identity: ['cadre', 'date'],
  fields: {
    ...section('考勤', {
      cadre: link('驻村人员', 'cadre', { ...open, headings: ['姓名', '队员姓名'] }),
      date: date('日期', { ...open, headings: ['考勤日期'] }),
      morning: flag('上午', open),
      afternoon: flag('下午', open),
      overnight: flag('夜宿', { ...open, headings: ['是否夜宿', '住村'] }),
      state: code('考勤情况', 'dutyState', { ...open, source: 'W41', headings: ['出勤情况', '在岗情况'] }),
      location: text('定位', { sensitivity: 'sensitive', headings: ['签到定位'] }),
      signedAt: text('签到时间', open),
      leaveApprover: text('请假审批人', { source: 'W42', headings: ['审批人'] }),
      awayReason: text('外出事由', { headings: ['请假事由', '事由'] }),
      diary: text('日志摘要', { longText: true, headings: ['工作日志', '工作内容'] })
    }),
    ...recordFields
  }
})
