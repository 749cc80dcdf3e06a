/** 大病慢病救治: one illness treated, what it cost and what the three layers of insurance paid. */
import { amount, code, date, defineRegister, flag, link, section, text, year } from './define.ts'
import { recordFields } from './record-fields.ts'

const sensitive = { sensitivity: 'sensitive' } as const
const money = { ...sensitive, unit: '元', source: 'G9' } as const

export const treatment = defineRegister({
  name: 'treatment',
  title: '大病慢病救治',
  household: 'household',
  person: 'person',
  identity: ['illness', 'from'],
  fields: {
    ...section('救治', {
      household: link('所属农户', 'household'),
      person: link('患者', 'person'),
      year: year('救治年度', { ...sensitive, headings: ['年度'] }),
      kind: code('救治类别', 'treatmentKind', { ...sensitive, headings: ['大病/慢病', '病种类别'] }),
      illness: text('疾病', { ...sensitive, source: 'G9', headings: ['疾病名称', '病种', '患病名称'] }),
      hospital: text('就诊机构', { ...sensitive, headings: ['就医机构', '医院'] }),
      from: date('就医时间', { ...sensitive, source: 'G9', headings: ['就医日期', '入院时间', '确诊时间'] }),
      to: date('出院时间', { ...sensitive }),
      managed: flag('是否慢病管理', { ...sensitive })
    }),
    ...section('费用', {
      cost: amount('总费用', { ...money, headings: ['医疗总费用', '总费用(元)'] }),
      basicPaid: amount('基本医保报销', { ...money, headings: ['医保报销'] }),
      criticalPaid: amount('大病保险报销', { ...money, headings: ['大病保险', '大病救助'] }),
      aidPaid: amount('医疗救助', { ...money, headings: ['医疗救助金额'] }),
      selfPaid: amount('自付', { ...money, headings: ['自付费用', '个人自付', '自付金额'] })
    }),
    ...recordFields
  }
})
