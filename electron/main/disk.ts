/** How much room the profile's disk has, and what a failed write is called. */
import { statfs } from 'node:fs/promises'
import { AppError } from '#core/error.ts'
import { isHeld, systemCode } from './atomic.ts'

export async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    return 0
  }
}

export const isFull = (thrown: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(systemCode(thrown))

/** A failed write of the profile, as people are told of it. */
export async function writeFailure(cause: unknown, folder: string, platform: string = process.platform): Promise<AppError> {
  if (cause instanceof AppError) return cause
  if (isFull(cause)) return new AppError('disk-full', { free: Math.floor((await freeBytes(folder)) / 1e6) }, { cause })
  if (isHeld(cause, platform)) return new AppError('journal-held', { reason: systemCode(cause) }, { cause })
  return new AppError('journal-write-failed', { reason: systemCode(cause) || 'unknown' }, { cause })
}
