/**
 * The book's own thread. It alone holds the key, the opened records and the search index; what leaves it are
 * pictures for the window and sealed bytes or wire messages for the host. Locking ends it.
 */
import { asErrorData } from '#core/error.ts'
import type { HostBridge } from '#core/host.ts'
import { failed, ok, type Result } from '#core/result.ts'
import { cancel, parseWorkbook } from '../workbook/parse-in-worker.ts'
import { makeWorkbook, markInWorker } from '../workbook/write/make-in-worker.ts'
import { dexieStore } from './dexie-store.ts'
import { makeBook } from './make-book.ts'
import { roomyStore } from './roomy-store.ts'
import type { FromWorker, Line, ToWorker } from './rpc.ts'

const IDLE_MS = 50
const line = self as unknown as Line<FromWorker, ToWorker>
const send = (message: FromWorker): void => line.postMessage(message, [])

const waiting = new Map<number, (answer: Result<unknown>) => void>()
let next = 1
const host: Pick<HostBridge, 'call'> = {
  call: (name, input) => new Promise(resolve => {
    const id = next++
    waiting.set(id, resolve as (answer: Result<unknown>) => void)
    // Copied, not moved: the book keeps the sealed bytes it gives to the journal.
    send({ kind: 'host-call', id, name, input })
  })
}

const book = makeBook({
  host,
  store: roomyStore(dexieStore('cunce', { discard: () => host.call('database:discard', null) })),
  now: () => Date.now(),
  newId: () => crypto.randomUUID(),
  random: count => crypto.getRandomValues(new Uint8Array(count)),
  emit: event => send({ kind: 'event', event }),
  idle: () => new Promise(resolve => setTimeout(resolve, IDLE_MS)),
  parseWorkbook: (name, bytes, options, onProgress) => parseWorkbook(name, bytes, options, onProgress),
  cancelParse: cancel,
  makeWorkbook: (name, spec, onProgress) => makeWorkbook(name, spec, onProgress),
  markWorkbook: (name, bytes, plan) => markInWorker(name, bytes, plan),
  disk: async () => (await navigator.storage.estimate()).usage ?? 0
})

async function answer({ id, method, args }: Extract<ToWorker, { kind: 'ask' }>): Promise<void> {
  try {
    const value = await (book[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args)
    send({ kind: 'answer', id, answer: ok(value) })
  } catch (error) {
    send({ kind: 'answer', id, answer: failed(asErrorData(error)) })
  }
}

line.addEventListener('message', ({ data }) => {
  if (data.kind === 'ask') return void answer(data)
  const resolve = waiting.get(data.id)
  waiting.delete(data.id)
  resolve?.(data.answer)
})
