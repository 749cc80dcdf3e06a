/**
 * The county's receipts, and the 交割单 made of them. The sheet goes to paper through the host's printing, in
 * pieces like every other paper; one that was stopped leaves no half file.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { AppError } from '#core/error.ts'
import type { DeliverySheet, KeptReceipt } from '../db/book-sync.ts'
import { deliveryPages, deliveryTitle } from '../print/delivery.ts'
import { documentHead, DOCUMENT_END, pieces } from '../print/document.ts'
import { useBook } from './book.ts'
import { oneWish } from './one-wish.ts'
import { hostCall } from './ports.ts'
import { useSession } from './session.ts'

export type { DeliverySheet, KeptReceipt }

/** As components/paper/PaperProgress shows it. */
export type DeliveryJob =
  | { readonly kind: 'idle' | 'closed' }
  | { readonly kind: 'running'; readonly stage: 'typesetting'; readonly done: number; readonly total: number }
  | { readonly kind: 'saved'; readonly name: string; readonly pages: number; readonly size: number }
  | { readonly kind: 'printed'; readonly pages: number }

const PIECE = 1_500_000

export const useReceipts = defineStore('sync-receipts', () => {
  const books = useBook()
  const session = useSession()
  const list = shallowRef<readonly KeptReceipt[] | null>(null)
  const sheet = shallowRef<DeliverySheet | null>(null)
  const job = shallowRef<DeliveryJob>({ kind: 'idle' })
  const fingerprint = shallowRef('')
  let going = ''
  let turn = 0

  const newestFirst = computed(() => [...list.value ?? []].sort((a, b) => b.takenAt - a.takenAt))
  const pages = computed(() => sheet.value ? deliveryPages(sheet.value, fingerprint.value) : [])
  const isRunning = computed(() => job.value.kind === 'running')

  async function load(): Promise<void> {
    list.value = await books.book().receipts()
  }
  /** The sheet of everything since a moment; a later wish overtakes an earlier one. */
  async function lookAt(since: number | null): Promise<void> {
    const mine = ++turn
    const [made, key] = await Promise.all([books.book().deliverySheet(since), fingerprintOf(session.enrolled?.county.publicKey ?? '')])
    if (mine !== turn) return
    job.value = { kind: 'idle' }
    fingerprint.value = key
    sheet.value = made
  }
  function leave(): void {
    turn++
    sheet.value = null
    job.value = { kind: 'idle' }
  }

  const run = oneWish(async (paper: boolean): Promise<void> => {
    const shown = sheet.value
    if (!shown) return
    const title = deliveryTitle(shown).slice(0, 100)
    const begun = paper ? await hostCall('print:paper', { title, landscape: false }) : await hostCall('print:pdf', { title })
    if (!begun) return
    going = begun.job
    const made = pages.value
    job.value = { kind: 'running', stage: 'typesetting', done: 0, total: made.length }
    try {
      await hostCall('print:add', { job: going, html: documentHead(title) })
      for (const html of pieces(made, PIECE)) await hostCall('print:add', { job: going, html })
      await hostCall('print:add', { job: going, html: DOCUMENT_END })
      const done = await hostCall('print:finish', { job: going })
      if (!done.printed) throw new AppError('print-stopped')
      job.value = done.name ? { kind: 'saved', name: done.name, pages: made.length, size: done.size } : { kind: 'printed', pages: made.length }
    } catch (thrown) {
      await hostCall('print:cancel', { job: going })
      job.value = { kind: 'closed' }
      if (!(thrown instanceof AppError && thrown.code === 'print-stopped')) {
        job.value = { kind: 'idle' }
        throw thrown
      }
    } finally {
      going = ''
    }
  })
  const savePdf = (): Promise<void> => run(false)
  const print = (): Promise<void> => run(true)
  async function stop(): Promise<void> {
    if (going) await hostCall('print:cancel', { job: going })
  }

  books.onClose(() => {
    list.value = null
    leave()
    if (going) void stop()
  })

  return { list, newestFirst, sheet, pages, job, isRunning, load, lookAt, leave, savePdf, print, stop }
})

/** Of the county's key, short enough to be read out: 4 groups of 4. */
async function fingerprintOf(publicKey: string): Promise<string> {
  if (publicKey === '') return ''
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(publicKey)))
  return [...digest.slice(0, 8)].map(byte => byte.toString(16).padStart(2, '0')).join('').match(/.{4}/gu)!.join('-')
}
