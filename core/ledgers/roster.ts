/** L0 花名册: a line per person with everything the household and the person hold; the common ones shown. */
import { household, person } from '../registers/index.ts'
import { defineLedger, stored } from './build.ts'
import { ofPerson, written } from './common.ts'
import { ageColumn, memberCount } from './worked-out.ts'

const SHOWN: ReadonlySet<string> = new Set(['sex', 'birthDate', 'relation', 'ethnicity', 'education', 'schoolStage', 'health', 'labour', 'workPlace', 'workMonths', 'medResident', 'dibao'])
const names = <F extends object>(fields: F) => Object.keys(fields) as (keyof F & string)[]
const common = ofPerson.map(column => (column.key === 'household.nationalHouseholdNo' ? { ...column, aside: false } : column))
const known = new Set(common.map(({ key }) => key))

export const roster = defineLedger({
  name: 'roster', code: 'L0', title: '花名册', scope: 'P', base: 'person',
  common: common.filter(({ key }) => key !== 'person.relation'),
  columns: [
    ...names(person.fields).filter(name => name !== 'household' && (!known.has(`person.${name}`) || name === 'relation')).map(name => stored('person', name, { aside: !SHOWN.has(name), total: 'none' })),
    ageColumn,
    { ...memberCount, aside: true, total: 'none' },
    ...names(household.fields).filter(name => !known.has(`household.${name}`)).map(name => stored('household', name, { aside: true, total: 'none' }))
  ],
  trailing: written
})
