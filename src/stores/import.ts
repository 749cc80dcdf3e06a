/**
 * A workbook on its way into the book: chosen, read, compared, shown, corrected where a column was taken for
 * the wrong thing, and only then written, all or nothing. Leaving the page keeps the preview; locking drops
 * it, because it holds people.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { ImportPreview } from '../db/book.ts'
import type { ColumnTarget, LayoutChoice, LayoutColumn, SheetLayout } from '../db/book-imports.ts'
import type { Step, Undone } from '../db/book-ledgers.ts'
import { useBook } from './book.ts'
import { hostCall } from './ports.ts'
import { useVillage } from './village.ts'

export { BASE_UNCLEAR } from '../db/book-imports.ts'
export type { ColumnTarget, ImportPreview, LayoutChoice, LayoutColumn, SheetLayout, Step }

interface Chosen { readonly name: string; readonly bytes: Uint8Array }
export interface ImportDone { readonly name: string; readonly households: number; readonly people: number; readonly changes: number; readonly step: Step | null }

export type ImportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'reading'; readonly name: string }
  | { readonly kind: 'preview'; readonly preview: ImportPreview }
  | { readonly kind: 'saving'; readonly preview: ImportPreview }
  | ({ readonly kind: 'done' } & ImportDone)

export const useImport = defineStore('import', () => {
  const books = useBook()
  const villages = useVillage()
  const state = shallowRef<ImportState>({ kind: 'idle' })
  const progress = computed(() => books.importing)
  const errors = computed(() => state.value.kind === 'preview' ? state.value.preview.problems.filter(problem => problem.severity === 'error').length : 0)
  /** What the person has corrected so far, kept until another file is chosen. */
  const choice = shallowRef<LayoutChoice>({})
  const past = shallowRef<readonly Step[]>([])
  const undone = shallowRef<Undone | null>(null)
  let file: Chosen | null = null
  /** Asked to stop: the failure that follows is the answer, not a problem. */
  let stopped = false

  async function choose(): Promise<void> {
    const opened = await hostCall('file:open', { kind: 'workbook' })
    if (!opened) return
    file = opened
    choice.value = {}
    undone.value = null
    await read()
  }

  async function read(): Promise<void> {
    if (!file) return
    const before = state.value
    stopped = false
    state.value = { kind: 'reading', name: file.name }
    try {
      // The bytes go to the worker as a copy: a corrected layout reads them again.
      const preview = await books.book().previewImport(file.name, file.bytes.slice(), villages.current, choice.value)
      if (!stopped) state.value = { kind: 'preview', preview }
    } catch (thrown) {
      if (!stopped) throw thrown
    } finally {
      if (state.value.kind === 'reading') state.value = before.kind === 'preview' && !stopped ? before : { kind: 'idle' }
    }
  }

  async function correct(next: LayoutChoice): Promise<void> {
    const last = choice.value
    // Of another sheet, or of other lines, nothing that was said of columns holds.
    const { takeHidden } = last
    choice.value = { ...(next.sheet === undefined ? last : takeHidden === undefined ? {} : { takeHidden }), ...next, columns: next.sheet === undefined && next.base === undefined ? { ...last.columns, ...next.columns } : { ...next.columns } }
    try {
      await read()
    } catch (thrown) {
      choice.value = last
      throw thrown
    }
  }

  async function apply(leaveOut = false): Promise<void> {
    const now = state.value
    if (now.kind !== 'preview' || (errors.value > 0 && !leaveOut)) return
    state.value = { kind: 'saving', preview: now.preview }
    try {
      const { households, people, changes } = await books.book().applyImport(now.preview.token, leaveOut)
      await refresh()
      state.value = { kind: 'done', name: now.preview.name, households, people, changes, step: past.value[0] ?? null }
    } finally {
      if (state.value.kind === 'saving') state.value = now
    }
  }

  /** The person's own file again, red where something is wrong; null when they chose no place for it. */
  async function handBack(): Promise<string | null> {
    const now = state.value
    if (now.kind !== 'preview') return null
    const made = await books.book().makeFile({ kind: 'import-errors', token: now.preview.token })
    return (await hostCall('file:save', { name: made.name, bytes: made.bytes }))?.name ?? null
  }

  /** Imports of this laptop that can still be taken back, the latest first. */
  async function refresh(): Promise<void> {
    past.value = (await books.book().steps()).filter(step => step.kind === 'import')
  }
  async function takeBack(step: Step): Promise<void> {
    undone.value = await books.book().undo(step.id)
    await refresh()
    if (state.value.kind === 'done' && state.value.step?.id === step.id) state.value = { kind: 'idle' }
  }

  async function cancel(): Promise<void> {
    stopped = true
    file = null
    state.value = { kind: 'idle' }
    await books.book().cancelImport()
  }

  const again = (): void => void (state.value = { kind: 'idle' })

  books.onClose(() => {
    file = null
    choice.value = {}
    past.value = []
    undone.value = null
    again()
  })

  return { state, progress, errors, choice, past, undone, choose, correct, apply, handBack, refresh, takeBack, cancel, again }
})
