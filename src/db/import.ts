import { AppError } from '#core/error.ts'
import type { Book } from './book.ts'
import type { Desk } from './desk.ts'

export interface Importer {
  preview: Book['previewImport']
  apply: Book['applyImport']
  cancel(): void
}

export function makeImporter(desk: Desk, backUp: () => Promise<unknown>): Importer {
  void desk; void backUp
  return {
    preview: async name => { throw new AppError('file-not-workbook', { name, found: '' }) },
    apply: async () => { throw new AppError('import-stale') },
    cancel: () => undefined
  }
}
