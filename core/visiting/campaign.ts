/**
 * 排查批次: whom a round asks for, which visit of a household is the round's, and how the round stands today. A visit
 * names its round by title, so no two rounds of a village may bear the same one.
 */
import { dayOf, isVoided, textOf, type RecordValues } from '../checks/subject.ts'
import { dayNumber, isDay } from '../registers/calendar.ts'
import { labelOf } from '../registers/codes.ts'
import type { Values } from '../registers/define.ts'
import type { VisitKind } from './due.ts'

export interface Campaign {
  readonly id: string
  readonly title: string
  readonly kind: string
  readonly from: string
  readonly to: string
  /** Codes of `campaignScope`. */
  readonly scope: readonly string[]
  /** Code of `campaignForm`; '' = nobody chose. */
  readonly form: string
  readonly requirement: string
  /** '' = still open. */
  readonly closedOn: string
}

/** Of a campaign record; give facts (core/sync/facts.ts). */
export function campaignOf({ id, values }: RecordValues): Campaign | undefined {
  if (isVoided(values)) return undefined
  const text = (field: string): string => textOf(values, field)?.trim() ?? ''
  const scope = values['scope']
  return {
    id, title: text('title'), kind: text('kind'), from: text('from'), to: text('to'), form: text('form'), requirement: text('requirement'), closedOn: text('closedOn'),
    scope: Array.isArray(scope) ? scope.filter(one => typeof one === 'string') : []
  }
}

/** Titles of the rounds that are gone with the long form; give facts. */
export const fullRoundsOf = (campaigns: readonly RecordValues[]): ReadonlySet<string> =>
  new Set(campaigns.flatMap(record => { const round = campaignOf(record); return round?.form === 'full' ? [round.title] : [] }))

export interface CampaignProblem {
  readonly rule: string
  readonly field: string
  readonly text: string
}

/** Why it cannot be written; [] = it can. In the order of the form. `others`: all rounds of the village. */
export function campaignRefusals({ id, title, kind, from, to, scope, form }: Campaign, others: readonly Campaign[]): readonly CampaignProblem[] {
  const found: CampaignProblem[] = []
  const put = (wrong: boolean, rule: string, field: string, text: string): void => { if (wrong) found.push({ rule, field, text }) }
  put(kind === '', 'C07', 'kind', '批次类型没有选')
  put(title.trim() === '', 'C01', 'title', '批次名称没有写')
  put(others.some(other => other.id !== id && other.title.trim() === title.trim() && title.trim() !== ''), 'C02', 'title', `已经有一个批次叫“${title.trim()}”；走访按名称归批次，换一个名称`)
  put(!isDay(from), 'C03', 'from', '开始日期没有写，要写成 年-月-日')
  put(!isDay(to), 'C03', 'to', '截止日期没有写，要写成 年-月-日')
  put(isDay(from) && isDay(to) && to < from, 'C04', 'to', `截止日期${to}早于开始日期${from}`)
  put(scope.length === 0, 'C05', 'scope', '排查范围一项也没有选')
  put(form !== 'quick' && form !== 'full', 'C06', 'form', '用哪张表没有选')
  return found
}

/** Its visits name it by title: another title would leave them without a round. */
export const renameRefusals = (before: string, title: string, visits: number): readonly CampaignProblem[] =>
  visits > 0 && title.trim() !== before ? [{ rule: 'C11', field: 'title', text: `已经有 ${visits} 户按“${before}”排查，批次名称不能再改` }] : []

export function closingRefusals({ from, closedOn }: Pick<Campaign, 'from' | 'closedOn'>, today: string): readonly CampaignProblem[] {
  if (!isDay(closedOn)) return [{ rule: 'C08', field: 'closedOn', text: '结束日期没有写，要写成 年-月-日' }]
  if (closedOn > today) return [{ rule: 'C09', field: 'closedOn', text: '结束的日子还没有到；到了那天再结束' }]
  if (closedOn < from) return [{ rule: 'C10', field: 'closedOn', text: `结束日期${closedOn}早于开始日期${from}` }]
  return []
}

export interface ScopeFacts {
  readonly kind: VisitKind
  /** No longer on the roster. */
  readonly closed: boolean
  readonly openClue: boolean
  readonly nearLine: boolean
}

const asksFor: ReadonlyMap<string, (facts: ScopeFacts) => boolean> = new Map([
  ['all', () => true],
  ['monitored', ({ kind }: ScopeFacts) => kind === 'open'],
  ['eliminated', ({ kind }: ScopeFacts) => kind === 'eliminated'],
  ['exited', ({ kind }: ScopeFacts) => kind === 'exited'],
  ['ordinary', ({ kind }: ScopeFacts) => kind === 'ordinary'],
  ['clue', ({ openClue }: ScopeFacts) => openClue],
  ['nearLine', ({ nearLine }: ScopeFacts) => nearLine]
])

/** A scope that a later program wrote asks for nobody here. */
export const inScope = (scopes: readonly string[], facts: ScopeFacts): boolean => !facts.closed && scopes.some(scope => asksFor.get(scope)?.(facts) ?? false)

const startOf = ({ values }: RecordValues): string => textOf(values, 'startedAt') ?? ''
export const isOver = ({ values }: RecordValues): boolean => textOf(values, 'finishedAt') !== undefined

/** A full visit that names no round belongs to the round whose days it began in: many are begun from the household's page. */
function isOfRound({ values }: RecordValues, { title, form, from, to, closedOn }: Campaign): boolean {
  const named = textOf(values, 'round')?.trim() ?? ''
  if (named !== '') return named === title
  const on = dayOf(values, 'startedAt')
  return form === 'full' && on !== undefined && from <= on && on <= (closedOn || to)
}

/** All of a household that belong to the round; one planned for a day to come is none yet. */
export const visitsOfRound = <V extends RecordValues>(visits: readonly V[], campaign: Campaign, today: string): readonly V[] =>
  visits.filter(visit => !isVoided(visit.values) && startOf(visit).slice(0, 10) <= today && isOfRound(visit, campaign))

/** The latest that is over, else the latest begun. */
export const visitOfRound = <V extends RecordValues>(visits: readonly V[], campaign: Campaign, today: string): V | undefined =>
  visitsOfRound(visits, campaign, today).reduce<V | undefined>((best, visit) => best === undefined || isBefore(best, visit) ? visit : best, undefined)
const isBefore = (left: RecordValues, right: RecordValues): boolean =>
  isOver(left) === isOver(right) ? startOf(left) < startOf(right) || startOf(left) === startOf(right) && left.id > right.id : isOver(right)

/** done: a visit of the round is over. begun: one was opened. missed: the round ended without. */
export type RoundState = 'done' | 'begun' | 'waiting' | 'missed'
export const roundState = (visit: RecordValues | undefined, { closedOn }: Campaign): RoundState =>
  visit ? isOver(visit) ? 'done' : 'begun' : closedOn === '' ? 'waiting' : 'missed'

/** Code of `visitOpinion`: 建议纳入. A full visit does not ask whether there is a risk, it asks for the opinion. */
const TAKE_IN = '03'
export const isAtRisk = (values: Values): boolean => values['atRisk'] === true || values['opinion'] === TAKE_IN

export type CampaignState = 'planned' | 'running' | 'late' | 'closed'
/** late: past its last day and nobody ended it. */
export const campaignState = ({ from, to, closedOn }: Pick<Campaign, 'from' | 'to' | 'closedOn'>, today: string): CampaignState =>
  closedOn !== '' ? 'closed' : today < from ? 'planned' : today > to && to !== '' ? 'late' : 'running'

/** Below zero: days since the last one. undefined: nobody wrote a last day. */
export const daysLeft = (to: string, today: string): number | undefined => isDay(to) ? dayNumber(to) - dayNumber(today) : undefined

/** Code of `campaignKind`: 常态化排查, one a month. */
const MONTHLY = '01'
/** A title nobody has taken yet; the month's own one is what a quick screening without a round names, too. */
export function suggestedTitle(kind: string, from: string, taken: readonly string[]): string {
  const plain = kind === MONTHLY ? `${from.slice(0, 4)}年${Number(from.slice(5, 7))}月排查` : `${from.slice(0, 4)}年${labelOf('campaignKind', kind)}`
  for (let time = 1; ; time++) {
    const title = time === 1 ? plain : `${plain}（第${time}次）`
    if (!taken.includes(title)) return title
  }
}
