/** What the county did not simply take: seen, sent again, taken back, reviewed; and nothing of it lost. */
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../src/db/book.ts'
import { copyOf, countyCopy } from '../sync/copies.ts'
import { testCounty, type TestCounty } from '../sync/county.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const edit = { kind: 'edit' } as const
const household = (fields: Entry['fields'], record = 'house-1000'): Entry => ({ register: 'household', record, fields })

async function laptopAt(county: TestCounty, device = 'laptop-one'): Promise<Laptop> {
  const laptop = newLaptop(device)
  laptop.host.enrolled = county.enrol(device, [VILLAGE])
  laptop.host.county = county.road(device)
  await laptop.start()
  return laptop
}

/** A household whose note was 甲, and then a change to 乙 that the county sets aside. */
async function setAside(how: 'refuse' | 'quarantine' = 'quarantine', protocol = 2): Promise<{ county: TestCounty; laptop: Laptop }> {
  const county = testCounty()
  county.protocol = protocol
  const laptop = await laptopAt(county)
  await laptop.book.write([household({ note: '甲', villagerGroup: '1组' })], edit, VILLAGE)
  await laptop.book.sync()
  county[how] = change => (change.number === 2 ? 'device-revoked' : '')
  laptop.clock += 1000
  await laptop.book.write([household({ note: '乙', phone: '13800000001' })], { kind: 'visit', ref: 'visit-00000001' }, VILLAGE)
  await laptop.book.sync()
  return { county, laptop }
}
const noteOf = async (laptop: Laptop): Promise<unknown> => (await laptop.book.household('house-1000')).household.values['note']
const restart = async (laptop: Laptop): Promise<void> => { await laptop.lock(); await laptop.start() }

it.each(['refuse', 'quarantine'] as const)('fault 38: a change the county does not take (%s) is listed with what it said and why, also after a restart', async how => {
  const { laptop } = await setAside(how)
  const expected = [{ number: 2, verdict: how === 'refuse' ? 'refused' : 'quarantined', reason: 'device-revoked', register: 'household', record: 'house-1000', household: 'house-1000', at: laptop.clock, fields: { note: '乙', phone: '13800000001' }, state: 'waiting', note: '' }]
  expect(await laptop.book.setAside()).toMatchObject(expected)
  await restart(laptop)
  expect(await laptop.book.setAside()).toMatchObject(expected)
  expect(await laptop.book.status()).toMatchObject({ unsent: 0, refused: [{ number: 2 }] })
})

it('fault 38: what was set aside still says what it said when its own row has long been folded away and the database is gone', async () => {
  const { laptop } = await setAside()
  await laptop.book.backup()
  laptop.kill()
  laptop.indexedDB = new IDBFactory() as unknown as IDBFactory
  await laptop.start()
  expect(laptop.report.base).toBe('backup')
  expect(await laptop.book.setAside()).toMatchObject([{ number: 2, fields: { note: '乙' }, state: 'waiting' }])
})

describe('sent again', () => {
  it.each(['refuse', 'quarantine'] as const)('after %s the same fields go up under a new number and stand at the county', async how => {
    const { county, laptop } = await setAside(how)
    await laptop.book.sendAgain(2)
    expect(await laptop.book.setAside()).toMatchObject([{ number: 2, state: 'sent-again' }])
    expect(await laptop.book.status()).toMatchObject({ unsent: 1, refused: [] })
    await laptop.book.sync()
    expect(county.log.get(VILLAGE)!.at(-1)).toMatchObject({ number: 3, fields: { note: '乙', phone: '13800000001' }, origin: { kind: 'visit' } })
    expect(await copyOf(laptop)).toEqual(countyCopy(county))
    // Looked at in vain no more; what was never there is not spoken of.
    expect(county.withdrawn.get('laptop-one')).toEqual(how === 'refuse' ? [] : [2])
  })

  it('a field that was written anew since is not written over with the old answer', async () => {
    const { laptop } = await setAside()
    await laptop.book.write([household({ note: '丙' })], edit, VILLAGE)
    await laptop.book.sendAgain(2)
    expect(await noteOf(laptop)).toBe('丙')
  })

  it('twice, or of a number nobody knows, is refused and writes nothing', async () => {
    const { laptop } = await setAside()
    await laptop.book.sendAgain(2)
    for (const number of [2, 77]) await expect(laptop.book.sendAgain(number)).rejects.toMatchObject({ code: 'aside-gone' })
    expect(await laptop.book.status()).toMatchObject({ unsent: 1 })
  })

  it('is what it says by itself once every field has been written anew and accepted', async () => {
    const { county, laptop } = await setAside()
    await laptop.book.write([household({ note: '丙' })], edit, VILLAGE)
    await laptop.book.sync()
    expect(await laptop.book.setAside()).toMatchObject([{ state: 'waiting' }])
    await laptop.book.write([household({ phone: '13800000002' })], edit, VILLAGE)
    expect(await laptop.book.setAside()).toMatchObject([{ state: 'waiting' }])
    await laptop.book.sync()
    expect(await laptop.book.setAside()).toMatchObject([{ state: 'sent-again' }])
    await laptop.book.sync()
    expect(county.withdrawn.get('laptop-one')).toEqual([2])
  })
})

describe('taken back', () => {
  it.each(['refuse', 'quarantine'] as const)('after %s what stood before stands again, here and at the county, which hears of it once', async how => {
    const { county, laptop } = await setAside(how)
    expect(await laptop.book.withdraw(2)).toEqual({ restored: 2, left: 0 })
    expect(await noteOf(laptop)).toBe('甲')
    await restart(laptop)
    expect(await laptop.book.setAside()).toMatchObject([{ number: 2, state: 'withdrawn' }])
    await laptop.book.sync()
    expect(county.heard!.withdrawn).toEqual(how === 'refuse' ? undefined : [2])
    expect(await copyOf(laptop)).toEqual(countyCopy(county))
    await laptop.book.sync()
    expect(county.heard!.withdrawn).toBeUndefined()
  })

  it('a county of the protocol before does not count as told', async () => {
    const { county, laptop } = await setAside('quarantine', 1)
    await laptop.book.withdraw(2)
    await laptop.book.sync()
    county.protocol = 2
    await laptop.book.sync()
    expect(county.withdrawn.get('laptop-one')).toEqual([2])
  })

  it('an answer that was lost did not tell the county', async () => {
    const { county, laptop } = await setAside()
    await laptop.book.withdraw(2)
    const road = county.road('laptop-one')
    laptop.host.county = { ...road, exchange: async () => { throw new Error('cut') } }
    await expect(laptop.book.sync()).rejects.toThrow()
    laptop.host.county = road
    await laptop.book.sync()
    expect(county.withdrawn.get('laptop-one')).toEqual([2])
  })

  it('what was written over it since stays and is counted', async () => {
    const { laptop } = await setAside()
    await laptop.book.write([household({ note: '丙' })], edit, VILLAGE)
    expect(await laptop.book.withdraw(2)).toEqual({ restored: 1, left: 1 })
    expect(await noteOf(laptop)).toBe('丙')
    expect((await laptop.book.household('house-1000')).household.values['phone']).toBeNull()
  })

  it('a record it made is ended, not deleted', async () => {
    const county = testCounty()
    const laptop = await laptopAt(county)
    county.quarantine = () => 'village-not-granted'
    await laptop.book.write([household({ note: '新' }, 'house-2000')], edit, VILLAGE)
    await laptop.book.sync()
    expect(await laptop.book.withdraw(1)).toEqual({ restored: 1, left: 0 })
    expect((await laptop.book.household('house-2000')).household.values['endedOn']).toBe('2026-04-01')
    // The change that takes it back is set aside in its turn and asks nobody anything.
    await laptop.book.sync()
    expect(await laptop.book.setAside()).toMatchObject([{ number: 2, state: 'withdrawn' }, { number: 1, state: 'withdrawn' }])
    expect(await laptop.book.status()).toMatchObject({ unsent: 0, refused: [] })
  })

  it('fault 2: the power goes between journal and transaction: after the start it is taken back once', async () => {
    const { laptop } = await setAside()
    const entries = laptop.host.journal.length
    laptop.beforeCommit = () => { if (laptop.host.journal.length > entries) laptop.kill() }
    await expect(laptop.book.withdraw(2)).rejects.toThrow()
    laptop.beforeCommit = () => undefined
    await laptop.start()
    expect(await noteOf(laptop)).toBe('甲')
    expect(await laptop.book.setAside()).toMatchObject([{ number: 2, state: 'withdrawn' }])
  })
})

describe('looked at by the county', () => {
  it('released: it stands in the log after all and nobody has to do anything', async () => {
    const { county, laptop } = await setAside()
    county.review('laptop-one', 2, 'released', '')
    await laptop.book.sync()
    expect(await laptop.book.setAside()).toMatchObject([{ number: 2, state: 'released' }])
    expect(await laptop.book.status()).toMatchObject({ unsent: 0, refused: [] })
    expect(await copyOf(laptop)).toEqual(countyCopy(county))
    await laptop.book.sync()
    expect(county.heard!.reviewCursor).toBe(1)
  })

  it('rejected: the reason stands beside it, and a person here can still take it back', async () => {
    const { county, laptop } = await setAside()
    county.review('laptop-one', 2, 'rejected', '不是本村的户')
    await laptop.book.sync()
    expect(await laptop.book.setAside()).toMatchObject([{ state: 'rejected', note: '不是本村的户' }])
    expect((await laptop.book.loss()).setAside).toBe(1)
    await laptop.book.withdraw(2)
    await laptop.book.sync()
    expect(await laptop.book.setAside()).toMatchObject([{ state: 'withdrawn' }])
    expect(await copyOf(laptop)).toEqual(countyCopy(county))
  })

  it('fault 40: a county restored from a copy sets it aside again: what was taken back here stays so and is told again', async () => {
    const { county, laptop } = await setAside()
    await laptop.book.withdraw(2)
    await laptop.book.sync()
    county.withdrawn.clear()
    county.restore(change => change.number === 1)
    await laptop.book.sync(); await laptop.book.sync()
    expect(await laptop.book.setAside()).toMatchObject([{ number: 2, state: 'withdrawn' }])
    expect(county.withdrawn.get('laptop-one')).toEqual([2])
    expect(await laptop.book.status()).toMatchObject({ unsent: 0, refused: [] })
  })

  it('fault 40: a county restored from a copy that takes it this time has released it', async () => {
    const { county, laptop } = await setAside()
    county.quarantine = () => ''
    county.restore(change => change.number === 1)
    await laptop.book.sync(); await laptop.book.sync()
    expect(await laptop.book.setAside()).toMatchObject([{ number: 2, state: 'released' }])
    expect(await copyOf(laptop)).toEqual(countyCopy(county))
  })
})
