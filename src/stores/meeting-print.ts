/** One paper of its own (签到表, 评议记录, 公示, 一户一档) through the host: its pages are made as they are sent, and it can be stopped. */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { AppError } from '#core/error.ts'
import { DOCUMENT_END, documentHead, pieces } from '../print/document.ts'
import type { Element } from '../print/tree.ts'
import { useBook } from './book.ts'
import type { PaperJob } from './paper.ts'
import { hostCall } from './ports.ts'

const PIECE = 1_500_000
export type TellPages = (done: number, total: number) => void
/** Throws 'print-stopped' from `tell` once somebody has stopped it. */
export type MakePages = (tell: TellPages) => Promise<readonly Element[]>

export const useMeetingPrint = defineStore('meeting-print', () => {
  const books = useBook()
  const job = shallowRef<PaperJob>({ kind: 'idle' })
  const isRunning = computed(() => job.value.kind === 'running')
  let going = ''
  let stopped = false

  const tell: TellPages = (done, total) => {
    if (stopped) throw new AppError('print-stopped')
    job.value = { kind: 'running', stage: 'collecting', done, total }
  }

  async function run(title: string, to: 'pdf' | 'paper', make: MakePages): Promise<boolean> {
    if (isRunning.value) return false
    const name = title.slice(0, 100)
    const begun = await (to === 'pdf' ? hostCall('print:pdf', { title: name }) : hostCall('print:paper', { title: name, landscape: false }))
    if (!begun) return false
    going = begun.job
    stopped = false
    try {
      tell(0, 0)
      await hostCall('print:add', { job: going, html: documentHead(name) })
      const pages = await make(tell)
      for (const html of pieces(pages, PIECE)) {
        tell(pages.length, pages.length)
        await hostCall('print:add', { job: going, html })
      }
      await hostCall('print:add', { job: going, html: DOCUMENT_END })
      tell(pages.length, pages.length)
      job.value = { kind: 'running', stage: 'typesetting', done: pages.length, total: pages.length }
      const done = await hostCall('print:finish', { job: going })
      if (!done.printed) throw new AppError('print-stopped')
      job.value = done.name ? { kind: 'saved', name: done.name, pages: pages.length, size: done.size } : { kind: 'printed', pages: pages.length }
      return true
    } catch (thrown) {
      await hostCall('print:cancel', { job: going })
      job.value = thrown instanceof AppError && thrown.code === 'print-stopped' ? { kind: 'closed' } : { kind: 'idle' }
      if (job.value.kind === 'idle') throw thrown
      return false
    } finally {
      going = ''
    }
  }
  async function stop(): Promise<void> {
    stopped = true
    if (going) await hostCall('print:cancel', { job: going })
  }
  const forget = (): void => { if (!isRunning.value) job.value = { kind: 'idle' } }
  books.onClose(() => { void stop(); forget() })
  return { job, isRunning, run, stop, forget }
})
