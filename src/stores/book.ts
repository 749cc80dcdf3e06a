/**
 * The one open book of this window and what it tells without being asked. Every other store asks here for
 * the book; after `close` there is none, and each store that holds pictures of records forgets them in `onClose`.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { AppError } from '#core/error.ts'
import type { Book, BookEvent, BookStatus, ImportProgress, OpenReport } from '../db/book.ts'
import type { FileProgress } from '../db/book-checks.ts'
import type { BookClient } from '../db/client.ts'
import { ports } from './ports.ts'

export type Changed = readonly string[] | 'all'

export const useBook = defineStore('book', () => {
  const client = shallowRef<BookClient | null>(null)
  const status = shallowRef<BookStatus | null>(null)
  const importing = shallowRef<ImportProgress | null>(null)
  const checking = shallowRef<{ readonly done: number; readonly total: number } | null>(null)
  const making = shallowRef<FileProgress | null>(null)
  const isOpen = computed(() => client.value !== null)
  const changeListeners = new Set<(households: Changed) => void>()
  const closeListeners = new Set<() => void>()

  /** Throws 'locked' when there is none: the caller came too late, after a lock. */
  function book(): Book {
    if (!client.value) throw new AppError('locked')
    return client.value.book
  }

  async function open(key: Uint8Array): Promise<OpenReport> {
    const opening = ports().openBook(ports().host)
    opening.on(take)
    try {
      const report = await opening.book.open(key)
      status.value = await opening.book.status()
      client.value = opening
      return report
    } finally {
      if (client.value !== opening) opening.terminate()
    }
  }

  async function close(): Promise<void> {
    const closing = client.value
    if (!closing) return
    client.value = null
    status.value = null
    importing.value = null
    checking.value = null
    making.value = null
    for (const forget of closeListeners) forget()
    try {
      await closing.book.close()
    } finally {
      closing.terminate()
    }
  }

  function take(event: BookEvent): void {
    if (event.kind === 'status') status.value = event.status
    else if (event.kind === 'import') importing.value = event.progress
    else if (event.kind === 'check') checking.value = { done: event.done, total: event.total }
    else if (event.kind === 'file') making.value = event.progress
    else for (const listener of changeListeners) listener(event.households)
  }

  async function refreshStatus(): Promise<void> {
    status.value = await book().status()
  }

  function onChange(listener: (households: Changed) => void): () => void {
    changeListeners.add(listener)
    return () => void changeListeners.delete(listener)
  }
  function onClose(forget: () => void): () => void {
    closeListeners.add(forget)
    return () => void closeListeners.delete(forget)
  }

  return { status, importing, checking, making, isOpen, book, open, close, refreshStatus, onChange, onClose }
})
