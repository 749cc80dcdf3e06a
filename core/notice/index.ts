/** 评议公示: the figures of a meeting, and what of a household may hang on the village board. */
export { allowedResults, attendanceOf, ballotProblems, FAILED, hasPassed, leastPresent, PASSED, percentOf, quorumProblem, resultOf, totalsOf, VERIFY_AGAIN } from './ballot.ts'
export type { Attendance, Ballot, BallotProblem, Shares, Totals } from './ballot.ts'
export { openLine, partName, wholeName } from './open-line.ts'
export type { OpenLine, OpenParts } from './open-line.ts'
