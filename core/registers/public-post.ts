/**
 * 公益性岗位: one appointment under one contract. Which kinds of post a person holds today stands with the
 * person; `post` is what this contract is for. Pay is a row per month (postPay), never twelve columns.
 */
import { amount, code, count, date, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const
const step = (label: string) => date(label, { ...open, source: 'W36' })

export const publicPost = defineRegister({
  name: 'publicPost',
  title: '公益性岗位',
  household: 'household',
  person: 'person',
  identity: ['post', 'from'],
  fields: {
    ...section('聘用', {
      household: link('所属农户', 'household'),
      person: link('上岗人员', 'person'),
      contractNo: text('聘用协议号', { headings: ['协议号', '协议编号', '聘用协议编号'] }),
      post: code('聘用岗位', 'publicPostType', { ...open, headings: ['岗位名称'] }),
      funder: code('开发部门/资金来源', 'postFunder', { ...open, source: 'G7', headings: ['开发部门', '资金来源', '岗位来源'] }),
      employer: text('开发单位', { ...open, headings: ['用人单位', '管理单位'] }),
      from: date('聘用开始日期', { ...open, headings: ['聘用起', '上岗时间', '聘用开始时间', '上岗日期'] }),
      to: date('聘用结束日期', { ...open, headings: ['聘用止', '聘用结束时间', '协议到期日'] }),
      monthlyPay: amount('月补贴标准', { unit: '元', headings: ['补贴标准', '岗位月补贴', '月补贴'] }),
      payMonths: count('应发月份', { unit: '月', headings: ['应发月数'] }),
      duty: code('考勤/履职', 'dutyResult', { headings: ['履职情况', '考勤情况', '考核结果'] }),
      accidentInsured: flag('意外险', { source: 'W36', headings: ['是否购买意外险', '人身意外险'] }),
      inPost: flag('是否在岗', { ...open, headings: ['在岗情况'] }),
      leftOn: date('清退日期', { ...open, headings: ['退出日期', '离岗时间'] }),
      leftReason: code('清退原因', 'postExitReason', { headings: ['退出原因'] })
    }),
    ...section('聘用程序', {
      announcedOn: step('公告日期'),
      appliedOn: step('申报日期'),
      reviewedOn: step('审核日期'),
      reviewResult: code('审核结论', 'reviewResult', { ...open, merge: 'decided', source: 'W36' }),
      publicOn: step('公示日期'),
      publicResult: code('公示结论', 'publicResult', { ...open, merge: 'decided', source: 'W36' }),
      trainedOn: step('岗前培训日期')
    }),
    ...recordFields
  }
})
