import { gzipSync } from 'node:zlib'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Change, RecordState } from '#core/sync/change.ts'
import { applyChange, canonical } from '#core/sync/merge.ts'
import { packChanges } from '#core/sync/pack.ts'
import { openCounty, startCounty, type County } from '../../server/county.ts'
import { PRACTICE_DEVICE, seedPractice } from '../../server/practice.ts'
import { FEED_BEHIND } from '../../server/snapshot.ts'
import { engines, type Engine } from './engines.ts'
import { Laptop, OTHER, VILLAGE } from './laptop.ts'

const HOUSEHOLDS = 450
const id = (kind: string, i: number): string => `${kind}-${String(i).padStart(6, '0')}`

describe.each(engines)('the first load of a village on %s', (_name, startEngine) => {
  let engine: Engine
  let county: County
  let writer: Laptop
  const merged = new Map<string, RecordState>()
  const enrolled = async (): Promise<Laptop> => {
    const laptop = new Laptop(county.url)
    await laptop.enrol(await county.issueCode({ villages: [VILLAGE], person: '张三', account: 'zhang' }))
    return laptop
  }
  const push = async (changes: readonly Change[]): Promise<void> => {
    for (let at = 0; at < changes.length; at += 500) expect((await writer.exchange(changes.slice(at, at + 500))).verdicts).toEqual([])
    for (const change of changes) merged.set(change.record, applyChange(merged.get(change.record), change))
  }
  const load = async (laptop: Laptop): Promise<RecordState[][]> => {
    const index = await laptop.index()
    return Promise.all(index.chunks.map((_, chunk) => laptop.chunk(index, chunk)))
  }
  const texts = (records: Iterable<RecordState>): string[] => [...records].map(canonical).sort()

  beforeAll(async () => {
    engine = await startEngine()
    county = await startCounty({ ...await engine.place(), port: 0 })
    await county.addVillage(VILLAGE, '大坪村')
    writer = await enrolled()
    const changes = Array.from({ length: HOUSEHOLDS }, (_, i) => [
      writer.change(id('house', i), { group: `${i % 9}组`, signature: null }),
      writer.change(id('person', i), { household: id('house', i), name: `人${i}` }, { register: 'person' }),
      ...(i % 7 === 0 ? [writer.change(id('house', i), { group: '改过' }, { saw: { group: { [writer.device]: 1 } } })] : [])
    ]).flat()
    await push([writer.change('standard-01', { year: 2026 }, { register: 'standard' }), ...changes])
  })
  afterAll(async () => {
    await county.close()
    await engine.stop()
  })

  it('is exactly the merged village, in chunks of whole households', async () => {
    const index = await writer.index()
    expect(index).toMatchObject({ village: VILLAGE, records: merged.size, households: HOUSEHOLDS, cursor: (await county.status()).villages[0]!.last })
    const chunks = await load(writer)
    expect(chunks).toHaveLength(3)
    expect(texts(chunks.flat())).toEqual(texts(merged.values()))
    const places = new Map<string, Set<number>>()
    for (const [at, chunk] of chunks.entries())
      for (const record of chunk) {
        const household = record.register === 'household' ? record.id : String(record.values['household'] ?? '')
        places.set(household, (places.get(household) ?? new Set()).add(at))
      }
    expect([...places.values()].every(set => set.size === 1)).toBe(true)
  })

  it('each chunk can be asked for again, also after more has been written, and the feed from its cursor completes it', async () => {
    const reader = await enrolled()
    const index = await reader.index()
    const first = await reader.chunk(index, 0)
    await push([writer.change(id('house', 3), { group: '后来' })])
    expect(await reader.index()).toEqual(index)
    expect(texts(await reader.chunk(index, 0))).toEqual(texts(first))
    const rest = await Promise.all([1, 2].map(chunk => reader.chunk(index, chunk)))
    const states = new Map([first, ...rest].flat().map(record => [record.id, record]))
    const page = (await reader.exchange([], { [VILLAGE]: index.cursor })).feed[VILLAGE]!
    for (const change of page.changes) states.set(change.record, applyChange(states.get(change.record), change))
    expect(texts(states.values())).toEqual(texts(merged.values()))
  })

  it('is made anew when the feed behind it has grown to the limit, not one change before; the old one can still be finished', async () => {
    const reader = await enrolled()
    const before = await reader.index()
    const { last } = (await county.status()).villages[0]!
    const missing = FEED_BEHIND - 1 - (last - before.cursor)
    await push(Array.from({ length: missing }, (_, i) => writer.change(id('house', i % HOUSEHOLDS), { note: `${i}` })))
    expect((await reader.index()).cursor).toBe(before.cursor)
    await push([writer.change(id('house', 1), { note: '满了' })])
    const after = await reader.index()
    expect(after.cursor).toBe(before.cursor + FEED_BEHIND)
    expect(texts((await load(reader)).flat())).toEqual(texts(merged.values()))
    expect((await reader.chunk(before, 1)).length).toBeGreaterThan(0)
  })

  it('reaches to the last change of the device that asks, which the feed will not give it', async () => {
    const reader = await enrolled()
    const before = await reader.index()
    await push([writer.change(id('house', 2), { note: '自己写的' })])
    expect((await reader.index()).cursor).toBe(before.cursor)
    const own = await writer.index()
    expect(own.cursor).toBe((await county.status()).villages[0]!.last)
    expect(texts((await load(writer)).flat())).toEqual(texts(merged.values()))
  })

  it('asked for by many at once is the same for all', async () => {
    const place = await engine.place()
    const other = await startCounty({ ...place, port: 0 })
    await other.addVillage(VILLAGE, '大坪村')
    const laptop = new Laptop(other.url)
    await laptop.enrol(await other.issueCode({ villages: [VILLAGE], person: '张三', account: 'zhang' }))
    expect(await laptop.index()).toMatchObject({ cursor: 0, records: 0, chunks: [] })
    await other.close()
    const indexes = await Promise.all(Array.from({ length: 5 }, () => writer.index()))
    expect(new Set(indexes.map(index => JSON.stringify(index))).size).toBe(1)
  })

  it('the practice village comes in once, as any laptop\'s work does', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cunce-practice-'))
    const file = join(folder, 'village.json.gz')
    const author = Object.assign(new Laptop(''), { device: PRACTICE_DEVICE })
    const changes = Array.from({ length: 30 }, (_, i) => author.change(id('house', i), { group: '一组' }, { village: OTHER, origin: { kind: 'county' } }))
    writeFileSync(file, gzipSync(JSON.stringify({ village: { code: OTHER, name: '练习村' }, changes: packChanges(changes) })))
    const opened = await openCounty(await engine.place())
    expect(await seedPractice(opened.database, 1, file)).toBe(30)
    expect(await seedPractice(opened.database, 2, file)).toBe(30)
    expect((await opened.console.status()).villages).toEqual([{ code: OTHER, name: '练习村', last: 30, records: 30 }])
    expect(await seedPractice(opened.database, 1, join(folder, 'none'))).toBe(0)
    await opened.database.close()
    rmSync(folder, { recursive: true })
  })
})
