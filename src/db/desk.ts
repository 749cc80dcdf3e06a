/**
 * What an opened book has in its hands, shared by the modules that read and write it. Everything that
 * changes `state` or a table runs `inTurn`: the sealed state row speaks of all of them at once.
 */
import { AppError } from '#core/error.ts'
import type { HostBridge, HostCallName, HostInput, HostOutput } from '#core/host.ts'
import type { Role } from '#core/procedure/index.ts'
import type { Change } from '#core/sync/change.ts'
import type { ParsedSheet, ReadOptions } from '../workbook/sheet-types.ts'
import type { MarkPlan } from '../workbook/write/mark.ts'
import type { WorkbookSpec } from '../workbook/write/spec.ts'
import type { BookEvent, ImportProgress } from './book.ts'
import { householdOf } from './belongs.ts'
import type { Envelopes } from './envelopes.ts'
import { Roster } from './roster.ts'
import { Pictures } from './rows.ts'
import type { RandomBytes } from './seal.ts'
import { SearchIndex } from './search-index.ts'
import { emptyState, type BookState } from './state.ts'
import type { Commit, OwnKey, VillageStore } from './store.ts'
import { Waiting } from './waiting.ts'

/** What a book is given by its surroundings; the simulator gives each laptop its own. */
export interface BookEnv {
  readonly host: Pick<HostBridge, 'call'>
  readonly store: VillageStore
  now(): number
  newId(): string
  readonly random: RandomBytes
  emit(event: BookEvent): void
  /** Resolves when there is nothing more urgent to do. */
  idle(): Promise<void>
  /** Reads a workbook where it can do no harm. */
  parseWorkbook(name: string, bytes: Uint8Array, options: ReadOptions, onProgress: (progress: ImportProgress) => void): Promise<ParsedSheet>
  cancelParse(): void
  /** Writes a workbook where it holds nobody up; lines are taken as fast as they are written. */
  makeWorkbook(name: string, spec: WorkbookSpec, onProgress: (done: number, total: number) => void): Promise<Uint8Array>
  /** A clerk's own file with what is wrong in it, taken apart where it can do no harm. */
  markWorkbook(name: string, bytes: Uint8Array, plan: MarkPlan): Promise<Uint8Array>
  /** Bytes on disk, as the platform tells. */
  disk(): Promise<number>
}

export interface Identity { readonly device: string; readonly account: string; readonly county: string | null; readonly role: Role; readonly person: string }

export interface Desk {
  readonly env: BookEnv
  readonly envelopes: Envelopes
  readonly roster: Roster
  readonly pictures: Pictures
  readonly index: SearchIndex
  readonly waiting: Waiting
  ownKeys: OwnKey[]
  state: BookState
  revision: number
  identity: Identity
  closed: boolean
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
}

export function makeDesk(env: BookEnv, envelopes: Envelopes): Desk {
  const roster = new Roster()
  return {
    env, envelopes, roster, pictures: new Pictures(roster), index: new SearchIndex(roster), waiting: new Waiting(),
    ownKeys: [], state: emptyState, revision: 0, identity: { device: '', account: '', county: null, role: 'village', person: '' }, closed: false, inTurn: makeTurns()
  }
}

function makeTurns(): Desk['inTurn'] {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }
}

/** A host call whose failure is thrown with its code. */
export async function ask<N extends HostCallName>(env: Pick<BookEnv, 'host'>, name: N, input: HostInput<N>): Promise<HostOutput<N>> {
  const answer = await env.host.call(name, input)
  if (!answer.ok) throw new AppError(answer.error.code, answer.error.detail)
  return answer.value
}

export async function readIdentity(env: BookEnv): Promise<Identity> {
  const { device, enrolled } = await ask(env, 'county:status', null)
  return { device, account: enrolled?.account ?? '', county: enrolled?.county.id ?? null, role: enrolled?.role ?? 'village', person: enrolled?.person ?? '' }
}

/** The newest answer's word on the level goes before what was said when the laptop was enrolled. */
export const atLevel = (identity: Identity, { role }: BookState): Identity => (role ? { ...identity, role } : identity)

/** One strict transaction: rows and the state that speaks of them. Call within `inTurn`. */
export async function commit(desk: Desk, patch: Partial<BookState>, rows: Commit = {}): Promise<void> {
  if (desk.closed) throw new AppError('locked')
  const state = { ...desk.state, ...patch }
  const row = await desk.envelopes.named('state', desk.revision + 1, state)
  await desk.env.store.commit({ ...rows, sealed: { ...rows.sealed, state: row } })
  desk.state = state
  desk.identity = atLevel(desk.identity, state)
  desk.revision = row.revision
  if (patch.villages) show(desk, desk.roster.grant(patch.villages.map(village => village.code)))
}

/** Takes changes into memory and says which households look different now. */
export function applyToRoster(desk: Desk, changes: readonly Change[]): Set<string> {
  const touched = new Set<string>()
  const note = (change: Change): void => {
    const record = desk.roster.get(change.register, change.record)
    const household = record && householdOf(record)
    if (household) touched.add(household)
  }
  for (const change of changes) {
    // A member who moves changes two households: the one left and the one joined.
    note(change)
    if (desk.roster.apply(change)) note(change)
  }
  return touched
}

const ALL_FROM = 200

export function show(desk: Desk, households: ReadonlySet<string>): void {
  if (households.size === 0) return
  desk.pictures.forget(households)
  desk.index.update(households)
  desk.env.emit({ kind: 'changed', households: households.size > ALL_FROM ? 'all' : [...households] })
}
