/**
 * What a window may ask about monitoring: cases, clues, visits that are due, figures. All of it is worked out in
 * the worker from records, offline; nothing of it is stored twice.
 */
import type { CaseKind, CaseStatus, Choice, Clock, Refusal, Role, StepName, StepOutcome, TakenStep } from '#core/procedure/index.ts'
import type { RuleLine } from '#core/alerts/index.ts'
import type { FigureGroup, FigureLine } from '#core/board/index.ts'
import type { Values } from '#core/registers/define.ts'
import type { RecordState } from '#core/sync/change.ts'
import type { Step } from './book-ledgers.ts'
import type { BookVisiting } from './book-visiting.ts'

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
  /** Help first: said when it was opened, or by a step. */
  readonly green?: boolean
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
  /** Code of `clueStatus` as it stands: a procedure that names the clue has taken it over. '' where two sides differ. */
  readonly status: string
  /** The procedure it went into. */
  readonly case: string | null
  /** Title of its list, or of the rule that fired: open words for a list. */
  readonly title: string
  readonly village: string
  readonly headName: string
  readonly personName: string
  readonly group: string
  readonly clock: Clock | null
}

/** What a person said of a list before it is read again. */
export interface ClueChoice {
  /** Code of `clueBatchKind`. */
  readonly kind: string
  readonly sheet?: string
  /** 0-based column → meaning (core/alerts); '' = kept as it is. Columns not named are guessed. */
  readonly mapping?: Readonly<Record<string, string>>
  /** Of a department's list: what its figure is (AlertSubject). */
  readonly subject?: string
  /** Every line is about this rule; '' = by the words of each line. */
  readonly rule?: string
  /** Lines under the threshold become clues without a rule. */
  readonly keepBelow?: boolean
  /** 'YYYY-MM-DD'; today when it is not said. */
  readonly receivedOn?: string
}

export interface ClueColumn {
  readonly index: number
  readonly letter: string
  readonly heading: string
  readonly meaning: string
  readonly by: 'heading' | 'remembered' | 'person' | null
  readonly samples: readonly string[]
}

/** clue: becomes one. below: under the threshold. doubled: this person, rule and month are there already. */
export type ClueLineState = 'clue' | 'below' | 'unmatched' | 'doubled'

export interface CluePreviewLine {
  readonly row: number
  readonly name: string
  readonly idNo: string
  readonly household: string | null
  /** 「3组 户主李国强」 */
  readonly matched: string
  /** Code of `clueMatch`. */
  readonly by: string
  /** Why nobody was found, why it is no clue, what is doubtful. */
  readonly why: string
  /** 分 */
  readonly figure: number | null
  readonly alert: string
  readonly state: ClueLineState
}

export interface CluePreview {
  readonly token: string
  readonly name: string
  readonly sheet: string
  readonly others: readonly string[]
  /** The first line over the headings; the file's name where there is none. */
  readonly title: string
  readonly choice: ClueChoice & { readonly subject: string; readonly rule: string; readonly receivedOn: string }
  readonly department: string
  readonly dueOn: string
  readonly columns: readonly ClueColumn[]
  /** Rules that could speak of the list, as they stand here. */
  readonly rules: readonly RuleLine[]
  readonly rows: number
  readonly counts: Readonly<Record<ClueLineState, number>>
  /** First 200, those nobody was found for before the others. */
  readonly lines: readonly CluePreviewLine[]
  /** What must still be shown where it stands. */
  readonly missing: readonly string[]
  readonly hiddenRows: number
  /** Something stands far from the list in its sheet: not read, and not in the file that goes back. */
  readonly leftOut?: boolean
  /** Sub-totals and footers: no lines, returned where they stood. */
  readonly aside: number
}

export interface CluesApplied { readonly batch: string; readonly clues: number; readonly unmatched: number; readonly below: number; readonly doubled: number; readonly step: Step }

export interface ClueBatchLine {
  readonly record: RecordState
  readonly total: number
  readonly unmatched: number
  readonly answered: number
  readonly late: number
}

/** What the village's own records suggest; a person makes a clue of it, or leaves it. */
export interface SuggestionLine {
  readonly rule: string
  readonly title: string
  readonly household: string
  readonly person: string | null
  readonly headName: string
  readonly personName: string
  readonly group: string
  readonly village: string
  readonly text: string
  /** 分 */
  readonly figure: number | null
  readonly risk: string
  readonly source: string
}

export interface DisasterLine {
  readonly record: RecordState
  readonly households: readonly { readonly household: string; readonly headName: string; readonly group: string; readonly clue: string | null; readonly status: string; readonly case: string | null; readonly incident: string }[]
}

/** Of clues, lists and incidents: src/db/monitor-clues.ts. */
export interface BookClues {
  /** Late ones first, then by the day they are due; closed ones at the end. */
  clues(of?: { readonly household?: string; readonly batch?: string; readonly open?: boolean }): Promise<readonly ClueLine[]>
  /** Throws 'clue-file-again' for a file that was imported before. */
  previewClues(name: string, bytes: Uint8Array, choice: ClueChoice): Promise<CluePreview>
  /** `about`: title, department, receivedOn and dueOn of the batch. Throws 'clue-file-unmapped'. */
  applyClues(token: string, about: Values, village: string): Promise<CluesApplied>
  batches(): Promise<readonly ClueBatchLine[]>
  /** The sender's own layout with the answers in columns behind; bytes of an xlsx. */
  answeredList(batch: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }>
  /** A line that was nobody's is this person's; the rule is asked again. */
  matchClue(clue: string, household: string, person: string | null): Promise<Step>
  /** By when one that came in on that day must be looked at. */
  clueDue(receivedOn: string): Promise<string>
  suggestions(): Promise<readonly SuggestionLine[]>
  /** The departments' rules as they stand here. */
  alertTable(): Promise<readonly RuleLine[]>
  disasters(): Promise<readonly DisasterLine[]>
  /** Households a disaster touched, each with its incident, clue and, with the green channel, its case. Those marked before are left alone. */
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
  /** The line's own year: an earlier one where the year has none yet. */
  readonly lineYear: number
  readonly below: boolean
  /** 分 a head by 收入参考范围. */
  readonly rangePerCapita: number | undefined
  readonly rangeBelow: boolean
  /** Which single line of income, if it fell away, would bring the household under the line. */
  readonly tips: readonly { readonly field: string; readonly amount: number; readonly after: number }[]
  /** null: not decided, two sides say differently. */
  readonly monitored: boolean | null
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
  /** Put down by the county, not by this version. */
  readonly own?: boolean
  /** What would hold without it: a wider area's, an earlier year's, this version's. The next one first. */
  readonly overruled?: readonly Pick<SettingLine, 'value' | 'year' | 'area' | 'source'>[]
}

/** Of income: src/db/monitor-income.ts. */
export interface BookIncome {
  nearLine(year?: number): Promise<readonly NearLine[]>
  /** Every figure a rule goes by, as it holds here for that year, with its source. */
  settings(year: number): Promise<readonly SettingLine[]>
}

/** Of the board: src/db/monitor-board.ts. */
export interface BookBoard {
  /** Worked out in one pass and kept until something changes. */
  board(village: string): Promise<readonly FigureGroup[]>
  /** What the figure counts, by the same reading. Throws 'record-missing' where there is no such figure. */
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
  /** How it is put in order: an address of the window, or `tab:` and a tab of the household; '' where none is. */
  readonly mend: string
  /** 识别纳入, 帮扶, 风险消除, 风险再标注. */
  readonly part: 'listing' | 'help' | 'elimination' | 'relisting'
  /** Codes of `evidenceKind` that prove it. */
  readonly evidence: readonly string[]
  /** The case it belongs to; '' where none is. */
  readonly case: string
  /** Attachments that show it. */
  readonly pictures: readonly string[]
}

/** Of the dossier: src/db/monitor-dossier.ts. */
export interface BookDossier {
  dossier(household: string): Promise<readonly DossierLine[]>
}

export type BookMonitor = BookCases & BookClues & BookIncome & BookBoard & BookDossier & BookVisiting
export type { TakenStep }
export type { Figure, FigureGroup, FigureLine } from '#core/board/index.ts'
