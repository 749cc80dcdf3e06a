/** The book's answers about clues, lists of departments and disasters. */
import { AppError } from '#core/error.ts'
import type { BookClues } from './book-monitor.ts'
import type { Desk } from './desk.ts'

export function cluesMethods(desk: () => Desk, tell: () => void): BookClues {
  return {
    clues: async () => { desk(); return [] },
    previewClues: async () => { throw new AppError('case-missing') },
    applyClues: async () => { throw new AppError('case-missing') },
    answeredList: async () => { throw new AppError('case-missing') },
    markAffected: async () => { throw new AppError('case-missing') }
  }
}
