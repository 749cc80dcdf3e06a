import { afterEach, describe, expect, it, vi } from 'vitest'
import { cancel, parseWorkbook, ParseCancelled, type ParseWorker } from '../../src/workbook/parse-in-worker.ts'
import { readWorkbook } from '../../src/workbook/read-file.ts'
import type { ParseAnswer, ParseQuestion } from '../../src/workbook/worker.ts'
import type { ImportProgress } from '../../src/db/book.ts'
import { line, roster } from './make-files.ts'

/** Stands for the thread: answers what it is told to, or never. */
class Thread implements ParseWorker {
  onmessage: ((event: MessageEvent<ParseAnswer>) => void) | null = null
  onerror: ((event: ErrorEvent) => void) | null = null
  stopped = 0
  asked: ParseQuestion | undefined
  postMessage(question: ParseQuestion): void {
    this.asked = question
  }
  terminate(): void {
    this.stopped += 1
  }
  answer(data: ParseAnswer): void {
    this.onmessage?.({ data } as MessageEvent<ParseAnswer>)
  }
}

const bytes = new Uint8Array([1])
afterEach(() => {
  cancel()
  vi.useRealTimers()
})

describe('reading in a worker of its own', () => {
  it('stages are passed on, the roster comes back, and the worker is thrown away', async () => {
    const thread = new Thread()
    const stages: ImportProgress[] = []
    const reading = parseWorkbook('名册.xlsx', bytes, {}, progress => stages.push(progress), () => thread)
    expect(thread.asked).toEqual({ name: '名册.xlsx', bytes, options: {} })
    const parsed = await readWorkbook('名册.xlsx', roster([line(0)]), {}, progress => thread.answer({ kind: 'progress', progress }))
    thread.answer({ kind: 'done', sheet: structuredClone(parsed) })
    await expect(reading).resolves.toEqual(parsed)
    expect([...new Set(stages.map(({ stage }) => stage))]).toEqual(['checking', 'reading'])
    expect(stages.every(({ done, total }) => done <= total)).toBe(true)
    expect(thread.stopped).toBe(1)
  })

  it('a refusal keeps its code and detail', async () => {
    const thread = new Thread()
    const reading = parseWorkbook('名册.xlsx', bytes, {}, undefined, () => thread)
    thread.answer({ kind: 'failed', error: { code: 'workbook-no-id-column', detail: { name: '名册.xlsx', sheet: 'Sheet1' } } })
    await expect(reading).rejects.toMatchObject({ code: 'workbook-no-id-column', detail: { sheet: 'Sheet1' } })
    expect(thread.stopped).toBe(1)
  })

  it('X-03 a reading that does not end is killed after its seconds, and not a moment before', async () => {
    vi.useFakeTimers()
    const thread = new Thread()
    const reading = parseWorkbook('名册.xlsx', bytes, {}, undefined, () => thread)
    const outcome = reading.catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(59_999)
    expect(thread.stopped).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(thread.stopped).toBe(1)
    expect(await outcome).toMatchObject({ code: 'workbook-timeout', detail: { name: '名册.xlsx', seconds: 60 } })
  })

  it('a worker that dies of its file is told as an unsafe workbook', async () => {
    const thread = new Thread()
    const reading = parseWorkbook('名册.xlsx', bytes, {}, undefined, () => thread)
    thread.onerror?.({ message: 'out of memory' } as ErrorEvent)
    await expect(reading).rejects.toMatchObject({ code: 'workbook-unsafe' })
  })

  it('cancelling kills it; so does choosing another file', async () => {
    const first = new Thread(), second = new Thread()
    const one = parseWorkbook('一.xlsx', bytes, {}, undefined, () => first)
    const two = parseWorkbook('二.xlsx', bytes, {}, undefined, () => second)
    await expect(one).rejects.toBeInstanceOf(ParseCancelled)
    expect([first.stopped, second.stopped]).toEqual([1, 0])
    cancel()
    await expect(two).rejects.toBeInstanceOf(ParseCancelled)
    expect(second.stopped).toBe(1)
    cancel()
    expect(second.stopped).toBe(1)
  })
})
