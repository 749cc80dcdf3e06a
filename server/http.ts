/**
 * The county's HTTP surface and one of the few places that catch: whatever goes wrong becomes a status and a
 * CountyProblem with a code. What it was (a message, SQL, a stack) stays here: nothing of it may reach the
 * wire or the log, because both can carry people's numbers (S-18).
 */
import http from 'node:http'
import https from 'node:https'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { AppError } from '#core/error.ts'
import type { ErrorCode } from '#core/error-texts.ts'
import { answerText } from '#core/sync/body.ts'
import { SIGNED_HEADERS } from '#core/sync/signing.ts'
import { Enrol, LIMITS, PROTOCOL, type CountyProblem } from '#core/sync/wire.ts'
import type { Attachments } from './attachments.ts'
import { attachmentRoutes } from './attachments-routes.ts'
import type { Database } from './database.ts'
import { authenticate, type Device } from './devices.ts'
import { enrol } from './enrolment.ts'
import { exchange } from './exchange.ts'
import type { Identity } from './identity.ts'
import type { Packages } from './packages.ts'
import { packageRoutes } from './packages-routes.ts'
import { demandProtocol } from './protocol.ts'
import type { Rate } from './rate.ts'
import { deflate, inflate, parseAsked, parseJson, parseMessage } from './requests.ts'
import type { Snapshots } from './snapshot.ts'

export interface Tls { readonly cert: string | Buffer, readonly key: string | Buffer }

export interface Surface {
  readonly database: Database
  readonly identity: Identity
  readonly snapshots: Snapshots
  readonly attachments: Attachments
  readonly packages: Packages
  readonly now: () => number
  readonly log: (line: string) => void
  readonly tls?: Tls
  readonly rate: Rate
  readonly certificateDays?: number
}

const ENROL_BYTES = 10_000
/** A batch of 5 MB at 64 kbit/s takes eleven minutes; headers alone have no excuse. */
const REQUEST_MS = 15 * 60_000
const HEADERS_MS = 20_000
const CONNECTIONS = 500

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
const BAD_REQUEST: CountyProblem = { code: 'body-invalid', detail: { reason: 'request' } }

const statuses: Partial<Record<ErrorCode, number>> = {
  'request-unsigned': 401, 'county-not-enrolled': 401, 'clock-skew': 401,
  'enrol-code-invalid': 403, 'device-revoked': 403, 'village-not-granted': 403,
  'county-not-found': 404, 'snapshot-gone': 404, 'request-replayed': 409, 'device-taken': 409,
  'attachment-refused': 422, 'attachment-offset': 409, 'package-not-one': 422, 'package-cut': 422, 'package-forged': 403,
  'package-other-reader': 422, 'package-other-county': 422, 'package-too-new': 422, 'package-too-large': 413,
  'body-invalid': 400, 'body-too-large': 413, 'version-too-old': 426, 'county-too-old': 426, 'county-too-many': 429, 'county-busy': 503
}

export function buildHttp(surface: Surface): FastifyInstance {
  const app = Fastify({
    bodyLimit: LIMITS.bodyBytes, exposeHeadRoutes: false, forceCloseConnections: true,
    frameworkErrors: (_thrown, _request, reply) => void (reply as FastifyReply).code(400).headers(HEADERS).send(BAD_REQUEST),
    clientErrorHandler: (_thrown, socket) => {
      if (socket.writable) socket.end(`HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(BAD_REQUEST)}`)
    },
    serverFactory: handler => {
      const lean: http.RequestListener = (request, response) => {
        // The answers carry the county's time themselves; an idle round in a valley counts every byte.
        response.sendDate = false
        ;(handler as http.RequestListener)(request, response)
      }
      const server = surface.tls ? https.createServer({ ...surface.tls, minVersion: 'TLSv1.2' }, lean) : http.createServer(lean)
      server.requestTimeout = REQUEST_MS
      server.headersTimeout = HEADERS_MS
      server.maxConnections = CONNECTIONS
      return server
    }
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(['application/json', 'application/octet-stream'], { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onSend', async (_request, reply) => {
    void reply.headers({ ...HEADERS, ...(surface.tls ? { 'strict-transport-security': 'max-age=31536000' } : {}) })
  })
  app.setNotFoundHandler(() => { throw new AppError('county-not-found') })
  app.setErrorHandler((thrown, request, reply) => {
    const { status, problem } = problemOf(thrown)
    if (status >= 500) surface.log(`${request.method} ${request.routeOptions.url ?? '?'} ${status} ${problem.code} ${kindOf(thrown)}`)
    if (status === 503) void reply.header('retry-after', '10')
    if (status === 429) void reply.header('retry-after', String(problem.detail['wait'] ?? 1))
    return reply.code(status).send(problem)
  })
  routes(app, surface)
  attachmentRoutes(app, surface)
  packageRoutes(app, surface)
  return app
}

function routes(app: FastifyInstance, { database, identity, snapshots, now, rate, certificateDays }: Surface): void {
  // By address and name together: who merely claims another's name uses up nobody's turns but his own.
  const signed = async (request: FastifyRequest): ReturnType<typeof authenticate> => {
    rate.take(`${request.ip} ${String(request.headers[SIGNED_HEADERS.device] ?? '')}`, now())
    return authenticate(database, { method: request.method, path: request.raw.url ?? '', headers: request.headers, body: bodyOf(request) }, now())
  }

  app.get('/v1/health', () => ({ county: identity.id, name: identity.name, protocol: PROTOCOL, kept: database.kept, time: now() }))

  app.post('/v1/enrol', { bodyLimit: ENROL_BYTES }, async request => {
    const text = await inflate(bodyOf(request), request.headers['content-encoding'])
    const raw = parseJson(text)
    demandProtocol(raw)
    return enrol(database, identity, database.kept, parseMessage(Enrol, raw), request.ip, now())
  })

  app.post('/v1/exchange', async (request, reply) => {
    const { device, offset } = await signed(request)
    const asked = parseAsked(await inflate(bodyOf(request), request.headers['content-encoding']))
    const answer = await exchange({ database, identity, device, asked, offset, now: now(), certificateDays })
    return compressed(request, reply, answerText(answer))
  })

  app.get<{ Params: { code: string } }>('/v1/villages/:code/snapshot', async (request, reply) => {
    const { device } = await signed(request)
    return compressed(request, reply, JSON.stringify(await snapshots.index(grantedVillage(device, request.params.code), device.id)))
  })

  app.get<{ Params: { code: string, cursor: string, chunk: string } }>('/v1/villages/:code/snapshot/:cursor/:chunk', async (request, reply) => {
    const { device } = await signed(request)
    const { code, cursor, chunk } = request.params
    const village = grantedVillage(device, code)
    if (!/^\d{1,15}$/.test(cursor) || !/^\d{1,6}$/.test(chunk)) throw new AppError('county-not-found')
    const { bytes, sha256 } = await snapshots.chunk(village, Number(cursor), Number(chunk))
    // The chunk is gzip as such, not a compressed answer: a client must not open it before it has checked the digest.
    return reply.headers({ 'content-type': 'application/octet-stream', 'x-cunce-sha256': sha256 }).send(Buffer.from(bytes))
  })
}

const bodyOf = (request: FastifyRequest): Buffer => (Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))

/** The same answer whether the village exists or not (S-01). */
function grantedVillage(device: Device, code: string): string {
  if (device.revoked) throw new AppError('device-revoked')
  if (!device.villages.includes(code)) throw new AppError('village-not-granted')
  return code
}

async function compressed(request: FastifyRequest, reply: FastifyReply, text: string): Promise<FastifyReply> {
  const accepted = request.headers['accept-encoding']
  const { bytes, encoding } = await deflate(text, typeof accepted === 'string' ? accepted : '')
  if (encoding) void reply.header('content-encoding', encoding)
  return reply.header('content-type', 'application/json; charset=utf-8').send(bytes)
}

/** The database is down, full, restarting or in a deadlock: worth another try. */
const BUSY = /^(08|53|57|40)|^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOSPC|EPIPE)$/

function problemOf(thrown: unknown): { readonly status: number, readonly problem: CountyProblem } {
  if (thrown instanceof AppError && statuses[thrown.code]) return { status: statuses[thrown.code]!, problem: { code: thrown.code, detail: { ...thrown.detail } } }
  const { code, statusCode } = thrown as { code?: unknown, statusCode?: unknown }
  if (statusCode === 413) return { status: 413, problem: { code: 'body-too-large', detail: {} } }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return { status: statusCode, problem: BAD_REQUEST }
  if (typeof code === 'string' && BUSY.test(code)) return { status: 503, problem: { code: 'county-busy', detail: {} } }
  return { status: 500, problem: { code: 'county-fault', detail: {} } }
}

/** Enough to find the place in the code, never the message. */
function kindOf(thrown: unknown): string {
  const { code, name } = thrown as { code?: unknown, name?: unknown }
  return [name, code].filter(part => typeof part === 'string').join(' ')
}
