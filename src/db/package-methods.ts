/** The book's answers about packages by USB stick. */
import { AppError } from '#core/error.ts'
import type { BookSync } from './book-sync.ts'
import type { Desk } from './desk.ts'

export type PackageMethods = Pick<BookSync, 'previewPackage' | 'savePackage' | 'choosePackage' | 'takePackage' | 'carryPackage' | 'saveAnswer'>

export function packageMethods(desk: () => Desk, tell: () => void): PackageMethods {
  const missing = async (): Promise<never> => {
    tell()
    throw new AppError('unforeseen', { message: desk().identity.device })
  }
  return { previewPackage: missing, savePackage: missing, choosePackage: missing, takePackage: missing, carryPackage: missing, saveAnswer: missing }
}
