import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { countedMembers, countedReasons, distanceToLine, divideRounded, incomeTotals, lineFor, lineText, rangeIncome } from '#core/income/index.ts'
import { labelOf } from '#core/registers/codes.ts'
import { defaultStandards, incomeGroups } from '#core/registers/index.ts'

describe('totals of a household', () => {
  it.each([
    ['nothing known gives nothing', {}, undefined, undefined, undefined],
    ['blank is not zero', { A1: null, wageTotal: null }, undefined, undefined, undefined],
    ['zero is known', { A1: 0 }, 0, 0, 0],
    ['lines of a group add up', { A1: 1_600_000, A4: 96_000 }, 1_696_000, 1_696_000, 848_000],
    ['expense is taken off', { A1: 1_000_000, B1: 500_000, E1: 700_000 }, 1_500_000, 800_000, 400_000],
    ['income may be negative', { B1: 100_000, E2: 300_000 }, 100_000, -200_000, -100_000],
    ['a negative line counts', { A1: 500_000, C5: -100_000 }, 400_000, 400_000, 200_000],
    ['totals of an export serve where no line is filled', { wageTotal: 0, businessTotal: 2_315_900, propertyTotal: 297_000, transferTotal: 176_800, expenseTotal: 954_200 }, 2_789_700, 1_835_500, 917_750],
    ['one line replaces the group total of the export, the other groups stay', { wageTotal: 900_000, A1: 100_000, businessTotal: 200_000 }, 300_000, 300_000, 150_000],
    ['a line of zero replaces it too', { wageTotal: 900_000, A1: 0 }, 0, 0, 0],
    ['an emptied line gives the export back', { wageTotal: 900_000, A1: null }, 900_000, 900_000, 450_000],
    ['a net alone is taken from the export', { netTotal: 642_400 }, undefined, 642_400, 321_200],
    ['a net beside some totals is trusted over their sum', { wageTotal: 100, netTotal: 642_400 }, 100, 642_400, 321_200],
    ['but not once somebody asked at the door', { A1: 100, netTotal: 642_400 }, 100, 100, 50],
    ['nor beside all five', { wageTotal: 1, businessTotal: 1, propertyTotal: 1, transferTotal: 1, expenseTotal: 2, netTotal: 99 }, 4, 2, 1]
  ])('%s', (_, values, gross, net, perCapita) => {
    const totals = incomeTotals(values, 2)
    expect([totals.gross, totals.net, totals.perCapita]).toEqual([gross, net, perCapita])
  })

  it('says which groups are not known', () => {
    expect(incomeTotals({ A1: 0, E1: 5 }).missing).toEqual(['business', 'property', 'transfer'])
  })

  it.each([
    ['the year\'s own count goes first', { A1: 900, countedMembers: 3 }, 2, 300],
    ['the members stand in for it', { A1: 900 }, 2, 450],
    ['without either there is no figure a head', { A1: 900 }, undefined, undefined],
    ['nobody counted gives none, not infinity', { A1: 900, countedMembers: 0 }, 2, undefined]
  ])('%s', (_, values, members, perCapita) => expect(incomeTotals(values, members).perCapita).toBe(perCapita))

  it('every line belongs to one group and the form has all of them', () => {
    const lines = Object.values(incomeGroups).flatMap(group => group.lines)
    expect(lines).toHaveLength(5 + 4 + 5 + 4 + 5 + 16 + 5)
    expect(new Set(lines).size).toBe(lines.length)
  })

  it.each([[1, 2, 1], [-1, 2, 0], [-3, 2, -1], [2, 3, 1], [1, 3, 0], [-2, 3, -1], [-1, 3, 0], [642_400, 6, 107_067], [0, 5, 0]])(
    '%d 分 among %d is %d', (units, by, expected) => expect(divideRounded(units, by)).toBe(expected)
  )

  it('sharing is right to the last 分 at any size', () => {
    fc.assert(fc.property(fc.integer({ min: -1e13, max: 1e13 }), fc.integer({ min: 1, max: 40 }), (units, by) => {
      const [u, b] = [BigInt(units), BigInt(by)]
      const twice = 2n * u + b
      const floor = twice >= 0n || twice % (2n * b) === 0n ? twice / (2n * b) : twice / (2n * b) - 1n
      expect(BigInt(divideRounded(units, by))).toBe(floor)
    }))
  })
})

describe('who is counted', () => {
  const member = (values: Record<string, string | boolean | null>) => ({ values })
  it.each([
    ['on the roster', {}, 1],
    ['left yesterday', { endedOn: '2026-11-21' }, 0],
    ['leaves today', { endedOn: '2026-11-22' }, 0],
    ['will leave tomorrow', { endedOn: '2026-11-23' }, 1],
    ['an end that was taken back', { endedOn: null }, 1],
    ['said not to share', { countedInIncome: false }, 0],
    ['not asked whether', { countedInIncome: null }, 1]
  ])('%s', (_, values, expected) => expect(countedMembers([member(values)], '2026-11-22')).toBe(expected))
})

describe('why somebody is not counted', () => {
  const member = (values: Record<string, string | boolean | null>) => ({ values })
  it.each([
    ['nothing said', {}, true, ''],
    ['a reason left over from a time before', { countedInIncome: true, countedReason: '服刑' }, true, ''],
    ['said with its reason', { countedInIncome: false, countedReason: ' 服刑 ' }, false, '服刑'],
    ['said without one, lives on his own', { countedInIncome: false, sharesBudget: false }, false, '不共享收支'],
    ['said without anything', { countedInIncome: false, countedReason: ' ' }, false, '没有写原因'],
    ['left today', { endedOn: '2026-11-22', endReason: '01' }, false, `${labelOf('memberDecrease', '01')}（2026-11-22）`],
    ['left, nobody said why', { endedOn: '2026-01-02', countedReason: '服刑' }, false, '已减少（2026-01-02）'],
    ['will leave tomorrow', { endedOn: '2026-11-23', endReason: '01' }, true, '']
  ])('%s', (_, values, counted, reason) => {
    expect(countedReasons([member(values)], '2026-11-22')).toEqual([{ member: member(values), counted, reason }])
    expect(countedMembers([member(values)], '2026-11-22')).toBe(Number(counted))
  })
})

describe('the monitoring line', () => {
  it.each([
    ['8,700.00 is on the line of 2025, not below', 870_000, 0, false],
    ['8,699.99 is below', 869_999, -1, true],
    ['8,700.01 is above', 870_001, 1, false],
    ['a loss is far below', -100, -870_100, true]
  ])('%s', (_, perCapita, amount, below) => {
    expect(distanceToLine(perCapita, lineFor(defaultStandards, '530521', 2025)!)).toEqual({ amount, below })
  })

  it.each([
    ['17,400.00 for two is on it', 1_740_000, 2, false],
    ['17,399.99 for two rounds to it: half a 分 goes up', 1_739_999, 2, false],
    ['17,399.98 for two is below', 1_739_998, 2, true]
  ])('%s', (_, net, members, below) => {
    expect(distanceToLine(incomeTotals({ A1: net }, members).perCapita!, lineFor(defaultStandards, '530521', 2025)!).below).toBe(below)
  })

  const rows = [
    { name: 'monitorLine', area: '53', year: 2025, amount: 1, source: 'a' },
    { name: 'monitorLine', area: '530521', year: 2025, amount: 2, source: 'b' },
    { name: 'monitorLine', area: '53', year: 2027, amount: 3, source: 'c' },
    { name: 'oldLine', area: '', year: 2020, amount: 4, source: 'd' }
  ]
  it.each([
    ['the county\'s own goes before the province\'s', '530521101201', 2025, 2, true],
    ['another county has the province\'s', '530502', 2025, 1, true],
    ['a year without one takes the latest before it', '530521', 2026, 2, false],
    ['never a later one', '530521', 2024, undefined, undefined],
    ['a later provincial one goes before an older county one', '530521', 2027, 3, true],
    ['another province has none', '52', 2025, undefined, undefined]
  ])('%s', (_, area, year, amount, exact) => {
    const line = lineFor(rows, area, year)
    expect([line?.amount, line?.exact]).toEqual([amount, exact])
  })

  it('says when it stands in for a year that has none', () => {
    expect(lineText(lineFor(defaultStandards, '530521', 2025)!, 2025)).toBe('2025年监测线8700元')
    expect(lineText(lineFor(defaultStandards, '530521', 2026)!, 2026)).toBe('2025年监测线8700元（2026年的尚未公布，暂用）')
  })
})

describe('the income range for listing', () => {
  it.each([
    ['net, plus payout, less self-pay', { A1: 1_000_000, insurancePayout: 50_000, compliantSelfPay: 300_000 }, 750_000, 375_000],
    ['nothing paid', { A1: 1_000_000 }, 1_000_000, 500_000],
    ['it may be negative', { A1: 0, compliantSelfPay: 300_000 }, -300_000, -150_000]
  ])('%s', (_, values, amount, perCapita) => expect(rangeIncome(values, incomeTotals(values, 2))).toEqual({ amount, perCapita }))

  it('is unknown while the income is', () => {
    expect(rangeIncome({ compliantSelfPay: 5 }, incomeTotals({ compliantSelfPay: 5 }, 2))).toBeUndefined()
  })
})
