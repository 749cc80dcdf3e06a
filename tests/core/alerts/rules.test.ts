import { describe, expect, it } from 'vitest'
import { alertRules, audiencesOf, evaluate, fires, ownRules, ruleLine, suggestionsFor, yuanText, type AlertFigures, type AlertSubject } from '#core/alerts/index.ts'
import type { HouseholdContext } from '#core/checks/index.ts'
import { codeTable } from '#core/registers/codes.ts'
import type { Values } from '#core/registers/define.ts'
import { defaultStandards, type Standard } from '#core/registers/standard.ts'

const AREA = '530521101201', TODAY = '2026-11-23'
const standing = { standards: defaultStandards, area: AREA, today: TODAY }
const exited: Values = { householdType: '01' }, ordinary: Values = { householdType: '02' }, monitored: Values = { householdType: '02', monitorCategory: '2' }
const figures = (subject: AlertSubject, yuan: number | null, more: Partial<AlertFigures> = {}): AlertFigures => ({ subject, amount: yuan === null ? null : Math.round(yuan * 100), times: null, matter: '', rule: null, ...more })
const ids = (of: AlertFigures, household: Values, standards = defaultStandards): string => fires(of, household, { ...standing, standards }).map(({ rule }) => rule.id).join(' ')

describe('thresholds, the figure on either side', () => {
  it.each<[string, AlertFigures, Values, string]>([
    ['A01 a 脱贫户 at 5,000 of inpatient self-pay', figures('inpatient', 5000), exited, 'A01'],
    ['A01 a cent under it', figures('inpatient', 4999.99), exited, ''],
    ['A01 a monitored household is held to the same', figures('inpatient', 5000), monitored, 'A01'],
    ['A02 an ordinary household at 20,000', figures('inpatient', 20_000), ordinary, 'A02'],
    ['A02 a cent under it', figures('inpatient', 19_999.99), ordinary, ''],
    ['A03 an outpatient at 500 a month', figures('outpatient', 500), ordinary, 'A03'],
    ['A03 a cent under it', figures('outpatient', 499.99), ordinary, ''],
    ['A04 one admission of a monitored household above 6,000', figures('admission', 6000.01), monitored, 'A04 A01'],
    ['A04 exactly 6,000 is not above it', figures('admission', 6000), monitored, 'A01'],
    ['A05 one admission of others above 10,000', figures('admission', 10_000.01), ordinary, 'A05'],
    ['A05 exactly 10,000 is not above it', figures('admission', 10_000), ordinary, ''],
    ['A05 a list of the year that says there was one', figures('inpatient', 12_000, { times: 1 }), ordinary, 'A05'],
    ['A05 of two admissions nobody knows what one cost', figures('inpatient', 12_000, { times: 2 }), ordinary, ''],
    ['A06 above 30,000 whoever it is, first of those that fire', figures('inpatient', 30_000.01), ordinary, 'A06 A02'],
    ['A06 exactly 30,000 is not above it', figures('inpatient', 30_000), ordinary, 'A02'],
    ['A08 schooling above 10,000', figures('schoolCost', 10_000.01), ordinary, 'A08'],
    ['A08 exactly 10,000 is not above it', figures('schoolCost', 10_000), ordinary, ''],
    ['A20 under the line is also near it', figures('perCapita', 8699.99), ordinary, 'A20 A21'],
    ['A20 exactly on the line is not under it, but near', figures('perCapita', 8700), ordinary, 'A21'],
    ['A21 at one and a half times the line it is no longer near', figures('perCapita', 13_050), ordinary, ''],
    ['A21 a cent under one and a half times', figures('perCapita', 13_049.99), ordinary, 'A21'],
    ['a blank is not zero', figures('perCapita', null), ordinary, ''],
    ['school cost is no self-pay', figures('schoolCost', 40_000), exited, 'A08'],
    ['an outpatient is no inpatient', figures('outpatient', 499), exited, '']
  ])('%s', (_, of, household, wanted) => { expect(ids(of, household)).toBe(wanted) })

  it('a county of its own threshold is held to that', () => {
    const own: readonly Standard[] = [{ name: 'alertInpatientExited', area: '530521', year: 2026, amount: 300_000, source: '县医保局' }, ...defaultStandards]
    expect(ids(figures('inpatient', 3000), exited, own)).toBe('A01')
    expect(ids(figures('inpatient', 2999.99), exited, own)).toBe('')
    expect(ruleLine('A01', { ...standing, standards: own })).toMatchObject({ threshold: '达到3,000.00元', assumed: false })
    expect(ruleLine('A01', standing)).toMatchObject({ threshold: '达到5,000.00元', assumed: true })
  })

  it('a household whose kind is blank is held to both, and the stricter fires', () => {
    expect(audiencesOf({})).toEqual(['exited', 'ordinary'])
    expect(ids(figures('inpatient', 6000), {})).toBe('A01')
    expect(audiencesOf({ householdType: '03' })).toEqual(['exited'])
    expect(audiencesOf({ householdType: '01', monitorCategory: '1', riskEliminated: true })).toEqual(['exited'])
  })
})

describe('events', () => {
  it.each<[string, string]>([
    ['新办残疾证', 'A14'], ['危房 D级', 'A15'], ['饮水设施断水', 'A16'], ['户籍注销（死亡）', 'A17'], ['交通事故', 'A18'], ['辍学', 'A09'], ['洪涝受灾', 'A10'], ['12317来电反映', 'A24'], ['未参保', 'A25'], ['核桃滞销', 'A23'], ['入学体检', '']
  ])('%s → %s', (matter, wanted) => { expect(ids(figures('event', null, { matter }), ordinary).split(' ')[0]).toBe(wanted) })

  it('a list that is said to be about one rule fires it on every line, and no other', () => {
    expect(ids(figures('event', null, { matter: '张三 3组', rule: 'A13' }), ordinary)).toBe('A13')
    expect(evaluate(alertRules.find(({ id }) => id === 'A14')!, figures('event', null, { matter: '残疾', rule: 'A13' }), ordinary, standing)).toBeNull()
  })
})

describe('the table itself', () => {
  it('numbers, risks and sources are there, and no number twice', () => {
    const all = [...alertRules.map(({ id, risk, source }) => ({ id, risk, source })), ...ownRules]
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    const risks = new Set(codeTable('riskType').map(({ code }) => code))
    expect(all.filter(({ id, risk, source }) => !/^A\d\d$/u.test(id) || !risks.has(risk) || source === '')).toEqual([])
  })
  it('money is written to the cent', () => {
    expect([yuanText(3_573_700), yuanText(5), yuanText(123_456_789), yuanText(-100)]).toEqual(['35,737.00元', '0.05元', '1,234,567.89元', '-1.00元'])
  })
})

const member = (values: Values, id = 'p1') => ({ id, values: { name: '李国强', relation: '02', birthDate: '1980-01-01', medResident: true, ...values } })
const context = (more: Partial<HouseholdContext>): HouseholdContext => ({ household: ordinary, members: [member({})], income: undefined, standards: defaultStandards, today: TODAY, area: AREA, records: {}, ...more })
const income = (yuan: number, year = 2025): Values => ({ year, kind: 'annual', countedMembers: 1, netTotal: Math.round(yuan * 100) })

describe('what the village’s own records suggest', () => {
  it.each<[string, Partial<HouseholdContext>, string]>([
    ['nothing of a household in order', { income: income(20_000) }, ''],
    ['A51 a cent under the line', { income: income(8699.99) }, 'A51'],
    ['A52 on the line: near, not under', { income: income(8700) }, 'A52'],
    ['A52 at one and a half times: neither', { income: income(13_050) }, ''],
    ['A53 a drop of exactly the percent set', { income: income(14_000), lastIncome: income(20_000, 2024) }, 'A53'],
    ['A53 a little less than it', { income: income(14_001), lastIncome: income(20_000, 2024) }, ''],
    ['A53 no year before to compare with', { income: income(14_000) }, ''],
    ['A54 twelve years old and said to be out of school', { members: [member({ birthDate: '2014-03-01', dropoutReason: '03' })] }, 'A54'],
    ['A54 the same and at school', { members: [member({ birthDate: '2014-03-01', schoolStage: '04' })] }, ''],
    ['A54 nothing said is no dropout', { members: [member({ birthDate: '2014-03-01' })] }, ''],
    ['A54 seventeen', { members: [member({ birthDate: '2009-03-01', dropoutReason: '03' })] }, ''],
    ['A55 said to be uninsured', { members: [member({ medResident: false })] }, 'A55'],
    ['A55 insured by an employer', { members: [member({ medResident: false, medEmployee: true })] }, ''],
    ['A55 a blank is not no', { members: [member({ medResident: null })] }, ''],
    ['A56 a house of grade C', { household: { ...ordinary, dangerLevel: 'C' } }, 'A56'],
    ['A56 of grade B', { household: { ...ordinary, dangerLevel: 'B' } }, ''],
    ['A56 once 危房户, graded B since', { household: { ...ordinary, dangerHouse: true, dangerLevel: 'B' } }, ''],
    ['A57 unsafe water', { household: { ...ordinary, safeWater: false } }, 'A57'],
    ['A57 water not looked at', { household: { ...ordinary, safeWater: null } }, ''],
    ['A58 home from work last month', { records: { work: [{ id: 'w', values: { person: 'p1', from: '2026-01', to: '2026-10' } }] } }, 'A58'],
    ['A58 gone again', { records: { work: [{ id: 'w', values: { person: 'p1', from: '2026-01', to: '2026-10' } }, { id: 'v', values: { person: 'p1', from: '2026-11' } }] } }, ''],
    ['A58 home four months', { records: { work: [{ id: 'w', values: { person: 'p1', from: '2026-01', to: '2026-07' } }] } }, ''],
    ['A59 a certificate of this year', { members: [member({ disabilityCertOn: '2025-11-30' })] }, 'A59'],
    ['A59 of the year before', { members: [member({ disabilityCertOn: '2025-10-30' })] }, ''],
    ['A60 who earned has died', { members: [member({}), member({ relation: '10', labour: '01', endedOn: '2026-09-01', endReason: '01' }, 'p2')] }, 'A60'],
    ['A60 who married away has not', { members: [member({}), member({ relation: '30', labour: '01', endedOn: '2026-09-01', endReason: '02' }, 'p2')] }, ''],
    ['A61 treatments of the year sum up to the threshold', { records: { treatment: [{ id: 't', values: { person: 'p1', from: '2026-02-01', selfPaid: 1_500_000 } }, { id: 'u', values: { person: 'p1', from: '2026-08-01', selfPaid: 500_000 } }] } }, 'A61'],
    ['A61 a cent less', { records: { treatment: [{ id: 't', values: { person: 'p1', from: '2026-02-01', selfPaid: 1_999_999 } }] } }, ''],
    ['A61 last year’s do not count', { records: { treatment: [{ id: 't', values: { person: 'p1', from: '2025-12-31', selfPaid: 9_000_000 } }] } }, ''],
    ['nothing of a household that is watched over already', { household: { ...monitored, dangerLevel: 'D' } }, ''],
    ['again of one whose risk was eliminated', { household: { ...monitored, riskEliminated: true, dangerLevel: 'D' } }, 'A56'],
    ['nothing of a household that is gone', { household: { ...ordinary, dangerLevel: 'D', endedOn: '2026-01-01' } }, '']
  ])('%s', (_, more, wanted) => { expect(suggestionsFor(context(more)).map(({ rule }) => rule).join(' ')).toBe(wanted) })
})
