import { describe, expect, it } from 'vitest'
import { subjectOf } from '#core/checks/subject.ts'
import { measureState, planState, summarise } from '#core/measures/index.ts'
import { workCalendar } from '#core/procedure/index.ts'
import type { Values } from '#core/registers/define.ts'
import { contextOf, monitored, today } from '../checks/household.ts'

const marks = (records: Readonly<Record<string, readonly Values[]>>, household: Values = {}) =>
  summarise(subjectOf(contextOf({ household: { ...monitored, ...household }, records })), workCalendar()).marks
const helped = { pairing: [{ cadre: 'c', from: '2025-01-01' }] }
const planned = { plan: [{ year: 2026, dueOn: '2026-12-31', status: '02' }] }
const done = { measure: [{ group: 'otherEdu', item: 'otherEdu.01' }, { group: 'industry', item: 'industry.02' }] }

describe('a measure on its days', () => {
  it.each([
    ['without a last day', { status: '02' }, 'running'], ['its last day is today', { status: '02', endedOn: today }, 'running'], ['its last day was yesterday', { status: '02', endedOn: '2026-11-21' }, 'overdue'],
    ['never begun, over its day', { status: '01', endedOn: '2026-11-21' }, 'overdue'], ['over and done', { status: '03', endedOn: '2026-11-21' }, 'ended'], ['stopped', { status: '04' }, 'ended'],
    ['of a workbook that says a last day and no more', { endedOn: '2026-11-21' }, 'ended']
  ] as const)('%s', (_, values, state) => expect(measureState(values, today)).toBe(state))
  it.each([[{ dueOn: today }, 'running'], [{ dueOn: '2026-11-21' }, 'overdue'], [{ dueOn: '2026-11-21', status: '03' }, 'done'], [{}, 'running']] as const)('a plan %o is %s', (values, state) => expect(planState(values, today)).toBe(state))
})

describe('what a household is marked with', () => {
  it('all in order: nothing', () => expect(marks({ ...helped, ...planned, ...done })).toEqual([]))
  it('nothing at all: everything, and late', () => expect(marks({})).toEqual(['no-plan', 'no-measure', 'no-developmental', 'unmatched', 'late', 'no-helper']))
  it.each([
    ['a plan of last year', { plan: [{ year: 2025 }] }, ['no-plan', 'late']], ['a voided plan', { plan: [{ year: 2026, voided: true }] }, ['no-plan', 'late']],
    ['a plan over its day', { plan: [{ year: 2026, dueOn: '2026-11-21' }] }, ['overdue']],
    ['a helper until yesterday', { pairing: [{ cadre: 'c', from: '2025-01-01', to: '2026-11-21' }] }, ['no-helper']], ['a helper from tomorrow', { pairing: [{ cadre: 'c', from: '2026-11-23' }] }, ['no-helper']],
    ['nothing to earn by', { measure: [{ group: 'otherEdu', item: 'otherEdu.01' }] }, ['no-developmental']], ['the risk unanswered', { measure: [{ group: 'industry', item: 'industry.02' }] }, ['unmatched']],
    ['one over its day', { measure: [...done.measure, { group: 'health', item: 'health.04', status: '02', endedOn: '2026-11-21' }] }, ['overdue']],
    ['all of them over', { measure: done.measure.map(one => ({ ...one, status: '03' })) }, ['ended']]
  ] as const)('%s', (_, changed, expected) => expect(marks({ ...helped, ...planned, ...done, ...changed })).toEqual(expected))
  it('listed this month it is not late yet', () => expect(marks({ ...helped }, { monitorFrom: '2026-11' })).not.toContain('late'))
})
