import { describe, expect, it } from 'vitest'
import { allowedResults, attendanceOf, ballotProblems, leastPresent, quorumProblem, resultOf, totalsOf } from '#core/notice/index.ts'

const shares = { quorumPercent: 67, agreePercent: 50 }
const person = (present: boolean | null, votes: boolean | null = null, voided = false) => ({ values: { name: '王', present, votes, voided } })
const came = (expected: number, present: number, voters = present) => ({ expected, present, voters })

describe('who came', () => {
  it('counts who is called, who came, who votes; nobody twice, nobody who was taken out', () => {
    expect(attendanceOf([person(true), person(true, false), person(false), person(null), person(true, true, true)])).toEqual(came(4, 2, 1))
    expect(attendanceOf([])).toEqual(came(0, 0))
  })
  it.each([[30, 20, true], [30, 19, false], [3, 2, true], [3, 1, false], [100, 67, true], [100, 66, false], [1, 1, true]])('%i called, %i came: enough is %s', (expected, present, enough) => {
    const problem = quorumProblem(came(expected, present), shares)
    expect(problem === '').toBe(enough)
    if (!enough) expect(problem).toMatch(new RegExp(`应到${expected}人，实到${present}人.*不足67%.*P17`, 'u'))
    expect(leastPresent(expected, 67) <= present).toBe(enough)
  })
  it('refuses a meeting of nobody and one where nobody votes', () => {
    expect(quorumProblem(came(0, 0), shares)).toContain('还没有登记')
    expect(quorumProblem(came(3, 3, 0), shares)).toContain('没有人投票')
  })
})

describe('a vote', () => {
  it.each([
    [18, 1, 1, ''], [20, 0, 0, ''], [18, 1, 0, '差1票'], [18, 2, 1, '多1票'], [21, 0, 0, '多于到会参加表决的20人'], [-1, 20, 1, '要是0或正整数'], [1.5, 18, 0, '要是0或正整数'], [NaN, 18, 0, '要是0或正整数'],
    [null, 20, 0, '空着不算0'], [20, null, 0, '空着不算0'], [20, 0, null, '空着不算0'], [1e18, 0, 0, '要是0或正整数']
  ])('%s for, %s against, %s abstained of 20: %s', (agree, against, abstain, want) => {
    const problems = ballotProblems({ agree, against, abstain }, 20)
    expect(problems.map(({ text }) => text).join()).toContain(want)
    expect(problems.length > 0).toBe(want !== '')
    for (const { rule } of problems) expect(rule).toBe('P17')
  })
  it.each([[11, 9, '01'], [10, 10, '02'], [10, 9, '02'], [0, 0, '02']])('%i of %i and one side: %s', (agree, against, result) => {
    expect(resultOf({ agree, against, abstain: agree === 10 && against === 9 ? 1 : 0 }, shares)).toBe(result)
  })
  it('who did not pass is never concluded as passed', () => {
    expect(allowedResults({ agree: 10, against: 10, abstain: 0 }, shares)).toEqual(['02', '03'])
    expect(allowedResults({ agree: 11, against: 9, abstain: 0 }, shares)).toEqual(['01', '03'])
  })
  it('all votes together; one conclusion only where it is everybody’s', () => {
    const vote = (agree: number, result: string, voided = false) => ({ values: { agree, against: 1, abstain: 0, result, voided } })
    expect(totalsOf([vote(5, '01'), vote(6, '01'), vote(9, '02', true)])).toEqual({ agree: 11, against: 2, abstain: 0, conclusion: '01' })
    expect(totalsOf([vote(5, '01'), vote(1, '02')]).conclusion).toBe('')
    expect(totalsOf([])).toEqual({ agree: 0, against: 0, abstain: 0, conclusion: '' })
  })
})
