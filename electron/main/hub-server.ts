/**
 * The hub's door on the local network: plain HTTP, because every body is a sealed letter. Whoever is not of
 * the county gets no further than a header: it is judged before the body is taken in, and everything that
 * comes is bounded in size, time and number.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError, asErrorData } from '#core/error.ts'
import { packageText, readHeader, type PackageHeader } from '#core/sync/package.ts'
import type { Certificate } from '#core/sync/wire.ts'
import { systemCode } from './atomic.ts'
import { isLocal } from './hub-lan.ts'
import { LETTER_BYTES, LETTER_PATH, WHO_PATH } from './hub-letter.ts'
import type { Log } from './log.ts'
import { verifies } from './signatures.ts'

export interface DoorLimits { readonly idleMs: number; readonly letterMs: number; readonly headersMs: number; readonly connections: number; readonly perAddress: number; readonly inFlight: number }
export const DOOR_LIMITS: DoorLimits = { idleMs: 20_000, letterMs: 180_000, headersMs: 10_000, connections: 48, perAddress: 8, inFlight: 4 * LETTER_BYTES }

export interface Door { readonly port: number; close(): Promise<void> }
export interface DoorSetting {
  readonly ports: readonly number[]
  readonly who: () => Promise<Certificate>
  /** Throws for a header that is not from a laptop of this county to this one. */
  readonly judge: (header: PackageHeader) => Promise<Certificate>
  readonly answer: (letter: Uint8Array) => Promise<Buffer>
  readonly log: Log
  readonly limits?: DoorLimits
}

/** Throws 'hub-not-open'. */
export async function openDoor(setting: DoorSetting): Promise<Door> {
  const { limits = DOOR_LIMITS, log } = setting
  const perAddress = new Map<string, number>()
  const flight = { bytes: 0 }
  const server = createServer({ maxHeaderSize: 4_096, connectionsCheckingInterval: 1_000, headersTimeout: limits.headersMs, requestTimeout: limits.letterMs, keepAlive: false }, (request, response) => {
    const { socket } = request
    void serve(request, response, setting, flight, limits).catch((thrown: unknown) => {
      const { code } = asErrorData(thrown)
      log('hub-refused', { code })
      if (!response.headersSent && !response.destroyed) say(response, thrown instanceof AppError ? 403 : 500, { code: thrown instanceof AppError ? code : 'unforeseen' })
      // What is still coming is let past for a moment, so that the refusal can be read, and then not waited for.
      request.resume()
      setTimeout(() => socket.destroy(), 500).unref()
    })
  })
  server.maxConnections = limits.connections
  server.timeout = limits.idleMs
  server.on('connection', socket => {
    const from = socket.remoteAddress ?? ''
    const open = (perAddress.get(from) ?? 0) + 1
    if (!isLocal(from) || !isLocal(socket.localAddress) || open > limits.perAddress) return void socket.destroy()
    perAddress.set(from, open)
    socket.once('close', () => {
      const left = (perAddress.get(from) ?? 1) - 1
      if (left > 0) perAddress.set(from, left)
      else perAddress.delete(from)
    })
  })
  const port = await listening(server, setting.ports)
  return {
    port,
    close: () => new Promise(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }
}

async function listening(server: Server, ports: readonly number[]): Promise<number> {
  let failure: unknown
  for (const port of ports)
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, '0.0.0.0', () => {
          server.off('error', reject)
          resolve()
        })
      })
      server.on('error', () => undefined)
      return (server.address() as AddressInfo).port
    } catch (thrown) {
      failure = thrown
    }
  throw new AppError('hub-not-open', { reason: systemCode(failure) || 'unknown' }, { cause: failure })
}

async function serve(request: IncomingMessage, response: ServerResponse, { who, judge, answer }: DoorSetting, flight: { bytes: number }, limits: DoorLimits): Promise<void> {
  if (request.method === 'GET' && request.url === WHO_PATH) return say(response, 200, { cunce: 1, certificate: await who() })
  if (request.method !== 'POST' || request.url !== LETTER_PATH) return say(response, 404, { code: 'county-not-found' })
  const length = Number(request.headers['content-length'] ?? Number.NaN)
  if (!(length > 0 && length <= LETTER_BYTES)) throw new AppError('body-too-large')
  if (flight.bytes + length > limits.inFlight) throw new AppError('county-busy')
  flight.bytes += length
  try {
    const sealed = await answer(await letterOf(request, judge))
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': sealed.length, 'cache-control': 'no-store', connection: 'close' }).end(sealed)
  } finally {
    flight.bytes -= length
  }
}

function letterOf(request: IncomingMessage, judge: DoorSetting['judge']): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    /** Set with the first bytes that hold a whole header; what follows is not judged before it. */
    let judging: Promise<void> | null = null
    const refuse = (thrown: unknown): void => {
      request.removeAllListeners('data')
      parts.length = 0
      reject(thrown instanceof Error ? thrown : new Error('refused'))
    }
    request.on('data', (part: Buffer) => {
      parts.push(part)
      size += part.length
      if (size > LETTER_BYTES) return refuse(new AppError('body-too-large'))
      if (judging) return
      try {
        const header = readHeader(Buffer.concat(parts))
        if (!header) return
        request.pause()
        judging = judge(header).then(writer => {
          if (!verifies(writer.publicKey, packageText(header), header.signature)) throw new AppError('hub-forged')
        })
        judging.then(() => request.resume(), refuse)
      } catch (thrown) {
        refuse(thrown)
      }
    })
    request.on('end', () => {
      if (judging) judging.then(() => resolve(Buffer.concat(parts)), refuse)
      else refuse(new AppError('hub-forged'))
    })
    request.on('error', refuse)
    request.on('close', () => { if (!request.complete) refuse(new AppError('hub-unreachable')) })
  })
}

function say(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store', connection: 'close' }).end(text)
}
