import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import type { ExchangeAnswer } from '#core/sync/wire.ts'
import { copyOf, countyCopy } from '../sync/copies.ts'
import { testCounty, type TestCounty } from '../sync/county.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'
import { jpeg, thumbOf } from './pictures.ts'

let county: TestCounty
/** A laptop that has met the county once, and then lives where there is no line. */
async function join(device: string): Promise<Laptop> {
  const laptop = newLaptop(device)
  laptop.host.enrolled = county.enrol(device, [VILLAGE])
  laptop.host.county = county.road(device)
  await laptop.start()
  await laptop.book.sync()
  laptop.host.county = null
  return laptop
}
const online = (laptop: Laptop): Laptop => Object.assign(laptop, { host: Object.assign(laptop.host, { county: county.road(laptop.device) }) })
const note = (laptop: Laptop, record: string, text: string) => laptop.book.write([{ register: 'household', record, fields: { note: text } }], { kind: 'edit' }, VILLAGE)
const unsent = async (laptop: Laptop): Promise<number> => (await laptop.book.status()).unsent

/** Saved on the stick, carried by somebody with a line; gives the name of the answer. */
async function carry(laptop: Laptop, courier: Laptop): Promise<string> {
  const saved = await laptop.book.savePackage()
  courier.host.usb = laptop.host.usb
  courier.host.choice = saved!.name
  const read = await courier.book.choosePackage()
  if (read?.kind !== 'courier') throw new Error('not a report')
  const done = await courier.book.carryPackage(read.token)
  const answer = await courier.book.saveAnswer(done.answer!.token)
  return answer!.name
}
async function take(laptop: Laptop, name: string) {
  laptop.host.choice = name
  const read = await laptop.book.choosePackage()
  if (read?.kind !== 'answer') throw new Error('not an answer')
  return { read, done: await laptop.book.takePackage(read.token) }
}

beforeEach(() => { county = testCounty() })

describe('a report on a stick', () => {
  it('says before it is made what is only here', async () => {
    const laptop = await join('laptop-one')
    expect(await laptop.book.previewPackage()).toEqual({ changes: 0, households: 0, first: null, last: null, attachments: 0, attachmentBytes: 0 })
    await note(laptop, 'house-0001', '一')
    laptop.clock += 60_000
    await note(laptop, 'house-0002', '二')
    await laptop.book.addAttachment({ household: 'house-0001', kind: '01', title: '' }, jpeg(800, 600), thumbOf())
    const preview = await laptop.book.previewPackage()
    expect(preview).toMatchObject({ changes: 3, households: 2, first: laptop.clock - 60_000, last: laptop.clock, attachments: 1 })
    expect(preview.attachmentBytes).toBe([...laptop.host.blobs.values()].reduce((sum, bytes) => sum + bytes.length, 0))
  })

  it('marks nothing as sent; the county\'s receipt does, when it comes back', async () => {
    const [laptop, courier] = [await join('laptop-one'), online(await join('laptop-two'))]
    await note(laptop, 'house-0001', '一')
    await note(laptop, 'house-0001', '二')
    const name = await carry(laptop, courier)
    expect(await unsent(laptop)).toBe(2)
    expect((await laptop.book.loss()).onTheWay).toEqual({ changes: 2, at: laptop.clock })
    expect(await laptop.book.receipts()).toEqual([])
    const { read, done } = await take(laptop, name)
    expect(read).toMatchObject({ kind: 'answer', confirmed: 2, receipts: 1, gap: false, seen: false })
    expect(done).toEqual({ confirmed: 2, pulled: 0, refused: 0 })
    expect(await unsent(laptop)).toBe(0)
    expect((await laptop.book.receipts()).map(receipt => receipt.road)).toEqual(['package'])
    expect((await laptop.book.loss()).onTheWay).toBeNull()
    expect(await copyOf(laptop)).toEqual(countyCopy(county))
  })

  it('a dialog that was closed, or a full stick: nothing has left', async () => {
    const laptop = await join('laptop-one')
    await note(laptop, 'house-0001', '一')
    laptop.host.before = name => { if (name === 'package:save') throw new AppError('package-too-large', { size: 300, limit: 200 }) }
    await expect(laptop.book.savePackage()).rejects.toMatchObject({ code: 'package-too-large' })
    expect((await laptop.book.loss()).onTheWay).toBeNull()
  })

  it('with nothing to carry it still asks for what is new; a laptop of no village has nothing to ask', async () => {
    const [laptop, other] = [await join('laptop-one'), online(await join('laptop-two'))]
    await note(other, 'house-0009', '别人写的')
    await other.book.sync()
    const { done } = await take(laptop, await carry(laptop, other))
    expect(done).toEqual({ confirmed: 0, pulled: 1, refused: 0 })
    expect(await copyOf(laptop)).toEqual(countyCopy(county))
    const stranger = newLaptop('laptop-three')
    await stranger.start()
    await expect(stranger.book.savePackage()).rejects.toMatchObject({ code: 'package-empty' })
  })

  it('1,203 changes go in order, in questions of 500, only the last of which asks', async () => {
    const [laptop, courier] = [await join('laptop-one'), online(await join('laptop-two'))]
    await laptop.book.write(Array.from({ length: 1203 }, (_, i) => ({ register: 'household', record: `house-${String(i).padStart(4, '0')}`, fields: { note: String(i) } })), { kind: 'edit' }, VILLAGE)
    const asked: { numbers: number[]; cursors: number }[] = []
    const call = laptop.host.call.bind(laptop.host)
    laptop.host.call = async (name, input) => {
      if (name === 'package:save') for (const one of (input as { exchanges: readonly { changes: readonly { number: number }[]; cursors: object }[] }).exchanges) asked.push({ numbers: one.changes.map(change => change.number), cursors: Object.keys(one.cursors).length })
      return call(name, input)
    }
    const name = await carry(laptop, courier)
    expect(asked.map(one => [one.numbers.length, one.cursors])).toEqual([[500, 0], [500, 0], [203, 1]])
    expect(asked.flatMap(one => one.numbers)).toEqual(Array.from({ length: 1203 }, (_, i) => i + 1))
    expect((await take(laptop, name)).done.confirmed).toBe(1203)
    expect(await unsent(laptop)).toBe(0)
  })

  it('one bad change comes back set aside, the rest is taken', async () => {
    const [laptop, courier] = [await join('laptop-one'), online(await join('laptop-two'))]
    county.refuse = change => (change.fields['note'] === '坏' ? 'not-granted' : '')
    for (const text of ['一', '坏', '三']) await note(laptop, 'house-0001', text)
    const { done } = await take(laptop, await carry(laptop, courier))
    expect(done).toMatchObject({ confirmed: 2, refused: 1 })
    expect((await laptop.book.setAside()).map(one => [one.number, one.verdict])).toEqual([[2, 'refused']])
  })

  it('photographs go along and are the county\'s, still sealed', async () => {
    const [laptop, courier] = [await join('laptop-one'), online(await join('laptop-two'))]
    await note(laptop, 'house-0001', '一')
    const { record } = await laptop.book.addAttachment({ household: 'house-0001', kind: '01', title: '' }, jpeg(800, 600), thumbOf())
    await take(laptop, await carry(laptop, courier))
    expect([...county.blobs.keys()].sort()).toEqual([...laptop.host.blobs.keys()].sort())
    online(laptop)
    const before = county.requests.length
    await laptop.book.sync()
    expect((await laptop.book.attachmentsOf('house-0001')).map(one => [one.record, one.state])).toEqual([[record, 'sent']])
    // Asked for once each, and there already.
    expect(county.requests.slice(before).filter(request => request.startsWith('put '))).toHaveLength(2)
  })
})

describe('the county\'s answer', () => {
  it('P-02: read again it is told as seen and changes nothing', async () => {
    const [laptop, other] = [await join('laptop-one'), online(await join('laptop-two'))]
    await note(laptop, 'house-0001', '一')
    await note(other, 'house-0002', '二')
    await other.book.sync()
    const name = await carry(laptop, other)
    await take(laptop, name)
    const copy = await copyOf(laptop)
    const { read, done } = await take(laptop, name)
    expect(read).toMatchObject({ seen: true, confirmed: 0, changes: 0 })
    expect(done).toEqual({ confirmed: 0, pulled: 0, refused: 0 })
    expect(await copyOf(laptop)).toEqual(copy)
    expect(await laptop.book.receipts()).toHaveLength(1)
  })

  it('P-02: an older one after a newer one brings nothing back', async () => {
    const [laptop, other] = [await join('laptop-one'), online(await join('laptop-two'))]
    await note(laptop, 'house-0001', '一')
    const first = await carry(laptop, other)
    const old = laptop.host.usb.get(first)!
    await note(laptop, 'house-0001', '二')
    await note(other, 'house-0002', '别人')
    await other.book.sync()
    const second = await carry(laptop, other)
    await take(laptop, second)
    laptop.host.usb.set('old', old)
    expect((await take(laptop, 'old')).done).toEqual({ confirmed: 0, pulled: 0, refused: 0 })
    expect(await unsent(laptop)).toBe(0)
    expect(await copyOf(laptop)).toEqual(countyCopy(county))
  })

  it('P-02: a gap is told and not stepped over; the pages in between fill it', async () => {
    const [laptop, other] = [await join('laptop-one'), online(await join('laptop-two'))]
    for (const text of ['一', '二', '三']) await note(other, 'house-0002', text)
    await other.book.sync()
    const name = await carry(laptop, other)
    const call = laptop.host.call.bind(laptop.host)
    // The last page only, as of a laptop that had asked from further on.
    laptop.host.call = async (asked, input) => {
      const result = await call(asked, input)
      const file = asked === 'package:choose' && result.ok ? result.value as { answers: ExchangeAnswer[] } : null
      for (const page of file?.answers.flatMap(({ feed }) => Object.values(feed)) ?? []) Object.assign(page, { from: 2, changes: page.changes.slice(2) })
      return result
    }
    const { read, done } = await take(laptop, name)
    expect(read).toMatchObject({ gap: true, changes: 0 })
    expect(done.pulled).toBe(0)
    expect((await laptop.book.status()).villages[0]!.cursor).toBe(0)
    laptop.host.call = call
    const whole = await take(laptop, name)
    expect(whole.read).toMatchObject({ gap: false, changes: 3 })
    expect(whole.done.pulled).toBe(3)
    expect(await copyOf(laptop)).toEqual(countyCopy(county))
  })

  it('P-10: two laptops carry for each other in both orders, mixed with the line: all copies are equal', async () => {
    for (const lineFirst of [true, false]) {
      county = testCounty()
      const [one, two] = [online(await join('laptop-one')), online(await join('laptop-two'))]
      await note(one, 'house-0001', '甲')
      await note(two, 'house-0001', '乙')
      const toOne = await carry(one, two)
      const toTwo = await carry(two, one)
      if (lineFirst) { await one.book.sync(); await two.book.sync() }
      await take(two, toTwo)
      await take(one, toOne)
      if (!lineFirst) { await two.book.sync(); await one.book.sync() }
      await two.book.sync()
      expect(await copyOf(one)).toEqual(await copyOf(two))
      expect(await copyOf(one)).toEqual(countyCopy(county))
      expect([await unsent(one), await unsent(two)]).toEqual([0, 0])
      expect((await one.book.conflicts()).map(one => one.answers.map(answer => answer.value).sort())).toEqual([['乙', '甲'].sort()])
    }
  })

  it('for another laptop it is not opened, and nothing of it is read', async () => {
    const [laptop, other] = [await join('laptop-one'), online(await join('laptop-two'))]
    await note(laptop, 'house-0001', '一')
    other.host.choice = await carry(laptop, other)
    await expect(other.book.choosePackage()).rejects.toMatchObject({ code: 'package-other-reader' })
  })

  it.each([['cut', -10], ['flipped', 0]])('%s on the stick it is refused as a whole', async (kind, at) => {
    const [laptop, other] = [await join('laptop-one'), online(await join('laptop-two'))]
    await note(laptop, 'house-0001', '一')
    const name = await carry(laptop, other)
    const file = laptop.host.usb.get(name)!
    if (kind === 'cut') laptop.host.usb.set(name, file.slice(0, at))
    else file[file.length - 20]! ^= 1
    laptop.host.choice = name
    await expect(laptop.book.choosePackage()).rejects.toMatchObject({ code: 'package-cut' })
    expect(await unsent(laptop)).toBe(1)
  })

  it('a power cut between two answers of one file: read again, the rest is taken', async () => {
    const [laptop, courier] = [await join('laptop-one'), online(await join('laptop-two'))]
    await laptop.book.write(Array.from({ length: 900 }, (_, i) => ({ register: 'household', record: `house-${String(i).padStart(4, '0')}`, fields: { note: String(i) } })), { kind: 'edit' }, VILLAGE)
    const name = await carry(laptop, courier)
    let commits = 0
    laptop.beforeCommit = () => { if (++commits === 2) laptop.kill() }
    await expect(take(laptop, name)).rejects.toThrow()
    laptop.beforeCommit = () => undefined
    await laptop.start()
    expect(await unsent(laptop)).toBe(400)
    expect((await take(laptop, name)).done.confirmed).toBe(400)
    expect(await unsent(laptop)).toBe(0)
  })

  it('the carrier sees counts and whether it is his own, and opens nothing', async () => {
    const [laptop, courier] = [await join('laptop-one'), online(await join('laptop-two'))]
    await note(laptop, 'house-0001', '一')
    const saved = await laptop.book.savePackage()
    courier.host.usb = laptop.host.usb
    courier.host.choice = laptop.host.choice = saved!.name
    expect(await courier.book.choosePackage()).toMatchObject({ kind: 'courier', own: false, summary: { changes: 1, by: 'laptop-one' } })
    expect(await laptop.book.choosePackage()).toMatchObject({ kind: 'courier', own: true })
    courier.host.county = null
    await expect(courier.book.carryPackage(saved!.name)).rejects.toMatchObject({ code: 'package-needs-county' })
  })
})

it('promise 13: a register, field and code of a newer version go through a package unharmed', async () => {
  const [laptop, courier] = [await join('laptop-one'), online(await join('laptop-two'))]
  await laptop.book.write([
    { register: 'household', record: 'house-0001', fields: { villagerGroup: '1组', householdType: '99-new', fieldOfTomorrow: ['a', 'b'] } },
    { register: 'registerOfTomorrow', record: 'tomorrow-0001', fields: { household: 'house-0001', deep: 7 } }
  ], { kind: 'edit' }, VILLAGE)
  await take(laptop, await carry(laptop, courier))
  await courier.book.sync()
  expect(county.records.get('registerOfTomorrow/tomorrow-0001')!.values).toEqual({ household: 'house-0001', deep: 7 })
  expect((await courier.book.household('house-0001')).household.values).toMatchObject({ householdType: '99-new', fieldOfTomorrow: ['a', 'b'] })
})
