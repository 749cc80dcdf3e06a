/** 后评估自查 and 问题整改: what is looked at, and how what was found is put right. */
export { selfCheckItem, selfCheckItems } from './items.ts'
export type { Dimension, FigureKey, SelfCheckItem } from './items.ts'
export { nextProblemNo, PROBLEM_STATES, problemDue, problemFields, problemRefusals, problemState, stepsOf, stepTitle } from './flow.ts'
export type { ProblemContext, ProblemDue, ProblemRefusal, ProblemState, ProblemStep } from './flow.ts'
