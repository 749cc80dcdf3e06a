/**
 * Changes of other laptops of the team that came by hub or letter and not yet from the county. They move no cursor
 * and confirm nothing. Each stack is kept as a sealed row of its own until the county's feed or a snapshot has
 * brought all of it: pages are dropped when a village is loaded again, and a snapshot does not know them.
 */
import type { Change, RecordState } from '#core/sync/change.ts'
import { observe } from '#core/sync/clock.ts'
import { contextOf } from '#core/sync/merge.ts'
import { applyToRoster, commit, show, type Desk } from './desk.ts'
import { MERGED, sealKept } from './kept.ts'
import { noteOverlay } from './load.ts'
import { mergedOf, withMerged } from './merged.ts'
import { covers, joinRanges, without, type Range } from './ranges.ts'
import type { BookState, TeamRow } from './state.ts'
import type { LogRow, UndoRow } from './store.ts'

const ROW_CHANGES = 2_000

/** How many of them were new here. Signatures have been checked; what is of no village of this laptop is left out. */
export const takeTeam = (desk: Desk, device: string, changes: readonly Change[]): Promise<number> => desk.inTurn(async () => {
  const { state } = desk
  if (device === desk.identity.device) return 0
  const granted = new Set(state.villages.map(village => village.code))
  const known = state.team[device] ?? []
  const fresh = [...new Map(changes.filter(change => change.device === device && granted.has(change.village) && !covers(known, change.number)).map(change => [change.number, change])).values()]
    .sort((a, b) => a.number - b.number)
  if (fresh.length === 0) return 0
  const teamRows: TeamRow[] = []
  const rows: UndoRow[] = []
  for (let at = 0; at < fresh.length; at += ROW_CHANGES) {
    const part = fresh.slice(at, at + ROW_CHANGES)
    const id: string = `team-${state.nextTeam + rows.length}`
    teamRows.push({ id, device, left: numbersOf(part) })
    rows.push(await desk.envelopes.undo(id, part))
  }
  const log = await Promise.all([...Map.groupBy(fresh, change => change.village)].map(([village, own], i): Promise<LogRow> => desk.envelopes.log({ n: state.nextLog + i, village }, own)))
  const before = await mergedOf(desk)
  const merged = withMerged(desk, before, fresh)
  const kept = await sealKept(desk, merged === before ? {} : { [MERGED]: merged })
  await commit(desk, {
    team: { ...state.team, [device]: joinRanges(known, numbersOf(fresh)) }, teamRows: [...state.teamRows, ...teamRows], nextTeam: state.nextTeam + rows.length,
    stamp: fresh.reduce((last, change) => observe(last, change.stamp), state.stamp),
    log: [...state.log, ...log.map(({ n, village }) => ({ n, village }))], nextLog: state.nextLog + log.length
  }, { undo: rows, log, sealed: kept.sealed })
  kept.settle()
  noteOverlay(desk, fresh)
  show(desk, applyToRoster(desk, fresh))
  return fresh.length
})

const numbersOf = (changes: readonly Change[]): Range[] => joinRanges(changes.map(({ number }): Range => [number, number]))

/** Every stack still kept; one that does not open comes again by the county. */
export async function eachTeamRow(desk: Desk, take: (row: TeamRow, changes: readonly Change[]) => void): Promise<void> {
  for (const row of desk.state.teamRows) {
    const kept = await desk.env.store.undo(row.id)
    const changes = kept && await desk.envelopes.openUndo<readonly Change[]>(kept)
    if (changes) take(row, changes)
  }
}

/** All that stands here of the team and the county has not brought, for whoever asks for it next. */
export async function teamChanges(desk: Desk): Promise<readonly { readonly device: string; readonly changes: readonly Change[] }[]> {
  const stacks: { device: string; changes: readonly Change[] }[] = []
  await eachTeamRow(desk, ({ device }, changes) => stacks.push({ device, changes }))
  return stacks
}

const lessen = (rows: readonly TeamRow[], came: ReadonlyMap<string, readonly Range[]>): readonly TeamRow[] => rows.flatMap(row => {
  const ranges = came.get(row.device)
  const left = ranges ? without(row.left, ranges) : row.left
  return left.length > 0 ? [ranges ? { ...row, left } : row] : []
})

/** What the county's feed has brought need not be kept any longer. */
export function arrivedByFeed({ state }: Desk, changes: readonly Change[]): Partial<Pick<BookState, 'teamRows'>> {
  const devices = new Set(state.teamRows.map(row => row.device))
  const came = new Map([...Map.groupBy(changes.filter(change => devices.has(change.device)), change => change.device)].map(([device, own]) => [device, numbersOf(own)]))
  return came.size === 0 ? {} : { teamRows: lessen(state.teamRows, came) }
}

/** Seen in a snapshot since the load began; forgotten with the program, and then the rows are kept a while longer. */
const seen = new WeakMap<Desk, Change[]>()

export function noteInSnapshot(desk: Desk, record: RecordState, change: Change): void {
  if (change.device === desk.identity.device || Object.keys(change.fields).some(field => (contextOf(record, field)[change.device] ?? 0) < change.number)) return
  const known = seen.get(desk)
  if (known) known.push(change)
  else seen.set(desk, [change])
}

export function leftAfterSnapshot(desk: Desk): readonly TeamRow[] {
  const changes = seen.get(desk) ?? []
  seen.delete(desk)
  return arrivedByFeed(desk, changes).teamRows ?? desk.state.teamRows
}
