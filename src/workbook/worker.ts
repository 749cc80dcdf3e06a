/**
 * Where a stranger's workbook is opened: a worker of its own that holds no key and no records and can be
 * killed. It answers one question and is thrown away.
 */
import { asErrorData, type AppErrorData } from '#core/error.ts'
import type { ImportProgress } from '../db/book.ts'
import { readRosterFile } from './read-file.ts'
import type { ParsedRoster } from './roster-types.ts'

export interface ParseQuestion {
  readonly name: string
  readonly bytes: Uint8Array
}

export type ParseAnswer =
  | { readonly kind: 'progress'; readonly progress: ImportProgress }
  | { readonly kind: 'done'; readonly roster: ParsedRoster }
  | { readonly kind: 'failed'; readonly error: AppErrorData }

const answer = (message: ParseAnswer): void => self.postMessage(message)

self.onmessage = (event: MessageEvent<ParseQuestion>) => {
  const { name, bytes } = event.data
  readRosterFile(name, bytes, progress => answer({ kind: 'progress', progress }))
    .then(roster => answer({ kind: 'done', roster }), (thrown: unknown) => answer({ kind: 'failed', error: asErrorData(thrown) }))
}
