/**
 * 饮水排查: one inspection of a household's drinking water. The state of it (source, amount, quality, days
 * without, verdict) stands with the household; here stands what only an inspection tells.
 */
import { amount, code, count, date, decimal, defineRegister, link, phone, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

export const water = defineRegister({
  name: 'water',
  title: '饮水排查',
  household: 'household',
  identity: ['inspectedOn'],
  fields: {
    ...section('排查', {
      household: link('所属农户', 'household'),
      inspectedOn: date('排查日期', { headings: ['排查时间'] }),
      inspector: text('排查人'),
      fetchMeters: count('取水水平距离', { unit: '米', source: 'W32', headings: ['取水距离', '取水距离(米)', '水平距离'] }),
      fetchRise: count('取水垂直距离', { unit: '米', source: 'W32', headings: ['垂直距离'] }),
      reliability: decimal('供水保证率', { unit: '%', digits: 1, source: 'W32', headings: ['保证率', '保证率(%)'] }),
      fee: decimal('水费', { unit: '元/立方米', digits: 2, headings: ['水价', '水费(元/方)'] }),
      yearlyFee: amount('年水费', { unit: '元' }),
      sampledOn: date('水质检测日期'),
      reportNo: text('水质检测报告号')
    }),
    ...section('整改', {
      problem: text('问题', { longText: true, headings: ['存在问题', '饮水问题'] }),
      handling: code('处置', 'handleStatus', { headings: ['处置情况'] }),
      mendedOn: date('整改时间', { headings: ['整改日期', '整改完成时间'] }),
      keeper: text('管水员', { headings: ['管水员姓名'] }),
      keeperPhone: phone('管水员电话')
    }),
    ...recordFields
  }
})
