/**
 * What has been decided here, with all answers there were. A decision taken back opens its clash again on this
 * laptop only: for the county it is a change like any other, that gave back the value shown before.
 */
import type { Head, RecordState, Value } from '#core/sync/change.ts'
import { headsOf } from '#core/sync/merge.ts'
import type { Desk } from './desk.ts'
import { DECISIONS, peekKept, readKept } from './kept.ts'
import { recordKey } from './roster.ts'

export const KEPT_DECISIONS = 200

export interface KeptDecision {
  /** Of its step too. */
  readonly id: string
  readonly register: string
  readonly record: string
  readonly field: string
  readonly chosen: Value
  /** This laptop's change that decided. */
  readonly number: number
  readonly at: number
  readonly answers: readonly Head[]
  readonly undone: boolean
  /** The change that gave the former value back; absent where there was none to give back. */
  readonly undoneBy?: number
  /** Taken back and not decided again. */
  readonly open: boolean
}

export const decisionsOf = (desk: Desk): Promise<readonly KeptDecision[]> => readKept<KeptDecision>(desk, DECISIONS)

/** Clashes that stand again although one answer is stored: until anybody writes the field anew. */
export function reopenedOf(desk: Desk): readonly { readonly decision: KeptDecision; readonly known: RecordState }[] {
  return peekKept<KeptDecision>(desk, DECISIONS).flatMap(decision => {
    const known = decision.open ? desk.roster.get(decision.register, decision.record) : undefined
    return known && headsOf(known, decision.field).some(head => isOwn(desk, decision, head)) ? [{ decision, known }] : []
  })
}

/** Written by the decision or by taking it back. */
export const isOwn = (desk: Desk, { number, undoneBy }: Pick<KeptDecision, 'number' | 'undoneBy'>, head: Head): boolean =>
  head.device === desk.identity.device && (head.number === number || head.number === undoneBy)

export const reopenedAt = (desk: Desk, register: string, record: string, field: string): KeptDecision | undefined =>
  reopenedOf(desk).find(({ decision }) => decision.field === field && recordKey(decision.register, decision.record) === recordKey(register, record))?.decision

/** All answers of a field: those that stand, and where a decision was taken back those it was about. The shown one first. */
export function answersOf(desk: Desk, record: RecordState, field: string): readonly Head[] {
  const standing = headsOf(record, field)
  const reopened = reopenedAt(desk, record.register, record.id, field)
  if (!reopened) return standing
  // Ours only says which of the old answers is shown.
  const others = standing.filter(head => !isOwn(desk, reopened, head))
  return [...reopened.answers, ...others.filter(head => !reopened.answers.some(old => old.device === head.device && old.number === head.number))]
}
