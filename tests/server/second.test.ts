/** Protocol 2 at the county: certificates, reviews, replaced laptops, limits, restores; and protocol 1 as it was. */
import { createPublicKey, verify } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Change } from '#core/sync/change.ts'
import { makeBoxKeys } from '#core/sync/package.ts'
import { certificateText } from '#core/sync/signing.ts'
import type { Certificate } from '#core/sync/wire.ts'
import { openCounty, startCounty, type County, type CountyPlace } from '../../server/county.ts'
import { openDatabase, rowsOf } from '../../server/database.ts'
import { migrate, readMigrations } from '../../server/migrate.ts'
import { judgeProtocol } from '../../server/protocol.ts'
import { openRate } from '../../server/rate.ts'
import { receiptsHtml } from '../../server/receipts.ts'
import { placePglite, engines, type Engine } from './engines.ts'
import { Laptop, OTHER, problemOf, receiptHolds, request, VILLAGE, type Reply } from './laptop.ts'

const DAY = 24 * 3600 * 1000
const SLOW = 60_000
const certificateHolds = (certificate: Certificate, publicKey: string): boolean =>
  verify(null, Buffer.from(certificateText(certificate)), createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' }), Buffer.from(certificate.signature, 'base64url'))

describe('protocol versions', () => {
  it.each([
    [1, 2, 1, 'spoken'], [2, 2, 1, 'spoken'], [3, 2, 1, 'county-too-old'], [0, 2, 1, 'version-too-old'], [-1, 2, 1, 'version-too-old'],
    [3, 5, 3, 'spoken'], [5, 5, 3, 'spoken'], [2, 5, 3, 'version-too-old'], [6, 5, 3, 'county-too-old']
  ] as const)('S-15: a laptop of %i at a county of %i that goes back to %i: %s', (asked, newest, oldest, expected) => {
    expect(judgeProtocol(asked, newest, oldest)).toBe(expected)
  })
})

describe('the limit of one device', () => {
  it('S-17: a flood is cut off, the time to wait is true, and others are not touched', () => {
    const rate = openRate({ burst: 120, perSecond: 20 })
    for (let i = 0; i < 120; i++) rate.take('wild', 1000)
    expect(() => rate.take('wild', 1000)).toThrow(expect.objectContaining({ code: 'county-too-many', detail: { wait: 1 } }))
    for (let i = 0; i < 120; i++) rate.take('calm', 1000)
    rate.take('wild', 1050)
    expect(() => rate.take('wild', 1050)).toThrow()
    // A clock set back gives nothing and takes nothing.
    expect(() => rate.take('wild', 0)).toThrow()
    for (let i = 0; i < 120; i++) rate.take('wild', 10_000)
  })
})

describe.each(engines)('protocol 2 on %s', (_name, startEngine) => {
  let engine: Engine
  let county: County
  let skew = 0
  const enrolled = async (villages = [VILLAGE], account = 'zhang'): Promise<Laptop> => {
    const laptop = new Laptop(county.url)
    await laptop.enrol(await county.issueCode({ villages, person: '张三', account }))
    return laptop
  }
  const read = async (village = VILLAGE): Promise<Change[]> => {
    const reader = await enrolled([village])
    const changes: Change[] = []
    for (let cursor = 0, more = true; more;) {
      const page = (await reader.second([], { [village]: cursor })).feed[village]!
      changes.push(...page.changes)
      ;({ cursor, more } = page)
    }
    return changes
  }

  beforeAll(async () => {
    engine = await startEngine()
    county = await startCounty({ ...await engine.place(), port: 0, now: () => Date.now() + skew })
    await county.addVillage(VILLAGE, '大坪村')
    await county.addVillage(OTHER, '小坪村')
  })
  afterAll(async () => {
    await county.close()
    await engine.stop()
  })

  it('S-15 fault 30: a laptop of protocol 1 is answered with the keys of protocol 1 and no other', async () => {
    const laptop = new Laptop(county.url)
    const code = await county.issueCode({ villages: [VILLAGE], person: '张三', account: 'zhang' })
    const frozen = (name: string, fill: Record<string, string>): string => Object.entries(fill).reduce((text, [key, value]) => text.replaceAll(`%${key}%`, value), readFileSync(resolve(import.meta.dirname, `protocol-1/${name}`), 'utf8'))
    const enrolReply = await request(`${county.url}/v1/enrol`, { method: 'POST', body: frozen('enrol.json', { CODE: code, KEY: laptop.publicKey, DEVICE: laptop.device }), headers: { 'content-type': 'application/json' } })
    const enrolledAs = JSON.parse(enrolReply.bytes.toString('utf8')) as Record<string, unknown>
    expect(Object.keys(enrolledAs).sort()).toEqual(['account', 'county', 'device', 'epoch', 'kept', 'person', 'villages'])
    const round = Buffer.from(frozen('exchange.json', { DEVICE: laptop.device }))
    const reply = await laptop.send('/v1/exchange', { method: 'POST', body: round, headers: { 'content-encoding': 'identity' } })
    expect(reply.status).toBe(200)
    const answer = JSON.parse(reply.bytes.toString('utf8')) as { receipt: Parameters<typeof receiptHolds>[0], feed: Record<string, object>, highest: number, verdicts: unknown[] }
    expect(Object.keys(answer).sort()).toEqual(['epoch', 'feed', 'highest', 'receipt', 'time', 'verdicts', 'villages'])
    expect(Object.keys(answer.feed[VILLAGE]!).sort()).toEqual(['changes', 'cursor', 'more'])
    expect([answer.highest, answer.verdicts, receiptHolds(answer.receipt, county.publicKey)]).toEqual([1, [], true])
    expect((await read()).find(change => change.device === laptop.device)).toMatchObject({ record: 'p-0117-c2-1', fields: { workMonths: 8 } })
    const newer = await laptop.send('/v1/exchange', { method: 'POST', body: Buffer.from(JSON.stringify({ protocol: 9, parcel: 'unknown' })), headers: { 'content-encoding': 'identity' } })
    expect([newer.status, problemOf(newer)]).toEqual([426, { code: 'county-too-old', detail: { protocol: 2 } }])
    expect(JSON.parse((await request(`${county.url}/v1/health`, {})).bytes.toString('utf8'))).toMatchObject({ protocol: 2 })
  })

  it('a page says which cursor it follows', async () => {
    const [writer, reader] = [await enrolled(), await enrolled()]
    const { last } = (await reader.second()).villages[0]!
    await writer.second([writer.change('page-from-1', { group: '一组' })])
    expect((await reader.second([], { [VILLAGE]: last })).feed[VILLAGE]).toMatchObject({ from: last, cursor: last + 1 })
  })

  it('gives a certificate to a laptop that tells its key, renews it after a quarter or another grant, and never to a revoked one', async () => {
    const laptop = await enrolled()
    const boxKey = (await makeBoxKeys()).publicKey
    expect(await laptop.second()).not.toHaveProperty('certificate')
    const { certificate, countyBoxKey, protocol } = await laptop.second([], {}, { boxKey })
    expect(protocol).toBe(2)
    expect(countyBoxKey).toMatch(/^[\w-]{43}$/)
    expect(certificate).toMatchObject({ device: laptop.device, person: '张三', account: 'zhang', publicKey: laptop.publicKey, boxKey, villages: [VILLAGE] })
    expect(Date.parse(certificate!.until) - Date.parse(certificate!.at)).toBe(30 * DAY)
    expect(certificateHolds(certificate!, county.publicKey)).toBe(true)
    expect(certificateHolds({ ...certificate!, villages: [VILLAGE, OTHER] }, county.publicKey)).toBe(false)
    expect((await laptop.second([], {}, { boxKey })).certificate).toEqual(certificate)
    expect(await laptop.second()).not.toHaveProperty('certificate')
    await county.console.grant({ device: laptop.device, villages: [VILLAGE, OTHER] })
    expect((await laptop.second()).certificate!.villages).toEqual([VILLAGE, OTHER])
    skew = 8 * DAY
    expect((await laptop.second([], {}, {}).catch((thrown: Error) => thrown.message))).toBe('401 clock-skew')
    const later = new Laptop(county.url, () => Date.now() + skew)
    await later.enrol(await county.issueCode({ villages: [VILLAGE], person: '张三', account: 'zhang' }))
    const first = (await later.second([], {}, { boxKey })).certificate!
    skew = 15 * DAY
    expect(await later.second()).not.toHaveProperty('certificate')
    skew = 16 * DAY
    expect(Date.parse((await later.second()).certificate!.at)).toBeGreaterThan(Date.parse(first.at))
    skew = 0
    await expect(laptop.second([], {}, { boxKey: 'short' })).rejects.toThrow('400 body-invalid')
    await county.revoke(laptop.device)
    expect(await laptop.second([laptop.change('revoked-cert', { group: '一组' })], {}, { boxKey })).not.toHaveProperty('certificate')
  })

  it('S-03: a grant removed while the laptop was away stops its pulls, sets its work aside, and a person lets it through exactly once', async () => {
    const laptop = await enrolled([VILLAGE, OTHER])
    await county.console.grant({ device: laptop.device, villages: [VILLAGE] })
    const [gone, kept] = [laptop.change('s03-gone-1', { group: '一组' }, { village: OTHER }), laptop.change('s03-kept-1', { group: '一组' })]
    const answer = await laptop.second([gone, kept], { [OTHER]: 0, [VILLAGE]: 0 })
    expect(answer.verdicts).toEqual([{ number: 1, verdict: 'quarantined', reason: 'village-not-granted' }])
    expect(Object.keys(answer.feed)).toEqual([VILLAGE])
    expect(answer.villages.map(({ code }) => code)).toEqual([VILLAGE])
    expect((await county.console.aside({ device: laptop.device })).map(line => [line.number, line.reason, line.person])).toEqual([[1, 'village-not-granted', '张三']])
    expect(await county.console.release({ device: laptop.device, number: 1, note: '属实' })).toEqual({ released: 1, left: [] })
    await expect(county.console.release({ device: laptop.device })).rejects.toMatchObject({ code: 'county-command-wrong' })
    const told = await laptop.second([gone], {}, { reviewCursor: 0 })
    expect(told.verdicts).toEqual([{ number: 1, verdict: 'known', reason: '' }])
    expect(told.reviews).toMatchObject([{ n: 1, number: 1, outcome: 'released', note: '属实' }])
    expect(await laptop.second([], {}, { reviewCursor: 1 })).not.toHaveProperty('reviews')
    expect((await read(OTHER)).filter(change => change.device === laptop.device)).toEqual([gone])
  })

  it('K-19 fault 58: a revoked laptop\'s work is released into the log, rejected work is kept out and kept', async () => {
    const laptop = await enrolled()
    await laptop.second([laptop.change('k19-before', { group: '一组' })])
    await county.revoke(laptop.device)
    const late = ['一', '二', '三'].map(group => laptop.change('k19-late-1', { group }))
    await laptop.second(late)
    expect(await county.console.reject({ device: laptop.device, number: 3, note: '不属实' })).toBe(1)
    expect(await county.console.release({ device: laptop.device })).toMatchObject({ released: 2 })
    expect((await read()).filter(change => change.device === laptop.device).map(change => change.number)).toEqual([1, 2, 4])
    const answer = await laptop.second([late[1]!], {}, { reviewCursor: 0 })
    expect(answer.verdicts).toMatchObject([{ number: 3, verdict: 'quarantined' }])
    expect(answer.reviews!.map(({ n, number, outcome }) => [n, number, outcome])).toEqual([[1, 3, 'rejected'], [2, 2, 'released'], [3, 4, 'released']])
    expect((await county.console.aside({ device: laptop.device, all: true })).filter(line => line.outcome === 'rejected')).toMatchObject([{ number: 3, note: '不属实' }])
  })

  it('what a person at the laptop took back is closed unread, and cannot be released', async () => {
    const laptop = await enrolled()
    await laptop.second([laptop.change('withdrawn-1', { group: '一组' }, { village: OTHER })])
    await laptop.second([], {}, { withdrawn: [1, 77] })
    expect(await county.console.aside({ device: laptop.device })).toEqual([])
    expect(await county.console.aside({ device: laptop.device, all: true })).toMatchObject([{ number: 1, outcome: 'withdrawn' }])
    await expect(county.console.release({ device: laptop.device, number: 1 })).rejects.toMatchObject({ code: 'county-command-wrong' })
  })

  it('S-11: a number used twice, released, stands beside the first under the county\'s name; what nobody can read stays', async () => {
    const laptop = await enrolled()
    const first = laptop.change('reuse-rel-1', { group: '一组' })
    const second = { ...first, fields: { group: '九组' } }
    const bad = laptop.change('reuse-rel-2', { group: { nested: true } as unknown as string })
    await laptop.second([first])
    await laptop.second([second, bad])
    expect(await county.console.release({ device: laptop.device })).toEqual({ released: 1, left: [{ number: 2, why: 'malformed' }] })
    expect((await laptop.second([first, second])).verdicts.map(({ verdict }) => verdict)).toEqual(['known', 'quarantined'])
    const logged = (await read()).filter(change => change.record === 'reuse-rel-1')
    expect(logged.map(({ device, fields }) => [device, fields['group']])).toEqual([[laptop.device, '一组'], [`county-in-${VILLAGE}`, '九组']])
    await county.console.reject({ device: laptop.device })
  })

  it('S-02 S-11: forged keys decide nothing; voided then edited, edited then voided end the same', async () => {
    const [one, two] = [await enrolled(), await enrolled()]
    const forged = { ...one.change('forged-001', { group: '一组' }), server_seq: 1, role: 'county', status: 'accepted', village_id: OTHER, created_by: 'head' }
    expect((await one.second([forged])).verdicts).toEqual([])
    expect((await read()).find(change => change.record === 'forged-001')).toMatchObject({ by: 'zhang', village: VILLAGE, device: one.device })
    expect((await read(OTHER)).filter(change => change.record === 'forged-001')).toEqual([])
    await one.second([one.change('void-edit-1', { voided: true })])
    await two.second([two.change('void-edit-1', { note: '作废之后改的' }), two.change('edit-void-1', { note: '先改' })])
    await one.second([one.change('edit-void-1', { voided: true })])
    for (const record of ['void-edit-1', 'edit-void-1'])
      expect(Object.assign({}, ...(await read()).filter(change => change.record === record).map(change => change.fields))).toMatchObject({ voided: true, note: expect.any(String) as string })
  })

  it('a laptop enrolled in place of another gets its villages and accounts; the other is revoked and its work reviewed', async () => {
    const old = await enrolled([VILLAGE, OTHER], 'wang')
    const fresh = new Laptop(county.url)
    const code = await county.issueCode({ villages: [], person: '', account: '', replaces: old.device })
    expect((await old.second()).villages).toHaveLength(2)
    expect((await fresh.enrol(code)).villages.map(village => village.code)).toEqual([VILLAGE, OTHER])
    expect(fresh.account).toBe('wang')
    await fresh.enrol(code)
    await expect(old.second()).rejects.toThrow('403 device-revoked')
    expect((await old.second([old.change('replaced-01', { group: '一组' })])).verdicts).toMatchObject([{ verdict: 'quarantined', reason: 'device-revoked' }])
    expect(await county.console.release({ device: old.device })).toMatchObject({ released: 1 })
    await expect(county.issueCode({ villages: [], person: '', account: '', replaces: 'nobody-here' })).rejects.toMatchObject({ code: 'county-command-wrong' })
  })

  it('prints what a device has handed over word for word, and nothing in it runs', async () => {
    const laptop = new Laptop(county.url)
    await laptop.enrolReply(await county.issueCode({ villages: [VILLAGE], person: '<img src=x onerror=alert(1)>', account: 'sheet' }))
    laptop.account = 'sheet'
    const { receipt } = await laptop.second([laptop.change('sheet-0001', { group: '一组' })])
    const sheet = await county.console.receipts({ device: laptop.device })
    expect(sheet.receipts).toEqual([receipt])
    expect(receiptHolds(sheet.receipts[0]!, sheet.publicKey)).toBe(true)
    const html = receiptsHtml(sheet)
    expect(html).toContain(receipt!.signature)
    expect(html).toContain('A4')
    expect(html).not.toMatch(/<img|<script|https?:/)
    expect((await county.console.receipts({ device: laptop.device, from: Date.now() + DAY })).receipts).toEqual([])
  })

  it('S-17: 1,000 requests at once from one device meet 429 with Retry-After, and another laptop is served', async () => {
    // One second for the county, however long the machine takes for it.
    const second = Date.now()
    const own = await startCounty({ ...await engine.place(), port: 0, now: () => second, rate: { burst: 120, perSecond: 20 } })
    await own.addVillage(VILLAGE, '大坪村')
    const [wild, calm] = [new Laptop(own.url), new Laptop(own.url)]
    for (const laptop of [wild, calm]) await laptop.enrol(await own.issueCode({ villages: [VILLAGE], person: '张三', account: 'zhang' }))
    const replies: Reply[] = []
    for (let wave = 0; wave < 10; wave++)
      replies.push(...await Promise.all(Array.from({ length: 100 }, () => wild.send('/v1/exchange', { method: 'POST', body: Buffer.from('{}'), headers: { 'content-encoding': 'identity' } }))))
    const refused = replies.filter(reply => reply.status === 429)
    expect(refused).toHaveLength(880)
    expect([refused[0]!.headers.get('retry-after'), problemOf(refused[0]!)]).toEqual(['1', { code: 'county-too-many', detail: { wait: 1 } }])
    expect((await calm.second()).protocol).toBe(2)
    await own.close()
  }, SLOW)

  it('fault 40 fault 42: a receipt for what the county no longer has renews the epoch; a forged or true one does not', async () => {
    const place = await engine.place()
    const own = await startCounty({ ...place, port: 0 })
    await own.addVillage(VILLAGE, '大坪村')
    const laptop = new Laptop(own.url)
    await laptop.enrol(await own.issueCode({ villages: [VILLAGE], person: '张三', account: 'zhang' }))
    const change = laptop.change('lost-0001', { group: '一组' })
    const { receipt, epoch } = await laptop.second([change])
    expect((await laptop.second([], {}, { proof: receipt! })).epoch).toBe(epoch)
    expect((await laptop.second([], {}, { proof: { ...receipt!, numbers: [[1, 99]], count: 99 } })).epoch).toBe(epoch)
    await own.close()
    const database = await openDatabase({ databaseUrl: place.databaseUrl, dataDir: place.dataDir ?? '' })
    await database.transaction(async db => {
      for (const table of ['change', 'record', 'arrival', 'receipt']) await sql`delete from ${sql.table(table)}`.execute(db)
      await sql`update village set last = 0`.execute(db)
    })
    await database.close()
    const again = await startCounty({ ...place, port: 0 })
    Object.assign(laptop, { county: again.url })
    expect((await laptop.second([], { [VILLAGE]: 1 })).epoch).toBe(epoch)
    const renewed = await laptop.second([], {}, { proof: receipt! })
    expect(renewed.epoch).not.toBe(epoch)
    expect(renewed.highest).toBe(0)
    expect((await laptop.second([change], {}, { proof: receipt! })).epoch).toBe(renewed.epoch)
    expect((await laptop.index()).epoch).toBe(renewed.epoch)
    await again.close()
  }, SLOW)

  it('migration 3 takes over a county of before: its rows carry their device\'s first village', async () => {
    const place = engine.kept === 'durable' ? await engine.place() : { dataDir: mkdtempSync(join(tmpdir(), 'cunce-old-')) }
    const database = await openDatabase({ databaseUrl: place.databaseUrl, dataDir: place.dataDir ?? '' })
    const all = await readMigrations()
    await migrate(database, all.slice(0, 2))
    await database.script(`insert into village (code, name) values ('${VILLAGE}', '');
      insert into device (id, villages, enrolled_at, public_key) values ('old-laptop', '{${VILLAGE},${OTHER}}', 1, 'k');
      insert into arrival values ('old-laptop', 1, 'd', ''), ('old-laptop', 2, 'e', 'malformed');
      insert into quarantine values ('old-laptop', 2, 'e', 'malformed', '{}', 1);
      insert into receipt values ('old-laptop', 1, '[[1,2]]', 2, 'd', 'durable', 's'); insert into nonce values ('old-laptop', 'n', 1)`)
    await migrate(database, all)
    for (const table of ['arrival', 'quarantine', 'receipt', 'nonce'])
      expect(await database.transaction(db => rowsOf(db, sql<{ village: string }>`select distinct village from ${sql.table(table)}`))).toEqual([{ village: VILLAGE }])
    await database.close()
    const opened = await openCounty(place)
    expect((await opened.console.devices())[0]).toMatchObject({ id: 'old-laptop', highest: 2 })
    expect(opened.identity.boxKeys.publicKey).toMatch(/^[\w-]{43}$/)
    await opened.database.close()
  }, SLOW)
})

describe('a database put back from a copy', () => {
  it('fault 40: PGlite\'s folder restored beside its mark is a new epoch by itself; started again it is the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cunce-mark-'))
    const epochOf = async (place: CountyPlace): Promise<string> => {
      const { database, identity } = await openCounty(place)
      await database.close()
      return identity.epoch
    }
    const place = await placePglite(join(folder, 'county'))
    const first = await epochOf(place)
    cpSync(join(place.dataDir!, 'pglite'), join(folder, 'copy'), { recursive: true })
    expect(await epochOf(place)).toBe(first)
    rmSync(join(place.dataDir!, 'pglite'), { recursive: true })
    cpSync(join(folder, 'copy'), join(place.dataDir!, 'pglite'), { recursive: true })
    const restored = await epochOf(place)
    expect(restored).not.toBe(first)
    expect(await epochOf(place)).toBe(restored)
    rmSync(folder, { recursive: true, force: true })
  }, SLOW)

  it('fault 40: a PostgreSQL dump loaded into another database is a new epoch by itself', async () => {
    const engine = await engines[1]![1]()
    try {
      const place = await engine.place()
      const first = await openCounty(place)
      const { epoch } = first.identity
      await first.database.close()
      const second = await openCounty(place)
      expect(second.identity.epoch).toBe(epoch)
      // What pg_restore leaves behind: the same rows, in tables made anew.
      await second.database.script('create table copy (like change including all); drop table change cascade; alter table copy rename to change')
      await second.database.script('grant select, insert on change to cunce_village; alter table change enable row level security; create policy granted on change to cunce_village using (village = any ((select granted_villages())::text[]))')
      await second.database.close()
      const third = await openCounty(place)
      expect(third.identity.epoch).not.toBe(epoch)
      await third.database.close()
    } finally {
      await engine.stop()
    }
  }, SLOW)
})
