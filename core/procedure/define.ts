/**
 * The six procedures as data: what may be done with a case, by whom, with what in hand and until when. A case
 * holds no state of its own; it stands where its steps have brought it (status.ts). The window, the county and the
 * tests read the same table (table.ts).
 */
import type { Values } from '../registers/define.ts'
import type { Standard } from '../registers/standard.ts'
import type { SettingName } from '../registers/standard.ts'
import type { WorkCalendar } from './workdays.ts'

/** Codes of `caseKind`. */
export type CaseKind = 'identification' | 'elimination' | 'relisting'
/** Codes of `procedureRole`: the level a laptop is enrolled for. */
export type Role = 'village' | 'township' | 'county'
/** Codes of `procedureStep`. */
export type StepName = 'clue' | 'apply' | 'analyse' | 'verify' | 'compare' | 'review' | 'publicise' | 'objection' | 'noticeEnd'
  | 'township' | 'county' | 'announce' | 'green' | 'nominate' | 'withdraw'
/** Codes of `stepOutcome`. */
export type StepOutcome = 'pass' | 'notNeeded' | 'duplicate' | 'notRural' | 'doubtful' | 'notQualified' | 'returned' | 'rejected' | 'upheld' | 'dismissed' | 'withdrawn'
/** Codes of `evidenceKind`. */
export type EvidenceKind = 'application' | 'fingerprint' | 'analysisNote' | 'verifyForm' | 'incomeSheet' | 'photos' | 'comparison' | 'minutes' | 'signIn'
  | 'noticeFirst' | 'noticeLast' | 'townshipOpinion' | 'countyApproval' | 'announcePhoto' | 'measureProof' | 'other'

/** Where a case stands. `closed` ones ask for nothing more. `matched`: compared before anybody was at the door. */
export type CaseState = 'new' | 'clue' | 'applied' | 'toVerify' | 'matched' | 'qualified' | 'compared' | 'reviewed' | 'publicising' | 'objected' | 'publicised'
  | 'townshipApproved' | 'decided' | 'announced' | 'notNeeded' | 'rejected' | 'withdrawn'

/** One step as it is on record, voided ones left out. `values` are those of the caseStep record. */
export interface TakenStep {
  readonly id: string
  readonly step: StepName
  readonly outcome: StepOutcome
  readonly role: Role
  readonly actor: string
  /** 'YYYY-MM-DD' */
  readonly on: string
  readonly values: Values
  /** The step its writer saw last, or the case's own id where there was none; absent in records that do not say. */
  readonly after?: string
  /** The laptop that wrote it. */
  readonly device?: string
}

/** One row of the table: from these states, by these people, with this in hand, to that state. */
export interface Transition {
  /** T01… for ever. */
  readonly id: string
  readonly kinds: readonly CaseKind[]
  readonly from: readonly CaseState[]
  readonly step: StepName
  readonly outcome: StepOutcome
  readonly to: CaseState
  readonly roles: readonly Role[]
  readonly evidence: readonly EvidenceKind[]
  /** Fields of the step that must be answered, e.g. noticeFrom. */
  readonly demands: readonly string[]
  /** How long after the step before (or the opening) it may take, in working days, by setting; absent: no limit. */
  readonly within?: SettingName
  /** Source of the row: domain key. */
  readonly source: string
}

export interface CaseStatus {
  readonly kind: CaseKind
  readonly state: CaseState
  /** The steps that count, in order. */
  readonly steps: readonly TakenStep[]
  /** Taken while apart: more than one answer to the same question; nothing goes on until all but one are voided. */
  readonly contested: readonly TakenStep[]
  /** Steps on record that no row of the table allows from where they stand (from a newer version, or by force). */
  readonly misplaced: readonly TakenStep[]
  readonly green: boolean
  readonly closed: boolean
  /** The case opened on that day. */
  readonly openedOn: string
}

/** All a rule needs to know beside the case; who asks fills in what is known. */
export interface World {
  readonly today: string
  readonly area: string
  readonly standards: readonly Standard[]
  readonly calendar: WorkCalendar
  /** The case's own record. */
  readonly case: Values
  readonly household: Values
  /** Measures, incomes, visits … of the household, by register. */
  readonly records: Readonly<Record<string, readonly { readonly id: string, readonly values: Values }[]>>
  readonly members: readonly { readonly id: string, readonly values: Values }[]
  /** Fields of the household and of the case of which two sides say different things: no ground for anything. */
  readonly undecided?: readonly string[]
  /** Other cases of the household that are not closed, in words. */
  readonly otherCases?: readonly string[]
  /** The household lives in a village this laptop has not been granted. */
  readonly away?: boolean
}

export interface Proposal {
  readonly step: StepName
  readonly outcome: StepOutcome
  readonly role: Role
  readonly actor: string
  readonly on: string
  readonly values: Values
}

/** Why a step is refused, in Chinese, by a rule that has a number. */
export interface Refusal {
  /** P01…: of the procedure; else the number of a check (R161 …). */
  readonly rule: string
  readonly text: string
  readonly source: string
  /** The field to mend; '' where none is. */
  readonly field: string
}

/** One limit that runs or has run. */
export interface Clock {
  readonly step: StepName | 'whole'
  readonly title: string
  /** From this day on … */
  readonly from: string
  /** … until this day, the last that is not late. */
  readonly due: string
  /** How many days the limit gives, in `unit`. */
  readonly workdays: number
  /** Working days, but for the one limit that is set in calendar days. */
  readonly unit: 'workday' | 'day'
  readonly setting: SettingName
  readonly source: string
  readonly assumed: boolean
  /** Done on; absent while it runs. */
  readonly doneOn?: string
  /** Days over the limit in `unit`, 0 = in time. */
  readonly late: number
  /** Days left in `unit`, 0 on the last; negative when late. */
  readonly left: number
}

/** What can be done next and by whom: a button, or why there is none. */
export interface Choice {
  readonly transition: Transition
  readonly title: string
  /** False where this laptop's level may not. */
  readonly mine: boolean
}
