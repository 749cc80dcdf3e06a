/**
 * The form in progress as one draft: what is typed and not yet an answer, and where the caret is. One save
 * is on its way at a time and the latest wins: a slow disk must not put an older text over a newer one.
 */
import type { Draft } from '../db/book.ts'

export const DRAFT_DELAY_MS = 400

export interface DraftSaver {
  /** After a pause in typing. */
  soon(draft: Draft): void
  now(draft: Draft): Promise<void>
  clear(): Promise<void>
}

export function makeDraftSaver(save: (draft: Draft | null) => Promise<void>, report: (thrown: unknown) => void): DraftSaver {
  let waiting: { readonly draft: Draft | null } | null = null
  let running: Promise<void> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function run(): Promise<void> {
    while (waiting) {
      const { draft } = waiting
      waiting = null
      try {
        await save(draft)
      } catch (thrown) {
        report(thrown)
      }
    }
    running = null
  }

  function put(draft: Draft | null): Promise<void> {
    clearTimeout(timer)
    waiting = { draft }
    running ??= run()
    return running
  }

  return {
    soon(draft) {
      clearTimeout(timer)
      timer = setTimeout(() => void put(draft), DRAFT_DELAY_MS)
    },
    now: put,
    clear: () => put(null)
  }
}

/**
 * After unlocking: the household whose visit was open when the program ended; its page then calls `start`.
 * Only once: a lock leaves the address as it was and needs nobody to be taken anywhere.
 */
export function makeResume(read: () => Promise<Draft | null>): () => Promise<string | null> {
  let resumed = false
  return async () => {
    if (resumed) return null
    resumed = true
    return (await read())?.household ?? null
  }
}
