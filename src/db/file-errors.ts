/** The file of an import handed back to whoever wrote it: the same lines, red where they are wrong, the reason behind. */
import { AppError } from '#core/error.ts'
import { errorMarks } from '../workbook/error-marks.ts'
import { REASON_HEADING } from '../workbook/write/mark.ts'
import type { MadeFile } from './book-checks.ts'
import type { ImportPreview } from './book.ts'
import type { BookEnv } from './desk.ts'
import { safeName } from './file-name.ts'

/** Kept with the plan of an import until it is applied or given up. */
export interface ImportedFile {
  readonly file: { readonly name: string; readonly bytes: Uint8Array }
  readonly preview: Pick<ImportPreview, 'problems' | 'layout'>
}

export async function handBack(env: BookEnv, imported: ImportedFile | null): Promise<MadeFile> {
  if (!imported) throw new AppError('import-stale')
  const { file, preview } = imported
  const plan = errorMarks(preview, preview.problems)
  env.emit({ kind: 'file', progress: { stage: 'writing', done: 0, total: 1 } })
  const bytes = await env.markWorkbook(file.name, file.bytes, plan)
  env.emit({ kind: 'file', progress: { stage: 'writing', done: 1, total: 1 } })
  return { name: `${safeName(`${file.name.replace(/\.[^.]*$/u, '')} ${REASON_HEADING}`)}.xlsx`, bytes, lines: plan.marks.length }
}
