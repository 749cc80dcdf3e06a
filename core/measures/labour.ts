/** Who in a household can work, as R149 counts: 普通 and 技能 at once, 弱或半 as well when the stricter months have passed. */
import { LABOUR, wholeHouseWithoutLabour } from '../checks/subject.ts'
import type { Member, Subject } from '../checks/subject.ts'

const kindOf = (member: Member): string => member.text('labour') ?? ''

export const ableMembers = ({ active }: Subject): readonly Member[] => active.filter(member => kindOf(member) === LABOUR.ordinary || kindOf(member) === LABOUR.skilled)
export const weakMembers = ({ active }: Subject): readonly Member[] => active.filter(member => kindOf(member) === LABOUR.weak)

/**
 * able: must have a developmental measure. weak: only 弱或半, should have one, must after the stricter months.
 * none: everybody's labour is known and nobody has any. unknown: somebody was never asked and nobody is known to have any.
 */
export type LabourCase = 'able' | 'weak' | 'none' | 'unknown'

export function labourCase(subject: Subject): LabourCase {
  if (ableMembers(subject).length > 0) return 'able'
  if (weakMembers(subject).length > 0) return 'weak'
  return wholeHouseWithoutLabour(subject) ? 'none' : 'unknown'
}
