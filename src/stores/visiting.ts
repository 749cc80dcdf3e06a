/** 走访: who has to be visited by when, as the book says; here is only chosen among it. */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { visitKinds, type DueState, type VisitKind } from '#core/visiting/due.ts'
import type { DueLine } from '../db/book-visiting.ts'
import type { SettingLine } from '../db/book-monitor.ts'
import { useBook } from './book.ts'
import { todayHere } from './measures-context.ts'
import { useProblems } from './problems.ts'
import { useVillage } from './village.ts'

export type { DueLine }
export interface VisitingFilter { readonly state: DueState | 'all'; readonly kind: VisitKind | ''; readonly group: string; readonly helper: string; readonly text: string }

/** Changes come in storms while a round takes what the county has. */
export const VISITING_DELAY_MS = 800
const NOTHING: VisitingFilter = { state: 'late', kind: '', group: '', helper: '', text: '' }
export const DUE_STATES: readonly (readonly [DueState, string])[] = [['late', '过期'], ['due', '本月到期'], ['within', '在间隔内'], ['never', '没有走访过']]

export const useVisiting = defineStore('visiting', () => {
  const books = useBook()
  const villages = useVillage()
  /** null until read. */
  const all = shallowRef<readonly DueLine[] | null>(null)
  const rules = shallowRef<readonly SettingLine[]>([])
  const filter = shallowRef<VisitingFilter>(NOTHING)
  const watching = shallowRef(false)
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const among = (line: DueLine, { kind, group, helper, text }: VisitingFilter): boolean =>
    (kind === '' || line.kind === kind) && (group === '' || line.group === group) && (helper === '' || line.helper === helper) && (text.trim() === '' || line.headName.includes(text.trim()))
  const chosen = computed(() => (all.value ?? []).filter(line => among(line, filter.value)))
  const counts = computed(() => Object.fromEntries([...DUE_STATES.map(([state]) => [state, chosen.value.filter(line => line.state === state).length]), ['all', chosen.value.length]]) as Record<DueState | 'all', number>)
  const lines = computed(() => filter.value.state === 'all' ? chosen.value : chosen.value.filter(line => line.state === filter.value.state))
  const late = computed(() => (all.value ?? []).filter(({ state }) => state === 'late').length)
  const namesOf = (pick: (line: DueLine) => string): readonly string[] => [...new Set((all.value ?? []).map(pick))].filter(Boolean).sort((left, right) => left.localeCompare(right, 'zh', { numeric: true }))
  const groups = computed(() => namesOf(({ group }) => group))
  const helpers = computed(() => namesOf(({ helper }) => helper))
  /** Of each kind: days, source, whether it is only 暂定. */
  const intervals = computed(() => (Object.keys(visitKinds) as VisitKind[]).flatMap(kind => {
    const rule = rules.value.find(({ name }) => name === visitKinds[kind].setting)
    return rule ? [{ kind, title: visitKinds[kind].title, days: rule.value, source: rule.source, assumed: rule.assumed }] : []
  }))

  async function load(): Promise<void> {
    const village = villages.current?.code
    if (village === undefined) return
    const turn = ++asked
    const [got, settings] = await Promise.all([books.book().due(village), books.book().settings(Number(todayHere().slice(0, 4)))])
    if (turn !== asked) return
    all.value = got
    rules.value = settings
  }
  async function enter(): Promise<void> {
    watching.value = true
    await load()
  }
  const choose = (patch: Partial<VisitingFilter>): void => void (filter.value = { ...filter.value, ...patch })
  function leave(): void {
    watching.value = false
    clearTimeout(timer)
  }

  books.onChange(() => {
    if (!watching.value) return
    clearTimeout(timer)
    timer = setTimeout(() => { if (watching.value) load().catch(useProblems().report) }, VISITING_DELAY_MS)
  })
  books.onClose(() => {
    leave()
    asked++
    all.value = null
    filter.value = NOTHING
  })
  return { all, lines, counts, late, groups, helpers, intervals, filter, load, enter, choose, leave }
})
