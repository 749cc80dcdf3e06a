/** 看板: the village in figures, each of which is its list. */
export { boardGroups, makeTally } from './tally.ts'
export type { Board, Tally } from './tally.ts'
export { NO_RECORD } from './define.ts'
export type { CaseFacts, Figure, FigureGroup, FigureKind, FigureLine, FigureTone, HouseFacts, Light, Target, VillageFacts } from './define.ts'
