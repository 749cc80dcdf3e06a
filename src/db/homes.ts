/**
 * A village that was named on the laptop before the county gave its real code. Its work is kept under a
 * provisional code and is never sent so: when the real code is known, `homes` says where it belongs, and
 * whatever is opened from then on reads as of the real village. Nothing sealed is written anew.
 */
import { commit, show, type Desk } from './desk.ts'
import { householdOf } from './belongs.ts'

export type Homes = Readonly<Record<string, string>>

/** Under the province (53), so that its monitoring line holds, and under no county, so that it is never a real village's. */
const PROVISIONAL = '530000'
export const isProvisional = (code: string): boolean => code.startsWith(PROVISIONAL)
/** `random`: any whole number. */
export const provisionalCode = (random: number): string => PROVISIONAL + String(random).padStart(6, '0').slice(-6)

/** From now on the work of `from` is work of `to`, here and at the county. How many records moved. */
export const settleVillage = (desk: Desk, from: string, to: string): Promise<number> => desk.inTurn(async () => {
  await commit(desk, { homes: { ...desk.state.homes, [from]: to } })
  const moved = desk.roster.moveVillage(from, to)
  show(desk, new Set(moved.map(householdOf).filter(id => id !== null)))
  return moved.length
})
