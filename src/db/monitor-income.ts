/** The book's answers about near-line households and the settings in force. */
import type { BookIncome } from './book-monitor.ts'
import type { Desk } from './desk.ts'

export function incomeMethods(desk: () => Desk, tell: () => void): BookIncome {
  return {
    nearLine: async () => { desk(); return [] },
    settings: async () => { desk(); return [] }
  }
}
