/**
 * Packages by hand: a stick is put into a computer of the county. Files are named by path, because a package is
 * far larger than what the console takes over the loopback; they are judged by their size before a byte is read.
 * An answer never writes over another file.
 */
import { existsSync } from 'node:fs'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import * as z from 'zod'
import { AppError } from '#core/error.ts'
import { PACKAGE_EXTENSION, type PackageHeader } from '#core/sync/package.ts'
import type { PackageTaken } from '#core/sync/wire.ts'
import { newId } from './identity.ts'
import { FILE_BYTES, tooLarge } from './packages-routes.ts'
import type { Packages } from './packages.ts'

const Path = z.string().min(1).max(4_000)

export const packageCalls = {
  showPackage: z.object({ path: Path }),
  takePackage: z.object({ path: Path, out: Path.optional() }),
  answerPackage: z.object({ device: z.string().max(40), out: Path })
} as const

export interface ShownPackage { readonly header: PackageHeader, readonly person: string }
export interface TakenPackage extends ShownPackage { readonly counts: PackageTaken, readonly answer: string | null }

export interface PackageConsole {
  showPackage(input: { readonly path: string }): Promise<ShownPackage>
  takePackage(input: { readonly path: string, readonly out?: string }): Promise<TakenPackage>
  /** The file it was written to. */
  answerPackage(input: { readonly device: string, readonly out: string }): Promise<string>
}

export const packageConsole = (packages: Packages, now: () => number): PackageConsole => ({
  showPackage: ({ path }) => named(path, async () => packages.show(await readFileOf(path))),
  takePackage: ({ path, out = dirname(path) }) => named(path, async () => {
    const { header, person, counts, answer } = await packages.take(await readFileOf(path), '')
    return { header, person, counts, answer: answer && await writeAnswer(out, person, answer, now()) }
  }),
  async answerPackage({ device, out }) {
    const { person, bytes } = await packages.answer(device)
    return writeAnswer(out, person, bytes, now())
  }
})

/** Whatever is wrong with a file is said with its name. */
async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof AppError) throw new AppError(thrown.code, { name: basename(path), ...thrown.detail }, { cause: thrown })
    throw thrown
  }
}

async function readFileOf(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path)
    if (!found.isFile()) throw new AppError('file-failed', { reason: 'EISDIR' })
    if (found.size > FILE_BYTES) throw tooLarge(found.size)
    return await readFile(path)
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    throw new AppError('file-failed', { reason: String((thrown as NodeJS.ErrnoException).code) }, { cause: thrown })
  }
}

async function writeAnswer(folder: string, person: string, bytes: Uint8Array, now: number): Promise<string> {
  const stem = `村册回执_${person.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, '_')}_${new Date(now).toLocaleDateString('sv-SE')}`
  const part = join(folder, `${stem}.${newId()}.part`)
  try {
    const file = await open(part, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    let path = join(folder, `${stem}.${PACKAGE_EXTENSION}`)
    for (let i = 2; existsSync(path); i++) path = join(folder, `${stem}_${i}.${PACKAGE_EXTENSION}`)
    await rename(part, path)
    return path
  } catch (thrown) {
    // The stick was pulled out, or is full: what was taken in stays taken, and taking it again gives the answer again.
    await rm(part, { force: true }).catch(() => undefined)
    throw new AppError('file-failed', { name: `${stem}.${PACKAGE_EXTENSION}`, reason: String((thrown as NodeJS.ErrnoException).code) }, { cause: thrown })
  }
}
