/**
 * The daily copy outside the profile: all sealed rows in one container, sealed once more as a whole. A
 * restore opens every envelope before it believes any: a copy that cannot be read must not replace anything.
 */
import { ask, commit, type BookEnv, type Desk } from './desk.ts'
import { openState, type Envelopes } from './envelopes.ts'
import { join, utf8, type Sealer } from './seal.ts'
import { keptNames } from './kept.ts'
import { STEPS, stepsOf } from './steps.ts'
import type { Commit, HistoryRow, OwnRow, PageRow, LogRow, SealedRow, UndoRow } from './store.ts'

const PLACE = { table: 'backup', id: 'all', village: '', revision: 0 } as const
const LENGTH_BYTES = 4

interface Listing {
  readonly pages: readonly Omit<PageRow, 'sealed'>[]
  readonly log: readonly Omit<LogRow, 'sealed'>[]
  readonly own: readonly (Omit<OwnRow, 'sealed'> & { readonly folded: 0 | 1 })[]
  /** Absent in copies of a program that kept none. */
  readonly history?: readonly Omit<HistoryRow, 'sealed'>[]
  /** What steps wrote over; the list of steps stands last, by its revision. */
  readonly undo?: readonly string[]
  readonly steps?: number
  /** Named lists, behind the steps. */
  readonly named?: readonly { readonly name: string; readonly revision: number }[]
  readonly state: number
  readonly lengths: readonly number[]
}

export async function backUp(desk: Desk, sealer: Sealer): Promise<{ file: string; at: string }> {
  const { bytes, now } = await desk.inTurn(async () => ({ bytes: await containerOf(desk), now: desk.env.now() }))
  const written = await ask(desk.env, 'backup:write', { bytes: await sealer.seal('backup', PLACE, bytes) })
  await desk.inTurn(() => commit(desk, { backupAt: now }))
  return written
}

async function containerOf(desk: Desk): Promise<Uint8Array> {
  const { store } = desk.env
  const [pages, log, keys, state] = [await store.pages(), await store.log(), await store.ownKeys(), await store.sealed('state')]
  const own = await store.own(keys.map(key => key.from))
  const folded = new Map(keys.map(key => [key.from, key.folded]))
  const history = await store.history(Array.from({ length: desk.state.nextHistory - 1 }, (_, i) => i + 1))
  const undoIds = [...(await stepsOf(desk)).map(step => step.id), ...desk.state.teamRows.map(row => row.id)]
  const undo = (await Promise.all(undoIds.map(id => store.undo(id)))).filter(row => row !== null)
  const named = (await Promise.all(keptNames(desk.state).map(async name => ({ name, row: await store.sealed(name) })))).flatMap(({ name, row }) => (row ? [{ name, row }] : []))
  const steps = await store.sealed(STEPS)
  // The state last but for the history and the steps: a copy is read by an older program too.
  const parts = [...pages, ...log, ...own].map(row => row.sealed).concat(state ? [state.bytes] : [], history.map(row => row.sealed), undo.map(row => row.sealed), steps ? [steps.bytes] : [], named.map(({ row }) => row.bytes))
  const listing: Listing = {
    pages: pages.map(({ id, village, revision }) => ({ id, village, revision })), log: log.map(({ n, village }) => ({ n, village })),
    own: own.map(({ from, to, village }) => ({ from, to, village, folded: folded.get(from) ?? 0 })),
    history: history.map(({ n, village }) => ({ n, village })), undo: undo.map(row => row.id), ...(steps && { steps: steps.revision }), named: named.map(({ name, row }) => ({ name, revision: row.revision })), state: state?.revision ?? 0, lengths: parts.map(part => part.length)
  }
  const head = utf8(JSON.stringify(listing))
  const length = new Uint8Array(LENGTH_BYTES)
  new DataView(length.buffer).setUint32(0, head.length)
  return join([length, head, ...parts])
}

/** Puts the newest copy in place of everything; null when there is none or it cannot be read. */
export async function restore(env: BookEnv, sealer: Sealer, envelopes: Envelopes): Promise<{ at: string } | null> {
  const copy = await ask(env, 'backup:read', null)
  const plain = copy && await sealer.open('backup', PLACE, copy.bytes)
  if (!copy || !plain) return null
  const rows = readContainer(plain)
  if (!rows || !(await openState(envelopes, rows.state))) return null
  const pages = await Promise.all(rows.pages.map(async row => ((await envelopes.openPage(row)) ? [row] : [])))
  const log = await Promise.all(rows.log.map(async row => ((await envelopes.openLog(row)) ? [row] : [])))
  const own = await Promise.all(rows.own.map(async row => ((await envelopes.openOwn(row)) ? [row] : [])))
  const whole: Commit = { pages: pages.flat(), log: log.flat(), own: own.flat(), history: rows.history, undo: rows.undo, markFolded: rows.folded, sealed: { state: rows.state, ...(rows.steps && { [STEPS]: rows.steps }), ...rows.named } }
  await env.store.replace(whole)
  return { at: copy.at }
}

function readContainer(bytes: Uint8Array): { pages: PageRow[]; log: LogRow[]; own: OwnRow[]; folded: number[]; state: SealedRow; history: HistoryRow[]; undo: UndoRow[]; steps: SealedRow | null; named: Record<string, SealedRow> } | null {
  try {
    const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
    const listing = JSON.parse(new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + headLength))) as Listing
    let at = LENGTH_BYTES + headLength
    const parts = listing.lengths.map(length => bytes.slice(at, at += length))
    const next = (): Uint8Array => parts.shift() ?? new Uint8Array()
    return {
      pages: listing.pages.map(row => ({ ...row, sealed: next() })),
      log: listing.log.map(row => ({ ...row, sealed: next() })),
      own: listing.own.map(({ from, to, village }) => ({ from, to, village, sealed: next() })),
      folded: listing.own.filter(row => row.folded === 1).map(row => row.from),
      state: { revision: listing.state, bytes: next() },
      // What of it cannot be opened is found out by the timeline; it keeps nobody from working.
      history: (listing.history ?? []).map(row => ({ ...row, sealed: next() })),
      undo: (listing.undo ?? []).map(id => ({ id, sealed: next() })),
      steps: listing.steps === undefined ? null : { revision: listing.steps, bytes: next() },
      named: Object.fromEntries((listing.named ?? []).map(({ name, revision }) => [name, { revision, bytes: next() }]))
    }
  } catch {
    return null
  }
}
