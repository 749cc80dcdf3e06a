/**
 * Files that are whole or absent after a power cut: written beside, fsynced, renamed, the folder fsynced.
 * Nothing in the profile is ever written in place, except the journal, which only grows.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

export async function writeAtomic(path: string, bytes: Uint8Array | string): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  const beside = join(folder, `.${basename(path).slice(0, 60)}.${randomBytes(4).toString('hex')}.tmp`)
  try {
    const file = await open(beside, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await patiently(() => rename(beside, path))
  } catch (cause) {
    await rm(beside, { force: true })
    throw cause
  }
  await syncFolder(folder)
}

const HELD: ReadonlySet<string> = new Set(['EBUSY', 'EPERM', 'EACCES'])
/** Whether another program holds the file, as Windows says it. */
export const isHeld = (thrown: unknown, platform: string = process.platform): boolean => platform === 'win32' && HELD.has(systemCode(thrown))

const LONGEST_PAUSE_MS = 2_000

/** On Windows a virus scanner or backup tool may hold a file for a minute: it is waited for, never worked around (fault 59). */
export async function patiently<T>(work: () => Promise<T>, platform: string = process.platform, longestMs = 60_000): Promise<T> {
  for (let pause = 25, waited = 0; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work()
    } catch (cause) {
      if (!isHeld(cause, platform) || waited + pause > longestMs) throw cause
      await wait(pause)
      waited += pause
    }
  }
}

/** Windows cannot fsync a folder; there the rename is journaled by NTFS. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The file's bytes, or null when there is none. Any other failure is thrown. */
export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return null
    throw cause
  }
}

/** What a file of ours says; null where there is none, or none that can be read. */
export function asJson(bytes: Uint8Array | null): unknown {
  try {
    return bytes && JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null
  }
}

/** 'ENOSPC', 'EBUSY' … of a failed system call; '' for anything else. */
export const systemCode = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''

/** A copy with a buffer of its own. What crosses to the window must not drag Node's shared pool, keys in it, along. */
export const ownBytes = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes)
