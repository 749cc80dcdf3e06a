/** What speaks against a step by the household and its records: is it the right one, and is what the step rests on there. */
import { settingOf } from '../checks/settings.ts'
import { isDay, yearOf } from '../registers/calendar.ts'
import { labelOf } from '../registers/codes.ts'
import { fieldOf } from '../registers/index.ts'
import type { Values } from '../registers/define.ts'
import type { CaseKind, CaseStatus, Proposal, Refusal, StepOutcome, Transition, World } from './define.ts'
import { lastOf, refuse } from './rules.ts'
import { snapshotOf } from './snapshot.ts'

const text = (values: Values, field: string): string => typeof values[field] === 'string' ? values[field].trim() : ''
const listOf = (values: Values, field: string): readonly string[] => {
  const value = values[field]
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : []
}

/** By which a household is taken for one that is watched over. */
export const DECIDING = ['monitorCategory', 'riskEliminated', 'monitorFrom', 'wholeNoLabour'] as const

const labelIn = (field: string): string => fieldOf('monitorCase', field)?.label ?? fieldOf('household', field)?.label ?? field

/** May this household go through this procedure at all. */
export function householdRefusals(kind: CaseKind, world: World, { step, on }: Pick<Proposal, 'step' | 'on'>): readonly Refusal[] {
  if (step === 'announce') return []
  const { household, undecided = [], otherCases = [], away = false } = world
  const ended = text(household, 'endedOn')
  const found: Refusal[] = []
  if (undecided.length > 0) found.push(refuse('P20', `${undecided.map(labelIn).join('、')}两边说法不同，还没有定下来。请先到“冲突”里选定`, 'S1-09'))
  if (away) found.push(refuse('P15', '这一户已迁到本机没有权限的村。请由迁入的村办', 'S1-09'))
  if (ended !== '' && (!isDay(on) || ended <= on)) found.push(refuse('P15', `这一户${ended}已销户。弄错了的，先在花名册里改回；确实走了的，终止这个程序`, 'S1-09'))
  for (const title of otherCases) found.push(refuse('P12', `这一户还有一个没有办结的程序（${title}）。请接着办那一个，或把它终止`, 'S1-09'))
  return [...found, ...watchedRefusals(kind, household)]
}

function watchedRefusals(kind: CaseKind, household: Values): readonly Refusal[] {
  const category = text(household, 'monitorCategory')
  const gone = household['riskEliminated'] === true
  const since = text(household, 'monitorFrom')
  if (kind === 'identification') {
    if (category === '') return []
    return [gone ? refuse('P13', '这一户是风险已消除的监测对象，不再识别。又有风险的，用“风险再标注”', 'W26') : refuse('P13', `这一户${since}已识别为${labelOf('monitorCategory', category)}，风险还没有消除，不用再识别。请接着落实措施`, 'S1-09')]
  }
  if (category === '') return [refuse('P14', `这一户不是监测对象，不能办${labelOf('caseKind', kind)}。新发现风险的，用“识别纳入”`, kind === 'elimination' ? 'W8' : 'W26')]
  if (kind === 'elimination') return gone ? [refuse('P14', `这一户${text(household, 'eliminatedOn')}已标注风险消除，不用再办`, 'W8')] : []
  return gone ? [] : [refuse('P14', '这一户的风险还没有消除，不用再标注。请接着落实措施', 'W26')]
}

/** What one step rests on. */
export function stepRefusals(status: CaseStatus, proposal: Proposal, world: World, row: Transition): readonly Refusal[] {
  const { step, outcome } = proposal
  return [
    ...(step === 'verify' ? sameInvestigator(proposal, row) : []),
    ...(step === 'verify' && outcome === 'pass' && status.kind === 'identification' ? noSnapshot(proposal, world, row) : []),
    ...(step === 'compare' && outcome === 'notNeeded' ? notComparedBefore(world, row) : []),
    ...(step === 'review' ? meetingRefusals(status, proposal, world, row) : []),
    ...(outcome === 'pass' && (step === 'review' || step === 'township' || step === 'county') && status.kind !== 'elimination' ? unfounded(status.kind, world) : [])
  ]
}

const squeezed = (name: string): string => name.replace(/\s/gu, '')
function sameInvestigator({ values, actor }: Proposal, row: Transition): readonly Refusal[] {
  const second = squeezed(text(values, 'second'))
  if (second === '' || (second !== squeezed(text(values, 'actorName')) && second !== squeezed(actor))) return []
  return [refuse('P19', `同办人和办理人都是“${text(values, 'second')}”。入户核实要两个人，请填另一个人`, row.source, 'second')]
}

function noSnapshot({ values, on }: Proposal, world: World, row: Transition): readonly Refusal[] {
  if (text(values, 'income') === '' || !isDay(on)) return []
  const found = snapshotOf(world, values['income'], 'identification', on, row.source)
  return 'rule' in found ? [found] : []
}

const AIDED: ReadonlySet<string> = new Set(['02', '03'])
function notComparedBefore({ members, today }: World, row: Transition): readonly Refusal[] {
  const aided = members.some(({ values }) => !(text(values, 'endedOn') !== '' && text(values, 'endedOn') <= today) && (AIDED.has(text(values, 'dibao')) || AIDED.has(text(values, 'tekun'))))
  return aided ? [] : [refuse('P18', '家里没有人享受低保或特困供养，信息比对不能省。请由乡镇或县级比对后填结果', row.source)]
}

/** The proposed category and risks, before a meeting, the township or the county say yes to them. */
function unfounded(kind: CaseKind, world: World): readonly Refusal[] {
  const { case: values, household } = world
  const own = listOf(values, 'risks')
  const risks = own.length > 0 || kind === 'identification' ? own : listOf(household, 'risks')
  const note = text(values, 'riskNote') || (kind === 'relisting' ? text(household, 'riskNote') : '')
  const disaster = text(values, 'disasterType') || (kind === 'relisting' ? text(household, 'disasterType') : '')
  const found: Refusal[] = []
  if (kind === 'identification' && text(values, 'category') === '') found.push(refuse('R141', '没有填拟定的监测对象类别。请在程序里填上再办', 'Gz1_11_002', 'category'))
  if (risks.length === 0) found.push(refuse('R140', '没有填拟定的致贫/返贫风险。至少选一项', 'Gz1_11_001', 'risks'))
  if (new Set(risks).size < risks.length) found.push(refuse('R140', '拟定的风险重复了。请去掉重复的', 'Gz1_11_001', 'risks'))
  if (risks.includes('02') && disaster === '') found.push(refuse('R144', '风险有因自然灾害，没有填灾害子项。请填上再办', 'Gz2_11_005', 'disasterType'))
  if (risks.includes('99') && note === '') found.push(refuse('R144', '风险有其他，没有写明是什么。请填备注再办', 'Gz2_11_004', 'riskNote'))
  return found
}

const countIn = (values: Values, field: string): number | undefined => {
  const value = values[field]
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** Codes of `meetingResult` beside the outcome of the step. */
const RESULT: Readonly<Partial<Record<StepOutcome, string>>> = { pass: '01', notQualified: '02', doubtful: '03' }

function meetingRefusals({ steps }: CaseStatus, proposal: Proposal, world: World, row: Transition): readonly Refusal[] {
  const { values, on } = proposal
  const id = text(values, 'meeting')
  if (id === '') return []
  const no = (why: string): Refusal => refuse('P17', why, row.source, 'meeting')
  const meeting = world.records['meeting']?.find(record => record.id === id && record.values['voided'] !== true)
  if (!meeting) return [no('没有找到附上的评议会。请先在“评议公示”里登记会议')]
  const heldOn = text(meeting.values, 'heldOn')
  if (heldOn === '') return [no('评议会没有填开会日期。请先填上')]
  const last = lastOf(steps)
  if (last && heldOn < last.on) return [no(`评议会${heldOn}开，早于“${labelOf('procedureStep', last.step)}”的${last.on}。核实、比对完了才能评议，请换一次会议`)]
  if (isDay(on) && heldOn > on) return [no(`评议会${heldOn}开，晚于办理日期${on}。请核对日期`)]
  return [...quorum(id, meeting.values, world, no), ...ballot(id, proposal, world, no)]
}

type No = (why: string) => Refusal
const percentOf = (part: number, whole: number): number => Math.round(part * 100 / whole)
const figure = (world: World, name: 'meetingQuorumPercent' | 'meetingAgreePercent'): number => settingOf(world.standards, world.area, yearOf(world.today), name)

function quorum(id: string, meeting: Values, world: World, no: No): readonly Refusal[] {
  const called = (world.records['attendee'] ?? []).filter(({ values }) => values['meeting'] === id && values['voided'] !== true)
  const expected = countIn(meeting, 'expected') ?? (called.length > 0 ? called.length : undefined)
  const present = countIn(meeting, 'present') ?? (called.length > 0 ? called.filter(({ values }) => values['present'] === true).length : undefined)
  if (expected === undefined || present === undefined || expected === 0) return [no('评议会没有填应到、实到人数。请先在会议里填上')]
  if (present > expected) return [no(`评议会实到${present}人，多于应到${expected}人。请核对签到`)]
  const least = figure(world, 'meetingQuorumPercent')
  return percentOf(present, expected) < least ? [no(`评议会应到${expected}人，实到${present}人（${percentOf(present, expected)}%），不足${least}%。请另开一次会议`)] : []
}

function ballot(id: string, { outcome, values: step }: Proposal, world: World, no: No): readonly Refusal[] {
  const votes = (world.records['meetingVote'] ?? []).filter(({ values }) => values['meeting'] === id && values['case'] === step['case'] && values['voided'] !== true)
  const [vote] = votes
  if (!vote) return [no('这次评议会没有这一户的表决。请先在会议里记下同意、反对、弃权的票数')]
  if (votes.length > 1) return [no(`这次评议会对这一户记了${votes.length}次表决。请作废多出的`)]
  const [agree, against, abstain] = [countIn(vote.values, 'agree'), countIn(vote.values, 'against'), countIn(vote.values, 'abstain')]
  if (agree === undefined || against === undefined || abstain === undefined) return [no('表决的同意、反对、弃权没有填齐，或两边不同。没有的填0')]
  const all = agree + against + abstain
  if (all === 0) return [no('表决一票也没有。请照实填票数')]
  const result = text(vote.values, 'result')
  if (result !== '' && result !== RESULT[outcome]) return [no(`会议结论是“${labelOf('meetingResult', result)}”，和这一步的结论不同。请照会议结论办`)]
  const least = figure(world, 'meetingAgreePercent')
  return outcome === 'pass' && agree * 100 <= all * least ? [no(`同意${agree}票，共${all}票，没有超过${least}%。没有通过的，请按“不符合条件”或“重新核实”办`)] : []
}
