/**
 * The outcome of something that may fail in a foreseen way and whose caller must decide what then:
 * an answer, a workbook row, a county verdict. What nobody near can mend is thrown as AppError instead.
 */
export type Result<T, E = AppErrorData> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

import type { AppErrorData } from './error.ts'

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })
export const failed = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error })
