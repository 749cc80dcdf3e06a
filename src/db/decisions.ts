/**
 * Deciding a clash, and taking the decision back. A decision is a step and a change like any other; what is kept
 * beside it are all the answers, so that taking it back opens the clash again with every one of them.
 */
import { AppError } from '#core/error.ts'
import { fieldOf } from '#core/registers/index.ts'
import type { Change, Value } from '#core/sync/change.ts'
import { headsOf, sameValue } from '#core/sync/merge.ts'
import type { Undone } from './book-ledgers.ts'
import type { Decided } from './book-sync.ts'
import { householdOf } from './belongs.ts'
import { titleOf } from './conflicts.ts'
import { answersOf, decisionsOf, isOwn, KEPT_DECISIONS, reopenedAt, type KeptDecision } from './decisions-kept.ts'
import type { Desk } from './desk.ts'
import { nameOfRecord } from './ledger-links.ts'
import { DECISIONS, sealKept, type SealedKept } from './kept.ts'
import { sideOf } from './sides.ts'
import { stepsOf, writeStep, writeUndone } from './steps.ts'
import type { PlacedEntry } from './write.ts'

export const decide = (desk: Desk, register: string, record: string, field: string, value: Value): Promise<void> => desk.inTurn(async () => {
  const known = desk.roster.get(register, record)
  if (!known) throw new AppError('record-missing')
  const before = await decisionsOf(desk)
  const reopened = reopenedAt(desk, register, record, field)
  const answers = answersOf(desk, known, field)
  const id = desk.env.newId()
  const at = desk.env.now()
  let kept: SealedKept | undefined
  const title = ['裁定', titleOf(desk.roster, known) || nameOfRecord(desk.roster, known), fieldOf(register, field)?.label ?? ''].filter(part => part !== '').join(' ')
  await writeStep(desk, {
    id, kind: 'decision', title,
    async beside([change]) {
      if (answers.length < 2 || !change) return {}
      const decided: KeptDecision = { id, register, record, field, chosen: value, number: change.number, at, answers, undone: false, open: false }
      kept = await sealKept(desk, { [DECISIONS]: [decided, ...before.map(one => (one.id === reopened?.id ? { ...one, open: false } : one))].slice(0, KEPT_DECISIONS) })
      return { sealed: kept.sealed }
    }
  }, [{ register, record, fields: { [field]: value } }], { kind: 'decision', ref: id }, known.village)
  kept?.settle()
})

export const undoDecision = (desk: Desk, id: string): Promise<void> => desk.inTurn(async () => void await undoNow(desk, id))

/** The step of a decision taken back like any other step. Call within `inTurn` only. */
export async function undoNow(desk: Desk, id: string): Promise<Undone> {
  const all = await decisionsOf(desk)
  const decision = all.find(one => one.id === id)
  const step = (await stepsOf(desk)).find(one => one.id === id)
  if (!decision || !step) throw new AppError('decision-gone')
  if (decision.undone) throw new AppError('decision-undone')
  const { register, record, field, answers } = decision
  const known = desk.roster.get(register, record)
  const heads = known ? headsOf(known, field) : []
  if (!known || !heads.some(head => isOwn(desk, decision, head))) throw new AppError('decision-overtaken', { title: step.title })
  // Where another answer stands beside it nothing is written: it would count as having decided between them.
  const back = heads.length === 1 && !sameValue(heads[0]!.value, answers[0]!.value)
  const entries: readonly PlacedEntry[] = back ? [{ register, record, fields: { [field]: answers[0]!.value }, village: known.village }] : []
  let kept: SealedKept | undefined
  const beside = async ([change]: readonly Change[]): Promise<Pick<SealedKept, 'sealed'>> => {
    const undone: KeptDecision = { ...decision, undone: true, open: true, ...(change && { undoneBy: change.number }) }
    kept = await sealKept(desk, { [DECISIONS]: all.map(one => (one.id === id ? undone : one)) })
    return { sealed: kept.sealed }
  }
  const undone = await writeUndone(desk, step, entries, known.village, beside)
  kept?.settle()
  const household = householdOf(known)
  if (household) desk.env.emit({ kind: 'changed', households: [household] })
  return { step: undone, restored: entries.length, left: [] }
}

/** Newest first. */
export async function listDecisions(desk: Desk): Promise<readonly Decided[]> {
  return (await decisionsOf(desk)).map(({ id, register, record, field, chosen, at, answers, undone }) => {
    const known = desk.roster.get(register, record)
    return { id, register, record, household: known ? householdOf(known) : null, title: titleOf(desk.roster, known), field, chosen, at, answers: answers.map(head => sideOf(desk, head)), undone }
  })
}
