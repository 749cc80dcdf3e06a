/** The book's answers about who has to be visited by when. */
import type { BookDue } from './book-visiting.ts'
import type { Desk } from './desk.ts'

export function dueMethods(..._: [desk: () => Desk]): BookDue {
  return { due: async () => [] }
}
