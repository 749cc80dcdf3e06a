/** The laptop's end of the road against the real county, in one process: both must mean the same by the wire. */
import { createHash, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { unpackPage } from '#core/sync/pack.ts'
import { makeStamp } from '#core/sync/clock.ts'
import type { Change } from '#core/sync/change.ts'
import { openBlobStore } from '../../electron/main/attachment-store.ts'
import { openBox } from '../../electron/main/box.ts'
import { openCounty } from '../../electron/main/county.ts'
import { openCountyLine } from '../../electron/main/county-line.ts'
import { openDevice } from '../../electron/main/device.ts'
import { openKeyStore } from '../../electron/main/key-store.ts'
import { openPackages } from '../../electron/main/packages.ts'
import { startCounty } from '../../server/county.ts'
import * as certificates from './certificates.ts'
import { fakeSafe } from './fake-safe.ts'
import { codeOf, someFolder } from './folder.ts'

const VILLAGE = '530521101200'

async function laptopOf(folder: string, now = () => Date.now()) {
  const device = await openDevice(folder, openBox(openKeyStore(fakeSafe(), 'linux'), () => null))
  const county = openCounty({ device, version: '0.1.0', offered: null, now })
  onTestFinished(() => county.close())
  return { device, county }
}

it.each([['http', undefined], ['https with a certificate of its own', certificates.county]])('%s: enrolled, one change up, taken down again as a first load, refused once revoked', async (_name, tls) => {
  const there = await startCounty({ dataDir: join(await someFolder(), 'county'), port: 0, name: '练习县', ...tls && { tls } })
  onTestFinished(() => there.close())
  await there.addVillage(VILLAGE, '某村')
  const code = await there.issueCode({ villages: [VILLAGE], person: '李四海', account: 'li' })
  const { device, county } = await laptopOf(await someFolder())
  const enrolled = await county.enrol({ address: there.url, code, name: '一号电脑' })
  expect(enrolled).toMatchObject({ device: device.id, account: 'li', person: '李四海', county: { name: '练习县', publicKey: there.publicKey } })

  const change: Change = {
    device: device.id, number: 1, village: VILLAGE, register: 'household', record: 'household-1', stamp: makeStamp(Date.now(), 0), by: 'li',
    origin: { kind: 'edit' }, fields: { hamlet: '上寨' }, saw: {}
  }
  const round = { protocol: 1, changes: [change], cursors: { [VILLAGE]: 0 }, health: { unsent: 1, version: '0.1.0', clock: Date.now() } }
  const first = await county.exchange(round)
  expect(first.answer.receipt).toMatchObject({ device: device.id, numbers: [[1, 1]], kept: 'trial' })
  expect(first.up).toBeGreaterThan(300)
  // The county's clock is followed when ours is at 1970.
  const old = await laptopOf(await someFolder(), () => 1000)
  await old.county.enrol({ address: there.url, code: await there.issueCode({ villages: [VILLAGE], person: '李四海', account: 'li' }), name: '旧电脑' })
  expect((await old.county.exchange({ ...round, changes: [] })).answer.feed[VILLAGE]?.changes).toMatchObject([{ record: 'household-1' }])

  const index = await county.snapshot({ village: VILLAGE })
  expect(index).toMatchObject({ village: VILLAGE, records: 1, households: 1 })
  const { sha256 } = index.chunks[0]!
  const { bytes } = await county.chunk({ village: VILLAGE, cursor: index.cursor, chunk: 0, sha256 })
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
  expect(unpackPage(gunzipSync(bytes).toString())[0]?.values).toEqual({ hamlet: '上寨' })
  expect(await codeOf(county.snapshot({ village: '999999999999' }))).toBe('village-not-granted')
  expect(await codeOf(old.county.enrol({ address: there.url, code, name: '' }))).toBe('enrol-code-invalid')

  await there.revoke(device.id)
  expect(await codeOf(county.snapshot({ village: VILLAGE }))).toBe('device-revoked')
}, 180_000)

/** A laptop whose dialogs always name the one file of its stick. */
async function withStick(folder: string, file: string) {
  const device = await openDevice(folder, openBox(openKeyStore(fakeSafe(), 'linux'), () => null))
  const line = openCountyLine(device, Date.now)
  const county = openCounty({ device, version: '0.1.0', offered: null, now: Date.now, line })
  onTestFinished(() => county.close())
  const blobs = await openBlobStore(folder, () => Promise.resolve(50_000_000_000))
  const dialog = { showOpenDialog: async () => ({ canceled: false, filePaths: [file] }), showSaveDialog: async () => ({ canceled: false, filePath: file }) }
  const { handlers } = openPackages({ device, line, blobs, dialog: dialog as never, documents: folder, now: Date.now })
  return { device, county, blobs, handlers }
}

it('a report goes by stick with a courier, the county’s answer comes back by stick; sent by line afterwards it is known (P-02, fault 33)', async () => {
  const there = await startCounty({ dataDir: join(await someFolder(), 'county'), port: 0, name: '练习县' })
  onTestFinished(() => there.close())
  await there.addVillage(VILLAGE, '某村')
  const stick = await someFolder()
  const file = join(stick, '数据包.cunce')
  const [author, courier] = [await withStick(await someFolder(), file), await withStick(await someFolder(), file)]
  await author.county.enrol({ address: there.url, code: await there.issueCode({ villages: [VILLAGE], person: '李四海', account: 'li' }), name: '' })
  await courier.county.enrol({ address: there.url, code: await there.issueCode({ villages: [VILLAGE], person: '王五', account: 'wang' }), name: '' })
  const change: Change = {
    device: author.device.id, number: 1, village: VILLAGE, register: 'household', record: 'household-1', stamp: makeStamp(Date.now(), 0), by: 'li',
    origin: { kind: 'edit' }, fields: { hamlet: '上寨' }, saw: {}
  }
  const round = { protocol: 2, changes: [] as Change[], cursors: { [VILLAGE]: 0 }, health: { unsent: 1, version: '0.1.0', clock: Date.now() } }
  expect(await author.county.reach()).toEqual({ answers: true, protocol: 2 })
  await author.county.exchange(round)
  expect((await author.county.certificate()).certificate).toMatchObject({ device: author.device.id, person: '李四海', villages: [VILLAGE] })
  await courier.county.exchange({ ...round, changes: [{ ...change, device: courier.device.id, by: 'wang', record: 'household-2' }] })

  const photo = new Uint8Array(randomBytes(30_000))
  const sha256 = createHash('sha256').update(photo).digest('hex')
  await author.blobs.put(sha256, photo)
  await author.handlers['package:save']({ exchanges: [{ ...round, changes: [change] }], attachments: [sha256], name: '' })
  const chosen = await courier.handlers['package:choose'](null)
  expect(chosen).toMatchObject({ answers: null, header: { from: author.device.id, summary: { by: '李四海', changes: 1, attachments: 1 } } })
  const done = await courier.handlers['package:carry']({ token: chosen!.token })
  expect(done).toMatchObject({ accepted: 1, known: 0, quarantined: 0, refused: 0, attachments: 1 })
  expect(await courier.handlers['package:carry']({ token: chosen!.token })).toMatchObject({ accepted: 0, known: 1 })
  await courier.handlers['package:save-answer']({ token: (await courier.handlers['package:carry']({ token: chosen!.token })).answer!.token })

  expect(await codeOf(courier.handlers['package:choose'](null) as Promise<unknown>)).toBe('package-other-reader')
  const answered = await author.handlers['package:choose'](null)
  expect(answered?.answers?.[0]?.receipt).toMatchObject({ device: author.device.id, numbers: [[1, 1]] })
  expect(answered?.answers?.flatMap(({ feed }) => feed[VILLAGE]?.changes ?? [])).toMatchObject([{ record: 'household-2' }])
  const again = await author.county.exchange({ ...round, changes: [change] })
  expect(again.answer).toMatchObject({ verdicts: [{ number: 1, verdict: 'known' }], receipt: { numbers: [[1, 1]] }, highest: 1 })
  expect(await readdir(stick)).toEqual(['数据包.cunce'])
}, 180_000)
