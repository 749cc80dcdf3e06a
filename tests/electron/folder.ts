/** A throw-away profile folder per test. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export async function someFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cunce-host-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The code of the AppError that the work ends in; 'none' when it does not fail. */
export async function codeOf(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work)
    return 'none'
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : `not an AppError: ${String(thrown)}`
  }
}
