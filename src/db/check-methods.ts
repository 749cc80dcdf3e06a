/** The book's answers about checks, the timeline, twins and the reveal log. */
import { AppError } from '#core/error.ts'
import type { Book } from './book.ts'
import type { Desk } from './desk.ts'

const missing = (): never => { throw new AppError('record-missing') }

export function checkMethods(_desk: () => Desk, _tell: () => void): Pick<Book, 'checkAll' | 'cancelCheck' | 'lastCheck' | 'findings' | 'giveReason' | 'timeline' | 'twins' | 'twinsOf' | 'reveal'> {
  return {
    checkAll: async () => missing(),
    cancelCheck: async () => missing(),
    lastCheck: async () => missing(),
    findings: async () => missing(),
    giveReason: async () => missing(),
    timeline: async () => missing(),
    twins: async () => missing(),
    twinsOf: async () => missing(),
    reveal: async () => missing()
  }
}
