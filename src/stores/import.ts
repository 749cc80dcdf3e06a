/**
 * A workbook on its way into the book: chosen, read, compared, shown, and only then written, all or nothing.
 * Leaving the page keeps the preview; locking drops it, because it holds people.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { ImportPreview } from '../db/book.ts'
import { useBook } from './book.ts'
import { hostCall } from './ports.ts'
import { useVillage } from './village.ts'

export type { ImportPreview }

export type ImportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'reading'; readonly name: string }
  | { readonly kind: 'preview'; readonly preview: ImportPreview }
  | { readonly kind: 'saving'; readonly preview: ImportPreview }
  | { readonly kind: 'done'; readonly name: string; readonly households: number; readonly people: number; readonly changes: number }

export const useImport = defineStore('import', () => {
  const books = useBook()
  const villages = useVillage()
  const state = shallowRef<ImportState>({ kind: 'idle' })
  const progress = computed(() => books.importing)
  const errors = computed(() => state.value.kind === 'preview' ? state.value.preview.problems.filter(problem => problem.severity === 'error').length : 0)
  /** Asked to stop: the failure that follows is the answer, not a problem. */
  let stopped = false

  async function choose(): Promise<void> {
    const file = await hostCall('file:open', { kind: 'workbook' })
    if (!file) return
    stopped = false
    state.value = { kind: 'reading', name: file.name }
    try {
      const preview = await books.book().previewImport(file.name, file.bytes, villages.current)
      if (!stopped) state.value = { kind: 'preview', preview }
    } catch (thrown) {
      if (!stopped) throw thrown
    } finally {
      if (state.value.kind === 'reading') state.value = { kind: 'idle' }
    }
  }

  async function apply(): Promise<void> {
    const now = state.value
    if (now.kind !== 'preview' || errors.value > 0) return
    state.value = { kind: 'saving', preview: now.preview }
    try {
      const result = await books.book().applyImport(now.preview.token)
      state.value = { kind: 'done', name: now.preview.name, ...result }
    } finally {
      if (state.value.kind === 'saving') state.value = now
    }
  }

  async function cancel(): Promise<void> {
    stopped = true
    state.value = { kind: 'idle' }
    await books.book().cancelImport()
  }

  const again = (): void => void (state.value = { kind: 'idle' })

  books.onClose(again)

  return { state, progress, errors, choose, apply, cancel, again }
})
