import { describe, expect, it } from 'vitest'
import type { Values } from '#core/registers/define.ts'
import { dayInChina } from '#core/registers/calendar.ts'
import { makeStamp } from '#core/sync/clock.ts'
import type { Value } from '#core/sync/change.ts'
import { cell, known, line, TODAY } from './line.ts'
import type { House } from './line.ts'

const head: Values = { name: '李光明', relation: '02', birthDate: '1980-01-01', labour: '01' }
const child: Values = { name: '李小明', relation: '20', birthDate: '2016-03-04', labour: '05', schoolStage: '03' }
const old: Values = { name: '李有福', relation: '51', birthDate: '1950-05-05', labour: '05' }

const rows = (ledger: string, key: string, cases: readonly (readonly [string, House, Value | undefined])[], base: 'household' | number | Values = 'household') =>
  describe(`${ledger} ${key}`, () => { it.each(cases)('%s', (_, house, expected) => expect(cell(ledger, key, line(house, base))).toEqual(expected)) })

rows('exitedHousehold', 'memberCount', [
  ['everybody on the roster', { members: [head, child] }, 2],
  ['not who has left', { members: [head, { ...child, endedOn: '2026-06-14' }] }, 1],
  ['who leaves today has left', { members: [head, { ...child, endedOn: TODAY }] }, 1],
  ['who leaves tomorrow is here', { members: [head, { ...child, endedOn: '2026-06-16' }] }, 2]
])
rows('exitedHousehold', 'labourCount', [
  ['ordinary, skilled and weak labour count', { members: [head, { ...head, labour: '02' }, { ...head, labour: '03' }, { ...head, labour: '04' }, child] }, 3],
  ['nobody can work', { members: [old, child] }, 0],
  ['unknown where nobody was asked', { members: [{ ...head, labour: null }] }, undefined]
])
rows('exitedHousehold', 'perCapita', [
  ['by the members counted', { members: [head, child], income: { A1: 1_740_000, E1: 1 } }, 870_000],
  ['by 年度家庭人口数 where it was given', { members: [head, child], income: { A1: 1_740_000, countedMembers: 3 } }, 580_000],
  ['nobody was asked', { members: [head] }, undefined]
])
rows('exitedHousehold', 'mainIncome', [
  ['the largest group', { income: { A1: 100, B1: 300, D2: 200 } }, '生产经营性收入'],
  ['expense is no income', { income: { A1: 100, E1: 900 } }, '工资性收入'],
  ['nothing came in', { income: { A1: 0 } }, undefined],
  ['unknown', {}, undefined]
])
rows('exitedHousehold', 'waterSafe', [
  ['安全', { household: { waterVerdict: '01' } }, true],
  ['基本安全', { household: { waterVerdict: '02' } }, true],
  ['不安全, whatever the old answer says', { household: { waterVerdict: '03', safeWater: true } }, false],
  ['no verdict: the old answer', { household: { safeWater: false } }, false],
  ['not asked', {}, undefined]
])
rows('exitedHousehold', 'allInsured', [
  ['everybody, in either scheme', { members: [{ medResident: true }, { medEmployee: true, medResident: false }] }, true],
  ['one is in neither', { members: [{ medResident: true }, { medResident: false, medEmployee: false }] }, false],
  ['one 否 and the other not asked is a 否', { members: [{ medResident: false }] }, false],
  ['one was not asked', { members: [{ medResident: true }, {}] }, undefined],
  ['nobody there', {}, undefined],
  ['who has left does not matter', { members: [{ medResident: true }, { medResident: false, medEmployee: false, endedOn: '2020-01-01' }] }, true]
])
rows('exitedHousehold', 'schooling', [
  ['a child at school', { members: [head, child] }, '均在校'],
  ['a child out of school', { members: [head, { ...child, schoolStage: null, dropoutReason: '03' }] }, '有失学辍学'],
  ['five on 1 September is not of age', { members: [{ ...child, birthDate: '2019-09-02', schoolStage: null }] }, '无适龄人口'],
  ['six on 1 September is', { members: [{ ...child, birthDate: '2019-09-01', schoolStage: null }] }, undefined]
])
rows('exitedHousehold', 'pensions', [
  ['paying or drawing, of those of age', { members: [{ ...head, penResident: true }, { ...old, penDrawing: true }, child] }, '2/2'],
  ['15 is not of age', { members: [{ ...head, penResident: false, birthDate: '2010-06-16' }] }, undefined],
  ['16 today is', { members: [{ ...head, penResident: false, penEmployee: false, birthDate: '2010-06-15' }] }, '0/1']
])
rows('exitedHousehold', 'policies', [
  ['from members, loans and measures, each once', { members: [{ dibao: '02' }, { dibao: '02' }], of: { loan: [{}], measure: [{ group: 'industry' }, { group: 'industry' }] } }, '低保、小额信贷、产业帮扶'],
  ['未享受 is none', { members: [{ dibao: '01', tekun: '01' }] }, undefined]
])
describe('帮扶责任人', () => {
  const cadre: readonly Values[] = [{ id: 'zhang', name: '张伟', unit: '县农业农村局', phone: '13887500001' }, { id: 'wang', name: '王芳' }]
  const pairing = (more: Values): Values => ({ cadre: 'zhang', from: '2024-01-01', ...more })
  it.each<[string, readonly Values[], Value | undefined]>([
    ['who holds today', [pairing({})], '张伟'],
    ['until today still holds', [pairing({ to: TODAY })], '张伟'],
    ['until yesterday does not', [pairing({ to: '2026-06-14' })], undefined],
    ['not before it begins', [pairing({ from: '2026-06-16' })], undefined],
    ['the main one before the others', [pairing({}), pairing({ cadre: 'wang', main: true })], '王芳'],
    ['nobody', [], undefined]
  ])('%s', (_, pairings, expected) => {
    expect(cell('exitedHousehold', 'helperName', line({ of: { pairing: pairings }, inVillage: { cadre } }))).toBe(expected)
  })
  it('brings unit and telephone along', () => {
    const row = line({ of: { pairing: [pairing({})] }, inVillage: { cadre } })
    expect(['helperUnit', 'helperPhone'].map(key => cell('monitored', key, row))).toEqual(['县农业农村局', '13887500001'])
  })
})
rows('exitedHousehold', 'lastVisitOn', [
  ['the latest, in whatever order they come', { of: { visit: [{ startedAt: '2026-03-01 09:00' }, { startedAt: '2026-05-02 16:30' }, {}] } }, '2026-05-02'],
  ['never', {}, undefined]
])

rows('monitored', 'identificationPerCapita', [
  ['of the record taken when identified', { of: { income: [{ kind: 'annual', netTotal: 9, countedMembers: 1 }, { kind: 'identification', netTotal: 1_600_000, countedMembers: 2 }] } }, 800_000],
  ['as the export brought it', { of: { income: [{ kind: 'identification', perCapitaTotal: 650_000 }] } }, 650_000],
  ['not that of today', { income: { netTotal: 1, countedMembers: 1 } }, undefined]
])
rows('monitored', 'risk2', [['the second in order', { household: { risks: ['09', '01'] } }, '01'], ['there is only one', { household: { risks: ['09'] } }, undefined]])
rows('monitored', 'measures', [['each group once', { of: { measure: [{ group: 'health' }, { group: 'industry' }, { group: 'health' }] } }, ['health', 'industry']], ['none', {}, undefined]])
rows('monitored', 'lastNeeds', [['of the latest visit that named any', { of: { visit: [{ needs: null }, { needs: '想找活' }, { needs: '旧的' }] } }, '想找活']])

rows('employment', 'withoutWork', [
  ['labour and nobody works', { members: [head, old] }, true],
  ['one works', { members: [head, { ...head, workMonths: 1 }] }, false],
  ['0 months is no work', { members: [{ ...head, workMonths: 0 }] }, true],
  ['a public post is work', { members: [{ ...head, publicPost: ['05'] }] }, false],
  ['who will not work does not count', { members: [{ ...head, workIntent: '04' }] }, false],
  ['a pupil does not count', { members: [{ ...head, schoolStage: '09' }] }, false],
  ['nobody can work', { members: [old] }, false],
  ['labour unknown', { members: [{ name: '赵' }] }, undefined]
])
rows('employment', 'employmentGroup', [
  ['exited, monitored and moved', { household: { householdType: '01', monitorCategory: '1' }, members: [{ ...head, resettled: true }] }, ['01', '02', '03']],
  ['none of them', { household: { householdType: '02' }, members: [head] }, undefined]
], 0)
rows('publicPost', 'ageCheck', [
  ['15', { members: [{ birthDate: '2010-06-16' }] }, '不满16岁'],
  ['16 today', { members: [{ birthDate: '2010-06-15' }] }, '符合'],
  ['69', { members: [{ birthDate: '1956-06-16' }] }, '符合'],
  ['70 today', { members: [{ birthDate: '1956-06-15' }] }, '已满70岁'],
  ['the county says 65', { members: [{ birthDate: '1961-06-15' }], standards: [{ name: 'publicPostAge', area: '530521', year: 2026, number: 65, source: '县' }] }, '已满65岁'],
  ['age unknown', { members: [{}] }, undefined]
], 0)
rows('publicPost', 'paidThisYear', [
  ['the months of this year', { members: [head], of: { postPay: [{ person: 'member-0', month: '2026-01', paid: 80_000 }, { month: '2026-02', paid: 80_000 }, { month: '2025-12', paid: 5 }] } }, 160_000],
  ['nothing paid is blank, not 0', { members: [head], of: { postPay: [{ month: '2026-01' }] } }, undefined]
], 0)
rows('education', 'rainSpring', [
  ['the spring of the latest year', { members: [child], of: { educationAid: [
    { kind: '01', year: 2026, term: '01', amount: 150_000 }, { kind: '01', year: 2026, term: '02', amount: 150_001 }, { kind: '01', year: 2025, term: '01', amount: 7 }, { kind: '02', year: 2026, term: '01', amount: 9 }
  ] } }, 150_000],
  ['none', { members: [child] }, undefined]
], 0)
describe('loan 逾期天数', () => {
  it.each<[string, Values, Value | undefined]>([
    ['due today', { dueOn: TODAY, balance: 1 }, 0],
    ['a day late', { dueOn: '2026-06-14', balance: 1 }, 1],
    ['over a leap day', { dueOn: '2024-02-28', balance: 1 }, 838],
    ['paid back by the balance', { dueOn: '2020-01-01', balance: 0 }, 0],
    ['paid back by its state', { dueOn: '2020-01-01', status: '02' }, 0],
    ['put off', { dueOn: '2026-01-01', renewedTo: '2026-06-10', balance: 1 }, 5],
    ['balance unknown is still owed', { dueOn: '2026-06-10' }, 5],
    ['no due day', { balance: 1 }, undefined]
  ])('%s', (_, values, expected) => expect(cell('loan', 'overdueDays', line({}, values))).toBe(expected))
})
rows('insurance', 'medKind', [
  ['employees before residents', { members: [{ medResident: true, medEmployee: true }] }, '02'],
  ['residents', { members: [{ medResident: true }] }, '01'],
  ['neither', { members: [{ medResident: false }] }, '04'],
  ['not asked', { members: [{}] }, undefined]
], 0)
describe('the village\'s own sums', () => {
  const entries: readonly Values[] = [
    { incomeKind: '01', amount: 9_000_000, bookedOn: '2026-01-05' }, { incomeKind: '04', amount: 999_999, bookedOn: '2026-12-31' },
    { expenseKind: '01', amount: 50, bookedOn: '2026-02-01' }, { incomeKind: '01', amount: 70, bookedOn: '2025-12-31' }
  ]
  const sums = (all: readonly Values[]) => ['yearIncome', 'targetReached'].map(key => cell('collective', key, line({ inVillage: { collective: all } }, { bookedOn: '2026-03-03' })))
  it('a 分 short of 10万元 is not there', () => expect(sums(entries)).toEqual([9_999_999, false]))
  it('exactly 10万元 is', () => expect(sums([...entries, { incomeKind: '06', amount: 1, bookedOn: '2026-05-05' }])).toEqual([10_000_000, true]))

  const day = (at: number, state: string): Values => ({ cadre: 'zhang', date: `2026-06-${String(at).padStart(2, '0')}`, state })
  const month = (days: readonly Values[]) => ['daysDue', 'daysThere', 'daysLeave', 'daysAway', 'monthReached'].map(key => cell('attendanceMonth', key, line({ inVillage: { attendance: days } }, { id: 'zhang', role: '01' })))
  const there = Array.from({ length: 19 }, (_, at) => day(at + 1, '01'))
  it('19 days are too few, leave counts for none', () => expect(month([...there, day(20, '04')])).toEqual([20, 19, 1, 0, false]))
  it('a trip is duty; one day written twice is one', () => expect(month([...there, day(20, '02'), day(20, '02')])).toEqual([20, 20, 0, 1, true]))
  it('another cadre\'s days and another month\'s are not counted', () =>
    expect(month([...there, { ...day(20, '01'), cadre: 'wang' }, { ...day(20, '01'), date: '2026-05-20' }])[1]).toBe(19))

  it('a household linked twice to an organisation is one', () => {
    const industry = [{ household: 'a', organisation: 'coop' }, { household: 'a', organisation: 'coop' }, { household: 'b', organisation: 'coop' }, { household: 'c', organisation: 'farm' }]
    expect(cell('organisations', 'linkedHouseholds', line({ inVillage: { industry } }, { id: 'coop' }))).toBe(2)
  })
  it('a helper\'s households are those of today', () => {
    const pairing: readonly Values[] = [{ household: 'a', cadre: 'zhang' }, { household: 'b', cadre: 'zhang', to: '2026-06-14' }, { household: 'c', cadre: 'wang' }]
    expect(cell('cadres', 'pairedHouseholds', line({ inVillage: { pairing } }, { id: 'zhang' }))).toBe(1)
  })
})
describe('visit 停留分钟', () => {
  it.each<[string, Values, Value | undefined]>([
    ['between coming and going', { startedAt: '2026-06-01 09:50', finishedAt: '2026-06-01 10:31' }, 41],
    ['over midnight', { startedAt: '2026-06-30 23:50', finishedAt: '2026-07-01 00:05' }, 15],
    ['as written down', { minutes: 30, startedAt: '2026-06-01 09:50', finishedAt: '2026-06-01 10:31' }, 30],
    ['not finished', { startedAt: '2026-06-01 09:50' }, undefined],
    ['a clock put back', { startedAt: '2026-06-01 09:50', finishedAt: '2026-06-01 09:40' }, undefined]
  ])('%s', (_, values, expected) => expect(cell('visit', 'minutes', line({}, values))).toBe(expected))
})
describe('project 支付进度', () => {
  it.each<[string, Values, Value | undefined]>([
    ['a third', { paid: 100, investment: 300 }, 33.3], ['more than planned', { paid: 301, investment: 300 }, 100.3],
    ['nothing paid', { paid: 0, investment: 300 }, 0], ['nothing planned', { paid: 1, investment: 0 }, undefined], ['not known', { investment: 300 }, undefined]
  ])('%s', (_, values, expected) => expect(cell('project', 'paidShare', line({}, values))).toBe(expected))
})

describe('who stands in a ledger', () => {
  it.each<[string, string, House, 'household' | number | Values, boolean]>([
    ['exitedHousehold', 'an exited household', { household: { householdType: '01' } }, 'household', true],
    ['exitedHousehold', 'an ordinary one does not', { household: { householdType: '02' } }, 'household', false],
    ['monitored', 'a monitored one, its risk eliminated or not', { household: { monitorCategory: '1', riskEliminated: true } }, 'household', true],
    ['monitored', 'never monitored', { household: { monitorCategory: null } }, 'household', false],
    ['employment', 'who can work', { members: [head] }, 0, true],
    ['employment', 'a child does not', { members: [child] }, 0, false],
    ['employment', 'who cannot but does', { members: [{ ...old, workMonths: 2 }] }, 0, true],
    ['publicPost', 'who holds a post by the roster', { members: [{ publicPost: ['01'] }] }, 0, true],
    ['publicPost', 'who has a contract', { members: [{}], of: { publicPost: [{ person: 'member-0' }] } }, 0, true],
    ['publicPost', 'the neighbour of one does not', { members: [{}, {}], of: { publicPost: [{ person: 'member-0' }] } }, 1, false],
    ['socialAid', 'a disabled person', { members: [{ disabilityType: '4' }] }, 0, true],
    ['socialAid', '未享受 and healthy does not', { members: [{ dibao: '01', tekun: '01', health: ['01'] }] }, 0, false],
    ['screening', 'a visit of a campaign', {}, { round: '2026年春季' }, true],
    ['screening', 'another visit does not', {}, {}, false],
    ['attendanceMonth', 'a first secretary', {}, { role: '01' }, true],
    ['attendanceMonth', 'a helper who lives in town does not', {}, { role: '04' }, false]
  ])('%s: %s', (name, _, house, base, expected) => expect(known(name).includes(line(house, base))).toBe(expected))
})

describe('who filled it in and when', () => {
  it('is the last change\'s own', () => {
    const row = line({})
    const writes = [{ stamp: makeStamp(Date.UTC(2026, 5, 1, 16, 30), 0), by: '王芳' }, { stamp: makeStamp(Date.UTC(2026, 5, 1, 15, 59), 0), by: '李雷' }]
    const written = { ...row, base: { ...row.base, writes } }
    expect(['filledBy', 'updatedOn'].map(key => cell('exitedHousehold', key, written))).toEqual(['王芳', '2026-06-02'])
  })
  it.each([
    ['1970-01-01', 0], ['1970-01-02', 16 * 3_600_000], ['1970-01-01', 16 * 3_600_000 - 1],
    ['2024-02-29', Date.UTC(2024, 1, 28, 16)], ['2024-03-01', Date.UTC(2024, 1, 29, 16)], ['2100-03-01', Date.UTC(2100, 1, 28, 16)], ['2000-12-31', Date.UTC(2000, 11, 31, 15, 59)]
  ])('%s in China', (day, ms) => expect(dayInChina(ms)).toBe(day))
})
