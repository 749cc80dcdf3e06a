/** 救助平台申请: one matter asked of the provincial platform, from asking to the answer. */
import { code, date, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

export const platformRequest = defineRegister({
  name: 'platformRequest',
  title: '救助平台申请',
  household: 'household',
  person: 'person',
  identity: ['item', 'submittedOn'],
  fields: {
    ...section('申请', {
      household: link('所属农户', 'household'),
      person: link('申请人', 'person', { headings: ['申请人姓名'] }),
      requestNo: text('申请编号', { headings: ['受理编号', '工单号'] }),
      item: code('申请事项', 'assistanceServiceItem', { sensitivity: 'sensitive', source: 'S1-20', headings: ['事项', '救助事项'] }),
      by: code('本人/代申请', 'applyBy', { headings: ['申请方式', '是否代申请'] }),
      proxy: text('代申请人'),
      channel: code('申请渠道', 'requestChannel', { source: 'S4-03', headings: ['渠道'] }),
      submittedOn: date('提交时间', { headings: ['提交日期', '申请时间'] })
    }),
    ...section('办理', {
      acceptedOn: date('受理时间', { headings: ['受理日期'] }),
      department: text('转办部门', { sensitivity: 'open', headings: ['办理部门'] }),
      handler: text('承办人', { headings: ['经办人'] }),
      verified: text('核实结果', { longText: true, headings: ['核实情况'] }),
      doneOn: date('办结时间', { headings: ['办结日期'] }),
      result: code('办理结果', 'requestResult', { merge: 'decided', headings: ['结果', '办结结果'] }),
      becameClue: flag('是否转为返贫线索', { headings: ['转为返贫线索'] }),
      rating: code('群众评价', 'satisfaction', { headings: ['满意度'] })
    }),
    ...recordFields
  }
})
