/** Working days with the State Council's holidays and make-up days. The years are data (resources/holidays.json, calendarDay records). */
import { dayNumber, daysInMonth, isDay, yearOf } from '../registers/calendar.ts'
import type { Values } from '../registers/define.ts'
import published from '../../resources/holidays.json' with { type: 'json' }

export interface WorkCalendar {
  /** Years whose arrangement is known; in others only weekends are off. */
  readonly years: ReadonlySet<number>
  isWorkday(day: string): boolean
}

/** The next day; no Date object, so that no time zone moves it. */
export function dayAfter(day: string, days = 1): string {
  let [year, month, ofMonth] = [yearOf(day), Number(day.slice(5, 7)), Number(day.slice(8, 10)) + days]
  while (ofMonth > daysInMonth(year, month)) {
    ofMonth -= daysInMonth(year, month)
    month += 1
    if (month > 12) [year, month] = [year + 1, 1]
  }
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(ofMonth).padStart(2, '0')}`
}

// 2026-11-23 was a Monday; 0 is Monday.
const MONDAY = dayNumber('2026-11-23') % 7
export const weekdayOf = (day: string): number => (dayNumber(day) - MONDAY + 7) % 7
const isWeekend = (day: string): boolean => weekdayOf(day) >= 5

/** true works, false is off. */
type Days = Map<string, boolean>

function publishedDays(): Days {
  const days: Days = new Map()
  for (const { holidays, workdays } of Object.values(published.years)) {
    for (const [from, to] of Object.values(holidays as Readonly<Record<string, readonly string[]>>))
      for (let day = from!; day <= to!; day = dayAfter(day)) days.set(day, false)
    for (const day of workdays) days.set(day, true)
  }
  return days
}

const builtIn: ReadonlyMap<string, boolean> = publishedDays()
const builtInYears: readonly number[] = Object.keys(published.years).map(Number)

/** The last days of December are announced with the year that follows; they say nothing of their own year. */
const ofNextYear = (day: string): boolean => day.slice(5) >= '12-29'

/** `rows`: values of calendarDay records; they win over what the program brought. */
export function workCalendar(rows: readonly Values[] = []): WorkCalendar {
  const own: Days = new Map()
  const years = new Set(builtInYears)
  for (const { on, kind } of rows) {
    // A row taken back is emptied, not deleted.
    if (typeof on !== 'string' || !isDay(on) || (kind !== 'holiday' && kind !== 'workday')) continue
    own.set(on, kind === 'workday')
    if (kind === 'holiday' && !ofNextYear(on)) years.add(yearOf(on))
  }
  return { years, isWorkday: day => own.get(day) ?? builtIn.get(day) ?? !isWeekend(day) }
}

/** No limit is longer: a calendar of nothing but holidays must not hang the laptop. */
const LONGEST = 4000

/** The day that many working days after `day`; the day itself is not counted. */
export function addWorkdays(calendar: WorkCalendar, day: string, count: number): string {
  if (!isDay(day)) return day
  let at = day
  for (let left = count, days = 0; left > 0 && days < LONGEST; days++) {
    at = dayAfter(at)
    if (calendar.isWorkday(at)) left--
  }
  return at
}

/** Working days after `from` up to and with `to`; 0 where `to` is not later. */
export function workdaysBetween(calendar: WorkCalendar, from: string, to: string): number {
  if (!isDay(from) || !isDay(to)) return 0
  let count = 0
  for (let at = from, days = 0; at < to && days < LONGEST; days++) {
    at = dayAfter(at)
    if (calendar.isWorkday(at)) count++
  }
  return count
}
