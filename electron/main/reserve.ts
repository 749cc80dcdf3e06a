/**
 * Two megabytes kept on the disk for the day it is full: given up for the form that is open, so that it can
 * still be saved, and taken again when there is room (fault 20). Only small writes may use it: an import
 * must not eat what is meant for the person at the door.
 */
import { randomBytes } from 'node:crypto'
import { open, rm, stat } from 'node:fs/promises'
import { freeBytes, isFull } from './disk.ts'

const SIZE = 2_000_000
const SMALL = 300_000
/** Room that must be left over before the reserve is taken again. */
const COMFORT = 20_000_000

export interface Reserve {
  /** Runs the write; when the disk is full and the write small, gives up the reserve and runs it once more. */
  during<T>(bytes: number, write: () => Promise<T>): Promise<T>
  refill(): Promise<void>
}

export function openReserve(path: string, folder: string, free: (folder: string) => Promise<number> = freeBytes): Reserve {
  const held = async (): Promise<boolean> => ((await stat(path).catch(() => null))?.size ?? 0) > 0
  return {
    async during(bytes, write) {
      try {
        return await write()
      } catch (thrown) {
        if (!isFull(thrown) || bytes > SMALL || !(await held())) throw thrown
        await rm(path, { force: true })
        return await write()
      }
    },
    async refill() {
      if (await held() || (await free(folder)) < SIZE + COMFORT) return
      try {
        const file = await open(path, 'w', 0o600)
        try {
          // Random, so that no file system packs it away to nothing.
          await file.writeFile(randomBytes(SIZE))
          await file.sync()
        } finally {
          await file.close()
        }
      } catch {
        await rm(path, { force: true })
      }
    }
  }
}
