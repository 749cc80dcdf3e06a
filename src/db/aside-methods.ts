/** The book's answers about set-aside changes, decisions, merged edits, loss and receipts. */
import type { BookSync } from './book-sync.ts'
import { listAside, sendAgain, withdraw } from './aside.ts'
import { listDecisions, undoDecision } from './decisions.ts'
import { ask, type Desk } from './desk.ts'
import { lossOf } from './loss.ts'
import { listMerged } from './merged.ts'
import { deliverySheet, receiptsOf } from './receipts.ts'

export type AsideMethods = Pick<BookSync, 'setAside' | 'sendAgain' | 'withdraw' | 'decisions' | 'undoDecision' | 'merged' | 'loss' | 'receipts' | 'deliverySheet' | 'countyAnswers'>

export function asideMethods(desk: () => Desk, tell: () => void): AsideMethods {
  const told = async <T>(doing: Promise<T>): Promise<T> => {
    const answer = await doing
    tell()
    return answer
  }
  return {
    setAside: async () => listAside(desk()),
    sendAgain: async number => told(sendAgain(desk(), number)),
    withdraw: async number => told(withdraw(desk(), number)),
    decisions: async () => listDecisions(desk()),
    undoDecision: async id => told(undoDecision(desk(), id)),
    merged: async () => listMerged(desk()),
    loss: async () => lossOf(desk()),
    receipts: async () => receiptsOf(desk()),
    deliverySheet: async since => deliverySheet(desk(), since),
    countyAnswers: async () => (await ask(desk().env, 'county:reach', null).catch(() => ({ answers: false }))).answers
  }
}
