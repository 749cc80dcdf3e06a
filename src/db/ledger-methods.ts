/** The book's answers about ledgers, undo and records of any register. */
import { AppError } from '#core/error.ts'
import type { Book } from './book.ts'
import type { Desk } from './desk.ts'

const missing = (): never => { throw new AppError('record-missing') }

export function ledgerMethods(_desk: () => Desk, _tell: () => void): Pick<Book, 'ledger' | 'ledgerLines' | 'ledgerChoices' | 'addLine' | 'previewPaste' | 'applyPaste' | 'act' | 'steps' | 'undo' | 'records'> {
  return {
    ledger: async () => missing(),
    ledgerLines: async () => missing(),
    ledgerChoices: async () => missing(),
    addLine: async () => missing(),
    previewPaste: async () => missing(),
    applyPaste: async () => missing(),
    act: async () => missing(),
    steps: async () => missing(),
    undo: async () => missing(),
    records: async () => missing()
  }
}
