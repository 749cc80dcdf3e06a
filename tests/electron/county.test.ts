import { createHash, createPublicKey, generateKeyPairSync, sign, verify, X509Certificate } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createRawServer, type AddressInfo, type Server } from 'node:net'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { answerText, parseExchange } from '#core/sync/body.ts'
import { certificateText, receiptText, requestText, SIGNED_HEADERS } from '#core/sync/signing.ts'
import { PROTOCOL, type Certificate, type Enrolled, type Exchange, type ExchangeAnswer, type Receipt } from '#core/sync/wire.ts'
import { openBox } from '../../electron/main/box.ts'
import { openCounty, type County } from '../../electron/main/county.ts'
import { openDevice, type Device } from '../../electron/main/device.ts'
import { fingerprintLetters, readEnrolCode } from '../../electron/main/enrol-code.ts'
import { openKeyStore } from '../../electron/main/key-store.ts'
import { countyAddress } from '../../electron/main/road.ts'
import { publicKeyOf } from '../../electron/main/signatures.ts'
import * as certificates from './certificates.ts'
import { fakeSafe } from './fake-safe.ts'
import { codeOf, someFolder } from './folder.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const county = { id: 'county-1', name: '某县', publicKey: publicKey.export({ format: 'jwk' }).x! }
const exchange: Exchange = { protocol: 1, changes: [], cursors: { '530521101200': 7 }, health: { unsent: 0, version: '0.1.0', clock: 0 } }

interface Asked { readonly method: string; readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: Buffer }
type Reply = (asked: Asked, response: ServerResponse) => void

/** A county that says what the test wants, and remembers what it was sent. */
async function someCounty(secure: { key: string; cert: string } | null = null) {
  const asked: Asked[] = []
  const state: { reply: Reply; enrol: Reply } = { reply: (_, response) => response.end(), enrol: (one, response) => json(response, enrolledFor(one.body)) }
  const listen = (request: IncomingMessage, response: ServerResponse): void => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const one = { method: request.method!, path: request.url!, headers: request.headers, body: Buffer.concat(parts) }
      asked.push(one)
      if (one.path === '/v1/enrol') return state.enrol(one, response)
      state.reply(one, response)
    })
  }
  const server = secure ? createTlsServer(secure, listen) : createServer(listen)
  const port = await opened(server)
  return { asked, state, port, address: `http${secure ? 's' : ''}://127.0.0.1:${port}` }
}
async function opened(server: Server): Promise<number> {
  const sockets = new Set<{ destroy(): void }>()
  server.on('connection', socket => sockets.add(socket))
  await new Promise<void>(done => server.listen(0, '127.0.0.1', () => done()))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
const json = (response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}): void =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body))
const enrolledFor = (body: Buffer): Enrolled => ({
  device: (JSON.parse(body.toString()) as { device: string }).device, account: 'li', person: '李四海', county, epoch: 'e1', kept: 'trial', villages: [{ code: '530521101200', name: '某村', last: 0 }]
})
function answer(device: string, change: Partial<Receipt> = {}): ExchangeAnswer {
  const word = { county: county.id, epoch: 'e1', device, numbers: [[1, 3]] as [number, number][], count: 3, digest: 'd', kept: 'durable' as const, at: '2026-03-01' }
  const receipt = { ...word, signature: sign(null, Buffer.from(receiptText(word)), privateKey).toString('base64url'), ...change }
  return { epoch: 'e1', time: 1, verdicts: [], receipt, feed: { '530521101200': { changes: [], cursor: 8, more: false } }, villages: [], highest: 3 }
}

let laptop: { folder: string; device: Device; county: County; now: number }
beforeEach(async () => {
  const folder = await someFolder()
  const device = await openDevice(folder, openBox(openKeyStore(fakeSafe(), 'linux'), () => null))
  const self = { folder, device, now: 1_772_000_000_000 }
  laptop = Object.assign(self, { county: openCounty({ device, version: '0.1.0', offered: null, now: () => self.now, limits: { connectMs: 500, idleMs: 500 } }) })
})
async function enrolled(secure: { key: string; cert: string } | null = null, code = 'ABCDE-12345') {
  const there = await someCounty(secure)
  await laptop.county.enrol({ address: there.address, code, name: '一号电脑' })
  return there
}
const lettersOf = (pem: string): string => fingerprintLetters(createHash('sha256').update(new X509Certificate(pem).raw).digest('hex'))

describe('addresses and codes', () => {
  it.each(['https://county.example:8443', 'https://10.1.2.3', 'http://127.0.0.1:8080', 'http://localhost:1', ' https://county.example/ '])('%j is an address', text => expect(countyAddress(text).protocol).toMatch(/^https?:$/))
  it.each(['http://county.example', 'http://10.1.2.3:80', 'http://127.0.0.1.evil.com', 'http://localhost.evil.com', 'https://user@county.example', 'https://county.example/path', 'https://county.example/?x', 'ftp://county.example', 'file:///x', 'county.example', ''])(
    '%j is not', async text => expect(await codeOf(() => countyAddress(text))).toBe('enrol-address-invalid'))
  it.each([['abcde-12345', 'ABCDE-12345', null], ['ABCDE 12345', 'ABCDE-12345', null], ['oIl00-ＡＢＣＤＥ', '01100-ABCDE', null], ['ABCDE-12345-FGHJK-MNPQR', 'ABCDE-12345', 'FGHJKMNPQR']])(
    'code %s', (text, secret, fingerprint) => expect(readEnrolCode(text)).toEqual({ secret, fingerprint }))
  it.each(['', 'ABCDE', 'ABCDE-1234', 'ABCDE-123456', 'ABCDE-12345-FGHJK', 'ABCDU-12345', 'ABCDE-1234!'])('code %j is none', async text => expect(await codeOf(() => readEnrolCode(text))).toBe('enrol-code-invalid'))
  it('the first 50 bits of a fingerprint are its ten letters', () => {
    expect([fingerprintLetters('f'.repeat(64)), fingerprintLetters('0'.repeat(64)), fingerprintLetters(`08${'0'.repeat(62)}`), fingerprintLetters(`0000000000007fff${'0'.repeat(48)}`)])
      .toEqual(['ZZZZZZZZZZ', '0000000000', '1000000000', '0000000001'])
  })
})

describe('enrolling', () => {
  it('sends the secret half of the code and the public key, and remembers who the county is', async () => {
    const there = await enrolled(null, 'abcde12345-FGHJK-MNPQR')
    const sent = JSON.parse(there.asked[0]!.body.toString()) as Record<string, unknown>
    expect(sent).toMatchObject({ protocol: PROTOCOL, code: 'ABCDE-12345', device: laptop.device.id, name: '一号电脑', version: '0.1.0' })
    expect(Buffer.from(String(sent['publicKey']), 'base64url')).toHaveLength(32)
    expect(await laptop.county.status()).toMatchObject({ address: there.address, device: laptop.device.id, enrolled: { person: '李四海', county } })
  })
  it('lasts over a restart, signs with the same key, and names nobody in clear', async () => {
    const there = await enrolled()
    const again = await openDevice(laptop.folder, openBox(openKeyStore(fakeSafe(), 'linux'), () => null))
    expect((await again.enrolment())?.enrolled.person).toBe('李四海')
    expect(createPublicKey(await again.signingKey()).export({ format: 'jwk' }).x).toBe((JSON.parse(there.asked[0]!.body.toString()) as { publicKey: string }).publicKey)
    const file = await readFile(join(laptop.folder, 'device', 'enrolment.json'), 'utf8')
    expect(file).not.toContain('李四海')
  })
  it('the same code sent again after a lost answer carries the same key', async () => {
    const there = await enrolled()
    await laptop.county.enrol({ address: there.address, code: 'ABCDE-12345', name: '' })
    const keys = there.asked.map(one => (JSON.parse(one.body.toString()) as { publicKey: string }).publicKey)
    expect(keys[0]).toBe(keys[1])
  })
  it('without an enrolment nothing is sent', async () => expect(await codeOf(laptop.county.exchange(exchange))).toBe('county-not-enrolled'))
})

describe('one round', () => {
  it('is signed over what is sent, packed, and comes back with its bytes counted', async () => {
    const there = await enrolled()
    there.state.reply = (_, response) => json(response, brotliCompressSync(answerText(answer(laptop.device.id))), 200, { 'content-encoding': 'br' })
    const { answer: said, up, down } = await laptop.county.exchange(exchange)
    expect(said).toEqual(answer(laptop.device.id))
    const [, sent] = there.asked
    expect(parseExchange(brotliDecompressSync(sent!.body).toString())).toEqual({ ...exchange, protocol: PROTOCOL, boxKey: (await laptop.device.boxKeys()).publicKey })
    const header = (name: keyof typeof SIGNED_HEADERS): string => String(sent!.headers[SIGNED_HEADERS[name]])
    const text = requestText('POST', '/v1/exchange', laptop.device.id, String(laptop.now), header('nonce'), createHash('sha256').update(sent!.body).digest('hex'))
    expect(verify(null, Buffer.from(text), createPublicKey(await laptop.device.signingKey()), Buffer.from(header('signature'), 'base64url'))).toBe(true)
    expect(up).toBeGreaterThan(sent!.body.length + 200)
    expect(up).toBeLessThan(sent!.body.length + 1200)
    expect(down).toBeGreaterThan(200)
  })
  it('two rounds use one connection and two nonces', async () => {
    const there = await enrolled()
    const ports = new Set<number>()
    there.state.reply = (_, response) => { ports.add(response.socket!.remotePort!); json(response, answerText(answer(laptop.device.id))) }
    await laptop.county.exchange(exchange)
    await laptop.county.exchange(exchange)
    expect([ports.size, new Set(there.asked.slice(1).map(one => one.headers[SIGNED_HEADERS.nonce])).size]).toEqual([1, 2])
  })
  it('a laptop at 1970 signs again by the county’s clock', async () => {
    const there = await enrolled()
    laptop.now = 1000
    there.state.reply = ({ headers }, response) =>
      headers[SIGNED_HEADERS.time] === '1772000000000' ? json(response, answerText(answer(laptop.device.id))) : json(response, { code: 'clock-skew', detail: { time: 1_772_000_000_000 } }, 401)
    expect((await laptop.county.exchange(exchange)).answer.highest).toBe(3)
    expect((await laptop.county.exchange(exchange)).answer.highest).toBe(3)
    expect(there.asked).toHaveLength(4)
  })
})

describe('faults 34 and 38: an answer that is not one', () => {
  const endless = gzipSync(Buffer.alloc(60_000_000))
  const other = generateKeyPairSync('ed25519').privateKey
  const forged = (device: string): ExchangeAnswer => {
    const { receipt } = answer(device)
    return answer(device, { signature: sign(null, Buffer.from(receiptText(receipt!)), other).toString('base64url') })
  }
  it.each<[string, string, Reply]>([
    ['a login page with status 200', 'county-garbled', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>请登录</html>')],
    ['a login page that calls itself JSON', 'county-garbled', (_, response) => json(response, '<html>请登录</html>')],
    ['a redirect', 'county-garbled', (_, response) => response.writeHead(302, { location: 'http://portal.example/' }).end()],
    ['an empty answer', 'county-garbled', (_, response) => json(response, '')],
    ['half of an answer', 'county-garbled', (_, response) => json(response, answerText(answer(laptop.device.id)).slice(0, -5))],
    ['an answer of another shape', 'county-garbled', (_, response) => json(response, { ok: true, feed: {} })],
    ['an answer that says it is packed', 'county-garbled', (_, response) => json(response, 'plain', 200, { 'content-encoding': 'br' })],
    ['an unknown packing', 'county-garbled', (_, response) => json(response, 'x', 200, { 'content-encoding': 'zstd' })],
    ['an answer that unpacks without end', 'county-garbled', (_, response) => json(response, endless, 200, { 'content-encoding': 'gzip' })],
    ['a receipt signed by someone else', 'county-garbled', (_, response) => json(response, answerText(forged(laptop.device.id)))],
    ['a receipt with more numbers than were signed', 'county-garbled', (_, response) => json(response, answerText(answer(laptop.device.id, { numbers: [[1, 99]] })))],
    ['a trial receipt that calls itself durable', 'county-garbled', (_, response) => json(response, answerText({ ...answer(laptop.device.id), receipt: { ...answer(laptop.device.id, {}).receipt!, kept: 'trial' } }))],
    ['a receipt for another laptop', 'county-garbled', (_, response) => json(response, answerText(answer('another-device')))],
    ['another county', 'county-is-other', (_, response) => json(response, answerText(answer(laptop.device.id, { county: 'county-2' })))],
    ['413 with its code', 'body-too-large', (_, response) => json(response, { code: 'body-too-large', detail: {} }, 413)],
    ['413 of a proxy', 'county-garbled', (_, response) => response.writeHead(413, { 'content-type': 'text/html' }).end('<h1>413</h1>')],
    ['500 with a code', 'county-fault', (_, response) => json(response, { code: 'county-fault', detail: {} }, 500)],
    ['500 with nothing', 'county-garbled', (_, response) => response.writeHead(500).end()],
    ['a refusal nobody has heard of', 'county-refused', (_, response) => json(response, { code: 'moon-phase', detail: {} }, 422)],
    ['a code that is not the county’s to say', 'county-refused', (_, response) => json(response, { code: 'pin-wrong', detail: { wait: 0 } }, 400)],
    ['a stopped laptop', 'device-revoked', (_, response) => json(response, { code: 'device-revoked', detail: {} }, 403)],
    ['a cut in the headers', 'county-unreachable', (_, response) => response.socket!.destroy()],
    ['a cut in the body', 'county-unreachable', (_, response) => { response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"a":'); setTimeout(() => response.socket!.destroy(), 20) }],
    ['no answer at all', 'county-unreachable', () => undefined]
  ])('%s: %s', async (_name, code, reply) => {
    const there = await enrolled()
    there.state.reply = reply
    expect(await codeOf(laptop.county.exchange(exchange))).toBe(code)
    there.state.reply = (_, response) => json(response, answerText(answer(laptop.device.id)))
    expect(await codeOf(laptop.county.exchange(exchange))).toBe('none')
  })
  it('a port where nobody listens', async () => {
    const there = await someCounty()
    expect(await codeOf(laptop.county.enrol({ address: `http://127.0.0.1:${there.port === 1 ? 2 : 1}`, code: 'ABCDE-12345', name: '' }))).toBe('county-unreachable')
  })
  it('a name that leads nowhere', async () => {
    expect(await codeOf(laptop.county.enrol({ address: 'https://county.invalid', code: 'ABCDE-12345', name: '' }))).toBe('county-unreachable')
  })
  it('a port that takes the call and never begins TLS', async () => {
    const port = await opened(createRawServer(() => undefined))
    expect(await codeOf(laptop.county.enrol({ address: `https://127.0.0.1:${port}`, code: 'ABCDE-12345', name: '' }))).toBe('county-unreachable')
  })
})

describe('E-19, fault 36: certificates', () => {
  const pinned = (pem: string): string => `ABCDE-12345-${lettersOf(pem)}`
  it('one that nobody vouches for is refused, and not even the code is sent', async () => {
    const there = await someCounty(certificates.county)
    expect(await codeOf(laptop.county.enrol({ address: there.address, code: 'ABCDE-12345', name: '' }))).toBe('county-certificate')
    expect(there.asked).toEqual([])
  })
  it('the one the code names is taken', async () => {
    const there = await enrolled(certificates.county, pinned(certificates.county.cert))
    there.state.reply = (_, response) => json(response, answerText(answer(laptop.device.id)))
    expect(await codeOf(laptop.county.exchange(exchange))).toBe('none')
  })
  it('another than the code names is refused, and nothing is sent', async () => {
    const there = await someCounty(certificates.stranger)
    expect(await codeOf(laptop.county.enrol({ address: there.address, code: pinned(certificates.county.cert), name: '' }))).toBe('county-certificate')
    expect(there.asked).toEqual([])
  })
  it('a stranger in the county’s place later is refused, and nothing is sent', async () => {
    await enrolled(certificates.county, pinned(certificates.county.cert))
    const stranger = await someCounty(certificates.stranger)
    const kept = (await laptop.device.enrolment())!
    await laptop.device.keep({ ...kept, address: stranger.address })
    expect(await codeOf(laptop.county.exchange(exchange))).toBe('county-certificate')
    expect(stranger.asked).toEqual([])
  })
})

describe('the county’s word and its protocol', () => {
  const word = async (change: Partial<Certificate> = {}): Promise<Certificate> => {
    const unsigned = {
      county: county.id, device: laptop.device.id, account: 'li', person: '李四海', publicKey: publicKeyOf(await laptop.device.signingKey()),
      boxKey: (await laptop.device.boxKeys()).publicKey, villages: ['530521101200'], at: '2026-03-01', until: '2026-09-01', ...change
    }
    return { ...unsigned, signature: sign(null, Buffer.from(certificateText(unsigned)), privateKey).toString('base64url') }
  }
  const boxKey = Buffer.alloc(32, 3).toString('base64url')
  const says = (more: Partial<ExchangeAnswer>): Reply => (_, response) => json(response, answerText({ ...answer(laptop.device.id), ...more }))
  const asked = (one: Asked): Exchange => parseExchange(brotliDecompressSync(one.body).toString())

  it('its certificate and box key are kept, over a restart, with no name in clear', async () => {
    const there = await enrolled()
    const certificate = await word()
    there.state.reply = says({ certificate, countyBoxKey: boxKey, protocol: 2 })
    await laptop.county.exchange(exchange)
    expect(await laptop.county.certificate()).toEqual({ certificate, boxKey: (await laptop.device.boxKeys()).publicKey })
    const again = await openDevice(laptop.folder, openBox(openKeyStore(fakeSafe(), 'linux'), () => null))
    expect([await again.certificate(), await again.countyBoxKey()]).toEqual([certificate, boxKey])
    expect(await readFile(join(laptop.folder, 'device', 'certificate.json'), 'utf8')).not.toContain('李四海')
  })
  it.each<[string, Partial<Certificate>, string]>([
    ['for another laptop', { device: 'another-device' }, 'county-garbled'],
    ['of another county', { county: 'county-2' }, 'county-garbled'],
    ['with a village more than was signed', { villages: ['530521101200', '530521101201'], signature: 'as before' }, 'county-garbled'],
    ['for a key this laptop had before', { boxKey }, 'none']
  ])('P-01 a certificate %s is not kept', async (_name, change, code) => {
    const there = await enrolled()
    there.state.reply = says({ certificate: { ...await word(change), ...change.signature === undefined ? {} : { signature: (await word()).signature } } })
    expect(await codeOf(laptop.county.exchange(exchange))).toBe(code)
    expect((await laptop.county.certificate()).certificate).toBeNull()
  })
  it('the own box key is told until the county has answered to it, and again when its word is out of date', async () => {
    const there = await enrolled()
    const told = (): boolean => asked(there.asked.at(-1)!).boxKey !== undefined
    const one = { code: '530521101200', name: '村', last: 0 }, two = { code: '530521101201', name: '另一村', last: 0 }
    const rounds: [Partial<ExchangeAnswer>, boolean][] = [
      [{ countyBoxKey: boxKey, villages: [one] }, true], [{ certificate: await word({ at: new Date(laptop.now).toISOString() }), villages: [one] }, true], [{ villages: [one] }, false],
      // Granted another village: what it holds names one too few.
      [{ villages: [one, two] }, false], [{ villages: [one, two], certificate: await word({ at: new Date(laptop.now).toISOString(), villages: [one.code, two.code] }) }, true], [{ villages: [one, two] }, false]
    ]
    for (const [reply, wanted] of rounds) {
      there.state.reply = says({ ...reply, protocol: 2 })
      await laptop.county.exchange(exchange)
      expect([reply, told()]).toEqual([reply, wanted])
    }
    await laptop.device.keepCertificate(await word({ at: new Date(laptop.now - 11 * 86_400_000).toISOString(), villages: [one.code, two.code] }))
    await laptop.county.exchange(exchange)
    expect(told()).toBe(true)
  })
  it('a box key that is none is not kept', async () => {
    const there = await enrolled()
    there.state.reply = says({ countyBoxKey: 'short' })
    await laptop.county.exchange(exchange)
    expect(await laptop.device.countyBoxKey()).toBeNull()
  })
  it('fault 30: a county of before is spoken to in its own protocol, and in ours once it is renewed', async () => {
    const there = await enrolled()
    let speaks = 1
    there.state.reply = (one, response) => {
      if (one.path === '/v1/health') return json(response, { county: county.id, protocol: speaks })
      if (asked(one).protocol > speaks) return json(response, { code: 'version-too-old', detail: {} }, 426)
      return says(speaks === 1 ? {} : { protocol: speaks })(one, response)
    }
    await laptop.county.exchange(exchange)
    await laptop.county.exchange(exchange)
    expect(there.asked.slice(1).map(one => one.path === '/v1/health' ? 'health' : asked(one).protocol)).toEqual([2, 'health', 1, 1])
    speaks = 2
    await laptop.county.exchange(exchange)
    await laptop.county.exchange(exchange)
    expect(asked(there.asked.at(-1)!).protocol).toBe(2)
  })
  it('a county that has grown too new for us is said as it is, after one more question', async () => {
    const there = await enrolled()
    there.state.reply = (one, response) => one.path === '/v1/health' ? json(response, { county: county.id, protocol: 9 }) : json(response, { code: 'version-too-old', detail: {} }, 426)
    expect(await codeOf(laptop.county.exchange(exchange))).toBe('version-too-old')
    expect(there.asked).toHaveLength(3)
  })
  it('a county of before can be enrolled with', async () => {
    const there = await someCounty()
    there.state.enrol = (one, response) => (JSON.parse(one.body.toString()) as { protocol: number }).protocol > 1 ? json(response, { code: 'version-too-old', detail: {} }, 426) : json(response, enrolledFor(one.body))
    there.state.reply = (_, response) => json(response, { county: county.id, protocol: 1 })
    await laptop.county.enrol({ address: there.address, code: 'ABCDE-12345', name: '' })
    expect((await laptop.county.status()).enrolled?.county.id).toBe(county.id)
  })
})

describe('does the county answer', () => {
  it.each<[string, boolean, Reply]>([
    ['it does', true, (_, response) => json(response, { county: county.id, name: '某县', protocol: 2, kept: 'durable', time: 1 })],
    ['a login page with status 200 (fault 34)', false, (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>请登录</html>')],
    ['a login page that calls itself JSON', false, (_, response) => json(response, '<html>请登录</html>')],
    ['another county (fault 36)', false, (_, response) => json(response, { county: 'county-2', protocol: 2 })],
    ['a county that is down', false, (_, response) => json(response, { code: 'county-busy', detail: {} }, 503)],
    ['a cut', false, (_, response) => response.socket!.destroy()],
    ['silence', false, () => undefined]
  ])('%s: %s', async (_name, answers, reply) => {
    const there = await enrolled()
    there.state.reply = reply
    expect(await laptop.county.reach()).toEqual({ answers, protocol: answers ? 2 : null })
    expect(there.asked[1]!.headers[SIGNED_HEADERS.signature]).toBeUndefined()
  })
  it('nobody is asked without an enrolment', async () => expect(await laptop.county.reach()).toEqual({ answers: false, protocol: null }))
  it('another certificate is no county', async () => {
    await enrolled(certificates.county, `ABCDE-12345-${lettersOf(certificates.county.cert)}`)
    const stranger = await someCounty(certificates.stranger)
    await laptop.device.keep({ ...(await laptop.device.enrolment())!, address: stranger.address })
    expect((await laptop.county.reach()).answers).toBe(false)
    expect(stranger.asked).toEqual([])
  })
})

describe('stopping', () => {
  /** With the patience of the field, so that only being stopped ends it within the test. */
  const patient = (): County => (going ??= openCounty({ device: laptop.device, version: '0.1.0', offered: null, now: () => laptop.now }))
  let going: County | null = null
  beforeEach(() => { going = null })
  it('breaks off what is on the road at once, and the road goes on to be used', async () => {
    const there = await enrolled()
    const waiting: (() => void)[] = []
    const came = new Promise<void>(done => { there.state.reply = (_, response) => { waiting.push(() => response.destroy()); if (waiting.length === 2) done() } })
    const both = [codeOf(patient().exchange(exchange)), codeOf(patient().snapshot({ village: '530521101200' }))]
    await came
    patient().stop()
    expect(await Promise.all(both)).toEqual(['county-unreachable', 'county-unreachable'])
    there.state.reply = (_, response) => json(response, answerText(answer(laptop.device.id)))
    expect(await codeOf(patient().exchange(exchange))).toBe('none')
  })
  it('also while half of the answer is here', async () => {
    const there = await enrolled()
    const came = new Promise<void>(done => {
      there.state.reply = (_, response) => { response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"a":'); setTimeout(done, 50) }
    })
    const round = codeOf(patient().exchange(exchange))
    await came
    patient().stop()
    expect(await round).toBe('county-unreachable')
  })
  it('with nothing on the road does nothing', async () => {
    const there = await enrolled()
    patient().stop()
    there.state.reply = (_, response) => json(response, answerText(answer(laptop.device.id)))
    expect(await codeOf(patient().exchange(exchange))).toBe('none')
  })
})

describe('the first load', () => {
  const bytes = gzipSync('{"records":[]}')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const index = { village: '530521101200', cursor: 9, epoch: 'e1', records: 1, households: 1, chunks: [{ bytes: bytes.length, sha256 }] }
  it('asks for the list and for a chunk, and gives the packed bytes', async () => {
    const there = await enrolled()
    there.state.reply = ({ path }, response) => (path.endsWith('/9/0') ? void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes) : json(response, index))
    expect(await laptop.county.snapshot({ village: '530521101200' })).toEqual(index)
    expect(await laptop.county.chunk({ village: '530521101200', cursor: 9, chunk: 0, sha256 })).toEqual({ bytes: new Uint8Array(bytes) })
    expect(there.asked.slice(1).map(one => one.path)).toEqual(['/v1/villages/530521101200/snapshot', '/v1/villages/530521101200/snapshot/9/0'])
  })
  it('a chunk that is not what the list names is refused', async () => {
    const there = await enrolled()
    there.state.reply = (_, response) => void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(Buffer.concat([bytes, Buffer.alloc(1)]))
    expect(await codeOf(laptop.county.chunk({ village: '530521101200', cursor: 9, chunk: 0, sha256 }))).toBe('county-garbled')
  })
  it('a list of another village is refused', async () => {
    const there = await enrolled()
    there.state.reply = (_, response) => json(response, { ...index, village: '530521101201' })
    expect(await codeOf(laptop.county.snapshot({ village: '530521101200' }))).toBe('county-garbled')
  })
})
