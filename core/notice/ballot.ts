/**
 * 评议会 in figures: who was called, who came, who may vote, whether that is enough, and what a vote says. The same
 * shares the procedure judges a `review` step by (P17), so that a meeting is refused where it is held, not afterwards.
 */
import type { Values } from '../registers/define.ts'

export interface Attendance { readonly expected: number; readonly present: number; readonly voters: number }
export interface Shares { readonly quorumPercent: number; readonly agreePercent: number }
/** What is typed before it is stored: a blank is null, never 0. */
export interface Ballot { readonly agree: number | null; readonly against: number | null; readonly abstain: number | null }
export interface BallotProblem { readonly field: keyof Ballot | ''; readonly rule: 'P17'; readonly text: string }

type Listed = { readonly values: Values }
const standing = ({ values }: Listed): boolean => values['voided'] !== true

/** Whoever came votes, unless it is said that they do not (a township cadre who listens). */
export function attendanceOf(people: readonly Listed[]): Attendance {
  const called = people.filter(standing)
  const came = called.filter(({ values }) => values['present'] === true)
  return { expected: called.length, present: came.length, voters: came.filter(({ values }) => values['votes'] !== false).length }
}

export const percentOf = (part: number, whole: number): number => whole === 0 ? 0 : Math.round(part * 100 / whole)
/** The fewest of so many that are enough, by the share as it is rounded for people. */
export function leastPresent(expected: number, quorumPercent: number): number {
  for (let present = 0; present < expected; present++) if (percentOf(present, expected) >= quorumPercent) return present
  return expected
}

/** '' = there are enough. */
export function quorumProblem({ expected, present, voters }: Attendance, { quorumPercent }: Shares): string {
  if (expected === 0) return '还没有登记应到的人。请先把应到的人都加上，再勾到会的'
  if (percentOf(present, expected) < quorumPercent) return `应到${expected}人，实到${present}人（${percentOf(present, expected)}%），不足${quorumPercent}%，至少要${leastPresent(expected, quorumPercent)}人到会，不能表决（规则P17）`
  return voters === 0 ? '到会的人都不参加表决，没有人投票' : ''
}

const WORDS = { agree: '同意', against: '反对', abstain: '弃权' } as const
const FIELDS = ['agree', 'against', 'abstain'] as const
const sumOf = ({ agree, against, abstain }: Ballot): number => (agree ?? 0) + (against ?? 0) + (abstain ?? 0)

export function ballotProblems(ballot: Ballot, voters: number): readonly BallotProblem[] {
  const no = (field: BallotProblem['field'], text: string): BallotProblem => ({ field, rule: 'P17', text })
  const odd = FIELDS.flatMap(field => {
    const votes = ballot[field]
    if (votes === null) return [no(field, `“${WORDS[field]}”没有填。没有人投的填0，空着不算0`)]
    if (!Number.isSafeInteger(votes) || votes < 0) return [no(field, `“${WORDS[field]}”${votes}票不对，要是0或正整数`)]
    return votes > voters ? [no(field, `“${WORDS[field]}”${votes}票，多于到会参加表决的${voters}人`)] : []
  })
  if (odd.length > 0) return odd
  const sum = sumOf(ballot)
  return sum === voters ? [] : [no('', `同意、反对、弃权合计${sum}票，到会参加表决${voters}人，${sum > voters ? `多${sum - voters}票` : `差${voters - sum}票`}。请核对，没投的算弃权`)]
}

/** Codes of `meetingResult`. More than the share has to agree, not just as many. */
export const PASSED = '01'
export const FAILED = '02'
export const VERIFY_AGAIN = '03'
export const hasPassed = (ballot: Ballot, { agreePercent }: Shares): boolean => sumOf(ballot) > 0 && (ballot.agree ?? 0) * 100 > sumOf(ballot) * agreePercent
export const resultOf = (ballot: Ballot, shares: Shares): string => hasPassed(ballot, shares) ? PASSED : FAILED
/** Who passed is concluded as passed or sent back to be looked at; who did not is never concluded as passed. */
export const allowedResults = (ballot: Ballot, shares: Shares): readonly string[] => hasPassed(ballot, shares) ? [PASSED, VERIFY_AGAIN] : [FAILED, VERIFY_AGAIN]

export interface Totals { readonly agree: number; readonly against: number; readonly abstain: number; readonly conclusion: string }
/** For the ledger of meetings: all votes together; the conclusion only where it is the same for everybody. */
export function totalsOf(votes: readonly Listed[]): Totals {
  const counted = votes.filter(standing)
  const sum = (field: string): number => counted.reduce((all, { values }) => all + (typeof values[field] === 'number' ? values[field] : 0), 0)
  const results = new Set(counted.map(({ values }) => typeof values['result'] === 'string' ? values['result'] : ''))
  const [only = ''] = results
  return { agree: sum('agree'), against: sum('against'), abstain: sum('abstain'), conclusion: results.size === 1 ? only : '' }
}
