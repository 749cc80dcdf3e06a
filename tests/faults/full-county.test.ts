/** Fault 43 and S-16: the disk under the county's PostgreSQL runs full while laptops send, and gets room again. */
import { chmodSync, mkdtempSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Change } from '#core/sync/change.ts'
import { startCounty } from '../../server/county.ts'
import { bareDevice } from '../bench/bare-device.ts'
import { openLoopDisk } from '../journeys/loop-disk.ts'
import { startPostgres } from '../server/postgres.ts'
import { oneBatch, readLog, VILLAGE } from './county.ts'

/** Long notes: a batch is more than a page or two of the log. */
const heavy = (device: string, first: number): Change[] => oneBatch(device, first).map(change => ({ ...change, fields: { note: String(change.fields['note']).repeat(200) } }))

it('fault 43, S-16: with its disk full the county still gives what it has, refuses changes with 503, and takes them once there is room; nothing is lost', async () => {
  const disk = openLoopDisk(260)
  if (!disk) {
    process.stdout.write('No disk could be mounted on this machine: the county’s disk was not filled here.\n')
    return
  }
  chmodSync(join(disk.folder, '..'), 0o711)
  chmodSync(disk.folder, 0o777)
  const dataDir = mkdtempSync(join(tmpdir(), 'cunce-full-'))
  const postgres = await startPostgres(['shared_buffers=16MB', 'max_wal_size=64MB', 'min_wal_size=32MB', 'autovacuum=off'], disk.folder)
  const county = await startCounty({ databaseUrl: await postgres.database(), dataDir, port: 0, name: '县' })
  const device = bareDevice('full-laptop-1'), reader = bareDevice('full-reader-1')
  const ballast = join(disk.folder, 'ballast')
  try {
    await county.addVillage(VILLAGE, '村')
    for (const one of [device, reader]) await one.enrol(county.url, await county.issueCode({ villages: [VILLAGE], person: '队员', account: one.id }))
    const told = new Set<number>()
    let next = 1
    const push = async (first: number): Promise<string> => {
      try {
        const { receipt } = await device.exchange(heavy(device.id, first), {})
        for (const [from, to] of receipt?.numbers ?? []) for (let number = from; number <= to; number++) told.add(number)
        return 'told'
      } catch (thrown) {
        return String(thrown)
      }
    }
    for (; next <= 100; next += 20) expect(await push(next)).toBe('told')
    // Another program takes what was left.
    const { bavail, bsize } = statfsSync(disk.folder)
    let left = bavail * bsize - 200_000
    writeFileSync(ballast, '')
    for (const flag = { flag: 'a' } as const; left > 0; left -= 4_000_000) writeFileSync(ballast, Buffer.alloc(Math.min(left, 4_000_000), 1), flag)

    const refused: string[] = []
    for (let tries = 0; tries < 400 && refused.length < 3; tries++) {
      const outcome = await push(next)
      if (outcome === 'told') next += 20
      else refused.push(outcome)
    }
    expect(refused).toHaveLength(3)
    for (const outcome of refused) expect(outcome).toMatch(/exchange: 503 .*county-busy/)
    const before = told.size
    // Reads go on: another laptop gets all that was told.
    const times = await readLog(reader)
    expect([...told].filter(number => times.get(`${device.id} ${number}`) !== 1)).toEqual([])

    unlinkSync(ballast)
    for (let tries = 0; ; tries++) {
      const outcome = await push(next)
      if (outcome === 'told') break
      if (tries === 20) throw new Error(outcome)
      await new Promise(resolve => setTimeout(resolve, 500))
    }
    expect(told.size).toBe(before + 20)
    const after = await readLog(reader)
    expect(after.size).toBe(told.size)
    expect([...after.values()].filter(count => count !== 1)).toEqual([])
  } finally {
    device.close()
    reader.close()
    await county.close()
    await postgres.stop().catch(() => undefined)
    disk.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}, 180_000)
