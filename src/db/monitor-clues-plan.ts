/**
 * A list read against the roster: whom each line is about, which rule it fires, and what it becomes. Worked out the
 * same way for the preview, for what is written, and for a line matched by hand weeks later.
 */
import { audiencesOf, factorOf, fires, isMeaning, ruleLine, rulesAbout, type AlertFigures, type AlertSubject, type Fired, type Meaning, type Standing } from '#core/alerts/index.ts'
import { settingOf, settingRow } from '#core/checks/settings.ts'
import { addWorkdays, workCalendar, workdaysBetween, type Clock, type WorkCalendar } from '#core/procedure/index.ts'
import { yearOf } from '#core/registers/calendar.ts'
import { fieldOf } from '#core/registers/index.ts'
import { cellLine } from '#core/registers/normalise.ts'
import type { SettingName, Standard } from '#core/registers/standard.ts'
import { parseValue } from '#core/registers/value.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factual } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import type { ListLine } from '../workbook/sheet-types.ts'
import type { ClueLineState, CluePreviewLine } from './book-monitor.ts'
import { textOf } from './belongs.ts'
import type { Desk } from './desk.ts'
import { dayOf } from './ledger-context.ts'
import { placeOf, type ClueMatcher, type Match, type SaidLine } from './monitor-clues-match.ts'
import type { Roster } from './roster.ts'
import { allStandards } from './standards.ts'

export const CLUE = 'clue', CLUE_BATCH = 'clueBatch'
/** Codes of `clueBatchKind`. */
export const ALERTS = '01', DOUBTS = '02'
/** Codes of `clueStatus`. */
export const STATUS = { open: '01', assigned: '02', answered: '03', inCase: '04', closed: '05', unmatched: '06' } as const
export const DUPLICATE = '09'

/** What a list is about and where everything stands in it. */
export interface ListMeaning {
  readonly kind: string
  readonly headings: readonly string[]
  readonly columns: readonly (Meaning | '')[]
  readonly subject: AlertSubject
  /** '' = by the words of each line. */
  readonly rule: string
  readonly title: string
}

export interface PlannedLine {
  readonly line: ListLine
  readonly said: SaidLine
  readonly match: Match
  readonly figure: number | null
  readonly fired: readonly Fired[]
  readonly state: ClueLineState
  readonly why: string
}

export const standingOf = (desk: Desk, area: string, today = dayOf(desk.env.now())): Standing => ({ standards: allStandards(desk.roster), area, today })
/** Where the laptop works, for what is no household's. */
export const areaOf = ({ state, roster }: Desk): string => state.villages[0]?.code ?? [...roster.all('household')][0]?.record.village ?? ''

export const calendarOf = (roster: Roster): WorkCalendar =>
  workCalendar([...roster.all('calendarDay')].map(({ record }) => record).filter(record => record.values['voided'] !== true).map(record => factual(record).values))

const settingFor = (kind: string): SettingName => (kind === DOUBTS ? 'doubtDays' : 'clueVisitDays')

export function dueOf(desk: Desk, kind: string, receivedOn: string): string {
  return addWorkdays(calendarOf(desk.roster), receivedOn, settingOf(allStandards(desk.roster), areaOf(desk), yearOf(receivedOn), settingFor(kind)))
}

/** How long is left to look: null for one without a day. */
export function clueClock(record: RecordState, kind: string, { calendar, standards, today }: { readonly calendar: WorkCalendar; readonly standards: readonly Standard[]; readonly today: string }): Clock | null {
  const { receivedOn, dueOn, answeredOn } = { receivedOn: textOf(record, 'receivedOn'), dueOn: textOf(record, 'dueOn'), answeredOn: textOf(record, 'answeredOn') }
  if (receivedOn === '' || dueOn === '') return null
  const setting = settingFor(kind)
  const row = settingRow(standards, homeOf(record), yearOf(receivedOn), setting)
  const until = answeredOn === '' ? today : answeredOn
  const late = until > dueOn ? Math.max(1, workdaysBetween(calendar, dueOn, until)) : 0
  return {
    step: 'clue', title: kind === DOUBTS ? '疑点核实' : '线索入户核实', from: receivedOn, due: dueOn, unit: 'workday', workdays: workdaysBetween(calendar, receivedOn, dueOn), setting,
    source: row.source, assumed: row.assumed === true, late, left: late > 0 ? -late : workdaysBetween(calendar, until, dueOn), ...(answeredOn !== '' && { doneOn: answeredOn })
  }
}

export function saidOf({ cells }: Pick<ListLine, 'cells'>, columns: readonly (Meaning | '')[]): SaidLine {
  const said: Partial<Record<Meaning, string>> = {}
  for (const [at, meaning] of columns.entries()) if (meaning !== '' && said[meaning] === undefined) said[meaning] = cells[at] ?? ''
  return said
}

const amountField = fieldOf(CLUE, 'figure')!

/** The figure in 分, and why there is none that can be believed. */
function figureOf(said: SaidLine, { headings, columns }: ListMeaning): { readonly amount: number | null; readonly why: string } {
  const at = columns.indexOf('amount'), text = cellLine(said.amount ?? '')
  if (at < 0) return { amount: null, why: '' }
  if (text === '') return { amount: null, why: '金额没有填' }
  const read = parseValue(amountField, text)
  if (!read.ok || typeof read.value !== 'number') return { amount: null, why: read.ok ? '金额没有填' : `金额读不懂：${read.error.reason}` }
  const amount = read.value * factorOf(headings[at] ?? '')
  if (amount < 0) return { amount: null, why: '金额是负数' }
  return Number.isSafeInteger(amount) ? { amount, why: '' } : { amount: null, why: '金额太大' }
}

/** 门诊 among admissions: a list of both says it line by line. */
function subjectOf(said: SaidLine, { subject }: ListMeaning): AlertSubject {
  const kind = said.visitKind ?? ''
  if (subject !== 'inpatient' && subject !== 'outpatient' && subject !== 'admission') return subject
  if (/门诊|门特|慢特病/u.test(kind)) return 'outpatient'
  return /住院/u.test(kind) && subject === 'outpatient' ? 'inpatient' : subject
}

export function figuresOf(said: SaidLine, meaning: ListMeaning): { readonly figures: AlertFigures; readonly why: string } {
  const { amount, why } = figureOf(said, meaning)
  const times = /^\d{1,3}$/u.test(cellLine(said.times ?? '')) ? Number(cellLine(said.times ?? '')) : null
  const matter = cellLine(said.matter ?? said.visitKind ?? '').slice(0, 500)
  const subject = subjectOf(said, meaning)
  // A list that is all about one thing says so in its title; its lines need not.
  return { figures: { subject, amount, times, matter: matter || (subject === 'event' ? meaning.title : ''), rule: meaning.rule || null }, why }
}

/** Of one who fired no rule: which threshold it would have had to reach. */
function belowText(meaning: ListMeaning, household: RecordState, standing: Standing): string {
  const audiences = audiencesOf(household.values)
  const mine = rulesAbout(meaning.subject).filter(({ test, appliesTo }) => audiences.some(one => appliesTo.includes(one)) && (test.kind !== 'amount' || test.subject === meaning.subject))
  if (mine.length === 0) return '没有说到任何预警事项'
  return meaning.subject === 'event' ? '没有说到任何预警事项' : `没有达到预警线：${mine.slice(0, 1).map(({ id, indicator }) => `${indicator}，${ruleLine(id, standing)?.threshold ?? ''}`).join('')}`
}

export const keyOf = (match: Extract<Match, { ok: true }>, rule: string, receivedOn: string): string => `${match.person?.id ?? match.household.id}|${rule}|${receivedOn.slice(0, 7)}`

/** Clues that are there, by whom they are about, rule and month. */
export function clueKeys(roster: Roster): Set<string> {
  const keys = new Set<string>()
  for (const { record } of roster.all(CLUE)) {
    const rule = textOf(record, 'rule'), owner = textOf(record, 'person') || textOf(record, 'household')
    if (record.values['voided'] !== true && rule !== '' && owner !== '') keys.add(`${owner}|${rule}|${textOf(record, 'receivedOn').slice(0, 7)}`)
  }
  return keys
}

export function planLines(desk: Desk, matcher: ClueMatcher, lines: readonly ListLine[], meaning: ListMeaning, receivedOn: string): readonly PlannedLine[] {
  const keys = clueKeys(desk.roster)
  const standards = allStandards(desk.roster)
  return lines.map((line): PlannedLine => {
    const said = saidOf(line, meaning.columns), match = matcher.match(said)
    const { figures, why } = figuresOf(said, meaning)
    const plain = { line, said, match, figure: figures.amount, fired: [] as readonly Fired[] }
    if (!match.ok) return { ...plain, state: 'unmatched', why: match.why }
    // Doubtful data is answered line by line; no threshold and nothing doubled.
    if (meaning.kind === DOUBTS) return { ...plain, state: 'clue', why: match.note }
    const area = homeOf(match.household)
    const fired = fires(figures, factual(match.household).values, { standards, area, today: receivedOn })
    const rule = fired[0]?.rule.id
    if (rule === undefined) return why !== '' ? { ...plain, state: 'clue', why: [match.note, `${why}，没有和预警线比`].filter(part => part !== '').join('；') } : { ...plain, state: 'below', why: belowText(meaning, factual(match.household), { standards, area, today: receivedOn }) }
    const key = keyOf(match, rule, receivedOn)
    if (keys.has(key)) return { ...plain, fired, state: 'doubled', why: '本月已有这个人的同一预警' }
    keys.add(key)
    return { ...plain, fired, state: 'clue', why: match.note }
  })
}

export function shownLine(roster: Roster, { line, said, match, figure, fired, state, why }: PlannedLine): CluePreviewLine {
  return {
    row: line.row, name: cellLine(said.name || said.headName || '').slice(0, 40), idNo: cellLine(said.idNo || said.headIdNo || '').slice(0, 40), figure, state, why,
    household: match.ok ? match.household.id : null, by: match.ok ? match.by : '',
    matched: match.ok ? [placeOf(roster, match.household), match.person ? textOf(match.person, 'name') : ''].filter(part => part !== '').join(' · ') : '',
    alert: fired[0]?.text ?? ''
  }
}

/** What the clue says: what fired; else what the list says of it. */
export function contentOf({ fired, said, line }: Pick<PlannedLine, 'fired' | 'said' | 'line'>, { headings, columns, title }: ListMeaning): string {
  if (fired.length > 0) return fired.map(({ text }) => text).join('；').slice(0, 2000)
  const matter = cellLine(said.matter ?? '')
  if (matter !== '') return matter.slice(0, 2000)
  const rest = line.cells.flatMap((text, at) => (text !== '' && (columns[at] ?? '') === '' && (headings[at] ?? '') !== '' ? [`${headings[at]}：${text}`] : []))
  return (rest.join('；') || title).slice(0, 2000)
}

/** JSON another laptop, perhaps of another version, has written. */
export function readCells(text: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed.map(one => (typeof one === 'string' ? one : '')) : []
  } catch {
    return []
  }
}

export interface KeptLayout {
  readonly sheet: string
  readonly above: readonly (readonly string[])[]
  readonly headingRows: readonly (readonly string[])[]
  readonly headings: readonly string[]
  readonly columns: readonly (Meaning | '')[]
  readonly aside: readonly ListLine[]
  readonly subject: string
  readonly rule: string
}

export function readLayout(text: string): KeptLayout | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof parsed !== 'object' || parsed === null) return null
  const { sheet, above, headingRows, headings, columns, aside, subject, rule } = parsed as Record<string, unknown>
  const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(one => (typeof one === 'string' ? one : '')) : [])
  const rows = (value: unknown): readonly (readonly string[])[] => (Array.isArray(value) ? value.map(texts) : [])
  const lines = (value: unknown): readonly ListLine[] => (Array.isArray(value) ? value.flatMap((one: unknown) => {
    const { row, cells } = (one ?? {}) as Record<string, unknown>
    return typeof row === 'number' && Number.isSafeInteger(row) ? [{ row, cells: texts(cells) }] : []
  }) : [])
  const text1 = (value: unknown): string => (typeof value === 'string' ? value : '')
  return { sheet: text1(sheet), above: rows(above), headingRows: rows(headingRows), headings: texts(headings), columns: texts(columns).map(one => (isMeaning(one) ? one : '')), aside: lines(aside), subject: text1(subject), rule: text1(rule) }
}
