/**
 * Households that move to another village (core/sync/home.ts). Nothing is taken out of a log: every change of
 * the household's records is put into the log of the village it moves to as well, with the same identity, and
 * one change of the county per record says where it lives. An edit that was still on its way from the old
 * village is logged there and passed on, from village to village until the record is at home. So the log of a
 * record's home always holds all there is of it, and moving twice, or back, needs no rule of its own.
 */
import { sql } from 'kysely'
import { AppError } from '#core/error.ts'
import type { Change, RecordState } from '#core/sync/change.ts'
import { FIRST_STAMP, tick } from '#core/sync/clock.ts'
import { homeOf, MOVED_TO } from '#core/sync/home.ts'
import { sawFor } from '#core/sync/merge.ts'
import { canonicalJson } from '#core/sync/signing.ts'
import { rowsOf, type Database, type Db } from './database.ts'
import { leaveScope } from './scope.ts'
import { append, householdField, householdOf, lockVillages, type Entry, type Locked } from './village-log.ts'

/** Under this name the county itself writes into a village's log; its numbers count up there, under the village's lock. */
export const countyDevice = (village: string): string => `county-in-${village}`

export interface Move { readonly household: string, readonly from: string, readonly to: string }

/** How many records went along. Moving what has moved already moves nothing. */
export async function moveHousehold(database: Database, { household, from, to }: Move, now: number): Promise<number> {
  if (from === to) throw new AppError('county-command-wrong', { reason: '迁出和迁入是同一个村' })
  return database.transaction(async db => {
    const locked: Locked = new Map()
    await lockVillages(db, locked, [from, to])
    for (const village of [from, to]) if (!locked.has(village)) throw new AppError('county-command-wrong', { reason: `没有编码为 ${village} 的村` })
    const [row] = await rowsOf(db, sql<{ state: string }>`select state from record where village = ${from} and register = 'household' and id = ${household}`)
    if (!row) throw new AppError('county-command-wrong', { reason: `${from} 没有编号为 ${household} 的户` })
    const state = JSON.parse(row.state) as RecordState
    if (homeOf(state) === to) return 0
    if (homeOf(state) !== from) throw new AppError('county-command-wrong', { reason: `这一户已经迁到 ${homeOf(state)}，请从那个村迁出` })
    const touched = await append(db, locked, await movedEntries(db, from, [[state, to]], now), now)
    await passOn(db, locked, touched, now)
    const [count] = await rowsOf(db, sql<{ records: number }>`select count(*)::int as records from record where village = ${from} and household = ${household} and home = ${to}`)
    await leaveScope(db)
    return count!.records
  })
}

/**
 * Which villages these changes concern: their own, and those where the records they touch, or the households
 * of new ones, live now. Asked before any lock, so that all are taken in the order of their codes; a move
 * between the question and the lock is met again in passOn(). Asked as the county itself: a laptop of the old
 * village is not granted the new one, yet its late edit belongs there.
 */
export async function reachOf(db: Db, changes: readonly Change[]): Promise<{ readonly villages: readonly string[], readonly moved: boolean }> {
  const villages = new Set(changes.map(change => change.village))
  const ids = new Set(changes.map(change => change.record))
  let moved = false
  for (const { register, fields } of changes) {
    const to = own(fields, MOVED_TO), household = own(fields, householdField(register))
    if (typeof to === 'string' && to !== '') { villages.add(to); moved = true }
    if (typeof household === 'string') ids.add(household.replaceAll('\0', '').toWellFormed())
  }
  for (let asked = 0; asked < villages.size;) {
    asked = villages.size
    const homes = await rowsOf(db, sql<{ home: string }>`
      select distinct home from record where village = any(${[...villages]}::text[]) and id = any(${[...ids]}::text[]) and home <> ''`)
    for (const { home } of homes) { villages.add(home); moved = true }
  }
  return { villages: [...villages], moved }
}

const own = <T>(map: Readonly<Record<string, T>>, key: string): T | undefined => (Object.hasOwn(map, key) ? map[key] : undefined)

/** After records were touched: what belongs to a household follows it, and each change goes on to where its record lives. */
export async function passOn(db: Db, locked: Locked, touched: readonly RecordState[], now: number): Promise<void> {
  // Every round of the loop puts changes into a log that did not have them, or is the last.
  for (let states = touched; states.length > 0;) {
    const next: RecordState[] = []
    for (const [village, mine] of groupBy(states, state => state.village)) {
      const followers = await followersIn(db, village, mine)
      const led = await append(db, locked, await movedEntries(db, village, followers, now), now)
      const current = [...new Map([...mine, ...led].map(state => [`${state.register}\n${state.id}`, state])).values()]
      for (const [home, away] of groupBy(current.filter(state => homeOf(state) !== village), homeOf)) {
        await lockVillages(db, locked, [home])
        if (locked.has(home)) next.push(...await append(db, locked, await missingAt(db, village, home, away), now))
      }
    }
    states = next
  }
}

/** Records of this village that live elsewhere than their household does, and where that is. */
async function followersIn(db: Db, village: string, states: readonly RecordState[]): Promise<readonly (readonly [RecordState, string])[]> {
  const households = [...new Set(states.map(householdOf).filter(Boolean))]
  const homes = new Map((await rowsOf(db, sql<{ id: string, home: string }>`
    select id, home from record where village = ${village} and register = 'household' and id = any(${households}::text[])`)).map(row => [row.id, row.home || village]))
  // The household itself was touched: all of its records may have to follow. Else only those that were touched.
  const led = states.filter(state => state.register === 'household').map(state => state.id)
  const rows = await rowsOf(db, sql<{ state: string }>`
    select r.state from record r join unnest(${led}::text[], ${led.map(id => homes.get(id)!)}::text[]) as moved(household, home) on r.household = moved.household
    where r.village = ${village} and r.register <> 'household' and coalesce(nullif(r.home, ''), r.village) <> moved.home order by r.register, r.id`)
  const all = new Map([...states, ...rows.map(row => JSON.parse(row.state) as RecordState)].map(state => [`${state.register}\n${state.id}`, state]))
  return [...all.values()].flatMap(state => {
    const home = homes.get(householdOf(state))
    return state.register !== 'household' && home !== undefined && home !== homeOf(state) ? [[state, home] as const] : []
  })
}

/** One change of the county per record. The village is locked: nobody else takes the county's numbers in it. */
async function movedEntries(db: Db, village: string, records: readonly (readonly [RecordState, string])[], now: number): Promise<readonly Entry[]> {
  if (records.length === 0) return []
  const from = await nextCountyNumber(db, village)
  return records.map(([state, to], i) => entryOf({
    device: countyDevice(village), number: from + i, village, register: state.register, record: state.id, by: '', origin: { kind: 'county' },
    stamp: tick(state.writes.reduce((last, { stamp }) => (stamp > last ? stamp : last), FIRST_STAMP), now),
    fields: { [MOVED_TO]: to }, saw: sawFor(state, [MOVED_TO])
  }))
}

export async function nextCountyNumber(db: Db, village: string): Promise<number> {
  const [row] = await rowsOf(db, sql<{ last: number | null }>`
    select max(device_number) as last from change where village = ${village} and device = ${countyDevice(village)}`)
  return (row?.last ?? 0) + 1
}

export const entryOf = (change: Change): Entry => ({ change, body: canonicalJson(change) })

/** Every change of these records in one village's log that the other's does not have, as it is to stand there. */
async function missingAt(db: Db, from: string, to: string, states: readonly RecordState[]): Promise<readonly Entry[]> {
  const rows = await rowsOf(db, sql<{ body: string }>`
    select c.body from change c join unnest(${states.map(state => state.register)}::text[], ${states.map(state => state.id)}::text[]) as wanted(register, record)
      using (register, record)
    where c.village = ${from} and not exists (select from change t where t.village = ${to} and t.device = c.device and t.device_number = c.device_number)
    order by c.number`)
  return rows.map(({ body }) => entryOf({ ...JSON.parse(body) as Change, village: to }))
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}
