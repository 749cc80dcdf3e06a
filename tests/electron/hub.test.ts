/** The team's hub as its users and its enemies meet it: real hosts, real sockets on the loopback, files on a disk. */
import { createSocket } from 'node:dgram'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PARTS, readPackage } from '#core/sync/package.ts'
import type { Certificate } from '#core/sync/wire.ts'
import { checkCertificate } from '../../electron/main/certificate.ts'
import { makeBundles } from '../../electron/main/hub-bundle.ts'
import { hubAddress, isLocal } from '../../electron/main/hub-lan.ts'
import { LETTER_BYTES, LETTER_PATH, readLetter, Reply, writeLetter, type Ask } from '../../electron/main/hub-letter.ts'
import { DOOR_LIMITS } from '../../electron/main/hub-server.ts'
import { codeOf } from './folder.ts'
import { A, B, certify, laptopOf, roundsOf, someCounty, type Laptop } from './hub-team.ts'

const NOTHING = { exchanges: [], changes: [], known: {} }
const ASK: Ask = { version: 1, known: {}, report: null, got: [], heard: [] }
const visit = async (guest: Laptop, address: string, changes = guest.changes(0)) =>
  guest.h['hub:visit']({ address, exchanges: roundsOf(changes), changes, known: {} })
const post = (address: string, body: Buffer) => fetch(`http://${address}${LETTER_PATH}`, { method: 'POST', body: new Uint8Array(body) })
const bundlesOn = async (laptop: Laptop): Promise<string[]> => (await readdir(join(laptop.stored, 'bundles'))).sort()
const given = (team: readonly { device: string; changes: readonly { number: number }[] }[]) => Object.fromEntries(team.map(({ device, changes }) => [device, changes.map(({ number }) => number)]))
const send = async (guest: Laptop, hub: Laptop, address: string, said: Ask, parts: { name: string; bytes: Uint8Array }[]) => {
  const letter = await writeLetter(await guest.self(), hub.certificate, said, parts)
  const answer = await post(address, letter.bytes)
  return answer.ok ? (await readLetter(Buffer.from(await answer.arrayBuffer()), await guest.self(), Reply)) : ((await answer.json()) as { code: string }).code
}

describe('three laptops and a county', () => {
  it('found without typing; changes go round the team at once; reports go to the county with the hub and its answers come back', async () => {
    const county = await someCounty()
    const hub = await laptopOf(county, { person: '杨一' })
    const [li, wang] = [await laptopOf(county, { person: '李四海' }), await laptopOf(county, { person: '王五' })]
    const address = await hub.open()
    expect(await li.h['hub:find'](null)).toEqual([{ address, device: hub.device.id, person: '杨一', villages: [A] }])

    expect(await visit(li, address, li.changes(1_203))).toMatchObject({ person: '杨一', team: [], answers: [], gave: 1_203 })
    await hub.h['hub:exchange']({ changes: hub.changes(2), known: {} })
    const second = await visit(wang, address, wang.changes(3))
    expect(given(second.team)).toEqual({ [li.device.id]: Array.from({ length: 1_203 }, (_, i) => i + 1), [hub.device.id]: [1, 2] })
    expect(second.team.find(({ device }) => device === li.device.id)).toMatchObject({ person: '李四海' })
    expect(second.team[0]!.changes[7]).toEqual(li.changes(8)[7])
    expect(given((await hub.h['hub:exchange'](NOTHING)).team)).toEqual({ [li.device.id]: li.changes(1_203).map(({ number }) => number), [wang.device.id]: [1, 2, 3] })
    // What is known is not given again.
    expect((await wang.h['hub:visit']({ ...NOTHING, address, known: { [li.device.id]: [[1, 1_203]], [hub.device.id]: [[1, 2]] } })).team).toEqual([])
    expect(await hub.h['hub:state'](null)).toMatchObject({ open: true, held: { packages: 2 }, guests: expect.arrayContaining([expect.objectContaining({ person: '王五', gave: 3 })]) })

    county.reaches = false
    expect(await hub.h['hub:forward'](null)).toEqual({ carried: 0, left: 2 })
    county.reaches = true
    expect(await hub.h['hub:forward'](null)).toEqual({ carried: 2, left: 0 })
    expect(county.taken.size).toBe(1_206)
    expect((await visit(li, address)).answers).toMatchObject([{ highest: 1_203 }])
    expect((await visit(wang, address)).answers).toMatchObject([{ highest: 3 }])
    // Heard once: the hub need not keep it.
    expect((await visit(li, address)).answers).toEqual([])
  })

  it('two visitors at once lose nothing', async () => {
    const county = await someCounty()
    const hub = await laptopOf(county)
    const guests = await Promise.all([1, 2, 3, 4].map(() => laptopOf(county)))
    const address = await hub.open()
    await Promise.all(guests.map(guest => visit(guest, address, guest.changes(700))))
    const { team } = await hub.h['hub:exchange'](NOTHING)
    expect(given(team)).toEqual(Object.fromEntries(guests.map(guest => [guest.device.id, guest.changes(700).map(({ number }) => number)])))
    expect((await hub.h['hub:state'](null)).held.packages).toBe(4)
  })

  it('a later report that holds all of an earlier one takes its place; one that does not lies beside it', async () => {
    const county = await someCounty()
    const [hub, guest] = [await laptopOf(county), await laptopOf(county)]
    const address = await hub.open()
    await visit(guest, address, guest.changes(5))
    await visit(guest, address, guest.changes(9))
    expect((await hub.h['hub:state'](null)).held.packages).toBe(1)
    await visit(guest, address, guest.changes(3, A, 20))
    expect((await hub.h['hub:state'](null)).held.packages).toBe(2)
  })

  it('a laptop of other villages may leave its report and gets nothing else; with nothing to leave it is told why', async () => {
    const county = await someCounty()
    const [hub, own, other] = [await laptopOf(county), await laptopOf(county), await laptopOf(county, { villages: [B] })]
    const address = await hub.open()
    await visit(own, address, own.changes(4))
    expect(await visit(other, address, other.changes(2, B))).toMatchObject({ team: [], gave: 2 })
    expect((await bundlesOn(hub)).length).toBe(1)
    expect((await hub.h['hub:state'](null)).held.packages).toBe(2)
    expect(await codeOf(visit(other, address))).toBe('hub-no-common-village')
    expect(await other.h['hub:find'](null)).toEqual([])
  })
})

describe('kills and disks', () => {
  it('faults 1, 2: what the visitor was told is kept is there after the hub was killed, sealed', async () => {
    const county = await someCounty()
    const [hub, guest] = [await laptopOf(county), await laptopOf(county)]
    await visit(guest, await hub.open(), guest.changes(600))
    await writeFile(join(hub.stored, 'bundles', '.half.tmp'), 'half')
    for (const name of await bundlesOn(hub)) expect((await readFile(join(hub.stored, 'bundles', name))).includes('hamlet')).toBe(false)
    const again = await laptopOf(county, { folder: hub.folder })
    await again.open()
    expect(given((await again.h['hub:exchange'](NOTHING)).team)[guest.device.id]).toHaveLength(600)
    expect((await again.h['hub:state'](null)).held.packages).toBe(1)
    expect(await bundlesOn(again)).not.toContain('.half.tmp')
  })

  it('fault 8: a bundle damaged on the disk is dropped, the others go on, its author brings it again', async () => {
    const county = await someCounty()
    const [hub, guest, third] = [await laptopOf(county), await laptopOf(county), await laptopOf(county)]
    const address = await hub.open()
    await visit(guest, address, guest.changes(600))
    const [name] = await bundlesOn(hub)
    const file = await readFile(join(hub.stored, 'bundles', name!))
    file[40]! ^= 1
    await writeFile(join(hub.stored, 'bundles', name!), file)
    expect([100, 500]).toContain((await visit(third, address)).team[0]!.changes.length)
    await visit(guest, address, guest.changes(600))
    expect((await visit(third, address)).team[0]!.changes).toHaveLength(600)
  })

  it('fault 31: a visitor killed in the middle leaves nothing half, and comes again', async () => {
    const county = await someCounty()
    const [hub, guest] = [await laptopOf(county), await laptopOf(county)]
    const address = await hub.open()
    const [bundle] = await makeBundles(await guest.self(), guest.changes(400))
    const letter = await writeLetter(await guest.self(), hub.certificate, ASK, [{ name: PARTS.bundle, bytes: bundle!.bytes }])
    for (const part of [0.1, 0.5, 0.99]) {
      const socket = connect(Number(address.split(':')[1]), '127.0.0.1')
      await new Promise<void>(resolve => { socket.write(`POST ${LETTER_PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: ${letter.bytes.length}\r\n\r\n`); socket.write(letter.bytes.subarray(0, Math.floor(letter.bytes.length * part)), () => resolve()) })
      socket.destroy()
    }
    expect(await bundlesOn(hub)).toEqual([])
    expect((await visit(guest, address, guest.changes(400))).gave).toBe(400)
  })

  it('fault 20: a hub that is full still gives, and says so in words', async () => {
    const county = await someCounty()
    const hub = await laptopOf(county, { limits: { bytes: 1_200, perDevice: 1_200 } })
    const guest = await laptopOf(county)
    const address = await hub.open()
    await hub.h['hub:exchange']({ changes: hub.changes(2), known: {} })
    const crowded = await visit(guest, address, guest.changes(3_000))
    expect(given(crowded.team)).toEqual({ [hub.device.id]: [1, 2] })
    expect(crowded.gave).toBe(0)
    expect(await codeOf(Promise.resolve(guest.h['hub:visit']({ address, exchanges: roundsOf(guest.changes(3_000)), changes: guest.changes(3_000), known: { [hub.device.id]: [[1, 2]] } })))).toBe('hub-full')
  })
})

describe('certificates', () => {
  it('are judged by the county’s key and the later clock', async () => {
    const county = await someCounty()
    const { certificate } = await laptopOf(county)
    const until = Date.parse(certificate.until)
    const judge = (what: Certificate, now = until) => checkCertificate(what, county, now)
    expect(judge(certificate)).toBe(null)
    expect(judge(certificate, 0)).toBe(null)
    expect([judge(certificate, until + 86_400_000), judge(certificate, until + 86_400_001)]).toEqual([null, 'hub-expired'])
    expect(judge({ ...certificate, county: 'county-2' })).toBe('hub-other-county')
    for (const change of [{ villages: [A, B] }, { device: 'another-device' }, { boxKey: county.box.publicKey }, { until: '2099-01-01' }, { person: '张' }, { signature: '' }])
      expect(judge({ ...certificate, ...change })).toBe('hub-forged')
  })

  it('P-01: a made-up, another county’s and an expired certificate get nothing, on either side', async () => {
    const county = await someCounty()
    const hub = await laptopOf(county)
    const address = await hub.open()
    const stranger = await laptopOf(await someCounty('county-2'))
    const forger = await laptopOf(await someCounty())
    const late = await laptopOf(county, { until: Date.now() - 3 * 86_400_000 })
    expect(await codeOf(visit(stranger, address, stranger.changes(1)))).toBe('hub-other-county')
    expect(await codeOf(visit(forger, address, forger.changes(1)))).toBe('hub-forged')
    expect(await codeOf(visit(late, address, late.changes(1)))).toBe('hub-no-certificate')
    expect(await send(stranger, hub, address, ASK, [])).toBe('hub-other-county')
    expect(await send(forger, hub, address, ASK, [])).toBe('hub-forged')
    expect((await hub.h['hub:state'](null)).guests).toEqual([])
    expect(await codeOf(async () => late.open())).toBe('hub-no-certificate')
  })
})

describe('what a certified laptop may not', () => {
  it('S-01: another village’s bundle is neither given, by device id or otherwise, nor kept', async () => {
    const county = await someCounty()
    const hub = await laptopOf(county, { villages: [A, B] })
    const [both, onlyA] = [await laptopOf(county, { villages: [A, B] }), await laptopOf(county)]
    const address = await hub.open()
    await visit(both, address, [...both.changes(3, A), ...both.changes(2, B, 4)])
    expect(given((await visit(onlyA, address)).team)).toEqual({ [both.device.id]: [1, 2, 3] })
    const reply = await send(onlyA, hub, address, { ...ASK, known: { [both.device.id]: [[1, 3]] } }, [])
    expect(reply).toMatchObject({ said: { known: { [both.device.id]: [[1, 3]] } }, parts: [{ name: PARTS.ask }] })
    // A hub of one village refuses the other's, whoever brings it.
    const small = await laptopOf(county)
    const at = await small.open()
    const [bundle] = await makeBundles(await both.self(), both.changes(2, B))
    expect(await send(both, small, at, ASK, [{ name: PARTS.bundle, bytes: bundle!.bytes }])).toMatchObject({ said: { kept: [] } })
    expect(await bundlesOn(small)).toEqual([])
  })

  it('S-02: changes in another’s name or of a village not granted are not taken', async () => {
    const county = await someCounty()
    const [hub, guest, victim] = [await laptopOf(county, { villages: [A, B] }), await laptopOf(county), await laptopOf(county)]
    const address = await hub.open()
    const self = await guest.self()
    const [inName] = await makeBundles({ ...self, certificate: { ...self.certificate, device: victim.device.id } }, victim.changes(2))
    const [ungranted] = await makeBundles({ ...self, certificate: { ...self.certificate, villages: [B] } }, guest.changes(2, B))
    const reply = await send(guest, hub, address, ASK, [inName!, ungranted!].map(({ bytes }) => ({ name: PARTS.bundle, bytes })))
    expect(reply).toMatchObject({ said: { kept: [] } })
    expect((await hub.h['hub:exchange'](NOTHING)).team).toEqual([])
  })

  it('P-01: a bundle altered at third hand, and a report of another laptop, are not kept', async () => {
    const county = await someCounty()
    const [hub, guest, author] = [await laptopOf(county), await laptopOf(county), await laptopOf(county)]
    const address = await hub.open()
    const honest = (await makeBundles(await author.self(), author.changes(2)))[0]!.bytes
    const { brotliCompressSync, brotliDecompressSync } = await import('node:zlib')
    const altered = brotliCompressSync(brotliDecompressSync(honest).toString().replace('寨2', '寨9'))
    expect(altered.equals(honest)).toBe(false)
    expect(await send(guest, hub, address, ASK, [{ name: PARTS.bundle, bytes: altered }])).toMatchObject({ said: { kept: [] } })
    expect(await send(guest, hub, address, ASK, [{ name: PARTS.bundle, bytes: honest }])).toMatchObject({ said: { kept: [expect.any(String)] } })
    await visit(author, address, author.changes(5))
    const [held] = (await readdir(join(hub.stored, 'held'))).filter(name => name.endsWith('.cunce'))
    const stolen = await readFile(join(hub.stored, 'held', held!))
    expect(await send(guest, hub, address, { ...ASK, report: [[1, 5]] }, [{ name: PARTS.package, bytes: stolen }])).toMatchObject({ said: { reportKept: false } })
  })

  it('P-02: a letter played again is answered again to its writer alone, and counts once', async () => {
    const county = await someCounty()
    const [hub, guest] = [await laptopOf(county), await laptopOf(county)]
    const address = await hub.open()
    const [bundle] = await makeBundles(await guest.self(), guest.changes(7))
    const letter = await writeLetter(await guest.self(), hub.certificate, ASK, [{ name: PARTS.bundle, bytes: bundle!.bytes }])
    for (let i = 0; i < 3; i++) {
      const answer = Buffer.from(await (await post(address, letter.bytes)).arrayBuffer())
      expect(readPackage(answer).header).toMatchObject({ to: guest.device.id, summary: { by: '', villages: [] } })
    }
    expect(await bundlesOn(hub)).toHaveLength(1)
    expect((await hub.h['hub:state'](null)).guests).toMatchObject([{ gave: 7 }])
  })

  it('P-05: a letter cut or flipped anywhere changes nothing', async () => {
    const county = await someCounty()
    const [hub, guest] = [await laptopOf(county), await laptopOf(county)]
    const address = await hub.open()
    const [bundle] = await makeBundles(await guest.self(), guest.changes(7))
    const { bytes } = await writeLetter(await guest.self(), hub.certificate, ASK, [{ name: PARTS.bundle, bytes: bundle!.bytes }])
    for (let i = 0; i < 16; i++) {
      const at = Math.floor(bytes.length * i / 16)
      const flipped = Buffer.from(bytes)
      flipped[at]! ^= 4
      expect((await post(address, flipped)).status).not.toBe(200)
      if (at > 0) expect((await post(address, bytes.subarray(0, at))).status).not.toBe(200)
    }
    expect(await bundlesOn(hub)).toEqual([])
    expect((await post(address, bytes)).status).toBe(200)
  })
})

describe('the open door', () => {
  it('S-09: too large, too slow, too many and not HTTP at all are turned away, and the team is served meanwhile', async () => {
    const county = await someCounty()
    const hub = await laptopOf(county, { door: { ...DOOR_LIMITS, idleMs: 400, headersMs: 400, letterMs: 800, perAddress: 4 } })
    const guest = await laptopOf(county)
    const address = await hub.open()
    const port = Number(address.split(':')[1])
    const told = (text: string) => new Promise<string>(resolve => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text))
      let said = ''
      socket.on('data', part => { said += part.toString() })
      socket.on('error', () => undefined)
      socket.on('close', () => resolve(said))
    })
    expect(await told(`POST ${LETTER_PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: ${LETTER_BYTES + 1}\r\n\r\n`)).toContain('body-too-large')
    expect(await told('GET /../../key.json HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toContain('404')
    expect(await told('\u0000\u0001\u0002garbage\r\n\r\n')).not.toContain('200 OK')
    // Half a request, and then nothing: closed by the hub, not by us.
    const slow = [told('POST /let'), told(`POST ${LETTER_PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: 5000\r\n\r\nCUNCE`)]
    expect((await visit(guest, address, guest.changes(3))).gave).toBe(3)
    await Promise.all(slow)
    expect((await hub.h['hub:state'](null)).guests).toHaveLength(1)
  })

  it('speaks to private and link-local addresses only', () => {
    expect(['192.168.43.9', '10.1.2.3', '172.20.10.4', '169.254.7.7', '::ffff:192.168.1.2', '127.0.0.1'].every(isLocal)).toBe(true)
    expect(['8.8.8.8', '172.32.0.1', '100.64.0.1', '192.0.2.2', '::1', 'fe80::1', '', undefined].some(isLocal)).toBe(false)
    expect(hubAddress(' 192.168.43.17 ')).toEqual({ host: '192.168.43.17', port: 8471 })
    expect(hubAddress('192.168.43.17：9000')).toEqual({ host: '192.168.43.17', port: 9000 })
  })

  it.each(['8.8.8.8:80', 'example.com', 'https://192.168.1.1', '192.168.1.1:99999', '192.168.1.1:80/x', '', '1.2.3'])('%s is no address of a hub', async address => {
    expect(await codeOf(() => hubAddress(address))).toBe('hub-address-invalid')
  })

  it('closed and locked it answers nobody, and what was left stays', async () => {
    const county = await someCounty()
    const [hub, guest] = [await laptopOf(county), await laptopOf(county)]
    const address = await hub.open()
    await visit(guest, address, guest.changes(3))
    await hub.hub.close()
    expect(await codeOf(visit(guest, address))).toBe('hub-unreachable')
    expect(await hub.h['hub:state'](null)).toMatchObject({ open: false, port: 0, held: { packages: 1 } })
    expect(given((await hub.h['hub:exchange'](NOTHING)).team)).toEqual({ [guest.device.id]: [1, 2, 3] })
  })

  it('calls that are garbage, forged or a flood hide nobody', async () => {
    const county = await someCounty()
    const [hub, guest] = [await laptopOf(county, { person: '杨一' }), await laptopOf(county)]
    const shout = createSocket('udp4')
    await new Promise<void>(resolve => { shout.bind(0, '127.0.0.2', resolve) })
    shout.setBroadcast(true)
    const { county: id, ...rest } = hub.certificate
    const forged = { cunce: 1, port: 4, certificate: { ...rest, county: id, person: '假' } }
    const unknown = { cunce: 1, port: 5, certificate: certify((await someCounty()).key, { ...rest, county: id }) }
    const messages = [Buffer.alloc(50_000, 65), Buffer.from('{'), Buffer.from(JSON.stringify(forged)), Buffer.from(JSON.stringify(unknown)),
      ...Array.from({ length: 300 }, (_, i) => Buffer.from(JSON.stringify({ ...forged, port: 1_000 + i })))]
    const address = await hub.open()
    const finding = guest.h['hub:find'](null)
    await new Promise(resolve => { setTimeout(resolve, 100) })
    for (const message of messages) shout.send(message, county.callPort, '127.255.255.255', () => undefined)
    expect(await finding).toEqual([{ address, device: hub.device.id, person: '杨一', villages: [A] }])
    shout.close()
  })
})
