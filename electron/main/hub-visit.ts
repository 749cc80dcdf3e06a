/**
 * A visit to a hub: own changes and the report for the county go there, the team's changes and the county's
 * answers come back, letter by letter until neither side has more. A visit cut anywhere is simply made again.
 */
import { request } from 'node:http'
import * as z from 'zod'
import { AppError } from '#core/error.ts'
import type { ErrorCode } from '#core/error-texts.ts'
import type { HostInput, HostOutput, TeamChanges } from '#core/host.ts'
import type { Known } from '#core/sync/bundle.ts'
import { PARTS, type PackagePart } from '#core/sync/package.ts'
import { Certificate, type Exchange, type ExchangeAnswer } from '#core/sync/wire.ts'
import { asJson } from './atomic.ts'
import { demandCertificate, type Teammate } from './certificate.ts'
import { makeBundles, numbersOf, readBundle } from './hub-bundle.ts'
import { hubAddress } from './hub-lan.ts'
import { LETTER_BYTES, LETTER_PATH, readLetter, Reply, WHO_PATH, writeLetter, type Ask } from './hub-letter.ts'
import { addRanges, within, type Range } from './ranges.ts'

export interface VisitTools {
  readonly self: Teammate
  /** The report of these rounds; null where the county's key is not known yet. */
  readonly report: (exchanges: readonly Exchange[]) => Promise<Uint8Array | null>
  /** The county's answers in a package that waited; null where it is broken or not for us. */
  readonly answers: (bytes: Uint8Array) => Promise<{ readonly id: string; readonly answers: readonly ExchangeAnswer[] } | null>
  /** Answers of earlier visits, remembered for as long as the program runs. */
  readonly heard: Set<string>
  readonly idleMs?: number
}

const IDLE_MS = 15_000
const PARTS_ROOM = LETTER_BYTES - 2_000_000
const MOST_PARTS = 300
const MOST_LETTERS = 500
const TRIES = 3
/** What a hub may say in clear; anything else is not a hub's word. */
const SAYABLE = new Set<string>(['hub-forged', 'hub-other-county', 'hub-expired', 'hub-no-certificate', 'body-too-large', 'county-busy', 'locked'])

type Visit = HostOutput<'hub:visit'>

export async function visitHub({ address, exchanges, changes, known }: HostInput<'hub:visit'>, { self, report, answers, heard, idleMs = IDLE_MS }: VisitTools): Promise<Visit> {
  const at = hubAddress(address)
  const host = `${at.host}:${at.port}`
  const hub = await whoIs(at, host, idleMs)
  demandCertificate(hub, self)
  const villages = self.certificate.villages.filter(village => hub.villages.includes(village))
  const rounds = [...exchanges]
  let sealed = await reportThatFits(rounds, report)
  if (villages.length === 0 && !sealed) throw new AppError('hub-no-common-village')

  const team = new Map<string, { person: string; changes: Map<number, TeamChanges['changes'][number]> }>()
  const said: ExchangeAnswer[] = []
  const got: string[] = []
  const came = new Map<string, Range[]>(Object.entries(known).map(([device, ranges]) => [device, addRanges([], ranges)]))
  const gave = new Set<number>()
  const took = new Set<string>()
  let full = false

  async function say(parts: readonly PackagePart[], numbers: Ask['report']): Promise<Reply> {
    const ask: Ask = { version: 1, known: asKnown(came), report: numbers, got: got.slice(-2_000), heard: [...heard].slice(-2_000) }
    const letter = await writeLetter(self, hub, ask, parts)
    const back = await readLetter(await post(at, host, letter.bytes, idleMs), self, Reply)
    // Another certified laptop, or an old answer of this one, is not what was asked.
    if (back.writer.device !== hub.device || back.said.to !== letter.id) throw new AppError('hub-forged')
    for (const part of back.parts) await take(part)
    full ||= back.said.full
    return back.said
  }
  async function take({ name, bytes }: PackagePart): Promise<void> {
    if (name === PARTS.package) {
      const opened = await answers(bytes)
      if (!opened) return
      got.push(opened.id)
      took.add(opened.id)
      said.push(...opened.answers)
    }
    if (name !== PARTS.bundle) return
    const bundle = await readBundle(bytes, self).catch((thrown: unknown) => {
      if (thrown instanceof AppError) return null
      throw thrown
    })
    if (!bundle) return
    got.push(bundle.id)
    const { device, person } = bundle.certificate
    if (device === self.certificate.device) return
    came.set(device, addRanges(came.get(device) ?? [], bundle.numbers))
    const theirs = team.get(device) ?? { person, changes: new Map() }
    team.set(device, theirs)
    // Of our villages only: what the hub should not have given is not taken either.
    for (const change of bundle.changes) if (self.certificate.villages.includes(change.village)) theirs.changes.set(change.number, change)
  }

  const first = await say([], null)
  const theirs = Object.hasOwn(first.known, self.certificate.device) ? first.known[self.certificate.device]! : []
  const lacking = changes.filter(({ village, number }) => villages.includes(village) && !within(addRanges([], theirs), number, number))
  const bundles = await makeBundles(self, lacking)
  let more = first.more
  for (let letters = 0; (sealed || bundles.length > 0 || more) && letters < MOST_LETTERS; letters++) {
    const parts: PackagePart[] = []
    const numbers = sealed ? numbersOf(rounds.flatMap(round => round.changes)) : null
    let room = PARTS_ROOM
    if (sealed) {
      parts.push({ name: PARTS.package, bytes: sealed })
      room -= sealed.length
      sealed = null
    }
    const sent = []
    while (bundles.length > 0 && parts.length < MOST_PARTS && (parts.length === 0 || bundles[0]!.bytes.length <= room)) {
      const bundle = bundles.shift()!
      room -= bundle.bytes.length
      sent.push(bundle)
      parts.push({ name: PARTS.bundle, bytes: bundle.bytes })
    }
    const had = got.length
    const reply = await say(parts, numbers?.map(([from, to]) => [from, to]) ?? null)
    if (numbers && reply.reportKept) for (const round of rounds) for (const { number } of round.changes) gave.add(number)
    for (const { id, numbers: brought } of sent) if (reply.kept.includes(id)) for (const [from, to] of brought) for (let n = from; n <= to; n++) gave.add(n)
    // A hub that says there is more and gives nothing new would be asked for ever.
    more = reply.more && got.length > had
  }
  for (const id of took) heard.add(id)
  const brought = [...team].map(([device, { person, changes: all }]) => ({ device, person, changes: [...all.values()].sort((a, b) => a.number - b.number) })).filter(one => one.changes.length > 0)
  // What came is handed on first; the next visit, which finds nothing to take, says that the hub is full.
  if (full && gave.size === 0 && brought.length === 0 && said.length === 0) throw new AppError('hub-full', { person: hub.person })
  return { person: hub.person, team: brought, answers: said, gave: gave.size }
}

/** Rounds that would make it too large for a letter are left out, from the end: they go the next time. */
async function reportThatFits(rounds: Exchange[], report: VisitTools['report']): Promise<Uint8Array | null> {
  while (rounds.length > 0) {
    const sealed = await report(rounds)
    if (!sealed || sealed.length <= PARTS_ROOM) return sealed
    rounds.length = Math.floor(rounds.length / 2)
  }
  return null
}

const asKnown = (came: ReadonlyMap<string, readonly Range[]>): Known =>
  Object.fromEntries([...came].map(([device, ranges]) => [device, ranges.slice(-2_000).map(([from, to]): [number, number] => [from, to])]))

const Who = z.object({ cunce: z.literal(1), certificate: Certificate })

async function whoIs(at: { host: string; port: number }, host: string, idleMs: number): Promise<Certificate> {
  const { status, body } = await ask(at, host, 'GET', WHO_PATH, null, 20_000, idleMs)
  const said = status === 200 ? Who.safeParse(asJson(body)) : null
  if (said?.success) return said.data.certificate
  // A router's page, a printer: something answers, and it is no hub.
  throw refusal(body, host)
}

async function post(at: { host: string; port: number }, host: string, letter: Buffer, idleMs: number): Promise<Buffer> {
  for (let attempt = 1; ; attempt++) {
    const { status, body } = await ask(at, host, 'POST', LETTER_PATH, letter, LETTER_BYTES * 2, idleMs)
    if (status === 200) return body
    const error = refusal(body, host)
    if (error.code !== 'county-busy' || attempt === TRIES) throw error.code === 'county-busy' ? new AppError('hub-unreachable', { host }) : error
    await new Promise(resolve => { setTimeout(resolve, 700 * attempt) })
  }
}

function refusal(body: Buffer, host: string): AppError {
  const said = (asJson(body) as { code?: unknown } | null)?.code
  // By the hub's clock it is ours that has run out.
  if (said === 'hub-expired') return new AppError('hub-no-certificate')
  if (typeof said !== 'string' || !SAYABLE.has(said) || said === 'locked' || said === 'hub-no-certificate') return new AppError('hub-unreachable', { host })
  return new AppError(said as ErrorCode, { host })
}

function ask(at: { host: string; port: number }, host: string, method: 'GET' | 'POST', path: string, body: Buffer | null, most: number, idleMs: number): Promise<{ readonly status: number; readonly body: Buffer }> {
  return new Promise((resolve, reject) => {
    const silent = (cause?: unknown): void => reject(new AppError('hub-unreachable', { host }, { cause }))
    const asked = request({ host: at.host, port: at.port, method, path, agent: false, headers: body ? { 'content-type': 'application/octet-stream', 'content-length': body.length } : {} }, answer => {
      const parts: Buffer[] = []
      let size = 0
      answer.on('data', (part: Buffer) => {
        size += part.length
        if (size > most) asked.destroy(new Error('too large'))
        else parts.push(part)
      })
      answer.on('error', silent)
      answer.on('close', () => { if (!answer.complete) silent() })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts) }))
    })
    asked.setTimeout(idleMs, () => asked.destroy(new Error('idle')))
    asked.on('error', silent)
    asked.end(body ?? undefined)
  })
}
