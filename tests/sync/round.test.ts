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
  for (const { register, record, fields } of oneOfEach) await one.book.write([{ register, record, fields }], edit, VILLAGE)
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

it('an answer that is lost is asked for again and every change counts once', async () => {
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

it('a refused change is listed with its reason and the queue goes on', async () => {
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

it('a trial county’s receipt keeps the rows and the journal, and nothing is sent twice', async () => {
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

it.each([['trial' as const], ['durable' as const]])('a %s county restored from an old copy gets again what it lost, and its laptops agree', async kept => {
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
