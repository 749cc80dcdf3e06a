/**
 * The one error type. A code is stable and is what tests, logs and the county know; the words a
 * person reads are looked up by code in error-texts.ts and never travel with the error. Over IPC only
 * `AppErrorData` travels, inside a Result: Electron passes on nothing but a thrown error's message.
 */
import type { ErrorCode } from './error-texts.ts'

export type ErrorDetail = Readonly<Record<string, string | number | boolean>>

export interface AppErrorData {
  readonly code: ErrorCode
  readonly detail: ErrorDetail
}

export class AppError extends Error {
  readonly code: ErrorCode
  readonly detail: ErrorDetail
  constructor(code: ErrorCode, detail: ErrorDetail = {}, options?: { cause?: unknown }) {
    super(code, options)
    this.name = 'AppError'
    this.code = code
    this.detail = detail
  }
  get data(): AppErrorData {
    return { code: this.code, detail: this.detail }
  }
}

/** Any thrown thing as data that can cross a boundary; what we did not foresee is a bug and says so. */
export function asErrorData(thrown: unknown): AppErrorData {
  if (thrown instanceof AppError) return thrown.data
  return { code: 'unforeseen', detail: { message: thrown instanceof Error ? thrown.message : String(thrown) } }
}
