/**
 * Working days with the State Council's holidays and make-up days. The years are data: those published come with the
 * program (resources/holidays.json), a calendarDay record of the county adds a year or corrects a day. In a year
 * whose arrangement is not known only weekends are off.
 */
import holidays from '../../resources/holidays.json' with { type: 'json' }
import { dayNumber, dayText, yearOf } from '../registers/calendar.ts'
import type { Values } from '../registers/define.ts'

export interface WorkCalendar {
  /** Years whose arrangement is known; in others only weekends are off. */
  readonly years: ReadonlySet<number>
  isWorkday(day: string): boolean
}

type Years = Readonly<Record<string, { readonly holidays: Readonly<Record<string, readonly string[]>>, readonly workdays: readonly string[] }>>

/** 0 Monday … 6 Sunday. Day 0, 1 March of the year 0, was a Wednesday. */
const weekday = (day: string): number => (dayNumber(day) + 2) % 7

/** 29 February follows 28 February where there is one. */
export function nextDay(day: string): string {
  const [year, month, date] = [yearOf(day), Number(day.slice(5, 7)), Number(day.slice(8, 10))]
  return dayText(year, month, date + 1) ?? dayText(year, month + 1, 1) ?? `${year + 1}-01-01`
}

function publishedDays(): { readonly years: ReadonlySet<number>, readonly arranged: ReadonlyMap<string, boolean> } {
  const years = holidays.years as Years
  const arranged = new Map<string, boolean>()
  for (const { holidays: off, workdays } of Object.values(years)) {
    for (const [from, to] of Object.values(off)) for (let day = from!; day <= to!; day = nextDay(day)) arranged.set(day, false)
    for (const day of workdays) arranged.set(day, true)
  }
  return { years: new Set(Object.keys(years).map(Number)), arranged }
}
const published = publishedDays()

/** `rows`: values of calendarDay records; they win over what the program brought. */
export function workCalendar(rows: readonly Values[] = []): WorkCalendar {
  const own = new Map<string, boolean>()
  for (const { on, kind } of rows) if (typeof on === 'string' && (kind === 'holiday' || kind === 'workday')) own.set(on, kind === 'workday')
  const years = new Set([...published.years, ...[...own.keys()].map(yearOf)])
  return { years, isWorkday: day => own.get(day) ?? published.arranged.get(day) ?? weekday(day) < 5 }
}

/** The day that many working days after `day`; the day itself is not counted. 0 is the day itself. */
export function addWorkdays(calendar: WorkCalendar, day: string, count: number): string {
  let at = day
  for (let left = count; left > 0;) {
    at = nextDay(at)
    if (calendar.isWorkday(at)) left--
  }
  return at
}

/** Working days after `from` up to and with `to`; 0 where `to` is not later. */
export function workdaysBetween(calendar: WorkCalendar, from: string, to: string): number {
  let count = 0
  for (let day = from; day < to;) {
    day = nextDay(day)
    if (calendar.isWorkday(day)) count++
  }
  return count
}
