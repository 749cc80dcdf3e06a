/** Which household a record belongs to, by what its register declares. */
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

export const textOf = (record: RecordState | undefined, field: string): string => {
  const value = record?.values[field]
  return typeof value === 'string' ? value : ''
}
