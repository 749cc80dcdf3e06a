/**
 * Has a workbook written in a worker that is killed when it takes too long. Lines are worked out a handful at a
 * time, and only when the writer asks for more: in between, this thread answers whoever is at a door.
 */
import { AppError } from '#core/error.ts'
import type { MarkPlan } from './mark.ts'
import type { WorkbookSpec } from './spec.ts'
import type { MakeAnswer, MakeQuestion } from './worker.ts'
import { handfuls, headsOf, lineCount } from './write-workbook.ts'

export const MAKE_SECONDS = 120

/** As much of Worker as is used, so that a test can put something in its place. */
export interface MakeWorker {
  postMessage(question: MakeQuestion): void
  terminate(): void
  onmessage: ((event: MessageEvent<MakeAnswer>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

const startWorker = (): MakeWorker => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })

interface Conversation {
  ask(question: MakeQuestion): Promise<Uint8Array | null>
  end(): void
}

/** One question, one answer, in turn; the first failure ends it. */
function converse(start: () => MakeWorker, name: string, seconds: number): Conversation {
  const worker = start()
  let settle: { readonly resolve: (bytes: Uint8Array | null) => void; readonly reject: (error: Error) => void } | undefined
  let failed: Error | undefined
  const fail = (error: Error): void => {
    failed = error
    worker.terminate()
    settle?.reject(error)
  }
  const timer = setTimeout(() => fail(new AppError('file-failed', { name, reason: `${seconds} 秒还没有写完` })), seconds * 1000)
  worker.onmessage = ({ data }) => {
    if (data.kind === 'failed') fail(new AppError(data.error.code, data.error.detail))
    else settle?.resolve(data.kind === 'done' ? data.bytes : null)
  }
  // Out of memory, for one: the worker is gone and says no more.
  worker.onerror = event => fail(new AppError('file-failed', { name, reason: '写表格时出错' }, { cause: event.message }))
  return {
    ask: question => new Promise((resolve, reject) => {
      if (failed) return reject(failed)
      settle = { resolve, reject }
      worker.postMessage(question)
    }),
    end() {
      clearTimeout(timer)
      worker.terminate()
    }
  }
}

const nothing = (name: string): never => { throw new AppError('file-failed', { name, reason: '写表格时出错' }) }

export async function makeWorkbook(
  name: string, spec: WorkbookSpec, onProgress: (done: number, total: number) => void = () => undefined,
  start: () => MakeWorker = startWorker, seconds = MAKE_SECONDS
): Promise<Uint8Array> {
  const talk = converse(start, name, seconds)
  const total = lineCount(spec)
  let done = 0
  try {
    await talk.ask({ kind: 'begin', sheets: headsOf(spec) })
    for (const few of handfuls(spec)) {
      if (few === 'next-sheet') await talk.ask({ kind: 'next-sheet' })
      else {
        await talk.ask({ kind: 'lines', lines: few })
        onProgress(done += few.length, total)
      }
    }
    return await talk.ask({ kind: 'finish' }) ?? nothing(name)
  } finally {
    talk.end()
  }
}

export async function markInWorker(
  name: string, bytes: Uint8Array, plan: MarkPlan, start: () => MakeWorker = startWorker, seconds = MAKE_SECONDS
): Promise<Uint8Array> {
  const talk = converse(start, name, seconds)
  try {
    return await talk.ask({ kind: 'mark', name, bytes, plan }) ?? nothing(name)
  } finally {
    talk.end()
  }
}
