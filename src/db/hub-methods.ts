/** The book's answers about the hub of the team. */
import { AppError } from '#core/error.ts'
import type { BookSync } from './book-sync.ts'
import type { Desk } from './desk.ts'

export type HubMethods = Pick<BookSync, 'openHub' | 'closeHub' | 'hubState' | 'findHubs' | 'visitHub'>

export function hubMethods(desk: () => Desk, tell: () => void): HubMethods {
  const missing = async (): Promise<never> => {
    tell()
    throw new AppError('unforeseen', { message: desk().identity.device })
  }
  return { openHub: missing, closeHub: missing, hubState: missing, findHubs: missing, visitHub: missing }
}
