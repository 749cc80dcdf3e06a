import { afterEach, describe, expect, it, vi } from 'vitest'
import * as XLSX from 'xlsx'
import { makeWorkbook, markInWorker, type MakeWorker } from '../../src/workbook/write/make-in-worker.ts'
import type { Line, WorkbookSpec } from '../../src/workbook/write/spec.ts'
import type { MakeAnswer, MakeQuestion } from '../../src/workbook/write/worker.ts'
import { openWorkbook, type WorkbookWriter } from '../../src/workbook/write/write-workbook.ts'

/** Stands for the thread: a writer that answers after a turn of the clock, or one that never does. */
class Thread implements MakeWorker {
  onmessage: ((event: MessageEvent<MakeAnswer>) => void) | null = null
  onerror: ((event: ErrorEvent) => void) | null = null
  stopped = 0
  readonly asked: MakeQuestion['kind'][] = []
  silent = false
  #writer: WorkbookWriter | undefined
  postMessage(question: MakeQuestion): void {
    this.asked.push(question.kind)
    if (!this.silent) void this.#answer(structuredClone(question))
  }
  terminate(): void {
    this.stopped += 1
  }
  say(data: MakeAnswer): void {
    this.onmessage?.({ data } as MessageEvent<MakeAnswer>)
  }
  async #answer(question: MakeQuestion): Promise<void> {
    if (question.kind === 'begin') this.#writer = openWorkbook(question.sheets)
    if (question.kind === 'lines') await this.#writer!.lines(question.lines)
    if (question.kind === 'next-sheet') await this.#writer!.nextSheet()
    this.say(question.kind === 'finish' ? { kind: 'done', bytes: await this.#writer!.finish() } : { kind: 'more' })
  }
}

afterEach(() => void vi.useRealTimers())

function spec(lines: Iterable<Line>, count: number): WorkbookSpec {
  return { sheets: [{ name: '花名册', titles: ['题'], columns: [{ heading: '姓名', width: 4 }, { heading: '号', width: 4 }], count, lines }, { name: '二', titles: [], columns: [{ heading: '姓名', width: 4 }], count: 1, lines: [['乙']] }] }
}

describe('writing in a worker of its own', () => {
  it('lines are worked out only as fast as they are written, and the file is whole', async () => {
    const thread = new Thread()
    let asked = 0, ahead = 0, told = 0
    function* lines(): Generator<Line> {
      for (let i = 0; i < 2500; i++) {
        asked += 1
        yield [`人${i}`, String(i)]
      }
    }
    const progress: number[] = []
    const bytes = await makeWorkbook('名册.xlsx', spec(lines(), 2500), done => {
      progress.push(done)
      ahead = Math.max(ahead, asked - told)
      told = done
    }, () => thread)
    expect(progress).toEqual([1000, 2000, 2500, 2501])
    expect(ahead).toBeLessThanOrEqual(1000)
    const book = XLSX.read(bytes, { type: 'array' })
    expect(book.SheetNames).toEqual(['花名册', '二'])
    const rows = XLSX.utils.sheet_to_json<string[]>(book.Sheets['花名册']!, { header: 1 })
    expect([rows.length, rows[2501]]).toEqual([2502, ['人2499', '2499']])
    expect(thread.stopped).toBe(1)
  })

  it('X-03 a writing that does not end is killed after its seconds, and not a moment before', async () => {
    vi.useFakeTimers()
    const thread = new Thread()
    thread.silent = true
    const outcome = makeWorkbook('名册.xlsx', spec([], 0), undefined, () => thread).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(119_999)
    expect(thread.stopped).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(await outcome).toMatchObject({ code: 'file-failed', detail: { name: '名册.xlsx' } })
    expect(thread.stopped).toBeGreaterThan(0)
  })

  it('a refusal keeps its code; a worker that dies is told of, and the lines left are not worked out', async () => {
    const thread = new Thread()
    thread.silent = true
    const marking = markInWorker('名册.xls', new Uint8Array([1]), { sheet: 'S', headingRow: 1, reasonColumn: null, marks: [] }, () => thread)
    thread.say({ kind: 'failed', error: { code: 'workbook-encrypted', detail: { name: '名册.xls' } } })
    await expect(marking).rejects.toMatchObject({ code: 'workbook-encrypted' })
    const dying = new Thread()
    dying.silent = true
    let worked = 0
    const lines = { *[Symbol.iterator](): Generator<Line> { worked += 1; yield ['a'] } }
    const making = makeWorkbook('名册.xlsx', spec(lines, 1), undefined, () => dying)
    dying.onerror?.({ message: 'out of memory' } as ErrorEvent)
    await expect(making).rejects.toMatchObject({ code: 'file-failed' })
    expect([worked, dying.stopped > 0]).toEqual([0, true])
  })
})
