/** L9 医保养老参保台账: everybody on the roster; payment as of the latest year. Years and illnesses have lists of their own. */
import { code } from '../registers/define.ts'
import type { Value } from '../sync/change.ts'
import { defineLedger, stored, storedAll, workedOut } from './build.ts'
import { ofPerson, written } from './common.ts'
import type { LedgerContext } from './define.ts'

const NOT_INSURED = { medKind: '04', penKind: '03' } as const

/** 01 residents, 02 employees, as in the code table; not insured only where 否 was said of the residents' and nothing speaks for the employees'. */
const kindOf = ({ person }: LedgerContext, resident: string, employee: string, none: string): Value | undefined => {
  if (person?.values[employee] === true) return '02'
  if (person?.values[resident] === true) return '01'
  return person?.values[resident] === false ? none : undefined
}

export const insurance = defineLedger({
  name: 'insurance', code: 'L9', title: '医保养老参保台账', scope: 'P', base: 'person',
  common: ofPerson,
  columns: [
    workedOut('medKind', code('医保类型', 'medKind'), row => kindOf(row, 'medResident', 'medEmployee', NOT_INSURED.medKind)),
    ...storedAll('insurance', 'year', 'medPaid', 'medPayer', 'medAidTarget', 'medAid', 'medPaidOn', 'uninsuredReason'),
    stored('person', 'medCritical', { title: '大病保险' }), stored('person', 'medCommercial', { title: '商业补充(惠民保)' }), stored('insurance', 'familyDoctor'),
    workedOut('penKind', code('养老类型', 'penKind'), row => kindOf(row, 'penResident', 'penEmployee', NOT_INSURED.penKind)),
    stored('insurance', 'penLevel', { title: '养老档次' }), stored('insurance', 'penPaid', { title: '养老金额' }), stored('person', 'penDrawing', { title: '是否领取' }), stored('insurance', 'penMonthly'),
    stored('person', 'medResident', { aside: true }), stored('person', 'medEmployee', { aside: true }), stored('person', 'penResident', { aside: true }), stored('person', 'penEmployee', { aside: true })
  ],
  trailing: written
})

export const insuranceYears = defineLedger({
  name: 'insuranceYears', code: 'L9.1', title: '历年参保', scope: 'P', base: 'insurance',
  common: ofPerson, columns: storedAll('insurance', 'year', 'medKind', 'medPaid', 'medPayer', 'medAid', 'medPaidOn', 'uninsuredReason', 'penKind', 'penLevel', 'penPaid'), trailing: written
})

export const treatments = defineLedger({
  name: 'treatments', code: 'L9.2', title: '大病救治与慢病', scope: 'E', base: 'treatment',
  common: ofPerson, columns: storedAll('treatment', 'kind', 'illness', 'cost', 'basicPaid', 'criticalPaid', 'aidPaid', 'selfPaid'), trailing: written
})
