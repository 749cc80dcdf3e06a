/**
 * Days and months as text. No Date object: a laptop's time zone must not move a birthday
 * ('2011-03-04' read by Date in UTC+8 and written back is the day before).
 */
const pad = (part: number, width: number): string => String(part).padStart(width, '0')

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

export const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31

const exists = (year: number, month: number, day: number): boolean =>
  year >= 1850 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)

/** 'YYYY-MM-DD', or undefined when there is no such day. */
export const dayText = (year: number, month: number, day: number): string | undefined =>
  exists(year, month, day) ? `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` : undefined

export const monthText = (year: number, month: number): string | undefined => dayText(year, month, 1)?.slice(0, 7)

export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && exists(+text.slice(0, 4), +text.slice(5, 7), +text.slice(8))

export const yearOf = (day: string): number => Number(day.slice(0, 4))

/** Full years of age on a day: the birthday itself counts. */
export const ageOn = (birth: string, day: string): number =>
  yearOf(day) - yearOf(birth) - (day.slice(5) < birth.slice(5) ? 1 : 0)

/** Days since 1 March of the year 0, for counting days between two; 29 February is the last of its year. */
export function dayNumber(day: string): number {
  const [month, ofMonth] = [Number(day.slice(5, 7)), Number(day.slice(8, 10))]
  const year = yearOf(day) - (month <= 2 ? 1 : 0)
  const sinceMarch = Math.floor((153 * ((month + 9) % 12) + 2) / 5)
  return year * 365 + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + sinceMarch + ofMonth - 1
}

/** Months since the year 0 of a month or a day. */
export const monthNumber = (month: string): number => yearOf(month) * 12 + Number(month.slice(5, 7)) - 1

/** The same day so many months later, or the last of that month where it has none: 31 January and a month is 28 February. */
export function monthsAfter(day: string, months: number): string {
  const number = monthNumber(day) + months
  const [year, month] = [Math.floor(number / 12), number % 12 + 1]
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(Math.min(Number(day.slice(8, 10)), daysInMonth(year, month)), 2)}`
}

/** The 1 September on which the running school year began. */
export const schoolYearStart = (day: string): string => `${day.slice(5) >= '09-01' ? yearOf(day) : yearOf(day) - 1}-09-01`

/**
 * Excel's day number as text. Day 60 is 29 February 1900, which never was: Excel keeps Lotus's mistake,
 * so real days begin after it.
 */
export function dayFromSerial(serial: number): string | undefined {
  let days = Math.floor(serial) - 61
  if (!Number.isFinite(days) || days < 0 || days > 110_000) return undefined
  let year = 1900
  let month = 3
  let day = 1
  while (days >= daysInMonth(year, month)) {
    days -= daysInMonth(year, month)
    month += 1
    if (month > 12) { month = 1; year += 1 }
  }
  day += days
  return dayText(year, month, day)
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
// China has one time zone and no summer time, so the day can be counted without a clock's help.
const ZONE = 8 * HOUR
const DAYS_OF_400_YEARS = 146_097
const DAYS_BEFORE_1970 = 719_468

/** The day in China of a moment; counted in years that begin in March, so that 29 February is the last day of one. */
export function dayInChina(ms: number): string | undefined {
  const days = Math.floor((ms + ZONE) / DAY) + DAYS_BEFORE_1970
  const era = Math.floor(days / DAYS_OF_400_YEARS)
  const ofEra = days - era * DAYS_OF_400_YEARS
  const year = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365)
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const march = Math.floor((5 * ofYear + 2) / 153)
  const month = march < 10 ? march + 3 : march - 9
  return dayText(era * 400 + year + (month <= 2 ? 1 : 0), month, ofYear - Math.floor((153 * march + 2) / 5) + 1)
}

/** 'YYYY-MM-DD HH:mm' in China, whatever zone the laptop is set to. */
export function momentInChina(ms: number): string | undefined {
  const day = dayInChina(ms)
  const minutes = Math.floor((((ms + ZONE) % DAY) + DAY) % DAY / 60_000)
  return day && `${day} ${pad(Math.floor(minutes / 60), 2)}:${pad(minutes % 60, 2)}`
}
