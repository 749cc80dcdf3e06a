/**
 * 风险线索: one hint that a household may need help, from a department's list, a fixed rule, the household itself,
 * or one line of a list of doubtful data. A line that matched nobody has no household and waits for a person.
 */
import { amount, code, count, date, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const
const sensitive = { sensitivity: 'sensitive' } as const

export const clue = defineRegister({
  name: 'clue',
  title: '风险线索',
  household: 'household',
  person: 'person',
  identity: ['batch', 'row', 'rule', 'receivedOn'],
  fields: {
    ...section('线索', {
      household: link('涉及农户', 'household'),
      person: link('涉及成员', 'person'),
      channel: code('来源渠道', 'discoveryChannel', { ...open, source: 'S4-04' }),
      department: text('推送部门', { ...open, source: 'W14' }),
      rule: text('预警规则', { ...open, source: 'W14' }),
      figure: amount('预警金额', { ...sensitive, unit: '元' }),
      content: text('线索内容', { ...sensitive, longText: true }),
      receivedOn: date('接收日期', open),
      dueOn: date('应办结日期', open)
    }),
    ...section('名单', {
      batch: link('名单', 'clueBatch'),
      disaster: link('群体事件', 'disaster'),
      /** The sheet's own row number. */
      row: count('行号', open),
      /** The line as it came: JSON of texts by column. */
      raw: text('原始内容', { ...sensitive, longText: true }),
      matchedBy: code('匹配方式', 'clueMatch', open)
    }),
    ...section('办理', {
      status: code('办理状态', 'clueStatus', { ...open, merge: 'decided' }),
      assignedTo: text('交办人', open),
      assignedOn: date('交办日期', open),
      visit: link('入户走访', 'visit'),
      case: link('监测程序', 'monitorCase'),
      answer: code('核实结论', 'clueAnswer', { ...open, merge: 'decided' }),
      answerText: text('核实情况', { ...sensitive, longText: true }),
      evidence: text('佐证', { longText: true }),
      answeredBy: text('核实人', open),
      answeredOn: date('核实日期', open),
      corrected: flag('是否已更正数据', open)
    }),
    ...recordFields
  }
})
