/**
 * A laptop as the county sees it: keys, signed requests, changes with numbers. It can also lie in every way a
 * test needs.
 */
import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { brotliCompressSync, gunzipSync } from 'node:zlib'
import { exchangeText, parseAnswer } from '#core/sync/body.ts'
import type { Change, RecordState } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import { unpackPage } from '#core/sync/pack.ts'
import { receiptText, requestText, SIGNED_HEADERS } from '#core/sync/signing.ts'
import { CountyProblem, Enrolled, SnapshotIndex, type Exchange, type ExchangeAnswer, type Receipt } from '#core/sync/wire.ts'

export interface Reply { readonly status: number, readonly headers: Headers, readonly bytes: Buffer }

export interface Sending {
  readonly method?: string
  readonly body?: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  readonly time?: number
  readonly nonce?: string
  readonly device?: string
  /** Signs another path than the one that is sent. */
  readonly signedPath?: string
  /** Signs other bytes than those that are sent. */
  readonly signedBody?: Uint8Array
  readonly signature?: string
}

export const VILLAGE = '530521100201'
export const OTHER = '530521100202'

/** Brotli and gzip answers are opened by fetch itself. */
export async function request(url: string, init: RequestInit): Promise<Reply> {
  const response = await fetch(url, init)
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
}

export const problemOf = (reply: Reply): CountyProblem => CountyProblem.parse(JSON.parse(reply.bytes.toString('utf8')))

export class Laptop {
  readonly county: string
  readonly device: string
  readonly keys = generateKeyPairSync('ed25519')
  readonly clock: () => number
  account = ''
  enrolled: Enrolled | undefined
  #number = 0
  #stamp = 0

  constructor(county: string, clock: () => number = Date.now) {
    this.county = county
    this.clock = clock
    this.device = `laptop-${randomBytes(6).toString('hex')}`
  }

  get publicKey(): string {
    return this.keys.publicKey.export({ format: 'jwk' }).x ?? ''
  }

  async enrolReply(code: string, more: Record<string, unknown> = {}): Promise<Reply> {
    const body = JSON.stringify({ protocol: 1, code, publicKey: this.publicKey, device: this.device, name: '村委会', version: '0.1.0', ...more })
    return request(`${this.county}/v1/enrol`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  }

  async enrol(code: string): Promise<Enrolled> {
    const reply = await this.enrolReply(code)
    if (reply.status !== 200) throw new Error(problemOf(reply).code)
    this.enrolled = Enrolled.parse(JSON.parse(reply.bytes.toString('utf8')))
    this.account = this.enrolled.account
    return this.enrolled
  }

  async send(path: string, { method = 'GET', body, headers, time, nonce, device, signedPath, signedBody, signature }: Sending = {}): Promise<Reply> {
    const digest = createHash('sha256').update(signedBody ?? body ?? '').digest('hex')
    const at = String(time ?? this.clock())
    const once = nonce ?? randomBytes(16).toString('base64url')
    const who = device ?? this.device
    const text = requestText(method, signedPath ?? path, who, at, once, digest)
    return request(this.county + path, {
      method, ...(body ? { body: Buffer.from(body) } : {}),
      headers: {
        ...(body ? { 'content-type': 'application/json', 'content-encoding': 'br' } : {}),
        [SIGNED_HEADERS.device]: who, [SIGNED_HEADERS.time]: at, [SIGNED_HEADERS.nonce]: once,
        [SIGNED_HEADERS.signature]: signature ?? sign(null, Buffer.from(text), this.keys.privateKey).toString('base64url'), ...headers
      }
    })
  }

  /** A change with this laptop's next number. */
  change(record: string, fields: Change['fields'], more: Partial<Change> = {}): Change {
    return {
      device: this.device, number: ++this.#number, village: VILLAGE, register: 'household', record,
      stamp: makeStamp(1_780_000_000_000 + ++this.#stamp, 0), by: this.account, origin: { kind: 'edit' }, fields, saw: {}, ...more
    }
  }

  async push(changes: readonly Change[], cursors: Exchange['cursors'] = {}, sending: Sending = {}): Promise<Reply> {
    const body = brotliCompressSync(exchangeText({ protocol: 1, changes: [...changes], cursors, health: { unsent: changes.length, version: '0.1.0', clock: this.clock() } }))
    return this.send('/v1/exchange', { method: 'POST', body, ...sending })
  }

  /** A round in protocol 2, with what only it knows. */
  async second(changes: readonly Change[] = [], cursors: Exchange['cursors'] = {}, more: Partial<Exchange> = {}): Promise<ExchangeAnswer> {
    const body = brotliCompressSync(exchangeText({ protocol: 2, changes: [...changes], cursors, health: { unsent: changes.length, version: '0.2.0', clock: this.clock() }, ...more }))
    const reply = await this.send('/v1/exchange', { method: 'POST', body })
    if (reply.status !== 200) throw new Error(`${reply.status} ${problemOf(reply).code}`)
    return parseAnswer(reply.bytes.toString('utf8'))
  }

  async exchange(changes: readonly Change[] = [], cursors: Exchange['cursors'] = {}): Promise<ExchangeAnswer> {
    const reply = await this.push(changes, cursors)
    if (reply.status !== 200) throw new Error(`${reply.status} ${problemOf(reply).code}`)
    return parseAnswer(reply.bytes.toString('utf8'))
  }

  async index(village = VILLAGE): Promise<SnapshotIndex> {
    const reply = await this.send(`/v1/villages/${village}/snapshot`)
    if (reply.status !== 200) throw new Error(`${reply.status} ${problemOf(reply).code}`)
    return SnapshotIndex.parse(JSON.parse(reply.bytes.toString('utf8')))
  }

  async chunk(index: SnapshotIndex, chunk: number): Promise<RecordState[]> {
    const reply = await this.send(`/v1/villages/${index.village}/snapshot/${index.cursor}/${chunk}`)
    if (createHash('sha256').update(reply.bytes).digest('hex') !== index.chunks[chunk]?.sha256) throw new Error(`chunk ${chunk} is not what the index says`)
    return unpackPage(gunzipSync(reply.bytes).toString('utf8'))
  }
}

export const receiptHolds = (receipt: Receipt, publicKey: string): boolean =>
  verify(null, Buffer.from(receiptText(receipt)), createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' }), Buffer.from(receipt.signature, 'base64url'))
