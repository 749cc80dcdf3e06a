/** 帮扶措施: one measure for one household, in one of the fourteen groups of the national system. */
import { amount, code, date, defineRegister, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const measure = defineRegister({
  name: 'measure',
  title: '帮扶措施',
  household: 'household',
  identity: ['group', 'item', 'startedOn'],
  fields: {
    ...section('措施', {
      household: link('所属农户', 'household'),
      person: link('受帮扶成员', 'person'),
      group: code('措施类别', 'measureGroup', { source: 'G7', headings: ['帮扶措施类别', '措施大类', '帮扶类型'] }),
      item: code('措施项目', 'measureItem', { source: 'G1', headings: ['帮扶措施', '措施子项', '帮扶措施项目'] }),
      content: text('措施内容', { longText: true, headings: ['帮扶内容', '具体措施'] }),
      startedOn: date('开始日期', { headings: ['措施开始时间', '实施时间', '落实时间'] }),
      endedOn: date('结束日期', { headings: ['措施结束时间'] }),
      amount: amount('帮扶金额', { unit: '元', headings: ['金额', '投入资金'] }),
      department: text('责任部门', { ...open, headings: ['出资部门', '实施部门'] }),
      responsible: text('责任人', { headings: ['措施责任人'] }),
      status: code('落实情况', 'planStatus', { headings: ['措施状态'] }),
      effect: text('成效', { longText: true, headings: ['帮扶成效'] }),
      evidence: text('佐证', { longText: true, headings: ['佐证材料'] })
    }),
    ...recordFields
  }
})
