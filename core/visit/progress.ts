/**
 * Where the visit stands. A section's state is read from the records, so that it survives a kill: 情况无变化
 * is true in its visit fields, gone through with changes is false, not finished is absent.
 */
import type { Values } from '../registers/define.ts'
import { answered } from './question.ts'
import type { Question, VisitContext } from './question.ts'
import { changedKeys } from './changes.ts'
import { visitSections } from './sections.ts'
import type { VisitSection } from './sections.ts'

export type SectionState = 'untouched' | 'going' | 'unchanged' | 'done'

export interface Progress {
  readonly state: SectionState
  readonly asked: number
  /** Gone past in this sitting or changed by this visit. */
  readonly passed: number
  readonly changed: number
}

/** `passed`: keys gone past in this sitting. */
export function progress(section: VisitSection, context: VisitContext, passed: ReadonlySet<string>): Progress {
  const questions = section.questions(context)
  const changed = changedKeys(context)
  const touched = questions.filter(({ key, register, value }) =>
    passed.has(key) || changed.has(key) || (register === 'visit' && answered(value))).length
  const counts = { asked: questions.length, passed: touched, changed: questions.filter(({ key }) => changed.has(key)).length }
  const marks = section.unchanged.map(field => context.visit.values[field])
  if (section.id === 'signature') return { ...counts, state: isSigned(context.visit.values) ? 'done' : 'untouched' }
  if (marks.every(mark => mark === true)) return { ...counts, passed: counts.asked, state: 'unchanged' }
  if (marks.every(mark => typeof mark === 'boolean')) return { ...counts, state: 'done' }
  return { ...counts, state: touched > 0 ? 'going' : 'untouched' }
}

/** The visit's fields that say a section was gone through; true says nothing in it had changed. */
export const sectionMarks = (section: VisitSection, unchanged: boolean): Values =>
  Object.fromEntries(section.unchanged.map(field => [field, unchanged]))

/** Signed by hand, or said why not. */
export const isSigned = (visit: Values): boolean =>
  answered(visit['signature']) || (typeof visit['signedBy'] === 'string' && /^(按手印|无法签字)：/u.test(visit['signedBy']))

/** The question before or after this one in the same section; undefined at its end. */
export function nextQuestion(questions: readonly Question[], key: string, step: 1 | -1 = 1): Question | undefined {
  const at = questions.findIndex(question => question.key === key)
  return at < 0 ? questions[0] : questions[at + step]
}

export const sectionAfter = (id: string, step: 1 | -1 = 1): VisitSection | undefined =>
  visitSections[visitSections.findIndex(section => section.id === id) + step]

/** First question nobody has gone past; the first one of all when the section is done. */
export const openQuestion = (questions: readonly Question[], passed: ReadonlySet<string>): Question | undefined =>
  questions.find(({ key }) => !passed.has(key)) ?? questions[0]

/** 本次少填 N 项: questions that the laptop had the answer to, against all that were to be asked. */
export function spared(context: VisitContext): { readonly known: number, readonly asked: number } {
  const changed = changedKeys(context)
  const questions = visitSections.filter(({ id }) => id !== 'signature').flatMap(section => section.questions(context))
    .filter(({ type, field }) => type !== 'presence' && field !== 'mode')
  return { known: questions.filter(({ key, previous }) => previous !== undefined && !changed.has(key)).length, asked: questions.length }
}
