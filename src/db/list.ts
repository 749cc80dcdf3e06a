/** The household list: what a query finds, in order, and the rows that are shown of it. */
import { headsOf } from '#core/sync/merge.ts'
import { homeOf } from '#core/sync/home.ts'
import type { HouseholdList, HouseholdQuery, HouseholdRow } from './book.ts'
import { HOUSEHOLD } from './belongs.ts'
import { conflictCounts } from './conflicts.ts'
import type { Desk } from './desk.ts'
import { groupNumber } from './group-order.ts'
import { dayOf } from './ledger-context.ts'
import { recordKey } from './roster.ts'
import type { Picture } from './rows.ts'

export function findHouseholds(desk: Desk, query: HouseholdQuery): HouseholdList {
  const started = performance.now()
  const fits = filterOf(desk, query)
  const ids = desk.index.find(query.text, query.show === 'ended').filter(fits)
  return { total: ids.length, ids, took: performance.now() - started }
}

function filterOf(desk: Desk, { village, group, show = 'all' }: HouseholdQuery): (id: string) => boolean {
  if (village === undefined && group === undefined && (show === 'all' || show === 'ended')) return () => true
  const conflicts = show === 'conflict' ? conflictCounts(desk) : new Map<string, number>()
  const year = dayOf(desk.env.now()).slice(0, 4)
  const shown: Readonly<Record<typeof show, (picture: Picture) => boolean>> = {
    all: () => true,
    ended: () => true,
    monitored: picture => (picture.monitorCategory !== null || isPutInCategory(desk, picture.id)) && picture.riskEliminated !== true,
    // Not visited this year: the round of visits begins anew each January.
    unvisited: picture => picture.visitedOn === null || !picture.visitedOn.startsWith(year),
    conflict: picture => conflicts.has(picture.id),
    unsent: picture => unsentOf(desk, picture.id) > 0
  }
  return id => {
    const picture = desk.pictures.of(id)
    return picture !== undefined && (village === undefined || picture.village === village)
      && (group === undefined || picture.group === group) && shown[show](picture)
  }
}

/** Somebody has, even where it is not decided into which: such a household must not drop out of sight. */
function isPutInCategory({ roster }: Desk, id: string): boolean {
  const household = roster.get(HOUSEHOLD, id)
  return household !== undefined && headsOf(household, 'monitorCategory').some(({ value }) => typeof value === 'string' && value !== '')
}

function unsentOf(desk: Desk, household: string): number {
  let unsent = desk.waiting.of(recordKey(HOUSEHOLD, household))
  for (const { record } of desk.roster.belonging(household)) unsent += desk.waiting.of(recordKey(record.register, record.id))
  return unsent
}

export function rowsOf(desk: Desk, ids: readonly string[], query: HouseholdQuery): readonly HouseholdRow[] {
  const conflicts = conflictCounts(desk)
  return ids.flatMap(id => {
    const picture = desk.pictures.of(id)
    if (!picture) return []
    const hit = query.text.trim() === '' ? '' : desk.index.hitOf(id, query.text)
    return [{ ...picture, conflicts: conflicts.get(id) ?? 0, unsent: unsentOf(desk, id), hit }]
  })
}

export function groupsOf(desk: Desk): readonly { readonly village: string; readonly group: string; readonly households: number }[] {
  const groups = new Map<string, { village: string; group: string; households: number }>()
  for (const { record } of desk.roster.all(HOUSEHOLD)) {
    if (!desk.roster.isCurrent(record)) continue
    const group = typeof record.values['villagerGroup'] === 'string' ? record.values['villagerGroup'] : ''
    const village = homeOf(record)
    const key = recordKey(village, group)
    const known = groups.get(key)
    if (known) known.households++
    else groups.set(key, { village, group, households: 1 })
  }
  return [...groups.values()].sort((a, b) => (a.village < b.village ? -1 : a.village > b.village ? 1 : groupNumber(a.group) - groupNumber(b.group)))
}
