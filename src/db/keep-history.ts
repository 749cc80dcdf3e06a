/**
 * What leaves the log or the own rows is kept for the timeline: the changes themselves, packed, without what their
 * writers had seen. Where a village began with a snapshot, what the first change to a field wrote over is known
 * only by the page as it still stands; it goes along as the change it came from, because the page is written anew.
 */
import type { Change, RecordState } from '#core/sync/change.ts'
import { headsOf } from '#core/sync/merge.ts'
import { householdOf } from './belongs.ts'
import type { Desk } from './desk.ts'
import { readOwnRows } from './outbox.ts'
import { covers, joinRanges, type Range } from './ranges.ts'
import { recordKey } from './roster.ts'
import type { BookState } from './state.ts'
import type { HistoryRow, LogRow, OwnKey } from './store.ts'

/** A household's changes are looked for in few rows, and a row opens while somebody waits for the timeline. */
const ROW_CHANGES = 2_000
/** One row of an import holds a township. */
const SLAB_ROWS = 50

export interface Kept { readonly rows: readonly HistoryRow[]; readonly patch: Pick<BookState, 'nextHistory' | 'keptOwn'> }

/** Rows for the same transaction that drops these. Call within `inTurn`, before the pages are written. */
export async function historyOf(desk: Desk, log: readonly Omit<LogRow, 'sealed'>[], own: readonly OwnKey[]): Promise<Kept> {
  const { state } = desk
  const fresh = own.filter(({ from, to }) => !covers(state.keptOwn, from, to))
  const changes = [...await readLogChanges(desk, log), ...await readOwnChanges(desk, fresh)]
  const rows: Promise<HistoryRow>[] = []
  let n = state.nextHistory
  for (const [village, mine] of Map.groupBy([...await overwrittenIn(desk, changes), ...changes], change => state.homes[change.village] ?? change.village)) {
    const sorted = inOrder(desk, mine)
    for (let at = 0; at < sorted.length; at += ROW_CHANGES) rows.push(desk.envelopes.history({ n: n++, village }, sorted.slice(at, at + ROW_CHANGES)))
  }
  return { rows: await Promise.all(rows), patch: { nextHistory: n, keptOwn: joinRanges(state.keptOwn, fresh.map(({ from, to }): Range => [from, to])) } }
}

async function readLogChanges(desk: Desk, log: readonly Omit<LogRow, 'sealed'>[]): Promise<readonly Change[]> {
  if (log.length === 0) return []
  const wanted = new Map(log.map(row => [row.n, row.village]))
  const rows = (await desk.env.store.log()).filter(row => wanted.has(row.n))
  // A row that does not open is damage of the log, told and mended at opening.
  return (await Promise.all(rows.map(async row => await desk.envelopes.openLog({ ...row, village: wanted.get(row.n)! }) ?? []))).flat()
}

async function readOwnChanges(desk: Desk, keys: readonly OwnKey[]): Promise<readonly Change[]> {
  const changes: Change[] = []
  for (let at = 0; at < keys.length; at += SLAB_ROWS) for (const row of await readOwnRows(desk, keys.slice(at, at + SLAB_ROWS))) for (const change of row) changes.push(change)
  return changes
}

/** What stood in the pages where these wrote first, as changes; only for villages whose history does not begin at the beginning. */
async function overwrittenIn(desk: Desk, changes: readonly Change[]): Promise<readonly Change[]> {
  const partial = new Set(desk.state.partial)
  const written = new Map<string, Set<string>>()
  const pages = new Set<number>()
  for (const { register, record, fields, village } of changes) {
    const page = desk.roster.slot(register, record)?.page ?? 0
    if (page === 0 || !partial.has(desk.state.homes[village] ?? village)) continue
    pages.add(page)
    const key = recordKey(register, record)
    const names = written.get(key) ?? new Set()
    for (const name of Object.keys(fields)) names.add(name)
    written.set(key, names)
  }
  if (pages.size === 0) return []
  return (await openPages(desk, pages)).flatMap(record => {
    const names = written.get(recordKey(record.register, record.id))
    return names ? changesOfState(record, name => names.has(name)) : []
  })
}

export async function openPages(desk: Desk, ids: ReadonlySet<number>): Promise<readonly RecordState[]> {
  const rows = (await desk.env.store.pages()).filter(row => ids.has(row.id))
  const opened = rows.map(async row => {
    const known = desk.state.pages[row.id]
    return known ? await desk.envelopes.openPage({ ...row, village: known.village }, known.revision) ?? [] : []
  })
  return (await Promise.all(opened)).flat()
}

/** The changes a record's standing answers came from, with as much of them as still stands. */
export function changesOfState(record: RecordState, wanted: (field: string) => boolean = () => true): Change[] {
  const made = new Map<string, Change>()
  for (const field of Object.keys(record.values)) {
    if (!wanted(field)) continue
    for (const { value, device, number, stamp, by, origin } of headsOf(record, field)) {
      const key = writeKey({ device, number })
      const known = made.get(key)
      made.set(key, { device, number, stamp, by, origin, village: record.village, register: record.register, record: record.id, fields: { ...known?.fields, [field]: value }, saw: {} })
    }
  }
  return [...made.values()]
}

export const writeKey = ({ device, number }: { readonly device: string; readonly number: number }): string => `${device}/${number}`

/** A household's together, so that its timeline opens few rows; without what their writers had seen. */
function inOrder({ roster }: Desk, changes: readonly Change[]): readonly Change[] {
  const places = new Map<string, string>()
  const placeOf = ({ register, record }: Change): string => {
    const key = recordKey(register, record)
    let place = places.get(key)
    if (place === undefined) {
      const known = roster.get(register, record)
      places.set(key, place = `${(known && householdOf(known)) ?? ''} ${key}`)
    }
    return place
  }
  return changes.map(change => ({ place: placeOf(change), change: { ...change, saw: {} } }))
    .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : a.change.stamp < b.change.stamp ? -1 : a.change.stamp > b.change.stamp ? 1 : 0))
    .map(({ change }) => change)
}
