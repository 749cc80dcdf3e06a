/**
 * What paper shows. It leaves the house and lies about: of an identity number it shows less than the screen,
 * and everything the screen hides stays hidden until somebody has said what the whole is needed for.
 */
import type { Field } from '../registers/define.ts'
import { formatValue, isMaskedByDefault, screenValue } from '../registers/show.ts'
import type { RecordState, Value } from '../sync/change.ts'
import { isUndecided, UNDECIDED } from '../sync/facts.ts'

export function paperValue(field: Field, value: Value | undefined, whole: boolean): string {
  const shown = formatValue(field, value)
  if (whole || shown === '' || !isMaskedByDefault(field)) return field.type === 'amount' ? shown.replace(/\.00$/u, '') : shown
  if (field.type === 'idNumber' && shown.length > 5) return shown.slice(0, 3) + '*'.repeat(shown.length - 5) + shown.slice(-2)
  return screenValue(field, value)
}

/** A field of a record: what two sides decided differently is no fact, and paper says so. */
export const paperField = (record: RecordState, name: string, field: Field, whole: boolean): string =>
  (isUndecided(record, name) ? UNDECIDED : paperValue(field, record.values[name], whole))
