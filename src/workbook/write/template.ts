/**
 * Columns to be filled in: the field's own choices as a drop-down, and beside the cell how it is written. Derived
 * from the register, so that a template can never ask for what the import does not read.
 */
import type { Field } from '#core/registers/define.ts'
import { currentCodes } from '#core/registers/codes.ts'
import { labelOf, registerOf, systemRelationCodes } from '#core/registers/index.ts'
import type { ColumnSpec, SheetSpec } from './spec.ts'

const HINTS: Partial<Readonly<Record<Field['type'], string>>> = {
  date: '写成 2026-03-04 或 20260304；只知道年月的先留空。', month: '写成 2026-03 或 202603。', year: '写成 2026。',
  count: '写整数，不带单位；不知道就留空，没有才写 0。', idNumber: '按证件逐位填写，末位的 X 用大写；本列是文本格式，请不要改成数字。',
  phone: '手机 11 位，座机带区号，只写一个号码。', flag: '选“是”或“否”；不知道就留空。'
}

function hintOf(field: Field): string {
  if (field.type === 'amount') return `单位：${field.unit ?? '元'}，最多两位小数；不知道就留空，没有才写 0。`
  if (field.type === 'decimal') return `${field.unit ? `单位：${field.unit}，` : ''}最多 ${field.digits ?? 2} 位小数；不知道就留空。`
  if (field.type === 'codes') return '从下拉选项里选；有几项时用逗号隔开，如“因病,因学”的写法。'
  if (field.type === 'link') return `写“${registerOf(field.target ?? '')?.title ?? ''}”里已经登记的名称；有两个同名的，括号里的也照抄。`
  return HINTS[field.type] ?? ''
}

function choicesOf({ type, codes }: Field, today: string): readonly string[] {
  if (type === 'flag') return ['是', '否']
  if (!codes) return []
  // Of a hundred relations the system knows 28, and only these come back from it.
  const labels = codes === 'relation' ? systemRelationCodes.map(code => labelOf(codes, code)) : currentCodes(codes, today).map(item => item.label)
  return [...new Set(labels)]
}

const MIN_WIDTH = 5, MAX_WIDTH = 14

/** `today`: choices that are no longer given or not yet are not offered. `names`: what a link may name. */
export function templateColumn(heading: string, field: Field | undefined, today: string, names: readonly string[] = []): ColumnSpec {
  const width = Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, field?.type === 'idNumber' ? 10 : heading.length))
  if (!field) return { heading, width }
  const choices = field.type === 'link' ? names : choicesOf(field, today), hint = hintOf(field)
  return { heading, width, ...(choices.length > 0 ? { choices, several: field.type === 'codes' || field.type === 'link' } : {}), ...(hint === '' ? {} : { hint }) }
}

const ROOM = 2000

/** The sheet to fill in, and one that says what each column wants: an example line would be read as a record. */
export function templateSheets(title: string, columns: readonly ColumnSpec[]): readonly SheetSpec[] {
  const notes = columns.map(({ heading, hint = '', choices = [] }) => [heading, hint, choices.join('、')])
  return [
    { name: title, titles: [title, '从下一行起一行填一条，不要增减列、不要合并单元格；点开单元格看填写说明，有下拉的从下拉里选，不知道的留空。'], columns, count: 0, lines: [], room: ROOM },
    { name: '填写说明', titles: ['填写说明'], columns: [{ heading: '列名', width: 12 }, { heading: '怎样填', width: 28 }, { heading: '可以填的内容', width: 30 }], count: notes.length, lines: notes }
  ]
}
