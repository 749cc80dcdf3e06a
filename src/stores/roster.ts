/**
 * The list of households as the window shows it: ids of the whole answer, rows only for what is in sight.
 * A later question overtakes an earlier one: an answer that comes late is dropped, or a fast typist would
 * see the list of three keys ago.
 */
import { computed, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import type { HouseholdQuery, HouseholdRow } from '../db/book.ts'
import { useBook } from './book.ts'
import { useVillage } from './village.ts'

export type { HouseholdRow }
export type Show = NonNullable<HouseholdQuery['show']>

export interface RosterFound {
  readonly query: HouseholdQuery
  readonly ids: readonly string[]
  readonly took: number
}

const SLICE = 64

export const useRoster = defineStore('roster', () => {
  const books = useBook()
  const villages = useVillage()
  const text = shallowRef('')
  const group = shallowRef('')
  const show = shallowRef<Show>('all')
  const found = shallowRef<RosterFound | null>(null)
  /** Cache of rows by household; replaced as a whole, so that a change of it is seen. */
  const rows = shallowRef<ReadonlyMap<string, HouseholdRow>>(new Map())
  const groups = shallowRef<readonly { readonly group: string; readonly households: number }[]>([])
  /** Index of the marked row; the list, the search box and Alt+↑/↓ all move this one. */
  const active = shallowRef(0)
  let asked = 0
  let pending: Promise<void> | null = null
  /** Everything may have changed: the next answer replaces the cache instead of adding to it. */
  let stale = false
  const fetching = new Set<string>()

  const query = computed<HouseholdQuery>(() => ({
    text: text.value.trim(),
    ...(villages.current ? { village: villages.current.code } : {}),
    ...(group.value ? { group: group.value } : {}),
    show: show.value
  }))
  const isFiltered = computed(() => query.value.text !== '' || group.value !== '' || show.value !== 'all')

  function find(): Promise<void> {
    const going = ask(++asked).finally(() => { if (pending === going) pending = null })
    pending = going
    return going
  }

  async function ask(turn: number): Promise<void> {
    const question = query.value
    const list = await books.book().search(question)
    if (turn !== asked) return
    const first = list.ids.slice(0, SLICE)
    const firstRows = await books.book().rows(first, question)
    if (turn !== asked) return
    fetching.clear()
    const same = sameQuery(found.value?.query, question)
    const keep = same && !stale
    stale = false
    found.value = { query: question, ids: list.ids, took: list.took }
    rows.value = new Map([...(keep ? rows.value : []), ...firstRows.map(row => [row.id, row] as const)])
    if (!same) active.value = 0
    active.value = Math.max(0, Math.min(active.value, list.ids.length - 1))
  }

  /** Fetches the rows of these places that are not here yet, by whole slices. */
  async function need(from: number, to: number): Promise<void> {
    const now = found.value
    if (!now) return
    const missing = now.ids.slice(Math.floor(from / SLICE) * SLICE, Math.ceil((to + 1) / SLICE) * SLICE)
      .filter(id => !rows.value.has(id) && !fetching.has(id))
    if (missing.length === 0) return
    for (const id of missing) fetching.add(id)
    const got = await books.book().rows(missing, now.query)
    for (const id of missing) fetching.delete(id)
    if (found.value !== now) return
    rows.value = new Map([...rows.value, ...got.map(row => [row.id, row] as const)])
  }

  async function refreshGroups(): Promise<void> {
    const all = await books.book().groups()
    groups.value = all.filter(({ village }) => !villages.current || village === villages.current.code)
  }

  /** After a change: the rows it names are read again in place, and the list where the filter could differ. */
  async function refresh(households: readonly string[] | 'all'): Promise<void> {
    if (!found.value) return
    if (households === 'all') {
      stale = true
      await Promise.all([find(), refreshGroups()])
      return
    }
    const shown = households.filter(id => rows.value.has(id))
    if (shown.length > 0) {
      const got = await books.book().rows(shown, found.value.query)
      rows.value = new Map([...rows.value, ...got.map(row => [row.id, row] as const)])
    }
    if (isFiltered.value || households.some(id => !found.value?.ids.includes(id))) await find()
  }

  /** The neighbour of a household in the list as it stands; null at its ends. */
  function neighbour(id: string, step: 1 | -1): string | null {
    const place = found.value?.ids.indexOf(id) ?? -1
    return place < 0 ? null : found.value?.ids[place + step] ?? null
  }

  /** The marked household of the question as it stands: who types fast and presses Enter means the new list. */
  async function marked(): Promise<string | null> {
    while (pending) await pending
    return found.value?.ids[active.value] ?? null
  }

  function mark(index: number): void {
    active.value = Math.max(0, Math.min(index, (found.value?.ids.length ?? 0) - 1))
  }
  function markHousehold(id: string): void {
    const place = found.value?.ids.indexOf(id) ?? -1
    if (place >= 0) active.value = place
  }

  const setText = (value: string): void => void (text.value = value)
  const setGroup = (value: string): void => void (group.value = value)
  const setShow = (value: Show): void => void (show.value = value)
  function clearFilters(): void {
    text.value = ''
    group.value = ''
    show.value = 'all'
  }

  // At once, not with the next picture: `marked` must know that a question is on its way.
  watch(query, () => books.isOpen && found.value ? find() : undefined, { flush: 'sync' })
  watch(() => villages.current?.code, () => books.isOpen && found.value ? refreshGroups() : undefined)
  books.onChange(households => void refresh(households))
  books.onClose(() => {
    asked++
    found.value = null
    rows.value = new Map()
    groups.value = []
    text.value = ''
  })

  return {
    text, group, show, query, found, rows, groups, active, isFiltered,
    find, need, refreshGroups, neighbour, marked, mark, markHousehold, setText, setGroup, setShow, clearFilters
  }
})

const sameQuery = (a: HouseholdQuery | undefined, b: HouseholdQuery): boolean =>
  a !== undefined && a.text === b.text && a.group === b.group && a.show === b.show && a.village === b.village
