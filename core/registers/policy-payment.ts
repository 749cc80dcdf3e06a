/** 政策享受明细: one payment of one subsidy. The account it goes to is the household's 一卡通, shown masked. */
import { amount, code, date, defineRegister, link, month, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const sensitive = { sensitivity: 'sensitive' } as const

export const policyPayment = defineRegister({
  name: 'policyPayment',
  title: '政策享受明细',
  household: 'household',
  person: 'person',
  identity: ['item', 'month'],
  fields: {
    ...section('发放', {
      household: link('所属农户', 'household'),
      person: link('享受人', 'person', { headings: ['享受人姓名', '领取人'] }),
      item: code('补贴项目', 'policyItem', { ...sensitive, source: 'G9', headings: ['补贴名称', '政策项目', '项目'] }),
      itemNote: text('补贴项目说明', { ...sensitive }),
      rule: text('标准', { sensitivity: 'open', headings: ['补贴标准', '发放标准'] }),
      amount: amount('金额', { ...sensitive, unit: '元', headings: ['补贴金额', '发放金额', '金额(元)', '实发金额'] }),
      month: month('发放月份', { headings: ['月份', '补贴月份'] }),
      paidOn: date('发放日期', { headings: ['发放时间'] }),
      status: code('状态', 'payStatus', { headings: ['发放状态'] })
    }),
    ...recordFields
  }
})
