/** The months an income is of, what may stand in a line, and what tips a household: both sides of each bound. */
import { describe, expect, it } from 'vitest'
import { amountBounds, amountProblem } from '#core/income/amount.ts'
import { annualPeriod, nearnessOf, periodFor, periodOf, periodProblem, tipsOf } from '#core/income/index.ts'
import { promptOf } from '#core/income/prompts.ts'
import { defaultStandards } from '#core/registers/standard.ts'

const TODAY = '2026-11-23'

describe('periods', () => {
  it.each([
    ['annual', TODAY, 2026, '2025-10', '2026-09'],
    ['identification', '2021-06-15', 2021, '2020-06', '2021-05'],
    ['identification', '2026-01-01', 2025, '2025-01', '2025-12'],
    ['elimination', '2026-02-28', 2026, '2025-02', '2026-01']
  ] as const)('%s begun on %s', (kind, day, year, from, to) => {
    expect(periodFor(kind, day)).toEqual({ kind, year, from, to })
    expect(periodProblem(periodFor(kind, day), [], TODAY)).toBeNull()
  })

  it.each([
    [{ kind: 'identification', year: 2026, from: '2026-13', to: '2026-10' }, 'I01'],
    [{ kind: 'identification', year: 2026, from: '', to: '2026-10' }, 'I01'],
    [{ kind: 'identification', year: 2026, from: '2026-10', to: '2025-11' }, 'I02'],
    [{ kind: 'identification', year: 2026, from: '2025-12', to: '2026-10' }, 'I03'],
    [{ kind: 'identification', year: 2026, from: '2025-10', to: '2026-10' }, 'I03'],
    [{ kind: 'identification', year: 2026, from: '2025-11', to: '2026-10' }, undefined],
    [{ kind: 'identification', year: 2026, from: '2025-12', to: '2026-11' }, 'I04'],
    [{ ...annualPeriod(2027) }, undefined],
    [{ ...annualPeriod(2028) }, 'I04'],
    [{ kind: 'annual', year: 2026, from: '2025-09', to: '2026-08' }, 'R187']
  ] as const)('%o: %s', (period, rule) => {
    expect(periodProblem(period, [], TODAY)?.rule).toBe(rule)
  })

  it('no month twice among snapshots of one kind; other kinds and voided ones do not stand in the way', () => {
    const period = periodFor('elimination', TODAY)
    const other = { kind: 'elimination', from: '2024-12', to: '2025-11' }
    expect(periodProblem(period, [other], TODAY)?.rule).toBe('I05')
    expect(periodProblem(period, [{ ...other, from: '2024-11', to: '2025-10' }], TODAY)).toBeNull()
    expect(periodProblem(period, [{ ...other, kind: 'annual' }], TODAY)).toBeNull()
    expect(periodProblem(period, [{ ...other, voided: true }], TODAY)).toBeNull()
    expect(periodProblem(annualPeriod(2026), [{ year: 2026 }], TODAY)?.rule).toBe('I05')
    expect(periodOf({ kind: 'identification', year: 2026 })).toBeUndefined()
  })
})

describe('what may stand in a line', () => {
  const bounds = amountBounds(defaultStandards, '530521', 2026)
  it.each([
    ['A1', 0, undefined], ['A1', -1, 'I10'], ['E1', -1, 'I10'], ['debt', -1, 'I10'],
    ['A1', bounds.ask, undefined], ['A1', bounds.ask + 1, 'I12'], ['A1', bounds.most, 'I12'], ['A1', bounds.most + 1, 'I11'],
    ['A1', null, undefined], ['countedMembers', -1, undefined]
  ] as const)('%s %s: %s', (field, value, rule) => {
    expect(amountProblem(field, value, bounds)?.rule).toBe(rule)
  })
  it('the county chooses what sources differ on', () => {
    expect(promptOf('D6n', defaultStandards, '530521', 2026)).toContain('计入收入')
    const county = { name: 'countInsurance', area: '530521', year: 2026, number: 0, source: '县' }
    expect(promptOf('D6n', [county, ...defaultStandards], '530521', 2026)).toContain('不计入')
    expect(promptOf('C2', defaultStandards, '530521', 2026)).toBe('')
  })
})

describe('near the line', () => {
  const line = 870_000
  it.each([
    [869_999, true, 0], [870_000, false, 1], [1_304_999, false, 1]
  ])('one person with %s 分', (A1, below, tips) => {
    const near = nearnessOf({ A1 }, line, 150, 1)
    expect([near?.below, near?.tips.length]).toEqual([below, tips])
  })
  it('not near at the bound, nor without members or without any figure', () => {
    expect(nearnessOf({ A1: 1_305_000 }, line, 150, 1)).toBeUndefined()
    expect(nearnessOf({ A1: 1 }, line, 150, 0)).toBeUndefined()
    expect(nearnessOf({}, line, 150, 3)).toBeUndefined()
  })
  it('what was paid out of pocket brings under the line who is above it by income alone', () => {
    expect(nearnessOf({ A1: 1_400_000, compliantSelfPay: 600_000 }, line, 150, 1)).toMatchObject({ below: false, rangePerCapita: 800_000, rangeBelow: true })
  })
  it('one line at a time, halves up: to the line exactly does not tip', () => {
    expect(tipsOf({ A1: 200_000, D2: 1_740_000 }, line, 2)).toEqual([{ field: 'D2', amount: 1_740_000, after: 100_000 }, { field: 'A1', amount: 200_000, after: 870_000 }].slice(0, 1))
    expect(tipsOf({ A1: 1, D2: 1_739_999 }, line, 2).map(({ field }) => field)).toEqual(['D2'])
    expect(tipsOf({ A1: 2, D2: 1_739_998 }, line, 2).map(({ field }) => field)).toEqual(['D2', 'A1'])
    expect(tipsOf({ wageTotal: 900_000 }, line, 1)).toEqual([{ field: 'wageTotal', amount: 900_000, after: 0 }])
  })
})
