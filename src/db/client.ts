/**
 * The window's end of the book: every method of `Book` as a message to the worker, and the worker's host
 * calls carried on to `window.cunce`. Bytes given to `open` are moved, not copied: after the call the window
 * holds no key any more.
 */
import { AppError, type AppErrorData } from '#core/error.ts'
import type { HostBridge, HostInput } from '#core/host.ts'
import type { Book, BookEvent } from './book.ts'
import { BOOK_METHODS, buffersOf, type BookMethod, type FromWorker, type Line, type ToWorker } from './rpc.ts'

export interface BookClient {
  readonly book: Book
  on(listener: (event: BookEvent) => void): () => void
  /** Ends the worker; everything asked and not yet answered fails with 'locked'. */
  terminate(): void
}

type BookWorker = Line<ToWorker, FromWorker> & { terminate(): void }

const startWorker = (): BookWorker => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'book' }) as BookWorker

let spare: BookWorker | null = null
/** Loads a worker's code while the person still types the PIN. It knows nothing until a key is given to `open`. */
export function prepareBook(): void {
  spare ??= startWorker()
}
function takeWorker(): BookWorker {
  const ready = spare ?? startWorker()
  spare = null
  return ready
}

export function openBook(host: Pick<HostBridge, 'call'>, given?: BookWorker): BookClient {
  const isOwn = given === undefined
  const worker = given ?? takeWorker()
  const listeners = new Set<(event: BookEvent) => void>()
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: AppError): void }>()
  let next = 1

  const ask = (method: BookMethod, args: readonly unknown[]): Promise<unknown> => new Promise((resolve, reject) => {
    const id = next++
    waiting.set(id, { resolve, reject })
    worker.postMessage({ kind: 'ask', id, method, args }, method === 'open' ? buffersOf(args) : [])
  })

  async function carry(call: Extract<FromWorker, { kind: 'host-call' }>): Promise<void> {
    const answer = await host.call(call.name, call.input as HostInput<typeof call.name>)
    worker.postMessage({ kind: 'host-answer', id: call.id, answer }, buffersOf(answer, 4))
  }

  function settle(id: number, answer: Extract<FromWorker, { kind: 'answer' }>['answer']): void {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (answer.ok) asked?.resolve(answer.value)
    else asked?.reject(asError(answer.error))
  }

  worker.addEventListener('message', ({ data }) => {
    if (data.kind === 'answer') settle(data.id, data.answer)
    else if (data.kind === 'host-call') void carry(data)
    else for (const listener of listeners) listener(data.event)
  })

  return {
    book: Object.fromEntries(BOOK_METHODS.map(method => [method, (...args: unknown[]) => ask(method, args)])) as unknown as Book,
    on(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    terminate() {
      worker.terminate()
      for (const asked of waiting.values()) asked.reject(new AppError('locked'))
      waiting.clear()
      listeners.clear()
      // A locked window is unlocked again.
      if (isOwn) prepareBook()
    }
  }
}

const asError = (data: AppErrorData): AppError => new AppError(data.code, data.detail)
