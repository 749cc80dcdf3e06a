/**
 * Why a step may not be taken, as far as the steps themselves say it: the part the county judges as well, with the
 * same words. What needs the household is in household-rules.ts. Each refusal names the cause, the rule and the way out.
 */
import { dayNumber, isDay } from '../registers/calendar.ts'
import { fieldOf } from '../registers/index.ts'
import { labelOf } from '../registers/codes.ts'
import type { Values } from '../registers/define.ts'
import type { SettingName } from '../registers/standard.ts'
import type { CaseStatus, Proposal, Refusal, Role, StepName, TakenStep, Transition } from './define.ts'
import { caseStatus, statusSeenBy, transitionTitle } from './status.ts'
import { transitionFor, transitions, transitionsFrom } from './table.ts'
import { dayAfter } from './workdays.ts'

/** Numbers of the procedure's own rules, for ever; docs/procedure.md lists them. */
export const procedureRules = {
  P01: '一步只能由管这一步的层级办：村里的事村级记，乡镇、县级的事由它们自己的账号办',
  P02: '环节要按顺序办，不能跳过，也不能重复',
  P03: '不能审核、确定自己提出或记录的程序',
  P04: '每一步要有规定的佐证材料',
  P05: '每一步规定的内容要填齐；空白不等于零或否',
  P06: '日期不能早于前一步，也不能早于发起日期',
  P07: '日期要是真实的日子，不能晚于今天',
  P08: '村内公示不少于规定天数，首尾两天都算',
  P09: '公示期满以后才能往下办，异议要先处理',
  P10: '两边分开办了同一步，先撤回一个，才能往下办',
  P11: '已经办结的程序不再办理',
  P12: '一户同时只能有一个没有办结的程序',
  P13: '已经是监测对象的户不再识别；消除后又有风险的用风险再标注',
  P14: '风险消除只对风险未消除的监测对象，风险再标注只对风险已消除的',
  P15: '已销户或迁出本村的户不在这里办',
  P16: '这一步要附本户、本类型、能算出人均的收入核算',
  P17: '评议要有会议记录和这一户的表决，到会和同意都达到规定比例',
  P18: '只有低保、特困户可以凭已核对的结果不再比对',
  P19: '入户核实要有两个人',
  P20: '两边说法不同、还没有定下来的内容不能作为依据',
  P21: '风险消除的条件要都满足：大额刚性支出已解决，原来的风险稳定消除，没有新的风险'
} as const
export type ProcedureRule = keyof typeof procedureRules

export const refuse = (rule: string, text: string, source: string, field = ''): Refusal => ({ rule, text, source, field })

/** What the rules go by beside the steps. */
export interface Ground { readonly today: string; readonly setting: (name: SettingName) => number }

const PROPOSING: ReadonlySet<StepName> = new Set(['apply', 'analyse', 'review', 'nominate'])

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0) || (typeof value === 'string' && value.trim() === '')
export const titleOfField = (field: string): string => fieldOf('caseStep', field)?.label ?? field
const list = (value: unknown): readonly unknown[] => Array.isArray(value) ? value : []
const textIn = (values: Values, field: string): string => typeof values[field] === 'string' ? values[field].trim() : ''
const words = (roles: readonly Role[]): string => roles.map(role => labelOf('procedureRole', role)).join('、')
const stepWord = (step: StepName): string => labelOf('procedureStep', step)

/** The row of the table this step would go by, whoever takes it. */
export const rowFor = (status: CaseStatus, { step, outcome }: Pick<Proposal, 'step' | 'outcome'>): Transition | undefined => transitionFor(status.kind, status.state, step, outcome)

/** What a notice has to hang at least until: the first day and the last both count. */
export const earliestNoticeEnd = (from: string, days: number): string => dayAfter(from, Math.max(0, days - 1))

export function refusalsBySteps(status: CaseStatus, proposal: Proposal, ground: Ground): readonly Refusal[] {
  const standing = standingRefusal(status)
  if (standing) return [standing]
  const row = rowFor(status, proposal)
  if (!row) return [outOfOrder(status, proposal)]
  if (!row.roles.includes(proposal.role)) return [refuse('P01', `“${transitionTitle(row)}”由${words(row.roles)}办，这台电脑是${words([proposal.role])}。请${words(row.roles)}用自己的账号办`, row.source)]
  return [
    ...greenTwice(status, proposal, row), ...ownProposal(status, proposal, row), ...missing(proposal, row), ...wrongDays(status, proposal, row, ground),
    ...(proposal.step === 'publicise' ? wrongNotice(status, proposal, row, ground) : []), ...(proposal.step === 'noticeEnd' ? noticeNotOver(status, proposal, row) : [])
  ]
}

function standingRefusal({ contested, closed, kind, steps }: CaseStatus): Refusal | undefined {
  const [first] = contested
  if (first) return refuse('P10', `“${stepWord(first.step)}”分开办了${contested.length}次（${contested.map(({ on, actor }) => `${on} ${actor}`.trim()).join('；')}），还没有定下来。请先撤回多出的，再往下办`, 'S1-09')
  const last = steps.at(-1)
  return closed ? refuse('P11', `这个${labelOf('caseKind', kind)}程序${last ? `${last.on}已经办结` : '已经办结'}，不能再办。情况有变化的，另外发起程序`, 'S1-09') : undefined
}

function outOfOrder(status: CaseStatus, { step, outcome }: Proposal): Refusal {
  const ways = transitionsFrom(status.kind, status.state).filter(row => row.step !== 'withdraw' && row.step !== 'green')
  const next = [...new Set(ways.map(row => stepWord(row.step)))].join('或')
  const known = transitions.find(row => row.kinds.includes(status.kind) && row.step === step && row.outcome === outcome)
  const asked = known ? transitionTitle(known) : `${stepWord(step)}：${labelOf('stepOutcome', outcome)}`
  return refuse('P02', `现在还不能办“${asked}”，环节要按顺序办，不能跳过、不能重复。先办${next || '前一步'}`, known?.source ?? 'S1-09')
}

const greenTwice = (status: CaseStatus, { step }: Proposal, row: Transition): readonly Refusal[] =>
  step === 'green' && status.green ? [refuse('P02', '绿色通道已经启动，不用再启动。接着办下一个环节', row.source)] : []

/** Whoever brought it forward does not approve it, and the township's approval is not confirmed by the same account. */
function ownProposal({ steps }: CaseStatus, { step, actor }: Proposal, row: Transition): readonly Refusal[] {
  if (step !== 'township' && step !== 'county') return []
  if (actor === '') return [refuse('P03', '不知道是哪个账号在办，不能审核。请先在“同步”里登记这台电脑', row.source)]
  const own = steps.find(one => one.actor === actor && (PROPOSING.has(one.step) || (step === 'county' && one.step === 'township')))
  return own ? [refuse('P03', `${own.on}的“${stepWord(own.step)}”是同一个账号（${actor}）办的，不能自己提出、自己审核确定。请换一个人办`, row.source)] : []
}

function missing({ values }: Proposal, row: Transition): readonly Refusal[] {
  const held = list(values['evidence'])
  const papers = row.evidence.filter(kind => !held.includes(kind))
  return [
    ...(papers.length > 0 ? [refuse('P04', `缺佐证：${papers.map(kind => labelOf('evidenceKind', kind)).join('、')}。备齐后勾上再办`, row.source, 'evidence')] : []),
    ...row.demands.filter(field => isBlank(values[field])).map(field => refuse('P05', `没有填“${titleOfField(field)}”。空白不算，请问清楚再填`, row.source, field)),
    ...(row.demands.includes('signed') && values['signed'] === false ? [refuse('P05', '农户没有签字或按手印。不识字的由别人代写，本人按手印', row.source, 'signed')] : [])
  ]
}

/** The step the next one follows; help first and its like stand aside. */
export const lastOf = (steps: readonly TakenStep[]): TakenStep | undefined => steps.findLast(({ step }) => step !== 'green')

function wrongDays({ steps, openedOn }: CaseStatus, { on }: Proposal, row: Transition, { today }: Ground): readonly Refusal[] {
  if (!isDay(on)) return [refuse('P07', '没有填办理日期，或不是真实的日子。请照实填写', row.source, 'on')]
  if (on > today) return [refuse('P07', `办理日期${on}还没有到（今天${today}）。办了以后再记`, row.source, 'on')]
  const last = lastOf(steps)
  if (last && on < last.on) return [refuse('P06', `办理日期${on}早于前一步“${stepWord(last.step)}”的${last.on}。请核对日期`, row.source, 'on')]
  return isDay(openedOn) && on < openedOn ? [refuse('P06', `办理日期${on}早于发起日期${openedOn}。请核对日期`, row.source, 'on')] : []
}

function wrongNotice({ steps }: CaseStatus, { on, values }: Proposal, row: Transition, { setting }: Ground): readonly Refusal[] {
  const [from, to] = [textIn(values, 'noticeFrom'), textIn(values, 'noticeTo')]
  if (from === '' || to === '') return []
  for (const [field, day] of [['noticeFrom', from], ['noticeTo', to]] as const) if (!isDay(day)) return [refuse('P07', `“${titleOfField(field)}”${day}不是真实的日子。请核对`, row.source, field)]
  const review = lastOf(steps)
  if (review && from < review.on) return [refuse('P06', `公示从${from}开始，早于“${stepWord(review.step)}”的${review.on}。评议通过后才能公示`, row.source, 'noticeFrom')]
  if (isDay(on) && from > on) return [refuse('P07', `公示从${from}开始，晚于办理日期${on}，还没有贴出来。贴出、拍了首日照片再记`, row.source, 'noticeFrom')]
  const [days, least] = [dayNumber(to) - dayNumber(from) + 1, setting('publicityDays')]
  return days < least ? [refuse('P08', `公示${from}至${to}，共${Math.max(0, days)}天，不足${least}天（首尾都算）。最早到${earliestNoticeEnd(from, least)}`, row.source, 'noticeTo')] : []
}

function noticeNotOver({ steps }: CaseStatus, { on, values }: Proposal, row: Transition): readonly Refusal[] {
  const at = steps.findLastIndex(({ step }) => step === 'publicise')
  const to = textIn(steps[at]?.values ?? {}, 'noticeTo')
  const objected = steps.slice(at + 1).some(({ step }) => step === 'objection')
  const count = values['objections']
  return [
    ...(isDay(to) && isDay(on) && on <= to ? [refuse('P09', `公示到${to}结束，${on}还没有满。${dayAfter(to)}起才能办“公示期满”`, row.source, 'on')] : []),
    ...(typeof count === 'number' && (!Number.isSafeInteger(count) || count < 0) ? [refuse('P05', '异议数要是0或正整数。没有异议填0', row.source, 'objections')] : []),
    ...(typeof count === 'number' && count > 0 && !objected ? [refuse('P09', `填了${count}件异议，却没有办过“公示异议”。先把异议核实处理了再办`, row.source, 'objections')] : []),
    ...(count === 0 && objected ? [refuse('P09', '公示期间办过“公示异议”，异议数不能是0。请照实填写', row.source, 'objections')] : [])
  ]
}

/** Who asks at the county: the accounts and the level of the laptop that sent it, the county's day, its figures. */
export interface CountyGround extends Ground { readonly deviceAccounts: readonly string[]; readonly role: Role }

/**
 * The first reason for which the county does not take a step: level, order, own proposal, evidence, fields, days,
 * notice. A step taken while apart from another is judged by what its writer saw, so that both answers come to stand.
 */
export function refusalByCounty(status: CaseStatus, proposal: Proposal, { deviceAccounts, role, today, setting }: CountyGround): Refusal | undefined {
  if (proposal.role !== role) return refuse('P01', `这一步记成${words([proposal.role])}办的，发来的电脑是${words([role])}。请由${words([proposal.role])}的电脑办`, 'S2-12', 'role')
  if (!deviceAccounts.includes(proposal.actor)) return refuse('P01', `办理账号“${proposal.actor}”不是这台电脑的账号。请用自己的账号办`, 'S2-12', 'actor')
  // A laptop's clock may be a day ahead of the county's.
  const ground: Ground = { today: isDay(today) ? dayAfter(today) : today, setting }
  return refusalsBySteps(statusSeenBy(status, proposal), proposal, ground)[0]
}

/** A status without anything in it, for asking what the table alone says. */
export const freshStatus = (kind: CaseStatus['kind'], openedOn: string): CaseStatus => caseStatus(kind, openedOn, [])
