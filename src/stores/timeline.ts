/** The changes of a household or a person, read when they are looked at and again when something of it changes. */
import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { Timeline } from '../db/book-checks.ts'
import { useBook } from './book.ts'

type Of = Parameters<ReturnType<ReturnType<typeof useBook>['book']>['timeline']>[0]

/** Two may be on the screen at once: the household's, and in the drawer the member's. */
const makeTimeline = (name: string) => defineStore(name, () => {
  const books = useBook()
  const timeline = shallowRef<Timeline | null>(null)
  let of: Of | null = null
  let asked = 0

  async function show(wanted: Of): Promise<void> {
    if (JSON.stringify(of) !== JSON.stringify(wanted)) timeline.value = null
    of = wanted
    const turn = ++asked
    const read = await books.book().timeline(wanted)
    if (turn === asked) timeline.value = read
  }
  function leave(): void {
    asked++
    of = null
    timeline.value = null
  }
  books.onChange(() => { if (of) void show(of) })
  books.onClose(leave)
  return { timeline, show, leave }
})

export const useHouseholdTimeline = makeTimeline('timeline of a household')
export const useMemberTimeline = makeTimeline('timeline of a member')
