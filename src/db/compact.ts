/**
 * Folding: log rows and own changes are written into the pages they touch, and what the pages hold is then
 * dropped from the log. Own rows go only when a durable receipt covers all of them; until then they stay
 * beside the pages, marked as folded. One strict transaction, so a cut leaves the old pages or the new. What
 * is dropped or folded goes into the history in the same one: the timeline is told from it.
 */
import { commit, type Desk } from './desk.ts'
import { historyOf } from './keep-history.ts'
import { HOUSEHOLD, householdOf } from './belongs.ts'
import { covers } from './ranges.ts'
import type { Slot } from './roster.ts'

const HOUSEHOLDS_PER_PAGE = 200
const LOG_ROWS = 40
const OWN_ROWS = 400

export const needsFolding = (desk: Desk): boolean =>
  desk.state.log.length > LOG_ROWS || desk.ownKeys.filter(key => key.folded === 0).length > OWN_ROWS
  || desk.ownKeys.some(key => key.folded === 0 && key.to - key.from >= OWN_ROWS)

export const fold = (desk: Desk): Promise<void> => desk.inTurn(async () => {
  // A village that is loading or waits to be loaded again gets its pages from the county.
  if (Object.keys(desk.state.loading).length > 0 || desk.state.reload.length > 0) return
  const { slots, nextPage } = placeNew(desk)
  const touched = new Set([...slots.keys()].filter(slot => slot.dirty || slot.page === 0).map(slot => slots.get(slot)!))
  const contents = new Map<number, { readonly village: string; readonly slots: Slot[] }>()
  for (const [slot, page] of slots) {
    if (!touched.has(page)) continue
    const content = contents.get(page)
    if (content) content.slots.push(slot)
    else contents.set(page, { village: slot.record.village, slots: [slot] })
  }
  const pages = await Promise.all([...contents].map(([id, { village, slots: held }]) => desk.envelopes.page(
    { id, village: desk.state.pages[id]?.village ?? village, revision: (desk.state.pages[id]?.revision ?? 0) + 1 }, held.map(slot => slot.record))))
  const dropOwn = desk.ownKeys.filter(({ from, to }) => covers(desk.state.confirmed, from, to))
  const kept = desk.ownKeys.filter(key => !dropOwn.includes(key))
  const manifest = { ...desk.state.pages, ...Object.fromEntries(pages.map(({ id, village, revision }) => [id, { village, revision }])) }
  const history = await historyOf(desk, desk.state.log, desk.ownKeys)
  await commit(desk, { pages: manifest, nextPage, log: [], ...history.patch }, {
    pages, history: history.rows, dropLog: desk.state.log.map(row => row.n), dropOwn: dropOwn.map(key => key.from),
    markFolded: kept.filter(key => key.folded === 0).map(key => key.from)
  })
  desk.ownKeys = kept.map(key => ({ ...key, folded: 1 }))
  for (const [slot, page] of slots) {
    slot.page = page
    if (touched.has(page)) slot.dirty = false
  }
})

/** A page for every record: its own, its household's, or a new one that is filled up to its size. */
function placeNew(desk: Desk): { slots: Map<Slot, number>; nextPage: number } {
  const slots = new Map<Slot, number>()
  let { nextPage } = desk.state
  const open = new Map<string, { page: number; left: number }>()
  const newPage = (village: string): number => {
    const room = open.get(village)
    if (room && room.left > 0) {
      room.left--
      return room.page
    }
    open.set(village, { page: nextPage, left: HOUSEHOLDS_PER_PAGE - 1 })
    return nextPage++
  }
  for (const slot of desk.roster.all(HOUSEHOLD)) slots.set(slot, slot.page || newPage(slot.record.village))
  for (const slot of desk.roster.slots()) {
    if (slots.has(slot)) continue
    const household = householdOf(slot.record)
    const home = household === null ? undefined : desk.roster.slot(HOUSEHOLD, household)
    slots.set(slot, slot.page || (home && slots.get(home)) || newPage(slot.record.village))
  }
  return { slots, nextPage }
}
