/**
 * A laptop without a book: a key, signed requests over plain HTTP, nothing kept. What a county can bear is measured
 * with these, so that hundreds of them cost the measuring machine as little as may be.
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import http from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { exchangeText, parseAnswer } from '#core/sync/body.ts'
import type { Change } from '#core/sync/change.ts'
import { requestText, SIGNED_HEADERS } from '#core/sync/signing.ts'
import { PATHS, PROTOCOL, type Cursors, type ExchangeAnswer } from '#core/sync/wire.ts'

export interface Answered { readonly status: number, readonly headers: http.IncomingHttpHeaders, readonly body: Buffer }

export interface BareDevice {
  readonly id: string
  enrol(url: string, code: string): Promise<void>
  /** The county was started again elsewhere. */
  moveTo(url: string): void
  /** Signed; whatever the status. `bodyDigest` is over nothing where the body is sent in pieces (tus). */
  send(method: string, path: string, options?: { readonly body?: Uint8Array, readonly headers?: Readonly<Record<string, string>>, readonly unsignedBody?: boolean }): Promise<Answered>
  /** One round, packed as a laptop packs it. Throws with the status where it is not 200. */
  exchange(changes: readonly Change[], cursors: Cursors): Promise<ExchangeAnswer>
  close(): void
}

const brotli = promisify(brotliCompress)
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export function bareDevice(id: string, sockets = 2): BareDevice {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const agent = new http.Agent({ keepAlive: true, maxSockets: sockets })
  let origin = ''

  const ask = (method: string, path: string, headers: http.OutgoingHttpHeaders, body?: Uint8Array): Promise<Answered> => new Promise((resolve, reject) => {
    const request = http.request(`${origin}${path}`, { method, agent, headers: { ...headers, ...(body ? { 'content-length': body.length } : {}) } }, response => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.once('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }))
      response.once('error', reject)
    })
    request.once('error', reject)
    request.end(body)
  })

  return {
    id,
    async enrol(url, code) {
      origin = url
      const text = JSON.stringify({ protocol: PROTOCOL, code, publicKey: publicKey.export({ format: 'jwk' }).x, device: id, name: 'bench', version: 'bench' })
      const { status, body } = await ask('POST', PATHS.enrol, { 'content-type': 'application/json' }, Buffer.from(text))
      if (status !== 200) throw new Error(`enrol: ${status} ${body.toString()}`)
    },
    moveTo(url) { origin = url },
    send(method, path, { body, headers = {}, unsignedBody = false } = {}) {
      const time = String(Date.now()), nonce = randomBytes(12).toString('base64url')
      const digest = sha256(unsignedBody || !body ? new Uint8Array() : body)
      const signature = sign(null, Buffer.from(requestText(method, path, id, time, nonce, digest)), privateKey).toString('base64url')
      return ask(method, path, { ...headers, [SIGNED_HEADERS.device]: id, [SIGNED_HEADERS.time]: time, [SIGNED_HEADERS.nonce]: nonce, [SIGNED_HEADERS.signature]: signature }, body)
    },
    async exchange(changes, cursors) {
      const text = exchangeText({ protocol: PROTOCOL, changes: [...changes], cursors, health: { unsent: 0, version: 'bench', clock: Date.now() } })
      const body = await brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
      const { status, body: answer } = await this.send('POST', PATHS.exchange, { body, headers: { 'content-type': 'application/json', 'content-encoding': 'br' } })
      if (status !== 200) throw new Error(`exchange: ${status} ${answer.toString()}`)
      return parseAnswer(answer.toString('utf8'))
    },
    close() { agent.destroy() }
  }
}
