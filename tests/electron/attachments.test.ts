/** Sealed pictures on this laptop's disk, and their road to and from the real county, cut wherever it can be cut. */
import { createHash, randomBytes } from 'node:crypto'
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { PATHS } from '#core/sync/wire.ts'
import { attachmentHandlers } from '../../electron/main/attachments.ts'
import { openBlobStore } from '../../electron/main/attachment-store.ts'
import { openBox } from '../../electron/main/box.ts'
import { openCounty } from '../../electron/main/county.ts'
import { openCountyLine } from '../../electron/main/county-line.ts'
import { openDevice } from '../../electron/main/device.ts'
import { openKeyStore } from '../../electron/main/key-store.ts'
import { startCounty, type County } from '../../server/county.ts'
import * as certificates from './certificates.ts'
import { fakeSafe } from './fake-safe.ts'
import { codeOf, someFolder } from './folder.ts'

const VILLAGE = '530521101200'
const OTHER = '530521101201'
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const picture = (size = 700_000): { sha256: string; bytes: Uint8Array } => {
  const bytes = new Uint8Array(randomBytes(size))
  return { sha256: digestOf(bytes), bytes }
}
const plenty = (): Promise<number> => Promise.resolve(50_000_000_000)
const limits = { connectMs: 3_000, idleMs: 3_000 }

async function laptopIn(folder: string, free = plenty) {
  const device = await openDevice(folder, openBox(openKeyStore(fakeSafe(), 'linux'), () => null))
  const line = openCountyLine(device, Date.now, limits)
  const county = openCounty({ device, version: '0.1.0', offered: null, now: Date.now, limits, line })
  onTestFinished(() => county.close())
  const blobs = await openBlobStore(folder, free)
  return { folder, device, county, blobs, attachments: attachmentHandlers(blobs, line) }
}
type Laptop = Awaited<ReturnType<typeof laptopIn>>

/** A county, and in front of it a road that can be cut after so many bytes of either way. */
async function someCounty(tls?: { key: string; cert: string }, later: (work: () => void | Promise<void>) => void = onTestFinished) {
  const folder = await mkdtemp(join(tmpdir(), 'cunce-county-'))
  later(() => rm(folder, { recursive: true, force: true }))
  const dataDir = join(folder, 'county')
  const state = { county: null as County | null, up: 0, cutUpAfter: Infinity, cutDownAfter: Infinity, loseAnswerTo: '' }
  const start = async (): Promise<void> => { state.county = await startCounty({ dataDir, port: 0, name: '练习县', ...tls && { tls } }) }
  await start()
  later(async () => { await state.county?.close() })
  await state.county!.addVillage(VILLAGE, '某村')
  await state.county!.addVillage(OTHER, '邻村')
  const sockets = new Set<Socket>()
  const road = createServer(near => {
    const far = connect(Number(new URL(state.county!.url).port), '127.0.0.1')
    const end = (): void => { near.destroy(); far.destroy() }
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', end)
      socket.on('close', end)
    }
    let lost = false
    near.on('data', bytes => {
      state.up += Math.max(0, Math.min(bytes.length, state.cutUpAfter))
      lost ||= state.loseAnswerTo !== '' && bytes.includes(state.loseAnswerTo)
      const left = state.cutUpAfter - bytes.length
      far.write(left < 0 ? bytes.subarray(0, Math.max(0, state.cutUpAfter)) : bytes)
      state.cutUpAfter = left
      // What was let through arrives; what comes behind does not.
      if (left < 0) setTimeout(end, 50)
    })
    far.on('data', bytes => {
      if (lost) return end()
      const left = state.cutDownAfter - bytes.length
      near.write(left < 0 ? bytes.subarray(0, Math.max(0, state.cutDownAfter)) : bytes)
      state.cutDownAfter = left
      if (left < 0) setTimeout(end, 50)
    })
  })
  await new Promise<void>(done => road.listen(0, '127.0.0.1', () => done()))
  later(() => {
    for (const socket of sockets) socket.destroy()
    road.close()
  })
  const address = `http${tls ? 's' : ''}://127.0.0.1:${(road.address() as AddressInfo).port}`
  const enrol = async (villages = [VILLAGE], person = '李四海', account = 'li'): Promise<Laptop> => {
    const laptop = await laptopIn(await someFolder())
    await laptop.county.enrol({ address, code: await state.county!.issueCode({ villages, person, account }), name: '' })
    return laptop
  }
  const restart = async (): Promise<void> => {
    await state.county!.close()
    await start()
  }
  return { state, enrol, restart, heal: () => { Object.assign(state, { cutUpAfter: Infinity, cutDownAfter: Infinity, loseAnswerTo: '' }) } }
}
const send = (laptop: Laptop, sha256: string, village = VILLAGE) => Promise.resolve(laptop.attachments['attachment:send']({ sha256, village }))
const fetch = (laptop: Laptop, sha256: string, village = VILLAGE) => Promise.resolve(laptop.attachments['attachment:fetch']({ sha256, village }))
const read = async (laptop: Laptop, sha256: string): Promise<Uint8Array | null> => (await laptop.attachments['attachment:read']({ sha256 }))?.bytes ?? null

describe('pictures on this laptop', () => {
  it('are put, read, listed; a restart changes nothing', async () => {
    const laptop = await laptopIn(await someFolder())
    const one = picture(5000)
    await laptop.attachments['attachment:put'](one)
    await laptop.attachments['attachment:put'](one)
    const again = await laptopIn(laptop.folder)
    expect(await read(again, one.sha256)).toEqual(one.bytes)
    expect(await again.attachments['attachment:have']({ sha256: [one.sha256, digestOf(new Uint8Array(1))] })).toEqual({ sha256: [one.sha256] })
    expect(await readdir(join(laptop.folder, 'attachments'), { recursive: true })).toEqual([one.sha256.slice(0, 2), join(one.sha256.slice(0, 2), one.sha256)])
  })
  it.each([['other bytes', new Uint8Array([1, 2, 3]), 'attachment-damaged'], ['nothing', new Uint8Array(), 'attachment-damaged'], ['too much', new Uint8Array(20_000_001), 'attachment-too-large']])(
    '%s under a digest is refused', async (_name, bytes, code) => {
      const laptop = await laptopIn(await someFolder())
      expect(await codeOf(laptop.blobs.put(code === 'attachment-too-large' ? digestOf(bytes) : 'a'.repeat(64), bytes))).toBe(code)
      expect(await laptop.blobs.have(['a'.repeat(64), digestOf(bytes)])).toEqual([])
    })
  it('fault 20: below a gigabyte no picture is taken in, with the words for it', async () => {
    let left = 999_999_999
    const laptop = await laptopIn(await someFolder(), () => Promise.resolve(left))
    const one = picture(1000)
    expect(await codeOf(laptop.blobs.put(one.sha256, one.bytes))).toBe('attachment-disk')
    left = 1_000_000_000
    expect(await codeOf(laptop.blobs.put(one.sha256, one.bytes))).toBe('none')
  })
  it('fault 2: what a kill left half-written is swept, and is never a picture', async () => {
    const folder = await someFolder()
    const one = picture(1000)
    await mkdir(join(folder, 'attachments', one.sha256.slice(0, 2)), { recursive: true })
    await writeFile(join(folder, 'attachments', one.sha256.slice(0, 2), `.${one.sha256.slice(0, 60)}.0a0b0c0d.tmp`), one.bytes.subarray(0, 500))
    const laptop = await laptopIn(folder)
    expect(await readdir(join(folder, 'attachments', one.sha256.slice(0, 2)))).toEqual([])
    expect(await read(laptop, one.sha256)).toBeNull()
  })
  it.each<[string, (file: string, bytes: Uint8Array) => Promise<void>]>([
    ['flipped', (file, bytes) => writeFile(file, bytes.map((byte, i) => i === 77 ? byte ^ 1 : byte))], ['cut', file => truncate(file, 100)],
    ['emptied', file => truncate(file, 0)], ['gone', file => rm(file)]
  ])('fault 23: one that is %s is not shown, can be put again, and is fetched again', async (_name, harm) => {
    const there = plain
    const laptop = await there.enrol()
    const one = picture(50_000)
    await laptop.blobs.put(one.sha256, one.bytes)
    await send(laptop, one.sha256)
    const file = join(laptop.folder, 'attachments', one.sha256.slice(0, 2), one.sha256)
    await harm(file, one.bytes)
    expect(await read(laptop, one.sha256)).toBeNull()
    expect(await laptop.blobs.have([one.sha256])).toEqual([])
    await fetch(laptop, one.sha256)
    expect(await read(laptop, one.sha256)).toEqual(one.bytes)
    await harm(file, one.bytes)
    await laptop.blobs.put(one.sha256, one.bytes)
    expect(await read(laptop, one.sha256)).toEqual(one.bytes)
  }, 120_000)
})

let plain: Awaited<ReturnType<typeof someCounty>>
const atTheEnd: (() => unknown)[] = []
beforeAll(async () => { plain = await someCounty(undefined, work => atTheEnd.unshift(work)) }, 120_000)
afterAll(async () => { for (const work of atTheEnd) await work() })

describe('to the county and from it', () => {
  it.each([['http', undefined], ['https with a certificate of its own', certificates.county]])('%s: goes up once, is known afterwards, and comes down on another laptop of the village', async (_name, tls) => {
    const there = tls ? await someCounty(tls) : plain
    const [one, other] = [await there.enrol(), await there.enrol([VILLAGE], '王五', 'wang')]
    const photo = picture()
    await one.blobs.put(photo.sha256, photo.bytes)
    expect((await send(one, photo.sha256)).up).toBeGreaterThan(photo.bytes.length)
    const before = there.state.up
    expect((await send(one, photo.sha256)).already).toBe(true)
    await other.blobs.put(photo.sha256, photo.bytes)
    expect((await send(other, photo.sha256)).already).toBe(true)
    expect(there.state.up - before).toBeLessThan(20_000)

    const third = await there.enrol([VILLAGE], '赵六', 'zhao')
    expect((await fetch(third, photo.sha256)).down).toBeGreaterThan(photo.bytes.length)
    expect(await read(third, photo.sha256)).toEqual(photo.bytes)
    expect(await fetch(third, photo.sha256)).toEqual({ down: 0 })
    expect(third.attachments['attachment:progress'](null)).toBeNull()
  }, 180_000)

  it('fault 31: cut at any byte on the way up it goes on where the county stands; little is sent twice', async () => {
    const there = plain
    const laptop = await there.enrol()
    const photo = picture(900_000)
    await laptop.blobs.put(photo.sha256, photo.bytes)
    there.state.up = 0
    let cuts = 0
    for (const after of [200, 900, 1500, 70_000, 333_333, 262_144, 100_001, 260_000]) {
      there.state.cutUpAfter = after
      const code = await codeOf(send(laptop, photo.sha256))
      there.heal()
      if (code !== 'none') cuts++
      expect(['none', 'county-unreachable', 'county-garbled', 'county-busy', 'county-refused']).toContain(code)
      // Another start of the program knows no more than the county does.
      Object.assign(laptop, await laptopIn(laptop.folder))
    }
    expect(cuts).toBeGreaterThan(4)
    await expect.poll(() => codeOf(send(laptop, photo.sha256)), { timeout: 20_000 }).toBe('none')
    expect(there.state.up).toBeLessThan(photo.bytes.length * 1.2)
    expect(await codeOf(fetch(await there.enrol([VILLAGE], '王五', 'wang'), photo.sha256))).toBe('none')
  }, 180_000)

  it('fault 31: cut at any byte on the way down it goes on where the file stands, also after a restart', async () => {
    const there = plain
    const [one, other] = [await there.enrol(), await there.enrol([VILLAGE], '王五', 'wang')]
    const photo = picture(900_000)
    await one.blobs.put(photo.sha256, photo.bytes)
    await send(one, photo.sha256)
    let down = 0
    const sizes: number[] = []
    for (const after of [100, 400, 150_000, 333_333, 1, 200_000]) {
      there.state.cutDownAfter = after
      expect(await codeOf(fetch(other, photo.sha256))).toBe('county-unreachable')
      there.heal()
      down += after
      expect(await read(other, photo.sha256)).toBeNull()
      Object.assign(other, await laptopIn(other.folder))
      sizes.push(await other.blobs.part(photo.sha256).size())
    }
    expect(sizes.at(-1)).toBeGreaterThan(680_000)
    expect([...sizes].sort((a, b) => a - b)).toEqual(sizes)
    const last = await fetch(other, photo.sha256)
    expect(await read(other, photo.sha256)).toEqual(photo.bytes)
    expect(down + last.down).toBeLessThan(photo.bytes.length * 1.1)
  }, 180_000)

  it('fault 32: the answer to the last piece is lost; the next time it is there already', async () => {
    const there = plain
    const laptop = await there.enrol()
    const photo = picture(100_000)
    await laptop.blobs.put(photo.sha256, photo.bytes)
    there.state.loseAnswerTo = 'PATCH /'
    expect(await codeOf(send(laptop, photo.sha256))).toBe('county-unreachable')
    there.heal()
    await expect.poll(async () => (await send(laptop, photo.sha256).catch(() => ({ already: false }))).already, { timeout: 20_000 }).toBe(true)
  }, 180_000)

  it('fault 39: the county is stopped in the middle; started again, it goes on', async () => {
    const there = plain
    const laptop = await there.enrol()
    const photo = picture(900_000)
    await laptop.blobs.put(photo.sha256, photo.bytes)
    there.state.cutUpAfter = 400_000
    expect(await codeOf(send(laptop, photo.sha256))).not.toBe('none')
    there.heal()
    await there.restart()
    there.state.up = 0
    expect((await send(laptop, photo.sha256)).already).toBe(false)
    expect(there.state.up).toBeLessThan(650_000)
  }, 180_000)

  it('fault 36: another certificate, and nothing is sent', async () => {
    const there = await someCounty(certificates.county)
    const laptop = await there.enrol()
    const stranger = await someCounty(certificates.stranger)
    const photo = picture(1000)
    await laptop.blobs.put(photo.sha256, photo.bytes)
    const { url } = stranger.state.county!
    await laptop.device.keep({ ...(await laptop.device.enrolment())!, address: url })
    Object.assign(laptop, await laptopIn(laptop.folder))
    expect(await codeOf(send(laptop, photo.sha256))).toBe('county-certificate')
    expect(await codeOf(fetch(laptop, digestOf(new Uint8Array(9))))).toBe('county-certificate')
  }, 180_000)

  it('S-01 another village’s picture is neither sent to nor read, and says no more than that', async () => {
    const there = plain
    const [mine, theirs] = [await there.enrol([VILLAGE]), await there.enrol([OTHER], '王五', 'wang')]
    const photo = picture(1000)
    await mine.blobs.put(photo.sha256, photo.bytes)
    await send(mine, photo.sha256)
    expect(await codeOf(fetch(theirs, photo.sha256, VILLAGE))).toBe('village-not-granted')
    expect(await codeOf(fetch(theirs, photo.sha256, '999999999999'))).toBe('village-not-granted')
    expect(await codeOf(fetch(theirs, photo.sha256, OTHER))).toBe('attachment-missing')
    await theirs.blobs.put(photo.sha256, photo.bytes)
    expect(await codeOf(send(theirs, photo.sha256, VILLAGE))).toBe('village-not-granted')
    expect((await send(theirs, photo.sha256, OTHER)).already).toBe(false)
  }, 180_000)

  it('stopped, it ends at once and goes on later', async () => {
    const there = plain
    const laptop = await there.enrol()
    const photo = picture(900_000)
    await laptop.blobs.put(photo.sha256, photo.bytes)
    there.state.cutUpAfter = 300_000
    const going = codeOf(send(laptop, photo.sha256))
    await expect.poll(() => (laptop.attachments['attachment:progress'](null) as { done: number } | null)?.done ?? 0, { timeout: 10_000, interval: 1 }).toBeGreaterThan(0)
    laptop.county.stop()
    expect(await going).toBe('county-unreachable')
    there.heal()
    await expect.poll(() => codeOf(send(laptop, photo.sha256)), { timeout: 20_000 }).toBe('none')
  }, 180_000)

  it('two who want the same picture get it once', async () => {
    const there = plain
    const [one, other] = [await there.enrol(), await there.enrol([VILLAGE], '王五', 'wang')]
    const photo = picture(300_000)
    await one.blobs.put(photo.sha256, photo.bytes)
    await Promise.all([send(one, photo.sha256), send(one, photo.sha256)])
    const both = await Promise.all([fetch(other, photo.sha256), fetch(other, photo.sha256)])
    expect(both[0]).toEqual(both[1])
    expect(await read(other, photo.sha256)).toEqual(photo.bytes)
  }, 180_000)

  it('what is not here is not sent, what the county has not is not fetched, and what is half of another file goes', async () => {
    const there = plain
    const laptop = await there.enrol()
    expect(await codeOf(send(laptop, 'b'.repeat(64)))).toBe('attachment-missing')
    expect(await codeOf(fetch(laptop, 'b'.repeat(64)))).toBe('attachment-missing')
    const photo = picture(20_000)
    await laptop.blobs.put(photo.sha256, photo.bytes)
    await send(laptop, photo.sha256)
    const file = join(laptop.folder, 'attachments', photo.sha256.slice(0, 2), photo.sha256)
    await rm(file)
    for (const rubbish of [100, 20_000, 30_000]) {
      await writeFile(`${file}.part`, randomBytes(rubbish))
      expect(await codeOf(fetch(laptop, photo.sha256))).toBe('county-garbled')
      expect(await laptop.blobs.part(photo.sha256).size()).toBe(0)
    }
    await fetch(laptop, photo.sha256)
    expect(new Uint8Array(await readFile(file))).toEqual(photo.bytes)
    expect(PATHS.upload(VILLAGE, photo.sha256)).toContain(photo.sha256)
  }, 180_000)
})
