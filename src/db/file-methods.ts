/** The book's answers about files made from the book. */
import { AppError } from '#core/error.ts'
import type { Book } from './book.ts'
import type { Desk } from './desk.ts'

const missing = (): never => { throw new AppError('record-missing') }

export function fileMethods(_desk: () => Desk): Pick<Book, 'makeFile'> {
  return {
    makeFile: async () => missing()
  }
}
