/** What would be gone with this laptop: counted from memory, never guessed. */
import { attachmentsOnlyHere } from './attachments-waiting.ts'
import type { Loss } from './book-sync.ts'
import { householdOf } from './belongs.ts'
import { commit, type Desk } from './desk.ts'
import { readDraft } from './drafts.ts'
import { joinRanges, sizeOf, without, type Range } from './ranges.ts'
import { settledRanges } from './state.ts'

export async function lossOf(desk: Desk): Promise<Loss> {
  const { state, waiting, roster } = desk
  const households = new Set<string>()
  for (const { register, record } of waiting.places()) {
    const known = roster.get(register, record)
    const household = known && householdOf(known)
    if (household) households.add(household)
  }
  const away = state.onTheWay && without(state.onTheWay.numbers, settledRanges(state))
  const draft = await readDraft(desk)
  return {
    changes: waiting.size, households: households.size, since: waiting.since(), ...attachmentsOnlyHere(desk),
    draft: draft !== null && draft.raw !== '', trial: sizeOf(state.trial), setAside: state.refused.filter(one => one.done !== true).length,
    onTheWay: away && away.length > 0 ? { changes: sizeOf(away), at: state.onTheWay!.at } : null, lastContact: state.lastContact
  }
}

/** These numbers have left by package or hub: on their way until a receipt comes. */
export const noteOnTheWay = (desk: Desk, numbers: readonly Range[]): Promise<void> => desk.inTurn(async () => {
  if (numbers.length === 0) return
  const before = without(desk.state.onTheWay?.numbers ?? [], settledRanges(desk.state))
  await commit(desk, { onTheWay: { numbers: joinRanges(before, numbers), at: desk.env.now() } })
})
