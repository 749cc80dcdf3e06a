/** Which household and person a record belongs to, by what its register declares, and whether it still counts. */
import { registerOf } from '#core/registers/index.ts'
import type { RecordState } from '#core/sync/change.ts'

export const HOUSEHOLD = 'household'
export const PERSON = 'person'
export const INCOME = 'income'
export const VISIT = 'visit'
export const STANDARD = 'standard'

/** The household's id; its own for a household; null where a record belongs to none. */
export function householdOf(record: RecordState): string | null {
  if (record.register === HOUSEHOLD) return record.id
  const field = registerOf(record.register)?.household
  const owner = field === undefined ? undefined : record.values[field]
  return typeof owner === 'string' ? owner : null
}

/** The person's id; null where a record belongs to none. A person is not their own. */
export function personOf(record: RecordState): string | null {
  const field = registerOf(record.register)?.person
  const owner = field === undefined ? undefined : record.values[field]
  return typeof owner === 'string' ? owner : null
}

/** A wrong line is voided, a member or household that is gone is end-dated; nothing is ever deleted. */
export const isEnded = (record: RecordState): boolean => record.values['voided'] === true || textOf(record, 'endedOn') !== ''

export const textOf = (record: RecordState | undefined, field: string): string => {
  const value = record?.values[field]
  return typeof value === 'string' ? value : ''
}
