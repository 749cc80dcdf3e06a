/**
 * A laptop's road to the county, through the real HTTP routes, and everything that can go wrong on it. What the
 * county said is told to the oracle at once, whether it arrives or not.
 */
import { AppError } from '#core/error.ts'
import { exchangeText, parseAnswer } from '#core/sync/body.ts'
import { PATHS, SnapshotIndex, type Exchange, type ExchangeAnswer } from '#core/sync/wire.ts'
import type { CountyRoad } from '../db/fake-host.ts'
import { answered, type Cut, type RealCounty } from './county-real.ts'
import type { Oracle } from './oracle.ts'
import type { RoadFault } from './script.ts'
import type { SimLaptop } from './simulate-laptop.ts'

export interface Surroundings {
  readonly county: RealCounty
  readonly oracle: Oracle
  /** Copies of requests that reach the county later. */
  readonly late: (() => Promise<unknown>)[]
  /** Waits until everybody who is on the road together stands there. */
  readonly together: () => Promise<void>
}

const lost = (): never => { throw new AppError('county-unreachable', { host: 'simulated' }) }

/** Laptops of the year before know nothing of protocol 2. */
const asOld = ({ changes, cursors, health }: Exchange): Exchange => ({ protocol: 1, changes, cursors, health })
const forOld = ({ epoch, time, verdicts, receipt, feed, villages, highest }: ExchangeAnswer): ExchangeAnswer => ({
  epoch, time, verdicts, receipt, villages, highest,
  feed: Object.fromEntries(Object.entries(feed).map(([village, { changes, cursor, more }]) => [village, { changes, cursor, more }]))
})

export function roadOf(laptop: SimLaptop, { county, oracle, late, together }: Surroundings, fault: RoadFault | null): CountyRoad {
  let requests = 0
  const hits = (kind: RoadFault['kind']): boolean => fault?.kind === kind && requests > fault.at
  const { device, host: { keys }, plan } = laptop
  const signer = { device, sign: keys.sign }

  async function post(asked: Exchange): Promise<ExchangeAnswer> {
    const answer = parseAnswer(answered(await county.signed('POST', PATHS.exchange, Buffer.from(exchangeText(asked)), signer)).toString('utf8'))
    const has = await county.numbersOf(device)
    oracle.hears(device, has)
    oracle.said(device, asked, answer, has)
    return answer
  }

  async function exchange(given: Exchange): Promise<ExchangeAnswer> {
    requests++
    const asked = plan.old ? asOld(given) : given
    await together()
    if (hits('lose-request')) lost()
    if (hits('too-large') && asked.changes.length > 1) throw new AppError('body-too-large')
    if (hits('late-copy')) late.push(() => post(asked).catch(() => undefined))
    // The second transaction of a request is its round, the first only finds out who asks.
    const cut = hits('county-dies-before') ? 'before-commit' : hits('county-dies-after') ? 'after-commit' : undefined
    let answer: ExchangeAnswer
    try {
      if (cut) county.cut = second(cut)
      // What went in between took the last change and vouches for it all the same.
      answer = hits('forged') && asked.changes.length > 1 ? await post({ ...asked, changes: asked.changes.slice(0, -1) }) : await post(asked)
    } finally {
      county.cut = undefined
      // Committed or not: an answer that never came may have done its work.
      oracle.hears(device, await county.numbersOf(device))
    }
    if (hits('forged') && asked.changes.length > 1 && answer.receipt) {
      const numbers = asked.changes.map(change => change.number)
      answer = { ...answer, receipt: { ...answer.receipt, numbers: numbers.map(number => [number, number]), count: numbers.length } }
    }
    if (hits('lose-answer')) lost()
    if (hits('garbled')) throw new AppError('county-garbled', { host: 'simulated' })
    if (hits('twice')) answer = await post(asked)
    return plan.old ? forOld(answer) : answer
  }

  async function get(path: string): Promise<Buffer> {
    requests++
    await together()
    if (hits('lose-request') || hits('lose-answer')) lost()
    const bytes = answered(await county.signed('GET', path, undefined, signer))
    // One byte of the road's own.
    if (hits('garbled')) bytes[bytes.length >> 1]! ^= 1
    return bytes
  }

  const blobs = county.blobs(device)
  /** A picture that is cut off on the way is asked for again. */
  const onTheWay = async <T>(work: () => Promise<T>): Promise<T> => {
    requests++
    if (hits('lose-request')) lost()
    const done = await work()
    if (hits('lose-answer')) lost()
    return done
  }

  return {
    ...(plan.old ? {} : { post: blobs.post }),
    putBlob: (...blob) => onTheWay(() => blobs.putBlob(...blob)),
    getBlob: (...blob) => onTheWay(() => blobs.getBlob(...blob)),
    exchange,
    snapshot: async village => {
      const text = (await get(PATHS.snapshot(village))).toString('utf8')
      try {
        return SnapshotIndex.parse(JSON.parse(text))
      } catch {
        throw new AppError('county-garbled', { host: 'simulated' })
      }
    },
    chunk: async (village, cursor, chunk) => new Uint8Array(await get(PATHS.chunk(village, cursor, chunk)))
  }
}

function second(cut: Cut): () => Cut | undefined {
  let left = 2
  return () => (--left === 0 ? cut : undefined)
}

/** Those who are on the road at a time meet at each request and are let in together, in the order `turn` gives. */
export class Crossing {
  #on: number
  #waiting: (() => void)[] = []
  readonly #pick: (count: number) => number
  constructor(count: number, pick: (count: number) => number) {
    this.#on = count
    this.#pick = pick
  }
  readonly together = (): Promise<void> => new Promise(resolve => {
    this.#waiting.push(resolve)
    this.#open()
  })
  leave(): void {
    this.#on--
    this.#open()
  }
  #open(): void {
    if (this.#waiting.length < this.#on) return
    for (const waiting = this.#waiting.splice(0); waiting.length > 0;) waiting.splice(this.#pick(waiting.length), 1)[0]!()
  }
}
