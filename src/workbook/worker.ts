/**
 * Where a stranger's workbook is opened: a worker of its own that holds no key and no records and can be
 * killed. It answers one question and is thrown away.
 */
import { asErrorData, type AppErrorData } from '#core/error.ts'
import type { ImportProgress } from '../db/book.ts'
import { readWorkbook } from './read-file.ts'
import type { ParsedSheet, ReadOptions } from './sheet-types.ts'

export interface ParseQuestion {
  readonly name: string
  readonly bytes: Uint8Array
  readonly options: ReadOptions
}

export type ParseAnswer =
  | { readonly kind: 'progress'; readonly progress: ImportProgress }
  | { readonly kind: 'done'; readonly sheet: ParsedSheet }
  | { readonly kind: 'failed'; readonly error: AppErrorData }

const answer = (message: ParseAnswer): void => {
  // Columns of a township go over as they lie, without being copied.
  const whole = message.kind === 'done' ? [message.sheet.rows.buffer, message.sheet.groups.buffer, ...message.sheet.columns.map(({ at }) => at.buffer)] : []
  self.postMessage(message, { transfer: whole })
}

self.onmessage = (event: MessageEvent<ParseQuestion>) => {
  const { name, bytes, options } = event.data
  readWorkbook(name, bytes, options, progress => answer({ kind: 'progress', progress }))
    .then(sheet => answer({ kind: 'done', sheet }), (thrown: unknown) => answer({ kind: 'failed', error: asErrorData(thrown) }))
}
