import { expect, it } from 'vitest'
import { isProvisional, provisionalCode } from '../../src/db/village-names.ts'
import { newLaptop, VILLAGE, type Laptop } from '../db/laptop.ts'
import { copyOf, countyCopy } from './copies.ts'
import { testCounty } from './county.ts'

const edit = { kind: 'edit' } as const
const OWN = provisionalCode(77)

/** A laptop that has worked alone under a village of its own naming and is enrolled afterwards. */
async function late(): Promise<{ laptop: Laptop; county: ReturnType<typeof testCounty> }> {
  const laptop = newLaptop('laptop-late')
  await laptop.start()
  await laptop.book.write([{ register: 'household', record: 'house-0001', fields: { address: '登记前写的', villagerGroup: '1组' } }], edit, OWN)
  await laptop.book.write([{ register: 'person', record: 'person-001', fields: { household: 'house-0001', name: '张三' } }], edit, OWN)
  const county = testCounty()
  laptop.host.enrolled = county.enrol('laptop-late', [VILLAGE])
  laptop.host.county = county.road('laptop-late')
  return { laptop, county }
}

it('a provisional code is never a real village’s', () => {
  expect([provisionalCode(0), provisionalCode(4294967295)].every(code => isProvisional(code) && code.length === 12)).toBe(true)
  expect(isProvisional('530521201001')).toBe(false)
})

it('work without a real village is not sent, and not lost: it waits', async () => {
  const { laptop, county } = await late()
  expect(await laptop.book.sync()).toMatchObject({ pushed: 0, refused: 0 })
  expect(await laptop.book.status()).toMatchObject({ unsent: 2, refused: [] })
  expect(countyCopy(county)).toEqual([])
})

it('once the village is known all of it is sent as that village’s, and stays so after a restart', async () => {
  const { laptop, county } = await late()
  expect(await laptop.book.settleVillage(OWN, VILLAGE)).toBe(2)
  expect(await laptop.book.sync()).toMatchObject({ pushed: 2, refused: 0 })
  expect(await copyOf(laptop)).toEqual(countyCopy(county))
  expect((await laptop.book.household('house-0001')).household.village).toBe(VILLAGE)
  await laptop.lock()
  await laptop.start()
  expect((await laptop.book.household('house-0001')).household.village).toBe(VILLAGE)
  expect(await copyOf(laptop)).toEqual(countyCopy(county))
  expect(await laptop.book.sync()).toMatchObject({ pushed: 0 })
})
