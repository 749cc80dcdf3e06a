import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import type { Origin } from '#core/sync/change.ts'
import { copyText } from '#core/sync/digest.ts'
import type { Entry } from '../../src/db/book.ts'
import { laptopOrigins, oneOfEach } from '../core/registers/one-of-each.ts'
import { newLaptop, VILLAGE, type Laptop } from '../db/laptop.ts'
import { copyOf, countyCopy } from './copies.ts'
import { testCounty, type TestCounty } from './county.ts'

const edit = { kind: 'edit' } as const
const household = (id: string, fields: Entry['fields']): Entry => ({ register: 'household', record: id, fields })
const houses = (count: number): Entry[] => Array.from({ length: count }, (_, i) => household(`house-${1000 + i}`, { villagerGroup: `${i % 5 + 1}组`, note: `户${i}` }))

async function join(county: TestCounty, device: string): Promise<Laptop> {
  const laptop = newLaptop(device)
  laptop.host.enrolled = county.enrol(device, [VILLAGE])
  laptop.host.county = county.road(device)
  await laptop.start()
  return laptop
}

async function two(): Promise<{ county: TestCounty; one: Laptop; two: Laptop }> {
  const county = testCounty()
  return { county, one: await join(county, 'laptop-one'), two: await join(county, 'laptop-two') }
}

it('what one laptop imports another loads, and both and the county hold equal copies', async () => {
  const { county, one, two: other } = await two()
  await one.book.write(houses(12), edit, VILLAGE)
  expect(await one.book.sync()).toMatchObject({ pushed: 12, pulled: 0, refused: 0 })
  expect(await other.book.sync()).toMatchObject({ pushed: 0, pulled: 12 })
  expect(await one.book.status()).toMatchObject({ unsent: 0, trial: 0, lastReceipt: { count: 12 } })
  expect(await copyOf(other)).toEqual(await copyOf(one))
  expect(await copyOf(one)).toEqual(countyCopy(county))
})

it('a full record of every register, written by each kind of work, stands on the second laptop as on the first, loaded whole or followed change by change', async () => {
  const { county, one, two: follower } = await two()
  await follower.book.write([household('house-2000', { note: '二' })], edit, VILLAGE)
  await follower.book.sync()
  for (const { register, record, fields } of oneOfEach) await one.book.write([{ register, record, fields }], { kind: 'import', ref: 'one-importbatch' }, VILLAGE)
  const notes = [...laptopOrigins, 'tomorrow'].map((kind): [string, Origin] => [`note-${kind}-0001`, { kind, ref: 'one-papersheet' }])
  for (const [record, origin] of notes) await one.book.write([household(record, { note: origin.kind })], origin, VILLAGE)
  await one.book.sync()
  await follower.book.sync()
  const loader = await join(county, 'laptop-three')
  await loader.book.sync()
  expect(county.requests.filter(request => request === 'snapshot')).toHaveLength(1)
  await one.book.sync()
  const whole = createHash('sha256').update(copyText([...county.records.values()])).digest('hex')
  for (const laptop of [one, follower, loader]) {
    expect(await laptop.book.copies()).toMatchObject([{ code: VILLAGE, records: county.records.size, digest: whole }])
    for (const { register, record, fields } of oneOfEach)
      expect((await laptop.book.records(register)).find(({ id }) => id === record), register).toMatchObject({ id: record, values: fields })
    for (const [record, origin] of notes) expect((await laptop.book.household(record)).household.writes).toMatchObject([{ origin }])
  }
})

it('two answers to one field that had not seen each other stand as a conflict on both laptops until one decides', async () => {
  const { county, one, two: other } = await two()
  await one.book.write(houses(1), edit, VILLAGE)
  await one.book.sync()
  await other.book.sync()
  one.clock += 1000
  other.clock += 2000
  await one.book.write([household('house-1000', { note: '甲', phone: '13800000001' })], edit, VILLAGE)
  await other.book.write([household('house-1000', { note: '乙', address: '坡头' })], edit, VILLAGE)
  await one.book.sync(); await other.book.sync(); await one.book.sync()
  for (const laptop of [one, other]) {
    const [clash, ...none] = await laptop.book.conflicts()
    expect(none).toEqual([])
    expect(clash!.answers.map(answer => [answer.value, answer.shown, answer.mine])).toEqual([['乙', true, laptop === other], ['甲', false, laptop === one]])
    expect((await laptop.book.household('house-1000')).household.values).toMatchObject({ phone: '13800000001', address: '坡头', note: '乙' })
  }
  await one.book.decide('household', 'house-1000', 'note', '甲')
  await one.book.sync(); await other.book.sync()
  expect(await other.book.conflicts()).toEqual([])
  expect(await copyOf(other)).toEqual(await copyOf(one))
  expect(await copyOf(one)).toEqual(countyCopy(county))
})

it('a laptop that already has work of its own in the village takes the others’ changes in the same round', async () => {
  const { county, one, two: other } = await two()
  await one.book.write(houses(3), edit, VILLAGE)
  await one.book.sync()
  await other.book.write([household('house-2000', { note: '二' })], edit, VILLAGE)
  await other.book.sync()
  expect(county.requests).not.toContain('chunk')
  expect(await copyOf(other)).toEqual(countyCopy(county))
})

it('an idle round is one request', async () => {
  const { county, one } = await two()
  await one.book.sync()
  county.requests.length = 0
  expect(await one.book.sync()).toMatchObject({ requests: 1, pushed: 0, pulled: 0 })
  expect(county.requests).toEqual(['exchange'])
})

it('faults 6, 9, 32: an answer that is lost is asked for again and every change counts once', async () => {
  const { county, one } = await two()
  await one.book.write(houses(7), edit, VILLAGE)
  const road = county.road('laptop-one')
  one.host.county = { ...road, exchange: async exchange => { await road.exchange(exchange); throw new AppError('county-unreachable', { host: '' }) } }
  await expect(one.book.sync()).rejects.toMatchObject({ code: 'county-unreachable' })
  expect(await one.book.status()).toMatchObject({ unsent: 7, lastError: { error: { code: 'county-unreachable' } } })
  one.host.county = road
  expect(await one.book.sync()).toMatchObject({ pushed: 7 })
  expect(county.log.get(VILLAGE)).toHaveLength(7)
  expect(await one.book.status()).toMatchObject({ unsent: 0, lastError: null })
})

it.each([
  ['signed for numbers that were not sent', { numbers: [[1, 9]] as [number, number][] }],
  ['counts more than it names', { count: 8 }],
  ['has the digest of other changes', { digest: '0'.repeat(64) }],
  ['is another laptop’s', { device: 'laptop-two' }],
  ['is of another epoch', { epoch: 'epoch-0' }]
])('S-08: a receipt that %s marks nothing as sent', async (_, forged) => {
  const { county, one } = await two()
  await one.book.write(houses(7), edit, VILLAGE)
  const road = county.road('laptop-one')
  one.host.county = { ...road, exchange: async exchange => { const answer = await road.exchange(exchange); return { ...answer, receipt: { ...answer.receipt!, ...forged } } } }
  await expect(one.book.sync()).rejects.toMatchObject({ code: 'county-garbled' })
  expect(await one.book.status()).toMatchObject({ unsent: 7, lastReceipt: null })
  expect(one.host.confirmed).toEqual([])
})

it('fault 38: a refused change is listed with its reason and the queue goes on', async () => {
  const { county, one } = await two()
  await one.book.write(houses(3), edit, VILLAGE)
  county.refuse = change => (change.number === 2 ? 'bad-name' : '')
  expect(await one.book.sync()).toMatchObject({ pushed: 2, refused: 1 })
  expect(await one.book.status()).toMatchObject({ unsent: 0, refused: [{ number: 2, reason: 'bad-name' }] })
  county.requests.length = 0
  await one.book.sync()
  expect(county.requests).toEqual(['exchange'])
})

it('a quarantined change is listed and covered by the receipt', async () => {
  const { county, one } = await two()
  await one.book.write(houses(3), edit, VILLAGE)
  county.quarantine = change => (change.number === 3 ? 'village-not-granted' : '')
  await one.book.sync()
  expect(await one.book.status()).toMatchObject({ unsent: 0, refused: [{ number: 3, reason: 'village-not-granted' }], lastReceipt: { count: 3 } })
})

it.each([['too large for the county by one', 499], ['too large by much', 60]])('a batch %s is halved until it fits', async (_, most) => {
  const { county, one } = await two()
  county.mostChanges = most
  await one.book.write(houses(500), edit, VILLAGE)
  expect(await one.book.sync()).toMatchObject({ pushed: 500 })
  expect(county.log.get(VILLAGE)).toHaveLength(500)
})

it('fault 39: a trial county’s receipt keeps the rows and the journal, and nothing is sent twice', async () => {
  const { county, one } = await two()
  county.kept = 'trial'
  await one.book.write(houses(3), edit, VILLAGE)
  await one.book.sync()
  expect(await one.book.status()).toMatchObject({ unsent: 0, trial: 3 })
  expect(one.host.confirmed).toEqual([])
  await one.lock(); await one.start()
  expect(await one.book.status()).toMatchObject({ unsent: 0, trial: 3 })
  expect(await one.book.sync()).toMatchObject({ pushed: 0 })
})

it.each([['trial' as const], ['durable' as const]])('fault 40: a %s county restored from an old copy gets again what it lost, and its laptops agree', async kept => {
  const { county, one, two: other } = await two()
  county.kept = kept
  await one.book.write(houses(3), edit, VILLAGE)
  await one.book.sync(); await other.book.sync()
  await other.book.write([household('house-1001', { note: '二' })], edit, VILLAGE)
  await one.book.write([household('house-1000', { note: '一' })], edit, VILLAGE)
  await one.book.sync(); await other.book.sync(); await one.book.sync()
  county.restore(change => change.device === 'laptop-one' && change.number <= 2)
  await one.book.sync(); await other.book.sync(); await one.book.sync()
  expect(county.log.get(VILLAGE)).toHaveLength(5)
  expect(countyCopy(county)).toEqual(await copyOf(one))
  expect(await copyOf(other)).toEqual(await copyOf(one))
  expect(await one.book.status()).toMatchObject({ unsent: 0 })
})

it.each([['before it writes again', false], ['when it has already written again', true]])('fault 40: a county put back without a word learns of it from its own receipts, %s', async (_when, writes) => {
  const { county, one, two: other } = await two()
  await one.book.write(houses(3), edit, VILLAGE)
  await one.book.sync(); await other.book.sync()
  await one.book.write([household('house-1000', { note: '一' })], edit, VILLAGE)
  await one.book.sync(); await other.book.sync()
  county.restore(change => change.number <= 2, false)
  // The next morning: the new number would stand where nobody sees what is missing before it.
  await one.lock(); await one.start()
  if (writes) await one.book.write([household('house-1001', { note: '早上' })], edit, VILLAGE)
  await one.book.sync(); await other.book.sync(); await one.book.sync()
  expect(county.epoch).toBe('epoch-1!')
  expect(county.log.get(VILLAGE)).toHaveLength(writes ? 5 : 4)
  expect(await copyOf(one)).toEqual(countyCopy(county))
  expect(await copyOf(other)).toEqual(countyCopy(county))
})

it('fault 40: put back while the app is open, the county is shown its word as soon as it answers with less', async () => {
  const { county, one, two: other } = await two()
  await one.book.write(houses(3), edit, VILLAGE)
  await one.book.sync(); await other.book.sync(); await one.book.sync()
  county.restore(change => change.number <= 1, false)
  county.requests.length = 0
  await one.book.sync()
  expect(county.epoch).toBe('epoch-1!')
  await other.book.sync()
  expect(await copyOf(other)).toEqual(countyCopy(county))
  // Said once: a round with nothing to say does not carry it.
  await one.book.sync()
  expect(county.heard).not.toHaveProperty('proof')
})

it('faults 3, 4: a first load cut after some chunks goes on with the missing ones only', async () => {
  const { county, one, two: other } = await two()
  await one.book.write(houses(23), edit, VILLAGE)
  await one.book.sync()
  const road = county.road('laptop-two')
  let chunks = 0
  other.host.county = { ...road, chunk: async (...place) => { if (++chunks > 2) throw new AppError('county-unreachable', { host: '' }); return road.chunk(...place) } }
  await expect(other.book.sync()).rejects.toMatchObject({ code: 'county-unreachable' })
  expect((await other.book.status()).households).toBe(10)
  await other.book.write([household('house-1000', { note: '边装边改' })], edit, VILLAGE)
  other.kill(); await other.start()
  expect((await other.book.status()).households).toBe(10)
  other.host.county = road
  county.requests.length = 0
  await other.book.sync()
  expect(county.requests.filter(request => request === 'chunk')).toHaveLength(3)
  expect((await other.book.household('house-1000')).household.values['note']).toBe('边装边改')
  expect(await copyOf(other)).toEqual(countyCopy(county))
})

it('a chunk that comes damaged is asked for again and never stored', async () => {
  const { county, one, two: other } = await two()
  await one.book.write(houses(3), edit, VILLAGE)
  await one.book.sync()
  const road = county.road('laptop-two')
  let bad = 2
  other.host.county = { ...road, chunk: async (...place) => { const bytes = (await road.chunk(...place)).slice(); if (bad-- > 0) bytes[20]! ^= 1; return bytes } }
  await other.book.sync()
  expect(await copyOf(other)).toEqual(countyCopy(county))
})

it('the feed comes in pages and each moves the cursor', async () => {
  const { county, one, two: other } = await two()
  await other.book.sync()
  await one.book.write(houses(45), edit, VILLAGE)
  await one.book.sync()
  county.feedPage = 10
  county.requests.length = 0
  expect(await other.book.sync()).toMatchObject({ pulled: 45, requests: 5 })
  expect((await other.book.status()).villages).toEqual([{ code: VILLAGE, name: '村201', cursor: 45, last: 45 }])
})

/** Sizes of the pushes a laptop tried, as the county's door saw them. */
function watched(county: TestCounty, laptop: Laptop): number[] {
  const sizes: number[] = []
  const road = county.road(laptop.device)
  laptop.host.county = { ...road, exchange: async asked => { sizes.push(asked.changes.length); return road.exchange(asked) } }
  return sizes
}

it('fault 38: batches that were halved grow again once the county takes them', async () => {
  const { county, one } = await two()
  const sizes = watched(county, one)
  county.mostChanges = 130
  await one.book.write(houses(1500), edit, VILLAGE)
  const road = one.host.county!
  let taken = 0
  one.host.county = { ...road, exchange: async asked => { const answer = await road.exchange(asked); if ((taken += asked.changes.length) > 300) county.mostChanges = 500; return answer } }
  expect(await one.book.sync()).toMatchObject({ pushed: 1500 })
  expect(sizes.slice(0, 3)).toEqual([500, 250, 125])
  expect(sizes.slice(3)).toContain(500)
  expect(county.log.get(VILLAGE)).toHaveLength(1500)
})

it('fault 38: one change too large all by itself is set aside with its reason, the rest goes on, and the batches are full again', async () => {
  const { county, one } = await two()
  await one.book.write(houses(300), edit, VILLAGE)
  await one.book.write([household('house-9999', { note: '长'.repeat(50_000) })], edit, VILLAGE)
  await one.book.write(houses(300).map(entry => ({ ...entry, record: `${entry.record}-b` })), edit, VILLAGE)
  const road = county.road('laptop-one')
  const sizes: number[] = []
  one.host.county = {
    ...road, exchange: async asked => {
      sizes.push(asked.changes.length)
      if (JSON.stringify(asked.changes).length > 49_000) throw new AppError('body-too-large')
      return road.exchange(asked)
    }
  }
  expect(await one.book.sync()).toMatchObject({ pushed: 600, refused: 1 })
  expect(county.log.get(VILLAGE)).toHaveLength(600)
  expect(await one.book.setAside()).toMatchObject([{ number: 301, verdict: 'refused', reason: 'body-too-large', state: 'waiting', record: 'house-9999' }])
  expect(await one.book.status()).toMatchObject({ unsent: 0, refused: [{ number: 301 }] })
  await one.lock(); await one.start()
  expect(await one.book.sync()).toMatchObject({ pushed: 0, refused: 0 })
  expect((await one.book.household('house-9999')).household.values['note']).toHaveLength(50_000)
  await one.book.withdraw(301)
  expect(await one.book.sync()).toMatchObject({ pushed: 1, refused: 0 })
})

it('a county that finds everything too large sets nothing aside: it is the county', async () => {
  const { county, one } = await two()
  await one.book.write(houses(4), edit, VILLAGE)
  county.mostChanges = -1
  await expect(one.book.sync()).rejects.toMatchObject({ code: 'body-too-large' })
  expect(await one.book.setAside()).toEqual([])
  expect(await one.book.status()).toMatchObject({ unsent: 4 })
})

it('fault 31: broken off while the county is silent, a round ends at once, is no failure, and marks nothing', async () => {
  const { county, one } = await two()
  await one.book.write(houses(3), edit, VILLAGE)
  const road = county.road('laptop-one')
  let come: () => void = () => undefined
  const reached = new Promise<void>(resolve => {
    one.host.county = { ...road, exchange: async asked => { const answer = await road.exchange(asked); resolve(); await new Promise<void>(go => { come = go }); return answer } }
  })
  const going = one.book.sync()
  await reached
  await one.book.cancelSync()
  expect(await going).toMatchObject({ cancelled: true, pushed: 0 })
  expect(one.host.calls).toContain('county:stop')
  // Its answer comes after all: nobody waits for it any more.
  come()
  expect(await one.book.status()).toMatchObject({ unsent: 3, lastError: null, round: null, lastReceipt: null })
  one.host.county = road
  expect(await one.book.sync()).toMatchObject({ pushed: 3 })
  expect(county.log.get(VILLAGE)).toHaveLength(3)
})

it('broken off between two batches, what has gone stays gone and the rest goes with the next round', async () => {
  const { county, one } = await two()
  await one.book.write(houses(1200), edit, VILLAGE)
  const road = county.road('laptop-one')
  one.host.county = { ...road, exchange: async asked => { const answer = await road.exchange(asked); if (county.requests.length === 2) setTimeout(() => void one.book.cancelSync(), 0); await new Promise(resolve => setTimeout(resolve, 5)); return answer } }
  expect(await one.book.sync()).toMatchObject({ cancelled: true, pushed: 500 })
  expect(await one.book.status()).toMatchObject({ unsent: 700, lastError: null })
  one.host.county = road
  expect(await one.book.sync()).toMatchObject({ pushed: 700 })
  expect(county.log.get(VILLAGE)).toHaveLength(1200)
})

it('to break off where nothing runs does nothing, and the next round is whole', async () => {
  const { one } = await two()
  await one.book.write(houses(3), edit, VILLAGE)
  await one.book.cancelSync()
  expect(await one.book.sync()).toMatchObject({ pushed: 3 })
})

it('faults 6, 31: a round cut before and after each of its steps loses and doubles nothing', async () => {
  for (let step = 0; ; step++) {
    const county = testCounty()
    county.protocol = 2
    county.feedPage = 4
    county.quarantine = change => (change.number === 13 ? 'bad-name' : '')
    const [one, other] = [await join(county, `laptop-one-${step}`), await join(county, `laptop-two-${step}`)]
    await one.book.write(houses(12), edit, VILLAGE)
    await one.book.write([household('house-1010', { note: '不收的' })], edit, VILLAGE)
    await one.book.sync(); await other.book.sync()
    await one.book.write(houses(6).map(entry => ({ ...entry, fields: { phone: '13800000001' } })), edit, VILLAGE)
    await one.book.withdraw(13)
    await other.book.write(houses(6).map(entry => ({ ...entry, fields: { address: '坡头' } })), edit, VILLAGE)
    await other.book.sync()
    let left = step
    let cut = false
    const strike = (): void => { if (left-- === 0) { cut = true; one.kill() } }
    one.host.before = name => { if (name.startsWith('county:') || name.startsWith('journal:')) strike() }
    one.beforeCommit = strike
    await one.book.sync().catch(() => undefined)
    one.host.before = () => undefined
    one.beforeCommit = () => undefined
    one.kill()
    await one.start()
    await one.book.sync(); await other.book.sync(); await one.book.sync()
    expect(await copyOf(one), `step ${step}`).toEqual(countyCopy(county))
    expect(await copyOf(other), `step ${step}`).toEqual(await copyOf(one))
    const logged = county.log.get(VILLAGE)!.map(change => `${change.device} ${change.number}`)
    expect(new Set(logged).size).toBe(logged.length)
    expect(await one.book.status()).toMatchObject({ unsent: 0 })
    expect(county.withdrawn.get(one.device)).toEqual([13])
    if (!cut) { expect(step).toBeGreaterThan(5); break }
  }
}, 60_000)

it('progress says how many bytes there will be in all', async () => {
  const { one } = await two()
  await one.book.write(houses(1200), edit, VILLAGE)
  await one.book.sync()
  const rounds = one.events.flatMap(event => (event.kind === 'status' && event.status.round?.stage === 'pushing' ? [event.status.round] : []))
  expect(rounds).toMatchObject([{ done: 500, total: 1200, up: 100, expected: 240 }, { done: 1000, up: 200, expected: 240 }, { done: 1200, up: 300, expected: 300 }])
})

it('after its own changes a round carries what the hub’s guests left, once, and not where the county was silent', async () => {
  const { one } = await two()
  one.host.calls.length = 0
  await one.book.sync()
  expect(one.host.calls.filter(name => name === 'hub:forward')).toHaveLength(1)
  expect(one.host.calls.indexOf('hub:forward')).toBeGreaterThan(one.host.calls.indexOf('county:exchange'))
  one.host.county = null
  one.host.calls.length = 0
  await expect(one.book.sync()).rejects.toMatchObject({ code: 'county-unreachable' })
  expect(one.host.calls).not.toContain('hub:forward')
})
