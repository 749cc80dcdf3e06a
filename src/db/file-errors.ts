/** The file of an import handed back to whoever wrote it: the same lines, red where they are wrong, the reason behind. */
import { AppError } from '#core/error.ts'
import { REASON_HEADING, type Mark, type MarkPlan } from '../workbook/write/mark.ts'
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
  const plan = planOf(preview)
  env.emit({ kind: 'file', progress: { stage: 'writing', done: 0, total: 1 } })
  const bytes = await env.markWorkbook(file.name, file.bytes, plan)
  env.emit({ kind: 'file', progress: { stage: 'writing', done: 1, total: 1 } })
  return { name: `${safeName(`${file.name.replace(/\.[^.]*$/u, '')} ${REASON_HEADING}`)}.xlsx`, bytes, lines: plan.marks.length }
}

export function planOf({ problems, layout }: ImportedFile['preview']): MarkPlan {
  const headingRow = layout.headingLines[1]
  const rows = new Map<number, { readonly cells: Set<string>; readonly texts: Set<string> }>()
  for (const { row, cell, severity, text } of problems) {
    if (row <= headingRow) continue
    const known = rows.get(row) ?? { cells: new Set<string>(), texts: new Set<string>() }
    rows.set(row, known)
    known.cells.add(cell)
    known.texts.add(severity === 'error' ? text : `请核对：${text}`)
  }
  const marks = [...rows].sort(([a], [b]) => a - b).map(([row, { cells, texts }]): Mark => ({ row, cells: [...cells], text: [...texts].join('；') }))
  const before = layout.columns.find(({ heading }) => heading.trim() === REASON_HEADING)
  return { sheet: layout.sheet, headingRow, reasonColumn: before?.index ?? null, marks }
}
