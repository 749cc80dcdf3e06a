/**
 * 参保: what one person paid and was helped with in one year. Whether somebody is insured now stands with
 * the person; the year's own kind is kept because last year's cannot be read off this year's person.
 */
import { amount, code, date, defineRegister, flag, link, section, text, year } from './define.ts'
import { recordFields } from './record-fields.ts'

const money = { unit: '元' } as const

export const insurance = defineRegister({
  name: 'insurance',
  title: '参保',
  household: 'household',
  person: 'person',
  identity: ['year'],
  fields: {
    ...section('医疗保险', {
      household: link('所属农户', 'household'),
      person: link('参保人', 'person'),
      year: year('参保年度', { sensitivity: 'open', headings: ['年度', '缴费年度'] }),
      medKind: code('当年医保类型', 'medKind', { source: 'G9', headings: ['医保类型', '医保参保类型'] }),
      medPaid: amount('医保缴费金额', { ...money, headings: ['缴费金额', '医保个人缴费'] }),
      medPayer: code('缴费方式', 'medPayer', { source: 'G9', headings: ['个人/资助', '个人或资助'] }),
      medAidTarget: code('代缴对象', 'medAidTarget', { sensitivity: 'sensitive', source: 'G9', headings: ['资助对象', '代缴对象类别'] }),
      medAid: amount('代缴金额', { ...money, sensitivity: 'sensitive', headings: ['资助金额'] }),
      medPaidOn: date('缴费日期', { headings: ['医保缴费日期', '缴费时间'] }),
      uninsuredReason: code('未参保原因', 'uninsuredReason', { sensitivity: 'sensitive' }),
      uninsuredNote: text('未参保说明'),
      familyDoctor: flag('家庭医生签约', { headings: ['是否家庭医生签约', '家庭医生签约情况'] }),
      familyDoctorName: text('签约医生')
    }),
    ...section('养老保险', {
      penKind: code('当年养老类型', 'penKind', { source: 'G9', headings: ['养老类型', '养老保险类型'] }),
      penLevel: text('养老缴费档次', { source: 'G9', headings: ['档次', '缴费档次', '养老档次'] }),
      penPaid: amount('养老缴费金额', { ...money, headings: ['养老保险金额', '养老金额'] }),
      penAid: amount('养老代缴金额', { ...money, sensitivity: 'sensitive' }),
      penMonthly: amount('月养老金', { ...money, sensitivity: 'sensitive', source: 'G9', headings: ['月养老金(元)', '养老金月领取额'] })
    }),
    ...recordFields
  }
})
