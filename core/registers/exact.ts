/**
 * Written numbers as whole units without going through floating point: 0.29 元 is 29 分, and
 * 0.29 * 100 is 28.999999999999996.
 */
import { failed, ok } from '../result.ts'
import type { Result } from '../result.ts'
import { quoted } from './normalise.ts'

export interface ValueProblem {
  readonly reason: string
}

const limit = 10n ** 13n
const problem = (reason: string) => failed<ValueProblem>({ reason })

/**
 * `text` as a whole number of 10^-places: exactUnits('8700.5', 2) is 870050. Understands 8,700, ¥, 元,
 * 万 (0.87万) and a sign; more places than allowed are refused rather than dropped.
 */
export function exactUnits(text: string, places: number): Result<number, ValueProblem> {
  const match = /^([-−]?)[¥￥]?([-−]?)(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d*))?(万?)元?整?$/u.exec(text.replace(/\s/gu, ''))
  const [, signBefore, signAfter, whole = '', fraction = '', wan] = match ?? []
  if (!match || (whole === '' && fraction === '') || (signBefore && signAfter)) return problem(`${quoted(text)}不是数字；不知道就留空`)
  const shift = places + (wan ? 4 : 0)
  const kept = fraction.slice(0, shift).padEnd(shift, '0')
  const rest = fraction.slice(shift)
  let units = BigInt(whole.replaceAll(',', '') + kept || '0')
  if (/[1-9]/.test(rest)) {
    // Nobody types nine decimals: that is a workbook's quotient (人均), which is rounded; a typed one is a slip.
    if (fraction.length < 9) return problem(places === 0 ? `${quoted(text)}不是整数` : `${quoted(text)}最多保留 ${places} 位小数`)
    if (rest.charAt(0) >= '5') units += 1n
  }
  if (units > limit) return problem(`${quoted(text)}太大`)
  const sign = signBefore || signAfter ? -1 : 1
  // -0 would be another value than 0 for Object.is and for the wire's text.
  return ok(units === 0n ? 0 : sign * Number(units))
}

/** Whole units written out in full: unitsText(870050, 2) is '8700.50'. */
export function unitsText(units: number, places: number): string {
  const digits = String(Math.abs(units)).padStart(places + 1, '0')
  const split = digits.length - places
  return `${units < 0 ? '-' : ''}${digits.slice(0, split)}${places ? `.${digits.slice(split)}` : ''}`
}
