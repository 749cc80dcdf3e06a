/**
 * One request to the county and its answer as bytes. Knows sizes, times and failures, not meanings: whatever
 * cannot be the county's own answer (a login page, a cut, a redirect) is an error, never an empty answer.
 */
import type { Socket } from 'node:net'
import { request as httpRequest, type Agent as HttpAgent, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'
import { AppError } from '#core/error.ts'
import { agentFor, type RoadLimits, type Trust } from './road-trust.ts'

export interface RoadRequest {
  readonly method: 'GET' | 'POST' | 'HEAD' | 'PATCH'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Most bytes of the answer, packed and unpacked. */
  readonly most: number
  /**
   * Where it returns a taker, the answer's bytes are handed to it as they come and `body` stays empty: what has
   * come is kept when the rest does not.
   */
  readonly take?: ((answer: Pick<RoadAnswer, 'status' | 'headers'>) => ((part: Buffer) => void) | null) | undefined
  readonly signal?: AbortSignal | undefined
}
export interface RoadAnswer {
  readonly status: number
  readonly type: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  readonly up: number
  readonly down: number
}
export interface Road {
  readonly address: URL
  send(request: RoadRequest): Promise<RoadAnswer>
  /** SHA-256 of the certificate last accepted; null over http. */
  certificate(): string | null
  close(): void
}

export const ROAD_LIMITS: RoadLimits = { connectMs: 10_000, idleMs: 30_000 }

/** http is for this machine alone: anywhere else a listener would read along. */
export function countyAddress(text: string): URL {
  const refused = new AppError('enrol-address-invalid', { address: text.slice(0, 100) })
  let url: URL
  try {
    url = new URL(text.trim())
  } catch {
    throw refused
  }
  const here = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  const plain = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === ''
  if (!plain || !(url.protocol === 'https:' || (url.protocol === 'http:' && here))) throw refused
  return url
}

export function openRoad(address: URL, trust: Trust, limits: RoadLimits = ROAD_LIMITS): Road {
  let accepted: string | null = null
  const agent = agentFor(address, trust, limits, sha256 => { accepted = sha256 })
  return {
    address,
    certificate: () => accepted,
    close: () => agent.destroy(),
    async send(wanted) {
      try {
        return await once(address, agent, limits, wanted)
      } catch (thrown) {
        if (thrown instanceof AppError) throw thrown
        throw new AppError('county-unreachable', { host: address.host }, { cause: thrown })
      }
    }
  }
}

function once(address: URL, agent: HttpAgent, limits: RoadLimits, wanted: RoadRequest): Promise<RoadAnswer> {
  const garbled = (): AppError => new AppError('county-garbled', { host: address.host })
  const send = address.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    // Kept from the request: at the answer's end a kept-alive socket may already belong to the next request.
    let line: Socket | null = null
    let sent = 0
    let got = 0
    const request = send(new URL(wanted.path, address), {
      agent, method: wanted.method, signal: wanted.signal,
      headers: { 'accept-encoding': 'br, gzip', ...wanted.headers, 'content-length': wanted.body.byteLength }
    })
    // HTTP/1.1 keeps a connection without being asked to.
    request.removeHeader('connection')
    request.setTimeout(limits.idleMs, () => request.destroy(new AppError('county-unreachable', { host: address.host })))
    request.on('socket', socket => {
      line = socket
      sent = socket.bytesWritten
      got = socket.bytesRead
    })
    request.on('error', reject)
    request.on('response', answer => {
      const parts: Buffer[] = []
      const keep = wanted.take?.({ status: answer.statusCode ?? 0, headers: answer.headers }) ?? (part => void parts.push(part))
      let size = 0
      answer.on('data', (part: Buffer) => {
        size += part.length
        if (size > wanted.most) request.destroy(garbled())
        else keep(part)
      })
      answer.on('error', reject)
      answer.on('close', () => { if (!answer.complete) reject(new AppError('county-unreachable', { host: address.host })) })
      answer.on('end', () => {
        const up = Math.max(0, (line?.bytesWritten ?? sent) - sent)
        const down = Math.max(0, (line?.bytesRead ?? got) - got)
        unpacked(Buffer.concat(parts), answer.headers['content-encoding'] ?? '', wanted.most).then(
          body => resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', headers: answer.headers, body, up, down }),
          () => reject(garbled()))
      })
    })
    request.end(wanted.body)
  })
}

const brotli = promisify(brotliDecompress)
const gzip = promisify(gunzip)

async function unpacked(bytes: Buffer, encoding: string, most: number): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity') return bytes
  // maxOutputLength stops a small answer that unpacks without end.
  if (encoding === 'br') return await brotli(bytes, { maxOutputLength: most })
  if (encoding === 'gzip') return await gzip(bytes, { maxOutputLength: most })
  throw new Error('unknown encoding')
}
