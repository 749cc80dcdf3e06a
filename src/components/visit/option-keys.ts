/** Options by number: two digits typed quickly are one number, so that twenty-five options need no mouse. */
export const DIGIT_PAUSE_MS = 900

/** The option number after this digit, given what was typed just before; 0 when there is no such option. */
export function optionNumber(digit: number, before: number, count: number): number {
  const joined = before * 10 + digit
  if (before > 0 && joined <= count) return joined
  return digit <= count ? digit : 0
}
