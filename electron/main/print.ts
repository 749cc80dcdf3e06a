/**
 * Paper: a page the window has built, typeset by a hidden window of its own and written where a person chose,
 * or handed to the system's print dialog. One job at a time, held in memory in the pieces it came in, served
 * once to that window alone, and forgotten when it is done, cancelled, or the vault is locked (K-12).
 */
import { randomUUID } from 'node:crypto'
import type { Dialog } from 'electron'
import { AppError } from '#core/error.ts'
import { ownBytes } from './atomic.ts'
import { offeredPath, saveChosen } from './files.ts'
import { PAGE_SCHEME } from './page.ts'

export const PRINT_HOST = 'print'
export const PRINT_PIECE = 4_000_000

/** No script, no network, no image, no font from elsewhere: what is left is text, lines and the style that came with it. */
export const PRINT_POLICY = [
  "default-src 'none'", "style-src 'unsafe-inline'", "script-src 'none'", "connect-src 'none'", "img-src data:", "font-src 'none'",
  "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", 'sandbox'
].join('; ')

const MOST_LETTERS = 60_000_000
const MOST_BYTES = 400_000_000
const LONGEST_MS = 240_000

/** The hidden window, as far as a job needs it. */
export interface PrintWindow {
  load(url: string): Promise<void>
  pdf(): Promise<Uint8Array>
  /** false when the person closed the dialog. */
  paper(landscape: boolean): Promise<boolean>
  close(): void
}

export interface PrintSetting {
  readonly dialog: Pick<Dialog, 'showSaveDialog'>
  readonly documents: string
  readonly openWindow: () => PrintWindow
  readonly longestMs?: number
}

interface Job {
  readonly id: string
  readonly title: string
  /** null: to the printer. */
  readonly path: string | null
  readonly landscape: boolean
  readonly pieces: Uint8Array[]
  letters: number
  readonly stop: PromiseWithResolvers<never>
  window: PrintWindow | null
}

export interface Printing {
  beginPdf(title: string): Promise<{ job: string } | null>
  beginPaper(title: string, landscape: boolean): { job: string }
  add(job: string, html: string): void
  finish(job: string): Promise<{ name: string; size: number; printed: boolean }>
  cancel(job: string): void
  /** The vault was locked or the window is gone: nothing of it stays. */
  drop(): void
  /** What the hidden window may load: the job being typeset. */
  serve(url: string): Response
  mayLoad(url: string): boolean
}

export function openPrinting({ dialog, documents, openWindow, longestMs = LONGEST_MS }: PrintSetting): Printing {
  let current: Job | null = null

  const urlOf = ({ id }: Job): string => `${PAGE_SCHEME}://${PRINT_HOST}/${id}`
  const end = (reason: 'print-stopped' | 'print-timeout'): void => {
    if (!current) return
    const job = current
    current = null
    job.window?.close()
    job.stop.reject(new AppError(reason, { title: job.title }))
  }

  function begin(title: string, path: string | null, landscape: boolean): { job: string } {
    end('print-stopped')
    const stop = Promise.withResolvers<never>()
    // Nobody may be waiting for it yet.
    stop.promise.catch(() => undefined)
    current = { id: randomUUID(), title, path, landscape, pieces: [], letters: 0, stop, window: null }
    return { job: current.id }
  }

  function jobOf(id: string): Job {
    if (current?.id !== id || current.window) throw new AppError('print-stopped', { title: '' })
    return current
  }

  async function typeset(job: Job, window: PrintWindow): Promise<{ name: string; size: number; printed: boolean }> {
    await window.load(urlOf(job))
    if (job.path === null) return { name: '', size: 0, printed: await window.paper(job.landscape) }
    const bytes = ownBytes(await window.pdf())
    if (bytes.byteLength > MOST_BYTES) throw tooLarge(job.title)
    // Stopped while it was typeset: nothing may be written any more.
    if (current !== job) throw new AppError('print-stopped', { title: job.title })
    const { name } = await saveChosen(job.path, bytes)
    return { name, size: bytes.byteLength, printed: true }
  }

  return {
    async beginPdf(title) {
      const { canceled, filePath } = await dialog.showSaveDialog({ title: '存为 PDF', defaultPath: offeredPath(documents, `${title}.pdf`), filters: [{ name: 'PDF', extensions: ['pdf'] }] })
      return canceled || !filePath ? null : begin(title, filePath, false)
    },
    beginPaper: (title, landscape) => begin(title, null, landscape),
    add(id, html) {
      const job = jobOf(id)
      job.letters += html.length
      if (job.letters > MOST_LETTERS) {
        end('print-stopped')
        throw tooLarge(job.title)
      }
      job.pieces.push(new TextEncoder().encode(html))
    },
    async finish(id) {
      const job = jobOf(id)
      const window = openWindow()
      job.window = window
      const limit = setTimeout(() => { if (current === job) end('print-timeout') }, longestMs)
      try {
        return await Promise.race([typeset(job, window), job.stop.promise])
      } catch (cause) {
        if (cause instanceof AppError) throw cause
        throw new AppError('print-failed', { title: job.title, reason: cause instanceof Error ? cause.message.slice(0, 120) : '' }, { cause })
      } finally {
        clearTimeout(limit)
        window.close()
        if (current === job) current = null
      }
    },
    cancel(id) {
      if (current?.id === id) end('print-stopped')
    },
    drop: () => end('print-stopped'),
    serve(url) {
      const headers = { 'content-security-policy': PRINT_POLICY, 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' }
      const job = current
      if (!job?.window || url !== urlOf(job)) return new Response(null, { status: 404, headers })
      let at = 0
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          const piece = job.pieces[at++]
          if (piece) controller.enqueue(piece)
          else controller.close()
        }
      })
      return new Response(body, { status: 200, headers })
    },
    mayLoad: url => current?.window !== undefined && current !== null && url === urlOf(current)
  }
}

const tooLarge = (title: string): AppError => new AppError('print-too-large', { title })
