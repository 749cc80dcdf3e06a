/**
 * How villages are told apart before the county has given their codes. No imports: the window needs these
 * words at start-up, and must not load the book's own code with them.
 */

/** Under the province (53), so that its monitoring line holds, and under no county, so that it is never a real village's. */
const PROVISIONAL = '530000'
export const isProvisional = (code: string): boolean => code.startsWith(PROVISIONAL)
/** `random`: any whole number. */
export const provisionalCode = (random: number): string => PROVISIONAL + String(random).padStart(6, '0').slice(-6)

/** 万兴村, 万兴村委会 and 万兴 are one village: the same key, the same village to people. */
export const villageKey = (name: string): string =>
  name.normalize('NFKC').replace(/\s/gu, '').replace(/(村民委员会|村委会|社区居委会|居委会|社区|行政村|村)$/u, '')
