/** 帮扶结对: which cadre stands by which household from when to when; one main helper at a time. */
import { date, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const pairing = defineRegister({
  name: 'pairing',
  title: '帮扶结对',
  household: 'household',
  identity: ['cadre', 'from'],
  fields: {
    ...section('结对', {
      household: link('结对农户', 'household'),
      cadre: link('帮扶责任人', 'cadre', { ...open, source: 'G7', headings: ['帮扶人', '结对干部', '帮扶责任人姓名'] }),
      main: flag('是否主要帮扶责任人', { ...open, headings: ['主要责任人'] }),
      from: date('帮扶开始时间', { ...open, source: 'G7', headings: ['结对时间', '帮扶开始日期'] }),
      to: date('帮扶结束时间', { ...open, source: 'G7', headings: ['帮扶结束日期'] }),
      endReason: text('调整原因', { ...open, headings: ['取消结对原因'] })
    }),
    ...recordFields
  }
})
