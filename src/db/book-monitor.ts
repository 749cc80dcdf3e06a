/**
 * What a window may ask about monitoring: cases, clues, visits that are due, figures. All of it is worked out in
 * the worker from records, offline; nothing of it is stored twice.
 */
import type { CaseKind, CaseStatus, Choice, Clock, Refusal, Role, StepName, StepOutcome, TakenStep } from '#core/procedure/index.ts'
import type { Values } from '#core/registers/define.ts'
import type { RecordState } from '#core/sync/change.ts'
import type { Step } from './book-ledgers.ts'

export interface CaseLine {
  readonly id: string
  readonly village: string
  readonly household: string
  readonly headName: string
  readonly group: string
  readonly kind: CaseKind
  readonly status: CaseStatus
  readonly choices: readonly Choice[]
  /** The limit that runs; null in a closed case. */
  readonly clock: Clock | null
  readonly category: string | null
  readonly risks: readonly string[]
  readonly unsent: boolean
}

export interface CaseFile extends CaseLine {
  readonly record: RecordState
  readonly clocks: readonly Clock[]
  readonly votes: readonly RecordState[]
}

export interface StepRequest {
  readonly case: string
  readonly step: StepName
  readonly outcome: StepOutcome
  readonly on: string
  /** Further fields of the caseStep record. */
  readonly values: Values
}

/** Of the procedure: src/db/monitor-cases.ts. */
export interface BookCases {
  /** The level this laptop is enrolled for. */
  role(): Promise<Role>
  /** `household`: only of that one. Open ones first, latest late first. */
  cases(of?: { readonly household?: string; readonly open?: boolean }): Promise<readonly CaseLine[]>
  /** Throws 'case-missing'. */
  caseFile(id: string): Promise<CaseFile>
  /** Throws 'case-open-already'. The first step follows by takeStep. */
  openCase(what: { readonly household: string; readonly kind: CaseKind; readonly on: string; readonly values: Values }): Promise<{ readonly id: string; readonly step: Step }>
  /** What would be refused and why; [] = it may be taken. */
  tryStep(request: StepRequest): Promise<readonly Refusal[]>
  /** Throws 'step-refused'. Writes the step and what follows from it for the household, as one that can be taken back. */
  takeStep(request: StepRequest): Promise<Step>
  /** Voids the last step, with a reason; throws 'step-refused' for one that others have built on. */
  voidStep(id: string, reason: string): Promise<Step>
}

export interface ClueLine {
  readonly record: RecordState
  readonly headName: string
  readonly personName: string
  readonly group: string
  readonly clock: Clock | null
}

export interface CluePreview {
  readonly token: string
  readonly sheet: string
  readonly headings: readonly string[]
  /** Heading → meaning; '' = kept as it is. */
  readonly mapping: Readonly<Record<string, string>>
  readonly rows: number
  readonly matched: number
  /** First 200: row, name, what it matched and by what, or why not. */
  readonly lines: readonly { readonly row: number; readonly name: string; readonly idNo: string; readonly matched: string; readonly by: string; readonly why: string; readonly figure: number | null; readonly alert: string }[]
  /** What must still be shown where it stands. */
  readonly missing: readonly string[]
}

/** Of clues, lists and incidents: src/db/monitor-clues.ts. */
export interface BookClues {
  clues(of?: { readonly household?: string; readonly batch?: string; readonly open?: boolean }): Promise<readonly ClueLine[]>
  previewClues(name: string, bytes: Uint8Array, kind: string, mapping?: Readonly<Record<string, string>>): Promise<CluePreview>
  applyClues(token: string, about: Values, village: string): Promise<{ readonly batch: string; readonly clues: number; readonly unmatched: number; readonly step: Step }>
  /** The sender's own layout with the answers in columns behind; bytes of an xlsx. */
  answeredList(batch: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }>
  /** Households a disaster touched, each with its incident, clue and, with the green channel, its case. */
  markAffected(disaster: string, households: readonly string[]): Promise<Step>
}

export interface NearLine {
  readonly household: string
  readonly headName: string
  readonly group: string
  readonly year: number
  /** 分 */
  readonly perCapita: number
  readonly line: number
  readonly below: boolean
  /** Which single line of income, if it fell away, would bring the household under the line. */
  readonly tips: readonly { readonly field: string; readonly amount: number; readonly after: number }[]
  readonly monitored: boolean
}

export interface SettingLine {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly unit: string
  readonly year: number
  readonly area: string
  readonly source: string
  readonly assumed: boolean
}

/** Of income: src/db/monitor-income.ts. */
export interface BookIncome {
  nearLine(year?: number): Promise<readonly NearLine[]>
  /** Every figure a rule goes by, as it holds here for that year, with its source. */
  settings(year: number): Promise<readonly SettingLine[]>
}

export interface DueLine {
  readonly household: string
  readonly headName: string
  readonly group: string
  readonly kind: string
  readonly helper: string
  readonly visitedOn: string | null
  readonly dueOn: string
  /** Days over. */
  readonly late: number
  readonly setting: string
}

export interface CampaignLine {
  readonly record: RecordState
  readonly total: number
  readonly done: number
  readonly byGroup: readonly { readonly group: string; readonly people: string; readonly total: number; readonly done: number }[]
}

/** Of helpers and visits: src/db/monitor-visiting.ts. */
export interface BookVisiting {
  due(): Promise<readonly DueLine[]>
  campaigns(): Promise<readonly CampaignLine[]>
  /** Households of the campaign, with or without their visit. */
  campaignHouseholds(campaign: string, group?: string): Promise<readonly { readonly household: string; readonly headName: string; readonly group: string; readonly visit: string | null; readonly visitedOn: string | null }[]>
}

/** One figure and the list it counts. */
export interface Figure {
  readonly key: string
  readonly title: string
  /** Equals the length of figureList(key). */
  readonly count: number
  /** Of a share, what it is a share of; null else. */
  readonly of: number | null
  /** What the seeds ask for; null where nothing is asked. */
  readonly target: { readonly value: number; readonly unit: string; readonly source: string; readonly met: boolean | null } | null
  /** Shown instead of the count where the figure is money or a share. */
  readonly shown: string
}
export interface FigureGroup { readonly key: string; readonly title: string; readonly kind: 'bars' | 'lights' | 'share' | 'list'; readonly figures: readonly Figure[] }
export interface FigureLine { readonly household: string | null; readonly person: string | null; readonly case: string | null; readonly title: string; readonly group: string; readonly note: string }

/** Of the board: src/db/monitor-board.ts. */
export interface BookBoard {
  board(village: string): Promise<readonly FigureGroup[]>
  figureList(village: string, key: string): Promise<readonly FigureLine[]>
}

export interface DossierLine {
  readonly key: string
  readonly title: string
  /** Where in the official order, from 1. */
  readonly order: number
  readonly state: 'there' | 'partly' | 'missing' | 'not-needed'
  /** What is there or what is missing, in words. */
  readonly text: string
  /** How it is put in order: a place in the window; '' where none is. */
  readonly mend: string
}

/** Of the dossier: src/db/monitor-dossier.ts. */
export interface BookDossier {
  dossier(household: string): Promise<readonly DossierLine[]>
}

export type BookMonitor = BookCases & BookClues & BookIncome & BookVisiting & BookBoard & BookDossier
export type { TakenStep }
