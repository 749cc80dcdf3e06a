import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayNumber, dayText, monthNumber, monthsAfter } from '#core/registers/calendar.ts'

const days = fc.tuple(fc.integer({ min: 1850, max: 2200 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
  .map(([year, month, day]) => dayText(year, month, day)).filter(day => day !== undefined)

describe('counting days and months', () => {
  it('counts as many days between two as a clock in UTC would', () => {
    fc.assert(fc.property(days, days, (from, to) => {
      expect(dayNumber(to) - dayNumber(from)).toBe((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
    }))
  })

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-11-22', 2, '2027-01-22'],
    ['2026-11-22', 36, '2029-11-22'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-12-31', 0, '2026-12-31']
  ])('%s and %i months is %s', (day, months, later) => expect(monthsAfter(day, months)).toBe(later))

  it('a month is one more than the month before, over the new year as well', () => {
    expect(monthNumber('2026-01') - monthNumber('2025-12')).toBe(1)
    expect(monthNumber('2026-12-31') - monthNumber('2025-12-01')).toBe(12)
  })
})
