/**
 * A package on a stick: written beside, synced, read back and compared, then renamed; read with a bound before
 * anything is taken into memory. A stick pulled out in the middle leaves no file that looks whole (P-07).
 */
import { randomBytes } from 'node:crypto'
import { constants, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { AppError } from '#core/error.ts'
import { PACKAGE_EXTENSION } from '#core/sync/package.ts'
import { LIMITS } from '#core/sync/wire.ts'
import { ownBytes, patiently, syncFolder } from './atomic.ts'
import { reasonOf } from './files.ts'

/** The sealed body and its header. */
const LARGEST = LIMITS.packageBytes + 200_000
const PIECE = 4_194_304

const failed = (name: string, cause: unknown): AppError =>
  cause instanceof AppError ? cause : new AppError('file-failed', { name, reason: reasonOf(cause) }, { cause })

/** The name it was written under: the ending is added where the dialog did not. */
export async function writePackageFile(chosen: string, pieces: readonly Uint8Array[]): Promise<{ name: string; bytes: number }> {
  const path = extname(chosen) === '' ? `${chosen}.${PACKAGE_EXTENSION}` : chosen
  const name = basename(path)
  const beside = join(dirname(path), `.${name.slice(0, 40)}.${randomBytes(4).toString('hex')}.tmp`)
  try {
    const file = await open(beside, 'wx+', 0o600)
    try {
      for (const piece of pieces) await file.writeFile(piece)
      await file.sync()
      if (!await says(file, pieces)) throw new AppError('file-failed', { name, reason: '写入后读回的内容不一样，请换一个 U 盘' })
    } finally {
      await file.close()
    }
    await patiently(() => rename(beside, path))
    await syncFolder(dirname(path)).catch((cause: unknown) => {
      // Some sticks cannot be asked for it; the file itself is synced.
      if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes((cause as { code?: string }).code ?? '')) throw cause
    })
  } catch (cause) {
    // Where the stick is gone, so is the file.
    await rm(beside, { force: true }).catch(() => undefined)
    throw failed(name, cause)
  }
  return { name, bytes: pieces.reduce((sum, piece) => sum + piece.length, 0) }
}

type File = Awaited<ReturnType<typeof open>>

async function says(file: File, pieces: readonly Uint8Array[]): Promise<boolean> {
  let at = 0
  for (const piece of pieces)
    for (let from = 0; from < piece.length; from += PIECE) {
      const wanted = piece.subarray(from, from + PIECE)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted.length), 0, wanted.length, at)
      if (bytesRead !== wanted.length || !buffer.equals(wanted)) return false
      at += bytesRead
    }
  return true
}

export async function readPackageFile(path: string): Promise<{ name: string; bytes: Uint8Array }> {
  const name = basename(path)
  try {
    // A pipe would else wait for ever for somebody to write; Windows knows no such letter.
    const file = await open(path, constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0))
    try {
      const found = await file.stat()
      // A pipe or a device has no end.
      if (!found.isFile()) throw new AppError('package-not-one', { name })
      if (found.size > LARGEST) throw new AppError('package-too-large', { size: Math.ceil(found.size / 1e6), limit: LIMITS.packageBytes / 1e6 })
      const bytes = Buffer.alloc(found.size)
      let at = 0
      for (let got = 1; at < bytes.length && got > 0; at += got) got = (await file.read(bytes, at, bytes.length - at, at)).bytesRead
      return { name, bytes: ownBytes(bytes.subarray(0, at)) }
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw failed(name, cause)
  }
}
