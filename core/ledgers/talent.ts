/** L24 致富带头人/乡村工匠/退役军人: three to five leaders a village are wanted (S4-18). */
import { textOf } from '../checks/subject.ts'
import { count } from '../registers/define.ts'
import { defineLedger, stored, storedAll, workedOut } from './build.ts'
import { ofPerson, written } from './common.ts'

const LEADER = '01'

export const talent = defineLedger({
  name: 'talent', code: 'L24', title: '致富带头人/乡村工匠/退役军人', scope: 'P', base: 'talent',
  common: ofPerson,
  columns: [
    ...storedAll('talent', 'kind', 'skill', 'recognisedOn', 'organisation'), stored('talent', 'ledHouseholds', { total: 'sum' }), stored('talent', 'ledExited', { total: 'sum' }),
    stored('talent', 'yearlyGain', { total: 'none' }), stored('talent', 'loan'),
    workedOut('leadersInVillage', count('本村带头人数(目标3–5)', { sensitivity: 'open', unit: '人' }), row =>
      new Set(row.inVillage('talent').filter(({ values }) => values['kind'] === LEADER && textOf(values, 'endedOn') === undefined).map(({ values }) => values['person'])).size, { width: 8 })
  ],
  trailing: written
})
