import { describe, expect, it } from 'vitest'
import { checks, checkOf } from '#core/checks/index.ts'
import { fieldOf } from '#core/registers/index.ts'
import { findingsOf } from './household.ts'
import { householdRows as rows } from './rows/all.ts'
import { wrongDigit } from './rows/identity.ts'
import { exited } from './rows/monitoring.ts'

describe('the checks over one household', () => {
  it('find nothing where nothing is wrong', () => expect(findingsOf({})).toEqual([]))

  it.each(rows)('%s: %s', (id, _, changes, speaks) => expect(findingsOf(changes, id).length).toBe(speaks ? 1 : 0))

  it('each have rows on both sides', () => {
    for (const check of checks) {
      const sides = new Set(rows.filter(([id]) => id === check.id).map(([, , , speaks]) => speaks))
      expect([check.id, sides.size]).toEqual([check.id, 2])
    }
  })

  it('every finding names the household, the record and a field of its register', () => {
    for (const [, , changes] of rows) {
      for (const { id, severity, household, register, record, field } of findingsOf(changes)) {
        // R097 has a milder second bound; every other finding weighs what its rule weighs.
        expect([id, household]).toEqual([id, 'house-1'])
        expect(id === 'R097' ? ['W', 'I'] : [checkOf(id)?.severity]).toContain(severity)
        // A finding about what has yet to be recorded has no record.
        expect([id, record]).toEqual([id, expect.stringMatching(/^(house-1|income-1||[a-z]+-\d)$/i)])
        expect([id, register, field, fieldOf(register, field)?.label]).toEqual([id, register, field, expect.any(String)])
      }
    }
  })

  it('say the reason with the figures', () => {
    const [poor] = findingsOf({ household: exited, income: { A1: 1_739_998 } }, 'R154')
    expect(poor?.text).toBe('脱贫户人均纯收入8699.99元，低于2025年监测线8700元，本户未纳入监测')
    const [unpublished] = findingsOf({ household: exited, income: { A1: 1_739_998, year: 2026 } }, 'R154')
    expect(unpublished?.text).toContain('2025年监测线8700元（2026年的尚未公布，暂用）')
    expect(findingsOf({ head: { labour: '05' } }, 'R055')[0]?.text).toBe('李建国：46岁、健康、不在校，劳动技能却是无劳动力')
  })

  it('never show an identity number in full', () => {
    const texts = rows.flatMap(([, , changes]) => findingsOf(changes)).map(finding => finding.text)
    expect(texts.length).toBeGreaterThan(100)
    expect(texts.filter(text => /\d{17}/.test(text))).toEqual([])
  })

  it('tell of pay below 400 for information, below 100 for a reason', () => {
    const paid = (monthlyIncome: number) => findingsOf({ records: { work: [{ person: 'person-0', from: '2026-03', monthlyIncome }] } }, 'R097').map(({ severity, text }) => [severity, text])
    expect(paid(9_999)).toEqual([['W', '李建国：务工月收入99.99元，不到100.00元']])
    expect(paid(10_000)).toEqual([['I', '李建国：务工月收入100.00元，不到400.00元']])
  })

  it('put what the county would refuse first', () => {
    const order = findingsOf({ household: { phone: null }, head: { labour: '02', idNo: wrongDigit } }).map(finding => finding.severity)
    expect(order).toEqual([...order].sort((left, right) => 'EWI'.indexOf(left) - 'EWI'.indexOf(right)))
    expect(new Set(order)).toEqual(new Set(['E', 'W', 'I']))
  })

  it('leave a closed household in peace', () => {
    expect(findingsOf({ household: { phone: null, endedOn: '2026-01-01' } })).toEqual([])
    expect(findingsOf({ household: { phone: null, endedOn: '2026-11-23' } }).map(({ id }) => id)).toEqual(['R019'])
  })
})
