/** The book's answers about cases and their steps. A step and what follows from it for the household are written as one. */
import { AppError } from '#core/error.ts'
import { openingRefusals, outcomeFor, outcomeTakenBack, refusalsOf, transitionTitle } from '#core/procedure/index.ts'
import type { CaseKind, Proposal, Refusal } from '#core/procedure/index.ts'
import { fieldOf } from '#core/registers/index.ts'
import { labelOf } from '#core/registers/codes.ts'
import type { Values } from '#core/registers/define.ts'
import { factual } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import { sameValue } from '#core/sync/merge.ts'
import type { Entry } from './book.ts'
import type { BookCases, StepRequest } from './book-monitor.ts'
import type { Step } from './book-ledgers.ts'
import { HOUSEHOLD, textOf } from './belongs.ts'
import type { Desk } from './desk.ts'
import { refuseFields } from './ledger-gate.ts'
import { CASE, caseFileOf, caseLines, isAwayFrom, openTitles, standingFor, standingsOf, STEP, worldOf, type Standing } from './monitor-cases-read.ts'
import { writeStep } from './steps.ts'

/** What the book itself writes of a step; nobody hands it in. */
const OWN: ReadonlySet<string> = new Set(['household', 'case', 'step', 'outcome', 'on', 'role', 'actor', 'actorName', 'after', 'voided', 'voidReason'])
const OWN_OF_CASE: ReadonlySet<string> = new Set(['household', 'kind', 'openedOn', 'voided', 'voidReason'])

const without = (values: Values, fields: ReadonlySet<string>): Values => Object.fromEntries(Object.entries(values).filter(([field, value]) => !fields.has(field) && value !== null && value !== ''))

const refused = ({ rule, text }: Refusal): AppError => new AppError('step-refused', { reason: text, rule })

/** The step as it would be written. `after`: what stood last when it was taken (docs/adr/0021). */
function proposalOf({ identity }: Desk, { record, household, status }: Standing, { step, outcome, on, values }: StepRequest): Proposal {
  const { role, account, person } = identity
  const own: Values = {
    household, case: record.id, step, outcome, on, role, actor: account, ...(person !== '' && { actorName: person }), after: status.steps.at(-1)?.id ?? record.id
  }
  return { step, outcome, role, actor: account, on, values: { ...without(values, OWN), ...own } }
}

interface Judged { readonly standing: Standing; readonly proposal: Proposal; readonly refusals: readonly Refusal[]; readonly outcome: Values }

function judge(desk: Desk, request: StepRequest): Judged {
  const standing = standingFor(desk, request.case)
  refuseFields(STEP, without(request.values, OWN))
  const proposal = proposalOf(desk, standing, request)
  const world = worldOf(desk, standing.household, standing, proposal.values['meeting'])
  if (!world) throw new AppError('case-missing')
  const refusals = refusalsOf(standing.status, proposal, world)
  return { standing, proposal, refusals, outcome: refusals.length > 0 ? {} : outcomeFor(standing.status, proposal, world) as Values }
}

const nameOf = (desk: Desk, household: string): string => desk.pictures.of(household)?.headName ?? ''
const villageOf = (desk: Desk, household: string): string => homeOf(desk.roster.get(HOUSEHOLD, household)!)

export function casesMethods(desk: () => Desk, tell: () => void): BookCases {
  const told = <T>(answer: T): T => {
    tell()
    return answer
  }
  return {
    role: async () => desk().identity.role,
    cases: async of => caseLines(desk(), of),
    caseFile: async id => caseFileOf(desk(), id),

    async openCase(what) {
      const at = desk()
      const id = at.env.newId()
      return told({ id, step: await at.inTurn(() => writeCase(at, id, what)) })
    },

    tryStep: async request => judge(desk(), request).refusals,

    async takeStep(request) {
      const at = desk()
      return told(await at.inTurn(async () => {
        const { standing, proposal, refusals, outcome } = judge(at, request)
        if (refusals[0]) throw refused(refusals[0])
        return writeTaken(at, standing, proposal, outcome)
      }))
    },

    async voidStep(id, reason) {
      const at = desk()
      return told(await at.inTurn(() => writeVoided(at, id, reason.trim())))
    }
  }
}

async function writeCase(desk: Desk, id: string, { household, kind, on, values }: { readonly household: string; readonly kind: CaseKind; readonly on: string; readonly values: Values }): Promise<Step> {
  const world = worldOf(desk, household)
  if (!world) throw new AppError('case-missing')
  const [running] = openTitles(standingsOf(desk, household))
  if (running !== undefined) throw new AppError('case-open-already', { title: running })
  const own = without(values, OWN_OF_CASE)
  const fields: Values = { ...own, household, kind, openedOn: on }
  const [refusal] = openingRefusals(kind, on, { ...world, case: fields })
  if (refusal) throw refused(refusal)
  refuseFields(CASE, fields)
  const title = ['发起', labelOf('caseKind', kind), nameOf(desk, household)].filter(Boolean).join(' ')
  const { step } = await writeStep(desk, { id: desk.env.newId(), kind: 'procedure', title }, [{ register: CASE, record: id, fields }], { kind: 'procedure', ref: id }, villageOf(desk, household))
  return step
}

/** The step first, then what it makes of the household: the county takes the second only on the ground of the first. */
async function writeTaken(desk: Desk, { record, household }: Standing, proposal: Proposal, outcome: Values): Promise<Step> {
  const entries: Entry[] = [{ register: STEP, record: desk.env.newId(), fields: proposal.values }]
  if (Object.keys(outcome).length > 0) entries.push({ register: HOUSEHOLD, record: household, fields: outcome })
  const title = [transitionTitle(proposal), nameOf(desk, household)].filter(Boolean).join(' ')
  const { step } = await writeStep(desk, { id: desk.env.newId(), kind: 'procedure', title }, entries, { kind: 'procedure', ref: record.id }, villageOf(desk, household))
  return step
}

const no = (text: string, rule = 'P02'): AppError => new AppError('step-refused', { reason: text, rule })

async function writeVoided(desk: Desk, id: string, reason: string): Promise<Step> {
  const record = desk.roster.get(STEP, id)
  if (!record) throw new AppError('case-missing')
  const standing = standingFor(desk, textOf(record, 'case'))
  const { status, household } = standing
  if (record.values['voided'] === true) throw no('这一步已经撤回了')
  if (reason === '') throw no(`没有写为什么撤回。请填“${fieldOf(STEP, 'voidReason')?.label ?? ''}”`, 'P05')
  if (isAwayFrom(desk, household)) throw no('这一户已迁到本机没有权限的村，请由迁入的村办', 'P15')
  const apart = [...status.contested, ...status.misplaced]
  if (!apart.some(one => one.id === id) && (status.contested.length > 0 || status.steps.at(-1)?.id !== id)) throw no('后面又办了别的环节，这一步不能撤回。请从最后一步起往回撤，或由后一级退回')
  if (record.values['role'] !== desk.identity.role) throw no(`这一步是${labelOf('procedureRole', String(record.values['role']))}办的，只能由${labelOf('procedureRole', String(record.values['role']))}撤回`, 'P01')
  const counted = status.steps.find(one => one.id === id)
  const entries: Entry[] = [{ register: STEP, record: id, fields: { voided: true, voidReason: reason } }]
  if (counted) {
    const back = takenBack(desk, standing, counted)
    // Before the step is gone, the county still knows on what ground this is written.
    if (Object.keys(back).length > 0) entries.unshift({ register: HOUSEHOLD, record: household, fields: back })
  }
  const title = ['撤回', transitionTitle({ step: record.values['step'] as Proposal['step'], outcome: record.values['outcome'] as Proposal['outcome'] }), nameOf(desk, household)].filter(Boolean).join(' ')
  const { step } = await writeStep(desk, { id: desk.env.newId(), kind: 'procedure', title }, entries, { kind: 'procedure', ref: standing.record.id }, villageOf(desk, household))
  return step
}

/** What the decision had made of the household, unmade where it still stands as it was made. */
function takenBack(desk: Desk, standing: Standing, step: Proposal): Values {
  const world = worldOf(desk, standing.household, standing)
  const household = desk.roster.get(HOUSEHOLD, standing.household)
  if (!world || !household) return {}
  const made = outcomeFor(standing.status, step, world) as Values
  const now = factual(household).values
  return Object.fromEntries(Object.entries(outcomeTakenBack(standing.status.kind, made)).filter(([field]) => now[field] !== undefined && made[field] !== undefined && sameValue(now[field], made[field]))) as Values
}
