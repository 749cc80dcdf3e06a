/**
 * Reads a clerk's file, of whatever kind, in a worker that is killed when it takes too long. One at a time: choosing
 * another file stops the one before.
 */
import { AppError } from '#core/error.ts'
import type { ImportProgress } from '../db/book.ts'
import { rosterOf } from './roster-of.ts'
import type { ParsedRoster } from './roster-types.ts'
import type { ParsedSheet, ReadOptions } from './sheet-types.ts'
import type { ParseAnswer, ParseQuestion } from './worker.ts'

export const PARSE_SECONDS = 60

/** As much of Worker as is used, so that a test can put something in its place. */
export interface ParseWorker {
  postMessage(question: ParseQuestion): void
  terminate(): void
  onmessage: ((event: MessageEvent<ParseAnswer>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

/** The promise of a reading that was cancelled is rejected with this. */
export class ParseCancelled extends Error {}

let stop: ((reason: Error) => void) | undefined

const startWorker = (): ParseWorker => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })

export function parseWorkbook(
  name: string, bytes: Uint8Array, options: ReadOptions, onProgress: (progress: ImportProgress) => void = () => undefined,
  start: () => ParseWorker = startWorker, seconds = PARSE_SECONDS
): Promise<ParsedSheet> {
  cancel()
  return new Promise((resolve, reject) => {
    const worker = start()
    const end = (then: () => void): void => {
      clearTimeout(timer)
      worker.terminate()
      if (stop === fail) stop = undefined
      then()
    }
    const fail = (reason: Error): void => end(() => reject(reason))
    const timer = setTimeout(() => fail(new AppError('workbook-timeout', { name, seconds })), seconds * 1000)
    stop = fail
    worker.onmessage = ({ data }) => {
      if (data.kind === 'progress') onProgress(data.progress)
      else if (data.kind === 'done') end(() => resolve(data.sheet))
      else fail(new AppError(data.error.code, data.error.detail))
    }
    // Out of memory, for one: the worker is gone and says no more.
    worker.onerror = event => fail(new AppError('workbook-unsafe', { name, reason: '读取时出错' }, { cause: event.message }))
    worker.postMessage({ name, bytes, options })
  })
}

/** A roster as lines of persons. */
export const parseRoster = async (name: string, bytes: Uint8Array, onProgress?: (progress: ImportProgress) => void): Promise<ParsedRoster> =>
  rosterOf(await parseWorkbook(name, bytes, {}, onProgress))

/** Stops the reading under way, if any. */
export function cancel(): void {
  stop?.(new ParseCancelled('cancelled'))
}
