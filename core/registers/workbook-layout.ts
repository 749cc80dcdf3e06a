/** 工作簿版式: which column of a layout is which field, as a person corrected it. `columns` is JSON. */
import { defineRegister, section, text } from './define.ts'

const open = { sensitivity: 'open' } as const

export const workbookLayout = defineRegister({
  name: 'workbookLayout',
  title: '工作簿版式',
  identity: ['print'],
  fields: section('版式', {
    print: text('版式特征', open),
    base: text('台账', open),
    columns: text('列对应', { ...open, longText: true }),
    by: text('确认人', open),
    at: text('确认时间', open)
  })
})
