/**
 * What this visit changed, old beside new, as it is read back to the family. The old values are kept with
 * the visit (`changedFrom`), written together with the answer that replaces them: the records forget them,
 * and after a kill nobody could say any more what was different.
 */
import { formatValue } from '../registers/value.ts'
import { fieldOf } from '../registers/index.ts'
import type { RecordState, Value } from '../sync/change.ts'
import { sameValue } from '../sync/merge.ts'
import { lastIncomeName } from './income-lines.ts'
import { memberTitle, visitSections } from './sections.ts'
import { answered, questionKey } from './question.ts'
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

/** Key of a member that this visit brought into the book. */
export const newMemberKey = (id: string): string => questionKey('person', id, '*')

type Before = Readonly<Record<string, Value>>

export function beforeOf(visit: RecordState): Before {
  const kept = visit.values['changedFrom']
  if (typeof kept !== 'string' || kept === '') return {}
  const parsed: unknown = parse(kept)
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed as Before : {}
}

// The text may come from another laptop: what is not JSON is no reason to lose the visit's page.
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The visit's `changedFrom` with one more old value; the first old value of a field stays. */
export function keepBefore(visit: RecordState, old: Before): string {
  return JSON.stringify({ ...old, ...beforeOf(visit) })
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

const describedFields: ReadonlySet<string> = new Set(['mode', 'metHead', 'problems', 'opinion', 'needs', 'policyAware', 'platformInstalled', 'satisfaction', 'nextVisitOn', 'remark'])

/** What only the visit itself says: always read back, new or not. */
function judgements(context: VisitContext): readonly VisitChange[] {
  return visitSections.flatMap(section => section.questions(context))
    .filter(({ register, field, value }) => register === 'visit' && describedFields.has(field) && answered(value))
    .map(question => described(question, undefined, ''))
}

function described({ key, group, label, unit, register, field, value }: Question, before: Value | undefined, prefix: string): VisitChange {
  const declared = fieldOf(register, field)!
  const old = formatValue(declared, before)
  return { key, group, label, unit, before: old && `${prefix}${old}`, after: formatValue(declared, value) }
}
