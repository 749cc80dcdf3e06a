/** The book's answers about set-aside changes, decisions, merged edits, loss and receipts. */
import { AppError } from '#core/error.ts'
import type { BookSync } from './book-sync.ts'
import type { Desk } from './desk.ts'

export type AsideMethods = Pick<BookSync, 'setAside' | 'sendAgain' | 'withdraw' | 'decisions' | 'undoDecision' | 'merged' | 'loss' | 'receipts' | 'deliverySheet' | 'countyAnswers'>

export function asideMethods(desk: () => Desk, tell: () => void): AsideMethods {
  const missing = async (): Promise<never> => {
    tell()
    throw new AppError('unforeseen', { message: desk().identity.device })
  }
  return { setAside: missing, sendAgain: missing, withdraw: missing, decisions: missing, undoDecision: missing, merged: missing, loss: missing, receipts: missing, deliverySheet: missing, countyAnswers: missing }
}
