/**
 * What a question at the door is. A question never holds an answer of its own: its value is the field of a
 * record, so whatever is answered stands in the ledgers at once and there is nothing to submit.
 */
import { codeTable, isCurrent } from '../registers/codes.ts'
import type { CodeTableName } from '../registers/codes.ts'
import type { Field, FieldType, Values } from '../registers/define.ts'
import { fieldOf, systemRelationCodes } from '../registers/index.ts'
import { formatValue } from '../registers/value.ts'
import type { Standard } from '../registers/standard.ts'
import type { RecordState, Value } from '../sync/change.ts'
import { FIRST_STAMP, stampTime } from '../sync/clock.ts'
import { headsOf } from '../sync/merge.ts'

/** A member whose line was answered 不在 or 修改 shows more questions; absent = the line only. */
export type Opened = 'leaving' | 'editing'

/** The household as it stands, or as it would become; the year's income and the visit may still be empty records. */
export interface VisitContext {
  readonly household: RecordState
  /** Ended members included. */
  readonly members: readonly RecordState[]
  readonly income: RecordState
  readonly lastIncome: RecordState | undefined
  readonly visit: RecordState
  readonly lastVisit: RecordState | undefined
  readonly opened: ReadonlyMap<string, Opened>
  /** 'YYYY-MM-DD' */
  readonly today: string
  /** The county's figures: what it chose to count is said under the line. Absent on a printed sheet. */
  readonly standards?: readonly Standard[]
}

export interface Option {
  /** What is typed for it: 1, 2 … 12. */
  readonly number: number
  readonly code: string
  readonly label: string
}

/** What is already known, and since when. */
export interface Previous {
  readonly value: Value
  readonly text: string
  /** 去年, 花名册导入, 上次入户 … */
  readonly from: string
  /** ms since 1970; null when another period's record says it. */
  readonly at: number | null
}

export interface Question {
  /** register:record:field, the same on every laptop. */
  readonly key: string
  readonly section: string
  readonly register: string
  readonly record: string
  readonly field: string
  /** Heading the question stands under: the member's name and age, the income group. */
  readonly group: string
  readonly label: string
  readonly hint: string
  readonly unit: string
  readonly type: FieldType | 'presence'
  readonly longText: boolean
  readonly options: readonly Option[]
  readonly required: boolean
  /** What the record holds now; undefined when never answered. */
  readonly value: Value | undefined
  readonly previous: Previous | undefined
}

/** One line of a section's table: which field, and the rule by which it is passed over. */
export interface Rule<Subject> {
  readonly field: string
  /** Absent: always asked. */
  readonly when?: (subject: Subject) => boolean
  readonly required?: boolean
  readonly hint?: string
  readonly label?: string
}

export const questionKey = (register: string, record: string, field: string): string => `${register}:${record}:${field}`

const answered = (value: Value | undefined): value is Value =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
export { answered }

const numbered = (items: readonly { readonly code: string, readonly label: string }[]): readonly Option[] =>
  items.map(({ code, label }, at) => ({ number: at + 1, code, label }))

// 106 relations cannot be chosen by number: the 28 the national system knows are offered. Of a list that changed,
// what may be chosen today is offered, and what the record already holds.
const itemsOf = (table: CodeTableName, today: string | undefined, held: Value | undefined) => {
  const holds = (code: string): boolean => held === code || (Array.isArray(held) && held.includes(code))
  const items = codeTable(table).filter(item => today === undefined || isCurrent(item, today) || holds(item.code))
  if (table !== 'relation') return items
  return systemRelationCodes.flatMap(code => items.filter(item => item.code === code))
}

const yesNo = numbered([{ code: 'true', label: '是' }, { code: 'false', label: '否' }])

export const optionsOf = (field: Field, today?: string, held?: Value): readonly Option[] =>
  field.type === 'flag' ? yesNo : field.codes ? numbered(itemsOf(field.codes, today, held)) : []

const originWords: Readonly<Record<string, string>> = { visit: '入户', import: '导入', edit: '修改', decision: '核定', county: '县里' }

/** Value, source and time of what a record says; undefined when it says nothing. */
export function previousOf(record: RecordState | undefined, fieldName: string, from?: string): Previous | undefined {
  const field = record && fieldOf(record.register, fieldName)
  const shown = record && headsOf(record, fieldName)[0]
  if (!field || !shown || !answered(shown.value)) return undefined
  const text = formatValue(field, shown.value)
  if (from !== undefined) return { value: shown.value, text, from, at: null }
  return { value: shown.value, text, from: originWords[shown.origin.kind] ?? '', at: stampTime(shown.stamp) || null }
}

interface Place {
  readonly section: string
  readonly group: string
  readonly record: RecordState
  /** For lists of choices that change; left out, all are offered. */
  readonly today?: string
  /** Where the prefill comes from when the record itself has no value yet. */
  readonly prefill?: (field: string) => Previous | undefined
  /** Another period stands beside every line, answered or not. */
  readonly compared?: boolean
}

/** A question for one field of one record. */
export function ask<Subject>({ section, group, record, today, prefill, compared }: Place, rule: Rule<Subject>): Question {
  const field = fieldOf(record.register, rule.field)
  if (!field) throw new Error(`${record.register}.${rule.field} is no field`)
  return {
    key: questionKey(record.register, record.id, rule.field),
    section,
    register: record.register,
    record: record.id,
    field: rule.field,
    group,
    label: rule.label ?? field.label,
    hint: rule.hint ?? '',
    unit: field.unit ?? '',
    type: field.type,
    longText: field.longText ?? false,
    options: optionsOf(field, today, record.values[rule.field]),
    required: rule.required ?? false,
    value: record.values[rule.field],
    previous: (compared ? undefined : previousOf(record, rule.field)) ?? prefill?.(rule.field)
  }
}

// Not durable yet: nobody's stamp, so no time is shown for it.
const UNSTAMPED = { device: '', number: 0, stamp: FIRST_STAMP, by: '', origin: { kind: 'visit' } } as const

/** The record with some of its fields as they would become. */
export const withValues = (record: RecordState, fields: Values): RecordState => ({
  ...record,
  values: { ...record.values, ...fields },
  writes: [...record.writes, UNSTAMPED],
  from: { ...Object.fromEntries(Object.keys(record.values).map(field => [field, record.from[field] ?? 0])),
    ...Object.fromEntries(Object.keys(fields).map(field => [field, record.writes.length])) }
})
