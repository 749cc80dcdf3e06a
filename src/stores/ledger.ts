/**
 * The ledger on the screen: its question, the ids of the whole answer, and the lines near what is in sight.
 * A later question overtakes an earlier one. Filters and what is searched are held in memory only.
 */
import { computed, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import { AppError } from '#core/error.ts'
import type { Ledger } from '#core/ledgers/define.ts'
import { ledgerOf } from '#core/ledgers/index.ts'
import type { ColumnFilter, LedgerChoice, LedgerLine, LedgerQuery } from '../db/book-ledgers.ts'
import { useBook, type Changed } from './book.ts'
import { columnsIn, keepChoice, loadChoice, movedTo, pinnedOf, plainChoice, resized, toggled, widthIn, type Choice } from './ledger-choice.ts'
import { kept } from './ledger-order.ts'
import { useVillage } from './village.ts'

export type { ColumnFilter, LedgerChoice, LedgerLine, LedgerQuery }

const SLICE = 64
/** Lines held in the window; the farthest go first. */
const HELD = 3000
/** After a change of somebody else, before the list is asked for again. */
const PAUSE = 250

export interface LedgerFound { readonly query: LedgerQuery; readonly ids: readonly string[]; readonly totals: Readonly<Record<string, number>> }

export const useLedger = defineStore('ledger', () => {
  const books = useBook()
  const villages = useVillage()
  const ledger = shallowRef<Ledger | null>(null)
  const choice = shallowRef<Choice>({ shown: [], widths: {}, sort: null })
  const text = shallowRef('')
  const filters = shallowRef<Readonly<Record<string, ColumnFilter>>>({})
  const withEnded = shallowRef(false)
  const found = shallowRef<LedgerFound | null>(null)
  const lines = shallowRef<ReadonlyMap<string, LedgerLine>>(new Map())
  /** Lines stand where they stood, though a change would order or filter them otherwise. */
  const disordered = shallowRef(false)
  let asked = 0
  let wanted: readonly [number, number] = [0, SLICE - 1]
  let fetching: Promise<void> | null = null
  let touched = new Set<string>()
  let later: ReturnType<typeof setTimeout> | undefined

  const columns = computed(() => {
    if (!ledger.value) return []
    const pinned = new Set(pinnedOf(ledger.value))
    return columnsIn(ledger.value, choice.value).map(column => ({
      key: column.key, title: column.title, field: column.field, computed: column.from.kind === 'computed', total: column.total,
      width: widthIn(choice.value, column), pinned: pinned.has(column)
    }))
  })
  const keys = computed(() => columns.value.map(({ key }) => key).join('\n'))
  const query = computed<LedgerQuery | null>(() => ledger.value && {
    ledger: ledger.value.name, text: text.value.trim(), ...(villages.current ? { village: villages.current.code } : {}),
    filters: filters.value, sort: choice.value.sort, columns: keys.value.split('\n'), withEnded: withEnded.value
  })
  const isFiltered = computed(() => text.value.trim() !== '' || Object.keys(filters.value).length > 0)

  async function open(name: string): Promise<void> {
    const wish = ledgerOf(name)
    if (!wish) throw new AppError('record-missing')
    if (ledger.value?.name !== name) {
      leave()
      ledger.value = wish
      choice.value = loadChoice(wish)
    }
    await find()
  }

  function leave(): void {
    asked++
    clearTimeout(later)
    ledger.value = null
    found.value = null
    lines.value = new Map()
    text.value = ''
    filters.value = {}
    withEnded.value = false
    disordered.value = false
    touched = new Set()
    wanted = [0, SLICE - 1]
  }

  /** Asks the whole question anew: what was touched finds its place. */
  async function find(): Promise<void> {
    const turn = ++asked
    const question = query.value
    if (!question) return
    clearTimeout(later)
    const list = await books.book().ledger(question)
    if (turn !== asked) return
    touched = new Set()
    disordered.value = false
    await show(question, list.ids, list.totals, turn)
  }

  /** The list and its first lines come into the picture together. */
  async function show(question: LedgerQuery, ids: readonly string[], totals: Readonly<Record<string, number>>, turn: number): Promise<void> {
    const sameColumns = found.value?.query.columns.join('\n') === question.columns.join('\n')
    const [from, to] = wanted[0] < ids.length ? wanted : [0, SLICE - 1]
    const near = ids.slice(from, to + 1)
    const got = await books.book().ledgerLines(question, near)
    if (turn !== asked) return
    lines.value = new Map([...(sameColumns ? lines.value : []), ...got.map(line => [line.id, line] as const)])
    found.value = { query: question, ids, totals }
  }

  /** Lines of these places that are not here yet. Only the latest wish counts: who scrolls on does not wait for what has passed by. */
  function need(from: number, to: number): Promise<void> {
    wanted = [Math.floor(from / SLICE) * SLICE, Math.ceil((to + 1) / SLICE) * SLICE - 1]
    fetching ??= fetchWanted().finally(() => { fetching = null })
    return fetching
  }

  async function fetchWanted(): Promise<void> {
    for (;;) {
      const now = found.value
      const at = wanted
      const missing = now?.ids.slice(at[0], at[1] + 1).filter(id => !lines.value.has(id)) ?? []
      if (!now || missing.length === 0) return
      const got = await books.book().ledgerLines(now.query, missing)
      if (found.value?.query.columns !== now.query.columns || ledger.value?.name !== now.query.ledger) continue
      add(got)
      // A line that is gone from the book cannot be asked for again and again.
      if (got.length === 0 && at === wanted) return
    }
  }

  function add(got: readonly LedgerLine[]): void {
    const all = new Map(lines.value)
    for (const line of got) { all.delete(line.id); all.set(line.id, line) }
    for (const id of [...all.keys()].slice(0, Math.max(0, all.size - Math.max(HELD, got.length)))) all.delete(id)
    lines.value = all
  }

  /** Reads lines again in their places. */
  async function reread(ids: readonly string[]): Promise<void> {
    const now = found.value
    if (!now || ids.length === 0) return
    const got = await books.book().ledgerLines(now.query, ids)
    if (found.value?.query.columns === now.query.columns && ledger.value) add(got)
  }

  /** The list again, without moving what stands on the screen. */
  async function relist(): Promise<void> {
    const now = found.value
    const question = query.value
    if (!now || !question) return
    const turn = asked
    const list = await books.book().ledger(question)
    if (turn !== asked || !found.value) return
    const order = kept(found.value.ids, list.ids, touched)
    disordered.value = order.disordered
    found.value = { query: found.value.query, ids: order.ids, totals: list.totals }
    await need(...wanted)
  }

  async function refresh(changed: Changed): Promise<void> {
    if (!found.value) return
    const shown = [...lines.value.values()].filter(line => changed === 'all' || changed.length === 0 || (line.household !== null && changed.includes(line.household)))
    await reread(shown.slice(-4 * SLICE).map(line => line.id))
    // Lines out of sight are read when they come into sight.
    if (shown.length > 4 * SLICE) drop(shown.slice(0, -4 * SLICE).map(line => line.id))
    clearTimeout(later)
    later = setTimeout(() => void relist(), PAUSE)
  }
  function drop(ids: readonly string[]): void {
    const all = new Map(lines.value)
    for (const id of ids) all.delete(id)
    lines.value = all
  }

  /** `ids` were changed on this screen: they stay where they are. */
  async function noteTouched(ids: readonly string[]): Promise<void> {
    for (const id of ids) touched.add(id)
    await reread(ids)
    await relist()
  }

  const choicesOf = (column: string): Promise<readonly LedgerChoice[]> => {
    if (!query.value) throw new AppError('record-missing')
    return books.book().ledgerChoices(query.value, column)
  }

  async function ask(change: () => void): Promise<void> {
    const before = query.value
    change()
    if (query.value !== before) await find()
  }
  function choose(next: Choice): void {
    choice.value = next
    if (ledger.value) keepChoice(ledger.value, next)
  }
  const setText = (value: string): Promise<void> => ask(() => { text.value = value })
  const setFilter = (column: string, filter: ColumnFilter | null): Promise<void> => ask(() => {
    const others = Object.entries(filters.value).filter(([key]) => key !== column)
    filters.value = Object.fromEntries(filter ? [...others, [column, filter]] : others)
  })
  const clearFilters = (): Promise<void> => ask(() => { filters.value = {}; text.value = '' })
  const setSort = (sort: Choice['sort']): Promise<void> => ask(() => choose({ ...choice.value, sort }))
  const setEnded = (value: boolean): Promise<void> => ask(() => { withEnded.value = value })
  const toggleColumn = (key: string): Promise<void> => ask(() => choose(toggled(choice.value, ledger.value!, key)))
  const moveColumn = (key: string, to: number): Promise<void> => ask(() => choose(movedTo(choice.value, key, to)))
  const resetColumns = (): Promise<void> => ask(() => choose({ ...plainChoice(ledger.value!), sort: choice.value.sort }))
  const resize = (key: string, width: number): void => choose(resized(choice.value, key, width))

  watch(() => villages.current?.code, () => books.isOpen && found.value ? find() : undefined)
  books.onChange(changed => void refresh(changed))
  books.onClose(leave)

  return {
    ledger, choice, columns, text, filters, withEnded, found, lines, disordered, query, isFiltered,
    open, leave, find, need, reread, noteTouched, choicesOf, setText, setFilter, clearFilters, setSort, setEnded, toggleColumn, moveColumn, resetColumns, resize
  }
})
