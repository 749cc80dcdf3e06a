/**
 * Attachments on their way in: tus (creation, HEAD, PATCH by offset), so that a photograph that a valley cuts off
 * goes on where it stood. An upload is named by its village and digest, and its file besides by the device that
 * signed the request: nobody can write into another's, and a laptop that has forgotten its upload finds it by
 * asking for it again. tus judges offsets; who may, what is already here and what a blob must be is judged here.
 */
import { readdir, rm, stat } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { FileStore } from '@tus/file-store'
import { Metadata, Server } from '@tus/server'
import { AppError } from '#core/error.ts'
import { LIMITS, PATHS } from '#core/sync/wire.ts'
import { isSha256, sizeOf, type Attachments, type BlobName } from './attachments.ts'

export const UNFINISHED_MS = 14 * 24 * 3600 * 1000

export interface Upload extends BlobName { readonly device: string }

export interface Progress { readonly offset: number, readonly length: number }

export interface Uploads {
  /** What the county has of it, else undefined. Finishes one that was whole when the county was killed. */
  progress(upload: Upload): Promise<Progress | undefined>
  begin(upload: Upload, bytes: number, raw: IncomingMessage): Promise<Progress>
  append(upload: Upload, raw: IncomingMessage): Promise<Progress>
  /** Removes what nobody has added to for two weeks. */
  forget(now: number): Promise<number>
}

interface Asking { readonly upload: Upload, thrown?: unknown }

const HEADERS = ['tus-resumable', 'upload-length', 'upload-offset', 'upload-metadata', 'content-type', 'content-length']

/** The last part of an upload's path; undefined where it names none. */
export function blobOf(name: string): BlobName | undefined {
  const [, village, sha256] = /^([0-9A-Za-z-]{6,20})_([0-9a-f]{64})$/.exec(name) ?? []
  return village !== undefined && sha256 !== undefined ? { village, sha256 } : undefined
}

export function readMetadata(header: unknown): BlobName & { readonly bytes: number } {
  let given: Record<string, string | null>
  try {
    given = Metadata.parse(typeof header === 'string' ? header : '')
  } catch (thrown) {
    throw new AppError('body-invalid', { reason: 'upload-metadata' }, { cause: thrown })
  }
  const { village, sha256, bytes } = given
  if (!village || !sha256 || !isSha256(sha256) || !/^[1-9]\d{0,9}$/.test(bytes ?? '')) throw new AppError('body-invalid', { reason: 'upload-metadata' })
  return { village, sha256, bytes: Number(bytes) }
}

export function openUploads(attachments: Attachments): Uploads {
  const asking = new WeakMap<object, Asking>()
  const store = new FileStore({ directory: attachments.incoming })
  const fileOf = ({ village, sha256, device }: Upload): string => `${village}_${sha256}_${device}`

  const discard = async (upload: Upload): Promise<void> => {
    for (const name of [`${fileOf(upload)}.json`, fileOf(upload)]) await rm(join(attachments.incoming, name), { force: true })
  }

  const finish = async (upload: Upload): Promise<void> => {
    try {
      await attachments.adopt(upload, join(attachments.incoming, fileOf(upload)), upload.device)
    } catch (thrown) {
      // The same blob was finished a moment before, by this or another laptop.
      if (await attachments.find(upload) === undefined) throw thrown
    } finally {
      await discard(upload)
    }
  }

  const tus = new Server({
    path: PATHS.attachments,
    datastore: store,
    maxSize: LIMITS.attachmentBytes,
    relativeLocation: true,
    // A dead connection may still hold the upload when its laptop is back.
    lockDrainTimeout: 1_000,
    namingFunction: request => fileOf(asking.get(request)!.upload),
    getFileIdFromRequest: request => fileOf(asking.get(request)!.upload),
    onUploadFinish: async request => {
      await finish(asking.get(request)!.upload)
      return {}
    },
    onResponseError: (request, thrown) => {
      asking.get(request)!.thrown = thrown
      return undefined
    }
  })

  const unfinished = async (upload: Upload): Promise<Progress | undefined> => {
    try {
      const { offset, size } = await store.getUpload(fileOf(upload))
      return size === undefined ? undefined : { offset, length: size }
    } catch {
      return undefined
    }
  }

  const through = async (upload: Upload, method: string, raw: IncomingMessage): Promise<Progress> => {
    const headers = new Headers()
    for (const name of HEADERS) if (typeof raw.headers[name] === 'string') headers.set(name, raw.headers[name])
    const request = new Request(`http://county${PATHS.upload(upload.village, upload.sha256)}`, { method, headers, body: Readable.toWeb(raw) as ReadableStream, duplex: 'half' } as RequestInit)
    const ask: Asking = { upload }
    asking.set(request, ask)
    const response = await tus.handleWeb(request)
    if (response.status >= 400) {
      drain(raw)
      throw await refusal(ask.thrown, response.status, () => unfinished(upload))
    }
    return { offset: Number(response.headers.get('upload-offset') ?? 0), length: (await unfinished(upload))?.length ?? Number(response.headers.get('upload-offset') ?? 0) }
  }

  const progress = async (upload: Upload): Promise<Progress | undefined> => {
    const bytes = await attachments.find(upload)
    if (bytes !== undefined) {
      // Another laptop was faster: this one's half is of no use.
      await discard(upload)
      return { offset: bytes, length: bytes }
    }
    const standing = await unfinished(upload)
    // Killed after the last byte and before its digest was looked at.
    if (standing && standing.offset >= standing.length) await finish(upload)
    return standing
  }

  return {
    progress,
    async begin(upload, bytes, raw) {
      const standing = await progress(upload)
      if (standing?.length === bytes) {
        drain(raw)
        return standing
      }
      if (standing && standing.offset === standing.length) throw new AppError('attachment-refused', { reason: 'length' })
      await attachments.demandRoom(bytes)
      return through(upload, 'POST', raw)
    },
    async append(upload, raw) {
      const standing = await progress(upload)
      if (!standing) throw new AppError('county-not-found')
      if (standing.offset === standing.length) {
        drain(raw)
        return standing
      }
      await attachments.demandRoom(standing.length - standing.offset)
      return through(upload, 'PATCH', raw)
    },
    async forget(now) {
      let gone = 0
      for (const name of await readdir(attachments.incoming)) {
        // Its description is as old as its beginning; what counts is the last byte.
        const content = join(attachments.incoming, name.replace(/\.json$/, ''))
        const touched = await sizeOf(content) === undefined ? join(attachments.incoming, name) : content
        const { mtimeMs } = await stat(touched).catch(() => ({ mtimeMs: now }))
        if (mtimeMs > now - UNFINISHED_MS) continue
        await rm(join(attachments.incoming, `${name.replace(/\.json$/, '')}.json`), { force: true })
        await rm(content, { force: true })
        gone++
      }
      return gone
    }
  }
}

/** What nobody will read must not stay in the connection, where the next request comes. */
function drain(raw: IncomingMessage): void {
  raw.removeAllListeners('data')
  raw.resume()
}

async function refusal(thrown: unknown, status: number, standing: () => Promise<Progress | undefined>): Promise<unknown> {
  if (thrown instanceof AppError) return thrown
  if (status === 409) return new AppError('attachment-offset', { offset: (await standing())?.offset ?? 0 })
  if (status === 404 || status === 410) return new AppError('county-not-found')
  if (status === 413) return new AppError('attachment-refused', { reason: 'size' })
  // tus says no more of a failed write than that it failed: a full or broken disk, worth another try.
  if ((thrown as { body?: unknown } | undefined)?.body === WRITE_FAILED) return new AppError('county-busy', { reason: 'disk' })
  if (status < 500) return new AppError('body-invalid', { reason: 'tus' })
  return thrown
}
const WRITE_FAILED = 'Something went wrong receiving the file\n'
