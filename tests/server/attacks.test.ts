import { randomBytes, sign } from 'node:crypto'
import net from 'node:net'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exchangeText } from '#core/sync/body.ts'
import { CountyProblem } from '#core/sync/wire.ts'
import { startCounty, type County } from '../../server/county.ts'
import { FAILURES } from '../../server/enrolment.ts'
import { engines, type Engine } from './engines.ts'
import { Laptop, OTHER, problemOf, request, VILLAGE, type Reply } from './laptop.ts'

const brotli = (content: string | Buffer): Buffer => brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })
const DAY = 24 * 3600 * 1000
const outcome = (reply: Reply): string => (reply.status === 200 ? '200' : `${reply.status} ${problemOf(reply).code}`)

describe.each(engines)('attacks on the county on %s', (_name, startEngine) => {
  let engine: Engine
  let county: County
  let laptop: Laptop
  let foreign: Laptop
  let skew = 0
  const lines: string[] = []
  const code = (account = 'zhang', hours = 24): Promise<string> => county.issueCode({ villages: [VILLAGE], person: '张三', account, hours })
  const post = (body: Uint8Array, headers: Record<string, string> = {}): Promise<Reply> => laptop.send('/v1/exchange', { method: 'POST', body, headers })

  beforeAll(async () => {
    engine = await startEngine()
    county = await startCounty({ ...await engine.place(), port: 0, now: () => Date.now() + skew, log: line => lines.push(line) })
    await county.addVillage(VILLAGE, '大坪村')
    await county.addVillage(OTHER, '小坪村')
    laptop = new Laptop(county.url)
    await laptop.enrol(await code())
    foreign = new Laptop(county.url)
    await foreign.enrol(await county.issueCode({ villages: [OTHER], person: '李四', account: 'li' }))
  })
  afterAll(async () => {
    await county.close()
    await engine.stop()
  })

  it('S-01: another village\'s snapshot is refused with the same answer as one that does not exist', async () => {
    for (const path of [`/v1/villages/${OTHER}/snapshot`, `/v1/villages/${OTHER}/snapshot/0/0`, '/v1/villages/999999999999/snapshot', '/v1/villages/%27%20or%201=1/snapshot'])
      expect(outcome(await laptop.send(path))).toBe('403 village-not-granted')
    expect(outcome(await foreign.send(`/v1/villages/${OTHER}/snapshot`))).toBe('200')
    expect(outcome(await laptop.send(`/v1/villages/${VILLAGE}/snapshot/0/x`))).toBe('404 county-not-found')
    expect(outcome(await laptop.send(`/v1/villages/${VILLAGE}/snapshot/0/999`))).toBe('404 snapshot-gone')
  })

  it.each<[string, () => Promise<Reply>, string]>([
    ['unsigned', () => request(`${county.url}/v1/exchange`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }), '401 request-unsigned'],
    ['with a signature of other bytes', () => laptop.send('/v1/exchange', { method: 'POST', body: brotli('{}'), signature: randomBytes(64).toString('base64url') }), '401 request-unsigned'],
    ['with a short signature', () => laptop.send(`/v1/villages/${VILLAGE}/snapshot`, { signature: 'AAAA' }), '401 request-unsigned'],
    ['with another body than was signed', () => laptop.push([], {}, { signedBody: brotli('{}') }), '401 request-unsigned'],
    ['signed for another path', () => laptop.send(`/v1/villages/${VILLAGE}/snapshot`, { signedPath: `/v1/villages/${OTHER}/snapshot` }), '401 request-unsigned'],
    ['with a query added after signing', () => laptop.send(`/v1/villages/${VILLAGE}/snapshot?x=1`, { signedPath: `/v1/villages/${VILLAGE}/snapshot` }), '401 request-unsigned'],
    ['in the name of another device', () => laptop.send(`/v1/villages/${OTHER}/snapshot`, { device: foreign.device }), '401 request-unsigned'],
    ['by a device nobody enrolled', () => new Laptop(county.url).push([]), '401 county-not-enrolled'],
    ['with a nonce that is too short', () => laptop.push([], {}, { nonce: 'abc' }), '401 request-unsigned']
  ])('S-05 S-06: a request %s is refused', async (_what, send, expected) => {
    expect(outcome(await send())).toBe(expected)
  })

  it('S-06: a nonce is taken once, also when the same request comes three times at once', async () => {
    const nonce = randomBytes(16).toString('base64url')
    const replies = await Promise.all([1, 2, 3].map(() => laptop.push([], {}, { nonce })))
    expect(replies.map(outcome).sort()).toEqual(['200', '409 request-replayed', '409 request-replayed'])
  })

  it.each([
    ['a minute less than a day behind', -DAY + 60_000, '200'], ['a minute less than a day ahead', DAY - 60_000, '200'],
    ['two days ahead', 2 * DAY, '401 clock-skew'], ['at 1970', -Date.now() + 1000, '401 clock-skew']
  ])('S-06: a laptop whose clock is %s : %s → %s', async (_what, offset, expected) => {
    const reply = await laptop.push([], {}, { time: Date.now() + offset })
    expect(outcome(reply)).toBe(expected)
    if (reply.status === 401) {
      const time = Number(problemOf(reply).detail['time'])
      expect(outcome(await laptop.push([], {}, { time }))).toBe('200')
    } else {
      const shown = (await county.devices()).find(device => device.id === laptop.device)!.clockOffset
      expect(Math.abs(shown - offset)).toBeLessThan(60_000)
    }
  })

  it('S-07: wrong, used and expired codes get the same answer; a lost answer may be asked again', async () => {
    const used = await code()
    const first = new Laptop(county.url)
    const enrolled = await first.enrol(used)
    expect(await first.enrol(used.toLowerCase().replace('-', ' '))).toEqual(enrolled)
    const expired = await code('zhang', 1)
    const answers = [await new Laptop(county.url).enrolReply(used), await new Laptop(county.url).enrolReply('00000-00000')]
    expect((await county.status()).wrongCodes).toBeGreaterThanOrEqual(2)
    skew = 3_600_001
    answers.push(await new Laptop(county.url).enrolReply(expired))
    skew = 0
    for (const answer of answers) expect([answer.status, answer.bytes.toString('utf8')]).toEqual([403, '{"code":"enrol-code-invalid","detail":{}}'])
  })

  it('enrols once when two laptops send the same code at once', async () => {
    const once = await code()
    const replies = await Promise.all([1, 2].map(() => new Laptop(county.url).enrolReply(once)))
    expect(replies.map(outcome).sort()).toEqual(['200', '403 enrol-code-invalid'])
  })

  it('does not give a known device id to another key, nor the county\'s own, and leaves the code good', async () => {
    const fresh = await code()
    const thief = new Laptop(county.url)
    expect(outcome(await thief.enrolReply(fresh, { device: laptop.device }))).toBe('409 device-taken')
    expect(outcome(await thief.enrolReply(fresh, { device: 'county-practice' }))).toBe('400 body-invalid')
    expect(outcome(await thief.enrolReply(fresh, { publicKey: 'AAAA' }))).toBe('400 body-invalid')
    expect(outcome(await thief.enrolReply(fresh))).toBe('200')
  })

  it('S-07: after many wrong codes even the right one has to wait, and then is good', async () => {
    const right = await code()
    for (let i = 0; i < FAILURES.address; i++) await new Laptop(county.url).enrolReply(`0000${i % 10}-AAAAA`)
    const late = new Laptop(county.url)
    expect(outcome(await late.enrolReply(right))).toBe('403 enrol-code-invalid')
    skew = 16 * 60_000
    expect(outcome(await late.enrolReply(right))).toBe('200')
    skew = 0
  })

  const empty = exchangeText({ protocol: 1, changes: [], cursors: {}, health: { unsent: 0, version: '1', clock: 0 } })
  const text = (more: Record<string, unknown>): Buffer => brotli(JSON.stringify({ ...JSON.parse(empty) as object, ...more }))

  it.each<[string, () => Promise<Reply>, string]>([
    ['JSON 10,000 deep', () => post(brotli('['.repeat(10_000) + ']'.repeat(10_000))), '400 body-invalid'],
    ['a million keys', () => post(brotli(`{${Array.from({ length: 1_000_000 }, (_, i) => `"k${i}":1`).join()}}`)), '400 body-invalid'],
    ['six megabytes on the wire', () => post(randomBytes(6_000_000)), '413 body-too-large'],
    ['a brotli bomb of 200 MB', () => post(brotli(Buffer.alloc(200_000_000))), '413 body-too-large'],
    ['a gzip bomb of 41 MB', () => post(gzipSync(Buffer.alloc(41_000_000)), { 'content-encoding': 'gzip' }), '413 body-too-large'],
    ['bytes that are not brotli', () => post(Buffer.from('hello')), '400 body-invalid'],
    ['an unknown encoding', () => post(Buffer.from('{}'), { 'content-encoding': 'zstd' }), '400 body-invalid'],
    ['text that is not UTF-8', () => post(brotli(Buffer.from([0x7b, 0xff, 0x7d]))), '400 body-invalid'],
    ['no JSON', () => post(brotli('<html>')), '400 body-invalid'],
    ['NaN', () => post(brotli('{"protocol":NaN}')), '400 body-invalid'],
    ['1e999', () => post(brotli('{"protocol":1e999}')), '400 body-invalid'],
    ['a protocol from the future', () => post(text({ protocol: 3 })), '426 county-too-old'],
    ['changes that are no changes', () => post(text({ changes: 'all' })), '400 body-invalid'],
    ['a cursor below zero', () => post(text({ cursors: { [VILLAGE]: -1 } })), '400 body-invalid'],
    ['__proto__ among the cursors', () => post(brotli(empty.replace('"cursors":{}', '"cursors":{"__proto__":0,"constructor":3}'))), '200'],
    ['501 changes', () => laptop.push(Array.from({ length: 501 }, (_, i) => ({ ...laptop.change('many-0001', { note: '' }), number: i + 1 }))), '413 body-too-large'],
    ['a form', () => post(brotli('{}'), { 'content-type': 'application/x-www-form-urlencoded' }), '415 body-invalid'],
    ['an enrolment of 20 KB', () => laptop.enrolReply('x'.repeat(20_000)), '413 body-too-large']
  ])('S-09: %s', async (_what, send, expected) => {
    expect(outcome(await send())).toBe(expected)
  })

  it('S-09: the last of two equal keys counts and a key twice deep in a string is no depth', async () => {
    expect(outcome(await post(brotli(exchangeText({ protocol: 1, changes: [], cursors: {}, health: { unsent: 0, version: '[[[[[[[[[[[[[[[[[[\\"{{', clock: 0 } }))))).toBe('200')
    expect(outcome(await post(text({ protocol: 1 })))).toBe('200')
  })

  it.each([['DELETE', '/v1/exchange'], ['GET', '/v1/exchange'], ['POST', '/v1/exchange/'], ['POST', '/V1/EXCHANGE'], ['OPTIONS', '/v1/exchange'], ['GET', '/admin'], ['GET', '/v1/../etc/passwd']])(
    'S-04: %s %s is not there', async (method, path) => {
      expect(outcome(await request(county.url + path, { method, headers: { origin: 'https://evil.example' } }))).toBe('404 county-not-found')
    })

  it('S-18: no answer and no log line holds a stack, SQL, a path, a code or an ID number', async () => {
    const secret = await code()
    const idNumber = '530521199001010011'
    const replies = [
      await post(brotli(`{"protocol":1,"changes":[{"idNumber":"${idNumber}"}]`)),
      await laptop.send(`/v1/villages/${idNumber}/snapshot`), await new Laptop(county.url).enrolReply(secret.slice(0, -1)),
      await laptop.send('/v1/villages/%E0%A4%A/snapshot'), await laptop.push([], {}, { time: 0 }), await laptop.send(`/v1/nowhere/${idNumber}`)
    ]
    for (const reply of replies) {
      expect(reply.status).toBeGreaterThanOrEqual(400)
      expect(reply.status).toBeLessThan(500)
      const shown = reply.bytes.toString('utf8') + JSON.stringify([...reply.headers])
      CountyProblem.parse(JSON.parse(reply.bytes.toString('utf8')))
      expect(shown).not.toMatch(/ at |\.ts|node_modules|select|insert|relation|syntax|fastify/i)
      expect(shown).not.toContain(idNumber)
      expect(shown).not.toContain(secret.slice(0, 5))
      expect(reply.headers.get('access-control-allow-origin')).toBeNull()
      expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
    }
    expect(lines).toEqual([])
  })

  it('S-09: half a request is dropped and does not keep the county from answering', async () => {
    const { port, hostname } = new URL(county.url)
    const socket = net.connect(Number(port), hostname)
    socket.write(`POST /v1/exchange HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n`)
    expect(outcome(await request(`${county.url}/v1/health`, {}))).toBe('200')
    socket.destroy()
  })

  it('an unlucky signature of the right length by another key is refused', async () => {
    const signature = sign(null, Buffer.from('anything'), foreign.keys.privateKey).toString('base64url')
    expect(outcome(await laptop.push([], {}, { signature }))).toBe('401 request-unsigned')
  })
})
