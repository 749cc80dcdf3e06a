/** Working days across holidays and make-up days, in years known and unknown. */
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { addWorkdays, dayAfter, workCalendar, workdaysBetween } from '#core/procedure/index.ts'

const calendar = workCalendar()

describe('a day works or is off', () => {
  it.each<[string, string, boolean]>([
    ['a Monday', '2026-11-23', true], ['a Saturday', '2026-11-21', false], ['a Sunday', '2026-11-22', false],
    ['国庆 begins', '2025-10-01', false], ['国庆 and 中秋, the last day', '2025-10-08', false], ['the day after', '2025-10-09', true],
    ['a make-up Sunday before', '2025-09-28', true], ['a make-up Saturday after', '2025-10-11', true], ['the Sunday after it', '2025-10-12', false],
    ['春节 2026, the day before', '2026-02-14', true], ['春节 2026, the first day', '2026-02-15', false], ['its last', '2026-02-23', false], ['the Tuesday after', '2026-02-24', true], ['the make-up Saturday', '2026-02-28', true],
    ['New Year announced with the next year', '2022-12-31', false], ['国庆 of a year nobody has announced, a Friday', '2027-10-01', true], ['a weekend of that year', '2027-10-02', false]
  ])('%s (%s)', (_, day, works) => expect(calendar.isWorkday(day)).toBe(works))
})

describe('so many working days after', () => {
  it.each<[string, string, number, string]>([
    ['none is the day itself', '2025-09-30', 0, '2025-09-30'], ['across 国庆', '2025-09-30', 1, '2025-10-09'], ['across 国庆 over the make-up Saturday', '2025-09-30', 3, '2025-10-11'], ['and the Sunday behind it', '2025-09-30', 4, '2025-10-13'],
    ['onto the make-up Sunday before it', '2025-09-26', 1, '2025-09-28'], ['from inside it', '2025-10-04', 1, '2025-10-09'],
    ['across 春节', '2026-02-13', 2, '2026-02-24'], ['twenty across 春节', '2026-02-02', 20, '2026-03-06'], ['a plain weekend', '2026-11-20', 1, '2026-11-23'],
    ['across a year’s end', '2025-12-31', 1, '2026-01-04'], ['across the end of February of a leap year', '2028-02-28', 1, '2028-02-29'], ['an unknown year: only weekends', '2027-09-30', 1, '2027-10-01'],
    ['no day at all', 'someday', 3, 'someday']
  ])('%s: %s and %i', (_, day, count, expected) => expect(addWorkdays(calendar, day, count)).toBe(expected))
})

it.each<[string, string, number]>([
  ['2025-09-30', '2025-10-08', 0], ['2025-09-30', '2025-10-09', 1], ['2025-09-30', '2025-10-12', 3], ['2026-02-13', '2026-02-23', 1], ['2026-11-23', '2026-11-23', 0], ['2026-11-24', '2026-11-23', 0], ['2026-11-20', '2026-11-22', 0], ['someday', '2026-11-22', 0]
])('working days after %s up to %s are %i', (from, to, count) => expect(workdaysBetween(calendar, from, to)).toBe(count))

describe('rows of the county', () => {
  const rows = [...[1, 2, 3, 4, 5, 6, 7].map(day => ({ on: `2027-10-0${day}`, kind: 'holiday' })), { on: '2027-10-09', kind: 'workday' }]
  it('add a year without a release', () => {
    expect([calendar.years.has(2026), calendar.years.has(2027)]).toEqual([true, false])
    const added = workCalendar(rows)
    expect(added.years.has(2027)).toBe(true)
    expect(addWorkdays(added, '2027-09-30', 2)).toBe('2027-10-09')
    expect(addWorkdays(calendar, '2027-09-30', 2)).toBe('2027-10-04')
  })
  it('win over what came with the program; rows that say nothing are passed over', () => {
    const added = workCalendar([{ on: '2026-10-10', kind: 'holiday' }, { on: '2026-11-21', kind: 'workday' }, { on: null, kind: 'holiday' }, { on: '2027-02-30', kind: 'holiday' }, { on: '2026-11-23', kind: null }, { on: '2026-11-24', kind: 'party' }])
    expect(['2026-10-10', '2026-11-21', '2026-11-23', '2026-11-24'].map(added.isWorkday)).toEqual([false, true, true, true])
    expect(added.years.has(2027)).toBe(false)
  })
  it('of the last days of December say nothing of their own year', () => {
    expect(workCalendar([{ on: '2027-12-31', kind: 'holiday' }]).years.has(2027)).toBe(false)
    expect(workCalendar([{ on: '2028-01-01', kind: 'holiday' }]).years.has(2028)).toBe(true)
  })
  it('that leave no working day do not hang the laptop', () => {
    const day = (at: number): string => dayAfter('2026-01-01', at)
    const none = workCalendar(Array.from({ length: 5000 }, (_, at) => ({ on: day(at), kind: 'holiday' })))
    expect(addWorkdays(none, '2026-01-01', 1) > '2030-01-01').toBe(true)
  })
})

it('adding and counting are each other’s reverse', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2500 }), fc.integer({ min: 1, max: 60 }), (days, count) => {
    const from = dayAfter('2021-01-01', days)
    const to = addWorkdays(calendar, from, count)
    expect(workdaysBetween(calendar, from, to)).toBe(count)
    expect(calendar.isWorkday(to)).toBe(true)
  }))
})
