/** The book's answers about cases and their steps. */
import { AppError } from '#core/error.ts'
import type { BookCases } from './book-monitor.ts'
import type { Desk } from './desk.ts'

export function casesMethods(desk: () => Desk, tell: () => void): BookCases {
  return {
    role: async () => desk().identity.role,
    cases: async () => { desk(); return [] },
    caseFile: async () => { throw new AppError('case-missing') },
    openCase: async () => { throw new AppError('case-missing') },
    tryStep: async () => { desk(); return [] },
    takeStep: async () => { throw new AppError('case-missing') },
    voidStep: async () => { throw new AppError('case-missing') }
  }
}
