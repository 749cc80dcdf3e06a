/**
 * Sealed blobs on this laptop's disk, each under the sha-256 of its bytes: whole or absent after a power cut, and
 * never believed without the digest. Photographs stop a gigabyte before the disk is full, so that the forms go on.
 */
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '#core/error.ts'
import { LIMITS } from '#core/sync/wire.ts'
import { patiently, readIfThere, syncFolder, systemCode, writeAtomic } from './atomic.ts'
import { freeBytes, isFull } from './disk.ts'
import { sha256 } from './signatures.ts'

/** Below this no photograph is taken in. */
export const PHOTO_FLOOR = 1_000_000_000

export interface BlobStore {
  /** Resolves after fsync. Throws 'attachment-disk', 'attachment-too-large', 'attachment-damaged' where the bytes are not these. */
  put(digest: string, bytes: Uint8Array): Promise<void>
  /** null: not here, or damaged and moved aside so that it is fetched again. */
  read(digest: string): Promise<Buffer | null>
  has(digest: string): Promise<boolean>
  have(digests: readonly string[]): Promise<string[]>
  /** Throws 'attachment-disk'. */
  demandRoom(): Promise<void>
  /** What has come of one that is being fetched. */
  part(digest: string): BlobPart
}

export interface BlobPart {
  size(): Promise<number>
  /** Writes from `offset` on, in order; what was behind it goes. */
  writer(offset: number): Promise<{ write(bytes: Uint8Array): void; close(): Promise<void> }>
  /** Becomes the blob where the digest fits; else it goes and false is said. */
  finish(): Promise<boolean>
  drop(): Promise<void>
}

export async function openBlobStore(folder: string, free: (folder: string) => Promise<number> = freeBytes): Promise<BlobStore> {
  const root = join(folder, 'attachments')
  const fileOf = (digest: string): string => join(root, digest.slice(0, 2), digest)
  await sweep(root)

  async function read(digest: string): Promise<Buffer | null> {
    const file = fileOf(digest)
    const bytes = await readIfThere(file).catch((cause: unknown) => {
      // A bad sector is damage like any other: the county may have it.
      if (systemCode(cause) === 'EIO') return Buffer.alloc(0)
      throw cause
    })
    if (!bytes) return null
    if (sha256(bytes) === digest) return bytes
    await patiently(() => rename(file, `${file}.damaged`))
    return null
  }
  const has = async (digest: string): Promise<boolean> => ((await stat(fileOf(digest)).catch(() => null))?.size ?? 0) > 0
  const failure = async (cause: unknown): Promise<AppError> => isFull(cause)
    ? new AppError('attachment-disk', { free: Math.floor(await free(folder) / 1e6) }, { cause })
    : new AppError('file-failed', { name: '照片', reason: systemCode(cause) || 'unknown' }, { cause })

  async function demandRoom(): Promise<void> {
    const left = await free(folder)
    if (left < PHOTO_FLOOR) throw new AppError('attachment-disk', { free: Math.floor(left / 1e6) })
  }

  return {
    read,
    has,
    demandRoom,
    async put(digest, bytes) {
      if (bytes.length > LIMITS.attachmentBytes)
        throw new AppError('attachment-too-large', { name: '照片', size: Math.ceil(bytes.length / 1e6), limit: LIMITS.attachmentBytes / 1e6 })
      if (bytes.length === 0 || sha256(bytes) !== digest) throw new AppError('attachment-damaged')
      // Read, not only looked for: one that was damaged is healed by the same picture.
      if (await read(digest)) return
      await demandRoom()
      await writeAtomic(fileOf(digest), bytes).catch(async (cause: unknown) => { throw await failure(cause) })
    },
    async have(digests) {
      const here: string[] = []
      for (let at = 0; at < digests.length; at += 200) {
        const some = digests.slice(at, at + 200)
        const found = await Promise.all(some.map(has))
        here.push(...some.filter((_, i) => found[i]))
      }
      return here
    },
    part(digest) {
      const file = `${fileOf(digest)}.part`
      return {
        size: async () => (await stat(file).catch(() => null))?.size ?? 0,
        drop: () => rm(file, { force: true }),
        async writer(offset) {
          try {
            await mkdir(dirname(file), { recursive: true })
            const handle = await open(file, offset > 0 ? 'r+' : 'w', 0o600)
            await handle.truncate(offset)
            return writerTo(handle, offset, failure)
          } catch (cause) {
            throw await failure(cause)
          }
        },
        async finish() {
          const bytes = await readIfThere(file)
          if (!bytes || sha256(bytes) !== digest) {
            await rm(file, { force: true })
            return false
          }
          try {
            const handle = await open(file, 'r+')
            await handle.sync().finally(() => handle.close())
            await patiently(() => rename(file, fileOf(digest)))
            await syncFolder(dirname(file))
            return true
          } catch (cause) {
            throw await failure(cause)
          }
        }
      }
    }
  }
}

/** Bytes come faster than a slow disk takes them: each waits for the one before it, and the first failure is told at the end. */
function writerTo(handle: FileHandle, offset: number, failure: (cause: unknown) => Promise<AppError>): { write(bytes: Uint8Array): void; close(): Promise<void> } {
  let at = offset
  let last: Promise<unknown> = Promise.resolve()
  return {
    write(bytes) {
      const from = at
      at += bytes.length
      last = last.then(() => handle.write(bytes, 0, bytes.length, from))
      // Heard by close().
      last.catch(() => undefined)
    },
    async close() {
      try {
        await last
      } catch (cause) {
        throw await failure(cause)
      } finally {
        await handle.close()
      }
    }
  }
}

/** What a kill left half-written; nothing ever reads it. */
async function sweep(root: string): Promise<void> {
  const folders = await readdir(root).catch(() => [])
  for (const folder of folders) {
    const names = await readdir(join(root, folder)).catch(() => [])
    for (const name of names) if (/^\..*\.tmp$/.test(name)) await rm(join(root, folder, name), { force: true })
  }
}
