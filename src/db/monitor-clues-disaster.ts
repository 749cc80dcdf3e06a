/**
 * A flood, a market that fell: the households it touched, each with its own incident and clue, and with the green
 * channel a case that may be helped first and papered later. Who was marked before is left alone.
 */
import { AppError } from '#core/error.ts'
import { subjectOf } from '#core/checks/subject.ts'
import { caseStatus, takenSteps, type CaseKind } from '#core/procedure/index.ts'
import type { Values } from '#core/registers/define.ts'
import { codeTable, labelOf } from '#core/registers/codes.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factual } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import type { Step } from './book-ledgers.ts'
import type { DisasterLine } from './book-monitor.ts'
import { HOUSEHOLD, textOf } from './belongs.ts'
import { householdContext } from './check-contexts.ts'
import type { Desk } from './desk.ts'
import { dayOf } from './ledger-context.ts'
import { ALERTS, CLUE, dueOf, STATUS } from './monitor-clues-plan.ts'
import { headOf, membersOf } from './rows.ts'
import { allStandards } from './standards.ts'
import { writeStep } from './steps.ts'
import type { PlacedEntry } from './write.ts'

const DISASTER = 'disaster', INCIDENT = 'incident', CASE = 'monitorCase'
const FALLEN_MARKET = '0401', LOST_WORK = '0402', OTHER_INCIDENT = '0299'
/** Who would have sent a list of it, and the rule it would have fired. */
const senderOf = (kind: string): { readonly department: string; readonly rule: string } =>
  (kind === FALLEN_MARKET ? { department: '农业农村', rule: 'A23' } : kind === LOST_WORK ? { department: '人社', rule: 'A11' } : { department: '应急', rule: 'A10' })

const isKept = (record: RecordState): boolean => record.values['voided'] !== true

/** Incidents of a disaster, the first of each household. */
function incidentsOf({ roster }: Desk, disaster: string): ReadonlyMap<string, RecordState> {
  const found = new Map<string, RecordState>()
  for (const { record } of roster.all(INCIDENT)) {
    const household = textOf(record, 'household')
    if (isKept(record) && textOf(record, 'disaster') === disaster && !found.has(household)) found.set(household, record)
  }
  return found
}

const clueOf = ({ roster }: Desk, household: string, disaster: string): RecordState | undefined =>
  roster.belonging(household).map(slot => slot.record).find(record => record.register === CLUE && isKept(record) && textOf(record, 'disaster') === disaster)

export function disasters(desk: Desk): readonly DisasterLine[] {
  const kept = [...desk.roster.all(DISASTER)].map(({ record }) => record).filter(record => isKept(record) && !desk.roster.isAway(record))
  return kept.toSorted((a, b) => (textOf(b, 'happenedOn') < textOf(a, 'happenedOn') ? -1 : 1)).map(record => ({
    record, households: [...incidentsOf(desk, record.id)].flatMap(([household, incident]) => {
      const house = desk.roster.get(HOUSEHOLD, household)
      if (!house) return []
      const clue = clueOf(desk, household, record.id), facts = clue && factual(clue)
      return [{ household, headName: textOf(headOf(membersOf(desk.roster, household)), 'name'), group: textOf(house, 'villagerGroup'), incident: incident.id, clue: clue?.id ?? null, status: textOf(facts, 'status'), case: textOf(facts, 'case') || null }]
    })
  }))
}

/** In the procedure already, or watched over already: no second case is opened. */
function openCaseOf({ roster }: Desk, household: string): string | null {
  const records = roster.belonging(household).map(slot => slot.record).filter(isKept)
  for (const record of records) {
    if (record.register !== CASE) continue
    const facts = factual(record)
    const steps = takenSteps(records.filter(one => one.register === 'caseStep' && textOf(one, 'case') === record.id))
    if (!caseStatus((textOf(facts, 'kind') || 'identification') as CaseKind, textOf(facts, 'openedOn'), steps).closed) return record.id
  }
  return null
}

const isMonitored = (house: RecordState): boolean => {
  const { values } = factual(house)
  return typeof values['monitorCategory'] === 'string' && values['monitorCategory'] !== '' && values['riskEliminated'] !== true
}

export async function markAffected(desk: Desk, disasterId: string, households: readonly string[]): Promise<Step> {
  return desk.inTurn(async () => {
    const disaster = desk.roster.get(DISASTER, disasterId)
    if (!disaster || !isKept(disaster)) throw new AppError('record-missing')
    const marked = incidentsOf(desk, disasterId)
    const fresh = [...new Set(households)].filter(id => !marked.has(id)).map(id => {
      const house = desk.roster.get(HOUSEHOLD, id)
      if (!house || !desk.roster.isCurrent(house)) throw new AppError('record-missing')
      return house
    })
    if (fresh.length === 0) throw new AppError('ledger-line-empty')
    const entries = fresh.flatMap(house => entriesFor(desk, factual(disaster), house))
    const id = desk.env.newId()
    const { step } = await writeStep(desk, { id, kind: 'clue', title: `登记受影响 ${textOf(disaster, 'title') || labelOf('disasterKind', textOf(disaster, 'kind'))} ${fresh.length} 户` }, entries, { kind: 'clue', ref: id }, disaster.village)
    return step
  })
}

/** Help goes before paper: said in the case itself, by those who may say it. A county laptop opens the case and leaves that to them. */
function greenStep({ identity: { role, account, person } }: Desk, household: string, caseId: string, reason: string, on: string): readonly Values[] {
  if (role === 'county') return []
  return [{ household, case: caseId, step: 'green', outcome: 'pass', on, role, actor: account, ...(person !== '' && { actorName: person }), after: caseId, reason }]
}

/**
 * 突发严重困难户 whose income is above the line, 脱贫不稳定 or 边缘易致贫 whose is below it (W6). It is what is proposed;
 * whoever verifies may find otherwise.
 */
function proposedCategory(desk: Desk, house: RecordState): string {
  const { totals, line, exited } = subjectOf(householdContext(desk.roster, house, allStandards(desk.roster), dayOf(desk.env.now())))
  if (totals.perCapita === undefined || !line || totals.perCapita >= line.amount) return '3'
  return exited ? '1' : '2'
}

function entriesFor(desk: Desk, disaster: RecordState, house: RecordState): readonly PlacedEntry[] {
  const { env } = desk
  const today = dayOf(env.now()), kind = textOf(disaster, 'kind'), happenedOn = textOf(disaster, 'happenedOn')
  const village = homeOf(house), green = disaster.values['greenChannel'] === true
  const title = textOf(disaster, 'title') || labelOf('disasterKind', kind)
  const { department, rule } = senderOf(kind)
  const isIncident = codeTable('incidentKind').some(item => item.code === kind)
  const clue = env.newId(), open = openCaseOf(desk, house.id)
  const opens = green && open === null && !isMonitored(house)
  const caseId = opens ? env.newId() : open
  const entry = (register: string, record: string, fields: Values): PlacedEntry => ({ register, record, village, fields })
  const risks = Array.isArray(disaster.values['risks']) && disaster.values['risks'].length > 0 ? disaster.values['risks'] : kind < '03' ? ['02'] : []
  return [
    entry(INCIDENT, env.newId(), { household: house.id, disaster: disaster.id, ...(happenedOn !== '' && { happenedOn }), kind: isIncident ? kind : OTHER_INCIDENT, place: textOf(disaster, 'place') || null, risky: true, handling: '02', greenChannel: green }),
    entry(CLUE, clue, {
      household: house.id, channel: '02', department, rule, content: [title, happenedOn, textOf(disaster, 'place')].filter(part => part !== '').join(' '), disaster: disaster.id,
      receivedOn: today, dueOn: dueOf(desk, ALERTS, today), status: green && caseId !== null ? STATUS.inCase : STATUS.open, ...(green && caseId !== null && { case: caseId })
    }),
    ...(opens && caseId !== null ? [entry(CASE, caseId, {
      household: house.id, kind: 'identification', openedOn: today, channel: '02', clue, greenChannel: true, category: proposedCategory(desk, house), riskNote: title, ...(risks.length > 0 && { risks }),
      ...(codeTable('disasterSubtype').some(item => item.code === kind) && { disasterType: kind })
    }), ...greenStep(desk, house.id, caseId, title, today).map(fields => entry('caseStep', env.newId(), fields))] : [])
  ]
}
