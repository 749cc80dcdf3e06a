/**
 * The villages' logs and what is merged from them. Village rows are locked in the order of their codes before
 * numbers are taken and stay locked until the commit, so whoever reads up to a village's last number has seen
 * every change below it. A change of a record that has moved is passed on to the village where it lives now
 * (moves.ts). All SQL is by sets: its cost does not grow with a statement per change.
 */
import { sql } from 'kysely'
import type { Change, RecordState } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { applyChange } from '#core/sync/merge.ts'
import { registerOf } from '#core/registers/index.ts'
import { rowsOf, type Db } from './database.ts'
import { plain } from './enrolment.ts'
import { passOn, reachOf } from './moves.ts'
import { enterScope, leaveScope } from './scope.ts'

/** A change and the text it is logged as: keys this version does not know are part of it. */
export interface Entry { readonly change: Change, readonly body: string }

/** Villages that are locked, and the last number of each so far. */
export type Locked = Map<string, number>

/** Inside the caller's transaction; every (device, number) must be new to its village. Leaves the county's own role in force. */
export async function logChanges(db: Db, entries: readonly Entry[], now: number): Promise<void> {
  if (entries.length === 0) return
  const reach = await reachOf(db, entries.map(entry => entry.change))
  const locked: Locked = new Map()
  await lockVillages(db, locked, reach.villages)
  const touched = await append(db, locked, entries, now)
  if (reach.moved) await passOn(db, locked, touched, now)
  await leaveScope(db)
}

/** Widens the scope to these villages as well and takes their locks. Those that do not exist are left out. */
export async function lockVillages(db: Db, locked: Locked, villages: readonly string[]): Promise<void> {
  const more = villages.filter(village => !locked.has(village))
  if (more.length === 0) return
  await enterScope(db, [...locked.keys(), ...more])
  const rows = await rowsOf(db, sql<{ code: string, last: number }>`
    select code, last from village where code = any(${more}::text[]) order by code for update`)
  for (const { code, last } of rows) locked.set(code, last)
}

/** Numbers, logs and merges; what the touched records are now. Their villages must be locked. */
export async function append(db: Db, locked: Locked, entries: readonly Entry[], now: number): Promise<readonly RecordState[]> {
  if (entries.length === 0) return []
  const numbers = entries.map(({ change: { village } }) => {
    const number = locked.get(village)! + 1
    locked.set(village, number)
    return number
  })
  const villages = [...new Set(entries.map(entry => entry.change.village))]
  await sql`update village set last = taken.last from unnest(${villages}::text[], ${villages.map(village => locked.get(village)!)}::bigint[]) as taken(code, last)
    where village.code = taken.code`.execute(db)
  const column = (pick: (change: Change) => string | number): (string | number)[] => entries.map(entry => pick(entry.change))
  await sql`insert into change (village, number, device, device_number, register, record, body, received_at)
    select *, ${now}::bigint from unnest(${column(c => c.village)}::text[], ${numbers}::bigint[], ${column(c => c.device)}::text[], ${column(c => c.number)}::bigint[],
      ${column(c => c.register)}::text[], ${column(c => c.record)}::text[], ${entries.map(entry => entry.body)}::text[])`.execute(db)
  return mergeInto(db, entries.map(entry => entry.change))
}

const keyOf = (village: string, register: string, id: string): string => `${village}\n${register}\n${id}`

/** The village's lock is held: nobody else writes these records meanwhile. */
async function mergeInto(db: Db, changes: readonly Change[]): Promise<readonly RecordState[]> {
  const records = new Map<string, RecordState | undefined>()
  for (const change of changes) records.set(keyOf(change.village, change.register, change.record), undefined)
  const keys = [...records.keys()].map(key => key.split('\n'))
  const standing = await rowsOf(db, sql<{ state: string }>`
    select state from record join unnest(${keys.map(key => key[0])}::text[], ${keys.map(key => key[1])}::text[], ${keys.map(key => key[2])}::text[])
      as wanted(village, register, id) using (village, register, id)`)
  for (const { state } of standing) {
    const record = JSON.parse(state) as RecordState
    records.set(keyOf(record.village, record.register, record.id), record)
  }
  const changed = new Set<string>()
  for (const change of changes) {
    const key = keyOf(change.village, change.register, change.record)
    const before = records.get(key)
    const after = applyChange(before, change)
    if (after !== before) changed.add(key)
    records.set(key, after)
  }
  const after = [...changed].map(key => records.get(key)!)
  await sql`insert into record (village, register, id, household, home, state)
    select * from unnest(${after.map(r => r.village)}::text[], ${after.map(r => r.register)}::text[], ${after.map(r => r.id)}::text[],
      ${after.map(householdOf)}::text[], ${after.map(awayOf)}::text[], ${after.map(record => JSON.stringify(record))}::text[])
    on conflict (village, register, id) do update set household = excluded.household, home = excluded.home, state = excluded.state`.execute(db)
  return [...records.values()].flatMap(record => (record ? [record] : []))
}

/** Where it lives now when that is another village than that of its row; '' when it is here. */
export const awayOf = (record: RecordState): string => (homeOf(record) === record.village ? '' : plain(homeOf(record)))

export const householdField = (register: string): string => registerOf(register)?.household ?? 'household'

/** The owning household, '' for what belongs to none. A ledger this version does not know calls it `household` like the others. */
export function householdOf(record: RecordState): string {
  if (record.register === 'household') return record.id
  const owner = record.values[householdField(record.register)]
  return typeof owner === 'string' ? plain(owner) : ''
}
