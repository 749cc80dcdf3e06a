/**
 * The attachments' part of the HTTP surface. A piece of a photograph is streamed to the disk as it comes, so
 * what its request signs in place of a body is the digest of nothing; the whole is proved by its own digest.
 * A revoked laptop may still send what it has of its villages, as with changes, and reads nothing.
 */
import { createReadStream } from 'node:fs'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '#core/error.ts'
import { SIGNED_HEADERS } from '#core/sync/signing.ts'
import { LIMITS, PATHS } from '#core/sync/wire.ts'
import { isSha256, type Attachments } from './attachments.ts'
import { blobOf, openUploads, readMetadata, type Progress, type Upload } from './attachments-upload.ts'
import { authenticate, type Device } from './devices.ts'
import type { Database } from './database.ts'
import type { Rate } from './rate.ts'

export interface AttachmentSurface {
  readonly database: Database
  readonly attachments: Attachments
  readonly now: () => number
  readonly rate: Rate
}

const TUS = { 'tus-resumable': '1.0.0' }
const NOTHING = new Uint8Array()

export function attachmentRoutes(app: FastifyInstance, { database, attachments, now, rate }: AttachmentSurface): void {
  const uploads = openUploads(attachments)
  const signed = async (request: FastifyRequest): Promise<Device> => {
    rate.take(`${request.ip} ${String(request.headers[SIGNED_HEADERS.device] ?? '')}`, now())
    return (await authenticate(database, { method: request.method, path: request.raw.url ?? '', headers: request.headers, body: NOTHING }, now())).device
  }
  const named = async (request: FastifyRequest): Promise<Upload> => {
    const device = await signed(request)
    const blob = blobOf((request.params as { name: string }).name)
    if (!blob) throw new AppError('county-not-found')
    return { ...blob, village: sender(device, blob.village), device: device.id }
  }
  const told = (reply: FastifyReply, { offset, length }: Progress): FastifyReply =>
    reply.headers({ ...TUS, 'upload-offset': String(offset), 'upload-length': String(length) })

  // Its own scope: the other routes go on reading octets into memory, under their limit.
  void app.register(async streams => {
    streams.removeAllContentTypeParsers()
    streams.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined))
    streams.addHook('onError', async (request, reply) => {
      if (Number(request.headers['content-length'] ?? NaN) <= LIMITS.attachmentBytes) request.raw.resume()
      else if (request.method !== 'GET' && request.method !== 'HEAD') void reply.header('connection', 'close')
    })

    streams.post(PATHS.attachments, async (request, reply) => {
      const device = await signed(request)
      const { village, sha256, bytes } = readMetadata(request.headers['upload-metadata'])
      const upload = { village: sender(device, village), sha256, device: device.id }
      if (bytes > LIMITS.attachmentBytes) throw new AppError('attachment-refused', { reason: 'size' })
      if (request.headers['upload-length'] !== String(bytes)) throw new AppError('attachment-refused', { reason: 'length' })
      const progress = await uploads.begin(upload, bytes, request.raw)
      return told(reply, { ...progress, length: bytes }).code(201).header('location', PATHS.upload(village, sha256)).send()
    })

    streams.head<{ Params: { name: string } }>(`${PATHS.attachments}/:name`, async (request, reply) => {
      const progress = await uploads.progress(await named(request))
      if (!progress) throw new AppError('county-not-found')
      return told(reply, progress).send()
    })

    streams.patch<{ Params: { name: string } }>(`${PATHS.attachments}/:name`, async (request, reply) =>
      told(reply, await uploads.append(await named(request), request.raw)).code(204).send())
  })

  app.get<{ Params: { code: string, sha256: string } }>('/v1/villages/:code/attachments/:sha256', async (request, reply) => {
    const name = { village: reader(await signed(request), request.params.code), sha256: request.params.sha256 }
    const bytes = isSha256(name.sha256) ? await attachments.find(name) : undefined
    if (bytes === undefined) throw new AppError('county-not-found')
    void reply.headers({ etag: `"${name.sha256}"`, 'accept-ranges': 'bytes', 'content-type': 'application/octet-stream' })
    const range = rangeOf(request.headers, name.sha256, bytes)
    if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${bytes}`).send()
    const { first, last } = range ?? { first: 0, last: bytes - 1 }
    if (range) void reply.code(206).header('content-range', `bytes ${first}-${last}/${bytes}`)
    return reply.header('content-length', last - first + 1).send(createReadStream(attachments.path(name), { start: first, end: last }))
  })

  app.addHook('onReady', async () => void await uploads.forget(now()))
  const timer = setInterval(() => void uploads.forget(now()).catch(() => undefined), 3_600_000)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
}

/** The same answer whether the village exists or not (S-01). */
function sender(device: Device, village: string): string {
  if (!device.villages.includes(village)) throw new AppError('village-not-granted')
  return village
}

function reader(device: Device, village: string): string {
  if (device.revoked) throw new AppError('device-revoked')
  return sender(device, village)
}

/** One range is served; what is not understood, or is of another content, gets the whole (RFC 9110 §14.2). */
function rangeOf(headers: FastifyRequest['headers'], sha256: string, bytes: number): { readonly first: number, readonly last: number } | 'unsatisfiable' | undefined {
  const [, from, to] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(headers.range ?? '') ?? []
  if (from === undefined || (headers['if-range'] !== undefined && headers['if-range'] !== `"${sha256}"`)) return undefined
  const first = Number(from)
  const last = Math.min(to ? Number(to) : bytes - 1, bytes - 1)
  return first < bytes && first <= last ? { first, last } : 'unsatisfiable'
}
