/**
 * What a check (逻辑校验) is: a pure function over one household that says, in Chinese with the figures, what
 * does not fit. A check never blocks: it shows. It says nothing about what was never answered unless the
 * rule is about the blank itself, or every new household would begin as a wall of warnings.
 */
import type { Field, Values } from '../registers/define.ts'
import { fieldOf } from '../registers/index.ts'
import { subjectOf } from './subject.ts'
import type { HouseholdContext, Member, Subject } from './subject.ts'

/** E: the county will not take it. W: needs a reason. I: for information. */
export type Severity = 'E' | 'W' | 'I'

export interface Finding {
  readonly id: string
  readonly severity: Severity
  readonly text: string
  readonly register: string
  /** Record the finding is about; '' where the caller gave no id for it. */
  readonly record: string
  readonly field: string
}

export interface Check {
  /** Stable for ever; the R-number of the rule. */
  readonly id: string
  readonly severity: Severity
  readonly family: string
  /** Where the rule comes from: Gz = 2023 check set of a province, S = 28-rule script, d = ordinary practice. */
  readonly source: string
  /** The rule as a sentence. */
  readonly sentence: string
  readonly fields: readonly string[]
  readonly run: (context: HouseholdContext) => readonly Finding[]
}

interface Rule {
  readonly id: string
  readonly severity: Severity
  readonly source: string
  readonly sentence: string
  /** Fields it looks at; the first is where the finding is shown. */
  readonly fields: readonly string[]
}

/** A text, or a text with the field it belongs to, or nothing to say. */
type Said = string | { readonly text: string, readonly field: string } | undefined

const spread = (said: Said, field: string) => (typeof said === 'string' ? { text: said, field } : said)

/** One finding for the household or its income at most. */
const about = (register: 'household' | 'income', family: string, rule: Rule, say: (subject: Subject) => Said): Check => ({
  ...rule,
  family,
  run: context => {
    const said = spread(say(subjectOf(context)), rule.fields[0] ?? '')
    const record = (register === 'household' ? context.householdId : context.incomeId) ?? ''
    return said ? [{ id: rule.id, severity: rule.severity, register, record, ...said }] : []
  }
})

/** At most one finding for each member on the roster; its text begins with the name. */
const aboutMembers = (family: string, rule: Rule, say: (member: Member, subject: Subject) => Said, who: 'active' | 'all' = 'active'): Check => ({
  ...rule,
  family,
  run: context => {
    const subject = subjectOf(context)
    return subject[who].flatMap(member => {
      const said = spread(say(member, subject), rule.fields[0] ?? '')
      return said ? [{ id: rule.id, severity: rule.severity, register: 'person', record: member.id, field: said.field, text: `${member.name}：${said.text}` }] : []
    })
  }
})

/** Declares the checks of one family. */
export const family = (name: string) => ({
  household: (rule: Rule, say: (subject: Subject) => Said) => about('household', name, rule, say),
  income: (rule: Rule, say: (subject: Subject) => Said) => about('income', name, rule, say),
  member: (rule: Rule, say: (member: Member, subject: Subject) => Said) => aboutMembers(name, rule, say),
  everyMember: (rule: Rule, say: (member: Member, subject: Subject) => Said) => aboutMembers(name, rule, say, 'all')
})

export const isBlank = (values: Values, field: string): boolean => {
  const value = values[field]
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

const labelOfField = (register: string, field: string): string => (fieldOf(register, field) as Field | undefined)?.label ?? field

/** 「没有填：住房面积、入户路类型」 or nothing when all are answered. */
export function blanksText(register: string, values: Values, fields: readonly string[]): Said {
  const blank = fields.filter(field => isBlank(values, field))
  return blank[0] ? { text: `没有填：${blank.map(field => labelOfField(register, field)).join('、')}`, field: blank[0] } : undefined
}
