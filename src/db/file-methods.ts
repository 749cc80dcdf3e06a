/** The book's answers about files made from the book: what goes into each, and its name. */
import type { FileRequest, MadeFile } from './book-checks.ts'
import type { Book } from './book.ts'
import type { Desk } from './desk.ts'
import { handBack, type ImportedFile } from './file-errors.ts'
import { findingsFile } from './file-findings.ts'
import { ledgerFile } from './file-ledger.ts'
import { nationalFile } from './file-national.ts'
import { templateFile } from './file-template.ts'
import type { WorkbookSpec } from '../workbook/write/spec.ts'

/** What files are made of. */
export interface FileSources {
  readonly desk: () => Desk
  readonly findings: Book['findings']
  readonly timeline: Book['timeline']
  /** The file of a preview that is still open; null when there is none of that token. */
  readonly imported: (token: string) => ImportedFile | null
}

/** A file before it is written; `lines` are those of the first sheet. */
export interface Draft {
  readonly name: string
  readonly spec: WorkbookSpec
  readonly lines: number
}

export function fileMethods(sources: FileSources): Pick<Book, 'makeFile'> {
  async function draft(request: Exclude<FileRequest, { kind: 'import-errors' }>): Promise<Draft> {
    switch (request.kind) {
      case 'national': return nationalFile(sources, request)
      case 'ledger': return ledgerFile(sources, request)
      case 'template': return templateFile(sources.desk(), request)
      case 'findings': return findingsFile(sources, request)
    }
  }
  return {
    async makeFile(request): Promise<MadeFile> {
      const { env } = sources.desk()
      if (request.kind === 'import-errors') return handBack(env, sources.imported(request.token))
      env.emit({ kind: 'file', progress: { stage: 'collecting', done: 0, total: 1 } })
      const { name, spec, lines } = await draft(request)
      const bytes = await env.makeWorkbook(name, spec, (done, total) => env.emit({ kind: 'file', progress: { stage: 'writing', done, total } }))
      return { name, bytes, lines }
    }
  }
}
