/** Packages on a stick, as people use them and as somebody would forge, cut, swap or pull them out. */
import { execFileSync } from 'node:child_process'
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { HostOutput } from '#core/host.ts'
import { answerText, parseExchange } from '#core/sync/body.ts'
import { makeStamp } from '#core/sync/clock.ts'
import { COUNTY, makeBoxKeys, openPackage, PARTS, readPackage, writePackage, type BoxKeys, type PackageLabel, type PackagePart } from '#core/sync/package.ts'
import { certificateText, receiptText, requestText, SIGNED_HEADERS } from '#core/sync/signing.ts'
import { PACKAGE_TAKEN, PATHS, type Certificate, type Exchange, type ExchangeAnswer } from '#core/sync/wire.ts'
import { openBlobStore, type BlobStore } from '../../electron/main/attachment-store.ts'
import { openBox } from '../../electron/main/box.ts'
import { openCountyLine } from '../../electron/main/county-line.ts'
import { openDevice, type Device } from '../../electron/main/device.ts'
import { openKeyStore } from '../../electron/main/key-store.ts'
import { writePackageFile } from '../../electron/main/package-file.ts'
import { makeReport } from '../../electron/main/package-report.ts'
import { openPackages, type Packages } from '../../electron/main/packages.ts'
import { publicKeyOf, sha256, verifies } from '../../electron/main/signatures.ts'
import { fakeSafe } from './fake-safe.ts'
import { codeOf, someFolder } from './folder.ts'

const VILLAGE = '530521101200'
const NOW = 1_772_000_000_000
const pair = generateKeyPairSync('ed25519')
const countyOf = { id: 'county-1', name: '某县', publicKey: pair.publicKey.export({ format: 'jwk' }).x! }
const signer = (key: KeyObject) => ({ sign: (text: string) => sign(null, Buffer.from(text), key).toString('base64url'), sha256 })
let countyBox: BoxKeys

interface Laptop { readonly folder: string; readonly stick: string; readonly device: Device; readonly blobs: BlobStore; readonly packages: Packages; readonly state: { chosen: string | null; saved: string | null; offered: string; address: string } }
const dialogsOf = (state: Laptop['state']) => ({
  showOpenDialog: async () => ({ canceled: state.chosen === null, filePaths: state.chosen === null ? [] : [state.chosen] }),
  showSaveDialog: async (options: { defaultPath?: string }) => {
    state.offered = options.defaultPath ?? ''
    return { canceled: state.saved === null, filePath: state.saved ?? '' }
  }
})
async function certify(device: Device, change: Partial<Certificate> = {}, key = pair.privateKey): Promise<Certificate> {
  const word = {
    county: countyOf.id, device: device.id, account: 'li', person: '李四海', publicKey: publicKeyOf(await device.signingKey()),
    boxKey: (await device.boxKeys()).publicKey, villages: [VILLAGE], at: '2026-03-01', until: '2026-09-01', ...change
  }
  return { ...word, signature: sign(null, Buffer.from(certificateText(word)), key).toString('base64url') }
}
async function someLaptop(address = 'http://127.0.0.1:1', free = 50_000_000_000): Promise<Laptop> {
  const [folder, stick] = [await someFolder(), await someFolder()]
  const device = await openDevice(folder, openBox(openKeyStore(fakeSafe(), 'linux'), () => null))
  await device.keep({ address, certificate: null, enrolled: { device: device.id, account: 'li', person: '李四海', county: countyOf, epoch: 'e1', kept: 'trial', villages: [] } })
  await device.keepCountyBoxKey(countyBox.publicKey)
  await device.keepCertificate(await certify(device))
  const state: Laptop['state'] = { chosen: null, saved: null, offered: '', address }
  const blobs = await openBlobStore(folder, () => Promise.resolve(free))
  const line = openCountyLine(device, () => NOW, { connectMs: 2_000, idleMs: 2_000 })
  onTestFinished(() => line.forget())
  return { folder, stick, device, blobs, state, packages: openPackages({ device, line, blobs, dialog: dialogsOf(state) as never, documents: '/documents', now: () => NOW }) }
}

const exchangeOf = (device: string, from: number, count: number): Exchange => ({
  protocol: 2, cursors: { [VILLAGE]: 7 }, health: { unsent: count, version: '0.1.0', clock: NOW },
  changes: Array.from({ length: count }, (_, i) => ({
    device, number: from + i, village: VILLAGE, register: 'person', record: `person-${i}-aa`, stamp: makeStamp(NOW - 1_000_000 + i * 1000, 0), by: 'li',
    origin: { kind: 'edit' }, fields: { name: '张大山' }, saw: {}
  }))
})
function answerOf(device: string, key = pair.privateKey): ExchangeAnswer {
  const word = { county: countyOf.id, epoch: 'e1', device, numbers: [[1, 3]] as [number, number][], count: 3, digest: 'd', kept: 'durable' as const, at: '2026-03-01' }
  return {
    epoch: 'e1', time: 1, verdicts: [], feed: { [VILLAGE]: { changes: [], cursor: 8, more: false, from: 7 } }, villages: [], highest: 3,
    receipt: { ...word, signature: sign(null, Buffer.from(receiptText(word)), key).toString('base64url') }
  }
}
const label = (device: string, toKey: string, change: Partial<PackageLabel> = {}): PackageLabel => ({
  kind: 'answer', id: randomBytes(16).toString('base64url'), county: countyOf.id, from: COUNTY, to: device, toKey, madeAt: '2026-03-01T00:00:00.000Z',
  summary: { by: '某县', villages: [VILLAGE], changes: 0, attachments: 0, first: null, last: null }, certificate: null, ...change
})
const answerPart = (answer: ExchangeAnswer): PackagePart => ({ name: PARTS.answer, bytes: brotliCompressSync(answerText(answer)) })
async function answerFile(laptop: Laptop, parts?: readonly PackagePart[], change: Partial<PackageLabel> = {}, key = pair.privateKey): Promise<Buffer> {
  return Buffer.concat(await writePackage(label(laptop.device.id, (await laptop.device.boxKeys()).publicKey, change), parts ?? [answerPart(answerOf(laptop.device.id))], signer(key)))
}
async function choose(laptop: Laptop, bytes: Uint8Array, name = '回执.cunce'): Promise<HostOutput<'package:choose'>> {
  laptop.state.chosen = join(laptop.stick, name)
  await writeFile(laptop.state.chosen, bytes)
  return await laptop.packages.handlers['package:choose'](null)
}
async function save(laptop: Laptop, exchanges = [exchangeOf(laptop.device.id, 1, 3)], attachments: string[] = []): Promise<string> {
  laptop.state.saved = join(laptop.stick, '上报.cunce')
  await laptop.packages.handlers['package:save']({ exchanges, attachments, name: '' })
  return laptop.state.saved
}
async function texts(folder: string): Promise<string> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  return (await Promise.all(found.filter(one => one.isFile()).map(one => readFile(join(one.parentPath, one.name), 'latin1')))).join('\n')
}

let laptop: Laptop
beforeEach(async () => {
  countyBox ??= await makeBoxKeys()
  laptop = await someLaptop()
})

describe('a report for the county', () => {
  it('is one file that says who, how much and when, and that the county alone can open', async () => {
    const photo = new Uint8Array(randomBytes(3000))
    await laptop.blobs.put(sha256(photo), photo)
    const exchanges = [exchangeOf(laptop.device.id, 1, 3), exchangeOf(laptop.device.id, 4, 2)]
    const file = await save(laptop, exchanges, [sha256(photo), sha256(photo), 'f'.repeat(64)])
    expect(laptop.state.offered).toBe('/documents/村册上报_李四海_2026-02-25.cunce')
    expect(await readdir(laptop.stick)).toEqual([basename(file)])
    const bytes = await readFile(file)
    const read = readPackage(bytes)
    expect(read.header.summary).toEqual({ by: '李四海', villages: [VILLAGE], changes: 5, attachments: 1, first: new Date(NOW - 1_000_000).toISOString(), last: new Date(NOW - 998_000).toISOString() })
    expect(read.header).toMatchObject({ kind: 'report', from: laptop.device.id, to: COUNTY, county: countyOf.id, certificate: await certify(laptop.device) })
    const parts = await openPackage(read, countyBox)
    expect(parts.map(part => part.name)).toEqual(['exchange', 'exchange', `attachment:${sha256(photo)}`])
    expect(parseExchange(brotliDecompressSync(parts[0]!.bytes).toString())).toEqual({ ...exchanges[0], boxKey: (await laptop.device.boxKeys()).publicKey })
    expect(new Uint8Array(parts[2]!.bytes)).toEqual(photo)
    expect(bytes.toString('utf8')).not.toContain('张大山')
    expect(await codeOf(openPackage(read, await laptop.device.boxKeys()))).toBe('package-other-reader')
  })
  it('what does not fit stays for the next one, and the summary counts what went', async () => {
    const photos = [1, 2, 3].map(() => new Uint8Array(randomBytes(100_000)))
    for (const photo of photos) await laptop.blobs.put(sha256(photo), photo)
    const report = await makeReport({ device: laptop.device, blobs: laptop.blobs, now: () => NOW }, [exchangeOf(laptop.device.id, 1, 1)], photos.map(sha256), 450_000)
    expect(report.summary.attachments).toBe(2)
    expect((await openPackage(readPackage(Buffer.concat(report.pieces)), countyBox)).length).toBe(3)
  })
  it('is not begun without the county’s key, without anything to carry, or with the dialog closed', async () => {
    const once = { exchanges: [exchangeOf(laptop.device.id, 1, 1)], attachments: [], name: '' }
    expect(await laptop.packages.handlers['package:save'](once)).toBeNull()
    expect(await codeOf(laptop.packages.handlers['package:save']({ ...once, exchanges: [] }) as Promise<unknown>)).toBe('package-empty')
    await laptop.device.keep({ ...(await laptop.device.enrolment())!, enrolled: { ...(await laptop.device.enrolment())!.enrolled, county: { ...countyOf, id: 'county-2' } } })
    expect(await codeOf(laptop.packages.handlers['package:save'](once) as Promise<unknown>)).toBe('package-no-key')
  })
  it('K-10 nothing of it, nor of what was chosen, lies in the profile', async () => {
    await choose(laptop, await readFile(await save(laptop)))
    expect(await texts(laptop.folder)).not.toMatch(/李四海|张大山|CUNCEPK1/)
    expect(Buffer.from(await texts(laptop.folder), 'latin1').toString('utf8')).not.toMatch(/李四海|张大山/)
  })
})

describe('P-07 the stick is pulled out', () => {
  const pieces = (work: () => void): Uint8Array[] => {
    let done = false
    return Object.defineProperty([new Uint8Array(1000).fill(1), new Uint8Array(1000).fill(2)], 1, {
      enumerable: true,
      get() {
        if (!done) work()
        done = true
        return new Uint8Array(1000).fill(2)
      }
    })
  }
  it('while it is written: said by name, nothing is left', async () => {
    const folder = join(laptop.stick, 'gone')
    await mkdir(folder)
    const thrown = await writePackageFile(join(folder, '上报.cunce'), pieces(() => rmSync(folder, { recursive: true }))).then(() => null, (error: unknown) => error)
    expect(thrown).toMatchObject({ code: 'file-failed', detail: { name: '上报.cunce', reason: '文件或文件夹已不在' } })
    expect(await readdir(laptop.stick)).toEqual([])
  })
  it('and what was there of the name before is untouched; what reads back otherwise is no package', async () => {
    const file = join(laptop.stick, '上报.cunce')
    await writeFile(file, 'the one of yesterday')
    const harm = (): void => {
      const temp = readdirSync(laptop.stick).find(name => name.endsWith('.tmp'))!
      writeFileSync(join(laptop.stick, temp), 'x'.repeat(1000))
    }
    expect(await codeOf(writePackageFile(file, pieces(harm)))).toBe('file-failed')
    expect(await readdir(laptop.stick)).toEqual(['上报.cunce'])
    expect(await readFile(file, 'utf8')).toBe('the one of yesterday')
    expect(await writePackageFile(join(laptop.stick, '无后缀'), [new Uint8Array(5)])).toEqual({ name: '无后缀.cunce', bytes: 5 })
  })
  it('before it is read', async () => {
    laptop.state.chosen = join(laptop.stick, 'gone', 'x.cunce')
    expect(await codeOf(laptop.packages.handlers['package:choose'](null) as Promise<unknown>)).toBe('file-failed')
  })
})

describe('the county’s answer', () => {
  it('is opened, its receipts checked, its pictures and its word kept; a second time changes nothing (P-02)', async () => {
    const photo = new Uint8Array(randomBytes(2000))
    const answer = { ...answerOf(laptop.device.id), certificate: await certify(laptop.device, { at: '2026-04-01' }) }
    const file = await answerFile(laptop, [answerPart(answer), { name: PARTS.attachment(sha256(photo)), bytes: photo }, { name: 'of a later version', bytes: new Uint8Array(3) }])
    for (let times = 0; times < 2; times++) {
      const chosen = await choose(laptop, file)
      expect(chosen).toMatchObject({ name: '回执.cunce', answers: [answer], attachments: [sha256(photo)], header: { kind: 'answer' } })
      expect(await laptop.blobs.have([sha256(photo)])).toEqual([sha256(photo)])
    }
    expect((await laptop.device.certificate())?.at).toBe('2026-04-01')
    await choose(laptop, await answerFile(laptop, [answerPart({ ...answer, certificate: await certify(laptop.device, { at: '2026-02-01' }) })]))
    expect((await laptop.device.certificate())?.at).toBe('2026-04-01')
  })
  it('fault 20: with a full disk the receipts count and the pictures wait', async () => {
    const full = await someLaptop(undefined, 1_000_000)
    const photo = new Uint8Array(randomBytes(2000))
    const chosen = await choose(full, await answerFile(full, [answerPart(answerOf(full.device.id)), { name: PARTS.attachment(sha256(photo)), bytes: photo }]))
    expect(chosen).toMatchObject({ attachments: [] })
    expect(chosen?.answers).toHaveLength(1)
  })
  it('P-11 what else lies on the stick is not looked at', async () => {
    for (const name of ['autorun.inf', '村册.lnk', 'desktop.ini']) await writeFile(join(laptop.stick, name), '[autorun]\nopen=evil.exe')
    expect((await choose(laptop, await answerFile(laptop)))?.answers).toHaveLength(1)
    expect(await codeOf(choose(laptop, Buffer.from('[autorun]\nopen=evil.exe'), 'autorun.cunce'))).toBe('package-not-one')
  })

  const other = generateKeyPairSync('ed25519').privateKey
  it.each<[string, string, (of: Laptop) => Promise<Uint8Array>]>([
    ['P-01 signed by a key somebody made', 'package-forged', of => answerFile(of, undefined, {}, other)],
    ['P-01 of another county', 'package-other-county', of => answerFile(of, undefined, { county: 'county-2' })],
    ['P-01 from a laptop that calls itself the county', 'package-forged', async of => answerFile(of, undefined, { from: of.device.id }, await of.device.signingKey())],
    ['P-01 signed by the county, and said to be from a laptop', 'package-forged', of => answerFile(of, undefined, { from: of.device.id })],
    ['P-01 without a signature', 'package-forged', async of => edited(await answerFile(of), header => { header['signature'] = '' })],
    ['P-01 with another date than was signed', 'package-forged', async of => edited(await answerFile(of), header => { header['madeAt'] = '2027-01-01' })],
    ['P-01 a receipt of somebody else inside', 'package-cut', of => answerFile(of, [answerPart(answerOf(of.device.id, other))])],
    ['P-01 a receipt for another laptop inside', 'package-cut', of => answerFile(of, [answerPart(answerOf('another-device'))])],
    ['P-03 for another laptop', 'package-other-reader', of => answerFile(of, undefined, { to: 'another-device' })],
    ['P-03 sealed to another key', 'package-other-reader', of => answerFile(of, undefined, { toKey: countyBox.publicKey })],
    ['P-03 a letter between laptops', 'package-letter', of => answerFile(of, undefined, { kind: 'letter', from: 'another-device' })],
    ['P-04 of a later format', 'package-too-new', async of => edited(await answerFile(of), header => { header['format'] = 2 })],
    ['what is inside is not packed', 'package-cut', of => answerFile(of, [{ name: PARTS.answer, bytes: Buffer.from('{}') }])],
    ['what is inside unpacks without end', 'package-cut', of => answerFile(of, [{ name: PARTS.answer, bytes: brotliCompressSync(Buffer.alloc(60_000_000)) }])],
    ['what is inside is no answer', 'package-cut', of => answerFile(of, [{ name: PARTS.answer, bytes: brotliCompressSync('{"feed":{}}') }])],
    ['a picture that is not its digest', 'package-cut', of => answerFile(of, [{ name: PARTS.attachment('a'.repeat(64)), bytes: new Uint8Array(9) }])],
    ['a picture whose name is a path (P-06)', 'package-cut', of => answerFile(of, [{ name: PARTS.attachment('../../device/key.json'), bytes: new Uint8Array(9) }])],
    ['P-05 nothing', 'package-not-one', () => Promise.resolve(new Uint8Array())],
    ['a photograph', 'package-not-one', () => Promise.resolve(new Uint8Array(randomBytes(5000)))]
  ])('%s: %s, and nothing is taken', async (_name, code, bytes) => {
    const before = await readdir(laptop.folder, { recursive: true })
    const thrown = await choose(laptop, await bytes(laptop)).then(() => null, (error: unknown) => error)
    expect(thrown).toMatchObject({ code, detail: { name: '回执.cunce' } })
    expect(await readdir(laptop.folder, { recursive: true })).toEqual(before)
  })
  it('P-05 cut at every sixteenth, and any bit turned', async () => {
    const photo = new Uint8Array(randomBytes(40_000))
    const file = await answerFile(laptop, [answerPart(answerOf(laptop.device.id)), { name: PARTS.attachment(sha256(photo)), bytes: photo }])
    const refused = /^package-(cut|forged|not-one|too-new|other-county|other-reader|letter)$/
    for (let i = 0; i < 16; i++) expect(await codeOf(choose(laptop, file.subarray(0, Math.floor(file.length * i / 16))))).toMatch(refused)
    expect(await codeOf(choose(laptop, file.subarray(0, -1)))).toBe('package-cut')
    expect(await codeOf(choose(laptop, Buffer.concat([file, Buffer.alloc(1)])))).toBe('package-cut')
    for (let i = 0; i < 200; i++) {
      const turned = Buffer.from(file)
      turned[i < 100 ? i * 13 % 1300 : Math.floor(Math.random() * file.length)]! ^= 1 << i % 8
      expect(await codeOf(choose(laptop, turned))).toMatch(refused)
    }
    expect(await laptop.blobs.have([sha256(photo)])).toEqual([])
    expect((await choose(laptop, file))?.attachments).toEqual([sha256(photo)])
  })
  it('P-05 ten gigabytes of nothing, a pipe and a folder are not read', async () => {
    laptop.state.chosen = join(laptop.stick, 'sparse.cunce')
    const sparse = await open(laptop.state.chosen, 'w')
    await sparse.truncate(10_000_000_000).finally(() => sparse.close())
    expect(await codeOf(laptop.packages.handlers['package:choose'](null) as Promise<unknown>)).toBe('package-too-large')
    laptop.state.chosen = join(laptop.stick, 'pipe.cunce')
    execFileSync('mkfifo', [laptop.state.chosen])
    expect(await codeOf(laptop.packages.handlers['package:choose'](null) as Promise<unknown>)).toBe('package-not-one')
    laptop.state.chosen = laptop.stick
    expect(await codeOf(laptop.packages.handlers['package:choose'](null) as Promise<unknown>)).toBe('package-not-one')
  })
})

/** A header changed after it was signed. */
function edited(file: Buffer, change: (header: Record<string, unknown>) => void): Buffer {
  const length = file.readUInt32BE(8)
  const header = JSON.parse(file.subarray(12, 12 + length).toString()) as Record<string, unknown>
  change(header)
  const text = Buffer.from(JSON.stringify(header))
  const size = Buffer.alloc(4)
  size.writeUInt32BE(text.length)
  return Buffer.concat([file.subarray(0, 8), size, text, file.subarray(12 + length)])
}

describe('somebody’s report, carried', () => {
  type Reply = (body: Buffer, response: ServerResponse, request: IncomingMessage) => unknown
  async function courierAt(reply: Reply): Promise<{ courier: Laptop; asked: Buffer[] }> {
    const asked: Buffer[] = []
    const server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        asked.push(Buffer.concat(parts))
        void reply(asked.at(-1)!, response, request)
      })
    })
    await new Promise<void>(done => server.listen(0, '127.0.0.1', () => done()))
    onTestFinished(() => { server.closeAllConnections(); server.close() })
    return { courier: await someLaptop(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), asked }
  }
  const taken = { accepted: 3, known: 0, quarantined: 0, refused: 0, attachments: 0 }
  const says = (packet: Buffer): Reply => (_, response) => response.writeHead(200, { 'content-type': 'application/octet-stream', [PACKAGE_TAKEN]: JSON.stringify({ ...taken, answer: packet.length }) }).end(packet)
  const carry = (of: Laptop, token: string) => Promise.resolve(of.packages.handlers['package:carry']({ token }))

  it('goes to the county as it is, signed as this laptop’s request, and the answer is saved for its owner', async () => {
    const packet = await answerFile(laptop)
    const { courier, asked } = await courierAt(says(packet))
    const report = await readFile(await save(laptop))
    const chosen = await choose(courier, report)
    expect(chosen).toMatchObject({ answers: null, attachments: [], header: { from: laptop.device.id, summary: { by: '李四海', changes: 3 } } })
    const done = await carry(courier, chosen!.token)
    expect(asked).toEqual([report])
    expect(done).toMatchObject({ ...taken, answer: { bytes: packet.length } })
    courier.state.saved = join(courier.stick, '回执.cunce')
    expect(await courier.packages.handlers['package:save-answer']({ token: done.answer!.token })).toEqual({ name: '回执.cunce' })
    expect(courier.state.offered).toBe('/documents/县里回执_李四海_2026-02-25.cunce')
    expect((await choose(laptop, await readFile(courier.state.saved)))?.answers).toHaveLength(1)
    expect(await codeOf(choose(courier, packet))).toBe('package-other-reader')
  })
  it('the request covers the package’s bytes', async () => {
    const { courier } = await courierAt(async (body, response, request) => {
      const header = (name: keyof typeof SIGNED_HEADERS): string => String(request.headers[SIGNED_HEADERS[name]])
      const text = requestText('POST', PATHS.packages, courier.device.id, String(NOW), header('nonce'), createHash('sha256').update(body).digest('hex'))
      const good = verifies(publicKeyOf(await courier.device.signingKey()), text, header('signature'))
      response.writeHead(200, { [PACKAGE_TAKEN]: JSON.stringify({ ...taken, accepted: good ? 1 : 0, answer: 0 }) }).end()
    })
    const chosen = await choose(courier, await readFile(await save(courier)))
    expect(await carry(courier, chosen!.token)).toEqual({ ...taken, accepted: 1, answer: null })
  })
  it.each<[string, string, (of: Laptop) => Promise<Uint8Array>]>([
    ['P-01 signed by another than it is certified for', 'package-forged', of => reportBy(of, {}, generateKeyPairSync('ed25519').privateKey)],
    ['P-01 with a certificate somebody made', 'package-forged', async of => reportBy(of, { certificate: await certify(of.device, {}, generateKeyPairSync('ed25519').privateKey) })],
    ['P-01 with the certificate of another laptop', 'package-forged', async of => reportBy(of, { certificate: await certify(of.device, { device: 'another-device' }) })],
    ['P-01 with a certificate of another county', 'package-forged', async of => reportBy(of, { certificate: await certify(of.device, { county: 'county-2' }) })],
    ['P-01 without a certificate', 'package-forged', of => reportBy(of, { certificate: null })],
    ['P-03 to somebody who is not the county', 'package-forged', of => reportBy(of, { to: 'another-device' })]
  ])('%s is not carried', async (_name, code, bytes) => {
    expect(await codeOf(choose(await someLaptop(), await bytes(laptop)))).toBe(code)
  })
  it('one’s own is carried, certificate or not', async () => expect((await choose(laptop, await reportBy(laptop, { certificate: null })))?.answers).toBeNull())

  const hand = (of: Laptop, change: Partial<PackageLabel>, key?: KeyObject): Promise<Buffer> => answerFile(of, undefined, change, key)
  it.each<[string, string, (of: Laptop) => Promise<Reply>]>([
    ['a login page with status 200 (fault 34)', 'county-garbled', async () => (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
    ['an answer for somebody else', 'county-garbled', async of => says(await hand(of, { to: 'another-device' }))],
    ['an answer the county did not sign', 'county-garbled', async of => says(await hand(of, {}, generateKeyPairSync('ed25519').privateKey))],
    ['a report instead of an answer', 'county-garbled', async of => says(await hand(of, { kind: 'report' }))],
    ['half of an answer', 'county-garbled', async of => { const whole = await hand(of, {}); return (_, response) => response.writeHead(200, { [PACKAGE_TAKEN]: JSON.stringify({ ...taken, answer: whole.length }) }).end(whole.subarray(0, 200)) }],
    ['a refusal', 'package-forged', async () => (_, response) => response.writeHead(403, { 'content-type': 'application/json' }).end('{"code":"package-forged","detail":{}}')],
    ['a cut', 'package-needs-county', async () => (_, response) => response.socket!.destroy()]
  ])('%s: %s, and it can be carried again', async (_name, code, reply) => {
    let now: Reply = await reply(laptop)
    const { courier } = await courierAt((...all) => now(...all))
    const chosen = await choose(courier, await readFile(await save(laptop)))
    expect(await codeOf(carry(courier, chosen!.token))).toBe(code)
    now = says(await answerFile(laptop))
    expect((await carry(courier, chosen!.token)).accepted).toBe(3)
  })
  it('locked, or another chosen, and the token is worth nothing', async () => {
    const { courier, asked } = await courierAt(says(await answerFile(laptop)))
    const report = await readFile(await save(laptop))
    const first = await choose(courier, report)
    const second = await choose(courier, report)
    expect(await codeOf(carry(courier, first!.token))).toBe('package-not-held')
    const done = await carry(courier, second!.token)
    courier.packages.drop()
    expect(await codeOf(carry(courier, second!.token))).toBe('package-not-held')
    expect(await codeOf(courier.packages.handlers['package:save-answer']({ token: done.answer!.token }) as Promise<unknown>)).toBe('package-not-held')
    expect(asked).toHaveLength(1)
  })
})

async function reportBy(of: Laptop, change: Partial<PackageLabel>, key?: KeyObject): Promise<Buffer> {
  return Buffer.concat(await writePackage({ ...label(COUNTY, countyBox.publicKey), kind: 'report', from: of.device.id, certificate: await certify(of.device), ...change }, [], signer(key ?? await of.device.signingKey())))
}
