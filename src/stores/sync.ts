/**
 * Rounds with the county as a person sees them. An automatic round that finds no county is not a problem
 * to report: the status line says it in grey and the work goes on. Only a round a person asked for answers
 * with a sentence of its own.
 */
import { computed, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import { asErrorData } from '#core/error.ts'
import type { BookStatus, Copy, RoundReport } from '../db/book.ts'
import type { Loss } from '../db/book-sync.ts'
import { schedule, type Scheduler } from '../sync/when.ts'
import { useBook } from './book.ts'
import { hostCall } from './ports.ts'
import { useProblems } from './problems.ts'
import { useSession } from './session.ts'

export type { BookStatus, Loss, RoundReport }

export interface UnsentHousehold { readonly id: string; readonly headName: string; readonly unsent: number }

const COUNT_AFTER = 1_500

export const useSync = defineStore('sync', () => {
  const books = useBook()
  const session = useSession()
  const last = shallowRef<{ readonly report: RoundReport; readonly at: number } | null>(null)
  const backup = shallowRef<{ readonly at: string | null; readonly folder: string } | null>(null)
  const copies = shallowRef<readonly Copy[]>([])
  const loss = shallowRef<Loss | null>(null)
  /** Whether the county answered when last asked; null while it is being asked. */
  const answers = shallowRef<boolean | null>(null)
  /** When the next round is due by itself, ms. */
  const due = shallowRef<number | null>(null)
  const underWay = shallowRef<Promise<RoundReport> | null>(null)
  const isRunning = computed(() => underWay.value !== null || books.status?.round != null)
  const canSync = computed(() => session.enrolled !== null)

  let scheduler: Scheduler | null = null

  /** One round at a time: who asks while one is under way gets that one's answer. */
  async function round(): Promise<RoundReport> {
    if (underWay.value) return underWay.value
    const going = books.book().sync()
    underWay.value = going
    try {
      const report = await going
      last.value = { report, at: Date.now() }
      return report
    } finally {
      underWay.value = null
      if (books.isOpen) {
        await books.refreshStatus()
        await readLoss()
      }
    }
  }

  /** Counted anew: what is only here. A later question overtakes an earlier one. */
  let asked = 0
  async function readLoss(): Promise<void> {
    const mine = ++asked
    const counted = await books.book().loss()
    if (mine === asked && books.isOpen) loss.value = counted
  }
  /** A burst of answers at the door is counted once. */
  let counting: ReturnType<typeof setTimeout> | undefined
  function lossSoon(): void {
    counting ??= setTimeout(() => {
      counting = undefined
      if (books.isOpen) void readLoss()
    }, COUNT_AFTER)
  }
  /** A cheap question; silence is an answer and no problem to report. */
  async function askCounty(): Promise<void> {
    answers.value = canSync.value ? await books.book().countyAnswers() : false
  }
  const lookAtClock = (): void => void (due.value = scheduler?.due() ?? null)

  async function syncNow(): Promise<void> {
    if (!canSync.value) return
    try {
      await round()
    } catch (thrown) {
      useProblems().report(asErrorData(thrown))
    }
  }

  const cancel = (): Promise<void> => books.book().cancelSync()

  async function readBackup(): Promise<void> {
    backup.value = await hostCall('backup:state', null)
  }
  async function backupNow(): Promise<void> {
    await books.book().backup()
    await readBackup()
  }

  const clockwork = {
    now: () => Date.now(),
    random: () => Math.random(),
    after(ms: number, run: () => void) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    async probe() {
      await askCounty()
      return answers.value === true
    }
  }
  // Only a hint: what the browser takes for a network may be a login page.
  const online = (): void => scheduler?.hint()
  const byItself = (): Promise<boolean> => round().then(() => true)
  watch(() => session.state.kind === 'open' && canSync.value, may => {
    scheduler?.stop()
    globalThis.removeEventListener?.('online', online)
    scheduler = may ? schedule(clockwork, byItself) : null
    if (may) globalThis.addEventListener?.('online', online)
  }, { immediate: true })
  // Only a hint: a hotspot's login page is online too (when.ts).
  addEventListener('online', () => scheduler?.hint())
  watch(() => books.status?.unsent ?? 0, (now, before) => {
    if (now > before) scheduler?.wrote()
    if (now !== before) lossSoon()
  })

  /** The first few households with something only this laptop has. */
  async function unsentHouseholds(): Promise<readonly UnsentHousehold[]> {
    const query = { text: '', show: 'unsent' } as const
    const { ids } = await books.book().search(query)
    return books.book().rows(ids.slice(0, 6), query)
  }

  books.onClose(() => {
    asked++
    last.value = null
    loss.value = null
    answers.value = null
    copies.value = []
  })

  /** A code of before the last round must not be read out: it goes first, then the new one is worked out. */
  async function readCopies(): Promise<void> {
    copies.value = []
    copies.value = await books.book().copies()
  }

  return { last, backup, copies, loss, answers, due, readCopies, readLoss, askCounty, lookAtClock, isRunning, canSync, round, syncNow, cancel, unsentHouseholds, readBackup, backupNow }
})
