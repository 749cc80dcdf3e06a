/**
 * Faults 39 and 6 on the real county: its process is killed, and the disk under its PostgreSQL loses power, while
 * laptops send. What a receipt had said is in the log once; a batch is there whole or not at all; what had no answer
 * is sent again and changes nothing that was there.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Change } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import { openCounty } from '../../server/county.ts'
import { bareDevice, type BareDevice } from '../bench/bare-device.ts'
import { startCountyProcess, type CountyProcess } from '../bench/county-process.ts'
import { openLoopDisk } from '../journeys/loop-disk.ts'
import { startPostgres } from '../server/postgres.ts'

export interface CountyLosses { readonly trials: number, readonly powered: boolean, readonly told: number, readonly lost: number, readonly doubled: number, readonly torn: number, readonly cutAnswers: number }

export const VILLAGE = '530521101201'
const BATCH = 20
const LAPTOPS = 3

interface Sender { readonly device: BareDevice, readonly told: Set<number>, next: number, pending: Change[] }

/** What follows from device and number, so that the same batch can be said again. */
export const oneBatch = (device: string, first: number): Change[] => Array.from({ length: BATCH }, (_, i): Change => ({
  device, number: first + i, village: VILLAGE, register: 'household', record: `house-${1000 + (first + i) % 50}`, stamp: makeStamp(Date.UTC(2026, 10, 22) + first, i),
  by: '', origin: { kind: 'edit' }, fields: { note: createHash('sha256').update(`${device} ${first + i}`).digest('hex') }, saw: {}
}))

/** Sends without a pause until the county is gone. */
async function stream(sender: Sender, until: () => boolean): Promise<number> {
  while (!until()) {
    if (sender.pending.length === 0) {
      sender.pending = oneBatch(sender.device.id, sender.next)
      sender.next += BATCH
    }
    try {
      const { receipt } = await sender.device.exchange(sender.pending, {})
      for (const [from, to] of receipt?.numbers ?? []) for (let number = from; number <= to; number++) sender.told.add(number)
      sender.pending = []
    } catch {
      return 1
    }
  }
  return 0
}

/** How often each of a laptop's changes stands in the log, by its number. */
export async function readLog(reader: BareDevice): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  for (let cursor = 0; ;) {
    const page = (await reader.exchange([], { [VILLAGE]: cursor })).feed[VILLAGE]!
    for (const { device, number } of page.changes) times.set(`${device} ${number}`, (times.get(`${device} ${number}`) ?? 0) + 1)
    cursor = page.cursor
    if (!page.more) return times
  }
}

export async function countyTrials(count: number, roll: () => number): Promise<CountyLosses> {
  const disk = openLoopDisk(900)
  const base = disk?.folder ?? mkdtempSync(join(tmpdir(), 'cunce-county-faults-'))
  // PostgreSQL does not run as root and must get to its folder.
  if (disk) chmodSync(join(base, '..'), 0o711)
  chmodSync(base, 0o777)
  const postgres = await startPostgres(['shared_buffers=32MB', 'wal_recycle=off', 'max_wal_size=64MB', 'min_wal_size=32MB'], base)
  // The new cluster was made in haste, without a sync of its own.
  execFileSync('sync', ['-f', base])
  const dataDir = mkdtempSync(join(tmpdir(), 'cunce-county-data-'))
  let county: CountyProcess | undefined
  try {
    const databaseUrl = await postgres.database()
    const { console, database } = await openCounty({ databaseUrl, dataDir, name: '县' })
    await console.addVillage({ code: VILLAGE, name: '村' })
    const codes = await Promise.all(Array.from({ length: LAPTOPS + 1 }, (_, i) => console.issueCode({ villages: [VILLAGE], account: `account${i}`, person: '队员' })))
    await database.close()
    county = await startCountyProcess(databaseUrl, dataDir)
    const senders: Sender[] = []
    for (let i = 0; i < LAPTOPS; i++) {
      const device = bareDevice(`fault-laptop-${i}`)
      await device.enrol(county.url, codes[i]!)
      senders.push({ device, told: new Set(), next: 1, pending: [] })
    }
    const reader = bareDevice('fault-reader-0')
    await reader.enrol(county.url, codes[LAPTOPS]!)
    const sum = { trials: 0, powered: disk !== null, told: 0, lost: 0, doubled: 0, torn: 0, cutAnswers: 0 }
    for (let trial = 0; trial < count; trial++) {
      let over = false
      const streams = senders.map(sender => stream(sender, () => over))
      const throwSwitch = await disk?.arm()
      await new Promise(resolve => setTimeout(resolve, 100 + roll() * 900))
      // What is heard from here on is heard after the light went: it binds nobody.
      const heard = senders.map(sender => new Set(sender.told))
      const off = throwSwitch?.()
      over = true
      await off
      await county.kill()
      sum.cutAnswers += (await Promise.all(streams)).reduce((a, b) => a + b, 0)
      senders.forEach((sender, i) => {
        for (const number of sender.told) if (!heard[i]!.has(number)) sender.told.delete(number)
      })
      if (disk) disk.powerOn()
      else await postgres.pause()
      await postgres.resume()
      county = await startCountyProcess(databaseUrl, dataDir)
      for (const { device } of [...senders, { device: reader }]) device.moveTo(county.url)
      const times = await readLog(reader)
      for (const { device, told, next } of senders) {
        for (const number of told) if (!times.has(`${device.id} ${number}`)) sum.lost++
        for (let first = 1; first < next; first += BATCH) {
          const there = Array.from({ length: BATCH }, (_, i) => times.get(`${device.id} ${first + i}`) ?? 0)
          sum.doubled += there.filter(one => one > 1).length
          if (there.some(one => one > 0) && there.some(one => one === 0)) sum.torn++
        }
      }
      sum.trials++
    }
    sum.told = senders.reduce((total, { told }) => total + told.size, 0)
    for (const { device } of senders) device.close()
    reader.close()
    return sum
  } finally {
    await county?.kill()
    // On a disk that is still off PostgreSQL cannot end itself: whoever holds the disk goes with it.
    await postgres.stop().catch(thrown => { if (!disk) throw thrown })
    disk?.close()
    rmSync(dataDir, { recursive: true, force: true })
    if (!disk) rmSync(base, { recursive: true, force: true })
  }
}
