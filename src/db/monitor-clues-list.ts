/**
 * A department's list or a list of doubtful data on its way in: read elsewhere, matched here, shown, written as one
 * step. The same file is refused by its bytes; what a person corrected in the columns is remembered for these headings.
 */
import { guessDepartment, guessMeanings, guessSubject, isMeaning, meaningOfHeading, ruleLine, rulesAbout, type AlertSubject, type Meaning } from '#core/alerts/index.ts'
import { AppError } from '#core/error.ts'
import { isDay, momentInChina } from '#core/registers/calendar.ts'
import type { Values } from '#core/registers/define.ts'
import { homeOf } from '#core/sync/home.ts'
import type { ListTable } from '../workbook/sheet-types.ts'
import type { ClueChoice, ClueColumn, CluePreview, CluePreviewLine, CluesApplied } from './book-monitor.ts'
import { textOf } from './belongs.ts'
import type { Desk } from './desk.ts'
import { dayOf } from './ledger-context.ts'
import { firstStamp } from './ledger-context.ts'
import { ClueMatcher } from './monitor-clues-match.ts'
import { ALERTS, areaOf, CLUE, CLUE_BATCH, contentOf, DOUBTS, dueOf, DUPLICATE, planLines, shownLine, standingOf, STATUS, type KeptLayout, type ListMeaning, type PlannedLine } from './monitor-clues-plan.ts'
import { writeStep } from './steps.ts'
import type { PlacedEntry } from './write.ts'
import { columnLetter } from '../workbook/grid.ts'

const SHOWN = 200
const LAYOUT = 'workbookLayout'
/** Stands in `workbookLayout.base`: no register is called so. */
const LIST_BASE = 'clueList'
const MOST_LAYOUT = 58_000
const SUBJECTS: readonly AlertSubject[] = ['inpatient', 'outpatient', 'admission', 'schoolCost', 'perCapita', 'event']
const isSubject = (text: string | undefined): text is AlertSubject => SUBJECTS.includes(text as AlertSubject)

interface Plan {
  readonly token: string
  readonly file: string
  readonly digest: string
  readonly table: ListTable
  readonly print: string
  readonly sheet: string
  readonly choice: CluePreview['choice']
  readonly meaning: ListMeaning
}

export interface ClueImporter {
  preview(name: string, bytes: Uint8Array, choice: ClueChoice): Promise<CluePreview>
  apply(token: string, about: Values, village: string): Promise<CluesApplied>
}

export function makeClueImporter(desk: Desk): ClueImporter {
  let plan: Plan | null = null
  return {
    async preview(name, bytes, choice) {
      plan = null
      const digest = await digestOf(bytes)
      refuseAgain(desk, digest)
      const today = dayOf(desk.env.now())
      const { table, layout } = await desk.env.parseWorkbook(name, bytes, { as: 'list', today, ...(choice.sheet !== undefined && { choice: { sheet: choice.sheet } }) }, progress => desk.env.emit({ kind: 'import', progress }))
      if (!table) throw new AppError('workbook-no-header', { name })
      const remembered = rememberedOf(desk, layout.print)
      const columns = columnsOf(table, remembered, choice)
      const title = titleOf(table, name)
      const guessed = guessSubject(title, table.headings)
      const subject = isSubject(choice.subject) ? choice.subject : isSubject(remembered?.subject) ? remembered.subject : guessed
      const rule = choice.rule ?? (choice.subject === undefined ? remembered?.rule : undefined) ?? ''
      const receivedOn = choice.receivedOn !== undefined && isDay(choice.receivedOn) ? choice.receivedOn : today
      const meaning: ListMeaning = { kind: choice.kind === DOUBTS ? DOUBTS : ALERTS, headings: table.headings, columns: columns.map(({ meaning: one }) => (isMeaning(one) ? one : '')), subject, rule: rulesAbout(subject).some(({ id }) => id === rule) ? rule : '', title }
      const made: Plan = { token: desk.env.newId(), file: name, digest, table, print: layout.print, sheet: layout.sheet, meaning, choice: { ...choice, kind: meaning.kind, subject, rule: meaning.rule, receivedOn } }
      const lines = planLines(desk, new ClueMatcher(desk), table.lines, meaning, receivedOn)
      plan = made
      return previewOf(desk, made, layout.others, title, columns, lines)
    },

    async apply(token, about, village) {
      const agreed = plan
      if (!agreed || agreed.token !== token) throw new AppError('import-stale')
      if (village === '') throw new AppError('village-not-granted')
      const [missing] = missingOf(agreed.meaning)
      if (missing !== undefined) throw new AppError('clue-file-unmapped', { what: missing })
      const done = await desk.inTurn(async () => {
        if (plan !== agreed) throw new AppError('import-stale')
        refuseAgain(desk, agreed.digest)
        return writeList(desk, agreed, about, village)
      })
      plan = null
      return done
    }
  }
}

async function digestOf(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes.slice())
  return [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

/** One that was taken back may come again. */
function refuseAgain(desk: Desk, digest: string): void {
  for (const { record } of desk.roster.all(CLUE_BATCH))
    if (record.values['voided'] !== true && textOf(record, 'fileDigest') === digest) throw new AppError('clue-file-again', { on: textOf(record, 'receivedOn') })
}

interface RememberedList { readonly columns: Readonly<Record<string, string>>; readonly subject?: string; readonly rule?: string }

/** The youngest where two laptops have said it. */
function rememberedOf({ roster }: Desk, print: string): RememberedList | null {
  let best: { readonly stamp: string; readonly said: RememberedList } | null = null
  for (const { record } of roster.all(LAYOUT)) {
    if (textOf(record, 'print') !== `list ${print}` || textOf(record, 'base') !== LIST_BASE) continue
    const said = readRemembered(textOf(record, 'columns')), stamp = firstStamp(record)
    if (said && (!best || best.stamp < stamp)) best = { stamp, said }
  }
  return best?.said ?? null
}

function readRemembered(text: string): RememberedList | null {
  try {
    const parsed = JSON.parse(text) as Record<string, unknown> | null
    const columns = parsed?.['columns']
    if (!parsed || typeof columns !== 'object' || columns === null) return null
    const { subject, rule } = parsed
    return {
      columns: Object.fromEntries(Object.entries(columns).filter((one): one is [string, string] => typeof one[1] === 'string')),
      ...(typeof subject === 'string' && { subject }), ...(typeof rule === 'string' && { rule })
    }
  } catch {
    return null
  }
}

function columnsOf({ headings, lines }: ListTable, remembered: RememberedList | null, { mapping }: ClueChoice): readonly ClueColumn[] {
  const guessed = guessMeanings(headings, lines.map(({ cells }) => cells))
  const own = (said: Readonly<Record<string, string>> | undefined, index: number): string | undefined => {
    const one = said && Object.hasOwn(said, String(index)) ? said[String(index)] : undefined
    return one === '' || (one !== undefined && isMeaning(one)) ? one : undefined
  }
  const chosen = headings.map((heading, index): Pick<ClueColumn, 'meaning' | 'by'> => {
    const said = own(mapping, index), before = own(remembered?.columns, index)
    if (said !== undefined) return { meaning: said, by: 'person' }
    if (before !== undefined) return { meaning: before, by: 'remembered' }
    return { meaning: guessed[index] ?? '', by: guessed[index] ? 'heading' : null }
  })
  return headings.map((heading, index) => {
    const { meaning, by } = chosen[index]!
    // What a person has put on one column is no longer on the one it was guessed for.
    const taken = by === 'heading' && chosen.some((one, at) => at !== index && one.meaning === meaning && one.by !== 'heading')
    return { index, letter: columnLetter(index), heading, meaning: taken ? '' : meaning, by: taken ? null : by, samples: [...new Set(lines.slice(0, 50).map(({ cells }) => cells[index] ?? '').filter(text => text !== ''))].slice(0, 3).map(text => text.slice(0, 40)) }
  })
}

const titleOf = ({ above }: ListTable, name: string): string => (above.flat().find(text => text !== '') ?? name.replace(/\.[^.]*$/u, '')).slice(0, 100)

/** What a list cannot do without. */
function missingOf({ kind, columns, subject }: ListMeaning): readonly string[] {
  const has = (...wanted: readonly Meaning[]): boolean => wanted.some(one => columns.includes(one))
  return [
    ...(has('name', 'idNo', 'householdNo', 'headName', 'headIdNo') ? [] : ['姓名、身份证号或户编号']),
    ...(kind === ALERTS && subject !== 'event' && !has('amount') ? ['金额'] : [])
  ]
}

const ORDER: Readonly<Record<CluePreviewLine['state'], number>> = { unmatched: 0, clue: 1, doubled: 2, below: 3 }

function previewOf(desk: Desk, { token, file, sheet, choice, meaning, table }: Plan, others: readonly string[], title: string, columns: readonly ClueColumn[], lines: readonly PlannedLine[]): CluePreview {
  const counts = { clue: 0, below: 0, unmatched: 0, doubled: 0 }
  for (const { state } of lines) counts[state]++
  const standing = standingOf(desk, areaOf(desk), choice.receivedOn)
  return {
    token, name: file, sheet, others, title, choice, counts, columns, rows: lines.length, missing: missingOf(meaning), hiddenRows: table.hidden.length, leftOut: table.leftOut, aside: table.aside.length,
    department: guessDepartment(`${title} ${meaning.headings.join(' ')}`), dueOn: dueOf(desk, meaning.kind, choice.receivedOn),
    rules: meaning.kind === DOUBTS ? [] : rulesAbout(meaning.subject).flatMap(({ id }) => ruleLine(id, standing) ?? []),
    lines: lines.toSorted((a, b) => ORDER[a.state] - ORDER[b.state] || a.line.row - b.line.row).slice(0, SHOWN).map(line => shownLine(desk.roster, line))
  }
}

/** Call within `inTurn` only. */
async function writeList(desk: Desk, plan: Plan, about: Values, village: string): Promise<CluesApplied> {
  const { meaning, table, choice } = plan
  const said = (name: string): string => (typeof about[name] === 'string' ? about[name].trim().slice(0, 200) : '')
  const receivedOn = isDay(said('receivedOn')) ? said('receivedOn') : choice.receivedOn
  const dueOn = isDay(said('dueOn')) ? said('dueOn') : dueOf(desk, meaning.kind, receivedOn)
  const lines = planLines(desk, new ClueMatcher(desk), table.lines, meaning, receivedOn)
  const count = (state: CluePreviewLine['state']): number => lines.filter(line => line.state === state).length
  const kept = lines.filter(({ state }) => state === 'clue' || state === 'unmatched' || choice.keepBelow === true)
  const batch = desk.env.newId(), title = said('title') || meaning.title
  const department = said('department') || guessDepartment(`${meaning.title} ${meaning.headings.join(' ')}`)
  const layout: KeptLayout = { sheet: plan.sheet, above: table.above, headingRows: table.headingRows, headings: table.headings, columns: meaning.columns, aside: table.aside, subject: meaning.subject, rule: meaning.rule }
  const layoutText = JSON.stringify(layout)
  if (layoutText.length > MOST_LAYOUT) throw new AppError('workbook-unsafe', { name: plan.file, reason: '表头和表尾的文字太长' })
  const counts = { unmatched: count('unmatched'), below: count('below'), doubled: count('doubled') }
  const entries: PlacedEntry[] = [
    { register: CLUE_BATCH, record: batch, village, fields: { title, kind: meaning.kind, department, receivedOn, dueOn, rows: lines.length, matched: lines.length - counts.unmatched, unmatched: counts.unmatched, fileName: plan.file.slice(0, 200), fileDigest: plan.digest, layout: layoutText } },
    ...kept.map(line => clueEntry(desk, line, { batch, receivedOn, dueOn, department, meaning, village })),
    ...layoutEntry(desk, plan, village)
  ]
  const id = desk.env.newId()
  const { step } = await writeStep(desk, { id, kind: 'clue', title: `导入${meaning.kind === DOUBTS ? '疑点数据' : '部门名单'} ${title}` }, entries, { kind: 'clue', ref: id }, village)
  return { batch, clues: count('clue'), ...counts, step }
}

interface Given { readonly batch: string; readonly receivedOn: string; readonly dueOn: string; readonly department: string; readonly meaning: ListMeaning; readonly village: string }

function clueEntry(desk: Desk, planned: PlannedLine, { batch, receivedOn, dueOn, department, meaning, village }: Given): PlacedEntry {
  const { line, match, figure, fired, state, why } = planned
  const rule = state === 'clue' ? fired[0]?.rule.id : undefined
  const isAside = state === 'below' || state === 'doubled'
  return {
    register: CLUE, record: desk.env.newId(), village: match.ok ? homeOf(match.household) : village,
    fields: {
      ...(match.ok && { household: match.household.id, matchedBy: match.by, ...(match.person && { person: match.person.id }) }),
      channel: meaning.kind === DOUBTS ? '04' : '02', department, receivedOn, batch, row: line.row, raw: JSON.stringify(line.cells), content: contentOf(planned, meaning),
      ...(rule !== undefined && { rule }), ...(figure !== null && { figure }), ...(why !== '' && { note: why.slice(0, 1000) }),
      // Under the threshold or told before: kept so that the list goes back whole, asked of nobody.
      ...(isAside ? { status: STATUS.closed, ...(state === 'doubled' && { answer: DUPLICATE }) } : { status: state === 'unmatched' ? STATUS.unmatched : STATUS.open, dueOn })
    }
  }
}

/** What a person has corrected, or said the list is about. */
function layoutEntry(desk: Desk, { print, choice, meaning }: Plan, village: string): readonly PlacedEntry[] {
  if (Object.keys(choice.mapping ?? {}).length === 0 && rememberedOf(desk, print) === null && choice.rule === '') return []
  const guessed = meaning.headings.map(heading => meaningOfHeading(heading))
  const told = Object.fromEntries(meaning.columns.flatMap((one, index) => (one !== guessed[index] || Object.hasOwn(choice.mapping ?? {}, String(index)) ? [[String(index), one]] : [])))
  const columns = JSON.stringify({ columns: told, subject: meaning.subject, rule: meaning.rule })
  const known = [...desk.roster.all(LAYOUT)].map(slot => slot.record).find(record => textOf(record, 'print') === `list ${print}` && textOf(record, 'base') === LIST_BASE)
  if (textOf(known, 'columns') === columns) return []
  return [{ register: LAYOUT, record: known?.id ?? desk.env.newId(), village: known?.village ?? village, fields: { print: `list ${print}`, base: LIST_BASE, columns, by: desk.identity.account, at: momentInChina(desk.env.now()) ?? '' } }]
}
