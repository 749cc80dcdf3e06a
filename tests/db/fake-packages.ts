/**
 * Packages as a host makes and reads them, with the real sealing (core/sync/package.ts); the stick is a map of
 * files. `countyPost` is the county's desk for them: it opens a report, asks the county each question in it and
 * seals the answers to the laptop they are for.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, verify, type KeyObject } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { AppError } from '#core/error.ts'

import { answerText, exchangeText, parseAnswer, parseExchange } from '#core/sync/body.ts'
import {
  COUNTY, demandSender, makeBoxKeys, openPackage, PARTS, readPackage, writePackage,
  type BoxKeys, type PackageHeader, type PackagePart, type PackageSigner, type PackageSummary, type PackageVerifier
} from '#core/sync/package.ts'
import type { Exchange, ExchangeAnswer } from '#core/sync/wire.ts'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const joined = (pieces: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(pieces))
const packed = (text: string): Uint8Array => new Uint8Array(brotliCompressSync(text))
const unpacked = (bytes: Uint8Array): string => brotliDecompressSync(bytes).toString('utf8')

export interface PostKeys extends PackageSigner { readonly publicKey: string; box(): Promise<BoxKeys> }

export function postKeys(): PostKeys {
  const pair: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ed25519')
  let box: Promise<BoxKeys> | null = null
  return {
    publicKey: pair.publicKey.export({ format: 'jwk' }).x!,
    box: () => box ??= makeBoxKeys(),
    sign: text => sign(null, Buffer.from(text), pair.privateKey).toString('base64url'), sha256
  }
}

const verifier: PackageVerifier = {
  sha256,
  verify: (x, text, signature) => verify(null, Buffer.from(text), { key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }, Buffer.from(signature, 'base64url'))
}

export interface Carried { readonly accepted: number; readonly known: number; readonly quarantined: number; readonly refused: number; readonly attachments: number; readonly answer: Uint8Array | null }
/** The county's desk for packages: what it seals with, and what it makes of one. */
export interface CountyPost { readonly publicKey: string; boxKey(): Promise<string>; take(file: Uint8Array): Promise<Carried> }

export function countyPost(exchange: (device: string, asked: Exchange) => Promise<ExchangeAnswer>, keepBlob: (sha256: string, bytes: Uint8Array) => void, county: string, keys = postKeys()): CountyPost {
  return {
    publicKey: keys.publicKey, boxKey: async () => (await keys.box()).publicKey,
    async take(file) {
      const read = readPackage(file)
      if (read.header.to !== COUNTY || read.header.kind !== 'report') throw new AppError('package-other-reader', { to: read.header.to })
      const counts = { accepted: 0, known: 0, quarantined: 0, refused: 0, attachments: 0 }
      const answers: ExchangeAnswer[] = []
      let boxKey = ''
      for (const part of await openPackage(read, await keys.box())) {
        const blob = part.name.startsWith('attachment:')
        if (blob) { keepBlob(part.name.slice('attachment:'.length), part.bytes); counts.attachments++ }
        if (part.name !== PARTS.exchange) continue
        const asked = parseExchange(unpacked(part.bytes))
        boxKey = asked.boxKey ?? ''
        const answer = await exchange(read.header.from, asked)
        for (const { verdict } of answer.verdicts) counts[verdict]++
        counts.accepted += asked.changes.length - answer.verdicts.length
        answers.push(answer)
      }
      const label = labelOf('answer', county, COUNTY, read.header.from, boxKey, { by: county, villages: [], changes: 0, attachments: 0, first: null, last: null })
      return { ...counts, answer: boxKey === '' ? null : joined(await writePackage(label, answers.map(answer => ({ name: PARTS.answer, bytes: packed(answerText(answer)) })), keys)) }
    }
  }
}

const labelOf = (kind: PackageHeader['kind'], county: string, from: string, to: string, toKey: string, summary: PackageSummary) =>
  ({ kind, id: randomBytes(12).toString('hex'), county, from, to, toKey, madeAt: new Date(0).toISOString(), summary, certificate: null })

export interface Traveller {
  readonly device: string
  readonly county: string
  readonly person: string
  /** The county's own key, which answers are checked with. */
  readonly countyKey: string
  readonly countyBoxKey: string
}

export async function reportFile(who: Traveller, exchanges: readonly Exchange[], blobs: readonly (readonly [string, Uint8Array])[], keys: PostKeys): Promise<Uint8Array> {
  const { publicKey: boxKey } = await keys.box()
  const changes = exchanges.flatMap(exchange => exchange.changes)
  const parts: PackagePart[] = [
    ...exchanges.map(exchange => ({ name: PARTS.exchange, bytes: packed(exchangeText({ ...exchange, boxKey })) })),
    ...blobs.map(([name, bytes]) => ({ name: PARTS.attachment(name), bytes }))
  ]
  const summary = { by: who.person, villages: [...new Set(changes.map(change => change.village))], changes: changes.length, attachments: blobs.length, first: null, last: null }
  return joined(await writePackage(labelOf('report', who.county, who.device, COUNTY, who.countyBoxKey, summary), parts, keys))
}

/** The county's answers in a file for this laptop; null where it is a report for the county. */
export async function openFile(who: Traveller, file: Uint8Array, keys: PostKeys): Promise<{ readonly header: PackageHeader; readonly answers: ExchangeAnswer[] | null; readonly blobs: readonly (readonly [string, Uint8Array])[] }> {
  const read = readPackage(file)
  if (read.header.county !== who.county) throw new AppError('package-other-county')
  if (read.header.to === COUNTY) return { header: read.header, answers: null, blobs: [] }
  await demandSender(read, who.countyKey, verifier)
  if (read.header.to !== who.device) throw new AppError('package-other-reader', { to: read.header.to })
  const parts = await openPackage(read, await keys.box())
  return {
    header: read.header, answers: parts.filter(part => part.name === PARTS.answer).map(part => parseAnswer(unpacked(part.bytes))),
    blobs: parts.flatMap(part => part.name.startsWith('attachment:') ? [[part.name.slice('attachment:'.length), part.bytes] as const] : [])
  }
}

