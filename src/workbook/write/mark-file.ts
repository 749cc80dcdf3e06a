/** A file handed back with what is wrong in it, whatever kind it was. */
import { AppError } from '#core/error.ts'
import type { MarkPlan } from './mark.ts'
import { markWorkbook } from './mark-workbook.ts'

export async function markFile(name: string, bytes: Uint8Array, plan: MarkPlan): Promise<Uint8Array> {
  return await markWorkbook(name, bytes, plan) ?? (() => { throw new AppError('file-failed', { name, reason: '…' }) })()
}
