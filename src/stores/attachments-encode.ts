/**
 * Makes of a chosen file the two pictures that are stored: judged by its header first, then re-encoded in a
 * worker that is killed when it takes too long. The window goes on meanwhile.
 */
import { AppError } from '#core/error.ts'
import type { Picture } from '../db/book-sync.ts'
import { MOST_BYTES, readHeader } from './attachments-header.ts'
import type { EncodeAnswer, EncodeQuestion } from './attachments-worker.ts'

const LONGEST_MS = 60_000

/** As much of Worker as is used, so that a test can put something in its place. */
export interface EncodeWorker {
  postMessage(question: EncodeQuestion, transfer: Transferable[]): void
  terminate(): void
  onmessage: ((event: MessageEvent<EncodeAnswer>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}
export interface Encoded { readonly full: Picture; readonly thumb: Picture }
export type Encode = (name: string, bytes: Uint8Array) => Promise<Encoded>

const startWorker = (): EncodeWorker => new Worker(new URL('./attachments-worker.ts', import.meta.url), { type: 'module' })
const mb = (bytes: number): number => Math.ceil(bytes / 1_000_000)

export async function encodePicture(name: string, bytes: Uint8Array, start: () => EncodeWorker = startWorker, longest = LONGEST_MS): Promise<Encoded> {
  if (bytes.length > MOST_BYTES) throw new AppError('attachment-too-large', { name, size: mb(bytes.length), limit: mb(MOST_BYTES) })
  const header = readHeader(bytes)
  if (!header.ok) throw new AppError('attachment-unreadable', { name, reason: header.reason })
  const answer = await asked(start(), { mime: `image/${header.header.kind}`, bytes: new Uint8Array(bytes) }, longest)
  if (!answer.ok) throw new AppError('attachment-unreadable', { name, reason: answer.reason })
  return { full: answer.full, thumb: answer.thumb }
}

function asked(worker: EncodeWorker, question: EncodeQuestion, longest: number): Promise<EncodeAnswer> {
  return new Promise<EncodeAnswer>(resolve => {
    const timer = setTimeout(() => resolve({ ok: false, reason: '解了太久，已停止' }), longest)
    worker.onmessage = event => {
      clearTimeout(timer)
      resolve(event.data)
    }
    worker.onerror = () => {
      clearTimeout(timer)
      resolve({ ok: false, reason: '图片损坏，解不开' })
    }
    worker.postMessage(question, [question.bytes.buffer])
  }).finally(() => worker.terminate())
}
