/**
 * One cell as a value. Before the text is understood (core/registers/value) the cell's own type is looked
 * at: a number in a column of numbers-that-are-names has lost digits for good, and must be typed again.
 */
import { ageOn, dayFromSerial } from '#core/registers/calendar.ts'
import { amountProblem, type AmountBounds } from '#core/income/amount.ts'
import type { Field } from '#core/registers/define.ts'
import { codeOf } from '#core/registers/codes.ts'
import { exactUnits } from '#core/registers/exact.ts'
import { birthDateOf, from15Digits, idNumberProblem, isPlaceholderId } from '#core/registers/id-number.ts'
import { countInvisible, isMaskedText, parseValue } from '#core/registers/value.ts'
import { failed, ok, type Result } from '#core/result.ts'
import type { Value } from '#core/sync/change.ts'

/** n number, s text, b boolean, e error (its text), z nothing. */
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
/** Years. Nobody in the country has been older. */
const OLDEST = 120

const named = (field: Field): boolean => field.type === 'text' && /编号|账号|卡号|学籍号/.test(field.label)

/** The text Excel would show for it, digits written out. */
export function cellText({ type, value }: RawCell): string {
  if (type === 's') return String(value)
  if (type === 'b') return value ? '是' : '否'
  if (type === 'n') return plainNumber(Number(value))
  if (type === 'e') return String(value)
  return ''
}

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

/** What a cell is read by besides its field. */
export interface CellContext {
  /** Birthday by the number of the same line, to decide between two readings of a birth date; '' where there is none. */
  readonly born: string
  /** What one unit of the column is in the field's own: 10000 under 万元. */
  readonly factor: number
  /** A tick in a column headed 健康 says 健康. */
  readonly heading: string
  /** 'YYYY-MM-DD' or '': nobody is born after it. */
  readonly today: string
}

export const NO_CONTEXT: CellContext = { born: '', factor: 1, heading: '', today: '' }

export function readCell(field: Field, cell: RawCell, context: CellContext = NO_CONTEXT): Result<Read, CellProblem> {
  const text = cellText(cell)
  if (cell.type === 'e') return error('formula-error', `“${field.label}”：公式的结果是错误 ${text}，请改成值`)
  if (cell.type === 'n') {
    if (field.type === 'idNumber') return numberInIdColumn(text)
    if (field.type === 'phone') return numberInPhoneColumn(text)
    if (named(field)) return error('number-is-number', `“${field.label}”被存成了数字 ${text}，可能丢了位数；请把该列设为“文本”格式后重新填写`)
    if (field.type === 'date' || field.type === 'month') return notAfter(field, numberInDateColumn(field, cell, text, context.born), context)
  }
  if (isMaskedText(field, text)) return ok({ value: null, warning: maskedProblem(field.label) })
  const parsed = context.factor === 1 ? parseValue(field, text) : inOwnUnit(field, text, context.factor)
  if (!parsed.ok) {
    const ticked = tickedCode(field, text, context.heading)
    if (ticked !== undefined) return ok({ value: ticked })
    if (field.type === 'idNumber') {
      const lost = /000$/.test(text.trim()) && idNumberProblem(text.trim()) === 'digits-lost'
      return error(lost ? 'id-digits-lost' : /E\+?\d/i.test(text) ? 'id-is-number' : 'value-unknown', `“${field.label}”：${parsed.error.reason}`)
    }
    if (field.type === 'date') return notAfter(field, unclearDate(field, text, context.born, parsed.error.reason), context)
    if (field.type === 'month' && /^\s*\d{4}\.1\s*$/.test(text.normalize('NFKC'))) return error('date-unclear', `“${field.label}”：${parsed.error.reason}`)
    return error(field.type === 'code' || field.type === 'codes' ? 'label-unknown' : 'value-unknown', `“${field.label}”：${parsed.error.reason}`)
  }
  if (field.type === 'idNumber' && typeof parsed.value === 'string') return ok(doubtful(field, parsed.value, context.today))
  if (field.type === 'text' && typeof parsed.value === 'string') return ok(cleaned(field, text, parsed.value))
  return notAfter(field, ok({ value: parsed.value }), context)
}

export const AMOUNT_REFUSED = 'income-amount'
/** An income below zero or beyond all bounds: left out and said so, the rest of its line is read. A large one stands. */
export function boundedAmount(register: string, name: string, label: string, read: Read, bounds: AmountBounds): Read {
  const refused = register === 'income' ? amountProblem(name, read.value, bounds) : null
  if (!refused || refused.again) return read
  return { value: null, warning: { code: AMOUNT_REFUSED, severity: 'warning', text: `“${label}”没有读入：${refused.reason}（${refused.rule}）` } }
}

export const MASKED = 'masked-value'
/** Left out and said so: what was masked says nothing of what stands in the book. */
export const maskedProblem = (label: string, cells = 1): CellProblem =>
  ({ code: MASKED, severity: 'warning', text: `“${label}”是遮盖过的内容，没有读入${cells > 1 ? `（共 ${cells} 格）` : ''}` })

/** A number under 万元 or 公顷, exactly; a cell that names its own unit has it. */
function inOwnUnit(field: Field, text: string, factor: number): ReturnType<typeof parseValue> {
  if (!/^[-−\d.,\s]+$/.test(text.normalize('NFKC')) || field.type === 'text') return parseValue(field, text)
  const places = field.type === 'amount' ? 2 : field.type === 'decimal' ? field.digits ?? 2 : 0
  const tens = Math.log10(factor)
  if (Number.isInteger(tens)) {
    const units = exactUnits(text.normalize('NFKC'), places + tens)
    return units.ok ? ok(field.type === 'amount' ? units.value : units.value / 10 ** places) : parseValue(field, text)
  }
  // Two places more than the field keeps, and rounded once.
  const units = exactUnits(text.normalize('NFKC'), places + 2)
  if (!units.ok) return parseValue(field, text)
  const own = Math.round(units.value * factor / 100)
  return ok(field.type === 'amount' ? own : own / 10 ** places)
}

const TICK = /^[√✓✔☑]$/u

function tickedCode(field: Field, text: string, heading: string): Value | undefined {
  if (!field.codes || !TICK.test(text.trim())) return undefined
  const code = codeOf(field.codes, heading.split('/').at(-1) ?? '')
  return code === undefined ? undefined : field.type === 'codes' ? [code] : code
}

/** Nobody is born tomorrow or was 130 years ago; other days may well be planned. */
function notAfter(field: Field, read: Result<Read, CellProblem>, { today }: CellContext): Result<Read, CellProblem> {
  if (!read.ok || today === '' || field.label !== '出生日期' || typeof read.value.value !== 'string') return read
  const born = read.value.value
  if (born <= today) return ageOn(born, today) <= OLDEST ? read : error('date-too-old', `“${field.label}”：${born} 出生已经 ${ageOn(born, today)} 岁，请核对`)
  return error('date-future', `“${field.label}”：${read.value.value} 还没有到，请核对`)
}

const oddLetters = /[\u{E000}-\u{F8FF}\u{F0000}-\u{10FFFD}]|\p{Extended_Pictographic}/u

/** What was taken off is said; what may show as a box elsewhere too. */
function cleaned(field: Field, raw: string, value: string): Read {
  // An emoji of a remark keeps what holds it together: only what is gone is said to be gone.
  if (countInvisible(raw) > countInvisible(value)) return { value, warning: { code: 'text-cleaned', severity: 'warning', text: `“${field.label}”里有看不见的字符，已经去掉：${value.slice(0, 20)}` } }
  if (field.label.includes('姓名') && oddLetters.test(value)) return { value, warning: { code: 'text-odd', severity: 'warning', text: `“${field.label}” ${value.slice(0, 20)} 里有自造字或表情，别的电脑上可能显示不出来，请核对` } }
  return { value }
}

/** A wrong check digit stands in the national roster already: shown, not refused. */
function doubtful(field: Field, id: string, today: string): Read {
  const problem = idNumberProblem(id)
  if (problem === null || problem === 'digits-lost') return { value: id, ...unlikelyBirth(field, id, today) }
  const long = from15Digits(id)
  if (long !== undefined && idNumberProblem(long) === null)
    return { value: long, warning: { code: 'id-15-digits', severity: 'warning', text: `“${field.label}” ${id} 是 15 位老号码，已换算成 ${long}，请与证件核对` } }
  const text = problem === 'length' ? `是 ${id.length} 位，应为 18 位` : problem === 'checksum' ? '校验码不对，请与证件核对'
    : problem === 'birth-date' ? '里的出生日期不存在，请与证件核对' : '含有不该有的字符，请与证件核对'
  return { value: id, warning: { code: `id-${problem}`, severity: 'warning', text: `“${field.label}” ${id} ${text}` } }
}

/** The number passes its check digit, and says that somebody is a hundred and thirty or not born yet. */
function unlikelyBirth(field: Field, id: string, today: string): { readonly warning?: CellProblem } {
  const born = birthDateOf(id)
  if (today === '' || born === undefined || isPlaceholderId(id) || (born <= today && ageOn(born, today) <= OLDEST)) return {}
  return { warning: { code: 'id-age', severity: 'warning', text: `“${field.label}” ${id} 里的出生日期是 ${born}，${born > today ? '还没有到' : `已经 ${ageOn(born, today)} 岁`}，请与证件核对` } }
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
    ? ok({ value: text })
    : error('phone-is-number', `电话被存成了数字 ${text}，开头的 0 可能已经丢失；请把该列设为“文本”格式后重新填写`)
}

function numberInDateColumn(field: Field, cell: RawCell, text: string, born: string): Result<Read, CellProblem> {
  const day = dayFromSerial(Number(cell.value) + (cell.from1904 ? DAYS_TO_1904 : 0))
  if (cell.isDate) return day ? ok({ value: field.type === 'month' ? day.slice(0, 7) : day }) : error('value-unknown', `“${field.label}”：没有 ${text} 这一天`)
  const parsed = parseValue(field, text)
  if (parsed.ok) return ok({ value: parsed.value })
  if (born !== '' && (day === born || isMonthOf(text, born))) return ok({ value: born })
  return error('date-unclear', `“${field.label}”：${text} 是数字，看不出是哪一天，请写成 2011-03-04`)
}

/** 2023.10 as a number is 2023.1: January or October, which the birthday on the card decides. */
function isMonthOf(text: string, born: string): boolean {
  const [, year, month] = MONTH.exec(text.normalize('NFKC')) ?? []
  if (!year || !month || !born.startsWith(`${year}-`)) return false
  return born.slice(5, 7) === month.padStart(2, '0') || (/\.1\s*$/.test(text) && born.slice(5, 7) === '10')
}

const MONTH = /^\s*(\d{4})[-./年]?(\d{1,2})月?\s*$/

function unclearDate(field: Field, text: string, born: string, reason: string): Result<Read, CellProblem> {
  const [, year, month] = MONTH.exec(text.normalize('NFKC')) ?? []
  if (!year || !month) return error('value-unknown', `“${field.label}”：${reason}`)
  if (isMonthOf(text, born)) return ok({ value: born })
  if (/^\s*\d{4}\.1\s*$/.test(text.normalize('NFKC'))) return error('date-unclear', `“${field.label}”：“${text.trim()}”可能是 1 月也可能是 10 月，也没有写到日，请写成 ${year}-10-05 的样子`)
  return ok({ value: null, warning: { code: 'date-incomplete', severity: 'warning', text: `“${field.label}”：“${text.trim()}”没有写到日，没有读入` } })
}
