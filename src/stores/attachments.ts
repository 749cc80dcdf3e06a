/**
 * Photographs, signatures and scans of one household, and those of all that are named and not here. A picture is
 * shown from bytes the book opened; the bytes are forgotten with the household and at a lock.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { HostOutput } from '#core/host.ts'
import type { Attachment, NewAttachment } from '../db/book-sync.ts'
import { encodePicture, type Encode } from './attachments-encode.ts'
import { useBook } from './book.ts'
import { oneWish } from './one-wish.ts'
import { hostCall } from './ports.ts'
import { useProblems } from './problems.ts'

export type { Attachment, NewAttachment }
export interface Content { readonly mime: string; readonly bytes: Uint8Array }

let encode: Encode = encodePicture
/** A test has no canvas. */
export function provideEncoder(other: Encode): void {
  encode = other
}

export const useAttachments = defineStore('attachments', () => {
  const books = useBook()
  const household = shallowRef('')
  const list = shallowRef<readonly Attachment[] | null>(null)
  const adding = shallowRef(false)
  const missing = shallowRef<readonly Attachment[] | null>(null)
  /** Of the fetching of what is missing: which one, how many of how many are here. */
  const fetching = shallowRef<{ readonly done: number; readonly total: number } | null>(null)
  const progress = shallowRef<HostOutput<'attachment:progress'>>(null)
  const thumbs = new Map<string, Promise<Content>>()
  let stopped = false
  let turn = 0

  const newestFirst = computed(() => [...list.value ?? []].sort((a, b) => b.takenAt - a.takenAt))

  async function show(id: string): Promise<void> {
    const mine = ++turn
    if (household.value !== id) list.value = null
    household.value = id
    const found = await books.book().attachmentsOf(id)
    if (mine === turn) list.value = found
  }
  function leave(): void {
    turn++
    household.value = ''
    list.value = null
    thumbs.clear()
  }

  /** Asks for a file, draws it anew and stores it; the new one, or null when the dialog was closed. */
  const add = oneWish(async (what: NewAttachment): Promise<Attachment | null> => {
    const chosen = await hostCall('file:open', { kind: 'picture' })
    if (!chosen) return null
    adding.value = true
    try {
      const { full, thumb } = await encode(chosen.name, chosen.bytes)
      const made = await books.book().addAttachment(what, full, thumb)
      if (household.value === what.household) await show(what.household)
      return made
    } finally {
      adding.value = false
    }
  })

  const content = (record: string): Promise<Content> => books.book().attachmentContent(record, 'full')
  function thumb(record: string): Promise<Content> {
    const known = thumbs.get(record)
    if (known) return known
    const asked = books.book().attachmentContent(record, 'thumb')
    thumbs.set(record, asked)
    // One that is not here yet is asked for again next time.
    asked.catch(() => thumbs.delete(record))
    return asked
  }

  async function loadMissing(): Promise<void> {
    missing.value = await books.book().missingAttachments()
  }
  async function fetchOne(record: string): Promise<void> {
    await books.book().fetchAttachment(record)
    await loadMissing()
    if (household.value) await show(household.value)
  }
  /** One after the other; without a county it ends at the first, one the county has not got either is passed over. */
  const fetchAll = oneWish(async (): Promise<void> => {
    const wanted = (missing.value ?? []).map(({ record }) => record)
    stopped = false
    fetching.value = { done: 0, total: wanted.length }
    const timer = setInterval(() => void lookAtProgress(), 700)
    try {
      for (const [at, record] of wanted.entries()) {
        if (stopped) break
        try {
          await books.book().fetchAttachment(record)
        } catch (thrown) {
          if (stopped) break
          useProblems().report(thrown)
          if ((thrown as { code?: unknown }).code !== 'attachment-missing') break
        }
        fetching.value = { done: at + 1, total: wanted.length }
      }
    } finally {
      clearInterval(timer)
      fetching.value = null
      progress.value = null
      if (books.isOpen) await loadMissing()
    }
  })
  async function stop(): Promise<void> {
    stopped = true
    await hostCall('county:stop', null)
  }
  async function lookAtProgress(): Promise<void> {
    const now = await hostCall('attachment:progress', null)
    if (fetching.value) progress.value = now
  }

  books.onChange(households => {
    if (household.value && (households === 'all' || households.includes(household.value))) void show(household.value)
    if (missing.value && !fetching.value) void loadMissing()
  })
  books.onClose(() => {
    stopped = true
    leave()
    missing.value = null
    adding.value = false
  })

  return { household, list, newestFirst, adding, missing, fetching, progress, show, leave, add, content, thumb, loadMissing, fetchOne, fetchAll, stop }
})
