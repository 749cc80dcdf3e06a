/** Sealed blobs on this laptop's disk and their road to and from the county. */
import { AppError } from '#core/error.ts'
import type { HostCallName, HostOutput } from '#core/host.ts'
import { fetchBlob, sendBlob } from './attachment-road.ts'
import type { BlobStore } from './attachment-store.ts'
import { ownBytes } from './atomic.ts'
import type { Handlers } from './calls.ts'
import type { CountyLine } from './county-line.ts'

export type AttachmentHandlers = Pick<Handlers, Extract<HostCallName, `attachment:${string}`>>

export function attachmentHandlers(store: BlobStore, line: CountyLine): AttachmentHandlers {
  let progress: HostOutput<'attachment:progress'> = null
  const onRoad = new Map<string, Promise<unknown>>()

  /** Two who want the same one get it once: written by both, it would be neither. */
  async function once<T>(name: string, sha256: string, work: (told: (done: number, total: number) => void) => Promise<T>): Promise<T> {
    const running = onRoad.get(name)
    if (running) return await (running as Promise<T>)
    const going = work((done, total) => { progress = { sha256, done, total } }).finally(() => {
      onRoad.delete(name)
      if (progress?.sha256 === sha256) progress = null
    })
    onRoad.set(name, going)
    return await going
  }

  return {
    'attachment:put': async ({ sha256, bytes }) => {
      await store.put(sha256, bytes)
      return null
    },
    'attachment:read': async ({ sha256 }) => {
      const bytes = await store.read(sha256)
      return bytes && { bytes: ownBytes(bytes) }
    },
    'attachment:have': async ({ sha256 }) => ({ sha256: await store.have(sha256) }),
    'attachment:send': ({ sha256, village }) => once(`up ${village} ${sha256}`, sha256, async told => {
      const bytes = await store.read(sha256)
      if (!bytes) throw new AppError('attachment-missing')
      return await sendBlob(line, sha256, village, bytes, told)
    }),
    'attachment:fetch': ({ sha256, village }) => once(`down ${sha256}`, sha256, async told => {
      if (await store.has(sha256)) return { down: 0 }
      await store.demandRoom()
      return await fetchBlob(line, sha256, village, store.part(sha256), told)
    }),
    'attachment:progress': () => progress
  }
}
