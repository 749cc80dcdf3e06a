/**
 * The first load of a village, and its repair: the county's chunks become pages as they come. A snapshot may
 * be older than what this laptop has sent, and the feed leaves a laptop's own changes out, so all own changes
 * there are (table and journal) are laid over every record that arrives.
 */
import type { Change, RecordState } from '#core/sync/change.ts'
import { unpackPage } from '#core/sync/pack.ts'
import type { SnapshotIndex } from '#core/sync/wire.ts'
import { householdOf } from './belongs.ts'
import { commit, show, type Desk } from './desk.ts'
import { gunzip } from './gzip.ts'
import { historyOf } from './keep-history.ts'
import { ownFromJournal } from './journal.ts'
import { readOwnRow } from './outbox.ts'
import { recordKey } from './roster.ts'
import type { Loading } from './state.ts'
import type { OwnKey } from './store.ts'
import { eachTeamRow, leftAfterSnapshot, noteInSnapshot } from './team.ts'

export const villagesToLoad = ({ state }: Desk): readonly string[] =>
  state.villages.map(village => village.code).filter(code => state.cursors[code] === undefined || state.reload.includes(code))

export const missingChunks = ({ state }: Desk, village: string): readonly number[] =>
  state.loading[village]?.pages.flatMap((page, chunk) => (page === null ? [chunk] : [])) ?? []

/** Own changes by record, laid over what arrives. Kept up by write while a load is under way. */
const overlays = new WeakMap<Desk, Map<string, Change[]>>()

export function noteOverlay(desk: Desk, changes: readonly Change[]): void {
  const overlay = overlays.get(desk)
  if (!overlay) return
  for (const change of changes) {
    const key = recordKey(change.register, change.record)
    const known = overlay.get(key)
    if (known) known.push(change)
    else overlay.set(key, [change])
  }
}

async function overlayOf(desk: Desk): Promise<Map<string, Change[]>> {
  const known = overlays.get(desk)
  if (known) return known
  const overlay = new Map<string, Change[]>()
  overlays.set(desk, overlay)
  for (const key of desk.ownKeys) noteOverlay(desk, await readOwnRow(desk, key))
  await eachTeamRow(desk, (_, changes) => noteOverlay(desk, changes))
  return overlay
}

export const beginLoad = (desk: Desk, index: SnapshotIndex): Promise<void> => desk.inTurn(async () => {
  const { village } = index
  const back = await ownFromJournal(desk)
  const keys = back.map(({ from, to, village: of }): OwnKey => ({ from, to, village: of, folded: 0 }))
  const ownKeys = [...desk.ownKeys.map((key): OwnKey => ({ ...key, folded: 0 })), ...keys].sort((a, b) => a.from - b.from)
  const cursors = Object.fromEntries(Object.entries(desk.state.cursors).filter(([code]) => code !== village))
  const begun: Loading = { index, pages: index.chunks.map(() => null) }
  await commit(desk, { cursors, loading: { ...desk.state.loading, [village]: begun } }, { own: back, markUnfolded: ownKeys.map(key => key.from) })
  desk.ownKeys = ownKeys
  overlays.delete(desk)
})

export async function takeChunk(desk: Desk, village: string, chunk: number, gzipped: Uint8Array): Promise<number> {
  // Before its turn: the chunk before it may still be waiting for the disk.
  const records = unpackPage(new TextDecoder().decode(await gunzip(gzipped)))
  return desk.inTurn(() => storeChunk(desk, village, chunk, gzipped, records))
}

async function storeChunk(desk: Desk, village: string, chunk: number, gzipped: Uint8Array, records: readonly RecordState[]): Promise<number> {
  const loading = desk.state.loading[village]!
  const id = desk.state.nextPage
  const overlay = await overlayOf(desk)
  const page = await desk.envelopes.chunk({ id, village, revision: 1 }, gzipped)
  await commit(desk, {
    nextPage: id + 1, pages: { ...desk.state.pages, [id]: { village, revision: 1 } },
    loading: { ...desk.state.loading, [village]: { ...loading, pages: loading.pages.map((known, i) => (i === chunk ? id : known)) } }
  }, { pages: [page] })
  const touched = new Set<string>()
  for (const record of records) {
    const { record: before } = desk.roster.put(record, id)
    for (const change of overlay.get(recordKey(record.register, record.id)) ?? []) {
      noteInSnapshot(desk, record, change)
      desk.roster.apply(change)
    }
    const household = householdOf(desk.roster.get(record.register, record.id) ?? before)
    if (household) touched.add(household)
  }
  show(desk, touched)
  return records.length
}

export const endLoad = (desk: Desk, village: string): Promise<void> => desk.inTurn(async () => {
  const { [village]: done, ...loading } = desk.state.loading
  if (!done) return
  const dropPages = Object.entries(desk.state.pages).filter(([id, page]) => page.village === village && !done.pages.includes(Number(id))).map(([id]) => Number(id))
  const log = desk.state.log.filter(row => row.village === village)
  const history = await historyOf(desk, log, [])
  const teamRows = leftAfterSnapshot(desk)
  await commit(desk, {
    loading, cursors: { ...desk.state.cursors, [village]: done.index.cursor }, reload: desk.state.reload.filter(code => code !== village),
    pages: Object.fromEntries(Object.entries(desk.state.pages).filter(([id]) => !dropPages.includes(Number(id)))),
    log: desk.state.log.filter(row => row.village !== village), ...history.patch, partial: [...new Set([...desk.state.partial, village])], teamRows
  }, { dropPages, dropLog: log.map(row => row.n), history: history.rows, dropUndo: desk.state.teamRows.filter(row => !teamRows.some(left => left.id === row.id)).map(row => row.id) })
  // Not in the snapshot but here: of own changes the county has not seen yet.
  for (const slot of desk.roster.slots()) if (dropPages.includes(slot.page)) { slot.page = 0; slot.dirty = true }
  if (Object.keys(loading).length === 0) overlays.delete(desk)
})
