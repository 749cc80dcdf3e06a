/**
 * 证件号码 by GB 11643: 18 characters of which the last checks the others. A 残疾人证 is the 18 followed by
 * category and level (20), a reissued one by two more (22). A wrong number is shown, never refused here:
 * what is printed on the card in a hand is the truth until the police correct it.
 */
import { dayText } from './calendar.ts'

export type IdNumberProblem = 'length' | 'characters' | 'birth-date' | 'digits-lost' | 'checksum'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Check character of the first 17 digits. */
export const checkDigit = (first17: string): string =>
  '10X98765432'.charAt(weights.reduce((sum, weight, at) => sum + weight * Number(first17.charAt(at)), 0) % 11)

/** Numbers that stand for "no card yet" begin with 999999. */
export const isPlaceholderId = (id: string): boolean => id.startsWith('999999')

export function birthDateOf(id: string): string | undefined {
  return /^\d{17}[\dX]/.test(id) ? dayText(Number(id.slice(6, 10)), Number(id.slice(10, 12)), Number(id.slice(12, 14))) : undefined
}

/** Code of the sex table: the 17th digit is odd for 男. */
export const sexOf = (id: string): '1' | '2' | undefined =>
  /^\d{17}[\dX]/.test(id) ? (Number(id.charAt(16)) % 2 === 1 ? '1' : '2') : undefined

/** Category and level that a 残疾人证 number ends with. */
export const disabilityOf = (id: string): { readonly type: string, readonly level: string } | undefined =>
  /^\d{17}[\dX][1-7][1-4](\d{2}|[A-Z]\d)?$/.test(id) ? { type: id.charAt(18), level: id.charAt(19) } : undefined

export function idNumberProblem(id: string): IdNumberProblem | null {
  if (![18, 20, 22].includes(id.length)) return 'length'
  if (!/^\d{17}[\dX][\dA-Z]{0,4}$/.test(id)) return 'characters'
  if (isPlaceholderId(id)) return null
  if (checkDigit(id) !== id.charAt(17)) return id.length === 18 && id.endsWith('000') ? 'digits-lost' : 'checksum'
  return birthDateOf(id) === undefined ? 'birth-date' : null
}

/** A 15-digit card of before 1999 as the 18 characters it became. */
export function from15Digits(id: string): string | undefined {
  if (!/^\d{15}$/.test(id)) return undefined
  const first17 = `${id.slice(0, 6)}19${id.slice(6)}`
  return first17 + checkDigit(first17)
}
