/** Faults 57, 29 and 22: a laptop is handed on with unsent work; Chromium's own store is gone or another kind of store. */
import { IDBFactory } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import { hostCalls } from '#core/host.ts'
import { copyOf, countyCopy } from '../sync/copies.ts'
import { testCounty, type TestCounty } from '../sync/county.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'
import { jpeg, thumbOf } from './pictures.ts'

async function join(county: TestCounty, device: string): Promise<Laptop> {
  const laptop = newLaptop(device)
  laptop.host.enrolled = county.enrol(device, [VILLAGE])
  laptop.host.county = county.road(device)
  await laptop.start()
  await laptop.book.sync()
  return laptop
}
const note = (laptop: Laptop, id: number, text: string) => laptop.book.write([{ register: 'household', record: `house-${1000 + id}`, fields: { note: text } }], { kind: 'edit' }, VILLAGE)

it('fault 57: handed on with unsent work: exported as a package, taken at the county, and the next laptop has all of it', async () => {
  const county = testCounty()
  const old = await join(county, 'laptop-old')
  for (let i = 0; i < 12; i++) await note(old, i, `户${i}`)
  await old.book.sync()
  old.host.county = null
  for (let i = 0; i < 30; i++) await note(old, i, `没上报${i}`)
  await old.book.addAttachment({ household: 'house-1003', kind: '01', title: '' }, jpeg(800, 600), thumbOf())
  // What would be lost is said as long as it is only here; the export does not make it less until the county has answered.
  expect((await old.book.loss()).changes).toBe(31)
  const saved = await old.book.savePackage()
  expect((await old.book.loss()).changes).toBe(31)
  const file = old.host.usb.get(saved!.name)!
  // The laptop is gone: only the stick goes on.
  old.kill()
  const { accepted } = await county.post.take(file)
  expect(accepted).toBe(31)
  const next = await join(county, 'laptop-next')
  expect(await copyOf(next)).toEqual(countyCopy(county))
  expect((await next.book.status()).households).toBe(30)
  expect((await next.book.household('house-1029')).household.values['note']).toBe('没上报29')
  expect((await next.book.attachmentsOf('house-1003')).length).toBe(1)
  expect(county.blobs.size).toBe(2)
})

it('fault 57: nothing the window may ask of the host or the book wipes a profile, a device or a journal', async () => {
  // `database:discard` throws the view away, which is made again from journal and copy (fault 11).
  const wipes = /wipe|reset|delete|remove|erase|clear|forget|discard|leave|unenrol/i
  expect(Object.keys(hostCalls).filter(name => wipes.test(name))).toEqual(['database:discard'])
  const county = testCounty()
  const { book } = await join(county, 'laptop-one')
  expect(Object.keys(book).filter(name => wipes.test(name))).toEqual([])
})

it.each([
  ['29: another Electron with another store finds nothing', false],
  ['22: the browser evicted the database', true]
])('fault %s: all is made again from copy and journal, without the county', async (_, copied) => {
  const county = testCounty()
  const laptop = await join(county, 'laptop-one')
  for (let i = 0; i < 12; i++) await note(laptop, i, `户${i}`)
  if (copied) await laptop.book.backup()
  for (let i = 6; i < 18; i++) await note(laptop, i, `后来${i}`)
  const before = await copyOf(laptop)
  laptop.kill()
  laptop.host.county = null
  laptop.indexedDB = new IDBFactory() as unknown as globalThis.IDBFactory
  expect(await laptop.start()).toMatchObject({ outcome: 'rebuilt' })
  expect(await copyOf(laptop)).toEqual(before)
  expect(await laptop.book.status()).toMatchObject({ households: 18, unsent: 24 })
  laptop.host.county = county.road(laptop.device)
  await laptop.book.sync()
  expect(county.log.get(VILLAGE)).toHaveLength(24)
  expect(await copyOf(laptop)).toEqual(countyCopy(county))
})
