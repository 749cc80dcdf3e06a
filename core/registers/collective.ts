/** 集体经济收支: one entry in or out. The year's sum and whether it reached 10 万元 are worked out. */
import { amount, code, date, defineRegister, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const collective = defineRegister({
  name: 'collective',
  title: '集体经济收支',
  identity: ['bookedOn', 'item'],
  fields: {
    ...section('收支', {
      item: text('收支项目', { ...open, headings: ['项目', '收入项目', '摘要'] }),
      incomeKind: code('收入类型', 'collectiveIncome', { ...open, source: 'G21', headings: ['收入类别'] }),
      expenseKind: code('支出类型', 'collectiveExpense', { ...open, headings: ['支出', '支出类别'] }),
      contract: text('合同', { ...open, headings: ['合同编号', '合同号'] }),
      asset: link('相关资产', 'asset', open),
      amount: amount('金额', { ...open, unit: '元', headings: ['金额(元)'] }),
      bookedOn: date('入账日期', { ...open, headings: ['日期', '入账时间'] }),
      distribution: text('分配', { ...open, longText: true, headings: ['分配情况', '收益分配'] }),
      publicResult: code('公示结论', 'publicResult', { ...open, merge: 'decided' })
    }),
    ...recordFields
  }
})
