/**
 * What the county bears, each beside its floor in the same run: taking ten thousand changes and reading them back
 * beside the bare SQL on the same engine (G13), a hundred laptops that load the same village at one moment beside a
 * plain server of the same bytes (G14), and what a first load cut at a random byte asks for again (G3).
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { LIMITS, PATHS, type SnapshotIndex } from '#core/sync/wire.ts'
import { openDatabase } from '../../server/database.ts'
import { openRoad } from '../journeys/road.ts'
import { bareDevice, type BareDevice } from './bare-device.ts'
import { beside, within, type Goal } from './goals.ts'
import { ask, buildPages, openLaptop, withCounty } from './laptop.ts'
import { pushAll } from './pusher.ts'
import { makeTownship, seeded, type Township } from './township.ts'

const BATCH = 500
const CROWD = 100
const round = (ms: number): number => Math.round(ms * 100) / 100

async function timed<T>(work: () => Promise<T>): Promise<readonly [number, T]> {
  const start = performance.now()
  const value = await work()
  return [round(performance.now() - start), value]
}

/** A log and a table of current rows, written and read in the same batches as the county's, and nothing else. */
async function bareSql(changes: Township['changes']): Promise<{ readonly insertMs: number, readonly readMs: number }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cunce-bench-sql-'))
  const database = await openDatabase({ databaseUrl: process.env['DATABASE_URL'], dataDir })
  try {
    await database.script(`drop table if exists bench_change; drop table if exists bench_record;
      create table bench_change (village text, number bigint, device text, device_number bigint, body text, primary key (village, number));
      create table bench_record (village text, register text, id text, state text, primary key (village, register, id))`)
    const bodies = changes.map(change => JSON.stringify(change))
    const [insertMs] = await timed(async () => {
      for (let at = 0; at < changes.length; at += BATCH) {
        const part = changes.slice(at, at + BATCH)
        const text = bodies.slice(at, at + BATCH)
        await database.transaction(async db => {
          await sql`insert into bench_change select * from unnest(${part.map(c => c.village)}::text[], ${part.map((_, i) => at + i + 1)}::bigint[], ${part.map(c => c.device)}::text[], ${part.map(c => c.number)}::bigint[], ${text}::text[])`.execute(db)
          await sql`insert into bench_record select * from unnest(${part.map(c => c.village)}::text[], ${part.map(c => c.register)}::text[], ${part.map(c => c.record)}::text[], ${text}::text[])
            on conflict (village, register, id) do update set state = excluded.state`.execute(db)
        })
      }
    })
    const [readMs] = await timed(async () => {
      for (let cursor = 0; cursor < changes.length; cursor += BATCH)
        await database.transaction(db => sql`select number, body from bench_change where village = ${changes[0]!.village} and number > ${cursor} order by number limit ${BATCH}`.execute(db))
    })
    await database.script('drop table bench_change; drop table bench_record')
    return { insertMs, readMs }
  } finally {
    await database.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** The whole feed, page after page, as a laptop that only follows. */
async function readFeed(reader: BareDevice, village: string): Promise<number> {
  let cursor = 0
  for (let count = 0; ;) {
    const page = (await reader.exchange([], { [village]: cursor })).feed[village]!
    cursor = page.cursor
    count += page.changes.length
    if (!page.more) return count
  }
}

async function loadVillage(device: BareDevice, village: string): Promise<number> {
  const index = JSON.parse((await device.send('GET', PATHS.snapshot(village))).body.toString()) as SnapshotIndex
  let bytes = 0
  for (const chunk of index.chunks.keys()) {
    const { status, body } = await device.send('GET', PATHS.chunk(village, index.cursor, chunk))
    if (status !== 200) throw new Error(`chunk ${chunk}: ${status}`)
    bytes += body.length
  }
  return bytes
}

/** The same bytes to as many askers, in as many requests, from a server that does nothing but answer. */
async function staticFloor(chunk: Uint8Array, chunks: number): Promise<number> {
  const server = createServer((_, response) => response.end(chunk))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  try {
    const [ms] = await timed(() => Promise.all(Array.from({ length: CROWD }, async () => {
      for (let i = 0; i <= chunks; i++) await (await fetch(url)).arrayBuffer()
    })))
    return ms
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

export async function benchCrowd({ households }: { readonly households: number }, say: (line: string) => void): Promise<{ readonly goals: Record<string, Goal>, readonly engine: string }> {
  const township = makeTownship({ households, seed: 20261122 })
  const { code: village, name } = township.village
  const ten = { ...township, changes: township.changes.slice(0, 10_000) }
  const pages = await buildPages()
  return withCounty(async county => {
    await county.addVillage(village, name)
    const ingestMs = await pushAll(county, ten, say)
    const enrolled = async (id: string): Promise<BareDevice> => {
      const device = bareDevice(id, 1)
      await device.enrol(county.url, await county.issueCode({ villages: [village], account: id, person: '测试', hours: 1 }))
      return device
    }
    const reader = await enrolled('bench-reader-0')
    const [feedMs, read] = await timed(() => readFeed(reader, village))
    if (read !== ten.changes.length) throw new Error(`the feed gave ${read} of ${ten.changes.length}`)
    const floor = await bareSql(ten.changes)
    say(`ingest ${ingestMs} ms, bare SQL ${floor.insertMs}; feed ${feedMs} ms, bare SQL ${floor.readMs}`)

    const first = JSON.parse((await reader.send('GET', PATHS.snapshot(village))).body.toString()) as SnapshotIndex
    const chunk = (await reader.send('GET', PATHS.chunk(village, first.cursor, 0))).body
    const crowd: BareDevice[] = []
    for (let i = 0; i < CROWD; i++) crowd.push(await enrolled(`bench-crowd-${i}`))
    const floorMs = await staticFloor(chunk, first.chunks.length)
    const [crowdMs, sizes] = await timed(() => Promise.all(crowd.map(device => loadVillage(device, village))))
    say(`${CROWD} laptops at once: ${crowdMs} ms, plain server ${floorMs} ms, ${sizes[0]} bytes each`)
    for (const device of [...crowd, reader]) device.close()

    const again = await cutLoads(county.url, () => county.issueCode({ villages: [village], account: 'cut', person: '测试', hours: 1 }), pages, say)
    return {
      engine: county.engine,
      goals: {
        G3: within(again, 0.02, 'part of the body that a first load cut at a random byte asks for again', '≤ 1/50 of the body', '≤ one chunk of 64 KB', 65_536 / Math.max(1, sizes[0]!)),
        'G13 ingest': beside(ingestMs, floor.insertMs, `the bare SQL on ${county.engine}, ms`, 1.5, 1.15, { changes: ten.changes.length }),
        'G13 feed': beside(feedMs, floor.readMs, `the bare SQL on ${county.engine}, ms`, 1.5, 1.15, { pages: Math.ceil(ten.changes.length / LIMITS.feedPage) }),
        G14: beside(crowdMs, floorMs, 'a plain server of the same bytes to as many at once, ms', 3, 1.2, { laptops: CROWD, bytesEach: sizes[0]! })
      }
    }
  })
}

/** Cuts the line of a loading laptop at a random byte, three times in one load; what came twice, as a part of the whole. */
async function cutLoads(county: string, code: () => Promise<string>, pages: string, say: (line: string) => void): Promise<number> {
  const roll = seeded(20261122)
  const whole = await loadOver(county, await code(), pages, [])
  const cuts = [0.2, 0.45, 0.7].map(part => Math.floor(whole * (part + roll() * 0.2)))
  const cut = await loadOver(county, await code(), pages, cuts)
  say(`first load: ${whole} bytes down; cut at bytes ${cuts.join(', ')}: ${cut}`)
  return Math.round(Math.max(0, cut - whole) / cuts.length / whole * 10_000) / 10_000
}

async function loadOver(county: string, code: string, pages: string, cuts: readonly number[]): Promise<number> {
  const road = await openRoad(county)
  const laptop = await openLaptop(pages)
  let down = 0
  const timer = setInterval(() => {
    down += road.count().down
    const next = left[0]
    if (next === undefined || down < next) return
    left.shift()
    road.cut()
    setTimeout(() => road.mend(), 50)
  }, 2)
  const left: number[] = []
  try {
    await ask(laptop.page, 'enrol', road.url, code)
    await ask(laptop.page, 'open')
    down = 0
    road.count()
    left.push(...cuts)
    for (let tries = 0; ; tries++) {
      try { await ask(laptop.page, 'sync'); break } catch (error) { if (tries === 20) throw error }
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    return down + road.count().down
  } finally {
    clearInterval(timer)
    await laptop.close()
    await road.close()
  }
}
