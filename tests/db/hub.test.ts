import { beforeEach, expect, it } from 'vitest'
import { copyOf, countyCopy } from '../sync/copies.ts'
import { testCounty, type TestCounty } from '../sync/county.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const OTHER = '530521101202'
let county: TestCounty
/** Has met the county once; then the team is on the mountain with one hotspot. */
async function team(...villages: (readonly string[])[]): Promise<Laptop[]> {
  const laptops = await Promise.all(villages.map(async (codes, i) => {
    const laptop = newLaptop(`laptop-${String(i).padStart(3, '0')}`)
    laptop.host.enrolled = county.enrol(laptop.device, codes)
    laptop.host.county = county.road(laptop.device)
    await laptop.start()
    await laptop.book.sync()
    laptop.host.county = null
    return laptop
  }))
  for (const laptop of laptops) laptop.host.nearby = laptops.filter(other => other !== laptop).map(other => other.host)
  return laptops
}
const note = (laptop: Laptop, record: string, text: string, village = VILLAGE) => laptop.book.write([{ register: 'household', record, fields: { note: text } }], { kind: 'edit' }, village)
const noteOf = async (laptop: Laptop, record: string): Promise<unknown> => (await laptop.book.household(record)).household.values['note']
async function visit(guest: Laptop) {
  const [hub] = await guest.book.findHubs()
  return guest.book.visitHub(hub!.address)
}

beforeEach(() => { county = testCounty() })

it('what one wrote the others have without a line, and it still counts as only with the team', async () => {
  const [hub, one, two] = await team([VILLAGE], [VILLAGE], [VILLAGE])
  await note(hub!, 'house-0001', '在汇集点写的')
  await hub!.book.openHub()
  await note(one!, 'house-0002', '甲写的')
  expect(await visit(one!)).toMatchObject({ person: 'laptop-000', gave: 1, took: 1, confirmed: 0 })
  expect(await noteOf(one!, 'house-0001')).toBe('在汇集点写的')
  await hub!.book.hubState()
  expect(await noteOf(hub!, 'house-0002')).toBe('甲写的')
  expect(await visit(two!)).toMatchObject({ took: 2 })
  expect(await copyOf(two!)).toEqual(await copyOf(hub!))
  const [status, loss] = [await one!.book.status(), await one!.book.loss()]
  expect(status.unsent).toBe(1)
  expect(loss.onTheWay).toEqual({ changes: 1, at: one!.clock })
  expect(await one!.book.receipts()).toEqual([])
})

it('the hub carries all of it to the county when there is a line, and the next visit brings the receipts', async () => {
  const [hub, one, two] = await team([VILLAGE], [VILLAGE], [VILLAGE])
  await hub!.book.openHub()
  await note(one!, 'house-0001', '甲')
  await note(two!, 'house-0002', '乙')
  await visit(one!)
  await visit(two!)
  expect((await hub!.book.hubState()).held.packages).toBe(2)
  hub!.host.county = county.road(hub!.device)
  await hub!.book.sync()
  expect((await hub!.book.hubState()).held.packages).toBe(0)
  expect((await county.log.get(VILLAGE))!.map(change => change.device).sort()).toEqual(['laptop-001', 'laptop-002'])
  expect((await visit(one!)).confirmed).toBe(1)
  expect((await one!.book.status()).unsent).toBe(0)
  expect((await one!.book.receipts()).map(receipt => receipt.road)).toEqual(['hub'])
  await visit(two!)
  for (const laptop of [hub!, one!, two!]) {
    laptop.host.county = county.road(laptop.device)
    await laptop.book.sync()
    expect(await copyOf(laptop)).toEqual(countyCopy(county))
  }
  // Each change once, though it came by three roads.
  expect(county.log.get(VILLAGE)).toHaveLength(2)
})

it('the hub learns only of villages it is granted itself', async () => {
  const [hub, one] = await team([VILLAGE], [VILLAGE, OTHER])
  await hub!.book.openHub()
  await note(one!, 'house-0001', '本村')
  await note(one!, 'house-9001', '别村的事', OTHER)
  const given: string[] = []
  const call = one!.host.call.bind(one!.host)
  one!.host.call = async (name, input) => {
    if (name === 'hub:visit') given.push(...(input as { changes: { village: string }[] }).changes.map(change => change.village))
    return call(name, input)
  }
  await visit(one!)
  await hub!.book.hubState()
  expect(given).toEqual([VILLAGE])
  await expect(hub!.book.household('house-9001')).rejects.toMatchObject({ code: 'record-missing' })
  // Sealed to the county it goes along all the same.
  hub!.host.county = county.road(hub!.device)
  await hub!.book.sync()
  expect(county.log.get(OTHER)).toHaveLength(1)
})

it('two teams without a common village have nothing to say to each other', async () => {
  const [hub, one] = await team([VILLAGE], [OTHER])
  await hub!.book.openHub()
  await note(one!, 'house-9001', '别村', OTHER)
  await expect(visit(one!)).rejects.toMatchObject({ code: 'hub-no-common-village' })
})

it('a hub that has gone is told, and everything stays here', async () => {
  const [hub, one] = await team([VILLAGE], [VILLAGE])
  await hub!.book.openHub()
  await note(one!, 'house-0001', '甲')
  const [found] = await one!.book.findHubs()
  await hub!.book.closeHub()
  await expect(one!.book.visitHub(found!.address)).rejects.toMatchObject({ code: 'hub-unreachable' })
  expect((await one!.book.status()).unsent).toBe(1)
  expect((await one!.book.loss()).onTheWay).toBeNull()
})

it('visited twice, restarted in between, nothing comes twice and nothing is lost', async () => {
  const [hub, one] = await team([VILLAGE], [VILLAGE])
  await hub!.book.openHub()
  await note(hub!, 'house-0001', '一')
  await hub!.book.hubState()
  expect((await visit(one!)).took).toBe(1)
  await one!.lock()
  await one!.start()
  expect(await noteOf(one!, 'house-0001')).toBe('一')
  expect((await visit(one!)).took).toBe(0)
  await note(hub!, 'house-0001', '二')
  // The hub's own later write is offered when somebody asks how it stands.
  await hub!.book.hubState()
  expect((await visit(one!)).took).toBe(1)
  expect(await noteOf(one!, 'house-0001')).toBe('二')
})

it('what the county has already brought is not taken from the team again', async () => {
  const [hub, one] = await team([VILLAGE], [VILLAGE])
  await hub!.book.openHub()
  await note(hub!, 'house-0001', '一')
  await hub!.book.hubState()
  for (const laptop of [hub!, one!]) {
    laptop.host.county = county.road(laptop.device)
    await laptop.book.sync()
  }
  expect((await visit(one!)).took).toBe(0)
})

it('promise 13: a register and a field of a newer version reach the team through the hub', async () => {
  const [hub, one] = await team([VILLAGE], [VILLAGE])
  await hub!.book.openHub()
  await one!.book.write([
    { register: 'household', record: 'house-0001', fields: { villagerGroup: '1组', fieldOfTomorrow: true } },
    { register: 'registerOfTomorrow', record: 'tomorrow-0001', fields: { household: 'house-0001', deep: 7 } }
  ], { kind: 'edit' }, VILLAGE)
  await visit(one!)
  await hub!.book.hubState()
  expect((await hub!.book.household('house-0001')).household.values).toMatchObject({ fieldOfTomorrow: true })
  expect((await hub!.book.copies())[0]).toEqual((await one!.book.copies())[0])
})
