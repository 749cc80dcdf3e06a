/** What a link shows instead of an id, and back: the record a typed name means, when only one is called so. */
import type { Field } from '#core/registers/define.ts'
import { registerOf } from '#core/registers/index.ts'
import { formatValue, normaliseText } from '#core/registers/value.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { HOUSEHOLD, isEnded, PERSON, textOf } from './belongs.ts'
import type { Roster } from './roster.ts'
import { headOf, membersOf } from './rows.ts'

/** A household by its head, a person by name, anything else by its first text. */
export function nameOfRecord(roster: Roster, record: RecordState): string {
  if (record.register === HOUSEHOLD) return textOf(headOf(membersOf(roster, record.id)), 'name')
  if (record.register === PERSON) return textOf(record, 'name')
  const register = registerOf(record.register)
  if (!register) return ''
  for (const [name, { type }] of Object.entries(register.fields)) if (type === 'text' && textOf(record, name) !== '') return textOf(record, name)
  return register.title
}

/** For reading, links by name: what stands in a cell of a ledger. */
export function shownText(roster: Roster, field: Field, value: Value | undefined): string {
  if (field.type !== 'link' || field.target === undefined || typeof value !== 'string') return formatValue(field, value)
  const record = roster.get(field.target, value)
  return record ? nameOfRecord(roster, record) : value
}

export function recordsNamed(roster: Roster, register: string, name: string, village: string): readonly RecordState[] {
  const wanted = normaliseText(name)
  const found: RecordState[] = []
  for (const { record } of roster.all(register)) if (record.village === village && !isEnded(record) && nameOfRecord(roster, record) === wanted) found.push(record)
  return found
}
