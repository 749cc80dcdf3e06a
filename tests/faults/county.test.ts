import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openCounty } from '../../server/county.ts'
import { bareDevice } from '../bench/bare-device.ts'
import { startCountyProcess } from '../bench/county-process.ts'
import { startPostgres } from '../server/postgres.ts'
import { countyTrials, oneBatch, readLog, VILLAGE } from './county.ts'

it('fault 39: 2 power cuts under PostgreSQL while laptops send: what a receipt said is in the log once, and no batch by half', async () => {
  let turn = 0
  const found = await countyTrials(2, () => [0.3, 0.8][turn++ % 2]!)
  expect(found).toMatchObject({ trials: 2, lost: 0, doubled: 0, torn: 0 })
  expect(found.told).toBeGreaterThan(40)
}, 240_000)

it('fault 39, S-16: PostgreSQL goes in the middle of batches: the county lives on, answers busy, and serves again', async () => {
  const postgres = await startPostgres()
  const dataDir = mkdtempSync(join(tmpdir(), 'cunce-county-lives-'))
  const databaseUrl = await postgres.database()
  const { console, database } = await openCounty({ databaseUrl, dataDir, name: '县' })
  await console.addVillage({ code: VILLAGE, name: '村' })
  const code = await console.issueCode({ villages: [VILLAGE], account: 'one', person: '队员' })
  await database.close()
  const county = await startCountyProcess(databaseUrl, dataDir)
  const device = bareDevice('fault-laptop-9', 8)
  try {
    await device.enrol(county.url, code)
    const going = Array.from({ length: 12 }, (_, i) => device.exchange(oneBatch(device.id, 1 + i * 20), {}).then(() => 'told', () => 'not told'))
    await Promise.any(going)
    await postgres.pause()
    expect(await Promise.all(going)).toContain('told')
    const silent = await device.send('POST', '/v1/exchange', { body: new Uint8Array(2), headers: { 'content-type': 'application/json' } })
    expect(silent.status).toBe(503)
    await postgres.resume()
    expect(county.child.exitCode).toBeNull()
    for (let i = 0; i < 12; i++) await device.exchange(oneBatch(device.id, 1 + i * 20), {})
    const reader = bareDevice('fault-reader-9')
    await reader.enrol(county.url, await (async () => {
      const again = await openCounty({ databaseUrl, dataDir })
      try { return await again.console.issueCode({ villages: [VILLAGE], account: 'two', person: '队员' }) } finally { await again.database.close() }
    })())
    const times = await readLog(reader)
    reader.close()
    expect([...times.values()].filter(count => count !== 1)).toEqual([])
    expect(times.size).toBe(240)
  } finally {
    device.close()
    await county.kill()
    await postgres.stop().catch(() => undefined)
    rmSync(dataDir, { recursive: true, force: true })
  }
}, 120_000)
