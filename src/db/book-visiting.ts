/**
 * What a window may ask about visits: who is due, who stands by whom, how a round goes. Worked out in the worker
 * from visits, pairings, rounds and their shares of work; nothing of it is stored twice.
 */
import type { DueState, VisitKind } from '#core/visiting/due.ts'
import type { RecordState } from '#core/sync/change.ts'

/** Whom a list of households shows; `group` is 村民小组. */
export interface HouseholdName {
  readonly household: string
  readonly village: string
  readonly headName: string
  readonly group: string
  readonly hamlet: string
}

export interface DueLine extends HouseholdName {
  readonly kind: VisitKind
  readonly state: DueState
  readonly every: number
  readonly lastOn: string | null
  readonly lastBy: string
  readonly dueOn: string | null
  readonly promised: boolean
  readonly lateDays: number
  /** Name of the main helper today; '' without one. */
  readonly helper: string
  readonly helperId: string | null
  /** A visit begun and not ended. */
  readonly openVisit: boolean
}

/** Of who is due: src/db/monitor-due.ts. */
export interface BookDue {
  /** Late ones first, the latest of all first; then by day; those never visited at the end. Households of the roster only. */
  due(village: string): Promise<readonly DueLine[]>
}

/** One dated time of a cadre by a household. */
export interface HelperSpell {
  readonly record: RecordState
  readonly cadre: string
  readonly cadreName: string
  readonly unit: string
  /** Code of `unitLevel`; '' unknown. */
  readonly unitLevel: string
  readonly phone: string
  readonly main: boolean
  readonly from: string
  /** null: still holds. */
  readonly to: string | null
  readonly endReason: string
  readonly holds: boolean
}

/** A household that somebody stands by, or that nobody does. */
export interface PairedHousehold extends HouseholdName {
  readonly kind: VisitKind
  readonly main: boolean
  readonly from: string
  readonly record: string
}

export interface HelperLine {
  readonly cadre: RecordState
  readonly name: string
  readonly unit: string
  readonly unitLevel: string
  /** Households that hold today, main ones first. */
  readonly households: readonly PairedHousehold[]
  /** Above the setting helperHouseholdsMax, counted over main ones. */
  readonly over: boolean
  readonly most: number
  /** 派驻结束日期 has passed. */
  readonly ended: boolean
  /** Neither county nor township sent this helper (S3-09). */
  readonly otherLevel: boolean
}

export interface Pairings {
  readonly helpers: readonly HelperLine[]
  /** The setting helperHouseholdsMax; known also where no cadre is. */
  readonly most: number
  /** Watched over, and nobody is the main helper today. */
  readonly without: readonly (HouseholdName & { readonly kind: VisitKind; readonly since: string })[]
  /** More than one main helper today: two laptops paired apart. */
  readonly doubled: readonly (HouseholdName & { readonly kind: VisitKind; readonly names: readonly string[] })[]
}

/** Of pairing: src/db/monitor-helpers.ts. */
export interface BookHelpers {
  pairings(village: string): Promise<Pairings>
  /** Dated history of one household, the one that holds first, then the latest. */
  helpersOf(household: string): Promise<readonly HelperSpell[]>
}

/** done: a visit of the round is over. begun: one was opened. missed: the round ended without. */
export type RoundState = 'done' | 'begun' | 'waiting' | 'missed'

export interface CampaignGroup {
  readonly group: string
  readonly assignment: RecordState | null
  readonly people: string
  readonly total: number
  readonly done: number
  readonly begun: number
  readonly atRisk: number
}

export interface CampaignLine {
  readonly record: RecordState
  readonly title: string
  readonly kind: string
  readonly from: string
  readonly to: string
  readonly form: 'quick' | 'full'
  readonly closedOn: string | null
  /** planned: not begun yet. late: past its last day and not closed. */
  readonly state: 'planned' | 'running' | 'late' | 'closed'
  readonly groups: readonly CampaignGroup[]
  readonly total: number
  readonly done: number
  readonly begun: number
  readonly atRisk: number
  /** Clues its visits opened. */
  readonly clues: number
}

export interface CampaignHousehold extends HouseholdName {
  readonly kind: VisitKind
  readonly state: RoundState
  readonly visit: string | null
  readonly visitedOn: string | null
  readonly by: string
  readonly atRisk: boolean
  /** What was concluded, in words; '' while open. */
  readonly words: string
}

/** Of rounds: src/db/monitor-campaigns.ts. */
export interface BookCampaigns {
  /** Running ones first, then planned, then closed ones, the latest first. */
  campaigns(village: string): Promise<readonly CampaignLine[]>
  /** In the order of a walk: by group, then by hamlet and household number. Throws 'record-missing'. */
  campaignHouseholds(id: string): Promise<readonly CampaignHousehold[]>
}

export type BookVisiting = BookDue & BookHelpers & BookCampaigns
