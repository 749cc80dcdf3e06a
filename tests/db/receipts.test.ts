/** Receipts and answers by any road: what counts as being with the county, what is only on its way, what a gap is. */
import { createHash } from 'node:crypto'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import type { Change } from '#core/sync/change.ts'
import { sawFor } from '#core/sync/merge.ts'
import { changesText } from '#core/sync/signing.ts'
import type { Exchange, ExchangeAnswer } from '#core/sync/wire.ts'
import type { Entry } from '../../src/db/book.ts'
import type { BookEnv, Desk } from '../../src/db/desk.ts'
import { openDesk } from '../../src/db/open.ts'
import { noteOnTheWay } from '../../src/db/loss.ts'
import { makeSealer } from '../../src/db/seal.ts'
import { takeAnswer } from '../../src/db/take.ts'
import { takeTeam } from '../../src/db/team.ts'
import { receiptsOf } from '../../src/db/receipts.ts'
import { lossOf } from '../../src/db/loss.ts'
import { write } from '../../src/db/write.ts'
import { readWorkbook } from '../../src/workbook/read-file.ts'
import { copyOf, countyCopy } from '../sync/copies.ts'
import { testCounty, type TestCounty } from '../sync/county.ts'
import { KEY, newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const edit = { kind: 'edit' } as const
const household = (record: string, fields: Entry['fields']): Entry => ({ register: 'household', record, fields })
const houses = (count: number, from = 1000): Entry[] => Array.from({ length: count }, (_, i) => household(`house-${from + i}`, { note: `户${i}` }))

async function laptopAt(county: TestCounty, device = 'laptop-one'): Promise<Laptop> {
  const laptop = newLaptop(device)
  laptop.host.enrolled = county.enrol(device, [VILLAGE])
  laptop.host.county = county.road(device)
  await laptop.start()
  return laptop
}

/** The book's inside on a laptop's own disk, for what the window has no verb for. */
async function deskOf(laptop: Laptop): Promise<Desk> {
  const env = {
    host: laptop.host, store: laptop.store(), now: () => laptop.clock, newId: () => crypto.randomUUID(), random: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
    emit: () => undefined, idle: async () => undefined, disk: async () => 0, parseWorkbook: readWorkbook, cancelParse: () => undefined
  } as unknown as BookEnv
  return (await openDesk(env, await makeSealer(KEY.slice(), env.random))).desk
}
const question = ({ state, waiting }: Desk, changes: readonly Change[]): Exchange =>
  ({ protocol: 2, changes: [...changes], cursors: state.cursors, health: { unsent: waiting.size, version: '', clock: 0 } })
const ownChanges = async (desk: Desk, entries: readonly Entry[]): Promise<readonly Change[]> => (await write(desk, entries, edit, VILLAGE)).changes

describe('kept', () => {
  it('every receipt is kept, in order, through restarts, over more than one row, and in the copy outside', async () => {
    const county = testCounty()
    const laptop = await laptopAt(county)
    for (let i = 0; i < 203; i++) {
      await laptop.book.write([household('house-1000', { note: String(i) })], edit, VILLAGE)
      await laptop.book.sync()
    }
    const all = await laptop.book.receipts()
    expect(all.map(receipt => receipt.numbers)).toEqual(Array.from({ length: 203 }, (_, i) => [[i + 1, i + 1]]))
    expect(all.every(receipt => receipt.road === 'line' && receipt.takenAt === laptop.clock)).toBe(true)
    await laptop.lock(); await laptop.start()
    expect(await laptop.book.receipts()).toEqual(all)
    await laptop.book.backup()
    laptop.kill()
    laptop.indexedDB = new IDBFactory() as unknown as IDBFactory
    await laptop.start()
    expect(await laptop.book.receipts()).toEqual(all)
  })

  it('the sheet of a handover counts each change once, names what is left, and asks only receipts', async () => {
    const county = testCounty()
    county.kept = 'trial'
    const laptop = await laptopAt(county)
    await laptop.book.write(houses(3), edit, VILLAGE)
    await laptop.book.sync()
    const before = laptop.clock += 1000
    await laptop.book.write([household('house-1000', { phone: '13800000001' })], edit, VILLAGE)
    await laptop.book.sync()
    await laptop.book.write(houses(2, 2000), edit, VILLAGE)
    expect(await laptop.book.deliverySheet(null)).toMatchObject({
      county: 'county-1', countyName: '县', device: 'laptop-one', person: 'laptop-one', changes: 4, households: 3, left: 2, villages: [{ code: VILLAGE, changes: 4 }], receipts: [{ count: 3 }, { count: 1 }]
    })
    expect(await laptop.book.deliverySheet(before)).toMatchObject({ changes: 1, households: 1, receipts: [{ count: 1 }] })
  })

  it('the sheet still counts what has been folded away since', async () => {
    const county = testCounty()
    const laptop = await laptopAt(county)
    await laptop.book.write(houses(405), edit, VILLAGE)
    await laptop.book.sync()
    await laptop.lock(); await laptop.start()
    await expect.poll(async () => (await laptop.store().ownKeys()).length).toBe(0)
    laptop.host.journal.length = 0
    expect(await laptop.book.deliverySheet(null)).toMatchObject({ changes: 405, households: 405, villages: [{ changes: 405 }], left: 0 })
  })
})

describe('by package or hub', () => {
  it('fault 33, sync 6: an answer confirms what it signed for, once, however often it is read, mixed with rounds', async () => {
    const county = testCounty()
    const laptop = await laptopAt(county)
    await laptop.lock()
    const desk = await deskOf(laptop)
    const changes = await ownChanges(desk, houses(3))
    const answer = await county.road('laptop-one').exchange(question(desk, changes))
    expect(desk.waiting.size).toBe(3)
    expect(await takeAnswer(desk, null, answer, 'package')).toMatchObject({ confirmed: 3, refused: 0 })
    expect(await takeAnswer(desk, null, answer, 'package')).toMatchObject({ confirmed: 0, refused: 0, gaps: [] })
    expect(desk.waiting.size).toBe(0)
    expect(await receiptsOf(desk)).toMatchObject([{ road: 'package', count: 3 }])
    desk.env.store.close()
    await laptop.start()
    expect(await laptop.book.sync()).toMatchObject({ pushed: 0 })
    expect(await laptop.book.receipts()).toHaveLength(1)
  })

  it.each([
    ['other changes', { digest: '0'.repeat(64) }], ['another laptop', { device: 'laptop-two' }], ['another epoch', { epoch: 'epoch-0' }], ['more than it names', { count: 4 }]
  ])('S-08: a receipt for %s confirms nothing and is not kept', async (_, forged) => {
    const county = testCounty()
    const laptop = await laptopAt(county)
    const desk = await deskOf(laptop)
    const changes = await ownChanges(desk, houses(3))
    const answer = await county.road('laptop-one').exchange(question(desk, changes))
    await expect(takeAnswer(desk, null, { ...answer, receipt: { ...answer.receipt!, ...forged } }, 'package')).rejects.toMatchObject({ code: 'county-garbled' })
    expect(desk.waiting.size).toBe(3)
    expect(await receiptsOf(desk)).toEqual([])
  })

  it('a receipt for numbers nobody here knows confirms nothing', async () => {
    const county = testCounty()
    const desk = await deskOf(await laptopAt(county))
    const changes = await ownChanges(desk, houses(2))
    const answer = await county.road('laptop-one').exchange(question(desk, changes))
    const more: Change = { ...changes[1]!, number: 3 }
    const receipt = { ...answer.receipt!, numbers: [[1, 3]] as [number, number][], count: 3, digest: createHash('sha256').update(changesText([...changes, more])).digest('hex') }
    expect(await takeAnswer(desk, null, { ...answer, receipt }, 'package')).toMatchObject({ confirmed: 0 })
    expect(desk.waiting.size).toBe(2)
  })

  it('faults 33, 42: answers in any order: a page across a gap is not taken and told, and nothing is stepped over', async () => {
    const county = testCounty()
    county.protocol = 2
    const [mine, other] = [await laptopAt(county), await laptopAt(county, 'laptop-two')]
    await mine.book.write(houses(1), edit, VILLAGE)
    await mine.book.sync(); await other.book.sync()
    await mine.lock()
    const desk = await deskOf(mine)
    const answers: ExchangeAnswer[] = []
    for (let i = 0; i < 3; i++) {
      await other.book.write([household('house-1000', { note: `第${i}次` })], edit, VILLAGE)
      await other.book.sync()
      answers.push(await county.road('laptop-one').exchange({ ...question(desk, []), cursors: { [VILLAGE]: i + 1 } }))
    }
    const [first, second, third] = answers as [ExchangeAnswer, ExchangeAnswer, ExchangeAnswer]
    expect(await takeAnswer(desk, null, third, 'package')).toMatchObject({ pulled: 0, gaps: [VILLAGE] })
    expect(desk.state.cursors[VILLAGE]).toBe(1)
    expect(await takeAnswer(desk, null, first, 'package')).toMatchObject({ pulled: 1, gaps: [] })
    expect(await takeAnswer(desk, null, third, 'package')).toMatchObject({ gaps: [VILLAGE] })
    expect(await takeAnswer(desk, null, second, 'hub')).toMatchObject({ pulled: 1, gaps: [] })
    expect(await takeAnswer(desk, null, third, 'package')).toMatchObject({ pulled: 1, gaps: [] })
    for (const again of answers) expect(await takeAnswer(desk, null, again, 'package')).toMatchObject({ pulled: 0, gaps: [] })
    expect(desk.state.cursors[VILLAGE]).toBe(4)
    desk.env.store.close()
    await mine.start()
    expect(await copyOf(mine)).toEqual(countyCopy(county))
  })

  it('fault 40: a package made before the county was restored takes nobody back to it', async () => {
    const county = testCounty()
    const laptop = await laptopAt(county)
    const desk = await deskOf(laptop)
    const changes = await ownChanges(desk, houses(3))
    const old = await county.road('laptop-one').exchange(question(desk, changes))
    county.restore(() => false)
    const now = await county.road('laptop-one').exchange(question(desk, []))
    await takeAnswer(desk, [], now, 'line')
    expect(await takeAnswer(desk, null, old, 'package')).toMatchObject({ confirmed: 0 })
    expect(desk.state.epoch).toBe(now.epoch)
    expect(desk.waiting.size).toBe(3)
  })

  it('fault 42: a county that answers from further on than it was asked is not believed', async () => {
    const county = testCounty()
    county.protocol = 2
    const [mine, other] = [await laptopAt(county), await laptopAt(county, 'laptop-two')]
    await other.book.write(houses(3), edit, VILLAGE)
    await other.book.sync(); await mine.book.sync()
    await other.book.write(houses(3, 2000), edit, VILLAGE)
    await other.book.sync()
    const road = county.road('laptop-one')
    mine.host.county = { ...road, exchange: async asked => { const answer = await road.exchange(asked); return { ...answer, feed: { [VILLAGE]: { ...answer.feed[VILLAGE]!, from: 4 } } } } }
    await expect(mine.book.sync()).rejects.toMatchObject({ code: 'county-garbled' })
    mine.host.county = road
    await mine.book.sync()
    expect(await copyOf(mine)).toEqual(countyCopy(county))
  })
})

describe('what would be lost', () => {
  it('is counted: changes, households, since when, what is on its way, what a person half typed', async () => {
    const county = testCounty()
    const laptop = await laptopAt(county)
    const since = laptop.clock
    await laptop.book.write([...houses(2), { register: 'person', record: 'person-0001', fields: { household: 'house-1000', name: '甲' } }], edit, VILLAGE)
    laptop.clock += 60_000
    await laptop.book.write([household('house-1000', { note: '又' })], edit, VILLAGE)
    expect(await laptop.book.loss()).toEqual({ changes: 4, households: 2, since, attachments: 0, attachmentBytes: 0, draft: false, trial: 0, setAside: 0, onTheWay: null, lastContact: null })
    await laptop.book.saveDraft({ visit: 'visit-00000001', household: 'house-1000', section: '', question: '', raw: '半句' })
    expect((await laptop.book.loss()).draft).toBe(true)
    county.kept = 'trial'
    await laptop.book.sync()
    expect(await laptop.book.loss()).toMatchObject({ changes: 0, households: 0, since: null, trial: 4, lastContact: laptop.clock })
  })

  it('what left by package is only on its way until a receipt comes, also after a restart', async () => {
    const county = testCounty()
    const laptop = await laptopAt(county)
    await laptop.lock()
    const desk = await deskOf(laptop)
    const changes = await ownChanges(desk, houses(3))
    await noteOnTheWay(desk, [[1, 2]])
    expect(await lossOf(desk)).toMatchObject({ changes: 3, onTheWay: { changes: 2, at: laptop.clock } })
    await takeAnswer(desk, null, await county.road('laptop-one').exchange(question(desk, changes.slice(0, 1))), 'package')
    desk.env.store.close()
    await laptop.start()
    expect(await laptop.book.loss()).toMatchObject({ changes: 2, onTheWay: { changes: 1 } })
    await laptop.book.sync()
    expect(await laptop.book.loss()).toMatchObject({ changes: 0, onTheWay: null })
  })
})

describe('from the team', () => {
  it('fault 33: changes of another laptop stand at once, move no cursor, outlive restart, backup and a village loaded again, and go when the county brings them', async () => {
    const county = testCounty()
    const [mine, other] = [await laptopAt(county), await laptopAt(county, 'laptop-two')]
    await mine.book.write(houses(2), edit, VILLAGE)
    await mine.book.sync(); await other.book.sync()
    await mine.lock()
    let desk = await deskOf(mine)
    const house = desk.roster.get('household', 'house-1000')
    const theirs: Change = {
      device: 'laptop-two', number: 1, village: VILLAGE, register: 'household', record: 'house-1000', stamp: 'zzz0000000000', by: '', origin: edit, fields: { address: '坡头' }, saw: sawFor(house, ['address'])
    }
    const foreign: Change = { ...theirs, number: 2, village: '530521101299', record: 'house-9999' }
    expect(await takeTeam(desk, 'laptop-two', [theirs, foreign, { ...theirs, device: 'laptop-six' }])).toBe(1)
    expect(await takeTeam(desk, 'laptop-two', [theirs])).toBe(0)
    expect(await takeTeam(desk, 'laptop-one', [{ ...theirs, device: 'laptop-one', number: 9 }])).toBe(0)
    expect(desk.roster.get('household', 'house-9999')).toBeUndefined()
    expect(desk.state).toMatchObject({ cursors: { [VILLAGE]: 2 }, team: { 'laptop-two': [[1, 1]] }, stamp: 'zzz0000000000' })
    desk.env.store.close()
    const addressAt = async (): Promise<unknown> => (await mine.book.household('house-1000')).household.values['address']
    await mine.start()
    expect(await addressAt()).toBe('坡头')
    await mine.book.backup()
    mine.kill()
    mine.indexedDB = new IDBFactory() as unknown as IDBFactory
    await mine.start()
    expect(await addressAt()).toBe('坡头')
    // The village is loaded again: the county does not know of it yet.
    await mine.lock()
    desk = await deskOf(mine)
    const page = (await desk.env.store.log())[0]!
    await desk.env.store.commit({ log: [{ ...page, sealed: page.sealed.map(byte => byte ^ 1) }] })
    desk.env.store.close()
    county.requests.length = 0
    await mine.start()
    await mine.book.sync()
    expect(county.requests).toContain('snapshot')
    expect(await addressAt()).toBe('坡头')
    await mine.lock(); await mine.start()
    expect(await addressAt()).toBe('坡头')
    // The other laptop reaches the county.
    await county.road('laptop-two').exchange({ protocol: 2, changes: [theirs], cursors: {}, health: { unsent: 0, version: '', clock: 0 } })
    await mine.book.sync()
    await mine.lock()
    desk = await deskOf(mine)
    expect(desk.state.teamRows).toEqual([])
    expect(await desk.env.store.undo('team-1')).toBeNull()
    expect(desk.roster.get('household', 'house-1000')!.values['address']).toBe('坡头')
    desk.env.store.close()
    await mine.start()
    expect(await copyOf(mine)).toEqual(countyCopy(county))
  })

  it('fault 2: the power goes before the transaction: nothing of it is known, and it is taken the next time', async () => {
    const county = testCounty()
    const mine = await laptopAt(county)
    await mine.book.sync()
    await mine.lock()
    const desk = await deskOf(mine)
    const theirs: Change = { device: 'laptop-two', number: 1, village: VILLAGE, register: 'household', record: 'house-1000', stamp: '0000000010000', by: '', origin: edit, fields: { note: '甲' }, saw: {} }
    const { commit } = desk.env.store
    const store = desk.env.store as { commit: typeof commit }
    store.commit = async () => { throw new Error('power') }
    await expect(takeTeam(desk, 'laptop-two', [theirs])).rejects.toThrow('power')
    expect(desk.state.team).toEqual({})
    store.commit = commit
    expect(await takeTeam(desk, 'laptop-two', [theirs])).toBe(1)
    expect(desk.roster.get('household', 'house-1000')!.values['note']).toBe('甲')
  })
})
