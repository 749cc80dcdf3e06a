/**
 * The board of one village: its figures as they were read last, and the list a figure opens. Both come from one
 * reading in the worker; a change reads them anew, together, so that a number and its list never differ on screen.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { Figure, FigureGroup, FigureLine } from '../db/book-monitor.ts'
import { figurePages } from '../print/board.ts'
import { useBook } from './book.ts'
import { useMeetingPrint } from './meeting-print.ts'
import { todayText } from './paper-records.ts'
import { useProblems } from './problems.ts'
import { useSession } from './session.ts'
import { useVillage } from './village.ts'
import { wallClock } from './visit-record.ts'

export type { FigureLine }

/** A burst of answers at the door is one reading. */
const REST_MS = 400

export const useBoard = defineStore('board', () => {
  const books = useBook()
  const groups = shallowRef<readonly FigureGroup[] | null>(null)
  /** When the figures were read. */
  const at = shallowRef(0)
  const village = shallowRef<string | null>(null)
  const key = shallowRef<string | null>(null)
  const lines = shallowRef<readonly FigureLine[] | null>(null)
  const reading = shallowRef(false)
  let asked = 0
  let resting: ReturnType<typeof setTimeout> | undefined

  const figure = computed<Figure | null>(() => groups.value?.flatMap(group => group.figures).find(one => one.key === key.value) ?? null)
  const group = computed(() => groups.value?.find(one => one.figures.some(other => other.key === key.value)) ?? null)

  async function read(): Promise<void> {
    const of = village.value
    if (of === null) return
    const turn = ++asked
    const wanted = key.value
    reading.value = true
    try {
      const read = await books.book().board(of)
      const known = wanted !== null && read.some(one => one.figures.some(other => other.key === wanted))
      const list = known ? await books.book().figureList(of, wanted) : null
      if (turn !== asked) return
      groups.value = read
      at.value = Date.now()
      if (wanted === key.value) lines.value = list
    } finally {
      if (turn === asked) reading.value = false
    }
  }

  async function enter(of: string): Promise<void> {
    if (village.value !== of) {
      groups.value = null
      lines.value = null
    }
    village.value = of
    await read()
  }
  async function open(wanted: string): Promise<void> {
    key.value = wanted
    lines.value = null
    await read()
  }
  function shut(): void {
    key.value = null
    lines.value = null
  }
  function leave(): void {
    asked++
    clearTimeout(resting)
    village.value = null
    groups.value = null
    reading.value = false
    shut()
  }

  /** As it stands on the screen, on A4. */
  async function print(to: 'pdf' | 'paper'): Promise<void> {
    const shown = groups.value
    if (!shown || reading.value) return
    const name = useVillage().current?.name ?? ''
    const meta = { village: name, asOf: wallClock(at.value), printedOn: todayText(), printedBy: useSession().enrolled?.person ?? '', unsent: books.status?.unsent ?? 0 }
    await useMeetingPrint().run([name, '看板', todayText()].filter(Boolean).join(' '), to, () => Promise.resolve(figurePages(shown, meta)))
  }

  books.onChange(() => {
    if (village.value === null) return
    clearTimeout(resting)
    resting = setTimeout(() => void read().catch(useProblems().report), REST_MS)
  })
  books.onClose(leave)
  return { groups, at, village, key, lines, reading, figure, group, enter, open, shut, leave, print }
})
