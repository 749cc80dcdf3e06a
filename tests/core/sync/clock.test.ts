import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Stamp } from '#core/sync/change.ts'
import { FIRST_STAMP, makeStamp, observe, stampTime, tick } from '#core/sync/clock.ts'

const noon = 1_700_000_000_000
const LAST_COUNT = 36 ** 4 - 1

describe('stamps', () => {
  it('carry the time and sort as text', () => {
    expect(stampTime(makeStamp(noon, 7))).toBe(noon)
    expect(makeStamp(noon, LAST_COUNT) < makeStamp(noon + 1, 0)).toBe(true)
    expect(makeStamp(noon, 9) < makeStamp(noon, 10)).toBe(true)
  })

  it.each([
    ['the wall clock ahead is followed', makeStamp(noon, 5), noon + 1, makeStamp(noon + 1, 0)],
    ['the same millisecond counts on', makeStamp(noon, 5), noon, makeStamp(noon, 6)],
    ['a laptop back at 1970 goes on from what it made', makeStamp(noon, 5), 0, makeStamp(noon, 6)],
    ['a clock before 1970 too', FIRST_STAMP, -5, makeStamp(0, 1)],
    ['the counter one below its end still counts', makeStamp(noon, LAST_COUNT - 1), noon, makeStamp(noon, LAST_COUNT)],
    ['a full counter borrows the next millisecond', makeStamp(noon, LAST_COUNT), noon, makeStamp(noon + 1, 0)],
    ['the first stamp of a new laptop', FIRST_STAMP, noon, makeStamp(noon, 0)]
  ])('%s', (_, last, now, next) => {
    expect(tick(last, now)).toBe(next)
  })

  it('a laptop a year ahead is followed, so that what is typed after it sorts after it', () => {
    const ahead = makeStamp(noon + 365 * 86_400_000, 0)
    const last = observe(makeStamp(noon, 0), ahead)
    expect(tick(last, noon + 1) > ahead).toBe(true)
    expect(observe(ahead, makeStamp(noon, 0))).toBe(ahead)
  })

  it('a forged stamp at the end of time does not make stamps that no one accepts', () => {
    const end = 'z'.repeat(13)
    const next = tick(observe(makeStamp(noon, 0), end), noon)
    expect(Stamp.safeParse(next).success).toBe(true)
    expect(next >= end).toBe(true)
  })

  it('whatever clocks say, one laptop makes them in order', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: -1, max: 36 ** 9 - 2 })), { maxLength: 40 }), events => {
      let last = FIRST_STAMP
      for (const [other, ms] of events) {
        const next = other ? observe(last, makeStamp(ms, 3)) : tick(last, ms)
        expect(Stamp.safeParse(next).success).toBe(true)
        expect(other ? next >= last : next > last).toBe(true)
        last = next
      }
    }))
  })
})
