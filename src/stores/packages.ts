/**
 * Packages on a USB stick: what would go along, what a chosen file is and would do, and what came of it. A
 * package is looked at before it is taken; the token is forgotten with the book.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { CarriedPackage } from '#core/host.ts'
import type { PackagePreview, PackageRead } from '../db/book-sync.ts'
import { useBook } from './book.ts'
import { oneWish } from './one-wish.ts'

export type { CarriedPackage, PackagePreview, PackageRead }

export type SaveState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly name: string; readonly bytes: number; readonly changes: number }

export type ReadState =
  | { readonly kind: 'none' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'chosen'; readonly file: PackageRead }
  | { readonly kind: 'taking'; readonly file: PackageRead }
  | { readonly kind: 'taken'; readonly name: string; readonly confirmed: number; readonly pulled: number; readonly refused: number }
  | { readonly kind: 'carried'; readonly name: string; readonly by: string; readonly done: CarriedPackage; readonly answerName: string }

export const usePackages = defineStore('packages', () => {
  const books = useBook()
  const preview = shallowRef<PackagePreview | null>(null)
  const saving = shallowRef<SaveState>({ kind: 'idle' })
  const reading = shallowRef<ReadState>({ kind: 'none' })
  const isBusy = computed(() => saving.value.kind === 'saving' || reading.value.kind === 'opening' || reading.value.kind === 'taking')

  async function look(): Promise<void> {
    preview.value = await books.book().previewPackage()
  }
  const save = oneWish(async (): Promise<void> => {
    const before = saving.value
    saving.value = { kind: 'saving' }
    try {
      const saved = await books.book().savePackage()
      saving.value = saved ? { kind: 'saved', ...saved } : before
    } finally {
      if (saving.value.kind === 'saving') saving.value = { kind: 'idle' }
    }
    await look()
  })
  const choose = oneWish(async (): Promise<void> => {
    const before = reading.value
    reading.value = { kind: 'opening' }
    try {
      const file = await books.book().choosePackage()
      reading.value = file ? { kind: 'chosen', file } : before
    } finally {
      if (reading.value.kind === 'opening') reading.value = { kind: 'none' }
    }
  })
  /** Does what the chosen file is for: takes the county's answer in, or carries somebody's report to the county. */
  const act = oneWish(async (): Promise<void> => {
    if (reading.value.kind !== 'chosen') return
    const { file } = reading.value
    reading.value = { kind: 'taking', file }
    try {
      if (file.kind === 'answer') reading.value = { kind: 'taken', name: file.name, ...await books.book().takePackage(file.token) }
      else reading.value = { kind: 'carried', name: file.name, by: file.summary.by, done: await books.book().carryPackage(file.token), answerName: '' }
    } finally {
      // No line, or a stick pulled out: the file is still chosen, to be tried again.
      if (reading.value.kind === 'taking') reading.value = { kind: 'chosen', file }
    }
    await look()
  })
  const saveAnswer = oneWish(async (): Promise<void> => {
    const shown = reading.value
    if (shown.kind !== 'carried' || !shown.done.answer) return
    const saved = await books.book().saveAnswer(shown.done.answer.token)
    if (saved) reading.value = { ...shown, answerName: saved.name }
  })
  /** Not while something goes on, and not an answer that nobody has saved yet: its owner waits for it. */
  function putAway(): void {
    const shown = reading.value
    const isOwed = shown.kind === 'carried' && shown.done.answer !== null && shown.answerName === ''
    if (!isBusy.value && !isOwed) reading.value = { kind: 'none' }
  }

  books.onClose(() => {
    preview.value = null
    saving.value = { kind: 'idle' }
    reading.value = { kind: 'none' }
  })

  return { preview, saving, reading, isBusy, look, save, choose, act, saveAnswer, putAway }
})
