/**
 * The road to the county in the words of the wire: enrol, exchange, first load. Every request is signed by
 * the device's key; every answer is judged before anything of it reaches the window. Sends nothing of its
 * own accord: when to speak is decided by the round in src/sync.
 */
import { createHash, randomBytes, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { AppError } from '#core/error.ts'
import type { CountyStatus, HostInput, HostOutput } from '#core/host.ts'
import { exchangeText, parseAnswer } from '#core/sync/body.ts'
import { requestText, SIGNED_HEADERS } from '#core/sync/signing.ts'
import { Enrolled, LIMITS, PATHS, PROTOCOL, SnapshotIndex, type Enrol } from '#core/sync/wire.ts'
import { ownBytes } from './atomic.ts'
import { asJson, demandAnswer, demandReceipt, parsed } from './county-answer.ts'
import { publicKeyOf, signText, type Device, type Enrolment } from './device.ts'
import { readEnrolCode } from './enrol-code.ts'
import { countyAddress, openRoad, ROAD_LIMITS, type Road, type RoadAnswer } from './road.ts'
import type { RoadLimits } from './road-trust.ts'

const SMALL_ANSWER = 2_000_000
const ROUND_ANSWER = LIMITS.bodyBytes * 6
const CHUNK_ANSWER = 64_000_000

export interface County {
  status(): Promise<CountyStatus>
  enrol(wanted: HostInput<'county:enrol'>): Promise<Enrolled>
  exchange(wanted: HostInput<'county:exchange'>): Promise<HostOutput<'county:exchange'>>
  snapshot(wanted: HostInput<'county:snapshot'>): Promise<SnapshotIndex>
  chunk(wanted: HostInput<'county:chunk'>): Promise<{ bytes: Uint8Array }>
  reach(): Promise<HostOutput<'county:reach'>>
  /** Breaks off what is on the road. */
  stop(): void
  certificate(): Promise<HostOutput<'county:certificate'>>
  close(): void
}

export interface CountySetting {
  readonly device: Device
  readonly version: string
  readonly offered: CountyStatus['offered']
  readonly now: () => number
  readonly limits?: RoadLimits
}

const brotli = promisify(brotliCompress)
/** Up to here the densest packing takes no time anybody would notice: most rounds say next to nothing. */
const SMALL_TEXT = 4_000
const packed = async (text: string): Promise<Buffer> =>
  await brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: text.length < SMALL_TEXT ? 11 : 5, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } })

type Known = Enrolment & { readonly key: KeyObject }

export function openCounty({ device, version, offered, now, limits = ROAD_LIMITS }: CountySetting): County {
  let road: Road | null = null
  /** What the county's clock is ahead of ours: a laptop back from repair may stand at 1970. */
  let ahead = 0

  async function known(): Promise<Known> {
    const enrolment = await device.enrolment()
    if (!enrolment) throw new AppError('county-not-enrolled')
    return { ...enrolment, key: await device.signingKey() }
  }
  function roadTo(enrolment: Known): Road {
    road ??= openRoad(countyAddress(enrolment.address), { letters: null, sha256: enrolment.certificate }, limits)
    return road
  }
  interface Wanted { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: Buffer; readonly most: number; readonly type: 'application/json' | 'any' }
  async function ask(enrolment: Known, wanted: Wanted): Promise<{ readonly body: Buffer; readonly up: number; readonly down: number }> {
    const { host } = new URL(enrolment.address)
    const first = await signed(enrolment, wanted)
    try {
      return { ...first, body: demandAnswer(first, host, wanted.type) }
    } catch (thrown) {
      const time = thrown instanceof AppError && thrown.code === 'clock-skew' ? thrown.detail['time'] : null
      if (typeof time !== 'number') throw thrown
      ahead = Math.round(time - now())
      const second = await signed(enrolment, wanted)
      return { body: demandAnswer(second, host, wanted.type), up: first.up + second.up, down: first.down + second.down }
    }
  }
  async function signed(enrolment: Known, { method, path, body = Buffer.alloc(0), most, type }: Wanted): Promise<RoadAnswer> {
    const time = String(Math.max(0, now() + ahead))
    const nonce = randomBytes(12).toString('base64url')
    const digest = createHash('sha256').update(body).digest('hex')
    const id = enrolment.enrolled.device
    const headers: Record<string, string> = {
      [SIGNED_HEADERS.device]: id, [SIGNED_HEADERS.time]: time, [SIGNED_HEADERS.nonce]: nonce,
      [SIGNED_HEADERS.signature]: signText(enrolment.key, requestText(method, path, id, time, nonce, digest))
    }
    // Chunks are packed already, and their digest is over the packed bytes.
    if (type === 'any') headers['accept-encoding'] = 'identity'
    if (method === 'POST') Object.assign(headers, { 'content-type': 'application/json', 'content-encoding': 'br' })
    return await roadTo(enrolment).send({ method, path, headers, body, most })
  }

  return {
    async status() {
      const enrolment = await device.enrolment()
      return {
        enrolled: enrolment?.enrolled ?? null, address: enrolment?.address ?? '', offered,
        device: enrolment?.enrolled.device ?? device.id
      }
    },

    async enrol({ address: text, code, name }) {
      const address = countyAddress(text)
      const { secret, fingerprint } = readEnrolCode(code)
      const first = openRoad(address, { letters: fingerprint, sha256: null }, limits)
      try {
        // The key is kept before it is sent: when the answer is lost, the same code may be sent again with it.
        const publicKey = publicKeyOf(await device.signingKey())
        const wanted: Enrol = { protocol: PROTOCOL, code: secret, publicKey, device: device.id, name, version }
        const answer = await first.send({
          method: 'POST', path: PATHS.enrol, headers: { 'content-type': 'application/json' },
          body: Buffer.from(JSON.stringify(wanted)), most: SMALL_ANSWER
        })
        const body = demandAnswer(answer, address.host, 'application/json')
        const enrolled = parsed(address.host, () => Enrolled.parse(asJson(body)))
        await device.keep({ address: address.origin, certificate: first.certificate(), enrolled })
        road?.close()
        road = null
        return enrolled
      } finally {
        first.close()
      }
    },

    async exchange(wanted) {
      const enrolment = await known()
      const { host } = new URL(enrolment.address)
      const { body, up, down } = await ask(enrolment, {
        method: 'POST', path: PATHS.exchange, body: await packed(exchangeText(wanted)), most: ROUND_ANSWER, type: 'application/json' })
      const answer = parsed(host, () => parseAnswer(body.toString('utf8')))
      demandReceipt(answer, enrolment.enrolled.county, enrolment.enrolled.device, host)
      return { answer, up, down }
    },

    async snapshot({ village }) {
      const enrolment = await known()
      const { host } = new URL(enrolment.address)
      const { body } = await ask(enrolment, { method: 'GET', path: PATHS.snapshot(village), most: SMALL_ANSWER, type: 'application/json' })
      const index = parsed(host, () => SnapshotIndex.parse(asJson(body)))
      if (index.village !== village) throw new AppError('county-garbled', { host })
      return index
    },

    async chunk({ village, cursor, chunk, sha256 }) {
      const enrolment = await known()
      const { host } = new URL(enrolment.address)
      const { body } = await ask(enrolment, { method: 'GET', path: PATHS.chunk(village, cursor, chunk), most: CHUNK_ANSWER, type: 'any' })
      if (createHash('sha256').update(body).digest('hex') !== sha256) throw new AppError('county-garbled', { host })
      return { bytes: ownBytes(body) }
    },

    async reach() { return { answers: false, protocol: null } },
    stop() { road?.close(); road = null },
    async certificate() { return { certificate: null, boxKey: '' } },

    close() {
      road?.close()
      road = null
    }
  }
}
