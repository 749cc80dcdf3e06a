/**
 * Where workbooks are written, and where a stranger's file is taken apart to be handed back with red cells: a
 * worker of its own that holds no key and can be killed. It makes one file and is thrown away.
 */
import { asErrorData, type AppErrorData } from '#core/error.ts'
import { markFile } from './mark-file.ts'
import type { MarkPlan } from './mark.ts'
import type { Line, SheetHead } from './spec.ts'
import { openWorkbook, type WorkbookWriter } from './write-workbook.ts'

export type MakeQuestion =
  | { readonly kind: 'begin'; readonly sheets: readonly SheetHead[] }
  | { readonly kind: 'lines'; readonly lines: readonly Line[] }
  | { readonly kind: 'next-sheet' }
  | { readonly kind: 'finish' }
  | { readonly kind: 'mark'; readonly name: string; readonly bytes: Uint8Array; readonly plan: MarkPlan }

export type MakeAnswer =
  /** Ready for the next handful. */
  | { readonly kind: 'more' }
  | { readonly kind: 'done'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly error: AppErrorData }

let writer: WorkbookWriter | undefined

async function answer(question: MakeQuestion): Promise<MakeAnswer> {
  switch (question.kind) {
    case 'begin': writer = openWorkbook(question.sheets); return { kind: 'more' }
    case 'lines': await writer!.lines(question.lines); return { kind: 'more' }
    case 'next-sheet': await writer!.nextSheet(); return { kind: 'more' }
    case 'finish': return { kind: 'done', bytes: await writer!.finish() }
    case 'mark': return { kind: 'done', bytes: await markFile(question.name, question.bytes, question.plan) }
  }
}

self.onmessage = (event: MessageEvent<MakeQuestion>) => {
  answer(event.data).then(
    told => self.postMessage(told, told.kind === 'done' ? { transfer: [told.bytes.buffer as ArrayBuffer] } : {}),
    (thrown: unknown) => self.postMessage({ kind: 'failed', error: asErrorData(thrown) } satisfies MakeAnswer)
  )
}
