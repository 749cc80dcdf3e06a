/**
 * `npm run bench -- peers`: the same village, the same Chromium, the same run: our laptop and county beside PouchDB
 * with a CouchDB-protocol server and beside RxDB. First copy, a push of 500 edits, a pull of 500, an idle round;
 * times inside the page, bytes on the wire both ways with their headers. Medians of the rounds, ratios to the peers.
 */
import type { Change, Value } from '#core/sync/change.ts'
import type { County } from '../../server/county.ts'
import { median } from './figures.ts'
import { beside, within, type Goal } from './goals.ts'
import { ask, buildPages, load, openLaptop, withCounty, type Laptop } from './laptop.ts'
import { measurePeer, PEERS, preparePeers, type PeerFigures } from './peers/run.ts'
import { pushAll } from './pusher.ts'
import { makeTownship, type Township } from './township.ts'

type Side = 'ours' | (typeof PEERS)[number]

interface Household { readonly id: string, readonly members: Record<string, Value>[] }

/** One document a household, as the peers store it. Their protocol keeps names with a leading underscore for itself. */
const peerId = (id: string): string => `h${id}`
function documents(changes: readonly Change[]): readonly Household[] {
  const byId = new Map<string, Household>()
  for (const change of changes) {
    if (change.register === 'household') byId.set(change.record, { ...change.fields, id: peerId(change.record), members: [] })
    else byId.get(change.fields['household'] as string)!.members.push({ ...change.fields, id: change.record })
  }
  return [...byId.values()]
}

async function measureOurs(county: County, pages: string, township: Township, writer: Laptop, account: string): Promise<PeerFigures> {
  const laptop = await openLaptop(pages)
  const { page } = laptop
  try {
    await ask(page, 'enrol', county.url, await county.issueCode({ villages: [township.village.code], account, person: '测试', hours: 1 }))
    await ask(page, 'open')
    const first = await ask(page, 'firstLoad')
    // The certificate and whatever else a new laptop is told once: not part of a day's push.
    await ask(page, 'sync')
    await ask(page, 'saves', township.households.slice(200, 700), 'phone', '1390')
    const push = await ask(page, 'sync')
    if (push.pushed !== 500) throw new Error(`${push.pushed} of 500 edits pushed`)
    await ask(writer.page, 'sync')
    await ask(writer.page, 'saves', township.households.slice(1000, 1500), 'phone', `15${account.slice(-1)}0`)
    await ask(writer.page, 'sync')
    const pull = await ask(page, 'sync')
    if (pull.pulled !== 500) throw new Error(`${pull.pulled} of 500 edits pulled`)
    const idle = await ask(page, 'sync')
    return {
      firstMs: first.ms, firstBytes: first.up + first.down, pushMs: push.ms, pushBytes: push.up + push.down,
      pullMs: pull.ms, pullBytes: pull.up + pull.down, idleMs: idle.ms, idleBytes: idle.up + idle.down
    }
  } finally {
    await laptop.close()
  }
}

export async function benchPeers({ rounds, households }: { readonly rounds: number, readonly households: number }, say: (line: string) => void): Promise<{ readonly medians: Readonly<Record<Side, PeerFigures>>, readonly goals: Record<string, Goal> }> {
  if (households < 1500) throw new Error('the jobs take 500 edits here and 500 others: at least 1,500 households')
  await preparePeers(say)
  const pages = await buildPages()
  const township = makeTownship({ households, seed: 20261122 })
  const village = documents(township.changes)
  const ours = township.households.slice(200, 700).map(peerId), others = township.households.slice(1000, 1500).map(peerId)
  const all: Record<Side, PeerFigures[]> = { ours: [], pouch: [], rxdb: [] }
  await withCounty(async county => {
    await county.addVillage(township.village.code, township.village.name)
    await pushAll(county, township, say)
    const writer = await openLaptop(pages)
    try {
      await load(writer, county, township.village.code, 'writer')
      for (let round = 0; round < rounds; round++) {
        const sides: readonly Side[] = ['ours', ...PEERS]
        // In turn, so that none always comes first after the county has worked.
        for (const side of [...sides.slice(round % 3), ...sides.slice(0, round % 3)]) {
          const figures = side === 'ours' ? await measureOurs(county, pages, township, writer, `peers${round}`) : await measurePeer(side, village, ours, others)
          all[side].push(figures)
          say(`round ${round + 1} ${side}: ${JSON.stringify(figures)}`)
        }
      }
    } finally {
      await writer.close()
    }
  })
  const medians = Object.fromEntries(Object.entries(all).map(([side, list]) =>
    [side, Object.fromEntries(Object.keys(list[0]!).map(name => [name, median(list.map(figures => figures[name as keyof PeerFigures]))]))])) as unknown as Record<Side, PeerFigures>
  return { medians, goals: peerGoals(medians) }
}

function peerGoals({ ours, pouch, rxdb }: Record<Side, PeerFigures>): Record<string, Goal> {
  const faster = (job: 'firstMs' | 'pushMs' | 'pullMs'): number => Math.min(pouch[job], rxdb[job])
  const lighter = (job: 'pushBytes' | 'pullBytes'): number => Math.min(pouch[job], rxdb[job])
  return {
    'G1 to RxDB': beside(ours.firstMs, rxdb.firstMs, 'RxDB, first copy, ms', 0.25, 0.1),
    'G1 to PouchDB': beside(ours.firstMs, pouch.firstMs, 'PouchDB, first copy, ms', 0.167, 0.1),
    'G2 to the lighter': beside(ours.firstBytes, Math.min(pouch.firstBytes, rxdb.firstBytes), 'the lighter peer, first copy, bytes', 1, 0.9),
    'G4 to the lighter': beside(ours.pushBytes, lighter('pushBytes'), 'the lighter peer, 500 edits up, bytes', 0.05, 0.03),
    'G5 to the faster': beside(ours.pushMs, faster('pushMs'), 'the faster peer, 500 edits up, ms', 0.25, 0.1),
    'G6 to the faster': beside(ours.pullMs, faster('pullMs'), 'the faster peer, 500 edits down, ms', 0.5, 0.25),
    'G6 bytes': beside(ours.pullBytes, lighter('pullBytes'), 'the lighter peer, 500 edits down, bytes', 0.2, 0.1),
    'G7 of an idle round': within(ours.idleBytes, 1024, 'bytes of a round with nothing to say', '≤ 1 KB', '≤ 600 B', 600, { pouch: pouch.idleBytes, rxdb: rxdb.idleBytes })
  }
}
