/** The form in progress, sealed by the window: one small file, replaced as a whole; even a full disk has room for it. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ownBytes, readIfThere, syncFolder, writeAtomic } from './atomic.ts'
import { writeFailure } from './disk.ts'
import type { Reserve } from './reserve.ts'

export interface DraftFile {
  save(bytes: Uint8Array | null): Promise<void>
  read(): Promise<Uint8Array | null>
}

export function openDraft(folder: string, reserve: Reserve): DraftFile {
  const path = join(folder, 'draft.sealed')
  let queue: Promise<unknown> = Promise.resolve()
  // In the order asked: an older draft must not replace a newer one.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const run = queue.then(work, work)
    queue = run.catch(() => undefined)
    return run
  }
  return {
    save: bytes => inTurn(async () => {
      try {
        if (bytes) await reserve.during(bytes.length, () => writeAtomic(path, bytes))
        else {
          await rm(path, { force: true })
          await syncFolder(folder)
        }
      } catch (cause) {
        throw await writeFailure(cause, folder)
      }
    }),
    read: () => inTurn(async () => {
      const bytes = await readIfThere(path)
      return bytes && ownBytes(bytes)
    })
  }
}
