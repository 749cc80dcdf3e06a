/**
 * Which fields the form of a step shows: what its row demands, what a rule misses, what is answered already (it would
 * be stored unseen), and room for an opinion.
 */
import type { Refusal, Transition } from '#core/procedure/index.ts'
import { caseStep } from '#core/registers/case-step.ts'

/** In the form as parts of their own, or the program's to write. */
const APART: ReadonlySet<string> = new Set(['household', 'case', 'step', 'outcome', 'on', 'role', 'actor', 'actorName', 'evidence', 'voided', 'voidReason', 'dataSource'])
const ALWAYS: ReadonlySet<string> = new Set(['opinion'])

/** In the register's own order, so that a form never jumps about. */
export function fieldsOf({ demands }: Pick<Transition, 'demands'>, refusals: readonly Refusal[], answered: readonly string[] = []): readonly { readonly name: string; readonly must: boolean }[] {
  const missed = new Set(refusals.map(({ field }) => field))
  return Object.keys(caseStep.fields)
    .filter(name => !APART.has(name) && (demands.includes(name) || ALWAYS.has(name) || missed.has(name) || answered.includes(name)))
    .map(name => ({ name, must: demands.includes(name) || missed.has(name) }))
    .toSorted((a, b) => Number(ALWAYS.has(a.name)) - Number(ALWAYS.has(b.name)))
}
