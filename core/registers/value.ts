/**
 * The gate between what people write and what is stored. Blank is null and never zero or 否; what is not
 * understood is a problem in words, never a guess. What is merely doubtful (a wrong check digit) passes:
 * the checks show it.
 */
import { failed, ok } from '../result.ts'
import type { Result } from '../result.ts'
import type { Value } from '../sync/change.ts'
import { dayText, monthText } from './calendar.ts'
import { codeOf } from './codes.ts'
import type { CodeTableName } from './codes.ts'
import type { Field } from './define.ts'
import { exactUnits } from './exact.ts'
import type { ValueProblem } from './exact.ts'
import { idNumberProblem } from './id-number.ts'
import { cellLine, countCharacters, hasBidiControl, normaliseLongText, normaliseName, normaliseText, quoted, unwrapCell } from './normalise.ts'
import { isMaskedText } from './show.ts'

export { exportValue, formatValue, isMaskedText, maskValue } from './show.ts'
export { countInvisible, hasBidiControl, normaliseText } from './normalise.ts'
export type { ValueProblem } from './exact.ts'

type Parsed = Result<Value, ValueProblem>

const problem = (reason: string) => failed<ValueProblem>({ reason })

const nothing = new Set(['', '/', '\\', '-', '--', '—', '——', '–', '(空)', '空', 'null', 'NULL'])
const yes = new Set(['是', '有', '对', '已', '√', '✓', '✔', '☑', '1', 'y', 'yes', 'true', '已参保', '已实施', '已消除'])
const no = new Set(['否', '无', '没有', '不是', '未', '×', '✗', '✘', 'x', '0', 'n', 'no', 'false', '未参保', '未消除'])

function parseFlag(text: string): Parsed {
  const key = text.toLowerCase()
  if (yes.has(key)) return ok(true)
  if (no.has(key)) return ok(false)
  return problem(`${quoted(text)}不是“是”或“否”；不知道就留空`)
}

function parseCode(table: CodeTableName, text: string): Result<string | null, ValueProblem> {
  const code = codeOf(table, text)
  if (code !== undefined) return ok(code)
  return text === '无' ? ok(null) : problem(`${quoted(text)}不在选项里`)
}

function parseCodes(table: CodeTableName, text: string): Parsed {
  // Labels themselves may hold a slash or a 、, so the whole comes first and the finest cut last.
  for (const cut of [/[,;|]/u, /[,;|、]/u, /[,;|、/\s]/u]) {
    const parts = text.split(cut).map(part => part.trim()).filter(part => !nothing.has(part))
    const found = parts.map(part => codeOf(table, part))
    if (found.every(code => code !== undefined)) return ok([...new Set(found)])
  }
  if (text === '无') return ok(null)
  const unknown = text.split(/[,;|、]/u).map(part => part.trim()).find(part => part && codeOf(table, part) === undefined)
  return problem(`${quoted(unknown ?? text)}不在选项里`)
}

/** Year, month and day as far as they are written. */
function dateParts(text: string): readonly number[] | undefined {
  const day = text.replace(/[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$/u, '')
  const match = /^(\d{4})(\d{2})(\d{2})$/u.exec(day) ?? /^(\d{4})(\d{2})$/u.exec(day) ??
    /^(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})[日号]?|月)?$/u.exec(day)
  return match?.slice(1).filter(part => part !== undefined).map(Number)
}

// 正月初五, 三月十五, 腊月: days of the other calendar move by a month from year to year and are never guessed.
const lunar = /[农阴]历|初[一二三四五六七八九十]|廿|[正腊冬]月|闰.{1,2}月/u
const notLunar = (text: string): Parsed => problem(`${quoted(text)}是农历，请按身份证或户口簿写公历日期`)

function parseDate(text: string): Parsed {
  if (lunar.test(text)) return notLunar(text)
  const [year, month, day] = dateParts(text) ?? []
  if (year === undefined || month === undefined) return problem(`${quoted(text)}不是日期，请写成 2011-03-04`)
  if (day === undefined) return problem(`${quoted(text)}缺少日，请写成 2011-03-04`)
  const value = dayText(year, month, day)
  return value ? ok(value) : problem(`没有${quoted(text)}这一天`)
}

function parseMonth(text: string): Parsed {
  if (lunar.test(text)) return notLunar(text)
  // Excel turns 2023.10 into the number 2023.1: January or October, nobody can tell any more.
  if (/^\d{4}\.1$/u.test(text)) return problem(`${quoted(text)}可能是 1 月也可能是 10 月，请写成 ${text.slice(0, 4)}-01 或 ${text.slice(0, 4)}-10`)
  const [year, month, day] = dateParts(text) ?? []
  if (year === undefined || month === undefined) return problem(`${quoted(text)}不是年月，请写成 2023-04`)
  const value = day === undefined ? monthText(year, month) : dayText(year, month, day)?.slice(0, 7)
  return value ? ok(value) : problem(`没有${quoted(text)}这个月`)
}

function parseYear(text: string): Parsed {
  const match = /^(\d{4})(?:\.0)?年?度?$/u.exec(text)
  const year = Number(match?.[1])
  return year >= 1900 && year <= 2200 ? ok(year) : problem(`${quoted(text)}不是年份，请写成 2026`)
}

const countUnits = /(个月|月|人|次|天|亩|公里|千米|分钟|岁|平方米|m2|升|户)$/iu

function parseNumber(field: Field, text: string): Parsed {
  const places = field.type === 'decimal' ? field.digits ?? 2 : 0
  const units = exactUnits(text.replace(countUnits, ''), places)
  if (!units.ok) return units
  if (field.type === 'count' && units.value < 0) return problem(`${quoted(text)}不能小于 0`)
  return ok(units.value / 10 ** places)
}

const lostToNumber = /^\d(\.\d+)?E\+?\d+$/iu

function parseId(text: string): Parsed {
  if (lostToNumber.test(text)) return problem('单元格存成了数字，Excel 已丢失后三位，请按证件重新填写')
  const id = text.replace(/[\s-]/gu, '').toUpperCase().replaceAll('Х', 'X')
  if (!/^[0-9A-Z]{1,30}$/u.test(id)) return problem(`${quoted(text)}含有证件号码里没有的字符`)
  if (idNumberProblem(id) === 'digits-lost') return problem('末三位是 000 且校验码不对，Excel 已丢失后三位，请按证件重新填写')
  return ok(id)
}

function parsePhone(text: string): Parsed {
  if (lostToNumber.test(text)) return problem('单元格存成了数字，号码不完整，请重新填写')
  const digits = text.replace(/\.0$/u, '').replace(/[\s()-]/gu, '').replace(/^(\+86|0086|86(?=1\d{10}$))/u, '')
  if (/^\d+[/,;、]\d+/u.test(digits)) return problem('只能填一个号码')
  return /^\d{7,12}$/u.test(digits) ? ok(digits) : problem(`${quoted(text)}不是电话号码`)
}

const path = /^[MLQCZmlqcz0-9 .,-]*$/u

function parseText(field: Field, raw: string): Parsed {
  if (hasBidiControl(raw)) return problem('含有会改变文字显示方向的隐藏字符')
  const line = field.longText ? normaliseLongText(raw) : cellLine(raw)
  const text = field.label.includes('姓名') ? normaliseName(line) : line
  if (nothing.has(text) || (text === '无' && !field.longText)) return ok(null)
  const limit = field.longText ? 4000 : 200
  return countCharacters(text) > limit ? problem(`太长了，最多 ${limit} 个字`) : ok(text)
}

export function parseValue(field: Field, raw: string): Parsed {
  if (isMaskedText(field, raw)) return problem('带有遮盖用的 *，不是真实内容')
  if (field.type === 'text') return parseText(field, raw)
  if (field.type === 'drawing') return raw === '' ? ok(null) : raw.length <= 60_000 && path.test(raw) ? ok(raw) : problem('签名不是笔迹')
  if (hasBidiControl(raw)) return problem('含有会改变文字显示方向的隐藏字符')
  const text = normaliseText(unwrapCell(raw.trim()))
  if (nothing.has(text)) return ok(null)
  if (/^#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!)/u.test(text)) return problem(`单元格是公式错误 ${text}`)
  if (text === '无' && !['flag', 'code', 'codes'].includes(field.type)) return ok(null)
  switch (field.type) {
    case 'flag': return parseFlag(text)
    case 'code': return parseCode(field.codes!, text)
    case 'codes': return parseCodes(field.codes!, unwrapCell(raw.trim()).normalize('NFKC'))
    case 'date': return parseDate(text)
    case 'month': return parseMonth(text)
    case 'year': return parseYear(text)
    case 'amount': return exactUnits(text, 2)
    case 'count':
    case 'decimal': return parseNumber(field, text)
    case 'idNumber': return parseId(text)
    case 'phone': return parsePhone(text)
    case 'link': return ok(text)
  }
}
