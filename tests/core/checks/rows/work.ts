import { bornFor, idNo, monitored, pupil, set, son } from '../household.ts'
import type { Changes, Row } from '../household.ts'
import { away } from './employment.ts'
import { exited } from './monitoring.ts'

type Records = NonNullable<Changes['records']>
/** Of the first member of the household unless another is named. */
const his = { person: 'person-0' }
const hers = { person: 'person-1' }
const child = { person: 'person-2' }

const stay = { ...his, worked: true, from: '2026-03', monthlyIncome: 400_000, pointToPoint: false }
const job = { ...away, employer: '昆明某厂', workIndustry: 'C', jobChannel: ['01'] }
const stays = (...all: Records[string]): Changes => ({ head: job, records: { work: all } })

export const workRows: readonly Row[] = [
  ['R090', 'a stay that began in the month before sixteen', { head: { ...job, idNo: idNo('2006-05-01', 11), birthDate: null }, records: { work: [{ ...stay, from: '2022-04' }] } }, true],
  ['R090', 'a stay that began in the month of sixteen', { head: { ...job, idNo: idNo('2006-05-01', 11), birthDate: null }, records: { work: [{ ...stay, from: '2022-05' }] } }, false],
  ['R090', 'a child of ten with a stay under way', { more: [son(bornFor(10))], records: { work: [{ ...stay, ...child }] } }, true],
  ['R091', 'ends in the month it began', stays({ ...stay, to: '2026-03' }), false],
  ['R091', 'ends in the month before', stays({ ...stay, to: '2026-02' }), true],
  ['R091', 'the next begins in the month the last ended', stays({ ...stay, to: '2026-06' }, { ...stay, from: '2026-06' }), true],
  ['R091', 'the next begins in the month after', stays({ ...stay, to: '2026-06' }, { ...stay, from: '2026-07' }), false],
  ['R091', 'the next begins while the last has no end', stays(stay, { ...stay, from: '2026-09' }), true],
  ['R091', 'written down in the wrong order', stays({ ...stay, from: '2026-09' }, { ...stay, to: '2026-08' }), false],
  ['R091', 'two people at the same time', { head: job, wife: job, records: { work: [stay, { ...stay, ...hers }] } }, false],
  ['R091', 'the other one is a slip', stays({ ...stay, to: '2026-06' }, { ...stay, from: '2026-06', voided: true }), false],
  ['R092', 'no longer at work, no end', stays({ ...stay, worked: false }), true],
  ['R092', 'no longer at work, ends next month', stays({ ...stay, worked: false, to: '2026-12' }), true],
  ['R092', 'no longer at work, ends this month', stays({ ...stay, worked: false, to: '2026-11' }), false],
  ['R092', 'at work, no end', stays(stay), false],
  ['R096', 'at work with everything', stays(stay), false],
  ['R096', 'at work without pay', stays({ ...stay, monthlyIncome: null }), true],
  ['R096', 'at work, 点对点 not asked', stays({ ...stay, pointToPoint: null }), true],
  ['R096', 'at work for nobody', { head: { ...job, employer: null }, records: { work: [stay] } }, true],
  ['R096', 'at work in no trade', { head: { ...job, workIndustry: null }, records: { work: [stay] } }, true],
  ['R096', 'at work through nobody', { head: { ...job, jobChannel: [] }, records: { work: [stay] } }, true],
  ['R096', 'without pay, over last month', stays({ ...stay, monthlyIncome: null, to: '2026-10' }), false],
  ['R096', 'without pay, over this month', stays({ ...stay, monthlyIncome: null, to: '2026-11' }), true],
  ['R096', 'without pay, begins next month', stays({ ...stay, monthlyIncome: null, from: '2026-12' }), false],
  ['R097', '99.99 a month', stays({ ...stay, monthlyIncome: 9_999 }), true],
  ['R097', '400.00 a month', stays({ ...stay, monthlyIncome: 40_000 }), false],
  ['R097', '399.99 a month, for information', stays({ ...stay, monthlyIncome: 39_999 }), true],
  ['R097', '30,000.00 a month', stays({ ...stay, monthlyIncome: 3_000_000 }), false],
  ['R097', '30,000.01 a month', stays({ ...stay, monthlyIncome: 3_000_001 }), true],
  ['R097', 'never asked', stays({ ...stay, monthlyIncome: null }), false],
  ['R097', '1,000.00 a month where 1,500 is the least', { ...stays({ ...stay, monthlyIncome: 100_000 }), standards: set('monthlyPayMin', { amount: 150_000 }) }, true],
  ['R097', '399.99 a month where 300 is little', { ...stays({ ...stay, monthlyIncome: 39_999 }), standards: set('monthlyPayLow', { amount: 30_000 }) }, false],
  ['R097', '30,000.01 a month where 50,000 is much', { ...stays({ ...stay, monthlyIncome: 3_000_001 }), standards: set('monthlyPayMax', { amount: 5_000_000 }) }, false],
  ['R098', 'out of the county through a workshop', { head: { ...away, jobRegion: '03', jobChannel: ['06'] } }, true],
  ['R098', 'out of the province in a public post', { head: { ...away, jobRegion: '05', jobChannel: ['07'] } }, true],
  ['R098', 'abroad in a public post', { head: { ...away, abroad: true, jobChannel: ['07'] } }, true],
  ['R098', 'within the county through a workshop', { head: { ...away, jobRegion: '02', jobChannel: ['06'] } }, false],
  ['R098', 'out of the county by oneself', { head: { ...away, jobRegion: '03', jobChannel: ['01'] } }, false],
  ['R098', 'the region never asked', { head: { ...away, jobChannel: ['06'] } }, false],
  ['R099', 'means to go, no need named', { records: { workPlan: [{ ...his, planned: true }] } }, true],
  ['R099', 'means to go and needs 岗位信息', { records: { workPlan: [{ ...his, planned: true, serviceNeeds: ['01'] }] } }, false],
  ['R099', 'does not mean to go', { records: { workPlan: [{ ...his, planned: false }] } }, false],
  ['R101', 'appointed the day before sixteen', { head: { idNo: idNo('2006-05-01', 11), birthDate: null }, records: { publicPost: [{ ...his, from: '2022-04-30', to: '2023-01-01' }] } }, true],
  ['R101', 'appointed on the sixteenth birthday', { head: { idNo: idNo('2006-05-01', 11), birthDate: null }, records: { publicPost: [{ ...his, from: '2022-05-01', to: '2023-01-01' }] } }, false],
  ['R102', 'seventy, and the appointment ends today', { head: { idNo: idNo(bornFor(70), 11), birthDate: bornFor(70) }, records: { publicPost: [{ ...his, from: '2024-01-01', to: '2026-11-22' }] } }, true],
  ['R102', 'seventy, and it ended yesterday', { head: { idNo: idNo(bornFor(70), 11), birthDate: bornFor(70) }, records: { publicPost: [{ ...his, from: '2024-01-01', to: '2026-11-21' }] } }, false],
  ['R104', 'two appointments at once', { records: { publicPost: [{ ...his, post: '05' }, { ...his, post: '01' }] } }, true],
  ['R104', 'two appointments, one is over', { records: { publicPost: [{ ...his, post: '05' }, { ...his, post: '01', inPost: false }] } }, false],
  ['R105', 'appointed and no labour', { head: { labour: '04' }, records: { publicPost: [{ ...his, post: '05' }] } }, true],
  ['R109', 'out of poverty, willing, nobody works', { household: exited, head: { workIntent: '02' } }, true],
  ['R109', 'monitored, means to go, nobody works', { household: monitored, records: { workPlan: [{ ...his, planned: true }] } }, true],
  ['R109', 'one works', { household: exited, head: { workIntent: '02' }, wife: away }, false],
  ['R109', 'one is in a public post', { household: exited, head: { workIntent: '02' }, records: { publicPost: [{ ...hers, post: '05' }] } }, false],
  ['R109', 'nobody wants to', { household: exited, head: { workIntent: '04' } }, false],
  ['R109', 'willing but without labour', { household: exited, head: { workIntent: '02', labour: '05' }, wife: { labour: '05' } }, false],
  ['R109', 'willing, neither poor nor monitored', { head: { workIntent: '02' } }, false],
  ['R109', 'willing the day before sixty', { household: exited, head: { workIntent: '02', idNo: idNo(bornFor(60, true), 11) } }, true],
  ['R109', 'willing at sixty', { household: exited, head: { workIntent: '02', idNo: idNo(bornFor(60), 11) } }, false]
]

const student = pupil(bornFor(17), '10')
const aid = { ...child, kind: '01', year: 2026, term: '02', paidOn: '2026-10-15' }
export const aidRows: readonly Row[] = [
  ['R043', '雨露计划 in a vocational school', { more: [student], records: { educationAid: [aid] } }, false],
  ['R043', '雨露计划 in a school of technicians', { more: [pupil(bornFor(19), '19')], records: { educationAid: [aid] } }, false],
  ['R043', '雨露计划 in a high school', { more: [pupil(bornFor(17), '09')], records: { educationAid: [aid] } }, true],
  ['R043', '雨露计划 at a university', { more: [pupil(bornFor(19), '20')], records: { educationAid: [aid] } }, true],
  ['R043', '雨露计划 out of school', { more: [son(bornFor(20))], records: { educationAid: [aid] } }, true],
  ['R043', 'paid the day the school year began', { more: [son(bornFor(20))], records: { educationAid: [{ ...aid, paidOn: '2026-09-01' }] } }, true],
  ['R043', 'paid the day before: left school in summer', { more: [son(bornFor(20))], records: { educationAid: [{ ...aid, paidOn: '2026-08-31' }] } }, false],
  ['R043', 'of spring, the day not known', { more: [son(bornFor(20))], records: { educationAid: [{ ...aid, term: '01', paidOn: null }] } }, false],
  ['R043', 'of autumn, the day not known', { more: [son(bornFor(20))], records: { educationAid: [{ ...aid, paidOn: null }] } }, true],
  ['R043', 'another aid', { more: [son(bornFor(20))], records: { educationAid: [{ ...aid, kind: '02' }] } }, false],
  ['R044', 'a vocational student of a household out of poverty', { household: exited, more: [student] }, true],
  ['R044', 'with the aid', { household: exited, more: [student], records: { educationAid: [aid] } }, false],
  ['R044', 'with last year\'s aid only', { household: exited, more: [student], records: { educationAid: [{ ...aid, year: 2025, paidOn: '2025-10-15' }] } }, true],
  ['R044', 'with the measure', { household: exited, more: [student], records: { measure: [{ group: 'otherEdu', item: 'otherEdu.01' }] } }, false],
  ['R044', 'listed in July', { household: { ...monitored, monitorFrom: '2026-07' }, more: [student] }, true],
  ['R044', 'listed in August', { household: { ...monitored, monitorFrom: '2026-08' }, more: [student] }, false],
  ['R044', 'neither poor nor monitored', { more: [student] }, false],
  ['R044', 'a high school student', { household: exited, more: [pupil(bornFor(17), '09')] }, false],
  ['R044', 'nothing is known of aids', { household: exited, more: [student], records: null }, false],
  ['R081', 'helped in February', { records: { insurance: [{ ...his, year: 2026, medAid: 20_000, medPaidOn: '2026-02-28' }] } }, false],
  ['R081', 'helped in March', { records: { insurance: [{ ...his, year: 2026, medAid: 20_000, medPaidOn: '2026-03-01' }] } }, true],
  ['R081', 'helped in March where payments close in April', { records: { insurance: [{ ...his, year: 2026, medAid: 20_000, medPaidOn: '2026-03-01' }] }, standards: set('medicalPayMonth', { number: 4 }) }, false],
  ['R081', 'paid in March without help', { records: { insurance: [{ ...his, year: 2026, medPaid: 40_000, medPayer: '01', medPaidOn: '2026-03-01' }] } }, false],
  ['R081', 'monitored in February, one of two helped', { household: { ...monitored, monitorFrom: '2026-02' }, records: { insurance: [{ ...hers, year: 2026, medPayer: '02' }] } }, true],
  ['R081', 'monitored in February, both helped', { household: { ...monitored, monitorFrom: '2026-02' }, records: { insurance: [{ ...hers, year: 2026, medPayer: '02' }, { ...his, year: 2026, medPayer: '03' }] } }, false],
  ['R081', 'monitored in February, the measure stands', { household: { ...monitored, monitorFrom: '2026-02' }, records: { measure: [{ item: 'health.01' }] } }, false],
  ['R081', 'monitored in March', { household: { ...monitored, monitorFrom: '2026-03' } }, false],
  ['R081', 'monitored, nothing known of insurance', { household: monitored, records: null }, false]
]
