/** 一户一策: what a household is to reach in a year, what holds it back, who sees to it. Measures are their own records. */
import { amount, code, date, defineRegister, link, section, text, year } from './define.ts'
import { recordFields } from './record-fields.ts'

export const plan = defineRegister({
  name: 'plan',
  title: '一户一策',
  household: 'household',
  identity: ['year'],
  fields: {
    ...section('计划', {
      household: link('所属农户', 'household'),
      year: year('计划年度', { sensitivity: 'open', headings: ['年度'] }),
      targetIncome: amount('目标收入', { unit: '元', headings: ['目标人均纯收入', '增收目标'] }),
      weakness: text('短板', { longText: true, headings: ['存在短板', '主要困难'] }),
      steps: text('计划措施', { longText: true, headings: ['措施', '帮扶计划'] }),
      responsible: text('责任人', { headings: ['计划责任人', '落实责任人'] }),
      department: text('责任部门', { sensitivity: 'open' }),
      dueOn: date('时限', { headings: ['完成时限'] }),
      status: code('完成情况', 'planStatus', { headings: ['落实情况'] }),
      outcome: text('完成说明', { longText: true }),
      confirmedOn: date('农户确认日期')
    }),
    ...recordFields
  }
})
