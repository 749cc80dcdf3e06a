/**
 * Where a case stands: its steps laid along the table. Steps come in the order of their stamps, which is the order of
 * who had seen what; between steps taken apart the clock decides nothing: they stand side by side until a person
 * has taken one back (docs/adr/0021).
 */
import { isDay } from '../registers/calendar.ts'
import { labelOf } from '../registers/codes.ts'
import type { RecordState, Value } from '../sync/change.ts'
import { undecidedFields } from '../sync/facts.ts'
import { headsOf } from '../sync/merge.ts'
import type { CaseKind, CaseState, CaseStatus, Choice, Role, StepName, StepOutcome, TakenStep, Transition } from './define.ts'
import { transitionFor, transitionsFrom } from './table.ts'

const FIRST = 'new'

/** A step as its record says it; undefined: too little is answered, or its answers clash, and then it is no fact. */
export function stepOf(record: RecordState): TakenStep | undefined {
  if (record.register !== 'caseStep' || undecidedFields(record).length > 0) return undefined
  const { values } = record
  const { step, outcome, role, on } = values
  if (!isText(step) || !isText(outcome) || !isText(role) || !isText(on) || !isDay(on)) return undefined
  const head = headsOf(record, 'step')[0]
  return {
    id: record.id, step: step as StepName, outcome: outcome as StepOutcome, role: role as Role, actor: isText(values['actor']) ? values['actor'] : '', on, values,
    ...(isText(values['after']) && { after: values['after'] }), ...(head && { device: head.device })
  }
}

const isText = (value: Value | undefined): value is string => typeof value === 'string' && value !== ''
const stampOf = (record: RecordState): string => headsOf(record, 'step')[0]?.stamp ?? ''
const before = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0

/** The steps of a case from its caseStep records, oldest first; voided ones and those whose decided fields clash are left out. */
export const takenSteps = (records: readonly RecordState[]): readonly TakenStep[] => records
  .filter(({ values }) => values['voided'] !== true)
  .toSorted((a, b) => before(stampOf(a), stampOf(b)) || before(a.id, b.id))
  .flatMap(record => stepOf(record) ?? [])

/** The row by which this step leads on from there; undefined: none does, or not for this level. */
const rowOf = (kind: CaseKind, state: CaseState, { step, outcome, role }: Pick<TakenStep, 'step' | 'outcome' | 'role'>): Transition | undefined => {
  const row = transitionFor(kind, state, step, outcome)
  return row?.roles.includes(role) ? row : undefined
}

/** Where these steps lead, one after another; undefined where one of them does not follow. */
export function walk(kind: CaseKind, steps: readonly Pick<TakenStep, 'step' | 'outcome' | 'role'>[], from: CaseState = FIRST): CaseState | undefined {
  let state: CaseState | undefined = from
  for (const step of steps) state = state && rowOf(kind, state, step)?.to
  return state
}

interface Laid { readonly chain: TakenStep[]; readonly contested: TakenStep[]; readonly misplaced: TakenStep[] }

/** Place in the chain of what the writer had seen last; -1: nothing yet. What is not in the chain is no ground: it goes by what stands now. */
function groundOf(chain: readonly TakenStep[], { after, step, device, values }: TakenStep): number {
  const last = chain.length - 1
  // A record that does not say what it saw: the same question answered at once on another laptop was not seen.
  if (after === undefined) return chain[last]?.step === step && chain[last].device !== device && chain[last].after === undefined ? last - 1 : last
  if (after === values['case']) return -1
  const at = chain.findIndex(({ id }) => id === after)
  return at < 0 ? last : at
}

/** Help first may be said twice; everything else is one question with one answer. */
const isSameQuestion = (one: TakenStep, other: TakenStep): boolean => one.step === other.step && one.step !== 'green'

/** The chain with the step in it, where some order of those taken apart is allowed: a comparison and a visit hinder each other in none. */
function joined(kind: CaseKind, chain: readonly TakenStep[], ground: number, step: TakenStep): TakenStep[] | undefined {
  if (chain.slice(ground + 1).some(other => isSameQuestion(other, step))) return undefined
  for (let at = chain.length; at > ground; at--) {
    const tried = chain.toSpliced(at, 0, step)
    if (walk(kind, tried)) return tried
  }
  return undefined
}

function lay(kind: CaseKind, steps: readonly TakenStep[]): Laid {
  let laid: Laid = { chain: [], contested: [], misplaced: [] }
  const isBuiltOn = ({ id }: TakenStep): boolean => steps.some(({ after }) => after === id)
  for (const step of steps) laid = place(kind, laid, step, isBuiltOn)
  return laid
}

function place(kind: CaseKind, { chain, contested, misplaced }: Laid, step: TakenStep, isBuiltOn: (step: TakenStep) => boolean): Laid {
  const ground = groundOf(chain, step)
  const [rival] = contested
  if (rival) {
    const another = ground === chain.length - 1 && walk(kind, [...chain, step]) !== undefined && (step.after === undefined || step.after === rival.after)
    return another ? { chain, contested: [...contested, step], misplaced } : { chain, contested, misplaced: [...misplaced, step] }
  }
  const longer = joined(kind, chain, ground, step)
  if (longer) return { chain: longer, contested, misplaced }
  const tail = chain.slice(ground + 1)
  const other = tail.find(one => isSameQuestion(one, step)) ?? tail[0]
  if (!other || !walk(kind, [...chain.slice(0, ground + 1), step])) return { chain, contested, misplaced: [...misplaced, step] }
  // Who has gone on with one of two answers has chosen; where both or neither were gone on with, nobody has.
  const [mine, theirs] = [isBuiltOn(step), tail.some(isBuiltOn)]
  const common = chain.slice(0, chain.indexOf(other))
  const rest = chain.slice(chain.indexOf(other) + 1)
  if (mine === theirs) return { chain: common, contested: [other, step], misplaced: [...misplaced, ...rest] }
  return mine ? { chain: [...chain.slice(0, ground + 1), step], contested, misplaced: [...misplaced, ...tail] } : { chain, contested, misplaced: [...misplaced, step] }
}

const ASIDE: ReadonlySet<StepName> = new Set(['withdraw', 'green'])

export function caseStatus(kind: CaseKind, openedOn: string, steps: readonly TakenStep[]): CaseStatus {
  const { chain, contested, misplaced } = lay(kind, steps)
  const state = walk(kind, chain) ?? FIRST
  return {
    kind, state, steps: chain, contested, misplaced, openedOn,
    green: chain.some(({ step }) => step === 'green'),
    closed: contested.length === 0 && transitionsFrom(kind, state).every(({ step }) => ASIDE.has(step))
  }
}

/** The status a step is judged by: of those taken apart, as its writer saw it, while nobody has gone on since. */
export function statusSeenBy(status: CaseStatus, { values }: { readonly values: TakenStep['values'] }): CaseStatus {
  const { after } = values
  if (!isText(after) || status.contested.length > 0) return status
  const ground = after === values['case'] ? -1 : status.steps.findIndex(({ id }) => id === after)
  const tail = status.steps.slice(ground + 1)
  if ((ground < 0 && after !== values['case']) || tail.length === 0 || tail.slice(1).some(one => tail.some(({ id }) => id === one.after))) return status
  return caseStatus(status.kind, status.openedOn, status.steps.slice(0, ground + 1))
}

const TITLES: Readonly<Record<string, string>> = {
  'objection/doubtful': '收到异议，正在核实', 'compare/notNeeded': '低保户已核对，不再比对', 'clue/pass': '受理并转村', 'withdraw/withdrawn': '终止程序'
}
export const transitionTitle = ({ step, outcome }: Pick<Transition, 'step' | 'outcome'>): string =>
  TITLES[`${step}/${outcome}`] ?? (outcome === 'pass' ? labelOf('procedureStep', step) : `${labelOf('procedureStep', step)}：${labelOf('stepOutcome', outcome)}`)

/** What may follow, whoever may do it. */
export function choicesOf(status: CaseStatus, role: Role): readonly Choice[] {
  if (status.closed || status.contested.length > 0) return []
  return transitionsFrom(status.kind, status.state)
    .filter(({ step }) => step !== 'green' || !status.green)
    .map(transition => ({ transition, title: transitionTitle(transition), mine: transition.roles.includes(role) }))
}
