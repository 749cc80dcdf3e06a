/**
 * The cases of this laptop: the list with its filters, and how many of them wait for this laptop's level or are late.
 * Where a case stands is worked out by the book; here is only chosen among what it said.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { CaseKind, Role } from '#core/procedure/index.ts'
import { isLate, isMine } from '#core/procedure/offers.ts'
import type { CaseLine } from '../db/book-monitor.ts'
import { useBook } from './book.ts'
import { useProblems } from './problems.ts'
import { useVillage } from './village.ts'

export type { CaseLine }
export type CasesShow = 'mine' | 'late' | 'open' | 'closed'
export interface CasesFilter { readonly show: CasesShow; readonly kind: CaseKind | ''; readonly text: string }

/** Changes come in storms while a round takes what the county has. */
export const CASES_DELAY_MS = 800

const SHOWS: Readonly<Record<CasesShow, (line: CaseLine, role: Role) => boolean>> = { mine: isMine, late: isLate, open: ({ status }) => !status.closed, closed: ({ status }) => status.closed }

export const useCases = defineStore('cases', () => {
  const books = useBook()
  const villages = useVillage()
  /** null until asked for. */
  const all = shallowRef<readonly CaseLine[] | null>(null)
  const role = shallowRef<Role>('village')
  const filter = shallowRef<CasesFilter>({ show: 'open', kind: '', text: '' })
  /** Households found by name, pinyin or number for the text; null where nothing is looked for. */
  const found = shallowRef<ReadonlySet<string> | null>(null)
  const watching = shallowRef(false)
  let asked = 0
  let searched = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const here = computed(() => (all.value ?? []).filter(({ village }) => !villages.current || village === villages.current.code))
  const counts = computed(() => Object.fromEntries(Object.entries(SHOWS).map(([show, holds]) => [show, here.value.filter(line => holds(line, role.value)).length])) as Record<CasesShow, number>)
  /** For the menu: what waits for somebody at this laptop. */
  const waiting = computed(() => here.value.filter(line => isMine(line, role.value) || isLate(line)).length)
  const lines = computed(() => {
    const { show, kind, text } = filter.value
    const wanted = text.trim()
    return here.value.filter(line => SHOWS[show](line, role.value) && (kind === '' || line.kind === kind) &&
      (wanted === '' || line.headName.includes(wanted) || line.group.includes(wanted) || found.value?.has(line.household) === true))
  })
  const ofHousehold = (household: string): readonly CaseLine[] => (all.value ?? []).filter(line => line.household === household)

  async function load(): Promise<void> {
    const turn = ++asked
    const [level, got] = await Promise.all([books.book().role(), books.book().cases()])
    if (turn !== asked) return
    role.value = level
    all.value = got
  }
  /** From the first look on the list is kept as it is in the book. */
  async function enter(): Promise<void> {
    watching.value = true
    await load()
  }

  async function choose(patch: Partial<CasesFilter>): Promise<void> {
    const before = filter.value
    filter.value = { ...before, ...patch }
    if (patch.text !== undefined && patch.text !== before.text) await search(patch.text)
  }
  async function search(text: string): Promise<void> {
    const turn = ++searched
    if (text.trim() === '') { found.value = null; return }
    const { ids } = await books.book().search({ text: text.trim() })
    if (turn === searched) found.value = new Set(ids)
  }

  function forget(): void {
    asked++
    searched++
    clearTimeout(timer)
    watching.value = false
    all.value = null
    found.value = null
    filter.value = { show: 'open', kind: '', text: '' }
  }
  books.onChange(() => {
    if (!watching.value) return
    clearTimeout(timer)
    timer = setTimeout(() => { if (watching.value) load().catch(useProblems().report) }, CASES_DELAY_MS)
  })
  books.onClose(forget)

  return { all, role, filter, here, lines, counts, waiting, ofHousehold, load, enter, choose }
})
