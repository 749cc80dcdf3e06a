/** The book's answers about packages by USB stick. */
import type { BookSync } from './book-sync.ts'
import { ask, type Desk } from './desk.ts'
import { choosePackage, previewPackage, savePackage, takePackage } from './packages.ts'

export type PackageMethods = Pick<BookSync, 'previewPackage' | 'savePackage' | 'choosePackage' | 'takePackage' | 'carryPackage' | 'saveAnswer'>

export function packageMethods(desk: () => Desk, tell: () => void): PackageMethods {
  const told = async <T>(doing: Promise<T>): Promise<T> => {
    const answer = await doing
    tell()
    return answer
  }
  return {
    previewPackage: async () => previewPackage(desk()),
    savePackage: async () => told(savePackage(desk())),
    choosePackage: async () => choosePackage(desk()),
    takePackage: async token => told(takePackage(desk(), token)),
    carryPackage: async token => ask(desk().env, 'package:carry', { token }),
    saveAnswer: async token => ask(desk().env, 'package:save-answer', { token })
  }
}
