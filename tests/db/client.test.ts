import { expect, it } from 'vitest'
import { ok } from '#core/result.ts'
import type { BookEvent } from '../../src/db/book.ts'
import { openBook } from '../../src/db/client.ts'
import type { FromWorker, ToWorker } from '../../src/db/rpc.ts'

/** A worker played by the test; what is transferred is gone for the sender, as with a real one. */
function wire() {
  const sent: ToWorker[] = []
  let listener: (event: { readonly data: FromWorker }) => void = () => undefined
  return {
    sent, tell: (data: FromWorker) => listener({ data }),
    worker: {
      postMessage: (message: ToWorker, transfer: Transferable[]) => void sent.push(structuredClone(message, { transfer })),
      addEventListener: (_: 'message', take: typeof listener) => { listener = take },
      terminate: () => undefined
    }
  }
}
const noHost = { call: async () => ok(null as never) }

it('a question gets its own answer, whatever order the answers come in', async () => {
  const { worker, tell } = wire()
  const { book } = openBook(noHost, worker)
  const first = book.standard('monitorLine', 2025)
  const second = book.standard('monitorLine', 2024)
  tell({ kind: 'answer', id: 2, answer: ok(null) })
  tell({ kind: 'answer', id: 1, answer: ok({ value: 870000, year: 2025, source: '' }) })
  expect([await first, await second]).toEqual([{ value: 870000, year: 2025, source: '' }, null])
})

it('a failure in the worker is thrown in the window with its code and detail', async () => {
  const { worker, tell } = wire()
  const asked = openBook(noHost, worker).book.applyImport('x')
  tell({ kind: 'answer', id: 1, answer: { ok: false, error: { code: 'import-has-errors', detail: { count: 3 } } } })
  await expect(asked).rejects.toMatchObject({ code: 'import-has-errors', detail: { count: 3 } })
})

it('K-11: after open the window holds no key', () => {
  const { worker, sent } = wire()
  const key = new Uint8Array(32).fill(9)
  void openBook(noHost, worker).book.open(key)
  expect(key.byteLength).toBe(0)
  expect(sent).toMatchObject([{ kind: 'ask', method: 'open', args: [new Uint8Array(32).fill(9)] }])
})

it('the worker’s host calls are carried to the host and its answers back', async () => {
  const { worker, sent, tell } = wire()
  openBook({ call: async (name, input) => ok({ name, input } as never) }, worker)
  tell({ kind: 'host-call', id: 7, name: 'county:snapshot', input: { village: '1' } })
  await Promise.resolve()
  await Promise.resolve()
  expect(sent).toEqual([{ kind: 'host-answer', id: 7, answer: ok({ name: 'county:snapshot', input: { village: '1' } }) }])
})

it('events reach whoever listens, until they stop; after terminate every question fails as locked', async () => {
  const { worker, tell } = wire()
  const client = openBook(noHost, worker)
  const heard: BookEvent[] = []
  const stop = client.on(event => heard.push(event))
  tell({ kind: 'event', event: { kind: 'changed', households: 'all' } })
  stop()
  tell({ kind: 'event', event: { kind: 'changed', households: [] } })
  expect(heard).toEqual([{ kind: 'changed', households: 'all' }])
  const asked = client.book.status()
  client.terminate()
  await expect(asked).rejects.toMatchObject({ code: 'locked' })
})
