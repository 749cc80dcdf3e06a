/**
 * From what was typed to what is stored, and back to what an input shows. Options are typed as their
 * numbers, several of them separated by commas. What is only doubtful passes and is shown by the checks; an income
 * that is only large is asked about once, because nothing later would notice the nought too many.
 */
import { failed, ok } from '../result.ts'
import type { Result } from '../result.ts'
import { amountBounds, amountProblem, type AmountBounds } from '../income/amount.ts'
import type { Values } from '../registers/define.ts'
import { unitsText } from '../registers/exact.ts'
import { birthDateOf, idNumberProblem, sexOf } from '../registers/id-number.ts'
import { fieldOf } from '../registers/index.ts'
import { parseValue } from '../registers/value.ts'
import { defaultStandards } from '../registers/standard.ts'
import type { ValueProblem } from '../registers/value.ts'
import type { Value } from '../sync/change.ts'
import { sameValue } from '../sync/merge.ts'
import { answered } from './question.ts'
import type { Option, Question } from './question.ts'

/** `again`: it is only large, and saying it a second time is enough. */
export interface AnswerProblem extends ValueProblem { readonly again?: boolean }

/** What an answer is judged by besides its field. */
export interface AnswerRules {
  /** Of the household's area and the year: the county's before this version's own. */
  readonly bounds?: AmountBounds
  /** The very same was said before and asked about. */
  readonly sure?: boolean
}

type Parsed = Result<Value, AnswerProblem>
const problem = (reason: string) => failed<AnswerProblem>({ reason })

const HEALTHY = '01'
/** Where nobody has looked up the county's. */
const BUILT_IN = amountBounds(defaultStandards, '', Infinity)

const asValue = (question: Question, { code }: Option): Value => question.type === 'flag' ? code === 'true' : code

function parseChoice(question: Question, raw: string): Parsed {
  const option = question.options.find(({ number }) => number === Number(raw))
  return option ? ok(asValue(question, option)) : problem(`没有第 ${Number(raw)} 项，共 ${question.options.length} 项`)
}

function parseChoices(question: Question, raw: string): Parsed {
  const numbers = raw.split(/[\s,，、]+/u).filter(Boolean).map(Number)
  const unknown = numbers.find(number => !question.options.some(option => option.number === number))
  if (unknown !== undefined) return problem(`没有第 ${unknown} 项，共 ${question.options.length} 项`)
  const codes = [...new Set(numbers)].map(number => question.options.find(option => option.number === number)!.code)
  if (question.register === 'person' && question.field === 'health' && codes.length > 1 && codes.includes(HEALTHY)) {
    return problem('“健康”不能和其他状况同选')
  }
  return ok(codes)
}

function parseRaw(question: Question, raw: string, { bounds = BUILT_IN, sure = false }: AnswerRules): Parsed {
  const text = raw.trim()
  const numeric = /^[\d\s,，、]+$/u.test(text)
  if (question.type === 'presence' || (question.options.length > 0 && question.type !== 'codes' && /^\d+$/u.test(text))) {
    return parseChoice(question, text)
  }
  if (question.type === 'codes' && numeric) return parseChoices(question, text)
  const field = fieldOf(question.register, question.field)
  if (!field) return problem('这一项不能填写')
  const parsed = parseValue(field, raw)
  const refused = parsed.ok && question.register === 'income' ? amountProblem(question.field, parsed.value, bounds) : null
  // What stands there already was meant once.
  if (!refused || (refused.again && (sure || (parsed.ok && sameValue(question.value ?? null, parsed.value))))) return parsed
  return failed<AnswerProblem>({ reason: `${refused.reason}（${refused.rule}）`, ...(refused.again && { again: true }) })
}

export function parseAnswer(question: Question, raw: string, rules: AnswerRules = {}): Parsed {
  const parsed = parseRaw(question, raw, rules)
  return parsed.ok && question.required && !answered(parsed.value) ? problem('这一项不能留空') : parsed
}

/** What the input shows for a value: 16000, 2,4, 2026-11-20. parseAnswer(question, rawOf(question, value)) gives it back. */
export function rawOf(question: Question, value: Value | undefined): string {
  if (!answered(value)) return ''
  if (question.options.length > 0) {
    const codes = (Array.isArray(value) ? value : [String(value)])
    const numbers = codes.map(code => question.options.find(option => option.code === code)?.number)
    // A code no option is offered for (one of the other 78 relations) is kept as it is written.
    return numbers.every(number => number !== undefined) ? numbers.join(',') : codes.join(',')
  }
  if (question.type === 'amount') return unitsText(Number(value), 2).replace(/\.00$/, '')
  return Array.isArray(value) ? value.join('、') : String(value)
}

/** What an input starts with: the answer, or else what is already known. */
export const prefillOf = (question: Question): string =>
  rawOf(question, answered(question.value) ? question.value : question.previous?.value)

/** Whether this value has to be written: an answer that the record already holds is no change. */
export const isChange = ({ value: held }: Question, value: Value): boolean =>
  held === undefined ? answered(value) : answered(held) || answered(value) ? !sameValue(held, value) : false

/** Fields that follow from an answer. A wrong card number says nothing about its holder. */
export function fieldsOf(question: Question, value: Value): Values {
  if (question.register === 'person' && question.field === 'idNo' && typeof value === 'string' && idNumberProblem(value) === null) {
    const [sex, birthDate] = [sexOf(value), birthDateOf(value)]
    return { idNo: value, ...(sex ? { sex } : {}), ...(birthDate ? { birthDate } : {}) }
  }
  return { [question.field]: value }
}
