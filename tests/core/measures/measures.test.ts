import { describe, expect, it } from 'vitest'
import { subjectOf } from '#core/checks/subject.ts'
import {
  creditLimits, creditProblems, developmental, itemsOn, labourCase, matrix, measureDue, measureGroups, measureItems, measureItem, planDue, suggest
} from '#core/measures/index.ts'
import type { Suggestion } from '#core/measures/index.ts'
import { workCalendar } from '#core/procedure/index.ts'
import { codeTable } from '#core/registers/codes.ts'
import { defaultStandards, fieldOf } from '#core/registers/index.ts'
import type { Values } from '#core/registers/define.ts'
import { checkHousehold } from '#core/checks/index.ts'
import { bornFor, contextOf, eliminated, idNo, monitored, set, son, today } from '../checks/household.ts'
import type { Changes } from '../checks/household.ts'

const of = (item: string): Values => ({ group: item.split('.')[0] ?? '', item })
const having = (items: readonly string[], changes: Changes = {}): Changes =>
  ({ ...changes, household: { ...monitored, ...changes.household }, records: { measure: items.map(of), ...changes.records } })
const suggested = (changes: Changes): readonly Suggestion[] => suggest(subjectOf(contextOf(changes)))
const keys = (changes: Changes): readonly string[] => suggested(changes).map(({ key }) => key)
const one = (changes: Changes, key: string): Suggestion | undefined => suggested(changes).find(suggestion => suggestion.key === key)
const nobodyWorks: Changes = { head: { labour: '05' }, wife: { labour: '04' } }

describe('the catalogue', () => {
  it('has the fourteen groups, four of them developmental', () => {
    expect(measureGroups.map(({ code }) => code)).toEqual(codeTable('measureGroup').map(({ code }) => code))
    expect(measureGroups).toHaveLength(14)
    expect(developmental).toEqual(['industry', 'employment', 'finance', 'publicPost'])
    expect(Object.fromEntries([...Map.groupBy(measureGroups, ({ kind }) => kind)].map(([kind, groups]) => [kind, groups.length]))).toEqual({ dev: 4, safe: 6, other: 4 })
  })
  it('every item stands in its group, and says whether a document names it', () => {
    expect(measureItems.map(({ code }) => code)).toEqual(codeTable('measureItem').map(({ code }) => code))
    for (const { code, group } of measureItems) expect([code, group]).toEqual([code, code.split('.')[0]])
    expect(measureGroups.every(({ items }) => items.length > 0)).toBe(true)
    expect(measureItem('industry.02')).toMatchObject({ label: '养殖', sourced: true })
    expect(measureItem('industry.05')).toMatchObject({ label: '技术指导', sourced: false })
  })
  it('offers what is on the list of the day', () => expect(itemsOn('finance', today).map(({ code }) => code)).toEqual(['finance.01', 'finance.02', 'finance.03', 'finance.04']))
})

describe('the matrix', () => {
  it('names fields, groups and items there are, and every item stands in one of its groups', () => {
    for (const { key, field, groups, items } of matrix) {
      expect([key, fieldOf('household', field) !== undefined]).toEqual([key, true])
      for (const group of groups) expect([key, measureGroups.some(({ code }) => code === group)]).toEqual([key, true])
      for (const item of items) expect([key, item, groups.includes(measureItem(item)?.group ?? '')]).toEqual([key, item, true])
    }
  })
  // Each risk and problem, a group that answers it and one that does not.
  const rows: readonly (readonly [string, Values, readonly string[], readonly string[]])[] = [
    ['risk:01', { risks: ['01'] }, ['health.03', 'social.06', 'comprehensive.04'], ['industry.02', 'housing.01']],
    ['risk:02', { risks: ['02'], disasterType: '0201' }, ['social.05', 'comprehensive.04', 'housing.02', 'water.02', 'industry.03'], ['health.03', 'otherEdu.01']],
    ['risk:03', { risks: ['03'] }, ['comprehensive.03', 'social.04'], ['health.03', 'publicPost.01']],
    ['risk:05', { risks: ['05'] }, ['social.06', 'comprehensive.04'], ['health.03']],
    ['risk:06', { risks: ['06'] }, ['industry.03', 'finance.03'], ['employment.05']],
    ['risk:07', { risks: ['07'] }, ['employment.05', 'publicPost.01'], ['industry.02']],
    ['risk:09', { risks: ['09'] }, ['otherEdu.01', 'compulsoryEdu.03', 'social.05'], ['health.03']],
    ['risk:10', { risks: ['10'] }, ['housing.01', 'relocation.01'], ['water.01', 'living.02']],
    ['risk:11', { risks: ['11'] }, ['water.02'], ['housing.01', 'living.01']],
    ['problem:dropout', { risks: ['99'], dropout: true }, ['compulsoryEdu.01'], ['otherEdu.01']],
    ['problem:uninsuredMember', { risks: ['99'], uninsuredMember: true }, ['health.01', 'social.06'], ['comprehensive.01']],
    ['problem:housingUnsafe', { risks: ['99'], housingUnsafe: true }, ['housing.02'], ['water.02']],
    ['problem:waterUnsafe', { risks: ['99'], waterUnsafe: true }, ['water.04'], ['housing.02']]
  ]
  it('has a row here for each of its own', () => expect(matrix.map(({ key }) => key)).toEqual(rows.map(([key]) => key)))
  it.each(rows.flatMap(([key, household, right, wrong]) => [
    [key, 'nothing at all', household, [], true] as const,
    ...right.map(item => [key, item, household, [item], false] as const),
    ...wrong.map(item => [key, item, household, [item], true] as const)
  ]))('%s with %s', (key, _, household, items, missing) => expect(keys(having(items, { household })).includes(key)).toBe(missing))
  it.each(rows.flatMap(([key, household, right, wrong]) => [...right.map(item => [key, item, household, false] as const), ...wrong.map(item => [key, item, household, true] as const)]))(
    '%s with %s: what is suggested is what R152 finds', (key, item, household, missing) => {
      const changes = having([item, 'infrastructure.01'], { household })
      expect(checkHousehold(contextOf(changes)).some(({ id }) => id === 'R152')).toBe(missing)
      expect(keys(changes).includes(key)).toBe(missing)
    })
  it('缺劳动力 and 其他 ask for no group of their own', () => expect(keys(having(['industry.02'], { household: { risks: ['04', '99'] } })).filter(key => key.startsWith('risk:'))).toEqual([]))
  it('搬迁 is not offered to who was listed in 2021 or later, and is to who was before', () => {
    expect(one(having([], { household: { risks: ['10'], monitorFrom: '2021-01' } }), 'risk:10')!.groups).toEqual(['housing'])
    expect(one(having([], { household: { risks: ['10'], monitorFrom: '2020-12' } }), 'risk:10')!.groups).toEqual(['housing', 'relocation'])
  })
})

describe('who can work', () => {
  it.each([
    ['somebody of ordinary labour', {}, 'able'],
    ['only weak labour', { head: { labour: '03' }, wife: { labour: '05' } }, 'weak'],
    ['nobody', nobodyWorks, 'none'],
    ['one never asked, the other cannot', { head: { labour: null }, wife: { labour: '05' } }, 'unknown'],
    ['one never asked, the other weak', { head: { labour: null }, wife: { labour: '03' } }, 'weak']
  ] as const)('%s', (_, changes, kind) => expect(labourCase(subjectOf(contextOf({ ...changes, household: monitored })))).toBe(kind))

  it.each([
    ['labour, only health', having(['health.03', 'otherEdu.01']), 'R149', 'must'],
    ['labour, only 综合保障', having(['comprehensive.04']), 'R150', 'must'],
    ['labour, nothing yet', having([]), 'R149', 'must'],
    ['weak labour, five months', having(['health.03'], { head: { labour: '03' }, wife: { labour: '05' }, household: { monitorFrom: '2026-06' } }), 'R149', 'should'],
    ['weak labour, six months', having(['health.03'], { head: { labour: '03' }, wife: { labour: '05' }, household: { monitorFrom: '2026-05' } }), 'R149', 'must'],
    ['weak labour, six months where nine are set', having(['health.03'], { head: { labour: '03' }, wife: { labour: '05' }, household: { monitorFrom: '2026-05' }, standards: set('developmentalMonths', { number: 9 }) }), 'R149', 'should']
  ] as const)('%s: something to earn by', (_, changes, rule, weight) => {
    expect(one(changes, 'labour')).toMatchObject({ rule, weight, groups: developmental })
    expect(one(changes, 'labour')!.items.length).toBeGreaterThan(0)
  })
  it.each(['industry.02', 'employment.05', 'finance.01', 'publicPost.01'])('labour and %s is enough', item => expect(one(having([item]), 'labour')).toBeUndefined())
  it('what the members want comes first', () => {
    expect(one(having([], { head: { workIntent: '01' } }), 'labour')!.items[0]).toBe('employment.02')
    expect(one(having([], { head: { workIntent: '03' } }), 'labour')!.items[0]).toBe('finance.01')
  })

  it('nobody can work: 综合保障 and the mark, each until it is there', () => {
    expect(one(having([], nobodyWorks), 'labour')).toMatchObject({ rule: 'R059', groups: ['comprehensive'], mark: { field: 'wholeNoLabour', value: true } })
    expect(one(having(['comprehensive.01'], nobodyWorks), 'labour')).toMatchObject({ rule: 'R060', groups: [], items: [], mark: { field: 'wholeNoLabour' } })
    expect(one(having([], { ...nobodyWorks, household: { wholeNoLabour: true } }), 'labour')).toMatchObject({ groups: ['comprehensive'] })
    expect(one(having([], { ...nobodyWorks, household: { wholeNoLabour: true } }), 'labour')!.mark).toBeUndefined()
    expect(one(having(['comprehensive.01'], { ...nobodyWorks, household: { wholeNoLabour: true } }), 'labour')).toBeUndefined()
  })
  it('somebody was never asked: nothing is said of labour', () => expect(one(having([], { head: { labour: null }, wife: { labour: '05' } }), 'labour')).toBeUndefined())

  it.each([
    ['a measure, the status blank', having(['industry.02']), 'R151'],
    ['a measure, not yet', having(['industry.02'], { household: { developmentalStatus: '02' } }), 'R151'],
    ['only training, and 已实施', having(['employment.01'], { household: { developmentalStatus: '01' } }), 'R151']
  ] as const)('%s', (_, changes, rule) => expect(one(changes, 'status')?.rule).toBe(rule))
  it('a measure and 已实施 is in order', () => expect(one(having(['industry.02'], { household: { developmentalStatus: '01' } }), 'status')).toBeUndefined())
})

describe('aids and wishes', () => {
  it.each([
    ['低保', { head: { dibao: '02' } }, 'aid:dibao', 'comprehensive.01'],
    ['特困供养', { head: { tekun: '02' } }, 'aid:tekun', 'comprehensive.02'],
    ['severe disability', { head: { health: ['04'], disabilityLevel: '2' } }, 'aid:disability', 'comprehensive.03']
  ] as [string, Changes, string, string][])('%s of a member', (_, changes, key, item) => {
    expect(one(having([], changes), key)).toMatchObject({ items: [item], person: 'person-0' })
    expect(one(having([item], changes), key)).toBeUndefined()
  })
  it('what was asked for at the last visit that asked', () => {
    const visits: Record<string, string>[] = [{ startedAt: '2026-01-02 10:00', needs: '想贷款' }, { startedAt: '2026-03-02 10:00', needs: '想养猪' }, { startedAt: '2026-05-02 10:00' }]
    expect(one(having(['publicPost.01'], { records: { visit: visits } }), 'wish:0')).toMatchObject({ reason: '提出“想养猪”', items: expect.arrayContaining(['industry.02']) })
    expect(one(having(['industry.02'], { records: { visit: visits } }), 'wish:0')).toBeUndefined()
    expect(one(having(['publicPost.01'], { records: { visit: [{ startedAt: '2026-05-02 10:00', needs: '没有' }] } }), 'wish:0')).toBeUndefined()
  })
  it('what a work plan asks for', () => expect(one(having([], { records: { workPlan: [{ person: 'person-1', serviceNeeds: ['02'] }] } }), 'wish:0')).toMatchObject({ items: ['employment.01'], person: 'person-1' }))
  it('the musts come first', () => {
    const weights = suggested(having([], { household: { risks: ['01'] }, records: { visit: [{ startedAt: '2026-05-02 10:00', needs: '想养猪' }] } })).map(({ weight }) => weight)
    expect(weights).toEqual(weights.toSorted())
    expect(weights.at(-1)).toBe('should')
  })
})

describe('nothing is suggested', () => {
  it.each([
    ['to a household that is not watched over', { records: {} }],
    ['to one whose risk is over', { household: eliminated, records: {} }],
    ['where nobody handed over the measures', { household: monitored, records: null }]
  ] as const)('%s', (_, changes) => expect(suggested(changes)).toEqual([]))
  it('a measure that was voided is none', () => expect(keys({ household: monitored, records: { measure: [{ ...of('otherEdu.01'), voided: true }] } })).toContain('risk:09'))
})

describe('小额信贷', () => {
  const subject = (changes: Changes = {}) => subjectOf(contextOf(having([], changes)))
  it('says the limits, who may borrow, and that the document has run out', () => {
    const { text, borrowers } = creditLimits(subject({ head: { idNo: idNo(bornFor(66), 11), birthDate: bornFor(66) } }))
    expect(text).toContain('50000元')
    expect(text).toContain('18至65岁')
    expect(text).toContain('2025-12-31')
    expect(borrowers.map(({ name }) => name)).toEqual(['杨秀英'])
  })
  it('goes by what the county set', () => expect(creditLimits(subject({ standards: set('loanMax', { amount: 3_000_000 }) })).text).toContain('30000元'))
  it.each([
    ['exactly the most', { amount: 5_000_000 }, []],
    ['a 分 more', { amount: 5_000_001 }, ['amount']],
    ['36 months to the day', { startedOn: '2026-01-10', endedOn: '2029-01-10' }, []],
    ['36 months and a day', { startedOn: '2026-01-10', endedOn: '2029-01-11' }, ['endedOn']],
    ['blank', {}, []]
  ] as const)('%s', (_, values, fields) => expect(creditProblems({ item: 'finance.01', ...values }, subject()).map(({ field }) => field)).toEqual(fields))
  it('a borrower of 65 may, one of 66 may not', () => {
    const aged = (years: number) => creditProblems({ item: 'finance.01', person: 'person-0' }, subject({ head: { idNo: idNo(bornFor(years), 11), birthDate: bornFor(years) } })).map(({ field }) => field)
    expect(aged(65)).toEqual([])
    expect(aged(66)).toEqual(['person'])
  })
  it('富民贷 has other limits and is left alone', () => expect(creditProblems({ item: 'finance.02', amount: 20_000_000 }, subject())).toEqual([]))
  it('a child is nobody to lend to', () => expect(creditLimits(subject({ more: [son(bornFor(17))] })).borrowers.map(({ name }) => name)).not.toContain('李小军'))
})

describe('until when', () => {
  const calendar = workCalendar()
  const at = (household: Values, day = today) => ({ household, today: day, area: '530521', standards: defaultStandards, calendar })
  it('measures: a month after the county decided', () => {
    const household = { monitorFrom: '2026-09', countyDecidedOn: '2026-09-24' }
    expect(measureDue(at(household, '2026-10-24'))).toMatchObject({ due: '2026-10-24', late: 0, figure: 1, setting: 'measureMonths' })
    expect(measureDue(at(household, '2026-10-25'))).toMatchObject({ late: 1 })
  })
  it('measures: by whole months where only the month is known, as R148 counts', () => {
    expect(measureDue(at({ monitorFrom: '2026-10' }, '2026-10-31'))).toMatchObject({ due: '2026-10-31', late: 0 })
    expect(measureDue(at({ monitorFrom: '2026-10' }, '2026-11-01'))!.late).toBe(1)
  })
  it('a relisting counts anew', () => expect(measureDue(at({ monitorFrom: '2024-03', relistedOn: '2026-11' }))).toMatchObject({ due: '2026-11-30', late: 0 }))
  it('the plan: ten working days, not those of 国庆', () => {
    const household = { monitorFrom: '2025-09', countyDecidedOn: '2025-09-28' }
    const due = planDue(at(household, '2025-10-01'))!
    // 28 September 2025 was a make-up Sunday, 1–8 October off, 11 October a make-up Saturday.
    expect(due).toMatchObject({ due: '2025-10-17', late: 0, figure: 10, assumed: true })
    expect(planDue(at(household, '2025-10-20'))!.late).toBe(1)
  })
  it('the county may set another figure', () => expect(planDue({ ...at({ monitorFrom: '2026-11', countyDecidedOn: '2026-11-02' }), standards: [...set('planDays', { number: 3 }), ...defaultStandards] })!.due).toBe('2026-11-05'))
  it('who was never listed has no days', () => expect([measureDue(at({})), planDue(at({}))]).toEqual([undefined, undefined]))
})
