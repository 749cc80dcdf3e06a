/**
 * What a check (逻辑校验) is: a pure function over one household, or over a village, that says, in Chinese with
 * the figures, what does not fit. A check never blocks: it shows. It says nothing about what was never answered
 * unless the rule is about the blank itself, or every new household would begin as a wall of warnings.
 */
import type { Field, Values } from '../registers/define.ts'
import { fieldOf } from '../registers/index.ts'
import { subjectOf } from './subject.ts'
import type { Entry, HouseholdContext, Member, Subject } from './subject.ts'
import { villageOf } from './village-subject.ts'
import type { Village, VillageContext } from './village-subject.ts'

/** E: the county will not take it. W: needs a reason. I: for information. */
export type Severity = 'E' | 'W' | 'I'

export interface Finding {
  readonly id: string
  readonly severity: Severity
  readonly text: string
  readonly register: string
  /** Record the finding is about; '' where the caller gave no id for it, or where it has yet to be made. */
  readonly record: string
  readonly field: string
  /** '' for a finding about the village. */
  readonly household: string
}

/** A rule as it is declared; its number is for ever. */
export interface Rule {
  readonly id: string
  readonly severity: Severity
  /** Where the rule comes from: Gz = 2023 check set of a province, S = 28-rule script, d = ordinary practice. */
  readonly source: string
  /** The rule as a sentence. */
  readonly sentence: string
  /** Fields it looks at; the first is where the finding is shown. */
  readonly fields: readonly string[]
}

export interface FamilyRule extends Rule { readonly family: string }

/** A rule seen on one household. */
export interface Check extends FamilyRule { readonly run: (context: HouseholdContext) => readonly Finding[] }

/** A rule that takes more than one household, or records that belong to none. */
export interface VillageCheck extends FamilyRule { readonly run: (context: VillageContext) => readonly Finding[] }

/** Where a finding is to be mended. What is left out is the rule's first field of what the rule is about. */
interface Place { readonly register: string, readonly record: string, readonly field: string, readonly household: string }

/** A text, or a text with the place it belongs to, or nothing to say. Only a rule with a second, milder bound names a severity of its own. */
export type Said = string | ({ readonly text: string, readonly severity?: Severity } & Partial<Place>) | undefined

const finding = ({ id, severity }: Rule, said: NonNullable<Said>, place: Place, prefix = ''): Finding => {
  if (typeof said === 'string') return { id, severity, ...place, text: prefix + said }
  return { id, severity, ...place, ...said, text: prefix + said.text }
}

const none: readonly Finding[] = []

/** One finding for the household or its income at most. */
const about = (register: 'household' | 'income', family: string, rule: Rule, say: (subject: Subject) => Said): Check => ({
  ...rule,
  family,
  run: context => {
    const said = say(subjectOf(context))
    if (!said) return none
    const household = context.householdId ?? ''
    const record = register === 'household' ? household : context.incomeId ?? ''
    return [finding(rule, said, { register, record, field: rule.fields[0] ?? '', household })]
  }
})

/** At most one finding for each of several; its text begins with the name of the person it is about. */
const aboutEach = <T extends { readonly id: string }>(
  register: string, family: string, rule: Rule, all: (subject: Subject) => readonly T[], nameOf: (one: T) => string | undefined, say: (one: T, subject: Subject) => Said
): Check => ({
  ...rule,
  family,
  run: context => {
    const subject = subjectOf(context)
    let found: Finding[] | undefined
    for (const one of all(subject)) {
      const said = say(one, subject)
      if (!said) continue
      const name = nameOf(one)
      found ??= []
      found.push(finding(rule, said, { register, record: one.id, field: rule.fields[0] ?? '', household: context.householdId ?? '' }, name === undefined ? '' : `${name}：`))
    }
    return found ?? none
  }
})

const nameOfMember = (one: Member): string => one.name
const nameOfOwner = (entry: Entry): string | undefined => entry.person?.name

/** Declares the checks of one family. */
export const family = (name: string) => ({
  household: (rule: Rule, say: (subject: Subject) => Said): Check => about('household', name, rule, say),
  income: (rule: Rule, say: (subject: Subject) => Said): Check => about('income', name, rule, say),
  /** On the roster today. */
  member: (rule: Rule, say: (member: Member, subject: Subject) => Said): Check => aboutEach('person', name, rule, subject => subject.active, nameOfMember, say),
  everyMember: (rule: Rule, say: (member: Member, subject: Subject) => Said): Check => aboutEach('person', name, rule, subject => subject.all, nameOfMember, say),
  /** Records of another register that belong to the household, voided ones left out. */
  entries: (register: string, rule: Rule, say: (entry: Entry, subject: Subject) => Said): Check =>
    aboutEach(register, name, rule, subject => subject.entries(register), nameOfOwner, say),
  /** `say` names every finding's record; `register` is where they are unless it says otherwise. */
  village: (register: string, rule: Rule, say: (village: Village) => Iterable<{ readonly text: string } & Partial<Place>>): VillageCheck => ({
    ...rule,
    family: name,
    run: context => [...say(villageOf(context))].map(said => finding(rule, said, { register, record: '', field: rule.fields[0] ?? '', household: '' }))
  })
})

export const isBlank = (values: Values, field: string): boolean => {
  const value = values[field]
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

export const labelOfField = (register: string, field: string): string => (fieldOf(register, field) as Field | undefined)?.label ?? field

/** 「没有填：住房面积、入户路类型」 or nothing when all are answered. */
export function blanksText(register: string, values: Values, fields: readonly string[]): { readonly text: string, readonly field: string } | undefined {
  const blank = fields.filter(field => isBlank(values, field))
  return blank[0] ? { text: `没有填：${blank.map(field => labelOfField(register, field)).join('、')}`, field: blank[0] } : undefined
}
