/** The columns every ledger has (domain: 组, 户编号, 户主姓名, 姓名 …), read from household, person and head, stored once. */
import { dayText } from '../registers/calendar.ts'
import { date, idNumber, text } from '../registers/define.ts'
import { stampTime } from '../sync/clock.ts'
import { stored, workedOut } from './build.ts'
import type { LedgerColumn, LedgerContext } from './define.ts'

const township = workedOut('township', text('乡(镇)', { sensitivity: 'open' }), row => row.place.township || undefined, { aside: true, width: 5 })
const village = workedOut('village', text('行政村', { sensitivity: 'open' }), row => row.place.village || undefined, { aside: true, width: 5 })
const group = stored('household', 'villagerGroup', { title: '组', width: 4 })
const householdNo = stored('household', 'nationalHouseholdNo', { aside: true, width: 8 })
const headName = workedOut('headName', text('户主姓名'), row => row.head?.values['name'], { width: 5 })
const headIdNo = workedOut('headIdNo', idNumber('户主证件号码', { sensitivity: 'sensitive' }), row => row.head?.values['idNo'], { aside: true })
const householdType = stored('household', 'householdType', { aside: true })
const monitorCategory = stored('household', 'monitorCategory', { aside: true })

export const place: readonly LedgerColumn[] = [township, village]

export const ofHousehold: readonly LedgerColumn[] = [
  ...place, group, householdNo, headName, headIdNo, stored('household', 'phone', { title: '联系电话' }), householdType, monitorCategory
]

export const ofPerson: readonly LedgerColumn[] = [
  ...place, group, householdNo, headName, headIdNo, stored('person', 'name', { width: 5 }), stored('person', 'idNo'),
  stored('person', 'phone', { title: '联系电话', aside: true }), stored('person', 'relation', { aside: true }), householdType, monitorCategory
]

/** For a ledger that shows a common column in its own place. */
export const without = (columns: readonly LedgerColumn[], ...keys: readonly string[]): readonly LedgerColumn[] => columns.filter(({ key }) => !keys.includes(key))

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

function lastWrite({ base }: LedgerContext): { readonly stamp: string, readonly by: string } | undefined {
  let latest: { readonly stamp: string, readonly by: string } | undefined
  for (const write of base.writes ?? []) if (!latest || write.stamp > latest.stamp) latest = write
  return latest
}

/** 填报人 and 更新时间 are the last change's own, never typed. */
export const written: readonly LedgerColumn[] = [
  workedOut('filledBy', text('填报人'), row => lastWrite(row)?.by, { aside: true, width: 6 }),
  workedOut('updatedOn', date('更新时间', { sensitivity: 'open' }), row => {
    const write = lastWrite(row)
    return write && dayInChina(stampTime(write.stamp))
  }, { aside: true })
]
