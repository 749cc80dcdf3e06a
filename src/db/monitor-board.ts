/** The book's answers about the figures of a village. */
import type { BookBoard } from './book-monitor.ts'
import type { Desk } from './desk.ts'

export function boardMethods(desk: () => Desk, tell: () => void): BookBoard {
  return {
    board: async () => { desk(); return [] },
    figureList: async () => { desk(); return [] }
  }
}
