/**
 * What may follow, as it is offered to people: by step, the way itself apart from what may be done at nearly every
 * place of it (green channel, giving up), and whether this laptop's level is the one it waits for.
 */
import type { CaseStatus, Choice, Clock, Role, StepName } from './define.ts'

const ASIDE: ReadonlySet<StepName> = new Set(['green', 'withdraw'])
/** While a notice hangs an objection may come; once one has come, it is the way. */
export const isAside = (step: StepName, state: CaseStatus['state']): boolean => ASIDE.has(step) || (step === 'objection' && state === 'publicising')

/**
 * mine: this level can take the step itself. partly: it can only say something about it, as the village may say that a
 * comparison is not needed; the step still waits for whoever can pass it.
 */
export interface Offer { readonly step: StepName; readonly mine: boolean; readonly partly: boolean; readonly roles: readonly Role[]; readonly choices: readonly Choice[] }

function offerOf(step: StepName, choices: readonly Choice[]): Offer {
  const passing = choices.filter(({ transition }) => transition.outcome === 'pass')
  const of = passing.length > 0 ? passing : choices
  const mine = of.some(choice => choice.mine)
  return { step, mine, partly: !mine && choices.some(choice => choice.mine), roles: [...new Set(of.flatMap(({ transition }) => transition.roles))], choices }
}
/** One form each, its outcomes by number. */
export const offersOf = (choices: readonly Choice[]): readonly Offer[] => [...Map.groupBy(choices, ({ transition }) => transition.step)].map(([step, of]) => offerOf(step, of))

interface Standing { readonly status: CaseStatus; readonly choices: readonly Choice[]; readonly clock: Clock | null }
export const mainOffers = ({ status, choices }: Pick<Standing, 'status' | 'choices'>): readonly Offer[] => offersOf(choices).filter(({ step }) => !isAside(step, status.state))

/** This laptop's level can go on with it now. Of two answers to one question only their own level takes one back. */
export function isMine(standing: Standing, role: Role): boolean {
  const { closed, contested } = standing.status
  if (closed) return false
  return contested.length > 0 ? contested.some(one => one.role === role) : mainOffers(standing).some(({ mine }) => mine)
}
export const isLate = ({ status, clock }: Standing): boolean => !status.closed && clock !== null && clock.late > 0
