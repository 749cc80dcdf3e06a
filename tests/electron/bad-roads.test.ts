/**
 * The laptop's end of the road and the real county with the worst roads between them: cut at a byte of a question or
 * an answer, silent while the laptop sleeps, slow and full of losses (faults 9, 31 and 35).
 */
import { createHash, randomBytes } from 'node:crypto'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { makeStamp } from '#core/sync/clock.ts'
import type { Change } from '#core/sync/change.ts'
import type { Exchange } from '#core/sync/wire.ts'
import { attachmentHandlers } from '../../electron/main/attachments.ts'
import { openBlobStore } from '../../electron/main/attachment-store.ts'
import { openBox } from '../../electron/main/box.ts'
import { openCounty } from '../../electron/main/county.ts'
import { openCountyLine } from '../../electron/main/county-line.ts'
import { openDevice } from '../../electron/main/device.ts'
import { openKeyStore } from '../../electron/main/key-store.ts'
import { startCounty } from '../../server/county.ts'
import { fakeSafe } from './fake-safe.ts'
import { codeOf, someFolder } from './folder.ts'

const VILLAGE = '530521101200'

interface Weather {
  /** Bytes that still get through, each way; then the line is dead. */
  up: number
  down: number
  /** Nothing of the answer gets through, and nothing says so. */
  silent: boolean
  bytesPerSecond: number
  delayMs: number
  /** The share of pieces that have to be sent again, each a time-out later. */
  loss: number
  resendMs: number
  /** After so many bytes up the line breaks once. */
  breaks: number[]
}
const fine = (): Weather => ({ up: Infinity, down: Infinity, silent: false, bytesPerSecond: Infinity, delayMs: 0, loss: 0, resendMs: 0, breaks: [] })

const PIECE = 1460

/** TCP as a program sees it: in order, late, in bursts; what is lost on the way is only later still. */
async function road(county: string, weather: Weather, roll: () => number) {
  const counted = { up: 0, down: 0 }
  const sockets = new Set<Socket>()
  const kill = (): void => { for (const socket of sockets) socket.resetAndDestroy() }
  const server = createServer(near => {
    const far = connect(Number(new URL(county).port), '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => { sockets.delete(socket); near.destroy(); far.destroy() })
    }
    /** Gives on what gets through, and counts it: what is still under way when the line breaks has not been delivered. */
    const deliver = (to: Socket, way: 'up' | 'down', bytes: Buffer): void => {
      if (to.destroyed || (way === 'down' && weather.silent)) return
      const through = bytes.subarray(0, Math.max(0, weather[way]))
      weather[way] -= bytes.length
      counted[way] += through.length
      if (through.length > 0) to.write(through)
      const broken = way === 'up' && weather.breaks.length > 0 && counted.up > weather.breaks[0]!
      if (broken) weather.breaks.shift()
      // What was let through arrives; what comes behind does not.
      if (broken || weather[way] < 0) setTimeout(kill, 5)
    }
    const slow = (to: Socket, way: 'up' | 'down') => {
      let free = 0
      return (all: Buffer) => {
        if (weather.bytesPerSecond === Infinity) return deliver(to, way, all)
        for (let at = 0; at < all.length; at += PIECE) {
          const piece = all.subarray(at, at + PIECE)
          let late = piece.length / weather.bytesPerSecond * 1000
          while (roll() < weather.loss) late += weather.resendMs
          free = Math.max(free, Date.now()) + late
          setTimeout(() => deliver(to, way, piece), free - Date.now() + weather.delayMs)
        }
      }
    }
    near.on('data', slow(far, 'up'))
    far.on('data', slow(near, 'down'))
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', () => done()))
  onTestFinished(() => { kill(); server.close() })
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, counted, kill }
}

async function setting(weather: Weather, limits = { connectMs: 3_000, idleMs: 3_000 }, roll = Math.random) {
  const there = await startCounty({ dataDir: join(await someFolder(), 'county'), port: 0, name: '练习县' })
  onTestFinished(() => there.close())
  await there.addVillage(VILLAGE, '某村')
  const between = await road(there.url, weather, roll)
  const laptop = async (person: string, address: string) => {
    const folder = await someFolder()
    const device = await openDevice(folder, openBox(openKeyStore(fakeSafe(), 'linux'), () => null))
    const line = openCountyLine(device, Date.now, limits)
    const county = openCounty({ device, version: '0.1.0', offered: null, now: Date.now, limits, line })
    onTestFinished(() => county.close())
    await county.enrol({ address, code: await there.issueCode({ villages: [VILLAGE], person, account: person }), name: '' })
    const blobs = await openBlobStore(folder, () => Promise.resolve(50_000_000_000))
    return { device, county, line, blobs, attachments: attachmentHandlers(blobs, line) }
  }
  const changesOf = (device: string, first: number, count: number): Change[] => Array.from({ length: count }, (_, i): Change => ({
    device, number: first + i, village: VILLAGE, register: 'household', record: `household-${first + i}`, stamp: makeStamp(Date.now(), i), by: 'li',
    origin: { kind: 'edit' }, fields: { hamlet: `寨${first + i}` }, saw: {}
  }))
  const round = (changes: readonly Change[]): Exchange => ({ protocol: 2, changes: [...changes], cursors: {}, health: { unsent: changes.length, version: '0.1.0', clock: Date.now() } })
  /** How often each number of a laptop is in the log, read beside the bad road. */
  const logged = async (device: string): Promise<number[]> => {
    const reader = await laptop(`读${Math.random()}`, there.url)
    const numbers: number[] = []
    for (let cursor = 0; ;) {
      const page = (await reader.county.exchange({ ...round([]), cursors: { [VILLAGE]: cursor } })).answer.feed[VILLAGE]!
      numbers.push(...page.changes.filter(change => change.device === device).map(change => change.number))
      cursor = page.cursor
      if (!page.more) return numbers.sort((a, b) => a - b)
    }
  }
  return { there, between, laptop, changesOf, round, logged }
}
const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1)

it('fault 31: the line cut at hundreds of bytes of a small question and of its answer: asked again, each change is there once', async () => {
  const weather = fine()
  const { laptop, between, changesOf, round, logged } = await setting(weather)
  const one = await laptop('li', between.address)
  // After the first answers a round says no more than it must: as long as all that follow.
  for (const number of [1, 2]) await one.county.exchange(round(changesOf(one.device.id, number, 1)))
  Object.assign(between.counted, { up: 0, down: 0 })
  await one.county.exchange(round(changesOf(one.device.id, 3, 1)))
  const { up, down } = { ...between.counted }
  expect([up, down].every(bytes => bytes > 300 && bytes < 3_000)).toBe(true)
  // Every byte where lines begin and end, and one in nine of the rest; all of them where it is asked for.
  const offsets = (size: number): number[] => Array.from({ length: size }, (_, i) => i).filter(i => process.env['CUNCE_EVERY_BYTE'] || i < 10 || i > size - 20 || i % 9 === 0)
  const ends: string[] = []
  let number = 3
  for (const [way, size] of [['up', up], ['down', down]] as const) for (const offset of offsets(size)) {
    const change = changesOf(one.device.id, ++number, 1)
    Object.assign(weather, fine(), { [way]: offset })
    ends.push(await codeOf(one.county.exchange(round(change))))
    Object.assign(weather, fine())
    const { answer } = await one.county.exchange(round(change))
    expect(answer.receipt?.numbers, `${way} cut at ${offset}`).toEqual([[number, number]])
  }
  expect([...new Set(ends)].filter(code => !['none', 'county-unreachable', 'county-garbled'].includes(code))).toEqual([])
  expect(ends.filter(code => code === 'county-unreachable').length).toBeGreaterThan(ends.length * 0.9)
  expect(await logged(one.device.id)).toEqual(upTo(number))
}, 600_000)

it('fault 9: asleep in the middle of a question: the answer never comes, the line is dead at waking; asked once more, nothing is doubled', async () => {
  const weather = fine()
  // Half a minute of silence is told as such; here a fifth of a second.
  const { laptop, between, changesOf, round, logged } = await setting(weather, { connectMs: 3_000, idleMs: 200 })
  const one = await laptop('li', between.address)
  for (const [number, waking] of [[1, 'silent'], [2, 'reset']] as const) {
    const change = changesOf(one.device.id, number, 1)
    weather.silent = true
    const asleep = codeOf(one.county.exchange(round(change)))
    if (waking === 'reset') setTimeout(between.kill, 100)
    expect(await asleep).toBe('county-unreachable')
    weather.silent = false
    const { answer } = await one.county.exchange(round(change))
    expect(answer).toMatchObject({ verdicts: [{ number, verdict: 'known' }], receipt: { numbers: [[number, number]] } })
  }
  expect(await logged(one.device.id)).toEqual([1, 2])
}, 60_000)

it('fault 35: 64 kbit/s, three of ten pieces lost, two seconds there and back, and the line breaks four times: 500 edits and a photograph arrive, what was acknowledged is not sent again', async () => {
  // A twentieth of the times: 20 × the bytes a second, 50 ms each way, a lost piece comes 50 ms later (a second in the valley).
  const weather = { ...fine(), bytesPerSecond: 160_000, delayMs: 50, loss: 0.3, resendMs: 50 }
  let state = 35
  const roll = (): number => { state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; return state / 2 ** 32 }
  const { laptop, between, changesOf, round, logged } = await setting(weather, { connectMs: 10_000, idleMs: 1_500 }, roll)
  const one = await laptop('li', between.address)
  const photo = new Uint8Array(randomBytes(150_000))
  const sha256 = createHash('sha256').update(photo).digest('hex')
  await one.blobs.put(sha256, photo)
  between.counted.up = 0
  const changes = changesOf(one.device.id, 1, 500)
  weather.breaks.push(800)
  let tries = 0
  for (let first = 0; first < 500;) {
    if (++tries > 40) throw new Error('the edits do not get through')
    const part = changes.slice(first, first + 100)
    if (await codeOf(one.county.exchange(round(part))) === 'none') first += part.length
  }
  const words = between.counted.up
  weather.breaks.push(...[30_000, 70_000, 120_000].map(bytes => words + bytes))
  let failed = 0
  while (await codeOf(Promise.resolve(one.attachments['attachment:send']({ sha256, village: VILLAGE }))) !== 'none') if (++failed > 40) throw new Error('the photograph does not get through')
  expect(await logged(one.device.id)).toEqual(upTo(500))
  expect(weather.breaks).toEqual([])
  // Three breaks may each cost what was on its way; what the county had is not said twice.
  expect(between.counted.up - words).toBeLessThan(photo.length * 1.35)
  Object.assign(weather, fine())
  const other = await laptop('wang', between.address)
  await other.attachments['attachment:fetch']({ sha256, village: VILLAGE })
  expect((await other.attachments['attachment:read']({ sha256 }))?.bytes).toEqual(photo)
}, 180_000)
