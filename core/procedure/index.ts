/** 六程序: the table, where a case stands, what may be done next, what is late. */
export type { CaseKind, CaseState, CaseStatus, Choice, Clock, EvidenceKind, Proposal, Refusal, Role, StepName, StepOutcome, TakenStep, Transition, World } from './define.ts'
export { addWorkdays, workCalendar, workdaysBetween } from './workdays.ts'
export type { WorkCalendar } from './workdays.ts'
export { caseStatus, choicesOf, clocksOf, outcomeFor, refusalsOf, takenSteps } from './status.ts'
export { DECIDED_BY_PROCEDURE, decidedField, isDecidedByProcedure } from './decided.ts'
