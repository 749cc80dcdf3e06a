/** The book's answers about clues, lists of departments and disasters. */
import { alertRuleOf, alertRules, fires, ownRuleOf, ruleLine, suggestionsFor, type AlertSubject } from '#core/alerts/index.ts'
import { AppError } from '#core/error.ts'
import { labelOf } from '#core/registers/codes.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factOf, factual } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import type { BookClues, ClueBatchLine, ClueLine, SuggestionLine } from './book-monitor.ts'
import { HOUSEHOLD, PERSON, textOf } from './belongs.ts'
import { householdContext } from './check-contexts.ts'
import type { Desk } from './desk.ts'
import { dayOf } from './ledger-context.ts'
import { disasters, markAffected } from './monitor-clues-disaster.ts'
import { makeClueImporter, type ClueImporter } from './monitor-clues-list.ts'
import { ALERTS, areaOf, calendarOf, CLUE, CLUE_BATCH, clueClock, contentOf, DOUBTS, dueOf, figuresOf, readCells, readLayout, saidOf, standingOf, STATUS, type ListMeaning } from './monitor-clues-plan.ts'
import { answeredList } from './monitor-clues-return.ts'
import { headOf, membersOf } from './rows.ts'
import { allStandards } from './standards.ts'
import { writeStep } from './steps.ts'

const CLOSED: ReadonlySet<string> = new Set([STATUS.inCase, STATUS.closed])
const importers = new WeakMap<Desk, ClueImporter>()

function importerOf(desk: Desk): ClueImporter {
  const known = importers.get(desk)
  if (known) return known
  const made = makeClueImporter(desk)
  importers.set(desk, made)
  return made
}

const isKept = (desk: Desk, record: RecordState): boolean => record.values['voided'] !== true && !desk.roster.isAway(record)

/** By clue: the procedure that took it over. A case names its clue; nothing of it is written on the clue. */
function casesByClue(desk: Desk): ReadonlyMap<string, string> {
  const cases = new Map<string, string>()
  for (const { record } of desk.roster.all('monitorCase')) {
    const clue = textOf(record, 'clue')
    if (clue !== '' && record.values['voided'] !== true) cases.set(clue, record.id)
  }
  return cases
}

const statusOf = (record: RecordState, cases: ReadonlyMap<string, string>): string =>
  (cases.has(record.id) ? STATUS.inCase : textOf(factual(record), 'status'))

function cluesOf(desk: Desk, of: Parameters<BookClues['clues']>[0] = {}): readonly ClueLine[] {
  const figures = { calendar: calendarOf(desk.roster), standards: allStandards(desk.roster), today: dayOf(desk.env.now()) }
  const cases = casesByClue(desk)
  const batches = [...desk.roster.all(CLUE_BATCH)].map(slot => slot.record)
  const kinds = new Map(batches.map(record => [record.id, textOf(record, 'kind')])), titles = new Map(batches.map(record => [record.id, textOf(record, 'title')]))
  const slots = of.household === undefined ? desk.roster.all(CLUE) : desk.roster.belonging(of.household)
  const lines: ClueLine[] = []
  for (const { record } of slots) {
    if (record.register !== CLUE || !isKept(desk, record)) continue
    if (of.batch !== undefined && textOf(record, 'batch') !== of.batch) continue
    const status = statusOf(record, cases), rule = textOf(record, 'rule')
    if (of.open === true && CLOSED.has(status)) continue
    const household = textOf(record, 'household')
    lines.push({
      record, status, case: (cases.get(record.id) ?? textOf(factual(record), 'case')) || null, village: homeOf(record),
      title: (alertRuleOf(rule)?.indicator ?? ownRuleOf(rule)?.title ?? titles.get(textOf(record, 'batch')) ?? '') || labelOf('discoveryChannel', textOf(record, 'channel')),
      group: textOf(desk.roster.get(HOUSEHOLD, household), 'villagerGroup'), personName: textOf(desk.roster.get(PERSON, textOf(record, 'person')), 'name'),
      headName: household === '' ? '' : textOf(headOf(membersOf(desk.roster, household)), 'name'), clock: clueClock(record, kinds.get(textOf(record, 'batch')) ?? ALERTS, figures)
    })
  }
  return lines.sort(byUrgency)
}

function byUrgency(a: ClueLine, b: ClueLine): number {
  const [closedA, closedB] = [CLOSED.has(a.status), CLOSED.has(b.status)]
  if (closedA !== closedB) return closedA ? 1 : -1
  const [dueA, dueB] = [textOf(a.record, 'dueOn') || '9999', textOf(b.record, 'dueOn') || '9999']
  if (closedA) return textOf(b.record, 'receivedOn') < textOf(a.record, 'receivedOn') ? -1 : 1
  return dueA === dueB ? rowOf(a.record) - rowOf(b.record) : dueA < dueB ? -1 : 1
}
const rowOf = ({ values }: RecordState): number => (typeof values['row'] === 'number' ? values['row'] : 0)

function batchesOf(desk: Desk): readonly ClueBatchLine[] {
  const today = dayOf(desk.env.now())
  const cases = casesByClue(desk)
  const byBatch = new Map<string, RecordState[]>()
  for (const { record } of desk.roster.all(CLUE)) {
    const batch = textOf(record, 'batch')
    if (batch === '' || !isKept(desk, record)) continue
    const known = byBatch.get(batch)
    if (known) known.push(record)
    else byBatch.set(batch, [record])
  }
  return [...desk.roster.all(CLUE_BATCH)].map(({ record }) => record).filter(record => isKept(desk, record)).map(record => {
    const clues = byBatch.get(record.id) ?? []
    const open = clues.filter(one => !CLOSED.has(statusOf(one, cases)))
    return {
      record, total: clues.length, unmatched: clues.filter(one => factOf(one, 'status') === STATUS.unmatched).length,
      answered: clues.length - open.filter(one => factOf(one, 'status') !== STATUS.answered).length,
      late: open.filter(one => factOf(one, 'status') !== STATUS.answered && textOf(one, 'dueOn') !== '' && textOf(one, 'dueOn') < today).length
    }
  }).sort((a, b) => (textOf(a.record, 'receivedOn') < textOf(b.record, 'receivedOn') ? 1 : -1))
}

/** Told of already this year, for the same reason and person: what a person has answered does not come again every morning. */
function toldAlready(desk: Desk, household: string, year: string): ReadonlySet<string> {
  const told = new Set<string>()
  for (const { record } of desk.roster.belonging(household)) if (record.register === CLUE && record.values['voided'] !== true && textOf(record, 'receivedOn').startsWith(year))
    told.add(`${textOf(record, 'rule')}|${textOf(record, 'person')}`)
  return told
}

function suggestionsOf(desk: Desk): readonly SuggestionLine[] {
  const today = dayOf(desk.env.now()), standards = allStandards(desk.roster)
  const lines: SuggestionLine[] = []
  for (const { record } of desk.roster.all(HOUSEHOLD)) {
    if (!desk.roster.isCurrent(record)) continue
    const found = suggestionsFor(householdContext(desk.roster, record, standards, today))
    if (found.length === 0) continue
    const told = toldAlready(desk, record.id, today.slice(0, 4))
    const headName = textOf(headOf(membersOf(desk.roster, record.id)), 'name'), group = textOf(record, 'villagerGroup')
    for (const one of found) {
      const rule = ownRuleOf(one.rule)
      if (!rule || told.has(`${one.rule}|${one.person ?? ''}`)) continue
      lines.push({ ...one, title: rule.title, source: rule.source, household: record.id, village: homeOf(record), headName, group, personName: one.person === null ? '' : textOf(desk.roster.get(PERSON, one.person), 'name') })
    }
  }
  return lines.sort((a, b) => (a.rule === b.rule ? 0 : a.rule < b.rule ? -1 : 1))
}

/** A line that nobody was found for, as a person knows whose it is. */
async function matchByHand(desk: Desk, id: string, household: string, person: string | null): ReturnType<BookClues['matchClue']> {
  return desk.inTurn(async () => {
    const record = desk.roster.get(CLUE, id), house = desk.roster.get(HOUSEHOLD, household)
    const who = person === null ? undefined : desk.roster.get(PERSON, person)
    if (!record || !house || record.values['voided'] === true || (person !== null && (!who || textOf(who, 'household') !== household))) throw new AppError('record-missing')
    const batch = desk.roster.get(CLUE_BATCH, textOf(record, 'batch'))
    const layout = batch && readLayout(textOf(batch, 'layout'))
    const more = batch && layout && textOf(batch, 'kind') !== DOUBTS ? alertOf(desk, record, house, { kind: ALERTS, headings: layout.headings, columns: layout.columns, subject: layout.subject as AlertSubject, rule: layout.rule, title: textOf(batch, 'title') }) : {}
    const step = desk.env.newId()
    const fields = { household, person, matchedBy: '04', ...(factOf(record, 'status') === STATUS.unmatched && { status: STATUS.open }), ...more }
    return (await writeStep(desk, { id: step, kind: 'clue', title: `匹配线索 ${textOf(who, 'name') || textOf(headOf(membersOf(desk.roster, household)), 'name')}` }, [{ register: CLUE, record: id, fields }], { kind: 'clue', ref: step }, record.village)).step
  })
}

function alertOf(desk: Desk, record: RecordState, house: RecordState, meaning: ListMeaning): { readonly rule?: string; readonly content?: string; readonly figure?: number } {
  const line = { row: rowOf(record), cells: readCells(textOf(record, 'raw')) }
  const said = saidOf(line, meaning.columns), { figures } = figuresOf(said, meaning)
  const fired = fires(figures, factual(house).values, standingOf(desk, homeOf(house), textOf(record, 'receivedOn') || undefined))
  return { ...(fired[0] && { rule: fired[0].rule.id }), content: contentOf({ fired, said, line }, meaning), ...(figures.amount !== null && { figure: figures.amount }) }
}

export function cluesMethods(desk: () => Desk, tell: () => void): BookClues {
  const told = <T>(answer: T): T => {
    tell()
    return answer
  }
  return {
    clues: async of => cluesOf(desk(), of),
    previewClues: async (name, bytes, choice) => importerOf(desk()).preview(name, bytes, choice),
    applyClues: async (token, about, village) => told(await importerOf(desk()).apply(token, about, village)),
    batches: async () => batchesOf(desk()),
    answeredList: async batch => answeredList(desk(), batch),
    matchClue: async (clue, household, person) => told(await matchByHand(desk(), clue, household, person)),
    clueDue: async receivedOn => dueOf(desk(), ALERTS, receivedOn),
    suggestions: async () => suggestionsOf(desk()),
    alertTable: async () => {
      const at = desk(), standing = standingOf(at, areaOf(at))
      return alertRules.flatMap(({ id }) => ruleLine(id, standing) ?? [])
    },
    disasters: async () => disasters(desk()),
    markAffected: async (disaster, households) => told(await markAffected(desk(), disaster, households))
  }
}

