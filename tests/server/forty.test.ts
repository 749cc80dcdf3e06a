/** Fault 49: forty laptops of one village come online in the same minute after a week apart, 250 edits each. */
import { expect, it } from 'vitest'
import type { Change, RecordState } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import { applyChange, canonical } from '#core/sync/merge.ts'
import { LIMITS } from '#core/sync/wire.ts'
import { startCounty } from '../../server/county.ts'
import { bareDevice, type BareDevice } from '../bench/bare-device.ts'
import { startPostgres } from './postgres.ts'

const VILLAGE = '530521101200'
const LAPTOPS = 40
const EDITS = 250
const HOUSEHOLDS = 200

/** A week's work: many households are edited by many, each field by several who had not seen each other. */
const weekOf = (device: BareDevice, k: number): Change[] => Array.from({ length: EDITS }, (_, i): Change => ({
  device: device.id, number: i + 1, village: VILLAGE, register: 'household', record: `house-${1000 + (i * 7 + k * 13) % HOUSEHOLDS}`,
  stamp: makeStamp(Date.UTC(2026, 10, 15) + i * 600_000 + k, k), by: '', origin: { kind: 'edit' },
  fields: { [['note', 'phone', 'address'][i % 3]!]: `${k}号电脑第${i}条` }, saw: {}
}))

/** One laptop's evening: pushes what it has and reads to the end; gives how many rounds it took, and every copy it ends with. */
async function evening(device: BareDevice, week: readonly Change[]): Promise<{ readonly rounds: number, readonly busy: number, readonly records: Map<string, RecordState>, read(): Promise<void> }> {
  const records = new Map<string, RecordState>()
  const take = (change: Change): void => void records.set(change.record, applyChange(records.get(change.record), change))
  week.forEach(take)
  let rounds = 0, busy = 0, cursor = 0
  const one = async (changes: readonly Change[]): Promise<boolean> => {
    for (;;) {
      rounds++
      try {
        const answer = await device.exchange(changes, { [VILLAGE]: cursor })
        if (changes.length > 0) expect(answer.receipt?.count).toBe(changes.length)
        const page = answer.feed[VILLAGE]!
        page.changes.forEach(take)
        cursor = page.cursor
        return page.more
      } catch (thrown) {
        if (!(thrown instanceof Error && /^exchange: (503|429)/.test(thrown.message))) throw thrown
        busy++
        await new Promise(resolve => setTimeout(resolve, 100 + Math.random() * 400))
      }
    }
  }
  const read = async (): Promise<void> => { while (await one([])); }
  for (let from = 0; from < week.length; from += 100) await one(week.slice(from, from + 100))
  await read()
  return { get rounds() { return rounds }, get busy() { return busy }, records, read }
}

it('fault 49: 40 laptops with 10,000 edits at once: each change is there once, all copies are equal, and nobody waits longer than its pages', async () => {
  const postgres = await startPostgres()
  const county = await startCounty({ databaseUrl: await postgres.database(), port: 0, name: '县' })
  const devices: BareDevice[] = []
  try {
    await county.addVillage(VILLAGE, '大坪村')
    for (let k = 0; k < LAPTOPS; k++) {
      const device = bareDevice(`laptop-forty-${k}`)
      await device.enrol(county.url, await county.issueCode({ villages: [VILLAGE], person: '队员', account: `account${k}` }))
      devices.push(device)
    }
    const evenings = await Promise.all(devices.map((device, k) => evening(device, weekOf(device, k))))
    // The pages all the others filled, the pushes, and one more for each; a county that is busy may ask twice for patience.
    const bound = Math.ceil(LAPTOPS * EDITS / LIMITS.feedPage) + Math.ceil(EDITS / 100) + 3
    for (const [k, { rounds, busy }] of evenings.entries()) expect(rounds, `laptop ${k}, ${busy} × busy`).toBeLessThanOrEqual(bound + 6)
    // Who was done first has not seen what came after.
    for (const { read } of evenings) await read()

    const reader = bareDevice('reader-forty')
    devices.push(reader)
    await reader.enrol(county.url, await county.issueCode({ villages: [VILLAGE], person: '队员', account: 'reader' }))
    const times = new Map<string, number>()
    const whole = new Map<string, RecordState>()
    for (let cursor = 0, more = true; more;) {
      const page = (await reader.exchange([], { [VILLAGE]: cursor })).feed[VILLAGE]!
      for (const change of page.changes) {
        times.set(`${change.device} ${change.number}`, (times.get(`${change.device} ${change.number}`) ?? 0) + 1)
        whole.set(change.record, applyChange(whole.get(change.record), change))
      }
      cursor = page.cursor
      more = page.more
    }
    expect(times.size).toBe(LAPTOPS * EDITS)
    expect([...times.values()].filter(count => count !== 1)).toEqual([])
    const text = (records: ReadonlyMap<string, RecordState>): string => [...records.values()].map(canonical).sort().join('\n')
    const expected = text(whole)
    for (const [k, { records }] of evenings.entries()) expect(text(records) === expected, `laptop ${k}`).toBe(true)
  } finally {
    for (const device of devices) device.close()
    await county.close()
    await postgres.stop()
  }
}, 240_000)
