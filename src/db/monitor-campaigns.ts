/**
 * The book's answers about rounds of visits: one pass over a village by core/visiting/campaign.ts for all its rounds,
 * kept until a record changes or the day does. How far a round is stands nowhere: it is what the visits say, so that
 * two teams who were out apart see their sum as soon as both have sent.
 */
import { subjectOf, type Entry, type Subject } from '#core/checks/subject.ts'
import { AppError } from '#core/error.ts'
import { countedMembers, isActive, nearnessOf } from '#core/income/index.ts'
import { labelOf } from '#core/registers/codes.ts'
import type { Values } from '#core/registers/define.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factual } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import { campaignOf, campaignState, inScope, isAtRisk, isOver, roundState, visitOfRound, visitsOfRound, type Campaign } from '#core/visiting/campaign.ts'
import { visitKindOf } from '#core/visiting/due.ts'
import { textOf, VISIT } from './belongs.ts'
import type { BookCampaigns, CampaignGroup, CampaignHousehold, CampaignLine, HouseholdName } from './book-visiting.ts'
import { householdContext } from './check-contexts.ts'
import type { Desk } from './desk.ts'
import { dayOf } from './ledger-context.ts'
import { figuresOf } from './monitor-cases-read.ts'
import { nameOf } from './monitor-due.ts'
import { everHouseholdsOf, inSlices } from './village-pass.ts'

const CAMPAIGN = 'campaign'
const ASSIGNMENT = 'assignment'
/** Codes of `clueStatus`: nobody has settled it and no procedure has taken it over. */
const OPEN_CLUE: ReadonlySet<unknown> = new Set(['01', '02', '03'])

interface Round {
  readonly record: RecordState
  readonly campaign: Campaign
  readonly households: CampaignHousehold[]
  clues: number
}
interface Kept { readonly mark: string; readonly rounds: Promise<readonly Round[]> }
/** With the book: after a lock nothing is left of it. */
const kept = new WeakMap<Desk, Map<string, Kept>>()

export function campaignMethods(desk: () => Desk): BookCampaigns {
  return {
    campaigns: async village => {
      const [now, rounds] = [desk(), await roundsOf(desk(), village)]
      return inOrder(rounds.map(round => lineOf(round, assignmentsOf(now, round.record.id), dayOf(now.env.now()))))
    },
    campaignHouseholds: async id => {
      const now = desk()
      const record = now.roster.get(CAMPAIGN, id)
      const round = record && (await roundsOf(now, homeOf(record))).find(one => one.record.id === id)
      if (!round) throw new AppError('record-missing')
      return round.households
    }
  }
}

function roundsOf(desk: Desk, village: string): Promise<readonly Round[]> {
  const villages = kept.get(desk) ?? new Map<string, Kept>()
  kept.set(desk, villages)
  const [known, mark] = [villages.get(village), `${desk.roster.version}/${dayOf(desk.env.now())}`]
  if (known?.mark === mark) return known.rounds
  const rounds = readVillage(desk, village)
  villages.set(village, { mark, rounds })
  // A pass that was broken off by a lock is no answer for whoever asks next.
  rounds.catch(() => { if (villages.get(village)?.rounds === rounds) villages.delete(village) })
  return rounds
}

async function readVillage(desk: Desk, village: string): Promise<readonly Round[]> {
  const { roster, env } = desk
  const [today, { standards }] = [dayOf(env.now()), figuresOf(roster)]
  const rounds = [...roster.all(CAMPAIGN)].flatMap(({ record }): readonly Round[] => {
    const campaign = homeOf(record) === village && !roster.isAway(record) ? campaignOf(factual(record)) : undefined
    return campaign ? [{ record, campaign, households: [], clues: 0 }] : []
  })
  if (rounds.length === 0) return rounds
  const asksNear = rounds.some(({ campaign }) => campaign.scope.includes('nearLine'))
  const taken = takenClues(desk)
  return inSlices(desk, async slice => {
    for (const household of everHouseholdsOf(desk, village)) {
      await slice()
      const subject = subjectOf(householdContext(roster, household, standards, today))
      const facts = { kind: visitKindOf(subject), openClue: hasOpenClue(subject, taken), nearLine: asksNear && isNearLine(subject) }
      const name = nameOf(household, (subject.head ?? subject.active[0])?.name ?? '')
      for (const round of rounds) {
        const visits = visitsOfRound(subject.entries(VISIT), round.campaign, today)
        // Whoever was visited stays in the count when the scope lets go of them: their risk was eliminated meanwhile.
        if (visits.length === 0 && !inScope(round.campaign.scope, { ...facts, closed: wasAway(subject, round.campaign, today) })) continue
        round.clues += cluesFrom(subject, visits)
        round.households.push({ ...name, kind: facts.kind, ...standingOf(visitOfRound(visits, round.campaign, today), round.campaign) })
      }
    }
    const places = new Map(everHouseholdsOf(desk, village).map(({ id }, at) => [id, at]))
    for (const { households } of rounds) households.sort(walkOrder(places))
    return rounds
  })
}

/**
 * Not on the roster while the round was on: gone before it ended, or all of its people came after its last day. What
 * happens after a round has ended changes nothing about it.
 */
function wasAway({ household, all, closed }: Subject, { closedOn, to }: Campaign, today: string): boolean {
  const came = all.map(({ values }) => values['joinedOn'])
  return closedOn === '' ? closed || isLater(came, to) : !isActive(household, closedOn < today ? closedOn : today) || isLater(came, to)
}
const isLater = (days: readonly unknown[], last: string): boolean => last !== '' && days.length > 0 && days.every(day => typeof day === 'string' && day > last)

/** By group as the roster has it, then hamlet by hamlet, then by number. */
const walkOrder = (places: ReadonlyMap<string, number>) => (left: HouseholdName, right: HouseholdName): number =>
  (left.group === right.group ? left.hamlet.localeCompare(right.hamlet, 'zh') : 0) || places.get(left.household)! - places.get(right.household)!

/** Clues that a procedure has taken over: it names its clue, on the clue itself nothing is written. */
const takenClues = ({ roster }: Desk): ReadonlySet<string> =>
  new Set([...roster.all('monitorCase')].flatMap(({ record }) => record.values['voided'] === true || textOf(record, 'clue') === '' ? [] : [textOf(record, 'clue')]))

const hasOpenClue = (subject: Subject, taken: ReadonlySet<string>): boolean =>
  subject.entries('clue').some(({ id, values }) => OPEN_CLUE.has(values['status']) && !taken.has(id))

/** By the latest income anybody wrote down: a round in January asks by last year's. */
function isNearLine({ context: { income }, line, active, today, setting }: Subject): boolean {
  return income !== undefined && line !== undefined && nearnessOf(income, line.amount, setting('nearLinePercent'), countedMembers(active, today)) !== undefined
}

function cluesFrom(subject: Subject, visits: readonly Entry[]): number {
  const ids = new Set<unknown>(visits.map(({ id }) => id))
  return ids.size === 0 ? 0 : subject.entries('clue').filter(({ values }) => ids.has(values['visit'])).length
}

function standingOf(visit: Entry | undefined, campaign: Campaign): Pick<CampaignHousehold, 'state' | 'visit' | 'visitedOn' | 'by' | 'atRisk' | 'words'> {
  const state = roundState(visit, campaign)
  if (!visit) return { state, visit: null, visitedOn: null, by: '', atRisk: false, words: '' }
  const text = (field: string): string => typeof visit.values[field] === 'string' ? visit.values[field] : ''
  const by = [text('firstScreener') || text('visitor'), text('secondScreener') || text('companion')]
  return {
    state, visit: visit.id, visitedOn: (text('startedAt') || text('finishedAt')).slice(0, 10) || null,
    by: by.filter(Boolean).join('、'), atRisk: isAtRisk(visit.values), words: isOver(visit) ? wordsOf(visit.values) : ''
  }
}

/** As the paper has it: 建议纳入 · 纳入监测程序. */
function wordsOf({ opinion, handling, atRisk }: Values): string {
  const said = [
    typeof opinion === 'string' && opinion !== '' ? labelOf('visitOpinion', opinion) : atRisk === true ? '有风险' : atRisk === false ? '无风险' : '',
    typeof handling === 'string' && handling !== '' ? labelOf('visitHandling', handling) : ''
  ].filter(Boolean)
  return said.length > 0 ? said.join(' · ') : '没有写研判意见'
}

/** By group. Two laptops may have shared out one group apart: the first by id counts, the same one on both. */
function assignmentsOf({ roster }: Desk, campaign: string): ReadonlyMap<string, RecordState> {
  const found = new Map<string, RecordState>()
  for (const { record } of roster.all(ASSIGNMENT)) {
    if (record.values['voided'] === true || textOf(record, 'campaign') !== campaign) continue
    const [group, known] = [textOf(record, 'group'), found.get(textOf(record, 'group'))]
    if (!known || record.id < known.id) found.set(group, record)
  }
  return found
}

function lineOf({ record, campaign, households, clues }: Round, assignments: ReadonlyMap<string, RecordState>, today: string): CampaignLine {
  const groups = [...Map.groupBy(households, ({ group }) => group)].map(([group, own]): CampaignGroup => {
    const assignment = assignments.get(group) ?? null
    return { group, assignment, people: assignment ? textOf(assignment, 'people') : '', ...countsOf(own) }
  })
  const { title, kind, from, to, form, closedOn } = campaign
  return { record, title, kind, from, to, form: form === 'full' ? 'full' : 'quick', closedOn: closedOn || null, state: campaignState(campaign, today), groups, ...countsOf(households), clues }
}

const countsOf = (households: readonly CampaignHousehold[]): Pick<CampaignGroup, 'total' | 'done' | 'begun' | 'atRisk'> => ({
  total: households.length, done: households.filter(({ state }) => state === 'done').length,
  begun: households.filter(({ state }) => state === 'begun').length, atRisk: households.filter(({ atRisk }) => atRisk).length
})

const ORDER: Readonly<Record<CampaignLine['state'], number>> = { running: 0, late: 0, planned: 1, closed: 2 }
const inOrder = (lines: readonly CampaignLine[]): readonly CampaignLine[] =>
  lines.toSorted((left, right) => ORDER[left.state] - ORDER[right.state] || (left.from < right.from ? 1 : left.from > right.from ? -1 : left.record.id < right.record.id ? -1 : 1))
