/**
 * One township (T-typical) loaded, opened, searched, edited and synced by the real book, and the floor of each step in
 * the same page of the same round: medians of the rounds, ratios to the floors, goals met.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Change, Value } from '#core/sync/change.ts'
import type { County } from '../../server/county.ts'
import { filesUnder } from '../journeys/profile-scan.ts'
import { median, p95 } from './figures.ts'
import { goalsOf, type Goal } from './goals.ts'
import { ask, buildPages, load, openLaptop, withCounty, type Laptop } from './laptop.ts'
import { pushAll } from './pusher.ts'
import { makeTownship } from './township.ts'
import { benchWindow, type WindowFigures } from './window.ts'

const WORDS = ['李', '张建国', 'ljg', 'zhang', '0011', '12组', '王秀', 'dmf']

export interface BookOptions {
  readonly rounds: number
  readonly households: number
  /** The worker and the floors, the built window, or one after the other. */
  readonly only: 'book' | 'window' | undefined
}
export interface BookFigures {
  readonly households: number
  readonly people: number
  readonly engine: string
  readonly medians: Readonly<Record<string, number>>
  readonly window: WindowFigures | null
  readonly goals: Readonly<Record<string, Goal>>
  readonly longestTaskMs: number
}

/** The township as plain documents, one per household, as the floors store and send them. */
function documents(changes: readonly Change[]): { id: string, members: Record<string, Value>[] }[] {
  const byId = new Map<string, { id: string, members: Record<string, Value>[] }>()
  for (const change of changes) {
    if (change.register === 'household') byId.set(change.record, { id: change.record, ...change.fields, members: [] })
    else byId.get(change.fields['household'] as string)!.members.push({ id: change.record, ...change.fields })
  }
  return [...byId.values()]
}

async function measure(county: County, pages: string, floors: ReadonlyMap<string, Uint8Array>, township: ReturnType<typeof makeTownship>, writer: Laptop, round: number, say: (line: string) => void): Promise<Record<string, number>> {
  const laptop = await openLaptop(pages, floors)
  const { page } = laptop
  const figures: Record<string, number> = {}
  let longest = 0
  /** One of our own steps: its long tasks count; those of the floors, which parse and store on this thread, do not. */
  const own = async <T>(what: string, work: Promise<T>): Promise<T> => {
    const value = await work
    for (const ms of await ask(page, 'longTasks')) {
      longest = Math.max(longest, ms)
      if (ms > 50) say(`long task of ${ms} ms in the bench page during ${what}`)
    }
    return value
  }
  const floor = async <T>(work: Promise<T>): Promise<T> => { const value = await work; await ask(page, 'longTasks'); return value }
  try {
    const code = await county.issueCode({ villages: [township.village.code], account: `bench${round}`, person: '测试', hours: 1 })
    await ask(page, 'enrol', county.url, code)
    await own('opening', ask(page, 'open'))
    await ask(page, 'longTasks')

    const first = await own('the first load', ask(page, 'firstLoad'))
    figures['firstLoadMs'] = first.ms
    figures['firstLoadBytes'] = first.up + first.down
    // Before the floors put their own rows into the same origin.
    figures['diskBytes'] = filesUnder(join(laptop.folder, 'profile')).filter(file => file.includes('IndexedDB')).reduce((sum, file) => sum + statSync(file).size, 0)
    figures['floorFetchParseMs'] = await floor(ask(page, 'fetchParse', 'documents'))
    const dexie = await floor(ask(page, 'dexieLoad', 'documents'))
    figures['floorDexieLoadMs'] = dexie.ms
    figures['floorDexieReadMs'] = dexie.read

    const opened: number[] = []
    for (let i = 0; i < 3; i++) opened.push((await own('opening', ask(page, 'open'))).ms)
    figures['unlockToListMs'] = median(opened)
    figures['floorOpenChunksMs'] = await floor(ask(page, 'openChunks', 'documents'))

    // Names become searchable by pinyin a moment after the list is shown; typing starts when a person would.
    await page.waitForTimeout(3000)
    const strokes = await own('typing', ask(page, 'keystrokes', WORDS))
    const scans = await floor(ask(page, 'scan', 'documents', WORDS))
    Object.assign(figures, { keystrokeMs: median(strokes), keystrokeP95Ms: p95(strokes), floorScanMs: median(scans), floorScanP95Ms: p95(scans) })

    const ids = township.households.slice(0, 100)
    const saves = await own('saving', ask(page, 'saves', ids, 'phone', '1390000'))
    const appends = await floor(ask(page, 'appends', 1500, 100))
    const dexieSaves = await floor(ask(page, 'dexieSaves', 'documents', 100))
    Object.assign(figures, { saveMs: median(saves), saveP95Ms: p95(saves), floorAppendMs: median(appends), floorAppendP95Ms: p95(appends), floorDexieSaveMs: median(dexieSaves), floorDexieSaveP95Ms: p95(dexieSaves) })
    await own('a round', ask(page, 'sync'))

    const edited = township.households.slice(200, 700)
    await own('saving', ask(page, 'saves', edited, 'phone', `13${round}0001`))
    const push = await own('a round', ask(page, 'sync'))
    const pushFloor = await floor(ask(page, 'postFields', edited.map((record, i) => ({ record, field: 'phone', value: `13${round}0001${i}` }))))
    Object.assign(figures, { pushMs: push.ms, pushBytes: push.up, floorPushMs: pushFloor.ms, floorPushBytes: pushFloor.bytes })

    await ask(writer.page, 'sync')
    await ask(writer.page, 'saves', township.households.slice(1000, 1500), 'phone', `15${round}0002`)
    await ask(writer.page, 'sync')
    const edits = gzipSync(JSON.stringify(township.households.slice(1000, 1500).map((id, i) => ({ id, phone: `15${round}0002${i}` }))))
    laptop.host.bodies.set('edits', edits)
    const pull = await own('a round', ask(page, 'sync'))
    Object.assign(figures, { pullMs: pull.ms, pullBytes: pull.down, pulled: pull.pulled, floorPullMs: await floor(ask(page, 'pullFields', 'edits', 'households')), floorPullBytes: edits.length })

    const idle = await own('a round', ask(page, 'sync'))
    Object.assign(figures, { idleRequests: idle.requests, idleBytes: idle.up + idle.down })
    figures['longestTaskMs'] = longest
    return figures
  } finally {
    await laptop.close()
  }
}

export async function benchBook({ rounds, households, only }: BookOptions, say: (line: string) => void): Promise<BookFigures> {
  const pages = await buildPages()
  const township = makeTownship({ households, seed: 20261122 })
  const plain = JSON.stringify(documents(township.changes))
  const body = gzipSync(plain, { level: 6 })
  const floors = new Map<string, Uint8Array>([['documents', body]])
  return withCounty(async county => {
    await county.addVillage(township.village.code, township.village.name)
    say(`county on ${county.engine}, ${households} households, ${township.people} people, ${rounds} rounds`)
    await pushAll(county, township, say)
    const all: Record<string, number>[] = []
    if (only !== 'window') {
      const writer = await openLaptop(pages, floors)
      try {
        await load(writer, county, township.village.code, 'writer')
        for (let round = 1; round <= rounds; round++) {
          all.push(await measure(county, pages, floors, township, writer, round, say))
          say(`round ${round}: ${JSON.stringify(all.at(-1))}`)
        }
      } finally { await writer.close() }
    }
    const window = only === 'book' ? null : await benchWindow(county, township.village.code, say)
    const medians = Object.fromEntries(Object.keys(all[0] ?? {}).map(name => [name, median(all.map(figures => figures[name]!))]))
    return {
      households, people: township.people, engine: county.engine, medians, window, goals: all.length > 0 ? goalsOf(medians, { plain: Buffer.byteLength(plain), gzip: body.length }) : {},
      longestTaskMs: Math.max(0, ...all.map(figures => figures['longestTaskMs']!), window?.figures['longestTaskMs'] ?? 0)
    }
  })
}
