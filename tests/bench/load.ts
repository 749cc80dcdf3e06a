/**
 * `npm run load`: a county's laptops end their day. A PostgreSQL of its own with fsync, the county as a process of
 * its own, and as many bare laptops as asked for, each with its changes and photographs, come within the given
 * minutes; some lose an answer and say everything again. At the end the logs of all villages are read by laptops
 * that wrote nothing and counted against what the clients were told. Anything lost, doubled or untold ends with 1.
 *
 *   npm run load -- [--laptops=400] [--villages=100] [--minutes=10] [--changes=100] [--photos=3] [--history=0]
 */
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, readdirSync, rmSync, mkdtempSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import type { Change } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import { PATHS } from '#core/sync/wire.ts'
import { openCounty } from '../../server/county.ts'
import { startPostgres } from '../server/postgres.ts'
import { bareDevice, type BareDevice } from './bare-device.ts'
import { startCountyProcess, type CountyProcess } from './county-process.ts'
import { seeded } from './township.ts'

const option = (name: string, otherwise: number): number => Number(process.argv.find(arg => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise)
const laptops = option('laptops', 400), villages = option('villages', 100), minutes = option('minutes', 10)
const changesEach = option('changes', 100), photosEach = option('photos', 3), history = option('history', 0), seed = option('seed', 20261122)
const PHOTO_BYTES = 150_000, THUMB_BYTES = 6_000, PIECE_BYTES = 262_144
/** One in so many answers is lost after the county has committed; the laptop says the same again. */
const LOST_ANSWERS = 20
const TRIES = 8
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const wait = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
const villageCode = (i: number): string => `53052110${String(1000 + i)}`

interface Told { readonly village: string, readonly device: string, readonly numbers: Set<number>, readonly photos: string[] }

const batchMs: number[] = [], photoMs: number[] = [], errors = new Map<string, number>()
const roll = seeded(seed)
const fault = (what: string): void => void errors.set(what, (errors.get(what) ?? 0) + 1)

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? 0)
}

/** A day's answers: four fields of people and households of the village, some of them the same as a colleague's. */
function dayOf(device: string, village: string, count: number, first = 1): Change[] {
  return Array.from({ length: count }, (_, i): Change => {
    const house = Math.floor(roll() * 400)
    return {
      device, number: first + i, village, register: i % 3 === 0 ? 'household' : 'person', record: `${village}-${i % 3 === 0 ? 'h' : 'p'}-${house}`,
      stamp: makeStamp(Date.now(), i), by: '', origin: { kind: 'visit', ref: `${device}-visit-${Math.floor(i / 12)}` },
      fields: { household: `${village}-h-${house}`, phone: `139${String(Math.floor(roll() * 1e8)).padStart(8, '0')}`, note: `入户时说的第${i}句话`, workMonths: Math.floor(roll() * 12) }, saw: {}
    }
  })
}

/** Again after a failure, with a growing pause, as a laptop does. */
async function persist<T>(what: string, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (thrown) {
      fault(`${what}: ${thrown instanceof Error ? thrown.message.slice(0, 60) : 'unknown'}`)
      if (tries === TRIES) throw thrown
      await wait(Math.min(30_000, 500 * 2 ** tries) * (0.5 + Math.random() / 2))
    }
  }
}

async function sendPhoto(device: BareDevice, village: string, bytes: Buffer): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const metadata = Object.entries({ village, sha256, bytes: String(bytes.length) }).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(',')
  const start = performance.now()
  await persist('photo', async () => {
    const made = await device.send('POST', PATHS.attachments, { headers: { 'tus-resumable': '1.0.0', 'upload-length': String(bytes.length), 'upload-metadata': metadata }, unsignedBody: true })
    if (made.status !== 201) throw new Error(`create ${made.status}`)
    const path = new URL(made.headers.location!, 'http://county').pathname
    for (let at = Number(made.headers['upload-offset'] ?? 0); at < bytes.length;) {
      const piece = bytes.subarray(at, at + PIECE_BYTES)
      const put = await device.send('PATCH', path, { body: piece, unsignedBody: true, headers: { 'tus-resumable': '1.0.0', 'upload-offset': String(at), 'content-type': 'application/offset+octet-stream' } })
      if (put.status !== 204) throw new Error(`piece ${put.status}`)
      at = Number(put.headers['upload-offset'])
    }
  })
  photoMs.push(performance.now() - start)
  return sha256
}

async function endOfDay(device: BareDevice, village: string, after: number): Promise<Told> {
  const told: Told = { village, device: device.id, numbers: new Set(), photos: [] }
  const day = dayOf(device.id, village, changesEach)
  await wait(after)
  let cursor = 0
  for (let rest: readonly Change[] = day, more = true; rest.length > 0 || more;) {
    const start = performance.now()
    const answer = await persist('batch', async () => {
      const got = await device.exchange(rest, { [village]: cursor })
      if (rest.length > 0 && Math.floor(Math.random() * LOST_ANSWERS) === 0) throw new Error('the answer was lost (on purpose)')
      return got
    })
    batchMs.push(performance.now() - start)
    for (const [from, to] of answer.receipt?.numbers ?? []) for (let number = from; number <= to; number++) told.numbers.add(number)
    for (const { verdict, reason } of answer.verdicts) if (verdict === 'refused' || verdict === 'quarantined') fault(`${verdict} ${reason}`)
    rest = rest.filter(change => !told.numbers.has(change.number))
    cursor = answer.feed[village]!.cursor
    more = answer.feed[village]!.more
  }
  for (const size of [...Array.from({ length: photosEach }, () => THUMB_BYTES), ...Array.from({ length: photosEach }, () => PHOTO_BYTES)])
    told.photos.push(await sendPhoto(device, village, randomBytes(size)))
  return told
}

interface Memory { readonly countyMB: number, readonly postgresMB: number }
/** Peak resident memory: the county's own mark, and the sum PostgreSQL's processes had at a look. */
function memoryOf(county: number, postgresPort: string): Memory {
  const status = (pid: number | string, field: string): number => {
    try { return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024 } catch { return 0 }
  }
  const command = (pid: string): string => { try { return readFileSync(`/proc/${pid}/cmdline`, 'utf8') } catch { return '' } }
  const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  const leader = processes.find(pid => command(pid).includes(`port=${postgresPort}`))
  const children = processes.filter(pid => pid === leader || status(pid, 'PPid') * 1024 === Number(leader))
  // Shared pages count once: anonymous memory of each, and the shared buffers of the first.
  return { countyMB: Math.round(status(county, 'VmHWM')), postgresMB: Math.round(children.reduce((sum, pid) => sum + status(pid, 'RssAnon'), 0) + (leader ? status(leader, 'RssShmem') : 0)) }
}

/** Every change of every village, read by a laptop that wrote none: how often each stands in the log. */
async function countLogs(readers: ReadonlyMap<string, BareDevice>): Promise<{ readonly times: Map<string, number>, readonly gaps: number }> {
  const times = new Map<string, number>()
  let gaps = 0
  for (const [village, reader] of readers) {
    let last = 0, found = 0
    for (let cursor = 0, more = true; more;) {
      const answer = await persist('count', () => reader.exchange([], { [village]: cursor }))
      const page = answer.feed[village]!
      for (const { device, number } of page.changes) times.set(`${device} ${number}`, (times.get(`${device} ${number}`) ?? 0) + 1)
      found += page.changes.length
      cursor = page.cursor
      more = page.more
      last = answer.villages.find(one => one.code === village)!.last
    }
    // The county numbers without holes: as many changes as its last number says.
    if (found !== last) gaps++
  }
  return { times, gaps }
}

async function main(): Promise<void> {
  const started = performance.now()
  const postgres = await startPostgres(['shared_buffers=256MB', 'max_wal_size=2GB'])
  const dataDir = mkdtempSync(join(os.tmpdir(), 'cunce-load-'))
  const databaseUrl = await postgres.database()
  let county: CountyProcess | undefined
  try {
    const { console, database } = await openCounty({ databaseUrl, dataDir, name: '负载县' })
    for (let i = 0; i < villages; i++) await console.addVillage({ code: villageCode(i), name: `村${i}` })
    const running = await startCountyProcess(databaseUrl, dataDir)
    county = running
    const enrolled = async (id: string, village: string): Promise<BareDevice> => {
      const device = bareDevice(id, 2)
      await device.enrol(running.url, await console.issueCode({ villages: [village], account: id, person: '驻村工作队员' }))
      return device
    }
    const fleet: { readonly device: BareDevice, readonly village: string }[] = []
    for (let i = 0; i < laptops; i++) fleet.push({ device: await enrolled(`load-laptop-${i}`, villageCode(i % villages)), village: villageCode(i % villages) })
    const readers = new Map<string, BareDevice>()
    for (let i = 0; i < Math.min(villages, laptops); i++) readers.set(villageCode(i), await enrolled(`load-reader-${i}`, villageCode(i)))
    if (history > 0) await layHistory(await enrolled('load-history-0', villageCode(0)), villageCode(0))
    say(`${laptops} laptops of ${villages} villages are enrolled after ${Math.round((performance.now() - started) / 1000)} s; ${changesEach} changes and ${photosEach} photographs each within ${minutes} min`)

    const cpuBefore = process.cpuUsage()
    const begin = performance.now()
    let memory: Memory = { countyMB: 0, postgresMB: 0 }
    const { port } = new URL(databaseUrl)
    const look = setInterval(() => {
      const now = memoryOf(county!.child.pid!, port)
      memory = { countyMB: Math.max(memory.countyMB, now.countyMB), postgresMB: Math.max(memory.postgresMB, now.postgresMB) }
    }, 2_000)
    const told = await Promise.all(fleet.map(({ device, village }) => endOfDay(device, village, roll() * minutes * 60_000)))
    clearInterval(look)
    const seconds = (performance.now() - begin) / 1000
    const cpu = process.cpuUsage(cpuBefore)

    const { times, gaps } = await countLogs(readers)
    const wanted = told.flatMap(one => [...one.numbers].map(number => `${one.device} ${number}`))
    const missing = wanted.filter(key => !times.has(key)).length
    const doubled = [...times.values()].filter(count => count > 1).length
    const unasked = [...times.keys()].filter(key => key.startsWith('load-laptop')).length - wanted.length
    const untold = laptops * changesEach - wanted.length
    const photosGone = await missingPhotos(told, readers)
    const result = {
      laptops, villages, minutes, changesEach, photosEach, history, seconds: Math.round(seconds),
      changes: wanted.length, changesPerSecond: Math.round(wanted.length / seconds), photos: told.reduce((sum, one) => sum + one.photos.length, 0),
      batch: { count: batchMs.length, p50Ms: percentile(batchMs, 0.5), p95Ms: percentile(batchMs, 0.95), p99Ms: percentile(batchMs, 0.99), longestMs: percentile(batchMs, 1) },
      photo: { count: photoMs.length, p50Ms: percentile(photoMs, 0.5), p95Ms: percentile(photoMs, 0.95), p99Ms: percentile(photoMs, 0.99) },
      errors: Object.fromEntries(errors), memory, clientsCpuSeconds: Math.round((cpu.user + cpu.system) / 1e6), cores: os.cpus().length, load: os.loadavg()[0],
      log: { missing, doubled, unasked, untold, gaps, photosGone }
    }
    const good = [missing, doubled, unasked, untold, gaps, photosGone].every(count => count === 0)
    say(good ? `every one of ${wanted.length} changes stands in the log once, as its laptop was told; ${result.photos} blobs are there` : 'FAILED: the logs are not what the laptops were told')
    process.stdout.write(`${JSON.stringify({ ...result, passed: good })}\n`)
    process.exitCode = good ? 0 : 1
    for (const device of [...fleet.map(one => one.device), ...readers.values()]) device.close()
    await database.close()
  } finally {
    await county?.kill()
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** What had been there for years: one village's log is long before the evening begins. */
async function layHistory(device: BareDevice, village: string): Promise<void> {
  for (let at = 0; at < history; at += 500) await device.exchange(dayOf(device.id, village, Math.min(500, history - at), at + 1), {})
  say(`${history} changes lie in ${village} already`)
}

async function missingPhotos(told: readonly Told[], readers: ReadonlyMap<string, BareDevice>): Promise<number> {
  let gone = 0
  for (const { village, photos } of told)
    for (const sha256 of photos) {
      const { status, body } = await readers.get(village)!.send('GET', PATHS.attachment(village, sha256))
      if (status !== 200 || createHash('sha256').update(body).digest('hex') !== sha256) gone++
    }
  return gone
}

await main()
