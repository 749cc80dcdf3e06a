/** L27 村情概况: the official figures of a year beside what the roster counts today. */
import { isActive } from '../income/index.ts'
import { villageProfile as register } from '../registers/village-profile.ts'
import { count } from '../registers/define.ts'
import { defineLedger, stored, workedOut } from './build.ts'
import { place, written } from './common.ts'
import type { LedgerColumn } from './define.ts'

const NOT_SHOWN: ReadonlySet<string> = new Set(['dataSource', 'note', 'voided', 'voidReason'])
const names = Object.keys(register.fields) as (keyof typeof register.fields & string)[]

const counted = (key: string, title: string, of: string, unit: string): LedgerColumn => workedOut(key, count(title, { sensitivity: 'open', unit }), row =>
  row.inVillage(of).filter(({ values }) => isActive(values, row.today)).length)

export const villageProfile = defineLedger({
  name: 'villageProfile', code: 'L27', title: '村情概况', scope: 'V', base: 'villageProfile',
  common: place.map(column => (column.key === 'village' ? { ...column, aside: false } : column)),
  columns: [
    ...names.filter(name => !NOT_SHOWN.has(name)).map(name => stored('villageProfile', name, { total: 'none' })),
    counted('rosterHouseholds', '花名册户数', 'household', '户'), counted('rosterPeople', '花名册人数', 'person', '人')
  ],
  trailing: written
})
