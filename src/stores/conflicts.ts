/**
 * Open clashes, and a person's word on them; what was decided before, and what came together by itself. A
 * decided one goes from the list only when it is stored.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { Value } from '#core/sync/change.ts'
import type { Conflict } from '../db/book.ts'
import type { Decided, Merged, Side } from '../db/book-sync.ts'
import { useBook } from './book.ts'
import { oneWish } from './one-wish.ts'

export type { Conflict, Decided, Merged, Side }

export const conflictKey = (conflict: Conflict): string => `${conflict.register}/${conflict.record}/${conflict.field}`

/** The clashes of one household stand together: who knows one answer knows the others. */
export interface ConflictGroup { readonly key: string; readonly household: string | null; readonly title: string; readonly conflicts: readonly Conflict[] }

export const useConflicts = defineStore('conflicts', () => {
  const books = useBook()
  const unordered = shallowRef<readonly Conflict[] | null>(null)
  const decided = shallowRef(0)
  const past = shallowRef<readonly Decided[] | null>(null)
  const merged = shallowRef<readonly Merged[] | null>(null)

  const groups = computed<readonly ConflictGroup[]>(() => [...Map.groupBy(unordered.value ?? [], one => one.household ?? `${one.register}/${one.record}`)]
    .map(([key, conflicts]) => ({ key, household: conflicts[0]!.household, title: shortest(conflicts), conflicts })))
  const list = computed(() => unordered.value && groups.value.flatMap(({ conflicts }) => conflicts))

  async function load(): Promise<void> {
    unordered.value = await books.book().conflicts()
  }
  async function loadPast(): Promise<void> {
    past.value = await books.book().decisions()
  }
  async function loadMerged(): Promise<void> {
    merged.value = await books.book().merged()
  }
  const decide = oneWish(async (conflict: Conflict, value: Value): Promise<void> => {
    await books.book().decide(conflict.register, conflict.record, conflict.field, value)
    decided.value++
    await Promise.all([load(), past.value ? loadPast() : null])
  })
  const undo = oneWish(async (id: string): Promise<void> => {
    await books.book().undoDecision(id)
    await Promise.all([load(), loadPast()])
  })

  books.onChange(() => {
    if (unordered.value) void load()
    if (past.value) void loadPast()
    if (merged.value) void loadMerged()
  })
  books.onClose(() => {
    unordered.value = null
    past.value = null
    merged.value = null
    decided.value = 0
  })

  return { list, groups, decided, past, merged, load, loadPast, loadMerged, decide, undo }
})

/** A member's clash is named 户主 · 成员; the household goes by its head alone. */
const shortest = (conflicts: readonly Conflict[]): string =>
  conflicts.map(({ title }) => title.split(' · ')[0]!).reduce((a, b) => a && a.length <= b.length ? a : b)
