/**
 * The county's attachments: sealed blobs, each by the digest of its bytes, apart for every village. What opens
 * them stands in the villages' records, so the folder alone tells nothing. A blob is on the disk, synced, before
 * its row says that it is there; a row without a file, or a file without a row (a database restored from an
 * older copy), is noticed when a laptop offers the blob again.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, link, mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { AppError } from '#core/error.ts'
import { LIMITS } from '#core/sync/wire.ts'
import { fsyncPath, rowsOf, type Database, type Fsync } from './database.ts'
import { newId } from './identity.ts'
import { enterScope } from './scope.ts'

export interface BlobName { readonly village: string, readonly sha256: string }

export interface Attachments {
  /** Unfinished uploads. */
  readonly incoming: string
  /** Its size where the county has it whole, else undefined. */
  find(name: BlobName): Promise<number | undefined>
  /** The file is taken over: afterwards it lies under its name, or is gone. Throws 'attachment-refused'. */
  adopt(name: BlobName, file: string, device: string): Promise<void>
  put(name: BlobName, bytes: Uint8Array, device: string): Promise<void>
  path(name: BlobName): string
  /** Throws 'county-busy' where the disk has no room to spare: changes come before pictures. */
  demandRoom(bytes: number): Promise<void>
}

export interface AttachmentPlace {
  readonly database: Database
  readonly folder: string
  readonly now: () => number
  readonly fsync?: Fsync
  /** Bytes free on the folder's disk. */
  readonly free?: (folder: string) => Promise<number>
}

/** Kept for the database, which may stand on the same disk. */
export const RESERVE_BYTES = 200_000_000

export const isSha256 = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

const freeOn = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

export async function openAttachments({ database, folder, now, fsync = fsyncPath, free = freeOn }: AttachmentPlace): Promise<Attachments> {
  const incoming = join(folder, 'incoming')
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  const path = ({ village, sha256 }: BlobName): string => join(folder, village, sha256.slice(0, 2), sha256)

  /** Every folder on the way down, so that the name itself survives a power cut. */
  const makeFolder = async (target: string): Promise<void> => {
    if (await mkdir(target, { recursive: true, mode: 0o700 }) === undefined) return
    for (let at = target; at !== folder; at = dirname(at)) await fsync(dirname(at))
  }

  const note = async ({ village, sha256 }: BlobName, bytes: number, device: string): Promise<void> => {
    await database.transaction(async db => {
      await enterScope(db, [village])
      await sql`insert into attachment (village, sha256, bytes, device, at) values (${village}, ${sha256}, ${bytes}, ${device}, ${now()}) on conflict do nothing`.execute(db)
    })
  }

  const rowOf = ({ village, sha256 }: BlobName): Promise<number | undefined> => database.transaction(async db => {
    await enterScope(db, [village])
    const [row] = await rowsOf(db, sql<{ bytes: number }>`select bytes from attachment where village = ${village} and sha256 = ${sha256}`)
    return row?.bytes
  })

  /** Where a household came from another village with its records, its pictures stand there. */
  const follow = async (name: BlobName): Promise<number | undefined> => {
    const [from] = await database.transaction(db => rowsOf(db, sql<{ village: string, bytes: number, device: string }>`
      select a.village, a.bytes, a.device from record r join attachment a on a.village = r.village and a.sha256 = ${name.sha256}
      where r.home = ${name.village} and r.register = 'attachment' and position(${name.sha256} in r.state) > 0 limit 1`))
    if (!from || await sizeOf(path({ ...name, village: from.village })) !== from.bytes) return undefined
    const mine = path(name)
    await makeFolder(dirname(mine))
    await linkOrCopy(path({ ...name, village: from.village }), mine)
    await fsync(dirname(mine))
    await note(name, from.bytes, from.device)
    return from.bytes
  }

  const settle = async (name: BlobName, file: string, device: string): Promise<void> => {
    const bytes = await sizeOf(file) ?? 0
    const digest = bytes <= LIMITS.attachmentBytes ? await digestOf(file) : ''
    if (bytes === 0 || digest !== name.sha256) throw new AppError('attachment-refused', { reason: bytes > LIMITS.attachmentBytes ? 'size' : 'sha256' })
    const target = path(name)
    await makeFolder(dirname(target))
    await fsync(file)
    // Over one that may already lie there: it has the same digest, or is damaged.
    await rename(file, target)
    await fsync(dirname(target))
    await note(name, bytes, device)
  }

  const demandRoom = async (bytes: number): Promise<void> => {
    if (await free(incoming) < RESERVE_BYTES + bytes) throw new AppError('county-busy', { reason: 'disk' })
  }

  return {
    incoming, path, demandRoom,
    async find(name) {
      const bytes = await rowOf(name)
      const size = await sizeOf(path(name))
      if (bytes !== undefined && size === bytes) return bytes
      if (size === undefined || bytes !== undefined) return follow(name)
      if (await digestOf(path(name)) !== name.sha256) return undefined
      await note(name, size, '')
      return size
    },
    async adopt(name, file, device) {
      try {
        await settle(name, file, device)
      } finally {
        await rm(file, { force: true })
      }
    },
    async put(name, bytes, device) {
      await demandRoom(bytes.length)
      const file = join(incoming, `put-${newId()}`)
      try {
        const handle = await open(file, 'wx', 0o600)
        try {
          await handle.writeFile(bytes)
        } finally {
          await handle.close()
        }
        await settle(name, file, device)
      } finally {
        await rm(file, { force: true })
      }
    }
  }
}

export const sizeOf = async (path: string): Promise<number | undefined> => {
  try {
    return (await stat(path)).size
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw thrown
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code === 'ENOENT') throw thrown
    await copyFile(from, to)
    await fsyncPath(to)
  }
}
