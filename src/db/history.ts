/**
 * The timeline of a household or a record: history rows, the log, own changes not yet folded, and what the records
 * themselves say of where their answers came from, each change once. What stood before a change is found by going
 * through them in the order of their stamps. Which rows hold what is learned once per opening, when first asked.
 */
import type { Values } from '#core/registers/define.ts'
import { fieldOf, registerOf } from '#core/registers/index.ts'
import type { Change, Origin, RecordState, Value } from '#core/sync/change.ts'
import { stampTime } from '#core/sync/clock.ts'
import { sameValue } from '#core/sync/merge.ts'
import type { HistoryLine, Timeline } from './book-checks.ts'
import { HOUSEHOLD, PERSON, textOf, VISIT } from './belongs.ts'
import type { Desk } from './desk.ts'
import { changesOfState, openPages, writeKey } from './keep-history.ts'
import { nameOfRecord, shownText } from './ledger-links.ts'
import { covers } from './ranges.ts'
import { recordKey, type Slot } from './roster.ts'
import { stepsOf } from './steps.ts'
import type { HistoryRow } from './store.ts'

export const LIFE_EVENT = 'lifeEvent'
const IMPORT_BATCH = 'importBatch'
const PAPER_SHEET = 'paperSheet'
/** Who looked at what is a log of its own. */
const NO_CHANGES: ReadonlySet<string> = new Set(['reveal'])

type Wanted = { readonly household: string } | { readonly register: string; readonly record: string }

/** Where the changes of a record lie, by its id; and what has ever stood in a household. */
interface Index { next: number; readonly rows: Map<string, number[]>; readonly everOf: Map<string, Slot[]>; damaged: boolean; learned: Promise<void> }
const indexes = new WeakMap<Desk, Index>()

const ownerField = (register: string): string | undefined => registerOf(register)?.household

export async function timelineOf(desk: Desk, of: Wanted): Promise<Timeline> {
  const { changes, complete } = await changesOf(desk, of)
  return { lines: await linesOf(desk, 'household' in of ? of.household : null, changes), complete }
}

/** Every known change of one record, in the order of their stamps. */
export const changesOfRecord = async (desk: Desk, register: string, record: string): Promise<readonly Change[]> =>
  (await changesOf(desk, { register, record })).changes.filter(change => change.register === register && change.record === record)

async function changesOf(desk: Desk, of: Wanted): Promise<{ readonly changes: readonly Change[]; readonly complete: boolean }> {
  // The recent ones first: what is folded meanwhile is then found twice, never not at all.
  const recent = await recentChanges(desk)
  const index = await indexOf(desk)
  const ids = recordsOf(desk, of, index, recent, await leftBy(desk, recent))
  const kept = await keptChanges(desk, index, ids)
  const known = [...ids].flatMap(([id, register]) => desk.roster.get(register, id) ?? [])
  const pages = new Set([...ids].flatMap(([id, register]) => { const page = desk.roster.slot(register, id)?.page ?? 0; return page === 0 ? [] : [page] }))
  const villages = new Set(known.map(({ village }) => village))
  const { partial, loading, reload } = desk.state
  const complete = !index.damaged && !kept.damaged && ![...villages].some(village => partial.includes(village) || reload.includes(village) || loading[village] !== undefined)
  // Only where something is missing do the pages tell more than the changes do.
  const stood = complete ? [] : (await openPages(desk, pages)).filter(({ id }) => ids.has(id)).flatMap(record => changesOfState(record))
  const changes = once([...kept.changes, ...recent.filter(({ record }) => ids.has(record)), ...stood, ...known.flatMap(record => changesOfState(record))])
  return { changes, complete }
}

async function indexOf(desk: Desk): Promise<Index> {
  let index = indexes.get(desk)
  if (!index) indexes.set(desk, index = { next: 1, rows: new Map(), everOf: new Map(), damaged: false, learned: Promise.resolve() })
  const mine = index
  mine.learned = mine.learned.then(() => learn(desk, mine))
  await mine.learned
  return mine
}

/** Opens what history rows are new since it was last asked. */
async function learn(desk: Desk, index: Index): Promise<void> {
  const missing = Array.from({ length: desk.state.nextHistory - index.next }, (_, i) => index.next + i)
  index.next = desk.state.nextHistory
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    const part = missing.slice(at, at + AT_ONCE)
    const rows = await desk.env.store.history(part)
    index.damaged ||= rows.length < part.length
    for (const row of rows) {
      const changes = await desk.envelopes.openHistory(row)
      if (changes) note(desk, index, row, changes)
      else index.damaged = true
    }
  }
}
const AT_ONCE = 20

function note({ roster }: Desk, { rows, everOf }: Index, { n }: HistoryRow, changes: readonly Change[]): void {
  for (const { register, record, fields } of changes) {
    const slot = roster.slot(register, record)
    if (!slot) continue
    // The roster's own texts and slots: a township has sixty thousand of them.
    const at = rows.get(slot.record.id)
    if (!at) rows.set(slot.record.id, [n])
    else if (at[at.length - 1] !== n) at.push(n)
    const owner = fields[ownerField(register) ?? '']
    if (typeof owner !== 'string') continue
    const ever = everOf.get(owner)
    if (!ever) everOf.set(roster.get(HOUSEHOLD, owner)?.id ?? owner, [slot])
    else if (!ever.includes(slot)) ever.push(slot)
  }
}

/** The log and the own changes that are in no history row yet: few, because folding empties them. */
async function recentChanges(desk: Desk): Promise<readonly Change[]> {
  const { log, own, villages } = await desk.inTurn(async () => {
    const fresh = desk.ownKeys.filter(({ from, to }) => !covers(desk.state.keptOwn, from, to))
    return { log: await desk.env.store.log(), own: await desk.env.store.own(fresh.map(({ from }) => from)), villages: new Map(desk.state.log.map(row => [row.n, row.village])) }
  })
  const changes: Change[] = []
  for (const row of log) for (const change of await desk.envelopes.openLog({ ...row, village: villages.get(row.n) ?? row.village }) ?? []) changes.push(change)
  for (const row of own) for (const change of await desk.envelopes.openOwn(row) ?? []) changes.push(change)
  return changes
}

/** Records that were moved of late, as their pages still hold them: in the household they left. */
async function leftBy(desk: Desk, recent: readonly Change[]): Promise<readonly RecordState[]> {
  const moved = new Set<Slot>()
  for (const { register, record, fields } of recent) {
    const slot = fields[ownerField(register) ?? ''] === undefined ? undefined : desk.roster.slot(register, record)
    if (slot && slot.page > 0) moved.add(slot)
  }
  if (moved.size === 0) return []
  const ids = new Set([...moved].map(({ record }) => record.id))
  return (await openPages(desk, new Set([...moved].map(({ page }) => page)))).filter(({ id }) => ids.has(id))
}

/** Record ids and their registers. */
function recordsOf({ roster }: Desk, of: Wanted, index: Index, recent: readonly Change[], left: readonly RecordState[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>()
  if ('record' in of) {
    ids.set(of.record, of.register)
    if (of.register === PERSON) for (const { record } of roster.belonging(of.record)) ids.set(record.id, record.register)
    return ids
  }
  ids.set(of.household, HOUSEHOLD)
  for (const { record } of roster.belonging(of.household)) ids.set(record.id, record.register)
  for (const { record } of index.everOf.get(of.household) ?? []) ids.set(record.id, record.register)
  for (const record of left) if (record.values[ownerField(record.register) ?? ''] === of.household) ids.set(record.id, record.register)
  for (const { register, record, fields } of recent) if (fields[ownerField(register) ?? ''] === of.household) ids.set(record, register)
  for (const { record } of roster.all(LIFE_EVENT)) if (record.values['other'] === of.household) ids.set(record.id, LIFE_EVENT)
  for (const [id, register] of ids) if (NO_CHANGES.has(register)) ids.delete(id)
  return ids
}

async function keptChanges(desk: Desk, index: Index, ids: ReadonlyMap<string, string>): Promise<{ readonly changes: readonly Change[]; readonly damaged: boolean }> {
  const wanted = [...new Set([...ids.keys()].flatMap(id => index.rows.get(id) ?? []))]
  const rows = await desk.env.store.history(wanted)
  const opened = await Promise.all(rows.map(row => desk.envelopes.openHistory(row)))
  return { changes: opened.flatMap(changes => changes?.filter(({ record }) => ids.has(record)) ?? []), damaged: rows.length < wanted.length || opened.includes(null) }
}

/** Each change once, with all its fields that are known from anywhere, in the order of their stamps. */
function once(changes: readonly Change[]): readonly Change[] {
  const byKey = new Map<string, Change>()
  for (const change of changes) {
    const known = byKey.get(writeKey(change))
    byKey.set(writeKey(change), known ? { ...known, fields: { ...change.fields, ...known.fields } } : change)
  }
  return [...byKey.values()].sort((a, b) => (a.stamp !== b.stamp ? (a.stamp < b.stamp ? -1 : 1) : a.device !== b.device ? (a.device < b.device ? -1 : 1) : a.number - b.number))
}

/** Newest first. Of a household: what was changed on a record while it stood there, its coming and its going. */
async function linesOf(desk: Desk, household: string | null, changes: readonly Change[]): Promise<readonly HistoryLine[]> {
  const { roster, identity } = desk
  const titles = await originTitles(desk, changes)
  const standing = new Map<string, Record<string, Value>>()
  const lines: HistoryLine[] = []
  for (const change of changes) {
    const { register, record, fields, device, by, stamp, origin } = change
    const key = recordKey(register, record)
    const before = standing.get(key) ?? {}
    const after = { ...before, ...fields }
    standing.set(key, after)
    const owner = ownerField(register)
    if (household !== null && register !== HOUSEHOLD && owner !== undefined) {
      // Where a record was never said to belong, it stood where it stands.
      const stood = fields[owner] === undefined ? [before[owner] ?? roster.get(register, record)?.values[owner]] : [before[owner], fields[owner]]
      if (!stood.includes(household) && !(register === LIFE_EVENT && after['other'] === household)) continue
    }
    const changed = namesIn(register, fields).filter(name => !Object.hasOwn(before, name) || !sameValue(before[name]!, fields[name]!))
    if (changed.length === 0) continue
    lines.push({
      at: stampTime(stamp), by, device, mine: device === identity.device, origin, originTitle: titles.get(originKey(origin)) ?? '', register, record, title: titleIn(desk, register, record),
      fields: changed.map(name => ({ name, before: shownIn(desk, register, name, before[name] ?? null), after: shownIn(desk, register, name, fields[name]!) }))
    })
  }
  return lines.reverse()
}

/** In the order people see them, whatever order they came in; those of a newer program at the end. */
function namesIn(register: string, fields: Values): readonly string[] {
  const declared = Object.keys(registerOf(register)?.fields ?? {})
  const place = (name: string): number => { const at = declared.indexOf(name); return at < 0 ? declared.length : at }
  return Object.keys(fields).filter(name => fieldOf(register, name)?.secret !== true).sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
}

/** A link by the name of what it leads to: an id tells nobody anything. */
function shownIn({ roster }: Desk, register: string, name: string, value: Value): Value {
  const field = fieldOf(register, name)
  return field?.type === 'link' && value !== null ? shownText(roster, field, value) : value
}

function titleIn({ roster }: Desk, register: string, id: string): string {
  const title = registerOf(register)?.title ?? register
  const record = roster.get(register, id)
  if (!record || register === HOUSEHOLD) return title
  if (register === PERSON) return textOf(record, 'name') || title
  const person = roster.get(PERSON, textOf(record, registerOf(register)?.person ?? ''))
  return person ? `${title} ${textOf(person, 'name')}` : title
}

const originKey = ({ kind, ref = '' }: Origin): string => `${kind} ${ref}`

async function originTitles(desk: Desk, changes: readonly Change[]): Promise<ReadonlyMap<string, string>> {
  const origins = new Map(changes.map(({ origin }) => [originKey(origin), origin]))
  const steps = new Map((await stepsOf(desk)).map(step => [step.id, step.title]))
  return new Map([...origins].map(([key, { kind, ref = '' }]) => [key, titleOfOrigin(desk, steps, kind, ref)]))
}

function titleOfOrigin({ roster }: Desk, steps: ReadonlyMap<string, string>, kind: string, ref: string): string {
  const step = steps.get(ref) ?? ''
  switch (kind) {
    case 'visit': {
      const visit = roster.get(VISIT, ref)
      return ['入户', (textOf(visit, 'finishedAt') || textOf(visit, 'startedAt')).slice(0, DAY)].filter(Boolean).join(' ')
    }
    case 'import': {
      const batch = roster.get(IMPORT_BATCH, ref) ?? [...roster.all(IMPORT_BATCH)].find(({ record }) => record.writes.some(write => write.origin.ref === ref))?.record
      return textOf(batch, 'fileName') || step
    }
    case 'life': {
      const event = roster.get(LIFE_EVENT, ref)
      return [textOf(event, 'on'), textOf(event, 'title')].filter(Boolean).join(' ') || step
    }
    case 'paper': {
      const sheet = roster.get(PAPER_SHEET, ref)
      return sheet ? `纸表 ${textOf(sheet, 'code') || nameOfRecord(roster, sheet)}` : step
    }
    case 'undo': return step && `撤销“${step}”`
    default: return step
  }
}
const DAY = 10
