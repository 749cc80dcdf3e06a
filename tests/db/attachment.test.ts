import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import type { HostCallName, HostInput } from '#core/host.ts'
import type { Picture } from '../../src/db/book-sync.ts'
import { demandPicture, FULL } from '../../src/db/attachments-picture.ts'
import { testCounty, type TestCounty } from '../sync/county.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'
import { exif, jpeg, segment, thumbOf, webp } from './pictures.ts'

const HOUSE = 'house-0001'
const PHOTO = { household: HOUSE, kind: '01', title: '住房正面' } as const
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

let county: TestCounty
async function join(device: string): Promise<Laptop> {
  const laptop = newLaptop(device)
  laptop.host.enrolled = county.enrol(device, [VILLAGE])
  laptop.host.county = county.road(device)
  await laptop.start()
  return laptop
}
const house = (laptop: Laptop): Promise<unknown> => laptop.book.write([
  { register: 'household', record: HOUSE, fields: { villagerGroup: '1组' } },
  { register: 'person', record: 'person-0001', fields: { household: HOUSE, name: '李光明', relation: '01' } }
], { kind: 'edit' }, VILLAGE)
const add = (laptop: Laptop, picture: Picture = jpeg(1600, 1200)) => laptop.book.addAttachment(PHOTO, picture, thumbOf())
const puts = (): string[] => county.requests.filter(request => request.startsWith('put '))
const stateOf = async (laptop: Laptop, record: string): Promise<string | undefined> => (await laptop.book.attachmentsOf(HOUSE)).find(one => one.record === record)?.state

beforeEach(() => { county = testCounty() })

describe('a photograph taken at the door', () => {
  it('lies sealed with the host before its record is written, and opens again', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    const picture = jpeg(1600, 1200)
    const added = await add(laptop, picture)
    expect(added).toMatchObject({ household: HOUSE, kind: '01', title: '住房正面', width: 1600, height: 1200, state: 'here' })
    expect(await laptop.book.attachmentContent(added.record, 'full')).toEqual({ mime: 'image/jpeg', bytes: picture.bytes })
    expect(await laptop.book.attachmentContent(added.record, 'thumb')).toEqual({ mime: 'image/jpeg', bytes: thumbOf().bytes })
    for (const [name, bytes] of laptop.host.blobs) {
      expect(sha(bytes)).toBe(name)
      // Nothing of the picture stands in the clear.
      expect(Buffer.from(bytes).includes(Buffer.from(picture.bytes.subarray(0, 24)))).toBe(false)
    }
    const { calls } = laptop.host
    expect(calls.lastIndexOf('attachment:put')).toBeLessThan(calls.lastIndexOf('journal:append'))
  })

  it('each has a key of its own, and one blob does not open under another record', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    const [one, two] = [await add(laptop), await add(laptop)]
    const records = (await laptop.book.household(HOUSE)).others.filter(record => record.register === 'attachment')
    expect(new Set(records.map(record => record.values['contentKey'])).size).toBe(2)
    const values = records.find(record => record.id === one.record)!.values
    // Somebody points another record at this blob, with its key.
    await laptop.book.write([{ register: 'attachment', record: two.record, fields: { sha256: values['sha256']!, contentKey: values['contentKey']! } }], { kind: 'edit' }, VILLAGE)
    await expect(laptop.book.attachmentContent(two.record, 'full')).rejects.toMatchObject({ code: 'attachment-damaged' })
  })

  it('power cut after the blob, before the record: nothing names what is not there, the next one is taken', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    laptop.host.before = name => {
      if (name !== 'journal:append') return
      laptop.kill()
      throw new AppError('journal-write-failed', { reason: 'power' })
    }
    await expect(add(laptop)).rejects.toThrow()
    laptop.host.before = () => undefined
    await laptop.start()
    expect(await laptop.book.attachmentsOf(HOUSE)).toEqual([])
    expect((await laptop.book.loss()).attachments).toBe(0)
    const added = await add(laptop)
    expect(await stateOf(laptop, added.record)).toBe('here')
  })

  it('power cut after the journal: the record is back, and still counted as only here', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    // The book tidies up by itself while it is idle: only a commit behind the entry of the photograph is the one meant.
    const before = laptop.host.calls.length
    laptop.beforeCommit = () => { if (laptop.host.calls.includes('journal:append', before)) laptop.kill() }
    await expect(add(laptop)).rejects.toThrow()
    laptop.beforeCommit = () => undefined
    await laptop.start()
    expect((await laptop.book.attachmentsOf(HOUSE)).map(one => one.state)).toEqual(['here'])
    await laptop.book.sync()
    expect((await laptop.book.attachmentsOf(HOUSE)).map(one => one.state)).toEqual(['sent'])
  })

  it('fault 20: a nearly full disk takes no more pictures, and words as before', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    laptop.host.freeBytes = 999_000_000
    await expect(add(laptop)).rejects.toMatchObject({ code: 'attachment-disk', detail: { free: 999 } })
    await laptop.book.write([{ register: 'household', record: HOUSE, fields: { note: '照样能写' } }], { kind: 'edit' }, VILLAGE)
    expect(laptop.host.blobs.size).toBe(0)
  })

  it('belongs to a household and a person that are here, and is of a known sort', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    const attempt = (what: object) => laptop.book.addAttachment({ ...PHOTO, ...what }, jpeg(9, 9), thumbOf())
    await expect(attempt({ household: 'house-none' })).rejects.toMatchObject({ code: 'record-missing' })
    await expect(attempt({ person: 'person-none' })).rejects.toMatchObject({ code: 'record-missing' })
    await expect(attempt({ kind: 'selfie' })).rejects.toMatchObject({ code: 'answer-invalid' })
    await expect(attempt({ title: '长'.repeat(201) })).rejects.toMatchObject({ code: 'answer-invalid' })
    await attempt({ person: 'person-0001', subject: { register: 'visit', record: 'visit-00001', field: 'photos' } })
    expect((await laptop.book.household(HOUSE)).others[0]!.values).toMatchObject({ person: 'person-0001', subjectRegister: 'visit', subjectRecord: 'visit-00001', subjectField: 'photos' })
  })

  it('its key is in no timeline', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    await add(laptop)
    const { lines } = await laptop.book.timeline({ household: HOUSE })
    const line = lines.find(one => one.register === 'attachment')!
    expect(line.fields.map(field => field.name)).toContain('title')
    expect(line.fields.map(field => field.name)).not.toContain('contentKey')
  })
})

describe('X-22 what is no picture, or more than one', () => {
  const bad = (picture: Picture): string => {
    try {
      demandPicture('照片', picture, FULL)
      return ''
    } catch (error) {
      return error instanceof AppError ? String(error.detail['reason'] ?? error.code) : String(error)
    }
  }
  const plain = jpeg(64, 48)
  it.each<[string, Picture, string]>([
    ['a JPEG as an encoder writes it', plain, ''],
    ['a WebP', webp(640, 480), ''],
    ['a WebP with a canvas of the same size', webp(640, 480, [['VP8X', [0, 0, 0, 0, 127, 2, 0, 223, 1, 0]]]), ''],
    ['a JPEG with a colour profile', jpeg(64, 48, { segments: segment(0xe2, [...Buffer.from('ICC_PROFILE\0'), 1, 1]) }), ''],
    ['nothing', { ...plain, bytes: new Uint8Array() }, '内容和格式不符'],
    ['EXIF with the place', jpeg(64, 48, { segments: exif }), '带有拍摄信息，没有重新编码'],
    ['a comment', jpeg(64, 48, { segments: segment(0xfe, [...Buffer.from('<script>')]) }), '带有拍摄信息，没有重新编码'],
    ['a second picture inside', jpeg(64, 48, { segments: segment(0xe2, [...Buffer.from('MPF\0'), 1]) }), '带有拍摄信息，没有重新编码'],
    ['a zip behind the end', jpeg(64, 48, { behind: [...Buffer.from('PK\x03\x04')] }), '后面还接着别的内容'],
    ['an end inside the scan and a page behind it', jpeg(64, 48, { scan: [0xff, 0xd9, ...Buffer.from('<html>')] }), '后面还接着别的内容'],
    ['a JPEG cut off', { ...plain, bytes: plain.bytes.subarray(0, -2) }, '文件不完整'],
    ['a PNG that says JPEG', { ...plain, bytes: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]) }, '内容和格式不符'],
    ['an SVG with a script', { ...plain, bytes: new Uint8Array(Buffer.from('<svg onload="alert(1)"/>')) }, '内容和格式不符'],
    ['a WebP that says JPEG', { ...webp(64, 48), mime: 'image/jpeg' }, '内容和格式不符'],
    ['a mime nobody handles', { ...plain, mime: 'text/html' as 'image/jpeg' }, '不是 JPEG 或 WebP'],
    ['another size than is said', { ...plain, width: 65 }, '大小和说的不一样'],
    ['50,000 by 50,000', jpeg(50_000, 50_000), '边长不在 1 到 8192 像素之间'],
    ['no width', jpeg(0, 48), '边长不在 1 到 8192 像素之间'],
    ['a WebP with EXIF', webp(64, 48, [['EXIF', [1, 2]]]), '带有拍摄信息，没有重新编码'],
    ['a moving WebP', webp(64, 48, [['ANIM', [0, 0, 0, 0, 0, 0]]]), '带有拍摄信息，没有重新编码'],
    ['a WebP with something behind', webp(64, 48, [], [1, 2, 3]), '后面还接着别的内容'],
    ['a canvas larger than its picture', webp(64, 48, [['VP8X', [0, 0, 0, 0, 255, 255, 255, 223, 1, 0]]]), '内容和格式不符'],
    ['40 MB', { ...plain, bytes: new Uint8Array(40_000_000) }, 'attachment-too-large']
  ])('%s', (_, picture, said) => expect(bad(picture)).toBe(said))

  it('is refused at every cut of a good one, and whatever byte is struck out of its head', () => {
    for (const { bytes } of [plain, webp(64, 48)])
      for (let at = 0; at < bytes.length; at++) expect(bad({ ...plain, mime: bytes === plain.bytes ? 'image/jpeg' : 'image/webp', bytes: bytes.subarray(0, at) })).not.toBe('')
  })

  it('nothing of it is stored', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    await expect(laptop.book.addAttachment(PHOTO, jpeg(64, 48, { segments: exif }), thumbOf())).rejects.toMatchObject({ code: 'attachment-unreadable' })
    await expect(laptop.book.addAttachment(PHOTO, plain, jpeg(5000, 5000))).rejects.toMatchObject({ code: 'attachment-unreadable' })
    expect(laptop.host.blobs.size).toBe(0)
    expect(await laptop.book.attachmentsOf(HOUSE)).toEqual([])
  })

  it('another laptop\'s record that calls a page a picture shows nothing', async () => {
    const [mine, other] = [await join('laptop-one'), await join('laptop-two')]
    await house(other)
    const { record } = await add(other)
    await other.book.write([{ register: 'attachment', record, fields: { mime: 'text/html' } }], { kind: 'edit' }, VILLAGE)
    await other.book.sync()
    await mine.book.sync()
    await mine.book.fetchAttachment(record).catch(() => undefined)
    await expect(mine.book.attachmentContent(record, 'full')).rejects.toMatchObject({ code: 'attachment-damaged' })
  })
})

describe('on the road', () => {
  const sendFails = (laptop: Laptop, wrong: (input: HostInput<'attachment:send'>) => AppError | null): void => {
    const call = laptop.host.call.bind(laptop.host)
    laptop.host.call = async (name: HostCallName, input: never) => {
      const error = name === 'attachment:send' ? wrong(input as HostInput<'attachment:send'>) : null
      return error ? { ok: false, error: error.data } : call(name, input) as never
    }
  }

  it('thumbnails of all first, each once, however often the round is run', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    for (let i = 0; i < 3; i++) await add(laptop)
    expect((await laptop.book.loss()).attachments).toBe(3)
    await laptop.book.sync()
    const records = (await laptop.book.household(HOUSE)).others
    const thumbs = records.map(record => `put ${String(record.values['thumbSha256'])}`)
    expect(puts().slice(0, 3).sort()).toEqual(thumbs.sort())
    expect(puts()).toHaveLength(6)
    expect((await laptop.book.loss()).attachments).toBe(0)
    await laptop.book.sync()
    await laptop.lock()
    await laptop.start()
    await laptop.book.sync()
    expect(puts()).toHaveLength(6)
    expect((await laptop.book.attachmentsOf(HOUSE)).map(one => one.state)).toEqual(['sent', 'sent', 'sent'])
  })

  it('fault 35: the line breaks in the middle: what went is remembered, the rest goes with the next round', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    for (let i = 0; i < 3; i++) await add(laptop)
    let left = 4
    sendFails(laptop, () => (left-- > 0 ? null : new AppError('county-unreachable', { host: '' })))
    await laptop.book.sync().catch(() => undefined)
    expect(puts()).toHaveLength(4)
    left = 100
    await laptop.book.sync()
    expect(puts()).toHaveLength(6)
    expect(new Set(puts()).size).toBe(6)
  })

  it('one the county will not take is told, and the others go on', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    const bad = await add(laptop)
    const good = await add(laptop)
    const name = (await laptop.book.household(HOUSE)).others.find(record => record.id === bad.record)!.values['sha256']
    sendFails(laptop, ({ sha256 }) => (sha256 === name ? new AppError('attachment-refused', { reason: 'full' }) : null))
    await laptop.book.sync()
    expect([await stateOf(laptop, bad.record), await stateOf(laptop, good.record)]).toEqual(['here', 'sent'])
    expect((await laptop.book.loss()).attachments).toBe(1)
  })

  it('a county restored from an older copy gets again what it lost, and only that is sent', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    await add(laptop)
    await add(laptop)
    await laptop.book.sync()
    const [lost] = [...county.blobs.keys()]
    county.blobs.delete(lost!)
    county.restore(() => true)
    await laptop.book.sync()
    expect(county.blobs.has(lost!)).toBe(true)
    expect((await laptop.book.attachmentsOf(HOUSE)).map(one => one.state)).toEqual(['sent', 'sent'])
  })

  it('another laptop has thumbnails and pictures after its round, as they were taken', async () => {
    const [mine, other] = [await join('laptop-one'), await join('laptop-two')]
    await house(mine)
    const picture = webp(800, 600)
    const { record } = await add(mine, picture)
    await mine.book.sync()
    await other.book.sync()
    expect(await stateOf(other, record)).toBe('sent')
    expect((await other.book.attachmentContent(record, 'full')).bytes).toEqual(picture.bytes)
    expect(await other.book.missingAttachments()).toEqual([])
  })

  it('fault 23: a blob that is gone from the disk is named, the record opens, and it comes back from the county', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    const { record } = await add(laptop)
    await laptop.book.sync()
    laptop.host.blobs.clear()
    await laptop.lock()
    await laptop.start()
    expect((await laptop.book.missingAttachments()).map(one => [one.record, one.state])).toEqual([[record, 'away']])
    expect((await laptop.book.household(HOUSE)).others).toHaveLength(1)
    await expect(laptop.book.attachmentContent(record, 'thumb')).rejects.toMatchObject({ code: 'attachment-missing' })
    await laptop.book.fetchAttachment(record)
    expect((await laptop.book.attachmentContent(record, 'full')).bytes).toEqual(jpeg(1600, 1200).bytes)
    expect(await laptop.book.missingAttachments()).toEqual([])
  })

  it('fault 23: a flipped bit on the disk is told as damage and fetched anew', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    const { record } = await add(laptop)
    await laptop.book.sync()
    for (const bytes of laptop.host.blobs.values()) bytes[40]! ^= 1
    await expect(laptop.book.attachmentContent(record, 'full')).rejects.toMatchObject({ code: 'attachment-damaged' })
    await laptop.book.fetchAttachment(record)
    expect((await laptop.book.attachmentContent(record, 'full')).bytes).toEqual(jpeg(1600, 1200).bytes)
  })

  it('one that never reached the county and is gone from the disk is told as lost, not as on its way', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    const { record } = await add(laptop)
    laptop.host.blobs.clear()
    await laptop.lock()
    await laptop.start()
    await laptop.book.sync()
    expect(await stateOf(laptop, record)).toBe('lost')
    await expect(laptop.book.fetchAttachment(record)).rejects.toMatchObject({ code: 'attachment-missing' })
  })

  it('broken off by hand: the changes stay sent, the pictures wait', async () => {
    const laptop = await join('laptop-one')
    await house(laptop)
    for (let i = 0; i < 3; i++) await add(laptop)
    let count = 0
    laptop.host.before = name => { if (name === 'attachment:send' && ++count === 2) void laptop.book.cancelSync() }
    await laptop.book.sync().catch(() => undefined)
    laptop.host.before = () => undefined
    expect(puts().length).toBeLessThan(4)
    await laptop.book.sync()
    expect(new Set(puts()).size).toBe(6)
    expect(puts()).toHaveLength(6)
  })
})
