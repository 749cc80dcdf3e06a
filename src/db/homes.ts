/**
 * A village that was named on the laptop before the county gave its real code. Its work is kept under a
 * provisional code and is never sent so: when the real code is known, `homes` says where it belongs, and
 * whatever is opened from then on reads as of the real village. Nothing sealed is written anew.
 */
import { commit, show, type Desk } from './desk.ts'
import { householdOf } from './belongs.ts'

export type Homes = Readonly<Record<string, string>>

/** From now on the work of `from` is work of `to`, here and at the county. How many records moved. */
export const settleVillage = (desk: Desk, from: string, to: string): Promise<number> => desk.inTurn(async () => {
  await commit(desk, { homes: { ...desk.state.homes, [from]: to } })
  const moved = desk.roster.moveVillage(from, to)
  show(desk, new Set(moved.map(householdOf).filter(id => id !== null)))
  return moved.length
})
