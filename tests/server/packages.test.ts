/** Packages at the county: whoever carries them, what their sender wrote arrives once, and the answer goes back by the same road. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeBoxKeys, PARTS } from '#core/sync/package.ts'
import { startCounty, type County } from '../../server/county.ts'
import { openDatabase, rowsOf, type Database } from '../../server/database.ts'
import { loadIdentity, type Identity } from '../../server/identity.ts'
import { begin, fetchBlob, sha256 } from './attachments-road.ts'
import { engines, type Engine } from './engines.ts'
import { Laptop, OTHER, problemOf, receiptHolds, VILLAGE, type Reply } from './laptop.ts'
import { blobPart, carry, signerOf, takenOf, Walker } from './packages-road.ts'

const outcome = (reply: Reply): string => (reply.status < 300 ? String(reply.status) : `${reply.status} ${problemOf(reply).code}`)

/** A county's identity is read from its own database before it listens. */
async function identityOf(place: { readonly databaseUrl?: string, readonly dataDir: string }): Promise<Identity> {
  const { migrate, readMigrations } = await import('../../server/migrate.ts')
  const database: Database = await openDatabase(place)
  try {
    await migrate(database, await readMigrations())
    return await loadIdentity(database, '施甸县', 0)
  } finally {
    await database.close()
  }
}

describe.each(engines)('packages on %s', (_name, startEngine) => {
  let engine: Engine
  let county: County
  let folder: string
  let identity: Identity
  let courier: Laptop
  let people = 0
  let databaseUrl: { readonly databaseUrl?: string } = {}
  const enrol = async (village = VILLAGE): Promise<Laptop> => {
    const laptop = new Laptop(county.url)
    const account = `a${++people}`
    await laptop.enrol(await county.issueCode({ villages: [village], person: '张三', account }))
    return laptop
  }
  const walker = async (village = VILLAGE): Promise<Walker> => Walker.of(await enrol(village), identity)
  const start = (): Promise<County> =>
    startCounty({ ...databaseUrl, dataDir: folder, port: 0, free: async () => Number.MAX_SAFE_INTEGER, rate: { burst: 10_000, perSecond: 10_000 } })
  const last = async (village = VILLAGE): Promise<number> => (await county.status()).villages.find(({ code }) => code === village)!.last
  const leftovers = (): string[] => readdirSync(join(folder, 'attachments/packages'))

  beforeAll(async () => {
    engine = await startEngine()
    const place = await engine.place()
    folder = place.dataDir ?? mkdtempSync(join(tmpdir(), 'cunce-packages-'))
    databaseUrl = place.databaseUrl === undefined ? {} : { databaseUrl: place.databaseUrl }
    identity = await identityOf({ ...place, dataDir: folder })
    county = await start()
    await county.addVillage(VILLAGE, '大坪村')
    await county.addVillage(OTHER, '小坪村')
    courier = await enrol(OTHER)
  })
  afterAll(async () => {
    await county.close()
    await engine.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('a laptop without a line hands in its work by a stranger\'s hand and gets receipts and the feed back', async () => {
    const mate = await enrol()
    await mate.exchange([mate.change('house-0001', { group: '一组' }), mate.change('house-0002', { group: '二组' })])
    const sender = await walker()
    sender.cursors = { [VILLAGE]: 0 }
    const first = [sender.laptop.change('house-0001', { phone: '1' }), sender.laptop.change('house-0003', { phone: '2' })]
    const reply = await carry(courier, await sender.report([sender.round(first), sender.round([sender.laptop.change('house-0004', { phone: '3' })])]))
    expect(reply.status).toBe(200)
    expect(takenOf(reply)).toEqual({ accepted: 3, known: 0, quarantined: 0, refused: 0, attachments: 0, answer: reply.bytes.length })
    const answer = await sender.read(reply.bytes)
    expect(answer.header).toMatchObject({ kind: 'answer', from: 'county', to: sender.laptop.device, county: identity.id })
    const receipts = answer.answers.flatMap(({ receipt }) => (receipt ? [receipt] : []))
    expect(receipts.map(({ numbers }) => numbers)).toEqual([[[1, 2]], [[3, 3]]])
    for (const receipt of receipts) expect(receiptHolds(receipt, county.publicKey)).toBe(true)
    expect(answer.changes.map(change => change.device)).toEqual([mate.device, mate.device])
    expect(answer.gap).toBe(false)
    expect(sender.cursors[VILLAGE]).toBe(await last())
    expect((await mate.exchange([], { [VILLAGE]: 2 })).feed[VILLAGE]!.changes.map(change => change.record)).toEqual(['house-0001', 'house-0003', 'house-0004'])
    expect(leftovers()).toEqual([])
  })

  it('P-02: the same file again, by two couriers at once, changes nothing and is answered afresh', async () => {
    const sender = await walker()
    const file = await sender.report([sender.round([sender.laptop.change('house-0101', { phone: '1' }), sender.laptop.change('house-0102', { phone: '1' })])])
    const replies = await Promise.all([courier, sender.laptop, courier].map(one => carry(one, file)))
    expect(replies.map(reply => reply.status)).toEqual([200, 200, 200])
    expect(replies.map(reply => takenOf(reply).accepted).sort()).toEqual([0, 0, 2])
    expect(replies.map(reply => takenOf(reply).known).sort()).toEqual([0, 2, 2])
    const before = await last()
    expect(takenOf(await carry(courier, file))).toMatchObject({ accepted: 0, known: 2 })
    expect(await last()).toBe(before)
    for (const reply of replies) expect((await sender.read(reply.bytes)).answers[0]!.receipt!.numbers).toEqual([[1, 2]])
    expect(new Set(await Promise.all(replies.map(async reply => (await sender.read(reply.bytes)).header.id))).size).toBe(3)
  })

  it('P-10: packages in any order, mixed with the line, end in the same state as the line alone', async () => {
    const states: string[] = []
    for (const order of ['line', 'forwards', 'backwards', 'mixed'] as const) {
      const sender = await walker()
      const record = (i: number): string => `${order}-record-${i % 3}`
      const batches = [0, 1, 2, 3].map(i => [sender.laptop.change(record(i), { phone: String(i) }), sender.laptop.change(record(i + 1), { group: `${i}组` })])
      const files = await Promise.all(batches.map(batch => sender.report([sender.round(batch)])))
      if (order === 'line') for (const batch of batches) await sender.laptop.exchange(batch)
      if (order === 'forwards') for (const file of files) expect((await carry(courier, file)).status).toBe(200)
      if (order === 'backwards') for (const file of files.toReversed()) expect((await carry(courier, file)).status).toBe(200)
      if (order === 'mixed') {
        await carry(courier, files[3]!)
        await sender.laptop.exchange([...batches[0]!, ...batches[1]!])
        await Promise.all([carry(courier, files[0]!), sender.laptop.exchange([...batches[1]!, ...batches[2]!]), carry(courier, files[2]!)])
      }
      const mate = await enrol()
      const index = await mate.index()
      let feed = await mate.exchange([], { [VILLAGE]: 0 })
      const seen = new Map<string, string>()
      for (let more = true; more;) {
        for (const change of feed.feed[VILLAGE]!.changes) if (change.device === sender.laptop.device) seen.set(String(change.number), JSON.stringify([change.record.replace(order, ''), change.fields]))
        more = feed.feed[VILLAGE]!.more
        if (more) feed = await mate.exchange([], { [VILLAGE]: feed.feed[VILLAGE]!.cursor })
      }
      expect(index.cursor).toBeLessThanOrEqual(await last())
      states.push(JSON.stringify([...seen].sort(([a], [b]) => Number(a) - Number(b))))
    }
    expect(JSON.parse(states[0]!)).toHaveLength(8)
    expect(new Set(states).size).toBe(1)
  })

  it('P-01: a signature that is missing, another\'s or of a self-made key is refused before anything is opened', async () => {
    const sender = await walker()
    const mate = await enrol()
    const stranger = new Laptop(county.url)
    const parts = [sender.round([sender.laptop.change('house-0201', { phone: '1' })])]
    const before = await last()
    const made = { county: identity.id, device: sender.laptop.device, account: '', person: '', publicKey: stranger.publicKey, boxKey: '', villages: [VILLAGE], at: '', until: '', signature: '' }
    for (const file of [
      await sender.report(parts, {}, { ...signerOf(sender.laptop), sign: () => '' }),
      await sender.report(parts, {}, signerOf(mate)),
      await sender.report(parts, { certificate: made }, signerOf(stranger)),
      await sender.report(parts, { from: stranger.device }, signerOf(stranger)),
      await sender.report(parts, { from: mate.device })
    ]) expect(outcome(await carry(courier, file))).toBe('403 package-forged')
    expect(await last()).toBe(before)
  })

  it('P-03: a package for another county or another laptop is named as such', async () => {
    const sender = await walker()
    const other = await makeBoxKeys()
    const parts = [sender.round([sender.laptop.change('house-0301', { phone: '1' })])]
    expect(outcome(await carry(courier, await sender.report(parts, { county: 'another-county' })))).toBe('422 package-other-county')
    const letter = await carry(courier, await sender.report(parts, { kind: 'letter', to: courier.device }))
    expect([outcome(letter), problemOf(letter).detail['to']]).toEqual(['422 package-other-reader', courier.device])
    expect(outcome(await carry(courier, await sender.report(parts, { kind: 'answer' })))).toBe('422 package-other-reader')
    expect(outcome(await carry(courier, await sender.report(parts, { toKey: other.publicKey })))).toBe('422 package-other-reader')
    // Given back to the county: its own answer is not a report.
    const own = await carry(courier, await sender.report(parts))
    expect(outcome(await carry(courier, own.bytes))).toBe('422 package-other-reader')
  })

  it('P-04: a newer format asks for an upgrade; parts of a later version are left and the rest is taken', async () => {
    const sender = await walker()
    const round = sender.round([sender.laptop.change('house-0401', { phone: '1' })])
    const file = await sender.report([round])
    const newer = Buffer.from(file.toString('latin1').replace('"format":1', '"format":2'), 'latin1')
    expect(outcome(await carry(courier, newer))).toBe('422 package-too-new')
    expect(takenOf(await carry(courier, await sender.report([{ name: 'drone', bytes: randomBytes(100) }, round])))).toMatchObject({ accepted: 1 })
  })

  it('P-05: cut at every sixteenth, empty, or with any bit turned it is refused and nothing is changed', async () => {
    const sender = await walker()
    const file = await sender.report([sender.round([sender.laptop.change('house-0501', { phone: '1' })]), blobPart(randomBytes(30_000))])
    const before = await last()
    for (let i = 0; i < 16; i++) expect(outcome(await carry(courier, file.subarray(0, Math.floor(file.length * i / 16))))).toMatch(/^422 package-(not-one|cut)$/)
    expect(outcome(await carry(courier, Buffer.alloc(0)))).toBe('422 package-not-one')
    expect(outcome(await carry(courier, Buffer.concat([file, Buffer.from('x')])))).toBe('422 package-cut')
    for (let i = 0; i < 60; i++) {
      const at = i < 40 ? Math.floor(i * 1_600 / 40) : Math.floor(file.length * (i - 40) / 20)
      const flipped = Buffer.from(file)
      flipped[at]! ^= 1 << (i % 8)
      expect(outcome(await carry(courier, flipped))).toMatch(/^4\d\d package-/)
    }
    expect(await last()).toBe(before)
    expect(takenOf(await carry(courier, file))).toMatchObject({ accepted: 1, attachments: 1 })
  })

  it('P-05 S-09: a bad part among good ones changes nothing: a part that unfolds without end, rubbish, a false digest', async () => {
    const sender = await walker()
    const good = sender.round([sender.laptop.change('house-0601', { phone: '1' })])
    const before = await last()
    const bomb = brotliCompressSync(Buffer.alloc(60_000_000, ' '))
    expect(bomb.length).toBeLessThan(1_000)
    for (const [part, expected] of [
      [{ name: PARTS.exchange, bytes: bomb }, '413 body-too-large'],
      [{ name: PARTS.exchange, bytes: randomBytes(200) }, '400 body-invalid'],
      [{ name: PARTS.exchange, bytes: brotliCompressSync('{"protocol":2}') }, '400 body-invalid'],
      [{ name: PARTS.attachment('0'.repeat(64)), bytes: randomBytes(10) }, '422 package-cut'],
      [{ name: PARTS.attachment('../../etc/passwd'), bytes: randomBytes(10) }, '422 package-cut'],
      [{ name: PARTS.attachment(sha256(new Uint8Array())), bytes: new Uint8Array() }, '422 package-cut']
    ] as const) expect(outcome(await carry(courier, await sender.report([good, part])))).toBe(expected)
    expect(await last()).toBe(before)
    expect(leftovers()).toEqual([])
  }, 60_000)

  it('S-05 S-06: the courier is asked for like any other: unsigned, unknown, revoked, replayed and too large are refused', async () => {
    const sender = await walker()
    const file = await sender.report([sender.round([sender.laptop.change('house-0701', { phone: '1' })])])
    const before = await last()
    const lost = await enrol()
    await county.revoke(lost.device)
    expect(outcome(await carry(lost, file))).toBe('403 device-revoked')
    expect(outcome(await carry(new Laptop(county.url), file))).toBe('401 county-not-enrolled')
    expect(outcome(await carry(courier, file, { signature: 'AAAA' }))).toBe('401 request-unsigned')
    expect(outcome(await carry(courier, file, { signedBody: Buffer.from('other') }))).toBe('401 request-unsigned')
    expect(await last()).toBe(before)
    const nonce = randomBytes(16).toString('base64url')
    expect(outcome(await carry(courier, file, { nonce }))).toBe('200')
    expect(outcome(await carry(courier, file, { nonce }))).toBe('409 request-replayed')
  })

  it('a revoked laptop\'s work is set aside, its pictures are kept, and it is told so and nothing more', async () => {
    const mate = await enrol()
    await mate.exchange([mate.change('house-0801', { group: '一组' })])
    const sender = await walker()
    sender.cursors = { [VILLAGE]: 0 }
    await county.revoke(sender.laptop.device)
    const blob = randomBytes(500)
    const before = await last()
    const reply = await carry(courier, await sender.report([sender.round([]), sender.round([sender.laptop.change('house-0802', { phone: '1' })]), blobPart(blob)]))
    expect(takenOf(reply)).toMatchObject({ accepted: 0, quarantined: 1, attachments: 1 })
    expect(await last()).toBe(before)
    const answer = await sender.read(reply.bytes)
    expect([answer.changes, answer.answers.map(({ villages }) => villages), answer.answers[0]!.receipt!.numbers]).toEqual([[], [[]], [[1, 1]]])
    expect((await fetchBlob(mate, sha256(blob))).bytes.equals(blob)).toBe(true)
  })

  it('S-01: pictures go to the village of the record that names them, never to one the sender is not granted', async () => {
    const sender = await walker()
    const [named, early, stray, foreign] = [1, 2, 3, 4].map(size => randomBytes(size * 100)) as [Buffer, Buffer, Buffer, Buffer]
    await sender.laptop.exchange([sender.laptop.change('att-0002', { sha256: sha256(randomBytes(5)), thumbSha256: sha256(early) }, { register: 'attachment' })])
    const changes = [sender.laptop.change('att-0001', { sha256: sha256(named) }, { register: 'attachment' }),
      sender.laptop.change('att-0004', { sha256: sha256(foreign) }, { register: 'attachment', village: OTHER })]
    const reply = await carry(courier, await sender.report([sender.round(changes), ...[named, early, stray, foreign].map(blobPart)]))
    expect(takenOf(reply)).toMatchObject({ accepted: 1, quarantined: 1, attachments: 4 })
    for (const blob of [named, early, stray, foreign]) {
      expect((await fetchBlob(sender.laptop, sha256(blob))).bytes.equals(blob)).toBe(true)
      expect((await fetchBlob(courier, sha256(blob), { village: OTHER })).status).toBe(404)
      expect((await begin(sender.laptop, blob)).headers.get('upload-offset')).toBe(String(blob.length))
    }
  })

  it('the feed comes whole, page by page, each saying what it follows; a later answer without the one before is seen as a gap', async () => {
    const mate = await enrol()
    const sender = await walker()
    const start = await last()
    sender.cursors = { [VILLAGE]: start }
    for (let i = 0; i < 3; i++) await mate.exchange(Array.from({ length: 400 }, (_, n) => mate.change(`feed-${i}-${n}`, { phone: String(n) })))
    const first = await carry(courier, await sender.report([sender.round([sender.laptop.change('house-0901', { phone: '1' })])]))
    // The laptop never gets this answer; it makes the next report from where it stands.
    const again = await carry(courier, await sender.report([sender.round([sender.laptop.change('house-0902', { phone: '1' })])]))
    const answer = await sender.read(again.bytes)
    expect([answer.changes.length, answer.gap]).toEqual([1_200, false])
    expect(answer.answers.flatMap(({ feed }) => Object.values(feed)).map(page => page.from)).toEqual([start, start + 500, start + 1_000])
    expect(sender.cursors[VILLAGE]).toBe(await last())
    const late = await sender.read(first.bytes)
    expect(late.gap).toBe(false)
    const other = await Walker.of(sender.laptop, identity)
    other.cursors = { [VILLAGE]: start - 1 }
    Object.assign(other, { box: sender.box })
    expect((await other.read(again.bytes)).gap).toBe(true)
  }, 60_000)

  it('is noted with who sent it and who carried it', async () => {
    const sender = await walker()
    const file = await sender.report([sender.round([sender.laptop.change('house-1001', { phone: '1' })])], { id: 'abcdefgh12345678' })
    await carry(courier, file)
    await carry(sender.laptop, file)
    await county.close()
    const database = await openDatabase({ ...databaseUrl, dataDir: folder })
    const rows = await database.transaction(db => rowsOf(db, sql<{ village: string, courier: string, times: number, known: number }>`select village, courier, times, known from package where id = 'abcdefgh12345678'`))
    await database.close()
    county = await start()
    expect(rows).toEqual([{ village: VILLAGE, courier: sender.laptop.device, times: 2, known: 1 }])
  })
})
