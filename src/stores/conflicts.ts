/** Open clashes, and a person's word on them. A decided one goes from the list only when it is stored. */
import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { Value } from '#core/sync/change.ts'
import type { Conflict } from '../db/book.ts'
import { useBook } from './book.ts'

export type { Conflict }

export const conflictKey = (conflict: Conflict): string => `${conflict.register}/${conflict.record}/${conflict.field}`

export const useConflicts = defineStore('conflicts', () => {
  const books = useBook()
  const list = shallowRef<readonly Conflict[] | null>(null)
  const decided = shallowRef(0)

  async function load(): Promise<void> {
    list.value = await books.book().conflicts()
  }
  async function decide(conflict: Conflict, value: Value): Promise<void> {
    await books.book().decide(conflict.register, conflict.record, conflict.field, value)
    decided.value++
    await load()
  }

  books.onChange(() => list.value ? void load() : undefined)
  books.onClose(() => {
    list.value = null
    decided.value = 0
  })

  return { list, decided, load, decide }
})
