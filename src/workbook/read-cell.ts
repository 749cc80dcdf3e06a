/**
 * One cell as a value. Before the text is understood (core/registers/value) the cell's own type is looked
 * at: a number in a column of numbers-that-are-names has lost digits for good, and must be typed again.
 */
import { dayFromSerial } from '#core/registers/calendar.ts'
import type { Field } from '#core/registers/define.ts'
import { birthDateOf, idNumberProblem } from '#core/registers/id-number.ts'
import { parseValue } from '#core/registers/value.ts'
import { failed, ok, type Result } from '#core/result.ts'
import type { Value } from '#core/sync/change.ts'

/** As SheetJS gives it: n number, s text, b boolean, e error, z nothing. */
export interface RawCell {
  readonly type: string
  readonly value: unknown
  /** The number format says this is a day. */
  readonly isDate: boolean
  /** Excel for Mac of old counted days from 1904. */
  readonly from1904: boolean
}

export interface CellProblem {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly text: string
}

/** A value, or the reason there is none; a value may come with a warning. */
export interface Read {
  readonly value: Value
  readonly warning?: CellProblem
}

const error = (code: string, text: string): Result<Read, CellProblem> => failed({ code, severity: 'error', text })
const EXCEL_DIGITS = 15
const DAYS_TO_1904 = 1462

const named = (field: Field): boolean => field.type === 'text' && /编号|账号|卡号|学籍号/.test(field.label)

/** The text Excel would show for it, digits written out. */
export function cellText({ type, value }: RawCell): string {
  if (type === 's') return String(value)
  if (type === 'b') return value ? '是' : '否'
  if (type === 'n') return plainNumber(Number(value))
  if (type === 'e') return ERRORS[Number(value)] ?? '#N/A'
  return ''
}

const ERRORS: Readonly<Record<number, string>> = { 0: '#NULL!', 7: '#DIV/0!', 15: '#VALUE!', 23: '#REF!', 29: '#NAME?', 36: '#NUM!', 42: '#N/A' }

/** Excel keeps 15 digits: 530521195510182955 became 530521195510183000. Written out without an exponent. */
function plainNumber(value: number): string {
  // Through 15 digits, so that a binary tail such as 0.30000000000000004 does not show.
  const [, sign = '', whole = '', fraction = '', power] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(value.toPrecision(EXCEL_DIGITS)) ?? []
  const exponent = Number(power ?? 0)
  if (exponent < 0) return String(Number(value.toPrecision(EXCEL_DIGITS)))
  const digits = whole + fraction.padEnd(exponent, '0')
  const rest = digits.slice(whole.length + exponent).replace(/0+$/, '')
  return sign + digits.slice(0, whole.length + exponent) + (rest && `.${rest}`)
}

/** `idNo`: the person's number on the same line, to decide between two readings of a birth date. */
export function readCell(field: Field, cell: RawCell, idNo: string): Result<Read, CellProblem> {
  const text = cellText(cell)
  if (cell.type === 'n') {
    if (field.type === 'idNumber') return numberInIdColumn(text)
    if (field.type === 'phone') return numberInPhoneColumn(text)
    if (named(field)) return error('number-is-number', `“${field.label}”被存成了数字 ${text}，可能丢了位数；请把该列设为“文本”格式后重新填写`)
    if (field.type === 'date' || field.type === 'month') return numberInDateColumn(field, cell, text, idNo)
  }
  const parsed = parseValue(field, text)
  if (!parsed.ok) {
    if (field.type === 'idNumber') {
      const lost = /000$/.test(text.trim()) && idNumberProblem(text.trim()) === 'digits-lost'
      return error(lost ? 'id-digits-lost' : /E\+?\d/i.test(text) ? 'id-is-number' : 'value-unknown', `“${field.label}”：${parsed.error.reason}`)
    }
    if (field.type === 'date') return unclearDate(field, text, idNo, parsed.error.reason)
    return error(field.type === 'code' || field.type === 'codes' ? 'label-unknown' : 'value-unknown', `“${field.label}”：${parsed.error.reason}`)
  }
  return field.type === 'idNumber' && typeof parsed.value === 'string' ? ok(doubtful(field, parsed.value)) : ok({ value: parsed.value })
}

/** A wrong check digit stands in the national roster already: shown, not refused. */
function doubtful(field: Field, id: string): Read {
  const problem = idNumberProblem(id)
  if (problem === null || problem === 'digits-lost') return { value: id }
  const text = problem === 'length' ? `是 ${id.length} 位，应为 18 位` : problem === 'checksum' ? '校验码不对，请与证件核对'
    : problem === 'birth-date' ? '里的出生日期不存在，请与证件核对' : '含有不该有的字符，请与证件核对'
  return { value: id, warning: { code: `id-${problem}`, severity: 'warning', text: `“${field.label}” ${id} ${text}` } }
}

function numberInIdColumn(text: string): Result<Read, CellProblem> {
  const lost = text.endsWith('000') && idNumberProblem(text) === 'digits-lost'
  return lost
    ? error('id-digits-lost', `证件号码被存成了数字 ${text}，末三位已经丢失；请把该列设为“文本”格式，再按证件重新填写`)
    : error('id-is-number', `证件号码被存成了数字 ${text}，位数可能已经丢失；请把该列设为“文本”格式，再按证件重新填写`)
}

function numberInPhoneColumn(text: string): Result<Read, CellProblem> {
  // Eleven digits beginning with 1 fit into a number whole; a landline's leading zero does not.
  return /^1\d{10}$/.test(text)
    ? ok({ value: text, warning: { code: 'phone-is-number', severity: 'warning', text: `电话 ${text} 被存成了数字，已按 11 位手机号读入；该列宜设为“文本”格式` } })
    : error('phone-is-number', `电话被存成了数字 ${text}，开头的 0 可能已经丢失；请把该列设为“文本”格式后重新填写`)
}

function numberInDateColumn(field: Field, cell: RawCell, text: string, idNo: string): Result<Read, CellProblem> {
  const day = dayFromSerial(Number(cell.value) + (cell.from1904 ? DAYS_TO_1904 : 0))
  if (cell.isDate) return day ? ok({ value: field.type === 'month' ? day.slice(0, 7) : day }) : error('value-unknown', `“${field.label}”：没有 ${text} 这一天`)
  const parsed = parseValue(field, text)
  if (parsed.ok) return ok({ value: parsed.value })
  if (day && day === birthDateOf(idNo)) return ok({ value: day })
  return error('date-unclear', `“${field.label}”：${text} 是数字，看不出是哪一天，请写成 2011-03-04`)
}

function unclearDate(field: Field, text: string, idNo: string, reason: string): Result<Read, CellProblem> {
  const [, year, month] = /^\s*(\d{4})[-./年]?(\d{1,2})月?\s*$/.exec(text.normalize('NFKC')) ?? []
  if (!year || !month) return error('value-unknown', `“${field.label}”：${reason}`)
  const born = birthDateOf(idNo)
  if (born?.startsWith(`${year}-${month.padStart(2, '0')}`)) return ok({ value: born })
  return ok({ value: null, warning: { code: 'date-incomplete', severity: 'warning', text: `“${field.label}”：“${text.trim()}”没有写到日，没有读入` } })
}
