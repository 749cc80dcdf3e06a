/**
 * What counts as a PIN (口令). One normal form, so that the same keys pressed with another input method
 * open the same vault; rules only against what is tried first by whoever finds the laptop (K-15).
 */
import { AppError } from '#core/error.ts'

/** Full-width digits become plain ones; a pasted line break or blank at the end is not part of the PIN. */
export const normalPin = (pin: string): string => pin.normalize('NFKC').replace(/[\s\u200b\ufeff]+$/u, '')

export const SHORTEST_PIN = 6
export const SHORTEST_PASSPHRASE = 12

const COMMON: ReadonlySet<string> = new Set(['112233', '123123', '121212', '520520', '5201314', '147258', '159357', '147258369', '100200', '666888', '888666',
  '168168', '123321', '112211', 'password', 'qwerty', 'admin123', 'abc123', 'a123456', '123456a', 'woaini', 'qwer1234', '1qaz2wsx', 'password1234', 'qwertyuiop12'])

/** Throws 'pin-weak' with the reason people read. `shortest` depends on whether a key store holds half of the key. */
export function demandStrongPin(pin: string, shortest: number): void {
  const letters = [...pin]
  const weak = (reason: string): never => { throw new AppError('pin-weak', { reason }) }
  if (letters.length < shortest) weak(shortest === SHORTEST_PIN ? `至少要 ${shortest} 位` : `这台电脑没有系统密钥环，至少要 ${shortest} 个字`)
  if (letters.length > 128) weak('最多 128 个字')
  if (new Set(letters).size < 3) weak('相同的字太多')
  if (isRun(letters, 1) || isRun(letters, -1)) weak('是连续的数字或字母')
  if (isRepeated(pin)) weak('是同一小段的重复')
  if (COMMON.has(pin.toLowerCase())) weak('是最常见的口令之一')
  if (isDate(pin)) weak('像出生日期')
}

const isRun = (letters: readonly string[], step: number): boolean =>
  letters.every((letter, i) => {
    if (i === 0) return true
    const gap = letter.codePointAt(0)! - letters[i - 1]!.codePointAt(0)!
    return gap === step || (step === 1 && letter === '0' && letters[i - 1] === '9') || (step === -1 && letter === '9' && letters[i - 1] === '0')
  })

const isRepeated = (pin: string): boolean => {
  for (let size = 1; size <= pin.length / 2; size++)
    if (pin.length % size === 0 && pin === pin.slice(0, size).repeat(pin.length / size) && (size < SHORTEST_PIN)) return true
  return false
}

/** 19850312 or 850312: a birthday is the second thing tried. */
function isDate(pin: string): boolean {
  const found = /^(?:(19|20)\d{2}|\d{2})(\d{2})(\d{2})$/.exec(pin)
  if (!found) return false
  const month = Number(found[2])
  const day = Number(found[3])
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && (pin.length === 8 || Number(pin.slice(0, 2)) >= 40 || Number(pin.slice(0, 2)) <= 12)
}
