import { eliminated, head, idNo, monitored, set } from '../household.ts'
import type { Changes, Row } from '../household.ts'
import { exited } from './monitoring.ts'

type Records = NonNullable<Changes['records']>
const hers = { person: 'person-1' }

const dead = { endedOn: '2026-05-10', endReason: '01' }
export const afterDeathRows: readonly Row[] = [
  ['R023', 'dead, and paid in the month of death', { wife: dead, records: { policyPayment: [{ ...hers, month: '2026-05' }] } }, false],
  ['R023', 'dead, and paid in the month after', { wife: dead, records: { policyPayment: [{ ...hers, month: '2026-06' }] } }, true],
  ['R023', 'dead, and insured the day after', { wife: dead, records: { insurance: [{ ...hers, year: 2026, medPaidOn: '2026-05-11' }] } }, true],
  ['R023', 'dead, and insured on the day', { wife: dead, records: { insurance: [{ ...hers, year: 2026, medPaidOn: '2026-05-10' }] } }, false],
  ['R023', 'dead, and has signed a visit since', { wife: dead, records: { visit: [{ startedAt: '2026-06-01 09:00', finishedAt: '2026-06-01 09:30', signedBy: '杨秀英' }] } }, true],
  ['R023', 'dead, and another has signed', { wife: dead, records: { visit: [{ startedAt: '2026-06-01 09:00', finishedAt: '2026-06-01 09:30', signedBy: '李建国' }] } }, false],
  ['R023', 'dead, and the post was paid after', { wife: dead, records: { postPay: [{ ...hers, month: '2026-09' }] } }, true],
  ['R023', 'dead, and the payment is a slip', { wife: dead, records: { policyPayment: [{ ...hers, month: '2026-06', voided: true }] } }, false],
  ['R023', 'moved away, and paid after', { wife: { ...dead, endReason: '03' }, records: { policyPayment: [{ ...hers, month: '2026-06' }] } }, false]
]

const visit = { startedAt: '2026-11-20 09:00', finishedAt: '2026-11-20 09:40', mode: '01', signedBy: '李建国', photos: '2张' }
const lastVisit = (day: string, household: Changes['household'] = {}): Changes => ({ household, records: { visit: [{ ...visit, startedAt: `${day} 09:00`, finishedAt: `${day} 09:40` }] } })
export const visitRows: readonly Row[] = [
  ['R200', 'today', lastVisit('2026-11-22'), false],
  ['R200', 'tomorrow', lastVisit('2026-11-23'), true],
  ['R200', 'the day the house was divided off', { ...lastVisit('2026-03-01'), head: { joinedOn: '2026-03-01' }, wife: { joinedOn: '2026-03-01' } }, false],
  ['R200', 'the day before', { ...lastVisit('2026-02-28'), head: { joinedOn: '2026-03-01' }, wife: { joinedOn: '2026-03-01' } }, true],
  ['R200', 'before one of two came', { ...lastVisit('2026-02-28'), wife: { joinedOn: '2026-03-01' } }, false],
  ['R200', 'the day the household was closed', lastVisit('2026-11-01', { endedOn: '2026-11-01', endReason: '01' }), false],
  ['R200', 'the day after', lastVisit('2026-11-02', { endedOn: '2026-11-01', endReason: '01' }), true],
  ['R201', 'monitored, 31 days ago', lastVisit('2026-10-22', monitored), false],
  ['R201', 'monitored, 32 days ago', lastVisit('2026-10-21', monitored), true],
  ['R201', 'monitored, 32 days ago where 60 are allowed', { ...lastVisit('2026-10-21', monitored), standards: set('visitDaysOpen', { number: 60 }) }, false],
  ['R201', 'monitored, never, listed last month', { household: { ...monitored, monitorFrom: '2026-10' } }, true],
  ['R201', 'monitored, never, listed this month', { household: { ...monitored, monitorFrom: '2026-11' } }, false],
  ['R201', 'monitored, the only visit is a slip', { household: monitored, records: { visit: [{ ...visit, voided: true }] } }, true],
  ['R201', 'monitored, nothing known of visits', { household: monitored, records: null }, false],
  ['R201', 'over, 92 days ago', lastVisit('2026-08-22', eliminated), false],
  ['R201', 'over, 93 days ago', lastVisit('2026-08-21', eliminated), true],
  ['R201', 'over, 93 days ago where 120 are allowed', { ...lastVisit('2026-08-21', eliminated), standards: set('visitDaysEliminated', { number: 120 }) }, false],
  ['R201', 'out of poverty, 93 days ago where 120 are allowed', { ...lastVisit('2026-08-21', exited), standards: set('visitDaysExited', { number: 120 }) }, false],
  ['R201', 'any other, 183 days ago where 90 are asked', { ...lastVisit('2026-05-23'), standards: set('visitDaysOrdinary', { number: 90 }) }, true],
  ['R201', 'out of poverty, 92 days ago', lastVisit('2026-08-22', exited), false],
  ['R201', 'out of poverty, 93 days ago', lastVisit('2026-08-21', exited), true],
  ['R201', 'out of poverty, never', { household: exited }, false],
  ['R201', 'any other, 183 days ago', lastVisit('2026-05-23'), false],
  ['R201', 'any other, 184 days ago', lastVisit('2026-05-22'), true],
  ['R201', 'any other, never', {}, false],
  ['R201', 'the next visit is planned, the last was long ago', { household: monitored, records: { visit: [{ ...visit, startedAt: '2026-01-01 09:00' }, { ...visit, startedAt: '2026-12-01 09:00' }] } }, true],
  ['R202', 'signed', { records: { visit: [visit] } }, false],
  ['R202', 'not signed', { records: { visit: [{ ...visit, signedBy: null }] } }, true],
  ['R202', 'a thumb', { records: { visit: [{ ...visit, signedBy: null, fingerprinted: true }] } }, false],
  ['R202', 'not signed, by telephone', { records: { visit: [{ ...visit, signedBy: null, mode: '02' }] } }, false],
  ['R202', 'not signed, still going on', { records: { visit: [{ ...visit, startedAt: '2026-11-22 09:00', finishedAt: null, signedBy: null }] } }, false],
  ['R202', 'not signed, yesterday, never finished', { records: { visit: [{ ...visit, startedAt: '2026-11-21 09:00', finishedAt: null, signedBy: null }] } }, true],
  ['R202', 'no photo at a monitored household', { household: monitored, records: { visit: [{ ...visit, photos: null }] } }, true],
  ['R202', 'no photo elsewhere', { records: { visit: [{ ...visit, photos: null }] } }, false],
  ['R202', 'a photo of 24 hours before', { records: { visit: [{ ...visit, photoTakenAt: '2026-11-19 09:00' }] } }, false],
  ['R202', 'a photo of a minute more', { records: { visit: [{ ...visit, photoTakenAt: '2026-11-19 08:59' }] } }, true],
  ['R202', 'a photo of two days later', { records: { visit: [{ ...visit, photoTakenAt: '2026-11-22 09:01' }] } }, true],
  ['R202', 'a photo of two days later where 72 hours are allowed', { records: { visit: [{ ...visit, photoTakenAt: '2026-11-22 09:01' }] }, standards: set('photoHours', { number: 72 }) }, false]
]

const loan = { borrower: 'person-0', kind: '01', amount: 5_000_000, from: '2024-06-01', dueOn: '2027-06-01' }
const loans = (values: Records[string][number], changes: Changes = {}): Changes => ({ ...changes, records: { loan: [{ ...loan, ...values }] } })
const closed = { problemNo: '3', status: '04', closedOn: '2026-06-30', doneOn: '2026-06-20', dueOn: '2026-06-20', evidence: '照片' }
const problems = (values: Records[string][number]): Changes => ({ records: { problem: [{ ...closed, ...values }] } })
export const ledgerRows: readonly Row[] = [
  ['R205', '50,000.00 for three years', loans({}), false],
  ['R205', '50,000.01', loans({ amount: 5_000_001 }), true],
  ['R205', '50,000.01, 富民贷', loans({ amount: 5_000_001, kind: '02' }), false],
  ['R205', '50,000.01 where 60,000 are allowed', { ...loans({ amount: 5_000_001 }), standards: set('loanMax', { amount: 6_000_000 }) }, false],
  ['R205', 'three years and a day', loans({ dueOn: '2027-06-02' }), true],
  ['R205', 'three years and a day where five are allowed', { ...loans({ dueOn: '2027-06-02' }), standards: set('loanMonths', { number: 60 }) }, false],
  ['R205', 'to a borrower of eighteen where twenty is asked', { ...loans({}, { head: { ...head, idNo: idNo('2006-06-01', 11), birthDate: '2006-06-01' } }), standards: set('loanAgeMin', { number: 20 }) }, true],
  ['R205', 'to a borrower of sixty-six where seventy is allowed', { ...loans({}, { head: { ...head, idNo: idNo('1958-06-01', 11), birthDate: '1958-06-01' } }), standards: set('loanAgeMax', { number: 70 }) }, false],
  ['R205', 'to a borrower a day short of eighteen', loans({ from: '2024-06-01' }, { head: { ...head, idNo: idNo('2006-06-02', 11), birthDate: '2006-06-02' } }), true],
  ['R205', 'to a borrower of eighteen', loans({ from: '2024-06-01' }, { head: { ...head, idNo: idNo('2006-06-01', 11), birthDate: '2006-06-01' } }), false],
  ['R205', 'to a borrower a day short of sixty-six', loans({ from: '2024-06-01' }, { head: { ...head, idNo: idNo('1958-06-02', 11), birthDate: '1958-06-02' } }), false],
  ['R205', 'to a borrower of sixty-six', loans({ from: '2024-06-01' }, { head: { ...head, idNo: idNo('1958-06-01', 11), birthDate: '1958-06-01' } }), true],
  ['R205', 'due today', loans({ from: '2023-11-22', dueOn: '2026-11-22', balance: 100 }), false],
  ['R205', 'due yesterday, something left', loans({ from: '2023-11-21', dueOn: '2026-11-21', balance: 100 }), true],
  ['R205', 'due yesterday, nothing left', loans({ from: '2023-11-21', dueOn: '2026-11-21', balance: 0 }), false],
  ['R205', 'due yesterday, paid back', loans({ from: '2023-11-21', dueOn: '2026-11-21', repaidOn: '2026-11-21' }), false],
  ['R205', 'due yesterday, extended', loans({ from: '2023-11-21', dueOn: '2026-11-21', renewedTo: '2027-05-21' }), false],
  ['R205', 'said to be overdue', loans({ status: '03' }), true],
  ['R205', 'a slip of 500,000', loans({ amount: 50_000_000, voided: true }), false],
  ['R207', 'closed in time with evidence', problems({}), false],
  ['R207', 'closed without evidence', problems({ evidence: null }), true],
  ['R207', 'done a day late', problems({ doneOn: '2026-06-21' }), true],
  ['R207', 'done a day late, with a reason', problems({ doneOn: '2026-06-21', lateReason: '雨季' }), false],
  ['R207', 'accepted by another', problems({ doneBy: '段丽华', responsible: '李学文', acceptedBy: '王建军' }), false],
  ['R207', 'accepted by the one who did it', problems({ doneBy: '段丽华', responsible: '李学文', acceptedBy: '段 丽华' }), true],
  ['R207', 'accepted by one of two who answer for it', problems({ doneBy: '赵红梅', responsible: '李学文、段丽华', acceptedBy: '段丽华' }), true],
  ['R207', 'accepted by somebody with part of the name', problems({ doneBy: '段丽华', responsible: '李学文', acceptedBy: '段丽' }), false],
  ['R207', 'accepted by nobody yet', problems({ doneBy: '段丽华', responsible: '段丽华', acceptedBy: null }), false],
  ['R207', 'nobody wrote who did it', problems({ doneBy: null, responsible: ' ', acceptedBy: '段丽华' }), false],
  ['R207', 'accepted by oneself and not yet closed', problems({ status: '03', closedOn: null, doneBy: '段丽华', acceptedBy: '段丽华' }), true],
  ['R207', 'late and still open', problems({ status: '02', closedOn: null, doneOn: null, evidence: null }), false]
]
