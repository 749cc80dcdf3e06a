/**
 * A procedure while it is being started: for whom, of which kind, on what grounds. Nothing is written before `start`.
 * What is typed stays here through a lock and a change of page; what the book said of the household is forgotten.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { CaseKind } from '#core/procedure/index.ts'
import type { Values } from '#core/registers/define.ts'
import { HEAD } from '#core/registers/index.ts'
import type { HouseholdFile, HouseholdRow } from '../db/book.ts'
import type { CaseLine } from '../db/book-monitor.ts'
import { useBook } from './book.ts'
import { isEnded } from './household.ts'
import { oneWish } from './one-wish.ts'
import { useVillage } from './village.ts'

/** Where it is started from: a household's page, a clue. */
export interface StartFrom { readonly household?: string; readonly kind?: CaseKind; readonly clue?: string; readonly channel?: string; readonly risks?: readonly string[] }

const SHOWN = 6

export const useCaseStart = defineStore('case-start', () => {
  const books = useBook()
  const villages = useVillage()
  const from = shallowRef<StartFrom | null>(null)
  const household = shallowRef('')
  const file = shallowRef<HouseholdFile | null>(null)
  const cases = shallowRef<readonly CaseLine[]>([])
  const rows = shallowRef<readonly HouseholdRow[]>([])
  const starting = shallowRef(false)
  /** Typed in the form, by its own names; the form gives it back when it is opened again. */
  const typed = shallowRef<Readonly<Record<string, unknown>>>({})
  let asked = 0

  const isOpen = computed(() => from.value !== null)
  const open = computed(() => cases.value.filter(({ status }) => !status.closed))
  const headName = computed(() => {
    const head = file.value?.members.find(member => member.values['relation'] === HEAD && !isEnded(member))
    return typeof head?.values['name'] === 'string' ? head.values['name'] : ''
  })

  async function begin(wish: StartFrom = {}): Promise<void> {
    // Begun and left: it goes on where it was, unless it is about somebody else now.
    if (wish.household !== undefined && wish.household !== household.value) forget()
    from.value = wish
    if (wish.household) await choose(wish.household)
    else if (household.value && !file.value) await choose(household.value)
  }
  async function search(text: string): Promise<void> {
    const turn = ++asked
    const query = { text: text.trim(), ...(villages.current ? { village: villages.current.code } : {}) }
    const { ids } = query.text === '' ? { ids: [] } : await books.book().search(query)
    const got = await books.book().rows(ids.slice(0, SHOWN), query)
    if (turn === asked) rows.value = got
  }
  async function choose(id: string): Promise<void> {
    const turn = ++asked
    household.value = id
    rows.value = []
    const [house, known] = await Promise.all([books.book().household(id), books.book().cases({ household: id })])
    if (turn !== asked) return
    file.value = house
    cases.value = known
  }
  function leaveHousehold(): void {
    asked++
    household.value = ''
    file.value = null
    cases.value = []
    rows.value = []
  }

  /** The new case's id. What was typed stays when it is refused. */
  const start = oneWish(async (kind: CaseKind, on: string, values: Values): Promise<string> => {
    starting.value = true
    try {
      const clue = from.value?.clue
      const { id } = await books.book().openCase({ household: household.value, kind, on, values: clue ? { ...values, clue } : values })
      forget()
      return id
    } finally {
      starting.value = false
    }
  })

  const close = (): void => { from.value = null }
  function forget(): void {
    leaveHousehold()
    from.value = null
    typed.value = {}
  }
  books.onClose(() => {
    asked++
    file.value = null
    cases.value = []
    rows.value = []
  })

  return { from, isOpen, household, file, open, headName, rows, starting, typed, begin, search, choose, leaveHousehold, start, close, forget }
})
