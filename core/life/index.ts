/** Life events: what they ask and what they do to the roster, decided before anything is stored. */
export { lifeAction, lifeActions, reasonsOf } from './actions.ts'
export { LIFE_KINDS, NEWCOMER, noAnswers } from './define.ts'
export type { Ask, AskName, House, LifeAction, LifeAnswers, LifeContext, LifeEntry, LifeKind, LifePlan, LifeRecord, Problem, Running, Seats } from './define.ts'
