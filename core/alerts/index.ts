/** 预警: rules of the departments, of one's own records, and what the columns of a list mean. */
export type { AlertAudience, AlertFigures, AlertRule, AlertSubject, AlertTest, Fired } from './define.ts'
export { alertDepartments, alertRuleOf, alertRules } from './rules.ts'
export { audiencesOf, evaluate, fires, limitOf, ruleLine, rulesAbout, yuanText } from './evaluate.ts'
export type { RuleLine, Standing } from './evaluate.ts'
export { factorOf, guessDepartment, guessMeanings, guessSubject, isMaskedId, isMeaning, meaningLabel, meaningOfHeading, meanings } from './columns.ts'
export type { Meaning } from './columns.ts'
export { ownRuleOf, ownRules, suggestionsFor } from './own.ts'
export type { OwnRule, Suggestion } from './own.ts'
