/**
 * 节假日安排: one day that is not what its weekday says. The years published so far come with the program
 * (resources/holidays.json); a row of the county adds a year, or corrects one, without a release.
 */
import { code, date, defineRegister, section, text } from './define.ts'

const open = { sensitivity: 'open', merge: 'decided' } as const

export const calendarDay = defineRegister({
  name: 'calendarDay',
  title: '节假日安排',
  identity: ['on'],
  fields: section('节假日', {
    on: date('日期', open),
    kind: code('安排', 'calendarDayKind', open),
    title: text('节日', open),
    source: text('来源', open)
  })
})
