import { describe, expect, it } from 'vitest'
import type { Value } from '#core/sync/change.ts'
import { registers } from '#core/registers/index.ts'
import { sectionOf, visitSections } from '#core/visit/index.ts'
import { bornFor, context, member, record } from './family.ts'

const asked = (section: string, parts: Parameters<typeof context>[0] = {}): readonly string[] =>
  sectionOf(section)!.questions(context(parts)).map(question => question.field)
const askedOf = (fields: Readonly<Record<string, Value>>): readonly string[] => asked('condition', { members: [member('person-01', fields)] })

describe('the order of the door', () => {
  it('is members, condition, income, safeguards, risk, needs, signature', () => {
    expect(visitSections.map(({ title }) => title)).toEqual(['核对成员', '成员状况', '收支', '三保障和饮水', '风险研判', '需求与措施', '签字'])
  })

  it('names for every section fields of the visit that say nothing has changed, none twice', () => {
    const marks = visitSections.flatMap(({ unchanged }) => unchanged)
    expect(marks.filter(field => !(field in registers.visit.fields))).toEqual([])
    expect(new Set(marks).size).toBe(marks.length)
    expect(visitSections.filter(({ unchanged }) => unchanged.length === 0).map(({ id }) => id)).toEqual(['signature'])
  })

  it('asks the head first and gives every question its own key', () => {
    const members = [member('person-02', { name: '张小', relation: '20' }), member('person-01', { name: '张三', relation: '02' })]
    const questions = visitSections.flatMap(section => section.questions(context({ members })))
    expect(questions.filter(({ field }) => field === 'presence').map(({ record: id }) => id)).toEqual(['person-01', 'person-02'])
    expect(new Set(questions.map(({ key }) => key)).size).toBe(questions.length)
  })

  it('a head who leaves in this visit keeps the first place, so that the others are asked after', () => {
    const spouse = member('person-01', { name: '李四', relation: '10' }), head = member('person-02', { name: '张三', relation: '02', endReason: '01' })
    const order = (members: readonly ReturnType<typeof member>[]) => sectionOf('members')!
      .questions(context({ members, opened: new Map([['person-02', 'leaving']]) })).filter(({ field }) => field === 'presence').map(({ record: id }) => id)
    expect(order([spouse, head])).toEqual(['person-02', 'person-01'])
    expect(order([spouse, member('person-02', { relation: '02' })])).toEqual(['person-02', 'person-01'])
  })
})

describe('what is passed over by age', () => {
  it.each([
    ['a child the day before the sixth birthday is not asked why it is out of school', { birthDate: bornFor(6, true) }, 'dropoutReason', false],
    ['a child of six out of school is', { birthDate: bornFor(6) }, 'dropoutReason', true],
    ['a child of six in the first school years is not', { birthDate: bornFor(6), schoolStage: '03' }, 'dropoutReason', false],
    ['a child of six still in kindergarten is', { birthDate: bornFor(6), schoolStage: '02' }, 'dropoutReason', true],
    ['the day before sixteen is still compulsory schooling', { birthDate: bornFor(16, true) }, 'dropoutReason', true],
    ['sixteen is not', { birthDate: bornFor(16) }, 'dropoutReason', false],
    ['education is not asked the day before sixteen', { birthDate: bornFor(16, true) }, 'education', false],
    ['education is asked at sixteen', { birthDate: bornFor(16) }, 'education', true],
    ['education is not asked of a pupil', { birthDate: bornFor(17), schoolStage: '07' }, 'education', false],
    ['education of a pupil that the book has all the same stays in reach', { birthDate: bornFor(17), schoolStage: '07', education: '03' }, 'education', true],
    ['school is asked the day before twenty-five', { birthDate: bornFor(25, true) }, 'schoolStage', true],
    ['school is not asked at twenty-five', { birthDate: bornFor(25) }, 'schoolStage', false],
    ['school is asked of whom the book calls a student, at any age', { birthDate: bornFor(30), schoolStage: '25' }, 'schoolStage', true],
    ['labour is not asked the day before sixteen', { birthDate: bornFor(16, true) }, 'labour', false],
    ['labour is asked at sixteen', { birthDate: bornFor(16) }, 'labour', true],
    ['labour of a child that the book calls a worker stays in reach', { birthDate: bornFor(12), labour: '01' }, 'labour', true],
    ['work is not asked the day before sixteen', { birthDate: bornFor(16, true) }, 'workMonths', false],
    ['work is asked at sixteen', { birthDate: bornFor(16) }, 'workMonths', true],
    ['work is asked at sixty', { birthDate: bornFor(60) }, 'workMonths', true],
    ['pension is paid for the day before sixty', { birthDate: bornFor(60, true) }, 'penResident', true],
    ['pension is not paid for at sixty', { birthDate: bornFor(60) }, 'penResident', false],
    ['pension is drawn at sixty', { birthDate: bornFor(60) }, 'penDrawing', true],
    ['pension is not drawn the day before', { birthDate: bornFor(60, true) }, 'penDrawing', false],
    ['who has no birth date is asked as a grown-up', { birthDate: null }, 'labour', true]
  ])('%s', (_, fields, field, expected) => {
    expect(askedOf(fields).includes(field)).toBe(expected)
  })
})

describe('what is passed over by an answer', () => {
  it.each([
    ['no place of work without months', { workMonths: 0 }, 'workPlace', false],
    ['a place of work with one month', { workMonths: 1 }, 'workPlace', true],
    ['no work for who has no labour', { labour: '05' }, 'workMonths', false],
    ['work for who is weak but can', { labour: '03' }, 'workMonths', true],
    ['months that the book has for who cannot work stay in reach', { labour: '05', workMonths: 6 }, 'workMonths', true],
    ['no months of a post without a post', { publicPost: [] }, 'publicPostMonths', false],
    ['months of a post with one', { publicPost: ['05'] }, 'publicPostMonths', true],
    ['no second medical insurance beside the first', { medResident: true }, 'medEmployee', false],
    ['the second where the first is 否', { medResident: false }, 'medEmployee', true],
    ['both where the book has both, or R070 could not be put right', { medResident: true, medEmployee: true }, 'medEmployee', true],
    ['no illness of the healthy', { health: ['01'] }, 'illness', false],
    ['the illness of the chronically ill', { health: ['02'] }, 'illness', true],
    ['the certificate of the disabled', { health: ['02', '04'] }, 'disabilityLevel', true],
    ['no certificate of the merely ill', { health: ['02'] }, 'disabilityLevel', false],
    ['no 特困 beside 低保', { dibao: '02' }, 'tekun', false],
    ['特困 where there is no 低保', { dibao: '01' }, 'tekun', true]
  ])('%s', (_, fields, field, expected) => {
    expect(askedOf(fields).includes(field)).toBe(expected)
  })

  it.each([
    ['no grade of a house that is no 危房', { dangerHouse: false }, 'dangerLevel', false],
    ['the grade of a 危房', { dangerHouse: true }, 'dangerLevel', true],
    ['no minutes to fetch water from a tap in the house', { waterSource: '01', waterInHouse: true }, 'fetchMinutes', false],
    ['minutes to the tap outside', { waterSource: '01', waterInHouse: false }, 'fetchMinutes', true],
    ['minutes to the spring', { waterSource: '03' }, 'fetchMinutes', true]
  ])('%s', (_, fields, field, expected) => {
    expect(asked('safeguards', { household: record('household', 'house-01', fields) }).includes(field)).toBe(expected)
  })

  it('asks about schooling in a house with a child of 6 to 15 only', () => {
    const withChild = (birthDate: string) => asked('safeguards', { members: [member('person-01'), member('person-02', { relation: '20', birthDate })] }).includes('dropout')
    expect([withChild(bornFor(6, true)), withChild(bornFor(6)), withChild(bornFor(16, true)), withChild(bornFor(16))]).toEqual([false, true, true, false])
  })
})

describe('members', () => {
  it('who left before this visit are asked nothing more', () => {
    const gone = member('person-02', { relation: '20', endedOn: '2025-03-01', endReason: '03' })
    expect(asked('members', { members: [member('person-01'), gone] }).filter(field => field === 'presence')).toHaveLength(1)
    expect(asked('condition', { members: [member('person-01'), gone] }).filter(field => field === 'health')).toHaveLength(1)
  })

  it('whose line says 不在 are asked why and since when, and stay in sight when both are answered', () => {
    const opened = new Map([['person-01', 'leaving']] as const)
    expect(asked('members', { opened })).toEqual(['mode', 'metHead', 'presence', 'endReason', 'endedOn', 'phone', 'address'])
    const gone = member('person-01', { endedOn: '2026-11-01', endReason: '01' })
    expect(asked('members', { opened, members: [gone] })).toContain('endedOn')
  })

  it('whose line says 修改 are asked sex and birth only without a card', () => {
    const opened = new Map([['person-01', 'editing']] as const)
    expect(asked('members', { opened })).toEqual(expect.arrayContaining(['name', 'idNo', 'sex', 'birthDate']))
    expect(asked('members', { opened, members: [member('person-01', { idNo: '53052119840512031X' })] })).not.toContain('sex')
  })

  it('are met at the door only when the visit is one', () => {
    expect(asked('members', { visit: record('visit', 'visit-01', { mode: '02' }) })).not.toContain('metHead')
    expect(asked('members', { visit: record('visit', 'visit-01', { mode: '01' }) })).toContain('metHead')
  })
})

describe('income lines', () => {
  const last = record('income', 'income-25', { year: 2025, kind: 'annual', D2: 312_000, A1: 1_600_000, D5c: 5_000 })

  it.each([
    ['低保金 is not asked where nobody has 低保', { dibao: '01' }, undefined, 'D2', false],
    ['低保金 is asked where somebody has', { dibao: '02' }, undefined, 'D2', true],
    ['低保金 that stood last year is asked, whoever has 低保 now', { dibao: '01' }, last, 'D2', true],
    ['养老金 is not asked the day before sixty', { birthDate: bornFor(60, true) }, undefined, 'D4', false],
    ['养老金 is asked at sixty', { birthDate: bornFor(60) }, undefined, 'D4', true],
    ['a public post has its pay', { publicPost: ['05'] }, undefined, 'A4', true],
    ['no public post, no pay', {}, undefined, 'A4', false],
    ['草原奖补 is not asked in the mountains', {}, undefined, 'D5c', false],
    ['草原奖补 is asked where it was had', {}, last, 'D5c', true],
    ['务工收入 is asked of everybody', {}, undefined, 'A1', true]
  ])('%s', (_, fields, lastIncome, field, expected) => {
    expect(asked('income', { lastIncome, members: [member('person-01', fields)] }).includes(field)).toBe(expected)
  })

  it('show last year beside each line, before and after it is answered', () => {
    const line = (income: ReturnType<typeof record>) => sectionOf('income')!.questions(context({ lastIncome: last, income })).find(({ field }) => field === 'A1')!
    expect(line(record('income', 'income-26', {})).previous).toMatchObject({ text: '16,000.00', from: '2025年', at: null })
    expect(line(record('income', 'income-26', { A1: 900_000 })).previous).toMatchObject({ text: '16,000.00', from: '2025年' })
  })

  it('know the source and day of every other prefilled value', () => {
    const phone = sectionOf('members')!.questions(context()).find(({ field }) => field === 'phone')!
    expect(phone.previous).toMatchObject({ text: '13987500001', from: '导入', at: Date.parse('2025-11-20T02:00:00Z') })
  })
})
