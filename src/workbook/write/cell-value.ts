/** A value as it stands in a cell that leaves the house: whole, or with what every screen hides hidden too. */
import type { Field } from '#core/registers/define.ts'
import { exportValue, isMaskedByDefault, maskValue } from '#core/registers/show.ts'
import type { Value } from '#core/sync/change.ts'

export const cellValue = (field: Field, value: Value | undefined, masked: boolean): string =>
  masked && isMaskedByDefault(field) ? maskValue(field, value) : exportValue(field, value)

/** The same for a ledger of our own: days with their dashes, as people read them. */
export const ledgerCell = (field: Field, value: Value | undefined, masked: boolean): string =>
  (field.type === 'date' || field.type === 'month') && typeof value === 'string' && !(masked && isMaskedByDefault(field)) ? value : cellValue(field, value, masked)
