/** The columns every ledger has (domain: 组, 户编号, 户主姓名, 姓名 …), read from household, person and head, stored once. */
import { dayInChina } from '../registers/calendar.ts'
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
