/**
 * Measures of the whole village: each watched household with what it lacks, and what is done by group and for how
 * much. Households are read one handful after the other; one that changes is read again alone.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { subjectOf } from '#core/checks/subject.ts'
import { MEASURE_MARKS, measureGroups, measureState, planOf, summarise, type MeasureMark, type MeasureSummary } from '#core/measures/index.ts'
import type { RecordState } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { useBook } from './book.ts'
import { contextOf, plainRules, readRules, todayHere, type Rules } from './measures-context.ts'
import { useVillage } from './village.ts'

export interface MeasureLine extends MeasureSummary {
  readonly id: string
  readonly headName: string
  readonly group: string
  readonly category: string
  readonly planDueOn: string
}
export interface GroupLine { readonly code: string; readonly label: string; readonly kind: string; readonly running: number; readonly total: number; readonly households: number; /** 分 */ readonly amount: number; readonly withAmount: number }
export type MeasureFilter = 'all' | MeasureMark

/** Households asked for at once; the worker answers a search in between. */
const HANDFUL = 12
const textOf = (record: RecordState, field: string): string => typeof record.values[field] === 'string' ? record.values[field] : ''

export const useVillageMeasures = defineStore('measures-village', () => {
  const books = useBook()
  const villages = useVillage()
  /** null until read. */
  const lines = shallowRef<ReadonlyMap<string, MeasureLine> | null>(null)
  const all = shallowRef<readonly RecordState[]>([])
  const rules = shallowRef<Rules>(plainRules())
  const filter = shallowRef<MeasureFilter>('all')
  const group = shallowRef('')
  const text = shallowRef('')
  const progress = shallowRef<{ readonly done: number; readonly total: number } | null>(null)
  let turn = 0
  let watching = false

  const here = computed(() => [...lines.value?.values() ?? []])
  const counts = computed(() => Object.fromEntries(Object.keys(MEASURE_MARKS).map(mark => [mark, here.value.filter(line => line.marks.includes(mark as MeasureMark)).length])) as Record<MeasureMark, number>)
  const groups = computed(() => [...new Set(here.value.map(line => line.group))].sort((left, right) => left.localeCompare(right, 'zh', { numeric: true })))
  const shown = computed(() => here.value.filter(line => (filter.value === 'all' || line.marks.includes(filter.value)) && (group.value === '' || line.group === group.value)
    && (text.value.trim() === '' || line.headName.includes(text.value.trim()))).sort((left, right) => weightOf(right) - weightOf(left) || left.group.localeCompare(right.group, 'zh', { numeric: true })))
  const byGroup = computed<readonly GroupLine[]>(() => measureGroups.map(({ code, label, kind }) => {
    const own = all.value.filter(one => (textOf(one, 'group') || textOf(one, 'item').split('.')[0]) === code)
    const amounts = own.flatMap(({ values }) => typeof values['amount'] === 'number' ? [values['amount']] : [])
    return {
      code, label, kind, total: own.length, running: own.filter(({ values }) => measureState(values, todayHere()) !== 'ended').length,
      households: new Set(own.map(one => one.values['household'])).size, amount: amounts.reduce((sum, one) => sum + one, 0), withAmount: amounts.length
    }
  }))

  async function lineOf(id: string): Promise<MeasureLine | null> {
    const file = await books.book().household(id)
    const subject = subjectOf(contextOf(file, rules.value, todayHere()))
    if (!subject.open || subject.closed) return null
    return {
      ...summarise(subject, rules.value.calendar), id, headName: subject.head?.name ?? '（没有户主）', group: textOf(file.household, 'villagerGroup'),
      category: subject.text('monitorCategory') ?? '', planDueOn: String(planOf(subject)?.values['dueOn'] ?? '')
    }
  }

  /** The lines of these households, in handfuls; a later reading overtakes this one. */
  async function read(ids: readonly string[], mine: number, tell: boolean): Promise<readonly (readonly [string, MeasureLine | null])[]> {
    const found: (readonly [string, MeasureLine | null])[] = []
    for (let at = 0; at < ids.length && mine === turn; at += HANDFUL) {
      if (tell) progress.value = { done: at, total: ids.length }
      found.push(...await Promise.all(ids.slice(at, at + HANDFUL).map(async id => [id, await lineOf(id)] as const)))
    }
    return found
  }

  async function load(): Promise<void> {
    const mine = ++turn
    watching = true
    const book = books.book()
    const village = villages.current?.code
    const [now, measures, found] = await Promise.all([readRules(book), book.records('measure'), book.search({ text: '', show: 'monitored', ...(village ? { village } : {}) })])
    if (mine !== turn) return
    rules.value = now
    all.value = measures.filter(one => one.values['voided'] !== true && (!village || homeOf(one) === village))
    try {
      const made = await read(found.ids, mine, lines.value === null)
      if (mine === turn) lines.value = new Map(made.flatMap(([id, line]) => line ? [[id, line]] : []))
    } finally {
      if (mine === turn) progress.value = null
    }
  }
  function leave(): void {
    turn++
    watching = false
    progress.value = null
  }
  /** From another page, straight to what was counted there. */
  const choose = (wanted: MeasureFilter): void => void (filter.value = wanted)

  books.onChange(households => {
    if (!watching) return
    if (households === 'all' || lines.value === null || households.length > HANDFUL * 4) { void load(); return }
    void again(households)
  })
  async function again(ids: readonly string[]): Promise<void> {
    const mine = ++turn
    const [measures, made] = await Promise.all([books.book().records('measure'), read(ids, mine, false)])
    if (mine !== turn || !lines.value) return
    const village = villages.current?.code
    all.value = measures.filter(one => one.values['voided'] !== true && (!village || homeOf(one) === village))
    const kept = new Map(lines.value)
    for (const [id, line] of made) if (line) kept.set(id, line); else kept.delete(id)
    lines.value = kept
  }
  books.onClose(() => {
    leave()
    lines.value = null
    all.value = []
    filter.value = 'all'
    group.value = ''
    text.value = ''
  })

  return { lines, here, shown, counts, groups, byGroup, filter, group, text, progress, load, leave, choose }
})

const weightOf = ({ marks }: MeasureLine): number => (marks.includes('late') ? 100 : 0) + marks.length
