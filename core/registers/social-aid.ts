/**
 * 低保特困残疾救助: the standing aid of one person, one record each. Which aid a person has and the
 * disability itself stand with the person; here are amounts and dates. What is paid each month is a
 * policyPayment; of 临时救助 the latest stands here.
 */
import { amount, code, count, date, defineRegister, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const sensitive = { sensitivity: 'sensitive' } as const
const money = { ...sensitive, unit: '元' } as const

export const socialAid = defineRegister({
  name: 'socialAid',
  title: '低保特困残疾救助',
  household: 'household',
  person: 'person',
  fields: {
    ...section('低保', {
      household: link('所属农户', 'household'),
      person: link('救助对象', 'person'),
      dibaoMembers: count('户内保障人数', { ...sensitive, unit: '人', source: 'G9', headings: ['保障人数', '低保人数'] }),
      dibaoTopUp: amount('月补差', { ...money, source: 'G9', headings: ['月保障金', '低保月补差', '月补差(元)'] }),
      approvedOn: date('审批日期', { ...sensitive, merge: 'decided', headings: ['低保审批日期', '审批时间'] }),
      reviewedOn: date('复核日期', { ...sensitive, headings: ['低保复核日期', '复核时间'] })
    }),
    ...section('特困', {
      supportMode: code('供养方式', 'supportMode', { ...sensitive, source: 'G9', headings: ['特困供养方式'] }),
      careLevel: code('护理等级', 'careLevel', { ...sensitive, source: 'G9', headings: ['护理档次'] }),
      tekunMonthly: amount('特困月金额', { ...money, source: 'G9', headings: ['月金额', '月供养金', '特困供养金'] })
    }),
    ...section('残疾与儿童', {
      hardshipSubsidy: amount('困难生活补贴', { ...money, headings: ['困难残疾人生活补贴'] }),
      careSubsidy: amount('重度护理补贴', { ...money, headings: ['重度残疾人护理补贴'] }),
      childKind: code('孤儿/事实无人抚养', 'childKind', { ...sensitive, headings: ['孤儿', '儿童类别'] }),
      childMonthly: amount('儿童基本生活费', { ...money })
    }),
    ...section('临时救助与高龄', {
      temporaryReason: text('临时救助事由', { ...sensitive, headings: ['事由', '救助事由'] }),
      temporaryAmount: amount('临时救助金额', { ...money }),
      temporaryOn: date('临时救助日期', { ...sensitive, headings: ['救助日期'] }),
      ageSubsidy: amount('高龄津贴', { ...money, headings: ['高龄', '高龄补贴'] }),
      watchClass: code('分类监测', 'watchClass', { ...sensitive, headings: ['分类监测类别', '低收入分类'] })
    }),
    ...recordFields
  }
})
