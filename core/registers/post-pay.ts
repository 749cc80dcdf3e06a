/** 岗位补贴发放: one month's pay of one appointment. */
import { amount, code, date, defineRegister, link, month, section } from './define.ts'
import { recordFields } from './record-fields.ts'

export const postPay = defineRegister({
  name: 'postPay',
  title: '岗位补贴发放',
  household: 'household',
  person: 'person',
  identity: ['post', 'month'],
  fields: {
    ...section('发放', {
      household: link('所属农户', 'household'),
      person: link('上岗人员', 'person'),
      post: link('公益性岗位', 'publicPost'),
      month: month('发放月份', { sensitivity: 'open', headings: ['补贴月份', '月份'] }),
      due: amount('应发金额', { sensitivity: 'sensitive', unit: '元' }),
      paid: amount('实发金额', { sensitivity: 'sensitive', unit: '元', headings: ['发放金额', '实发', '实发补贴'] }),
      paidOn: date('发放日期', { sensitivity: 'open', headings: ['实发日期', '发放时间'] }),
      status: code('发放状态', 'payStatus', { sensitivity: 'open' })
    }),
    ...recordFields
  }
})
