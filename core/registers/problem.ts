/**
 * 问题整改: from the finding of an inspection to its closing; closing needs evidence (R207). Most problems are
 * the village's: the household is a link where one is named, not the owner, or no other could be entered.
 */
import { amount, code, count, date, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const problem = defineRegister({
  name: 'problem',
  title: '问题整改',
  identity: ['problemNo'],
  fields: {
    ...section('问题', {
      household: link('涉及农户', 'household'),
      problemNo: text('问题编号', { ...open, headings: ['编号'] }),
      from: code('问题来源', 'problemSource', { ...open, source: 'S4-32', headings: ['来源渠道'] }),
      reportedOn: date('反馈日期', { ...open, headings: ['反馈时间'] }),
      class: code('问题类别', 'problemClass', { ...open, headings: ['类别'] }),
      description: text('问题描述', { longText: true, headings: ['问题', '存在问题', '具体问题'] }),
      villages: text('涉及村', { ...open }),
      households: count('涉及户数', { ...open, unit: '户', headings: ['涉及户'] }),
      people: count('涉及人数', { ...open, unit: '人', headings: ['涉及人'] }),
      amount: amount('涉及金额', { ...open, unit: '元' })
    }),
    ...section('整改', {
      measures: text('整改措施', { longText: true }),
      unit: text('责任单位', open),
      responsible: text('责任人', { headings: ['整改责任人'] }),
      dueOn: date('整改时限', { ...open, headings: ['整改期限'] }),
      status: code('进展', 'problemStatus', { ...open, headings: ['整改进展', '整改状态'] }),
      progress: text('进展说明', { longText: true }),
      lateReason: text('逾期原因', { longText: true }),
      evidence: text('佐证', { longText: true, headings: ['佐证材料'] }),
      doneOn: date('完成日期', { ...open, headings: ['完成时间', '整改完成日期'] }),
      doneBy: text('完成人', { headings: ['整改完成人'] }),
      acceptedBy: text('验收人'),
      acceptedOn: date('验收日期', { ...open, headings: ['验收时间'] }),
      closedOn: date('销号日期', { ...open, merge: 'decided', headings: ['销号时间'] }),
      generalised: flag('是否举一反三', { ...open, headings: ['举一反三'] }),
      relapsed: flag('是否返潮', { ...open, headings: ['返潮'] }),
      followUpOn: date('回头看日期', { ...open, headings: ['回头看时间'] }),
      parent: link('举一反三自', 'problem')
    }),
    ...recordFields
  }
})
