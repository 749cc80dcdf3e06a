/**
 * What the laptop says to the county and hears from it, in the words of the wire: enrol, exchange, first load.
 * Every answer is judged before anything of it reaches the window. Sends nothing of its own accord: when to
 * speak is decided by the round in src/sync.
 */
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import * as z from 'zod'
import { AppError } from '#core/error.ts'
import type { CountyStatus, HostInput, HostOutput } from '#core/host.ts'
import { exchangeText } from '#core/sync/body.ts'
import { isBoxKey } from '#core/sync/package.ts'
import { Enrolled, LIMITS, OLDEST_PROTOCOL, PATHS, PROTOCOL, SnapshotIndex, type Enrol } from '#core/sync/wire.ts'
import { asJson, ownBytes } from './atomic.ts'
import { demandAnswer, parsed } from './county-answer.ts'
import { openCountyLine, type CountyLine, type Told } from './county-line.ts'
import { takeAnswer } from './county-taken.ts'
import type { Device } from './device.ts'
import { readEnrolCode } from './enrol-code.ts'
import { countyAddress, openRoad, ROAD_LIMITS, type Road } from './road.ts'
import type { RoadLimits } from './road-trust.ts'
import { publicKeyOf, sha256 } from './signatures.ts'

const SMALL_ANSWER = 2_000_000
const ROUND_ANSWER = LIMITS.bodyBytes * 6
const CHUNK_ANSWER = 64_000_000
/** Asked before a round and when the network comes up: longer than this is no. */
const REACH_MS = 4_000

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
  /** Shared with what else goes to the county. */
  readonly line?: CountyLine
}

/** What the county says to everybody. */
const Health = z.object({ county: z.string(), protocol: z.int() })

const brotli = promisify(brotliCompress)
/** Up to here the densest packing takes no time anybody would notice: most rounds say next to nothing. */
const SMALL_TEXT = 4_000
export const packed = async (text: string): Promise<Buffer> =>
  await brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: text.length < SMALL_TEXT ? 11 : 5, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } })

/** A county of before knows one code for both. */
const OTHER_PROTOCOL: ReadonlySet<string> = new Set(['version-too-old', 'county-too-old'])

/** What of our protocols a county understands; null: none that we still speak. */
const common = (theirs: unknown): number | null => {
  const both = typeof theirs === 'number' ? Math.min(PROTOCOL, theirs) : 0
  return both >= OLDEST_PROTOCOL ? both : null
}

/** A certificate this old should have been renewed: its renewal was in an answer that got lost. */
const RENEWED_MS = 10 * 24 * 3600 * 1000

/**
 * Own box key, where the county has to hear it: until it has answered with a certificate for this very key and with
 * its own key, and again when what is held is old or names other villages. Else null: a round with nothing to say
 * is as small as it can be.
 */
async function keyToTell(device: Device, granted: readonly string[] | null, now: number): Promise<string | null> {
  const { publicKey } = await device.boxKeys()
  const certificate = await device.certificate()
  const sound = certificate?.boxKey === publicKey && await device.countyBoxKey() !== null && now - Date.parse(certificate.at) < RENEWED_MS
    && (granted === null || [...granted].sort().join() === [...certificate.villages].sort().join())
  return sound ? null : publicKey
}

export function openCounty({ device, version, offered, now, limits = ROAD_LIMITS, line = openCountyLine(device, now, limits) }: CountySetting): County {
  /** The county's protocol where it is older than ours; it rises again when the county says so. */
  let spoken = PROTOCOL
  /** Villages of the last answer: a certificate that names others is out of date. */
  let granted: readonly string[] | null = null

  async function health(signal?: AbortSignal): Promise<z.infer<typeof Health>> {
    const { address, enrolled } = await line.enrolment()
    const { host } = new URL(address)
    const body = await line.look(PATHS.health, SMALL_ANSWER, signal)
    const said = parsed(host, () => Health.parse(asJson(body)))
    if (said.county !== enrolled.county.id) throw new AppError('county-is-other', { host })
    return said
  }
  /** Says it in our protocol, or in the county's where that is older. */
  async function understood<T>(say: (protocol: number) => Promise<T>, theirs: () => Promise<unknown>): Promise<T> {
    try {
      return await say(spoken)
    } catch (thrown) {
      if (!(thrown instanceof AppError) || !OTHER_PROTOCOL.has(thrown.code)) throw thrown
      const lower = common(thrown.detail['protocol'] ?? await theirs())
      if (lower === null || lower === spoken) throw thrown
      spoken = lower
      return await say(lower)
    }
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
        const enrolled = await understood(
          protocol => enrolBy(first, { protocol, code: secret, publicKey, device: device.id, name, version }),
          async () => Health.safeParse(asJson((await first.send({ method: 'GET', path: PATHS.health, headers: {}, body: new Uint8Array(), most: SMALL_ANSWER })).body)).data?.protocol)
        await device.keep({ address: address.origin, certificate: first.certificate(), enrolled })
        if (enrolled.countyBoxKey !== undefined && isBoxKey(enrolled.countyBoxKey)) await device.keepCountyBoxKey(enrolled.countyBoxKey)
        line.forget()
        return enrolled
      } finally {
        first.close()
      }
    },

    async exchange(wanted) {
      const { host } = new URL((await line.enrolment()).address)
      const boxKey = await keyToTell(device, granted, now())
      const signal = line.signal()
      const say = async (protocol: number): Promise<Told> => await line.ask({
        method: 'POST', path: PATHS.exchange, signal, most: ROUND_ANSWER, type: 'application/json',
        headers: { 'content-type': 'application/json', 'content-encoding': 'br' },
        body: await packed(exchangeText({ ...wanted, protocol, ...(boxKey === null ? {} : { boxKey }) }))
      })
      const { body, up, down } = await understood(say, async () => (await health(signal)).protocol)
      const answer = await takeAnswer(device, body.toString('utf8'), host)
      spoken = common(answer.protocol) ?? spoken
      granted = answer.villages.map(village => village.code)
      return { answer, up, down }
    },

    async snapshot({ village }) {
      const { host } = new URL((await line.enrolment()).address)
      const { body } = await line.ask({ method: 'GET', path: PATHS.snapshot(village), most: SMALL_ANSWER, type: 'application/json' })
      const index = parsed(host, () => SnapshotIndex.parse(asJson(body)))
      if (index.village !== village) throw new AppError('county-garbled', { host })
      return index
    },

    async chunk({ village, cursor, chunk, sha256: digest }) {
      const { host } = new URL((await line.enrolment()).address)
      const { body } = await line.ask({ method: 'GET', path: PATHS.chunk(village, cursor, chunk), most: CHUNK_ANSWER, type: 'any' })
      if (sha256(body) !== digest) throw new AppError('county-garbled', { host })
      return { bytes: ownBytes(body) }
    },

    async reach() {
      try {
        const { protocol } = await health(AbortSignal.any([line.signal(), AbortSignal.timeout(REACH_MS)]))
        spoken = common(protocol) ?? spoken
        return { answers: true, protocol }
      } catch {
        return { answers: false, protocol: null }
      }
    },

    stop: () => line.stop(),
    async certificate() {
      return { certificate: await device.certificate(), boxKey: (await device.boxKeys()).publicKey }
    },
    close() {
      line.stop()
      line.forget()
    }
  }
}

async function enrolBy(road: Road, wanted: Enrol): Promise<Enrolled> {
  const { host } = road.address
  const answer = await road.send({
    method: 'POST', path: PATHS.enrol, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(wanted)), most: SMALL_ANSWER
  })
  const body = demandAnswer(answer, host, 'application/json')
  return parsed(host, () => Enrolled.parse(asJson(body)))
}
