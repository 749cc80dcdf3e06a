/**
 * Cases as they stand, read off the roster: nothing of it is stored. The steps of all cases are laid out once for a
 * list; one case looks only at what belongs to its household.
 */
import { AppError } from '#core/error.ts'
import { runningClock } from '#core/procedure/clocks.ts'
import { DECIDING } from '#core/procedure/household-rules.ts'
import { caseStatus, choicesOf, clocksOf, takenSteps, workCalendar } from '#core/procedure/index.ts'
import type { CaseKind, CaseStatus, Clock, WorkCalendar, World } from '#core/procedure/index.ts'
import { labelOf } from '#core/registers/codes.ts'
import type { Standard } from '#core/registers/standard.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factual, undecidedFields } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import { HOUSEHOLD, STANDARD, textOf } from './belongs.ts'
import type { CaseFile, CaseLine } from './book-monitor.ts'
import { householdContext } from './check-contexts.ts'
import type { Desk } from './desk.ts'
import { dayOf } from './ledger-context.ts'
import { recordKey, type Roster } from './roster.ts'
import { allStandards } from './standards.ts'

export const CASE = 'monitorCase'
export const STEP = 'caseStep'
const VOTE = 'meetingVote'
const CALENDAR = 'calendarDay'
const MEETING = 'meeting'
const ATTENDEE = 'attendee'

export interface Figures { readonly standards: readonly Standard[]; readonly calendar: WorkCalendar }
interface Kept extends Figures { readonly standardsAt: number; readonly calendarAt: number }
const figures = new WeakMap<Roster, Kept>()

/** The same array until a figure changes: whoever looks figures up keeps an index by it. */
export function figuresOf(roster: Roster): Figures {
  const [standardsAt, calendarAt] = [roster.versionOf(STANDARD), roster.versionOf(CALENDAR)]
  const known = figures.get(roster)
  if (known?.standardsAt === standardsAt && known.calendarAt === calendarAt) return known
  const made = { standardsAt, calendarAt, standards: allStandards(roster), calendar: workCalendar([...roster.all(CALENDAR)].map(({ record }) => factual(record).values)) }
  figures.set(roster, made)
  return made
}

export interface Standing { readonly record: RecordState; readonly kind: CaseKind; readonly household: string; readonly status: CaseStatus }

const isVoided = ({ values }: RecordState): boolean => values['voided'] === true

/** undefined: taken back, or its kind is not decided, and then it is no case. */
function standingOf(record: RecordState, steps: readonly RecordState[]): Standing | undefined {
  const { kind, openedOn, household } = factual(record).values
  if (isVoided(record) || typeof kind !== 'string' || typeof household !== 'string') return undefined
  return { record, kind: kind as CaseKind, household, status: caseStatus(kind as CaseKind, typeof openedOn === 'string' ? openedOn : '', takenSteps(steps)) }
}

/** Cases of one household, by what belongs to it. */
export function standingsOf({ roster }: Desk, household: string): readonly Standing[] {
  const own = roster.belonging(household).map(({ record }) => record)
  const steps = Map.groupBy(own.filter(({ register }) => register === STEP), step => textOf(step, 'case'))
  return own.filter(({ register }) => register === CASE).flatMap(record => standingOf(record, steps.get(record.id) ?? []) ?? [])
}

function allStandings({ roster }: Desk): readonly Standing[] {
  const steps = Map.groupBy([...roster.all(STEP)].map(({ record }) => record), step => textOf(step, 'case'))
  return [...roster.all(CASE)].flatMap(({ record }) => standingOf(record, steps.get(record.id) ?? []) ?? [])
}

/** Throws 'case-missing'. */
export function standingFor(desk: Desk, id: string): Standing {
  const record = desk.roster.get(CASE, id)
  const found = record && standingsOf(desk, textOf(record, 'household')).find(one => one.record.id === id)
  if (!found) throw new AppError('case-missing')
  return found
}

/** Today in China, as the laptop's clock has it. */
export const todayAt = (desk: Desk): string => dayOf(desk.env.now())

/** A household that moved to a village this laptop has not been granted, or that is not here at all. */
export function isAwayFrom({ roster }: Desk, id: string): boolean {
  const household = roster.get(HOUSEHOLD, id)
  return household === undefined || roster.isAway(household)
}

const timesOf = (desk: Desk, { record, household }: Standing): Pick<World, 'today' | 'area' | 'standards' | 'calendar'> => {
  const home = desk.roster.get(HOUSEHOLD, household)
  return { today: todayAt(desk), area: homeOf(home ?? record), ...figuresOf(desk.roster) }
}

function lineOf(desk: Desk, standing: Standing): { readonly line: CaseLine; readonly clocks: readonly Clock[] } {
  const { record, kind, household, status } = standing
  const facts = factual(record).values
  const house = factual(desk.roster.get(HOUSEHOLD, household))?.values ?? {}
  const picture = desk.pictures.of(household)
  const clocks = clocksOf(status, timesOf(desk, standing))
  const category = facts['category'] ?? house['monitorCategory']
  const risks = Array.isArray(facts['risks']) ? facts['risks'] : house['risks']
  const steps = [...status.steps, ...status.contested, ...status.misplaced]
  return {
    clocks, line: {
      id: record.id, village: homeOf(desk.roster.get(HOUSEHOLD, household) ?? record), household, headName: picture?.headName ?? '', group: picture?.group ?? '', kind, status,
      choices: isAwayFrom(desk, household) ? [] : choicesOf(status, desk.identity.role), clock: runningClock(status, clocks),
      category: typeof category === 'string' ? category : null, risks: Array.isArray(risks) ? risks : [], green: status.green || facts['greenChannel'] === true,
      unsent: desk.waiting.of(recordKey(CASE, record.id)) > 0 || steps.some(({ id }) => desk.waiting.of(recordKey(STEP, id)) > 0)
    }
  }
}

const lastDay = ({ status }: CaseLine): string => status.steps.at(-1)?.on ?? status.openedOn
const byText = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0

/** Open before closed; of the open ones the latest late first, then what is due first; of the closed ones the last closed first. */
function inOrder(a: CaseLine, b: CaseLine): number {
  if (a.status.closed !== b.status.closed) return a.status.closed ? 1 : -1
  if (a.status.closed) return byText(lastDay(b), lastDay(a)) || byText(a.id, b.id)
  return (b.clock?.late ?? 0) - (a.clock?.late ?? 0) || byText(a.clock?.due ?? '9', b.clock?.due ?? '9') || byText(a.id, b.id)
}

export function caseLines(desk: Desk, { household, open }: { readonly household?: string; readonly open?: boolean } = {}): readonly CaseLine[] {
  const standings = household === undefined ? allStandings(desk) : standingsOf(desk, household)
  return standings
    .filter(one => (open === undefined || one.status.closed !== open) && !isAwayFrom(desk, one.household))
    .map(one => lineOf(desk, one).line).toSorted(inOrder)
}

export function caseFileOf(desk: Desk, id: string): CaseFile {
  const standing = standingFor(desk, id)
  const { line, clocks } = lineOf(desk, standing)
  const votes = desk.roster.belonging(standing.household).map(({ record }) => record).filter(record => record.register === VOTE && record.values['case'] === id && !isVoided(record))
  return { ...line, record: standing.record, clocks, votes }
}

/** 「识别纳入，2026-03-02发起」 of the household's cases that still ask for something, but for this one. */
export const openTitles = (standings: readonly Standing[], except = ''): readonly string[] =>
  standings.filter(({ record, status }) => record.id !== except && !status.closed).map(({ kind, status }) => `${labelOf('caseKind', kind)}，${status.openedOn}发起`)

/** All that a rule may look at. `meeting`: the one the step names, with who came. */
export function worldOf(desk: Desk, household: string, standing?: Standing, meeting?: unknown): World | undefined {
  const { roster } = desk
  const record = roster.get(HOUSEHOLD, household)
  if (!record) return undefined
  const today = todayAt(desk)
  const context = householdContext(roster, record, figuresOf(roster).standards, today)
  const held = typeof meeting === 'string' ? roster.get(MEETING, meeting) : undefined
  const came = held ? [...roster.all(ATTENDEE)].filter(({ record: one }) => one.values['meeting'] === held.id).map(({ record: one }) => factual(one)) : []
  return {
    today, area: homeOf(record), ...figuresOf(roster), case: standing ? factual(standing.record).values : {}, household: context.household, members: context.members.map(member => factual(member as RecordState)),
    records: { ...context.records, [MEETING]: held ? [factual(held)] : [], [ATTENDEE]: came },
    undecided: [...undecidedFields(record).filter(field => (DECIDING as readonly string[]).includes(field)), ...(standing ? undecidedFields(standing.record) : [])],
    otherCases: openTitles(standingsOf(desk, household), standing?.record.id), away: roster.isAway(record)
  }
}
