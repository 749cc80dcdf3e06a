/**
 * Attachments to the county and from it, going on where they were cut off. Up by tus, whose library asks the
 * county how far it is; its requests go over the same pinned line as all others, and it retries nothing: when
 * to try again is decided by the round. Down by ranges into a file of what has come.
 */
import { Upload, type HttpRequest, type HttpResponse, type HttpStack } from 'tus-js-client'
import { AppError } from '#core/error.ts'
import { LIMITS, PATHS } from '#core/sync/wire.ts'
import type { BlobPart } from './attachment-store.ts'
import { demandAnswer } from './county-answer.ts'
import type { CountyLine } from './county-line.ts'
import type { RoadAnswer } from './road.ts'

/** A cut costs no more than what the county did not take of this. */
const PIECE = 256 * 1024
const SMALL_ANSWER = 100_000

export type Told = (done: number, total: number) => void

export async function sendBlob(line: CountyLine, digest: string, village: string, bytes: Buffer, told: Told): Promise<{ up: number; already: boolean }> {
  const { address } = await line.enrolment()
  const signal = line.signal()
  let up = 0
  let pieces = 0
  let last: RoadAnswer | null = null
  const httpStack = stackOver(async (method, path, headers, body) => {
    last = await line.send({ method, path, headers: { 'accept-encoding': 'identity', ...headers }, body, most: SMALL_ANSWER, bodyUnsigned: true, signal })
    up += last.up
    if (method === 'PATCH') pieces++
    return last
  })
  await new Promise<void>((resolve, reject) => {
    new Upload(bytes, {
      endpoint: new URL(PATHS.attachments, address).href, uploadUrl: new URL(PATHS.upload(village, digest), address).href,
      metadata: { sha256: digest, village, bytes: String(bytes.length) }, chunkSize: PIECE, retryDelays: null, storeFingerprintForResuming: false, httpStack,
      onProgress: told, onSuccess: () => resolve(),
      onError: thrown => reject(meant(thrown, last, new URL(address).host))
    }).start()
  })
  return { up, already: pieces === 0 }
}

/** What went wrong, in the words of the line: the library wraps it twice. */
function meant(thrown: unknown, last: RoadAnswer | null, host: string): Error {
  const cause = (thrown as { causingError?: unknown }).causingError
  if (cause instanceof AppError) return cause
  try {
    if (last) demandAnswer(last, host, 'any')
  } catch (said) {
    return said as Error
  }
  // A 2xx that is none of tus: somebody else answered.
  return new AppError('county-garbled', { host }, { cause: thrown })
}

type Say = (method: 'GET' | 'POST' | 'HEAD' | 'PATCH', path: string, headers: Readonly<Record<string, string>>, body: Uint8Array) => Promise<RoadAnswer>

/** tus over our line. Only the path of an address is taken: a Location that names another host leads nowhere else. */
function stackOver(say: Say): HttpStack {
  return {
    getName: () => 'CountyLine',
    createRequest(method: string, url: string): HttpRequest {
      const headers: Record<string, string> = {}
      let progress: ((sent: number) => void) | null = null
      return {
        getMethod: () => method,
        getURL: () => url,
        setHeader(name: string, value: string) { headers[name.toLowerCase()] = value },
        getHeader: (name: string) => headers[name.toLowerCase()],
        setProgressHandler(handler: (sent: number) => void) { progress = handler },
        async send(body: unknown) {
          const bytes = body instanceof Uint8Array ? body : new Uint8Array()
          const { pathname, search } = new URL(url)
          const answer = await say(method as 'POST', pathname + search, headers, bytes)
          progress?.(bytes.length)
          return responseOf(answer)
        },
        // Broken off by the line's own signal.
        abort: () => Promise.resolve(),
        getUnderlyingObject: () => null
      }
    }
  }
}

function responseOf({ status, headers, body }: RoadAnswer): HttpResponse {
  return {
    getStatus: () => status,
    getHeader(name: string) {
      const value = headers[name.toLowerCase()]
      return Array.isArray(value) ? value.join(', ') : value
    },
    getBody: () => body.toString('utf8'),
    getUnderlyingObject: () => null
  }
}

export async function fetchBlob(line: CountyLine, digest: string, village: string, part: BlobPart, told: Told): Promise<{ down: number }> {
  const { host } = new URL((await line.enrolment()).address)
  const offset = await part.size()
  const coming = { writer: null as Promise<Awaited<ReturnType<BlobPart['writer']>>> | null, got: 0 }
  const close = async (): Promise<void> => { await (await coming.writer)?.close() }
  const take = ({ status, headers }: Pick<RoadAnswer, 'status' | 'headers'>): ((bytes: Buffer) => void) | null => {
    const from = startOf(status, headers, offset)
    if (from === null) return null
    const total = from + Number(headers['content-length'] ?? 0)
    const writer = part.writer(from)
    coming.writer = writer
    writer.catch(() => undefined)
    return bytes => {
      coming.got += bytes.length
      void writer.then(open => open.write(bytes), () => undefined)
      told(from + coming.got, Math.max(total, from + coming.got))
    }
  }
  const answer = await line.send({
    method: 'GET', path: PATHS.attachment(village, digest), most: LIMITS.attachmentBytes, take,
    headers: { 'accept-encoding': 'identity', ...offset > 0 ? { range: `bytes=${offset}-` } : {} }
  }).finally(close)
  if (answer.status === 404) throw new AppError('attachment-missing')
  // Nothing behind what is here: all of it had come before, or it is of something else.
  if (answer.status !== 416) demandAnswer(answer, host, 'any')
  if (!(coming.writer || answer.status === 416) || !await part.finish()) throw new AppError('county-garbled', { host })
  return { down: answer.down }
}

/** Where the bytes of this answer begin; null where it is no piece of a blob. */
function startOf(status: number, headers: RoadAnswer['headers'], offset: number): number | null {
  if ((headers['content-type'] ?? '').split(';')[0]!.trim() !== 'application/octet-stream') return null
  if (status === 200) return 0
  return status === 206 && (headers['content-range'] ?? '').startsWith(`bytes ${offset}-`) ? offset : null
}
