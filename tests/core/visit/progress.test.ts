import { describe, expect, it } from 'vitest'
import { defaultStandards } from '#core/registers/standard.ts'
import { beforeOf, incomeMeter, incomeTakenOver, isSigned, keepBefore, nextQuestion, progress, sectionMarks, sectionOf, spared, visitChanges, visitFindings, withValues } from '#core/visit/index.ts'
import { bornFor, context, member, record } from './family.ts'

const risk = sectionOf('risk')!

describe('a section', () => {
  it.each([
    ['is untouched at first', {}, [], 'untouched'],
    ['is under way when one question was gone past', {}, ['household:house-01:risks'], 'going'],
    ['is without change when its mark says so', { unchangedRisk: true }, [], 'unchanged'],
    ['is done when its mark says no', { unchangedRisk: false }, [], 'done']
  ])('%s', (_, fields, passed, state) => {
    expect(progress(risk, context({ visit: record('visit', 'visit-01', fields) }), new Set(passed)).state).toBe(state)
  })

  it('with several marks needs them all', () => {
    const safeguards = sectionOf('safeguards')!
    const marks = Object.keys(sectionMarks(safeguards, true))
    expect(marks).toEqual(['unchangedSafeguards', 'unchangedLiving', 'unchangedWater'])
    const visit = record('visit', 'visit-01', { unchangedSafeguards: true, unchangedLiving: true })
    expect(progress(safeguards, context({ visit }), new Set()).state).toBe('untouched')
  })

  it('goes on to the next question and back, and ends', () => {
    const questions = risk.questions(context())
    expect(nextQuestion(questions, questions[0]!.key)?.field).toBe('wholeNoLabour')
    expect(nextQuestion(questions, questions[0]!.key, -1)).toBeUndefined()
    expect(nextQuestion(questions, questions.at(-1)!.key)).toBeUndefined()
  })
})

describe('what is read back', () => {
  const household = record('household', 'house-01', { phone: '13800000000' })

  it('is the old value beside the new, and the first old value when answered twice', () => {
    const visit = record('visit', 'visit-01', { changedFrom: '{"household:house-01:phone":"13987500001"}' })
    expect(visitChanges(context({ household, visit }))).toEqual([expect.objectContaining({ label: '户联系电话', before: '13987500001', after: '13800000000' })])
    expect(beforeOf({ ...visit, values: { changedFrom: keepBefore(visit, { 'household:house-01:phone': '13800000000', 'household:house-01:address': null }) } }))
      .toEqual({ 'household:house-01:phone': '13987500001', 'household:house-01:address': null })
  })

  it('leaves out what was changed and changed back, and what nobody can read', () => {
    expect(visitChanges(context({ household, visit: record('visit', 'visit-01', { changedFrom: '{"household:house-01:phone":"13800000000"}' }) }))).toEqual([])
    expect(visitChanges(context({ household, visit: record('visit', 'visit-01', { changedFrom: 'not json' }) }))).toEqual([])
  })

  it('compares income with the year before, not with the moment before', () => {
    const lastIncome = record('income', 'income-25', { year: 2025, A1: 2_400_000, B1: 100_000 })
    const income = record('income', 'income-26', { A1: 1_600_000, B1: 100_000 })
    expect(visitChanges(context({ income, lastIncome }))).toEqual([expect.objectContaining({ label: '务工收入', before: '2025年 · 24,000', after: '16,000' })])
  })

  it('shows beside a changed field what it was before this visit', () => {
    const visit = record('visit', 'visit-01', { changedFrom: '{"household:house-01:phone":"13987500001"}' })
    expect(sectionOf('members')!.questions(context({ household, visit })).find(({ field }) => field === 'phone')!.previous).toMatchObject({ text: '13987500001', from: '原来' })
  })
})

describe('the signature', () => {
  it.each([
    ['a drawing', { signature: 'M1 1L2 2', signedBy: '张三' }, true],
    ['a fingerprint on paper', { signedBy: '按手印：户主本人' }, true],
    ['a reason why not', { signedBy: '无法签字：电话核实' }, true],
    ['a name alone', { signedBy: '张三' }, false],
    ['nothing', {}, false]
  ])('is %s', (_, fields, expected) => {
    expect(isSigned(fields)).toBe(expected)
  })
})

describe('the income meter', () => {
  const lastIncome = record('income', 'income-25', { year: 2025, A1: 1_700_000, B1: 100_000, E1: 60_000, countedMembers: 5 })
  const two = [member('person-01'), member('person-02', { relation: '10' })]
  const meter = (fields: Readonly<Record<string, number>>, members = two) =>
    incomeMeter(context({ lastIncome, members, income: record('income', 'income-26', fields) }), defaultStandards, 2026)

  it('stands at last year for lines not yet asked and says how many', () => {
    expect(meter({})).toMatchObject({ carried: 3, carriedFrom: '2025年', totals: { perCapita: 870_000 } })
    expect(meter({ A1: 1_600_000 })).toMatchObject({ carried: 2, totals: { perCapita: 820_000 } })
  })

  it.each([
    ['one 分 below the line is below', { A1: 1_699_998 }, true],
    ['exactly on it is not', { A1: 1_700_000 }, false]
  ])('%s', (_, fields, below) => {
    expect(meter(fields).distance?.below).toBe(below)
  })

  it('uses the latest known line when the year has none, and says so', () => {
    expect(meter({}).line).toMatchObject({ amount: 870_000, year: 2025, exact: false })
  })

  it('divides by this year\'s family, not by last year\'s count', () => {
    expect(meter({}, [...two, member('person-03', { relation: '20', birthDate: bornFor(0) })]).totals.members).toBe(3)
    expect(meter({ countedMembers: 4 }).totals.members).toBe(4)
  })

  it('takes last year over for 情况无变化, but no line that was answered this year', () => {
    const income = record('income', 'income-26', { A1: 1_600_000 })
    expect(incomeTakenOver(context({ lastIncome, income, members: two }))).toEqual({ B1: 100_000, E1: 60_000 })
  })

  it('takes the exported totals over only where no line stands against them', () => {
    const exported = record('income', 'income-25', { year: 2025, wageTotal: 1_000_000, netTotal: 900_000 })
    expect(incomeTakenOver(context({ lastIncome: exported }))).toEqual({ wageTotal: 1_000_000, netTotal: 900_000 })
    expect(incomeTakenOver(context({ lastIncome: exported, income: record('income', 'income-26', { A1: 1 }) }))).toEqual({})
  })
})

describe('findings at the door', () => {
  const rules = (parts: Parameters<typeof context>[0]) => visitFindings(context(parts), defaultStandards).map(({ rule }) => rule)

  it('see the record as it would become', () => {
    const one = member('person-01', { idNo: '530521198405120310', medResident: true, medEmployee: false })
    expect(rules({ members: [one] })).not.toContain('R070')
    expect(rules({ members: [withValues(one, { medEmployee: true })] })).toContain('R070')
  })

  it('name the question that can put them right, opening the member for it', () => {
    const found = visitFindings(context({ members: [member('person-01', { idNo: '530521198405120310' })] }), defaultStandards).find(({ rule }) => rule === 'R003')
    expect(found?.place).toEqual({ section: 'members', key: 'person:person-01:idNo', open: { member: 'person-01', as: 'editing' } })
  })

  it('do not take half a form of income for poverty', () => {
    const lastIncome = record('income', 'income-25', { year: 2025, A1: 2_000_000, B1: 2_000_000 })
    const household = record('household', 'house-01', { householdType: '01' })
    expect(rules({ household, lastIncome, income: record('income', 'income-26', { B2: 100 }) })).not.toContain('R154')
    expect(rules({ household, lastIncome, income: record('income', 'income-26', { A1: 0, B1: 0 }) })).toContain('R154')
  })
})

it('spared are the questions the laptop had the answer to', () => {
  const before = spared(context({ household: record('household', 'house-01', {}) }))
  const after = spared(context())
  expect(after).toEqual({ known: before.known + 1, asked: before.asked })
})
