import { describe, expect, it } from 'vitest'
import { checkOf } from '#core/checks/index.ts'
import { nextProblemNo, problemDue, problemFields, problemRefusals, problemState, selfCheckItem, selfCheckItems, stepsOf } from '#core/selfcheck/index.ts'
import type { ProblemContext, ProblemStep } from '#core/selfcheck/index.ts'
import { workCalendar } from '#core/procedure/index.ts'
import { codeTable } from '#core/registers/codes.ts'
import { defaultStandards, fieldOf } from '#core/registers/index.ts'
import type { Values } from '#core/registers/define.ts'

const context: ProblemContext = { today: '2026-11-20', area: '530521101201', standards: defaultStandards, calendar: workCalendar() }
const found: Values = { problemNo: 'WT-2026-001', from: '03', reportedOn: '2026-10-12', class: '03', description: '台账与实际不符', responsible: '段丽华', dueOn: '2026-11-10', status: '02' }
const rectified: Values = { ...found, status: '03', measures: '逐户核对更正', evidence: '更正前后的台账', doneOn: '2026-11-06', doneBy: '段丽华' }
const accepted: Values = { ...rectified, acceptedBy: '王建军', acceptedOn: '2026-11-09' }
const closed: Values = { ...accepted, status: '04', closedOn: '2026-11-12' }
const why = (values: Values, step: ProblemStep, given: Values = {}): readonly string[] => problemRefusals(values, step, given, context).map(({ field }) => field)

describe('the list a village goes down', () => {
  it('stands in the four dimensions, each with items, each key once', () => {
    expect([...new Set(selfCheckItems.map(({ dimension }) => dimension))].sort()).toEqual(codeTable('problemClass').map(({ code }) => code))
    expect(new Set(selfCheckItems.map(({ key }) => key)).size).toBe(selfCheckItems.length)
    expect(selfCheckItem('Z01')?.title).toContain('帮扶责任人')
    expect(selfCheckItem('Z999')).toBeUndefined()
  })
  it('names its source, and rules there are; more is counted than asked', () => {
    for (const { key, source, by } of selfCheckItems) {
      expect([key, source !== '']).toEqual([key, true])
      if (by.kind === 'rules') for (const rule of by.rules) expect([key, rule, checkOf(rule) !== undefined]).toEqual([key, rule, true])
    }
    expect(selfCheckItems.filter(({ by }) => by.kind === 'hand').length * 3).toBeLessThan(selfCheckItems.length)
  })
})

describe('where a problem stands', () => {
  it.each([
    ['nothing was begun', { ...found, status: '01' }, 'open'], ['no status at all', { description: 'x' }, 'open'], ['begun', found, 'working'], ['done', rectified, 'done'],
    ['done by its day alone', { ...rectified, status: '02' }, 'done'], ['accepted', accepted, 'accepted'], ['closed', closed, 'closed'], ['closed in a workbook without more', { status: '04' }, 'closed']
  ] as const)('%s', (_, values, state) => expect(problemState(values)).toBe(state))
})

describe('until when', () => {
  it('the day that was set', () => expect(problemDue(found, context)).toEqual({ due: '2026-11-10', late: 8, byRule: false }))
  it('else thirty working days after it was reported, 国庆 left out', () =>
    expect(problemDue({ reportedOn: '2025-09-26' }, { ...context, today: '2025-10-01' })).toEqual({ due: '2025-11-13', late: 0, byRule: true }))
  it('what the county set', () => expect(problemDue({ reportedOn: '2026-11-02' }, { ...context, standards: [{ name: 'problemDays', area: '530521', year: 2026, number: 5, source: '县里' }, ...defaultStandards] })?.due).toBe('2026-11-09'))
  it('on the last day it is not late, on the next working day by one', () => {
    expect(problemDue({ ...found, dueOn: '2026-11-20' }, context)?.late).toBe(0)
    expect(problemDue({ ...found, dueOn: '2026-11-19' }, context)?.late).toBe(1)
  })
  it('a weekend is no working day late', () => expect(problemDue({ ...found, dueOn: '2026-11-13' }, { ...context, today: '2026-11-15' })?.late).toBe(0))
  it('the clock stops when it is done', () => expect(problemDue(rectified, context)?.late).toBe(0))
  it('nothing is known', () => expect(problemDue({ description: 'x' }, context)).toBeUndefined())
})

describe('what may be done', () => {
  const all: readonly ProblemStep[] = ['work', 'done', 'accept', 'refuse', 'close', 'relapse']
  it.each([
    ['open', { ...found, status: '01' }, ['work', 'done']], ['working', found, ['done']], ['done', rectified, ['accept', 'refuse']], ['accepted', accepted, ['close', 'refuse']], ['closed', closed, ['relapse']]
  ] as const)('%s: these steps and no others', (state, values, steps) => {
    expect(stepsOf(state)).toEqual(steps)
    for (const step of all.filter(one => !(steps as readonly string[]).includes(one))) expect([step, problemRefusals(values, step, {}, context)]).toEqual([step, [expect.objectContaining({ field: 'status' })]])
  })

  const done: Values = { doneOn: '2026-11-06', doneBy: '段丽华', measures: '逐户核对', evidence: '台账' }
  it.each([
    ['all there, in time', done, []],
    ['on the last day', { ...done, doneOn: '2026-11-10' }, []],
    ['a working day late, no reason', { ...done, doneOn: '2026-11-11' }, ['lateReason']],
    ['a working day late, and why', { ...done, doneOn: '2026-11-11', lateReason: '大雨断路' }, []],
    ['no evidence', { ...done, evidence: '' }, ['evidence']],
    ['evidence of blanks', { ...done, evidence: '  ' }, ['evidence']],
    ['nobody did it', { ...done, doneBy: null }, ['doneBy']],
    ['nothing was done', { ...done, measures: null }, ['measures']],
    ['tomorrow', { ...done, doneOn: '2026-11-21', lateReason: 'x' }, ['doneOn']],
    ['before it was reported', { ...done, doneOn: '2026-10-11' }, ['doneOn']],
    ['no such day', { ...done, doneOn: '2026-02-30', lateReason: 'x' }, ['doneOn']]
  ] as const)('done: %s', (_, given, fields) => expect(why(found, 'done', given)).toEqual(fields))

  it.each([
    ['by another', { acceptedBy: '王建军', acceptedOn: '2026-11-09' }, []],
    ['by the one who did it', { acceptedBy: '段丽华', acceptedOn: '2026-11-09' }, ['acceptedBy']],
    ['by the same, with a space', { acceptedBy: '段 丽华', acceptedOn: '2026-11-09' }, ['acceptedBy']],
    ['by nobody', { acceptedOn: '2026-11-09' }, ['acceptedBy']],
    ['before it was done', { acceptedBy: '王建军', acceptedOn: '2026-11-05' }, ['acceptedOn']]
  ] as const)('accepted %s', (_, given, fields) => expect(why(rectified, 'accept', given)).toEqual(fields))
  it('nor by the one who answers for it, whoever did it', () => expect(why({ ...rectified, doneBy: '李学文' }, 'accept', { acceptedBy: '段丽华', acceptedOn: '2026-11-09' })).toEqual(['acceptedBy']))

  it.each([
    ['after acceptance', accepted, { closedOn: '2026-11-12' }, []],
    ['before it', accepted, { closedOn: '2026-11-08' }, ['closedOn']],
    ['without evidence', { ...accepted, evidence: null }, { closedOn: '2026-11-12' }, ['evidence']],
    ['that nobody accepted', rectified, { closedOn: '2026-11-12' }, ['status']]
  ] as const)('closed %s', (_, values, given, fields) => expect(why(values, 'close', given)).toEqual(fields))
  it('sent back and relapsed say why', () => {
    expect([why(rectified, 'refuse'), why(rectified, 'refuse', { progress: '还差两户' }), why(closed, 'relapse'), why(closed, 'relapse', { progress: '又不符了' })]).toEqual([['progress'], [], ['progress'], []])
  })
})

describe('what becomes of it', () => {
  const after = (values: Values, step: ProblemStep, given: Values = {}): Values => ({ ...values, ...problemFields(values, step, given, context) })
  it('goes its way from found to closed', () => {
    const one = after({ ...found, status: '01' }, 'work')
    expect(problemState(one)).toBe('working')
    const two = after(one, 'done', { doneOn: '2026-11-06', doneBy: '段丽华', measures: 'm', evidence: 'e' })
    expect(problemState(two)).toBe('done')
    const three = after(two, 'accept', { acceptedBy: '王建军', acceptedOn: '2026-11-09' })
    expect(problemState(three)).toBe('accepted')
    expect(problemState(after(three, 'close', { closedOn: '2026-11-12' }))).toBe('closed')
  })
  it('sent back it is worked on again and must be accepted anew; what was said stays', () => {
    const back = after({ ...accepted, progress: '10月已核一半' }, 'refuse', { progress: '还差两户' })
    expect(problemState(back)).toBe('working')
    expect(back).toMatchObject({ acceptedBy: null, doneOn: null, evidence: '更正前后的台账', progress: '10月已核一半\n2026-11-20 退回：还差两户' })
  })
  it('relapsed it is open again, and says so', () => expect(after(closed, 'relapse', { progress: '又不符了' })).toMatchObject({ relapsed: true, status: '02', closedOn: null, doneOn: null, dueOn: null }))
  it('every field it writes is one of the register', () => {
    for (const step of ['work', 'done', 'accept', 'refuse', 'close', 'relapse'] as const)
      for (const field of Object.keys(problemFields(found, step, {}, context))) expect([step, field, fieldOf('problem', field) !== undefined]).toEqual([step, field, true])
  })
})

it.each([[[], 'WT-2026-001'], [['WT-2026-001', 'WT-2026-009', 'WT-2025-120', '县审计3号'], 'WT-2026-010']] as const)('numbers go on: %j', (known, next) => expect(nextProblemNo(2026, known)).toBe(next))
