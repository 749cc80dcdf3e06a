import { head, idNo, set } from '../household.ts'
import type { Changes } from '../household.ts'
import { here, houseOf, there } from '../village.ts'
import type { VillageChanges } from '../village.ts'

/** rule, what is the case, the village, how many findings */
type Row = readonly [string, string, VillageChanges, number]

export const number = idNo('1980-05-01', 11)
export const two = (left: Changes['head'], right: Changes['head'], changes: readonly [Changes?, Changes?] = []): VillageChanges =>
  ({ households: [houseOf(1, left, changes[0]), houseOf(2, right, changes[1])] })

const roster: readonly Row[] = [
  ['R001', 'one number in two households', two({ idNo: number }, { idNo: number }), 2],
  ['R001', 'two numbers', two({ idNo: number }, { idNo: idNo('1980-05-01', 13) }), 0],
  ['R001', 'a card and the certificate of the same number', two({ idNo: number }, { idNo: `${number}43` }), 2],
  ['R001', 'one number twice in a household', { households: [houseOf(1, {}, { members: [{ ...head, idNo: number }, { ...head, name: '李二', idNo: number, relation: '20' }] })] }, 2],
  ['R001', 'the other one has left', two({ idNo: number }, { idNo: number, endedOn: '2026-01-01', endReason: '03' }), 0],
  ['R001', 'the other household is closed', two({ idNo: number }, { idNo: number }, [undefined, { household: { endedOn: '2026-01-01', endReason: '03' } }]), 0],
  ['R001', 'two placeholders', two({ idNo: '999999198005010110' }, { idNo: '999999198005010110' }), 0],
  ['R001', 'two numbers cut off at seventeen', two({ idNo: number.slice(0, 17) }, { idNo: number.slice(0, 17) }), 0],
  ['R020', 'one telephone of two households', two({}, {}, [{ household: { phone: '13800138000' } }, { household: { phone: '13800138000' } }]), 2],
  ['R020', 'two telephones', two({}, {}, [{ household: { phone: '13800138000' } }, { household: { phone: '13800138001' } }]), 0],
  ['R020', 'somebody away gives the other household\'s', two({}, { phone: '13800138000', workMonths: 6 }, [{ household: { phone: '13800138000' } }]), 2],
  ['R020', 'somebody at home does', two({}, { phone: '13800138000' }, [{ household: { phone: '13800138000' } }]), 0],
  ['R020', 'somebody away gives the household\'s own', two({ phone: '13800138000', workMonths: 6 }, {}, [{ household: { phone: '13800138000' } }]), 0],
  ['R024', 'the same name and number', two({ name: '李建国', idNo: number }, { name: '李建国', idNo: number }), 2],
  ['R024', 'the same name and birthday, one without a number', two({ name: '李建国', idNo: number }, { name: '李建国', birthDate: '1980-05-01' }), 2],
  ['R024', 'the same name and birthday, two numbers', two({ name: '李建国', idNo: number }, { name: '李建国', idNo: idNo('1980-05-01', 13) }), 0],
  ['R024', 'the same name, another birthday', two({ name: '李建国', birthDate: '1980-05-01' }, { name: '李建国', birthDate: '1980-05-02' }), 0],
  ['R024', 'no birthday', two({ name: '李建国' }, { name: '李建国' }), 0],
  ['R024', 'twice in one household is R001', { households: [houseOf(1, {}, { members: [{ ...head, idNo: number }, { ...head, idNo: number }] })] }, 0],
  ['R024', 'left the other for this one', two({ name: '李建国', idNo: number }, { name: '李建国', idNo: number, endedOn: '2026-03-01', endReason: '10' }), 0]
]

const profile = { year: 2026, households: 2, arableMu: 12.7, landMu: 100 }
const figures: readonly Row[] = [
  ['R126', 'the houses\' arable land is the village\'s', { records: { villageProfile: [profile] } }, 0],
  ['R126', '0.01 亩 more', { records: { villageProfile: [{ ...profile, arableMu: 12.69 }] } }, 1],
  ['R126', 'all their land is 0.01 亩 more than there is', { records: { villageProfile: [{ ...profile, arableMu: null, landMu: 12.69 }] } }, 1],
  ['R126', 'the village\'s land was never written', { records: { villageProfile: [{ year: 2026, households: 2 }] } }, 0],
  ['R126', 'last year\'s table was smaller', { records: { villageProfile: [{ ...profile, year: 2025, arableMu: 1 }, profile] } }, 0],
  ['R126', 'the other village has the land', {
    ofVillages: { villageProfile: [{ id: 'a', village: here, values: profile }, { id: 'b', village: there, values: { ...profile, arableMu: 1 } }] }
  }, 0],
  ['R127', 'as many unsafe houses as houses', { records: { villageProfile: [{ ...profile, dangerHouseholds: 2 }] } }, 0],
  ['R127', 'one more', { records: { villageProfile: [{ ...profile, dangerHouseholds: 3 }] } }, 1],
  ['R127', 'unsafe water and unsafe houses, both too many', { records: { villageProfile: [{ ...profile, unsafeWaterHouseholds: 3, dangerHouseholds: 3 }] } }, 2],
  ['R127', 'no houses', { records: { villageProfile: [{ ...profile, households: 0 }] } }, 1],
  ['R127', 'houses never written', { records: { villageProfile: [{ year: 2026 }] } }, 1],
  ['R127', 'no table at all', {}, 0]
]

const meeting = { kind: '01', heldOn: '2026-03-03', noticeFrom: '2026-03-04', noticeTo: '2026-03-08', townshipOn: '2026-03-10', countyOn: '2026-03-15' }
const meetings: readonly Row[] = [
  ['R156', 'a meeting, five days on the wall, approved', { records: { meeting: [meeting] } }, 0],
  ['R156', 'four days', { records: { meeting: [{ ...meeting, noticeTo: '2026-03-07' }] } }, 1],
  ['R156', 'four days where three are enough', { records: { meeting: [{ ...meeting, noticeTo: '2026-03-07' }] }, standards: set('publicityDays', { number: 3 }) }, 0],
  ['R156', 'on the wall before the meeting', { records: { meeting: [{ ...meeting, noticeFrom: '2026-03-02' }] } }, 1],
  ['R156', 'the county before the township', { records: { meeting: [{ ...meeting, countyOn: '2026-03-09' }] } }, 1],
  ['R156', 'a slip', { records: { meeting: [{ ...meeting, noticeTo: '2026-03-07', voided: true }] } }, 0],
  ['R156', 'not yet on the wall', { records: { meeting: [{ kind: '01', heldOn: '2026-03-03' }] } }, 0]
]

const visit = { mode: '01', visitor: '赵敏', startedAt: '2026-11-20 09:00', finishedAt: '2026-11-20 09:40' }
export const visits = (left: object, right: object): VillageChanges =>
  ({ households: [houseOf(1, {}, { records: { visit: [{ ...visit, ...left }] } }), houseOf(2, {}, { records: { visit: [{ ...visit, ...right }] } })] })
const copies = (count: number, remark: string): VillageChanges =>
  ({ households: Array.from({ length: count }, (_, at) => houseOf(at, {}, { records: { visit: [{ mode: '02', startedAt: '2026-11-20 09:00', remark }] } })) })
const SAME = '家庭情况稳定无返贫风险'
const walks: readonly Row[] = [
  ['R200', 'the next begins when the last has ended', visits({}, { startedAt: '2026-11-20 09:40', finishedAt: '2026-11-20 10:10' }), 0],
  ['R200', 'the next begins a minute before', visits({}, { startedAt: '2026-11-20 09:39', finishedAt: '2026-11-20 10:10' }), 1],
  ['R200', 'two begin at the same minute', visits({ finishedAt: null }, { finishedAt: null }), 1],
  ['R200', 'two visitors', visits({}, { visitor: '钱红' }), 0],
  ['R200', 'one of two who went together', visits({ visitor: '钱红、赵敏' }, { visitor: '赵敏' }), 1],
  ['R200', 'one by telephone', visits({}, { mode: '02' }), 0],
  ['R200', 'only the day is known', visits({ startedAt: '2026-11-20' }, { startedAt: '2026-11-20' }), 0],
  ['R200', 'written up with the minutes it took', visits({ finishedAt: null, minutes: 60 }, { startedAt: '2026-11-20 09:59', finishedAt: null }), 1],
  ['R200', 'a minute after them', visits({ finishedAt: null, minutes: 60 }, { startedAt: '2026-11-20 10:00', finishedAt: null }), 0],
  ['R200', 'a long one hides a short one', {
    households: [
      houseOf(1, {}, { records: { visit: [{ ...visit, finishedAt: '2026-11-20 12:00' }] } }),
      houseOf(2, {}, { records: { visit: [{ ...visit, startedAt: '2026-11-20 09:30', finishedAt: '2026-11-20 09:35' }] } }),
      houseOf(3, {}, { records: { visit: [{ ...visit, startedAt: '2026-11-20 11:00', finishedAt: '2026-11-20 11:30' }] } })
    ]
  }, 2],
  ['R203', 'three of the same words', copies(3, SAME), 0],
  ['R203', 'four of the same words', copies(4, SAME), 4],
  ['R203', 'three where two are allowed', { ...copies(3, SAME), standards: set('copiedVisits', { number: 2 }) }, 3],
  ['R203', 'ten characters', copies(4, '家庭稳定没有返贫风险'), 4],
  ['R203', 'nine characters', copies(4, '家庭稳定无返贫风险'), 0],
  ['R203', 'nine characters and a full stop', copies(4, '家庭稳定无返贫风险。'), 0],
  ['R203', 'nine characters where five are too many', { ...copies(4, '家庭稳定无返贫风险'), standards: set('copiedLength', { number: 5 }) }, 4],
  ['R203', 'the same words with other commas', { households: [...copies(3, SAME).households ?? [], houseOf(9, {}, { records: { visit: [{ startedAt: '2026-11-21 09:00', remark: '家庭情况稳定，无返贫风险。' }] } })] }, 4]
]

/** So many days on duty in a month. */
export const days = (count: number, month = '2026-10', values: object = {}) =>
  Array.from({ length: count }, (_, at) => ({ cadre: 'cadre-0', date: `${month}-${String(at + 1).padStart(2, '0')}`, state: '01', ...values }))
const yearOfDays = (last: number) => Array.from({ length: 12 }, (_, at) => days(at === 11 ? last : 16, `2025-${String(at + 1).padStart(2, '0')}`)).flat()
const attendance: readonly Row[] = [
  ['R204', 'twenty days', { records: { attendance: days(20) } }, 0],
  ['R204', 'nineteen days', { records: { attendance: days(19) } }, 1],
  ['R204', 'nineteen days where eighteen are enough', { records: { attendance: days(19) }, standards: [{ ...set('attendanceMonth', { number: 18 })[0]!, year: 2025 }] }, 0],
  ['R204', 'twenty days, one of them on leave', { records: { attendance: [...days(19), ...days(1, '2026-10', { date: '2026-10-25', state: '04' })] } }, 1],
  ['R204', 'twenty days, one of them away on duty', { records: { attendance: [...days(19), ...days(1, '2026-10', { date: '2026-10-25', state: '02' })] } }, 0],
  ['R204', 'the same day twice', { records: { attendance: [...days(19), ...days(1)] } }, 1],
  ['R204', 'this month is not over', { records: { attendance: days(3, '2026-11') } }, 0],
  ['R204', 'the month somebody came', { records: { attendance: days(3), cadre: [{ name: '赵敏', from: '2026-10-20' }] } }, 0],
  ['R204', 'the month after', { records: { attendance: days(3), cadre: [{ name: '赵敏', from: '2026-09-20' }] } }, 1],
  ['R204', 'on leave and on duty', { records: { attendance: [...days(20), ...days(1, '2026-10', { date: '2026-10-25', state: '05', morning: true })] } }, 1],
  ['R204', 'on leave', { records: { attendance: [...days(20), ...days(1, '2026-10', { date: '2026-10-25', state: '05' })] } }, 0],
  ['R204', 'a year of 200 days', { records: { attendance: yearOfDays(24) }, standards: [{ ...set('attendanceMonth', { number: 1 })[0]!, year: 2025 }] }, 0],
  ['R204', 'a year of 200 days where 220 are asked', { records: { attendance: yearOfDays(24) }, standards: ['attendanceMonth', 'attendanceYear'].map((name, at) => ({ ...set(name, { number: [1, 220][at]! })[0]!, year: 2025 })) }, 1],
  ['R204', 'a year of 199 days', { records: { attendance: yearOfDays(23) }, standards: [{ ...set('attendanceMonth', { number: 1 })[0]!, year: 2025 }] }, 1]
]

const asset = { name: '冷库', class: '01', owner: '03', titleNo: '1', keeper: '赵敏', yearlyRent: 100, status: '01' }
const project = { name: '灌溉', listedYear: 2026, class: '03', status: '03', investment: 10_000_000, paid: 10_000_000 }
export const collective = { incomeKind: '04', amount: 10_000_000, bookedOn: '2025-06-01' }
const closed = { problemNo: '3', status: '04', closedOn: '2026-06-30', doneOn: '2026-06-20', dueOn: '2026-06-20', evidence: '照片' }
const books: readonly Row[] = [
  ['R206', 'with everything', { records: { asset: [asset] } }, 0],
  ['R206', 'no owner', { records: { asset: [{ ...asset, owner: null }] } }, 1],
  ['R206', 'no certificate', { records: { asset: [{ ...asset, titleNo: null }] } }, 1],
  ['R206', 'no manager', { records: { asset: [{ ...asset, keeper: null }] } }, 1],
  ['R206', 'no manager of a household\'s own', { records: { asset: [{ ...asset, class: '03', keeper: null, titleNo: null }] } }, 0],
  ['R206', 'earns nothing on paper', { records: { asset: [{ ...asset, yearlyRent: null }] } }, 1],
  ['R206', 'earns, in the books of the village', { records: { asset: [{ ...asset, yearlyRent: null }], collective: [{ ...collective, asset: 'asset-0' }] } }, 0],
  ['R206', 'a road earns nothing', { records: { asset: [{ ...asset, class: '02', yearlyRent: null }] } }, 0],
  ['R206', 'idle for twelve months today', { records: { asset: [{ ...asset, status: '03', idleSince: '2025-11-22' }] } }, 0],
  ['R206', 'idle for a day more', { records: { asset: [{ ...asset, status: '03', idleSince: '2025-11-21' }] } }, 1],
  ['R206', 'idle for a day more where 24 months are allowed', { records: { asset: [{ ...asset, status: '03', idleSince: '2025-11-21' }] }, standards: set('idleMonths', { number: 24 }) }, 0],
  ['R206', 'in use again', { records: { asset: [{ ...asset, idleSince: '2025-11-21' }] } }, 0],
  ['R207', 'closed in time with evidence', { records: { problem: [closed] } }, 0],
  ['R207', 'closed without evidence', { records: { problem: [{ ...closed, evidence: null }] } }, 1],
  ['R207', 'late without a reason', { records: { problem: [{ ...closed, doneOn: '2026-06-21' }] } }, 1],
  ['R207', 'accepted by the one who answers for it', { records: { problem: [{ ...closed, responsible: '段丽华', acceptedBy: '段丽华' }] } }, 1],
  ['R207', 'accepted by another', { records: { problem: [{ ...closed, responsible: '段丽华', acceptedBy: '王建军' }] } }, 0],
  ['R208', 'paid as planned', { records: { project: [project] } }, 0],
  ['R208', 'paid 0.01 more', { records: { project: [{ ...project, paid: 10_000_001 }] } }, 1],
  ['R208', 'half for industry', { records: { project: [project, { ...project, class: '04' }] } }, 0],
  ['R208', 'a little less than half', { records: { project: [{ ...project, investment: 10_000_000 }, { ...project, class: '04', investment: 10_000_001 }] } }, 1],
  ['R208', 'half, where six tenths are asked', { records: { project: [project, { ...project, class: '04' }] }, standards: set('industrySharePercent', { number: 60 }) }, 1],
  ['R208', 'said with the project itself', { records: { project: [{ ...project, class: '04', industryShare: 50 }] } }, 0],
  ['R208', 'a class never answered', { records: { project: [{ ...project, class: null }] } }, 0],
  ['R208', 'another year', { records: { project: [project, { ...project, class: '04', listedYear: 2025, status: '01' }] } }, 0],
  ['R209', '100,000.00 booked last year', { records: { collective: [collective] } }, 0],
  ['R209', '99,999.99 booked last year', { records: { collective: [{ ...collective, amount: 9_999_999 }] } }, 1],
  ['R209', 'in two halves', { records: { collective: [{ ...collective, amount: 5_000_000 }, { ...collective, amount: 5_000_000, bookedOn: '2025-12-31' }] } }, 0],
  ['R209', 'spent is not earned', { records: { collective: [{ ...collective, amount: 9_999_999 }, { expenseKind: '01', amount: 5_000_000, bookedOn: '2025-12-31' }] } }, 1],
  ['R209', 'this year is not over', { records: { collective: [{ ...collective, amount: 1, bookedOn: '2026-06-01' }] } }, 0],
  ['R209', 'the village table says 99,999.99', { records: { villageProfile: [{ year: 2026, households: 2, collectiveIncome: 9_999_999 }] } }, 1],
  ['R209', 'the village table says 100,000.00 and the books less', { records: { villageProfile: [{ year: 2025, households: 2, collectiveIncome: 10_000_000 }], collective: [{ ...collective, amount: 1 }] } }, 0],
  ['R209', '100,000.00 where 150,000 are asked', { records: { collective: [collective] }, standards: [{ ...set('collectiveIncome', { amount: 15_000_000 })[0]!, year: 2025 }] }, 1],
  ['R209', 'two villages, each by itself', {
    ofVillages: { collective: [{ id: 'a', village: here, values: { ...collective, amount: 5_000_000 } }, { id: 'b', village: there, values: { ...collective, amount: 5_000_000 } }] }
  }, 2]
]

export const villageRows: readonly Row[] = [roster, figures, meetings, walks, attendance, books].flat()
