/**
 * The transition table of the three ways (domain §4.1, §4.2). A row's id is for ever; docs/procedure.md is made from
 * it. What a row asks for beyond itself (who proposed, how long a notice hangs, what the income says) is in rules.ts
 * and elimination.ts.
 */
import type { SettingName } from '../registers/standard.ts'
import type { CaseKind, CaseState, EvidenceKind, Role, StepName, StepOutcome, Transition } from './define.ts'

interface More { readonly evidence?: readonly EvidenceKind[], readonly demands?: readonly string[], readonly within?: SettingName }

const row = (id: string, kinds: readonly CaseKind[], from: readonly CaseState[], step: StepName, outcome: StepOutcome, to: CaseState, roles: readonly Role[], source: string, { evidence = [], demands = [], within }: More = {}): Transition =>
  ({ id, kinds, from, step, outcome, to, roles, evidence, demands, source, ...(within && { within }) })

const listing: readonly CaseKind[] = ['identification']
const ending: readonly CaseKind[] = ['elimination']
const again: readonly CaseKind[] = ['relisting']
const noticed: readonly CaseKind[] = ['identification', 'elimination']
const decidedHere: readonly CaseKind[] = ['elimination', 'relisting']
const all: readonly CaseKind[] = ['identification', 'elimination', 'relisting']

const village: readonly Role[] = ['village']
const township: readonly Role[] = ['township']
const county: readonly Role[] = ['county']
const upper: readonly Role[] = ['township', 'county']
const anyone: readonly Role[] = ['village', 'township', 'county']

/** What 风险消除 asks of a household, answered at the door by two people. */
export const SAFEGUARDS = ['dropout', 'housingUnsafe', 'waterUnsafe', 'uninsuredMember'] as const
export const ELIMINATION_ANSWERS = [...SAFEGUARDS, 'rigidSolved', 'riskSolved', 'newRisk'] as const

const verifyProof: More = { evidence: ['verifyForm', 'incomeSheet'], demands: ['second', 'income'], within: 'verifyDays' }
const verifyNo: More = { evidence: ['verifyForm'], demands: ['second', 'reason'], within: 'verifyDays' }
const verifyAgain: More = { demands: ['second', 'reason'], within: 'verifyDays' }
const compared: More = { evidence: ['comparison'], demands: ['comparison'], within: 'compareDays' }
const comparedAlready: More = { demands: ['reason'], within: 'compareDays' }
const meeting: More = { evidence: ['minutes', 'signIn'], demands: ['meeting'], within: 'reviewDays' }
const meetingNo: More = { evidence: ['minutes', 'signIn'], demands: ['meeting', 'reason'], within: 'reviewDays' }
const townshipSays: More = { evidence: ['townshipOpinion'], demands: ['opinion'], within: 'townshipDays' }
const townshipBack: More = { demands: ['opinion'], within: 'townshipDays' }

/** Everywhere before the township has spoken. */
const beforeTownship: readonly CaseState[] = ['new', 'clue', 'applied', 'toVerify', 'matched', 'qualified', 'compared', 'reviewed', 'publicising', 'objected', 'publicised']
const sinceApplied: readonly CaseState[] = [...beforeTownship.slice(2), 'townshipApproved']

export const transitions: readonly Transition[] = [
  row('T01', listing, ['new'], 'clue', 'pass', 'clue', township, 'W7', { within: 'clueAcceptDays' }),
  row('T02', listing, ['new'], 'clue', 'duplicate', 'notNeeded', township, 'W7', { demands: ['reason'], within: 'clueAcceptDays' }),
  row('T03', listing, ['new'], 'clue', 'notRural', 'notNeeded', township, 'W7', { demands: ['reason'], within: 'clueAcceptDays' }),
  // Who signs for themselves needs nobody to pass them on.
  row('T04', listing, ['new', 'clue'], 'apply', 'pass', 'applied', village, 'S1-09，W7，W11', { evidence: ['application', 'fingerprint'], demands: ['signed'] }),
  row('T05', listing, ['applied'], 'analyse', 'pass', 'toVerify', village, 'S1-09，W11', { evidence: ['analysisNote'], within: 'analyseDays' }),
  row('T06', listing, ['applied'], 'analyse', 'notNeeded', 'notNeeded', village, 'W11', { evidence: ['analysisNote'], demands: ['reason'], within: 'analyseDays' }),
  row('T07', listing, ['toVerify'], 'verify', 'pass', 'qualified', village, 'S1-09，W7，W11', verifyProof),
  row('T08', listing, ['matched'], 'verify', 'pass', 'compared', village, 'S1-09，W7，W11', verifyProof),
  row('T09', listing, ['toVerify', 'matched'], 'verify', 'notQualified', 'notNeeded', village, 'W7', verifyNo),
  row('T10', listing, ['toVerify'], 'verify', 'doubtful', 'toVerify', village, 'W7', verifyAgain),
  row('T11', listing, ['matched'], 'verify', 'doubtful', 'matched', village, 'W7', verifyAgain),
  row('T12', listing, ['toVerify'], 'compare', 'pass', 'matched', upper, 'W11', compared),
  row('T13', listing, ['qualified'], 'compare', 'pass', 'compared', upper, 'W11', compared),
  row('T14', listing, ['toVerify'], 'compare', 'notNeeded', 'matched', anyone, 'W11', comparedAlready),
  row('T15', listing, ['qualified'], 'compare', 'notNeeded', 'compared', anyone, 'W11', comparedAlready),
  row('T16', listing, ['toVerify', 'qualified'], 'compare', 'doubtful', 'toVerify', upper, 'W11', compared),
  row('T17', listing, ['compared'], 'review', 'pass', 'reviewed', village, 'S1-09，W11，G8', meeting),
  row('T18', listing, ['compared'], 'review', 'notQualified', 'rejected', village, 'W11，G8', meetingNo),
  row('T19', listing, ['compared'], 'review', 'doubtful', 'toVerify', village, 'W11，G8', meetingNo),
  row('T20', noticed, ['reviewed'], 'publicise', 'pass', 'publicising', village, 'W4，W6', { evidence: ['noticeFirst'], demands: ['noticeFrom', 'noticeTo', 'noticePlace'] }),
  row('T21', noticed, ['publicising'], 'objection', 'doubtful', 'objected', village, 'W4', { demands: ['objection'] }),
  row('T22', noticed, ['publicising', 'objected'], 'objection', 'upheld', 'toVerify', village, 'W4', { demands: ['objection'], within: 'objectionDays' }),
  row('T23', noticed, ['publicising', 'objected'], 'objection', 'dismissed', 'publicising', village, 'W4', { demands: ['objection'], within: 'objectionDays' }),
  row('T24', noticed, ['publicising'], 'noticeEnd', 'pass', 'publicised', village, 'W4，W6', { evidence: ['noticeLast'], demands: ['objections'] }),
  row('T25', noticed, ['publicised'], 'township', 'pass', 'townshipApproved', township, 'S1-09', townshipSays),
  row('T26', noticed, ['publicised'], 'township', 'returned', 'toVerify', township, 'S1-09', townshipBack),
  row('T27', noticed, ['publicised'], 'township', 'rejected', 'rejected', township, 'S1-09', townshipSays),
  row('T28', all, ['townshipApproved'], 'county', 'pass', 'decided', county, 'S1-09，W12', { evidence: ['countyApproval'], within: 'countyDays' }),
  row('T29', all, ['townshipApproved'], 'county', 'returned', 'toVerify', county, 'S1-09', { demands: ['opinion'], within: 'countyDays' }),
  row('T30', all, ['townshipApproved'], 'county', 'rejected', 'rejected', county, 'S1-09', { evidence: ['countyApproval'], demands: ['opinion'], within: 'countyDays' }),
  row('T31', noticed, ['decided'], 'announce', 'pass', 'announced', anyone, 'W12', { evidence: ['announcePhoto'], within: 'announceDays' }),
  row('T32', ending, ['new'], 'nominate', 'pass', 'toVerify', village, 'W9', { demands: ['reason'] }),
  row('T33', ending, ['toVerify'], 'verify', 'pass', 'qualified', village, 'W8，W9，W10', { ...verifyProof, demands: ['second', 'income', ...ELIMINATION_ANSWERS] }),
  row('T34', ending, ['toVerify'], 'verify', 'notQualified', 'rejected', village, 'W8，W9', verifyNo),
  row('T35', ending, ['toVerify'], 'verify', 'doubtful', 'toVerify', village, 'W9', verifyAgain),
  row('T36', decidedHere, ['qualified'], 'review', 'pass', 'reviewed', village, 'W9', meeting),
  row('T37', decidedHere, ['qualified'], 'review', 'notQualified', 'rejected', village, 'W9', meetingNo),
  row('T38', decidedHere, ['qualified'], 'review', 'doubtful', 'toVerify', village, 'W9', meetingNo),
  row('T39', again, ['new', 'toVerify'], 'verify', 'pass', 'qualified', village, 'W26', { evidence: ['verifyForm'], demands: ['second'], within: 'verifyDays' }),
  row('T40', again, ['new', 'toVerify'], 'verify', 'notQualified', 'notNeeded', village, 'W26', verifyNo),
  row('T41', again, ['new', 'toVerify'], 'verify', 'doubtful', 'toVerify', village, 'W26', verifyAgain),
  row('T42', again, ['reviewed'], 'township', 'pass', 'townshipApproved', township, 'W26', townshipSays),
  row('T43', again, ['reviewed'], 'township', 'returned', 'toVerify', township, 'W26', townshipBack),
  row('T44', again, ['reviewed'], 'township', 'rejected', 'rejected', township, 'W26', townshipSays),
  row('T45', all, ['new', 'clue'], 'withdraw', 'withdrawn', 'withdrawn', village, 'W7', { demands: ['reason'] }),
  row('T46', listing, sinceApplied, 'withdraw', 'withdrawn', 'withdrawn', village, 'W7', { demands: ['reason', 'signed'] }),
  row('T47', decidedHere, sinceApplied, 'withdraw', 'withdrawn', 'withdrawn', village, 'W9', { demands: ['reason'] }),
  // Help first, papers later: it moves nothing, so each state has its own row back to itself.
  ...beforeTownship.map((state, at) => row(`T${50 + at}`, ['identification', 'relisting'], [state], 'green', 'pass', state, ['village', 'township'], 'S4-10', { demands: ['reason'] }))
]

const byStart = new Map<string, readonly Transition[]>()
for (const one of transitions) for (const kind of one.kinds) for (const state of one.from)
  byStart.set(`${kind}/${state}`, [...byStart.get(`${kind}/${state}`) ?? [], one])
const NONE: readonly Transition[] = []

/** What may follow in a case of this kind that stands there. */
export const transitionsFrom = (kind: CaseKind, state: CaseState): readonly Transition[] => byStart.get(`${kind}/${state}`) ?? NONE

export const transitionFor = (kind: CaseKind, state: CaseState, step: StepName, outcome: StepOutcome): Transition | undefined =>
  transitionsFrom(kind, state).find(one => one.step === step && one.outcome === outcome)
