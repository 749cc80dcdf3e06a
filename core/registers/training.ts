/** 技能培训与持证: one course of one person, the certificate it led to and whether work followed. */
import { amount, code, count, date, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

export const training = defineRegister({
  name: 'training',
  title: '技能培训与持证',
  household: 'household',
  person: 'person',
  identity: ['trade', 'from'],
  fields: {
    ...section('培训', {
      household: link('所属农户', 'household'),
      person: link('参训人员', 'person'),
      kind: code('培训类型', 'trainingKind', { source: 'S4-29' }),
      trade: text('工种', { headings: ['培训工种', '培训专业'] }),
      institution: text('机构', { sensitivity: 'open', headings: ['培训机构'] }),
      from: date('培训开始日期', { headings: ['培训起', '开始时间', '培训开始时间'] }),
      to: date('培训结束日期', { headings: ['培训止', '结束时间', '培训结束时间'] }),
      hours: count('学时', { unit: '学时', headings: ['培训学时', '课时'] }),
      subsidy: amount('培训补贴', { sensitivity: 'sensitive', unit: '元', headings: ['补贴', '补贴金额'] })
    }),
    ...section('证书', {
      certificate: text('证书名称', { headings: ['证书'] }),
      certificateLevel: code('证书等级', 'certificateLevel', { headings: ['技能等级', '等级'] }),
      certificateNo: text('证书编号', { headings: ['编号', '证书号'] }),
      certificateOn: date('发证日期', { headings: ['证书日期', '取证日期'] })
    }),
    ...section('培训后就业', {
      employed: flag('培训后就业', { source: 'S4-29', headings: ['是否就业', '培训后是否就业'] }),
      employer: text('培训后就业单位', { headings: ['就业单位'] })
    }),
    ...recordFields
  }
})
