/**
 * 纸表: a sheet that was printed for a household, and its way back: entered by one person, checked by another.
 * `shown` is what stood on it, `changed` what the pen changed, one per line; times are 'YYYY-MM-DD HH:mm'.
 */
import { count, date, defineRegister, flag, link, section, text } from './define.ts'

const open = { sensitivity: 'open' } as const

export const paperSheet = defineRegister({
  name: 'paperSheet',
  title: '纸表',
  household: 'household',
  identity: ['code'],
  fields: section('纸表', {
    household: link('所属农户', 'household'),
    code: text('表码', open),
    kind: text('表种', open),
    printedAt: text('打印时间', open),
    printedBy: text('打印人', open),
    shown: text('表上内容', { sensitivity: 'sensitive', longText: true }),
    returned: date('收回日期', open),
    enteredBy: text('录入人', open),
    enteredAt: text('录入时间', open),
    changed: text('改动内容', { sensitivity: 'sensitive', longText: true }),
    changes: count('改动项数', open),
    checkedBy: text('核对人', open),
    checkedAt: text('核对时间', open),
    matched: flag('核对一致', open)
  })
})
