/** All that speaks against a step: by the steps, by the household and its records, and for an elimination by its conditions. */
import { settingOf } from '../checks/settings.ts'
import { isDay, yearOf } from '../registers/calendar.ts'
import type { CaseStatus, Proposal, Refusal, World } from './define.ts'
import { eliminationRefusals, withoutLabour } from './elimination.ts'
import { householdRefusals, stepRefusals } from './household-rules.ts'
import { refusalsBySteps, refuse, rowFor } from './rules.ts'

/** Empty: the step may be taken. */
export function refusalsOf(status: CaseStatus, proposal: Proposal, world: World): readonly Refusal[] {
  const setting: Parameters<typeof refusalsBySteps>[2]['setting'] = name => settingOf(world.standards, world.area, yearOf(world.today), name)
  const bySteps = refusalsBySteps(status, proposal, { today: world.today, setting })
  const row = rowFor(status, proposal)
  // Of a step that has no place here nothing else need be said.
  if (!row || bySteps.some(({ rule }) => rule === 'P01' || rule === 'P02' || rule === 'P10' || rule === 'P11')) return bySteps
  if (proposal.step === 'withdraw') return bySteps
  return unique([...bySteps, ...householdRefusals(status.kind, world, proposal), ...stepRefusals(status, proposal, world, row), ...(status.kind === 'elimination' ? eliminationRefusals(status, proposal, world) : [])])
}

const unique = (all: readonly Refusal[]): readonly Refusal[] => all.filter((one, at) => all.findIndex(other => other.rule === one.rule && other.field === one.field && other.text === one.text) === at)

/** Why a case of this kind may not be opened for this household at all; its first step is judged on its own. */
export function openingRefusals(kind: CaseStatus['kind'], on: string, world: World): readonly Refusal[] {
  if (!isDay(on)) return [refuse('P07', '没有填发起日期，或不是真实的日子。请照实填写', 'S1-09', 'on')]
  if (on > world.today) return [refuse('P07', `发起日期${on}还没有到（今天${world.today}）。请核对日期`, 'S1-09', 'on')]
  return [...householdRefusals(kind, world, { step: 'clue', on }), ...(kind === 'elimination' ? withoutLabour(world) : [])]
}
