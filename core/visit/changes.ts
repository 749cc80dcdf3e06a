/**
 * What this visit changed, old beside new, as it is read back to the family; income lines against the
 * period before, everything else against the old values kept with the visit (before.ts).
 */
import { formatValue } from '../registers/value.ts'
import { fieldOf } from '../registers/index.ts'
import type { Field } from '../registers/define.ts'
import type { RecordState, Value } from '../sync/change.ts'
import { sameValue } from '../sync/merge.ts'
import { lastIncomeName } from './income-lines.ts'
import { memberTitle, visitSections } from './sections.ts'
import { beforeOf } from './before.ts'
import { answered } from './question.ts'
import type { Question, VisitContext } from './question.ts'

export interface VisitChange {
  readonly key: string
  readonly group: string
  readonly label: string
  /** '' when there was nothing. */
  readonly before: string
  readonly after: string
  readonly unit: string
}

const recordsOf = ({ household, members, income, visit }: VisitContext): ReadonlyMap<string, RecordState> =>
  new Map([household, ...members, income, visit].map(record => [`${record.register}:${record.id}`, record]))

const same = (a: Value | undefined, b: Value | undefined): boolean =>
  answered(a) && answered(b) ? sameValue(a, b) : !answered(a) && !answered(b)

/** Keys of everything this visit made different from before; for income, from the period before. */
export function changedKeys(context: VisitContext): ReadonlySet<string> {
  return new Set([...recordChanges(context), ...incomeChanges(context)].map(change => change.key))
}

/** For reading back: the changes, and what the visit itself concluded. */
export function visitChanges(context: VisitContext): readonly VisitChange[] {
  return [...recordChanges(context), ...incomeChanges(context), ...judgements(context)]
}

function recordChanges(context: VisitContext): readonly VisitChange[] {
  const records = recordsOf(context)
  return Object.entries(beforeOf(context.visit)).flatMap(([key, before]): VisitChange[] => {
    const [register = '', id = '', name = ''] = key.split(':')
    const record = records.get(`${register}:${id}`)
    const field = fieldOf(register, name)
    if (!record || register === 'income' || register === 'visit') return []
    const group = register === 'person' ? memberTitle(record, context.today) : '农户'
    if (name === '*') return [{ key, group, label: '新增成员', before: '', after: formatValue(fieldOf('person', 'joinReason')!, record.values['joinReason']), unit: '' }]
    const now = record.values[name]
    if (!field || same(before, now)) return []
    return [{ key, group, label: field.label, before: formatValue(field, before), after: formatValue(field, now), unit: field.unit ?? '' }]
  })
}

function incomeChanges(context: VisitContext): readonly VisitChange[] {
  const { income, lastIncome } = context
  const section = visitSections.find(({ id }) => id === 'income')!
  return section.questions(context).filter(({ field }) => answered(income.values[field]) && !same(income.values[field], lastIncome?.values[field]))
    .map(question => described(question, lastIncome?.values[question.field], lastIncome ? `${lastIncomeName(context)} · ` : ''))
}

const concluded: ReadonlySet<string> = new Set(['problems', 'opinion', 'needs', 'nextVisitOn'])

/** What the visit concluded: read back as well, new or not. */
function judgements(context: VisitContext): readonly VisitChange[] {
  return visitSections.flatMap(section => section.questions(context))
    .filter(({ register, field, value }) => register === 'visit' && concluded.has(field) && answered(value))
    .map(question => described(question, undefined, ''))
}

// Whole yuan are read out without the cents.
const plain = (field: Field, value: Value | undefined): string => formatValue(field, value).replace(/\.00$/u, '')

function described({ key, group, label, unit, register, field, value }: Question, before: Value | undefined, prefix: string): VisitChange {
  const declared = fieldOf(register, field)!
  const old = plain(declared, before)
  return { key, group, label, unit, before: old && `${prefix}${old}`, after: plain(declared, value) }
}
