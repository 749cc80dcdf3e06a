/**
 * The checks over all villages of this laptop: one run, its counts, and the slice of findings in sight. The
 * findings themselves stay in the worker; a run grows old with every change and says so, it is never redone
 * behind a person's back while they work down a list.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { AppError } from '#core/error.ts'
import type { CheckRun, FindingFilter, Twin, VillageFinding } from '../db/book-checks.ts'
import { useBook } from './book.ts'
import { hostCall } from './ports.ts'
import { useVillage } from './village.ts'

export type { CheckRun, FindingFilter, Twin, VillageFinding }
export type { FindingCount } from '../db/book-checks.ts'

export type ChecksState =
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly run: CheckRun }

const SLICE = 100

export const useChecks = defineStore('checks', () => {
  const books = useBook()
  const villages = useVillage()
  const state = shallowRef<ChecksState>({ kind: 'none' })
  const filter = shallowRef<FindingFilter>({})
  const total = shallowRef(0)
  /** People and households that may stand here twice; null until asked for. */
  const twins = shallowRef<readonly Twin[] | null>(null)
  const lines = shallowRef<ReadonlyMap<number, VillageFinding>>(new Map())
  const progress = computed(() => books.checking)
  const making = computed(() => books.making)
  const run = computed(() => state.value.kind === 'done' ? state.value.run : null)
  /** A later question overtakes an earlier one. */
  let asked = 0
  let stopped = false

  async function enter(): Promise<void> {
    if (state.value.kind === 'running') return
    const last = await books.book().lastCheck()
    if (last) await show(last)
    else await check()
  }

  async function check(): Promise<void> {
    const before = state.value
    stopped = false
    state.value = { kind: 'running' }
    try {
      await show(await books.book().checkAll())
    } catch (thrown) {
      // A person who asked to stop sees what was there before; anything else is told.
      if (!stopped) throw thrown
    } finally {
      if (state.value.kind === 'running') state.value = before
    }
  }
  async function stop(): Promise<void> {
    stopped = true
    await books.book().cancelCheck()
  }

  async function show(made: CheckRun): Promise<void> {
    state.value = { kind: 'done', run: made }
    await Promise.all([readAgain(), findTwins()])
  }

  async function findTwins(): Promise<void> {
    twins.value = await books.book().twins()
  }

  async function choose(wanted: FindingFilter): Promise<void> {
    filter.value = wanted
    lines.value = new Map()
    await read(0)
  }

  /** The slices that are there already, read anew and shown at once: a line somebody is typing in stays where it is. */
  async function readAgain(): Promise<void> {
    const turn = ++asked
    const starts = [...new Set([0, ...[...lines.value.keys()].map(at => Math.floor(at / SLICE) * SLICE)])]
    const answers = await Promise.all(starts.map(async from => ({ from, answer: await books.book().findings(filter.value, from, SLICE) })))
    if (turn !== asked) return
    total.value = answers[0]!.answer.total
    lines.value = new Map(answers.flatMap(({ from, answer }) => answer.lines.map((line, i) => [from + i, line] as const)))
  }

  async function read(from: number): Promise<void> {
    const turn = ++asked
    const answer = await books.book().findings(filter.value, from, SLICE)
    if (turn !== asked) return
    total.value = answer.total
    lines.value = new Map([...lines.value, ...answer.lines.map((line, i) => [from + i, line] as const)])
  }

  /** Lines that came into sight. */
  async function need(from: number, to: number): Promise<void> {
    for (let at = from; at <= Math.min(to, total.value - 1); at++) if (!lines.value.has(at)) return read(Math.floor(at / SLICE) * SLICE)
  }

  async function giveReason(finding: VillageFinding, text: string): Promise<void> {
    await books.book().giveReason(finding.key, text)
    const last = await books.book().lastCheck()
    if (last) await show(last)
  }

  /** Saves what is listed as a workbook; false when the person chose no place. */
  async function save(masked: boolean): Promise<{ readonly name: string; readonly lines: number } | null> {
    const file = await books.book().makeFile({ kind: 'findings', filter: filter.value, masked, ...(villages.current ? { villageName: villages.current.name } : {}) })
    if (file.lines === 0) throw new AppError('nothing-to-save')
    const saved = await hostCall('file:save', { name: file.name, bytes: file.bytes })
    return saved && { name: saved.name, lines: file.lines }
  }

  books.onChange(() => {
    if (state.value.kind === 'done' && !state.value.run.stale) state.value = { kind: 'done', run: { ...state.value.run, stale: true } }
  })
  books.onClose(() => {
    state.value = { kind: 'none' }
    filter.value = {}
    total.value = 0
    lines.value = new Map()
    twins.value = null
  })

  return { state, run, filter, total, lines, twins, progress, making, enter, check, stop, choose, need, giveReason, save }
})
