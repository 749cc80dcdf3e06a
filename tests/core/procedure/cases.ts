/** Cases for the tests of the procedure: steps by hand, a household that fits, and the whole way of each kind. */
import { caseStatus, workCalendar } from '#core/procedure/index.ts'
import type { CaseKind, CaseState, CaseStatus, Proposal, Role, StepName, StepOutcome, TakenStep, World } from '#core/procedure/index.ts'
import type { Values } from '#core/registers/define.ts'
import { defaultStandards } from '#core/registers/standard.ts'

export const AREA = '530521101201'
export const CASE = 'case-1'
export const ROLES: readonly Role[] = ['village', 'township', 'county']

const EVIDENCE = ['application', 'fingerprint', 'analysisNote', 'verifyForm', 'incomeSheet', 'photos', 'comparison', 'minutes', 'signIn', 'noticeFirst', 'noticeLast', 'townshipOpinion', 'countyApproval', 'announcePhoto']
/** Everything any row asks for. */
export const FULL: Values = {
  case: CASE, evidence: EVIDENCE, signed: true, second: '赵干事', actorName: '王队长', income: 'income-1', meeting: 'meeting-1', reason: '理由', opinion: '同意', comparison: '无异常', objection: '有人说收入高，已核实',
  noticeFrom: '2026-03-10', noticeTo: '2026-03-14', noticePlace: '公开栏', objections: 0, dropout: false, housingUnsafe: false, waterUnsafe: false, uninsuredMember: false, rigidSolved: true, riskSolved: true, newRisk: false
}

/** The account of each level. */
export const ACCOUNT: Readonly<Record<Role, string>> = { village: 'team1', township: 'town1', county: 'county1' }

export const proposal = (step: StepName, role: Role, patch: Partial<Proposal> = {}): Proposal => {
  const { values, ...rest } = patch
  return { step, outcome: 'pass', role, actor: ACCOUNT[role], on: '2026-03-10', ...rest, values: { ...FULL, ...values } }
}

let made = 0
/** A step on record. `after` the step before it, unless it says otherwise. */
export const taken = (step: StepName, role: Role, patch: Partial<TakenStep> = {}): TakenStep => ({ id: `step-${++made}`, device: `laptop-${role}`, ...proposal(step, role), ...patch })

/** One after another, each having seen the one before. */
export function inTurn(...steps: readonly TakenStep[]): readonly TakenStep[] {
  return steps.map((step, at) => ({ ...step, after: step.after ?? steps[at - 1]?.id ?? CASE }))
}

/** As if nobody had said yet which step it followed. */
export const unlinked = (step: TakenStep): TakenStep => Object.fromEntries(Object.entries(step).filter(([name]) => name !== 'after')) as unknown as TakenStep

type Way = readonly (readonly [StepName, Role, string, Values?])[]
/** Each on its day, 2026-03-02 being a Monday. */
export const WAYS: Readonly<Record<CaseKind, Way>> = {
  identification: [
    ['clue', 'township', '2026-03-02'], ['apply', 'village', '2026-03-03'], ['analyse', 'village', '2026-03-04'], ['verify', 'village', '2026-03-05'], ['compare', 'county', '2026-03-06'], ['review', 'village', '2026-03-09'],
    ['publicise', 'village', '2026-03-10'], ['noticeEnd', 'village', '2026-03-15'], ['township', 'township', '2026-03-16'], ['county', 'county', '2026-03-17'], ['announce', 'village', '2026-03-18']
  ],
  elimination: [
    ['nominate', 'village', '2026-03-04'], ['verify', 'village', '2026-03-05'], ['review', 'village', '2026-03-09'], ['publicise', 'village', '2026-03-10'], ['noticeEnd', 'village', '2026-03-15'],
    ['township', 'township', '2026-03-16'], ['county', 'county', '2026-03-17'], ['announce', 'county', '2026-03-18']
  ],
  relisting: [['verify', 'village', '2026-03-05'], ['review', 'village', '2026-03-09'], ['township', 'township', '2026-03-16'], ['county', 'county', '2026-03-17']]
}

export const way = (kind: CaseKind, until?: StepName): readonly TakenStep[] => {
  const all = WAYS[kind]
  const end = until === undefined ? all.length : all.findIndex(([step]) => step === until)
  return inTurn(...all.slice(0, end).map(([step, role, on]) => taken(step, role, { on })))
}
export const OPENED = '2026-03-02'
export const before = (kind: CaseKind, until: StepName): CaseStatus => caseStatus(kind, OPENED, way(kind, until))
/** As if it stood there, whatever led to it. */
export const standing = (kind: CaseKind, state: CaseState): CaseStatus => ({ ...caseStatus(kind, OPENED, []), state })

export const next = (kind: CaseKind, step: StepName, patch: Partial<Proposal> = {}): Proposal => {
  const found = WAYS[kind].find(one => one[0] === step)!
  return proposal(step, found[1], { on: found[2], ...patch })
}

export const STEPS: readonly StepName[] = ['clue', 'apply', 'analyse', 'verify', 'compare', 'review', 'publicise', 'objection', 'noticeEnd', 'township', 'county', 'announce', 'green', 'nominate', 'withdraw']
export const OUTCOMES: readonly StepOutcome[] = ['pass', 'notNeeded', 'duplicate', 'notRural', 'doubtful', 'notQualified', 'returned', 'rejected', 'upheld', 'dismissed', 'withdrawn']
export const STATES: readonly CaseState[] = ['new', 'clue', 'applied', 'toVerify', 'matched', 'qualified', 'compared', 'reviewed', 'publicising', 'objected', 'publicised', 'townshipApproved', 'decided', 'announced', 'notNeeded', 'rejected', 'withdrawn']

const income = (kind: string, fields: Values): { readonly id: string, readonly values: Values } => ({ id: 'income-1', values: { kind, year: 2026, from: '2025-03', to: '2026-02', countedMembers: 2, ...fields } })

/** A household for which nothing speaks against the kind; `change` is what a test is about. */
export function world(kind: CaseKind, change: Partial<World> & { readonly income?: Values, readonly meeting?: Values, readonly vote?: Values, readonly measure?: Values | null } = {}): World {
  const { income: line = {}, meeting = {}, vote = {}, measure = {}, ...rest } = change
  const ending = kind === 'elimination'
  return {
    today: '2026-03-20', area: AREA, standards: defaultStandards, calendar: workCalendar(),
    case: ending ? { kind, eliminationMode: '01' } : { kind, category: '3', risks: ['01'], channel: '01' },
    household: kind === 'identification' ? { villagerGroup: '3组' } : { monitorCategory: '3', monitorFrom: '2025-03', risks: ['01'], riskEliminated: kind === 'relisting', ...(kind === 'relisting' && { eliminatedOn: '2025-12' }) },
    members: [{ id: 'person-1', values: { name: '李光明', relation: '02', labour: '01' } }, { id: 'person-2', values: { name: '王秀英', relation: '10', labour: '05' } }],
    records: {
      income: [income(ending ? 'elimination' : 'identification', { A1: ending ? 1_740_000 : 1_000_000, ...line })],
      meeting: [{ id: 'meeting-1', values: { heldOn: '2026-03-09', expected: 30, present: 25, ...meeting } }],
      meetingVote: [{ id: 'vote-1', values: { meeting: 'meeting-1', case: CASE, agree: 20, against: 3, abstain: 2, result: '01', ...vote } }],
      measure: measure === null ? [] : [{ id: 'measure-1', values: { group: 'health', item: 'health.03', startedOn: '2025-05-01', status: '03', ...measure } }]
    },
    ...rest
  }
}
