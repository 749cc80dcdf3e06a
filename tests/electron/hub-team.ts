/** A team of real hosts in one process: profiles, certificates of one county's key, loopback as the hotspot. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { answerText, parseExchange } from '#core/sync/body.ts'
import type { Change } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import { COUNTY, makeBoxKeys, openPackage, PARTS, readPackage, writePackage } from '#core/sync/package.ts'
import { canonicalJson, certificateText } from '#core/sync/signing.ts'
import { LIMITS, PACKAGE_TAKEN, type Certificate } from '#core/sync/wire.ts'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { openBlobStore } from '../../electron/main/attachment-store.ts'
import { openBox } from '../../electron/main/box.ts'
import { teammate } from '../../electron/main/certificate.ts'
import { openCountyLine, type CountyLine } from '../../electron/main/county-line.ts'
import { openDevice } from '../../electron/main/device.ts'
import { openHub, type HubSetting } from '../../electron/main/hub.ts'
import { openKeyStore } from '../../electron/main/key-store.ts'
import { packageSigner, publicKeyOf, signText } from '../../electron/main/signatures.ts'
import { fakeSafe } from './fake-safe.ts'
import { someFolder } from './folder.ts'

export const A = '530521100201'
export const B = '530521100202'
export const LOOPBACK = [{ address: '127.0.0.1', broadcast: '127.255.255.255' }]
const DAY = 86_400_000
let callPort = 20_000 + process.pid % 20_000

export async function someCounty(id = 'county-1') {
  const key = generateKeyPairSync('ed25519').privateKey
  return { id, key, publicKey: publicKeyOf(key), box: await makeBoxKeys(), callPort: callPort++, taken: new Map<string, Change>(), reaches: true }
}
export type SomeCounty = Awaited<ReturnType<typeof someCounty>>

export const certify = (key: KeyObject, plain: Omit<Certificate, 'signature'>): Certificate => ({ ...plain, signature: signText(key, certificateText(plain)) })

export interface LaptopSetting extends Partial<Omit<HubSetting, 'device'>> { readonly person?: string; readonly villages?: readonly string[]; readonly until?: number }

/** The same folder gives the same laptop again, as after a kill. */
export async function laptopOf(county: SomeCounty, { person = '李四海', villages = [A], until = Date.now() + 30 * DAY, ...more }: LaptopSetting = {}) {
  const folder = more.folder ?? await someFolder()
  const box = openBox(openKeyStore(fakeSafe(), 'linux'), () => null)
  const device = await openDevice(folder, box)
  await device.keep({
    address: 'http://127.0.0.1:9', certificate: null,
    enrolled: { device: device.id, account: 'li', person, county: { id: county.id, name: '某县', publicKey: county.publicKey }, epoch: 'e', kept: 'durable', villages: villages.map(code => ({ code, name: code, last: 0 })) }
  })
  await device.vaultOpened()
  const certificate = certify(county.key, {
    county: county.id, device: device.id, account: 'li', person, publicKey: publicKeyOf(await device.signingKey()), boxKey: (await device.boxKeys()).publicKey,
    villages: [...villages], at: new Date(until - 40 * DAY).toISOString(), until: new Date(until).toISOString()
  })
  await device.keepCertificate(certificate)
  await device.keepCountyBoxKey(county.box.publicKey)
  const line: CountyLine = { ...openCountyLine(device, Date.now), send: wanted => countyTakes(county, Buffer.from(wanted.body ?? [])) }
  const hub = openHub({
    device, box, line, blobs: await openBlobStore(folder), now: Date.now, log: () => undefined,
    lans: () => LOOPBACK, ports: { door: [0], call: county.callPort }, listenMs: 700, everyMs: 200, ...more, folder
  })
  onTestFinished(() => hub.close())
  const h = hub.handlers
  return {
    device, certificate, folder, hub, h, stored: join(folder, 'hub'),
    self: () => teammate(device, Date.now()),
    changes: (count: number, village = villages[0]!, from = 1): Change[] => Array.from({ length: count }, (_, i) => ({
      device: device.id, number: from + i, village, register: 'household', record: `record-${village}-${from + i}`, stamp: makeStamp(1_781_000_000_000 + i, 0), by: 'li',
      origin: { kind: 'edit' }, fields: { hamlet: `寨${from + i}` }, saw: {}
    })),
    async open() {
      const { port } = await h['hub:open'](null)
      return `127.0.0.1:${port}`
    }
  }
}
export type Laptop = Awaited<ReturnType<typeof laptopOf>>

/** Rounds as the book makes them: no more changes in one than the county takes. */
export const roundsOf = (changes: readonly Change[]) => Array.from({ length: Math.ceil(changes.length / LIMITS.changesPerPush) }, (_, i) => {
  const part = changes.slice(i * LIMITS.changesPerPush, (i + 1) * LIMITS.changesPerPush)
  return { protocol: 2, changes: part, cursors: {}, health: { unsent: changes.length, version: '0.1.0', clock: 1 } }
})

/** The county's end of a carried package, as docs/sync.md has it. */
async function countyTakes(county: SomeCounty, file: Buffer) {
  const answer = (status: number, body: Buffer, headers: Record<string, string> = {}) =>
    ({ status, type: status === 200 ? 'application/octet-stream' : 'application/json', headers, body, up: file.length, down: body.length })
  if (!county.reaches) return answer(503, Buffer.from(JSON.stringify({ code: 'county-busy', detail: {} })))
  const read = readPackage(file)
  const { from, certificate, summary } = read.header
  const before = county.taken.size
  let count = 0
  for (const { name, bytes } of await openPackage(read, county.box)) if (name === PARTS.exchange)
    for (const change of parseExchange(brotliDecompressSync(bytes).toString()).changes) {
      count++
      county.taken.set(`${change.device} ${change.number}`, change)
    }
  const text = answerText({ epoch: 'e', time: 1, verdicts: [], receipt: null, feed: {}, villages: [], highest: count, protocol: 2 })
  const pieces = await writePackage({
    kind: 'answer', id: `answer-${canonicalJson(read.header.id).slice(1, -1)}`.slice(0, 40), county: county.id, from: COUNTY, to: from, toKey: certificate!.boxKey, madeAt: new Date().toISOString(),
    summary: { ...summary, by: '某县' }, certificate: null
  }, [{ name: PARTS.answer, bytes: brotliCompressSync(text) }], packageSigner(county.key))
  const taken = county.taken.size - before
  return answer(200, Buffer.concat(pieces), { [PACKAGE_TAKEN]: JSON.stringify({ accepted: taken, known: count - taken, quarantined: 0, refused: 0, attachments: 0, answer: Buffer.concat(pieces).length }) })
}
