/** 线索名单: one workbook of a department or a list of doubtful data as it came in; its lines are clues. */
import { code, count, date, defineRegister, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const clueBatch = defineRegister({
  name: 'clueBatch',
  title: '线索名单',
  identity: ['title', 'receivedOn'],
  fields: {
    ...section('名单', {
      title: text('名单名称', open),
      kind: code('名单类型', 'clueBatchKind', open),
      department: text('发送部门', open),
      receivedOn: date('接收日期', open),
      dueOn: date('要求办结日期', open),
      rows: count('行数', { ...open, unit: '行' }),
      matched: count('匹配上的', { ...open, unit: '行' }),
      unmatched: count('没有匹配上的', { ...open, unit: '行' }),
      fileName: text('文件名'),
      fileDigest: text('文件指纹', open),
      /** JSON: sheet, heading row, headings in order, which column means what (core/alerts). */
      layout: text('版式', { sensitivity: 'sensitive', longText: true }),
      returnedOn: date('反馈日期', open)
    }),
    ...recordFields
  }
})
