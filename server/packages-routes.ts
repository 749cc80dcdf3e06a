/**
 * The door for packages. Who carries one signs for it like for any request; whose it is is another matter
 * (packages.ts). The body goes to the disk as it comes: it is larger than anything else a laptop sends, and
 * nothing of it is looked at before it is all there and its carrier is known.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { AppError } from '#core/error.ts'
import { SIGNED_HEADERS } from '#core/sync/signing.ts'
import { LIMITS, PACKAGE_TAKEN, PATHS } from '#core/sync/wire.ts'
import type { Attachments } from './attachments.ts'
import type { Database } from './database.ts'
import { authenticate } from './devices.ts'
import { newId } from './identity.ts'
import type { Rate } from './rate.ts'
import { senderOf, type Packages } from './packages.ts'

export interface PackageSurface {
  readonly database: Database
  readonly attachments: Attachments
  readonly packages: Packages
  readonly now: () => number
  readonly rate: Rate
}

/** The header of a package stands before its body. */
export const FILE_BYTES = LIMITS.packageBytes + 200_000
/** As many as may be on their way in; the others come again. */
const AT_ONCE = 16

export function packageRoutes(app: FastifyInstance, { database, attachments, packages, now, rate }: PackageSurface): void {
  const folder = join(attachments.incoming, '../packages')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  let coming = 0

  void app.register(async streams => {
    streams.removeAllContentTypeParsers()
    streams.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined))
    streams.addHook('onError', async (_request, reply) => void reply.header('connection', 'close'))

    streams.post(PATHS.packages, async (request, reply) => {
      rate.take(`${request.ip} ${String(request.headers[SIGNED_HEADERS.device] ?? '')}`, now())
      const length = Number(request.headers['content-length'] ?? 0)
      if (length > FILE_BYTES) throw tooLarge(length)
      await demandCourier(String(request.headers[SIGNED_HEADERS.device] ?? ''))
      if (coming >= AT_ONCE) throw new AppError('county-busy', { reason: 'packages' })
      const file = join(folder, newId())
      coming++
      try {
        await attachments.demandRoom(length)
        const bodyDigest = await receive(request.raw, file)
        const { device } = await authenticate(database, { method: request.method, path: request.raw.url ?? '', headers: request.headers, body: new Uint8Array(), bodyDigest }, now())
        if (device.revoked) throw new AppError('device-revoked')
        const { counts, answer } = await packages.take(await readFile(file), device.id)
        return await reply.headers({ [PACKAGE_TAKEN]: JSON.stringify(counts), 'content-type': 'application/octet-stream' }).send(Buffer.from(answer ?? []))
      } finally {
        coming--
        await rm(file, { force: true })
      }
    })
  })

  /** Before a byte is taken from it: strangers and laptops that were revoked fill no disk. */
  async function demandCourier(id: string): Promise<void> {
    if (!/^[0-9A-Za-z_-]{8,40}$/.test(id)) throw new AppError('request-unsigned')
    const courier = await senderOf(database, id)
    if (!courier) throw new AppError('county-not-enrolled')
    if (courier.revoked) throw new AppError('device-revoked')
  }
}

export const tooLarge = (bytes: number): AppError => new AppError('package-too-large', { size: Math.ceil(bytes / 1e6), limit: LIMITS.packageBytes / 1e6 })

async function receive(raw: IncomingMessage, path: string): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx', 0o600)
  try {
    let bytes = 0
    for await (const chunk of raw) {
      bytes += (chunk as Buffer).length
      if (bytes > FILE_BYTES) throw tooLarge(bytes)
      hash.update(chunk as Buffer)
      await file.writeFile(chunk as Buffer)
    }
    return hash.digest('hex')
  } finally {
    await file.close()
  }
}
