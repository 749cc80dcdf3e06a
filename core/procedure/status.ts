/** Where a case stands: its steps laid along the table. */
import type { RecordState } from '../sync/change.ts'
import type { CaseKind, CaseStatus, Choice, Clock, Proposal, Refusal, Role, TakenStep, World } from './define.ts'

/** The steps of a case from its caseStep records, oldest first; voided ones and those whose decided fields clash are left out. */
export const takenSteps = (_records: readonly RecordState[]): readonly TakenStep[] => []

export const caseStatus = (kind: CaseKind, openedOn: string, steps: readonly TakenStep[]): CaseStatus =>
  ({ kind, state: 'new', steps, contested: [], misplaced: [], green: false, closed: false, openedOn })

/** What may follow, whoever may do it. */
export const choicesOf = (_status: CaseStatus, _role: Role): readonly Choice[] => []

/** Empty: the step may be taken. */
export const refusalsOf = (_status: CaseStatus, _proposal: Proposal, _world: World): readonly Refusal[] => []

/** The limits of a case, the running one last; by the days of the steps, offline. */
export const clocksOf = (_status: CaseStatus, _world: Pick<World, 'today' | 'area' | 'standards' | 'calendar'>): readonly Clock[] => []

/** What the household's own fields become when this step has been taken (listed, eliminated, relisted); {} for most. */
export const outcomeFor = (_status: CaseStatus, _proposal: Proposal, _world: World): Readonly<Record<string, string | boolean | null | readonly string[]>> => ({})
