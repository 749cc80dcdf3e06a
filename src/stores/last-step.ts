/**
 * What a page stores as steps: one at a time, said as soon as it is stored, the last one taken back with one key.
 * Whoever shows it shows `said`; what is refused or partly kept is said too.
 */
import { shallowRef, type ShallowRef } from 'vue'
import type { Entry } from '../db/book.ts'
import type { Step } from '../db/book-ledgers.ts'
import { useBook } from './book.ts'
import { undoneText, type Said } from './ledger-work.ts'
import { oneWish } from './one-wish.ts'

export interface LastStep {
  readonly said: ShallowRef<Said | null>
  readonly lastStep: ShallowRef<Step | null>
  readonly busy: ShallowRef<boolean>
  /** `told`: what is said to be stored, after 已存本机：. A step asked for while another is on its way is not taken. */
  readonly act: (title: string, entries: readonly Entry[], told: string) => Promise<void>
  readonly undo: () => Promise<void>
  readonly forget: () => void
}

/** `village`: '' = nothing can be stored now. `after`: reads again what the page shows. */
export function useLastStep(village: () => string, after: () => Promise<unknown>): LastStep {
  const books = useBook()
  const said = shallowRef<Said | null>(null)
  const lastStep = shallowRef<Step | null>(null)
  const busy = shallowRef(false)

  async function act(title: string, entries: readonly Entry[], told: string): Promise<void> {
    if (busy.value || village() === '') return
    busy.value = true
    try {
      lastStep.value = await books.book().act({ kind: 'assist', title, origin: { kind: 'edit' } }, entries, village())
      said.value = { text: `已存本机：${told}`, tone: 'stored' }
      await after()
    } finally {
      busy.value = false
    }
  }

  const undo = oneWish(async (): Promise<void> => {
    if (!lastStep.value) return
    const undone = await books.book().undo(lastStep.value.id)
    lastStep.value = null
    if (undone) said.value = { text: undoneText(undone), tone: undone.left.length > 0 ? 'refused' : 'back' }
    await after()
  })

  function forget(): void {
    said.value = null
    lastStep.value = null
  }
  return { said, lastStep, busy, act, undo, forget }
}
