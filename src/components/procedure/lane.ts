/**
 * The way of one case as stops in a row: what has been done, where it stands, what still lies ahead. What is ahead is
 * read off the transition table: from where it stands, by passing, until nothing more follows.
 */
import type { CaseKind, CaseState, CaseStatus, Clock, Role, StepName, TakenStep, Transition } from '#core/procedure/index.ts'
import { isAside } from '#core/procedure/offers.ts'

export type Stop =
  | { readonly kind: 'done'; readonly step: StepName; readonly taken: TakenStep; readonly clock: Clock | null; readonly last: boolean }
  | { readonly kind: 'misplaced'; readonly step: StepName; readonly taken: TakenStep }
  | { readonly kind: 'contested'; readonly step: StepName; readonly answers: readonly TakenStep[] }
  | { readonly kind: 'now'; readonly step: StepName; readonly roles: readonly Role[]; readonly clock: Clock | null; readonly within: string }
  | { readonly kind: 'ahead'; readonly step: StepName; readonly roles: readonly Role[]; readonly within: string }

/** No way is longer; a table with a circle in it must not hang the page. */
const LONGEST = 20

/** The rows that would be gone through from here, each by passing. `first`: of several ways, the one that is being gone. */
export function roadAhead(table: readonly Transition[], kind: CaseKind, from: CaseState, first: StepName | null = null): readonly Transition[] {
  const road: Transition[] = []
  const seen = new Set<CaseState>()
  let at = from
  while (!seen.has(at) && road.length < LONGEST) {
    seen.add(at)
    const ways = table.filter(row => row.kinds.includes(kind) && row.from.includes(at) && !isAside(row.step, at))
    const passing = ways.filter(({ outcome }) => outcome === 'pass')
    const next = (road.length === 0 ? passing.find(({ step }) => step === first) : undefined) ?? passing[0] ?? ways.find(({ outcome }) => outcome === 'dismissed')
    if (!next) break
    road.push(next)
    at = next.to
  }
  return road
}

/** Clocks by the step they ran for; of a step that was taken twice the first clock is of the first. */
function clockOf(clocks: Clock[], { step, on }: TakenStep): Clock | null {
  const at = clocks.findIndex(clock => clock.step === step && clock.doneOn === on)
  return at < 0 ? null : clocks.splice(at, 1)[0]!
}

export function laneOf(status: CaseStatus, clocks: readonly Clock[], table: readonly Transition[], first: StepName | null = null): readonly Stop[] {
  const left = [...clocks]
  const done = status.steps.map((taken, i): Stop => ({ kind: 'done', step: taken.step, taken, clock: clockOf(left, taken), last: i === status.steps.length - 1 && status.contested.length === 0 }))
  const misplaced = status.misplaced.map((taken): Stop => ({ kind: 'misplaced', step: taken.step, taken }))
  if (status.contested.length > 0) return [...done, ...misplaced, { kind: 'contested', step: status.contested[0]!.step, answers: status.contested }]
  if (status.closed) return [...done, ...misplaced]
  const road = roadAhead(table, status.kind, status.state, first)
  // Of two ways on only one may have a limit: it is not the other's.
  const running = left.find(clock => clock.doneOn === undefined && clock.step === road[0]?.step) ?? null
  return [...done, ...misplaced, ...road.map((row, i): Stop => i === 0
    ? { kind: 'now', step: row.step, roles: row.roles, clock: running, within: row.within ?? '' }
    : { kind: 'ahead', step: row.step, roles: row.roles, within: row.within ?? '' })]
}

/** From the hint to the county's decision: in calendar days and in working days. */
export const wholesOf = (clocks: readonly Clock[]): readonly Clock[] => clocks.filter(({ step }) => step === 'whole')
