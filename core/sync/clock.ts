/**
 * Hybrid logical clock: stamps that sort in the order things were seen, whatever the laptop's clock says.
 * A laptop back from repair may stand at 1970: tick() never goes back behind what it has made or observed,
 * so its stamps stay in order. The caller keeps `last` in the store, in the transaction that uses it.
 */
import type { Stamp } from './change.ts'

const TIME_DIGITS = 9
const COUNT_DIGITS = 4
const COUNT_LIMIT = 36 ** COUNT_DIGITS
const TIME_LIMIT = 36 ** TIME_DIGITS
export const FIRST_STAMP: Stamp = '0'.repeat(TIME_DIGITS + COUNT_DIGITS)

export const makeStamp = (ms: number, counter: number): Stamp =>
  Math.max(0, Math.floor(ms)).toString(36).padStart(TIME_DIGITS, '0') + counter.toString(36).padStart(COUNT_DIGITS, '0')

/** Milliseconds since 1970 that the stamp carries. */
export const stampTime = (stamp: Stamp): number => parseInt(stamp.slice(0, TIME_DIGITS), 36)
const stampCount = (stamp: Stamp): number => parseInt(stamp.slice(TIME_DIGITS), 36)

/** The next stamp after `last` at wall time `now` (ms). */
export function tick(last: Stamp, now: number): Stamp {
  const lastTime = stampTime(last)
  if (now > lastTime) return makeStamp(now, 0)
  const counter = stampCount(last) + 1
  if (counter < COUNT_LIMIT) return makeStamp(lastTime, counter)
  // A forged stamp at the end of time must not make stamps too long to sort: the last one is used again.
  return lastTime + 1 < TIME_LIMIT ? makeStamp(lastTime + 1, 0) : last
}

/** The later of two stamps: what `last` becomes after taking a change from elsewhere. */
export const observe = (last: Stamp, seen: Stamp): Stamp => (seen > last ? seen : last)
