/** 导入记录: a workbook that was taken in, and how much it changed. `at` is 'YYYY-MM-DD HH:mm'. */
import { count, defineRegister, flag, section, text } from './define.ts'

const open = { sensitivity: 'open' } as const

export const importBatch = defineRegister({
  name: 'importBatch',
  title: '导入记录',
  identity: ['fileName', 'at'],
  fields: section('导入', {
    fileName: text('文件名', open),
    sheet: text('工作表', open),
    base: text('台账', open),
    print: text('版式特征', open),
    rows: count('行数', { ...open, unit: '行' }),
    households: count('户数', { ...open, unit: '户' }),
    people: count('人数', { ...open, unit: '人' }),
    records: count('记录数', { ...open, unit: '条' }),
    changes: count('改动项数', { ...open, unit: '项' }),
    by: text('导入人', open),
    at: text('导入时间', open),
    undone: flag('是否已撤销', open)
  })
})
