/**
 * 雨露计划与教育资助: one grant of one term. School, grade and student number stand with the person; an
 * application goes 村初审 → 乡镇 → 县 and keeps what each of them decided.
 */
import { amount, code, date, defineRegister, flag, link, section, text, year } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const
const decision = (label: string) => code(label, 'reviewResult', { ...open, merge: 'decided', source: 'W63' })

export const educationAid = defineRegister({
  name: 'educationAid',
  title: '雨露计划与教育资助',
  household: 'household',
  person: 'person',
  identity: ['kind', 'year', 'term'],
  fields: {
    ...section('资助', {
      household: link('所属农户', 'household'),
      person: link('受助学生', 'person'),
      kind: code('资助类型', 'educationAidKind', { ...open, headings: ['资助项目', '教育资助类型'] }),
      year: year('资助年度', { ...open, headings: ['年度'] }),
      term: code('学期', 'schoolTerm', { ...open, headings: ['雨露计划(春/秋)', '春/秋', '发放学期', '春秋季'] }),
      amount: amount('资助金额', { sensitivity: 'sensitive', unit: '元', headings: ['金额', '雨露计划金额', '补助金额'] }),
      paidOn: date('资助发放日期', { ...open, headings: ['发放日期', '发放时间'] }),
      bank: text('资助发放银行', { sensitivity: 'sensitive', headings: ['银行', '发放银行'] }),
      status: code('发放状态', 'payStatus', { ...open })
    }),
    ...section('申请', {
      appliedOn: date('申请日期', { ...open, source: 'W63' }),
      formsComplete: flag('申请材料是否齐全', { ...open, source: 'W63', headings: ['申请材料'] }),
      villageReview: decision('村初审'),
      townshipReview: decision('乡镇审核'),
      countyReview: decision('县级审定')
    }),
    ...recordFields
  }
})
