/**
 * The line to the county this laptop is enrolled with: every request signed, the county's clock followed,
 * broken off at once when a person says so. What the county says is for the callers (county.ts, packages,
 * attachments); they all go through here, so that nothing goes round the certificate that was pinned.
 */
import { randomBytes, type KeyObject } from 'node:crypto'
import { AppError } from '#core/error.ts'
import { requestText, SIGNED_HEADERS } from '#core/sync/signing.ts'
import { asJson } from './atomic.ts'
import { demandAnswer } from './county-answer.ts'
import type { Device, Enrolment } from './device.ts'
import { countyAddress, openRoad, ROAD_LIMITS, type Road, type RoadAnswer, type RoadRequest } from './road.ts'
import type { RoadLimits } from './road-trust.ts'
import { sha256, signText } from './signatures.ts'

export interface Wanted {
  readonly method: RoadRequest['method']
  readonly path: string
  readonly body?: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  /** Most bytes of the answer. */
  readonly most: number
  /** The signature covers the headers' part alone, as the county asks where a body is stored while it comes. */
  readonly bodyUnsigned?: boolean
  /** The answer's bytes as they come, see RoadRequest. */
  readonly take?: RoadRequest['take']
  readonly signal?: AbortSignal
}
export interface Told { readonly body: Buffer; readonly up: number; readonly down: number }

export interface CountyLine {
  /** Throws 'county-not-enrolled'. */
  enrolment(): Promise<Enrolment>
  /** Signed, and judged: what is not a 2xx of this type is thrown. */
  ask(wanted: Wanted & { readonly type: 'application/json' | 'any' }): Promise<Told>
  /** Signed, not judged; only the clock is followed. */
  send(wanted: Wanted): Promise<RoadAnswer>
  /** Not signed: for the little the county says to everybody. */
  look(path: string, most: number, signal?: AbortSignal): Promise<Buffer>
  /** Goes off when the line is stopped: what takes several requests holds on to the one it began with. */
  signal(): AbortSignal
  stop(): void
  /** Another county, or another address of it. */
  forget(): void
}

type Known = Enrolment & { readonly key: KeyObject }

export function openCountyLine(device: Device, now: () => number, limits: RoadLimits = ROAD_LIMITS): CountyLine {
  let road: Road | null = null
  let stopping = new AbortController()
  /** What the county's clock is ahead of ours: a laptop back from repair may stand at 1970. */
  let ahead = 0

  async function enrolment(): Promise<Enrolment> {
    const known = await device.enrolment()
    if (!known) throw new AppError('county-not-enrolled')
    return known
  }
  function roadTo({ address, certificate }: Enrolment): Road {
    road ??= openRoad(countyAddress(address), { letters: null, sha256: certificate }, limits)
    return road
  }
  async function signed(known: Known, { method, path, body = new Uint8Array(), headers, most, bodyUnsigned, take, signal }: Wanted): Promise<RoadAnswer> {
    const time = String(Math.max(0, now() + ahead))
    const nonce = randomBytes(12).toString('base64url')
    const id = known.enrolled.device
    const digest = sha256(bodyUnsigned ? '' : body)
    return await roadTo(known).send({
      method, path, body, most, take, signal,
      headers: {
        ...headers,
        [SIGNED_HEADERS.device]: id, [SIGNED_HEADERS.time]: time, [SIGNED_HEADERS.nonce]: nonce,
        [SIGNED_HEADERS.signature]: signText(known.key, requestText(method, path, id, time, nonce, digest))
      }
    })
  }
  async function send({ signal = stopping.signal, ...wanted }: Wanted): Promise<RoadAnswer> {
    const known = { ...await enrolment(), key: await device.signingKey() }
    const first = await signed(known, { ...wanted, signal })
    const time = first.status === 401 ? countyTime(first.body) : null
    if (time === null) return first
    ahead = Math.round(time - now())
    const second = await signed(known, { ...wanted, signal })
    return { ...second, up: first.up + second.up, down: first.down + second.down }
  }

  return {
    enrolment,
    send,
    async ask({ type, ...wanted }) {
      // Chunks are packed already, and their digest is over the packed bytes.
      const headers = type === 'any' ? { 'accept-encoding': 'identity', ...wanted.headers } : wanted.headers
      const answer = await send({ ...wanted, headers })
      return { body: demandAnswer(answer, await hostOf(), type), up: answer.up, down: answer.down }
    },
    async look(path, most, signal = stopping.signal) {
      const known = await enrolment()
      const answer = await roadTo(known).send({ method: 'GET', path, headers: {}, body: new Uint8Array(), most, signal })
      return demandAnswer(answer, new URL(known.address).host, 'application/json')
    },
    signal: () => stopping.signal,
    stop() {
      stopping.abort()
      stopping = new AbortController()
    },
    forget() {
      road?.close()
      road = null
    }
  }

  async function hostOf(): Promise<string> {
    return new URL((await enrolment()).address).host
  }
}

/** The county's time, where it says that ours is wrong. */
function countyTime(body: Buffer): number | null {
  const said = asJson(body) as { code?: unknown; detail?: { time?: unknown } } | null
  return said?.code === 'clock-skew' && typeof said.detail?.time === 'number' ? said.detail.time : null
}
