/** By when a household has to be visited again, on both sides of every bound. */
import { describe, expect, it } from 'vitest'
import { subjectOf } from '#core/checks/subject.ts'
import { defaultStandards, type Standard } from '#core/registers/standard.ts'
import type { Values } from '#core/registers/define.ts'
import type { visitKinds } from '#core/visiting/due.ts';
import { visitDueOf } from '#core/visiting/due.ts'

const TODAY = '2026-11-23'
interface Case { readonly household?: Values; readonly visits?: readonly Values[]; readonly standards?: readonly Standard[] }
const due = ({ household = {}, visits = [], standards = [] }: Case) => visitDueOf(subjectOf({
  household, members: [], income: undefined, standards: [...standards, ...defaultStandards], today: TODAY, area: '530521101201',
  records: { visit: visits.map((values, at) => ({ id: `visit-${at}`, values })) }
}))
const on = (day: string, more: Values = {}): Values => ({ startedAt: `${day} 09:00`, visitor: '段丽华', ...more })
const watched = { monitorCategory: '1', monitorFrom: '2025-01' }

describe('the kind decides the interval', () => {
  it.each<readonly [string, Values, keyof typeof visitKinds, number]>([
    ['watched over', watched, 'open', 31],
    ['a 脱贫户 that is watched over', { ...watched, householdType: '01' }, 'open', 31],
    ['its risk is gone', { ...watched, riskEliminated: true }, 'eliminated', 92],
    ['its risk is gone, a 脱贫户', { ...watched, riskEliminated: true, householdType: '01' }, 'eliminated', 92],
    ['said to be eliminated and never listed: a 脱贫户 like any', { riskEliminated: true, householdType: '01' }, 'exited', 92],
    ['said to be eliminated and never listed: ordinary', { riskEliminated: true }, 'ordinary', 183],
    ['脱贫户', { householdType: '01' }, 'exited', 92],
    ['一般农户', { householdType: '02' }, 'ordinary', 183],
    ['脱贫不享受政策户', { householdType: '03' }, 'ordinary', 183],
    ['nothing known', {}, 'ordinary', 183]
  ])('%s', (_, household, kind, every) => {
    expect(due({ household })).toMatchObject({ kind, every })
  })
})

describe('the last day in time is still in time', () => {
  it.each<readonly [string, Case, string, string | undefined, number]>([
    ['open, 31 days ago', { household: watched, visits: [on('2026-10-23')] }, 'due', '2026-11-23', 0],
    ['open, 32 days ago', { household: watched, visits: [on('2026-10-22')] }, 'late', '2026-11-22', 1],
    ['open, today', { household: watched, visits: [on(TODAY)] }, 'within', '2026-12-24', 0],
    ['the last day of this month', { household: watched, visits: [on('2026-10-30')] }, 'due', '2026-11-30', 0],
    ['the first of the next', { household: watched, visits: [on('2026-10-31')] }, 'within', '2026-12-01', 0],
    ['eliminated, 92', { household: { ...watched, riskEliminated: true }, visits: [on('2026-08-23')] }, 'due', TODAY, 0],
    ['eliminated, 93', { household: { ...watched, riskEliminated: true }, visits: [on('2026-08-22')] }, 'late', '2026-11-22', 1],
    ['ordinary, 183', { visits: [on('2026-05-24')] }, 'due', TODAY, 0],
    ['ordinary, 184', { visits: [on('2026-05-23')] }, 'late', '2026-11-22', 1],
    ['never and ordinary: nobody says by when', {}, 'never', undefined, 0],
    ['never and 脱贫户', { household: { householdType: '01' } }, 'never', undefined, 0],
    ['never, watched since nobody knows when', { household: { monitorCategory: '1' } }, 'late', undefined, 0],
    ['never, listed this month', { household: { ...watched, monitorFrom: '2026-11' } }, 'within', '2026-12-02', 0],
    ['never, listed last month', { household: { ...watched, monitorFrom: '2026-10' } }, 'late', '2026-11-01', 22],
    ['the county allows 60 days', { household: watched, visits: [on('2026-10-01')], standards: [{ name: 'visitDaysOpen', area: '530521', year: 2026, number: 60, source: '县' }] }, 'due', '2026-11-30', 0],
    ['another county does', { household: watched, visits: [on('2026-10-01')], standards: [{ name: 'visitDaysOpen', area: '530522', year: 2026, number: 60, source: '县' }] }, 'late', '2026-11-01', 22]
  ])('%s', (_, of, state, dueOn, lateDays) => {
    const found = due(of)
    expect([found.state, found.dueOn, found.lateDays]).toEqual([state, dueOn, lateDays])
  })
})

describe('which visit counts, and from when', () => {
  it.each<readonly [string, Case, string | undefined, string | undefined]>([
    ['the latest, in whatever order they stand', { visits: [on('2026-09-01'), on('2026-11-01'), on('2026-10-01')] }, '2026-11-01', '2026-11-01'],
    ['one planned for tomorrow is none', { household: watched, visits: [on('2026-10-23'), on('2026-11-24')] }, '2026-10-23', '2026-10-23'],
    ['a voided one is none', { household: watched, visits: [on('2026-10-23'), on('2026-11-20', { voided: true })] }, '2026-10-23', '2026-10-23'],
    ['by telephone counts: the family works in Guangdong', { household: watched, visits: [on('2026-11-20', { mode: '02' })] }, '2026-11-20', '2026-11-20'],
    ['without a day is none', { household: watched, visits: [{ visitor: '段丽华' }] }, undefined, '2025-01-01'],
    ['before the listing: the listing begins anew', { household: { ...watched, monitorFrom: '2026-11' }, visits: [on('2026-06-01')] }, '2026-06-01', '2026-11-01'],
    ['after the listing', { household: { ...watched, monitorFrom: '2026-09' }, visits: [on('2026-11-02')] }, '2026-11-02', '2026-11-02'],
    ['the listing of one whose risk is gone begins nothing', { household: { ...watched, riskEliminated: true, monitorFrom: '2026-11' }, visits: [on('2026-06-01')] }, '2026-06-01', '2026-06-01']
  ])('%s', (_, of, lastOn, countedFrom) => {
    expect(due(of)).toMatchObject({ lastOn, countedFrom })
  })
})

describe('下次走访日', () => {
  it.each<readonly [string, string, string, boolean]>([
    ['sooner than the interval', '2026-11-25', '2026-11-25', true],
    ['its end: nothing of its own', '2026-12-02', '2026-12-02', false],
    ['later than the interval lengthens nothing', '2027-03-01', '2026-12-02', false],
    ['the day of the visit itself says nothing', '2026-11-01', '2026-12-02', false],
    ['before the visit', '2026-10-01', '2026-12-02', false],
    ['no day at all', '月底', '2026-12-02', false]
  ])('%s', (_, nextVisitOn, dueOn, promised) => {
    expect(due({ household: watched, visits: [on('2026-11-01', { nextVisitOn })] })).toMatchObject({ dueOn, promised })
  })
  it('of an earlier visit no longer holds', () => {
    expect(due({ household: watched, visits: [on('2026-10-01', { nextVisitOn: '2026-10-20' }), on('2026-11-01')] })).toMatchObject({ dueOn: '2026-12-02', promised: false })
  })
})
