/** Changes the county did not simply take, and what a person here does about each. A state is told only when it is stored. */
import { computed, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import type { SetAside } from '../db/book-sync.ts'
import { useBook } from './book.ts'
import { oneWish } from './one-wish.ts'

export type { SetAside }

export interface Withdrawn { readonly number: number; readonly restored: number; readonly left: number }

export const useAside = defineStore('sync-aside', () => {
  const books = useBook()
  const list = shallowRef<readonly SetAside[] | null>(null)
  /** What the last 撤回 did: it may leave what somebody wrote over it since. */
  const withdrawn = shallowRef<Withdrawn | null>(null)
  const waiting = computed(() => (list.value ?? []).filter(one => one.state === 'waiting'))
  /** Waiting first, newest first among equals. */
  const ordered = computed(() => [...list.value ?? []].sort((a, b) => Number(a.state !== 'waiting') - Number(b.state !== 'waiting') || b.number - a.number))

  async function load(): Promise<void> {
    list.value = await books.book().setAside()
  }
  const sendAgain = oneWish(async (number: number): Promise<void> => {
    withdrawn.value = null
    await books.book().sendAgain(number)
    await load()
  })
  const withdraw = oneWish(async (number: number): Promise<void> => {
    withdrawn.value = null
    const done = await books.book().withdraw(number)
    withdrawn.value = { number, ...done }
    await load()
  })

  const again = (): void => { if (list.value) void load() }
  books.onChange(again)
  // The county's word on one touches no household.
  watch(() => books.status?.refused.map(({ number }) => number).join(), again)
  books.onClose(() => {
    list.value = null
    withdrawn.value = null
  })

  return { list, ordered, waiting, withdrawn, load, sendAgain, withdraw }
})
