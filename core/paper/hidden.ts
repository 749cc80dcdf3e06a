/**
 * What paper shows. It leaves the house and lies about: of an identity number it shows less than the screen,
 * and everything the screen hides stays hidden until somebody has said what the whole is needed for.
 */
import type { Field } from '../registers/define.ts'
import { formatValue, isMaskedByDefault, screenValue } from '../registers/show.ts'
import type { Value } from '../sync/change.ts'

export function paperValue(field: Field, value: Value | undefined, whole: boolean): string {
  const shown = formatValue(field, value)
  if (whole || shown === '' || !isMaskedByDefault(field)) return field.type === 'amount' ? shown.replace(/\.00$/u, '') : shown
  if (field.type === 'idNumber' && shown.length > 5) return shown.slice(0, 3) + '*'.repeat(shown.length - 5) + shown.slice(-2)
  return screenValue(field, value)
}
