/** docs/sync.md is the protocol: its examples are read with the schemas and its signatures verified. */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { answerText, exchangeText, parseAnswer, parseExchange } from '#core/sync/body.ts'
import { Change, Origin, ORIGINS } from '#core/sync/change.ts'
import { bundleText, certificateText, changesText, receiptText, requestText } from '#core/sync/signing.ts'
import { CountyProblem, Enrol, Enrolled, LIMITS, OLDEST_PROTOCOL, PROTOCOL, SnapshotIndex, PACKAGE_TAKEN, PackageTaken, PATHS } from '#core/sync/wire.ts'
import { errorTexts } from '#core/error-texts.ts'
import { CERTIFICATE_DAYS } from '../../server/certificate.ts'
import { RATE } from '../../server/rate.ts'
import { readMetadata } from '../../server/attachments-upload.ts'
import { receiptHolds } from './laptop.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../docs/sync.md'), 'utf8')
const examples = new Map([...page.matchAll(/<!-- example: ([\w-]+) -->\n```(?:json|text)\n([\s\S]*?)\n```/g)].map(match => [match[1]!, match[2]!]))
const example = (name: string): string => {
  const text = examples.get(name)
  if (text === undefined) throw new Error(`docs/sync.md has no example ${name}`)
  return text
}
const [deviceKey, countyKey] = [...page.matchAll(/public key is `([\w-]{43})`/g)].map(match => match[1]!)

const verifies = (key: string, text: string, signature: string): boolean =>
  verify(null, Buffer.from(text), createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' }), Buffer.from(signature, 'base64url'))

describe('docs/sync.md', () => {
  it.each<[string, z.ZodType]>([['Change', Change], ['Enrol', Enrol], ['Enrolled', Enrolled], ['SnapshotIndex', SnapshotIndex], ['CountyProblem', CountyProblem], ['PackageTaken', PackageTaken]])(
    'the example of %s has exactly what the schema knows', (name, schema) => {
      const raw = JSON.parse(example(name)) as unknown
      expect(schema.parse(raw)).toEqual(raw)
    })

  it('the round carries the example\'s change and packs to the same text again', () => {
    const exchange = parseExchange(example('Exchange'))
    expect(exchange.changes).toEqual([JSON.parse(example('Change'))])
    expect(JSON.parse(exchangeText(exchange))).toEqual(JSON.parse(example('Exchange')))
    const answer = parseAnswer(example('ExchangeAnswer'))
    expect(JSON.parse(answerText(answer))).toEqual(JSON.parse(example('ExchangeAnswer')))
  })

  it('the receipt verifies, and its digest is that of the change', () => {
    const { receipt } = parseAnswer(example('ExchangeAnswer'))
    expect(receiptText(receipt!)).toBe(example('receipt'))
    expect(receiptHolds(receipt!, countyKey!)).toBe(true)
    expect(receiptHolds(receipt!, deviceKey!)).toBe(false)
    expect(receipt!.digest).toBe(createHash('sha256').update(changesText(parseExchange(example('Exchange')).changes)).digest('hex'))
  })

  it('the certificate verifies, and the bundle is the text that is signed', () => {
    const { certificate } = parseAnswer(example('ExchangeAnswer'))
    expect(certificateText(certificate!)).toBe(example('certificate'))
    expect(verifies(countyKey!, example('certificate'), certificate!.signature)).toBe(true)
    expect(verifies(countyKey!, example('certificate').replace('zhang', 'li'), certificate!.signature)).toBe(false)
    const [, county, device, digest] = example('bundle').split('\n') as [string, string, string, string]
    expect(bundleText(county, device, digest)).toBe(example('bundle'))
  })

  it('its limits, versions and reasons are those of the program', () => {
    expect(page).toContain(`The protocol is ${PROTOCOL}.`)
    expect(page).toContain(`(now ${OLDEST_PROTOCOL} and ${PROTOCOL})`)
    expect(page).toContain(`good for ${CERTIFICATE_DAYS} days`)
    expect(page).toContain(`may ask ${RATE.burst} times at once and ${RATE.perSecond} times a second`)
  })

  it('the signed request is the text of signing.ts and its signature holds', () => {
    const [, method, path, device, time, nonce, digest] = example('request').split('\n') as [string, string, string, string, string, string, string]
    expect(requestText(method, path, device, time, nonce, digest)).toBe(example('request'))
    expect(verifies(deviceKey!, example('request'), example('request-signature'))).toBe(true)
    expect(verifies(deviceKey!, example('request').replace('POST', 'GET'), example('request-signature'))).toBe(false)
  })

  it('its table of origins has every kind a laptop or the county writes, and a kind of a later version is none the less one', () => {
    const table = page.slice(page.indexOf('| kind | written by'), page.indexOf('Nothing is deleted by any of them'))
    expect([...table.matchAll(/^\| `([a-z]+)` \|/gm)].map(match => match[1]!).toSorted()).toEqual([...ORIGINS].toSorted())
    expect(Origin.parse({ kind: 'drone' })).toEqual({ kind: 'drone' })
  })

  it('every code of its table has a sentence, and its limits are the limits', () => {
    const table = page.split('\n').filter(line => /^\| \d{3}/.test(line)).join('\n')
    const codes = [...table.matchAll(/`([a-z-]+)`/g)].map(match => match[1]!)
    expect(codes.length).toBeGreaterThan(12)
    for (const code of codes) expect(Object.keys(errorTexts)).toContain(code)
    expect(page).toContain(`At most ${LIMITS.changesPerPush} changes, ${LIMITS.bodyBytes / 1_000_000} MB compressed`)
    expect(page).toContain(`at most ${LIMITS.feedPage} changes`)
  })

  it('what an upload says of itself is read, and limits, paths and headers of attachments and packages are as told', () => {
    const { chunks: [chunk] } = SnapshotIndex.parse(JSON.parse(example('SnapshotIndex')))
    expect(readMetadata(example('upload-metadata'))).toEqual({ village: '530521100201', sha256: chunk!.sha256, bytes: chunk!.bytes })
    expect(page).toContain(`\`${PATHS.upload('VILLAGE', 'SHA256')}\``)
    expect(page).toContain(`\`GET ${PATHS.attachment('VILLAGE', 'SHA256')}\``)
    expect(page).toContain(`At most ${LIMITS.attachmentBytes / 1e6} MB each`)
    expect(page).toContain(`\`POST ${PATHS.packages}\`, \`content-type: application/octet-stream\`, at most ${LIMITS.packageBytes / 1e6} MB`)
    expect(page).toContain(`in the header \`${PACKAGE_TAKEN}\``)
  })
})
