import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Change } from '#core/sync/change.ts'
import { applyChange, canonical } from '#core/sync/merge.ts'
import { changesText } from '#core/sync/signing.ts'
import { LIMITS } from '#core/sync/wire.ts'
import { openCounty, startCounty, type County } from '../../server/county.ts'
import { laptopOrigins, oneOfEach } from '../core/registers/one-of-each.ts'
import { engines, type Engine } from './engines.ts'
import { Laptop, OTHER, receiptHolds, VILLAGE } from './laptop.ts'

describe.each(engines)('a round with the county on %s', (_name, startEngine) => {
  let engine: Engine
  let county: County
  const enrolled = async (villages = [VILLAGE], account = 'zhang'): Promise<Laptop> => {
    const laptop = new Laptop(county.url)
    await laptop.enrol(await county.issueCode({ villages, person: '张三', account }))
    return laptop
  }
  /** What a fresh laptop finds of these records, merged. */
  const recordsAt = async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const reader = await enrolled()
    const all = await follow(reader, VILLAGE, 0)
    const states = new Map<string, ReturnType<typeof applyChange>>()
    for (const change of all) states.set(change.record, applyChange(states.get(change.record), change))
    return new Map(ids.map(id => [id, states.has(id) ? canonical(states.get(id)!) : 'missing']))
  }
  const follow = async (laptop: Laptop, village: string, from: number): Promise<Change[]> => {
    const changes: Change[] = []
    for (let cursor = from, more = true; more;) {
      const page = (await laptop.exchange([], { [village]: cursor })).feed[village]!
      changes.push(...page.changes)
      cursor = page.cursor
      more = page.more
    }
    return changes
  }

  beforeAll(async () => {
    engine = await startEngine()
    county = await startCounty({ ...await engine.place(), port: 0 })
    await county.addVillage(VILLAGE, '大坪村')
    await county.addVillage(OTHER, '小坪村')
  })
  afterAll(async () => {
    await county.close()
    await engine.stop()
  })

  it('gives a receipt that verifies and says what this database can keep', async () => {
    const laptop = await enrolled()
    const changes = [laptop.change('house-0001', { group: '一组' }), laptop.change('house-0001', { note: '第二条' }), laptop.change('house-0002', { group: '二组' })]
    const { receipt, verdicts, highest } = await laptop.exchange(changes)
    expect(verdicts).toEqual([])
    expect(highest).toBe(3)
    expect(receipt).toMatchObject({ device: laptop.device, numbers: [[1, 3]], count: 3, kept: engine.kept, county: laptop.enrolled!.county.id })
    expect(receipt!.digest).toBe(createHash('sha256').update(changesText(changes)).digest('hex'))
    expect(receiptHolds(receipt!, county.publicKey)).toBe(true)
    expect(receiptHolds({ ...receipt!, kept: 'durable', count: 4 }, county.publicKey)).toBe(false)
    expect(county.kept).toBe(engine.kept)
  })

  it('leaves the asking device\'s own changes out of its feed and gives them to others', async () => {
    const writer = await enrolled()
    const reader = await enrolled()
    const { cursor } = (await writer.exchange([], { [VILLAGE]: 0 })).feed[VILLAGE]!
    const change = writer.change('house-0100', { group: '三组' })
    const own = (await writer.exchange([change], { [VILLAGE]: cursor })).feed[VILLAGE]!
    expect(own).toEqual({ changes: [], cursor: cursor + 1, more: false })
    expect((await reader.exchange([], { [VILLAGE]: cursor })).feed[VILLAGE]).toEqual({ changes: [change], cursor: cursor + 1, more: false })
  })

  it('S-10: the same batch three times at once and once more is in the log once', async () => {
    const laptop = await enrolled()
    const changes = Array.from({ length: 50 }, (_, i) => laptop.change(`thrice-${String(i).padStart(4, '0')}`, { group: '一组' }))
    const answers = await Promise.all([1, 2, 3].map(() => laptop.exchange(changes)))
    answers.push(await laptop.exchange(changes))
    expect(answers.filter(answer => answer.verdicts.length === 0)).toHaveLength(1)
    for (const answer of answers) {
      expect(answer.receipt).toMatchObject({ numbers: [[1, 50]], count: 50 })
      expect(answer.verdicts.every(({ verdict }) => verdict === 'known')).toBe(true)
    }
    const reader = await enrolled()
    const seen = (await follow(reader, VILLAGE, 0)).filter(change => change.device === laptop.device)
    expect(seen.map(change => change.number).sort((a, b) => a - b)).toEqual(changes.map(change => change.number))
  })

  it('sets a reused number aside and keeps what came first', async () => {
    const laptop = await enrolled()
    const first = laptop.change('reused-0001', { group: '一组' })
    const second = { ...first, fields: { group: '九组' } }
    await laptop.exchange([first])
    for (let again = 0; again < 2; again++)
      expect((await laptop.exchange([second])).verdicts).toEqual([{ number: 1, verdict: 'quarantined', reason: 'number-reused' }])
    expect((await laptop.exchange([first])).verdicts).toEqual([{ number: 1, verdict: 'known', reason: '' }])
    expect((await recordsAt(['reused-0001'])).get('reused-0001')).toBe(canonical(applyChange(undefined, first)))
    const twice = laptop.change('reused-0002', { group: '一组' })
    expect((await laptop.exchange([twice, { ...twice, fields: { group: '八组' } }])).verdicts).toEqual([{ number: 2, verdict: 'quarantined', reason: 'number-reused' }])
  })

  it('S-01 S-02: one change for another village, another person or another device does not stop the others', async () => {
    const laptop = await enrolled()
    const good = laptop.change('mixed-0001', { group: '一组' })
    const foreign = laptop.change('mixed-0002', { group: '一组' }, { village: OTHER })
    const byOther = laptop.change('mixed-0003', { group: '一组' }, { by: 'county-head' })
    const asCounty = laptop.change('mixed-0004', { group: '一组' }, { origin: { kind: 'county' } })
    const asDevice = { ...laptop.change('mixed-0005', { group: '一组' }), device: 'laptop-of-someone' }
    const proto = laptop.change('mixed-0006', { constructor: '一组' })
    const last = laptop.change('mixed-0007', { group: '一组' })
    const { verdicts, receipt } = await laptop.exchange([good, foreign, byOther, asCounty, asDevice, proto, last])
    expect(verdicts).toEqual([
      { number: 2, verdict: 'quarantined', reason: 'village-not-granted' },
      { number: 3, verdict: 'quarantined', reason: 'other-account' },
      { number: 4, verdict: 'quarantined', reason: 'county-origin' },
      { number: 5, verdict: 'refused', reason: 'other-device' },
      { number: 6, verdict: 'quarantined', reason: 'bad-name' }
    ])
    expect(receipt).toMatchObject({ numbers: [[1, 4], [6, 7]], count: 6 })
    expect((await laptop.exchange([foreign])).verdicts).toEqual([{ number: 2, verdict: 'quarantined', reason: 'village-not-granted' }])
    const neighbour = await enrolled([OTHER], 'li')
    expect((await follow(neighbour, OTHER, 0)).filter(change => change.device === laptop.device)).toEqual([])
    expect((await neighbour.exchange([], { [VILLAGE]: 0 })).feed).toEqual({})
    expect([...(await recordsAt(['mixed-0001', 'mixed-0003', 'mixed-0007'])).values()].map(text => text === 'missing')).toEqual([false, true, false])
  })

  it.each([
    ['a statement', "'; DROP TABLE change; --"], ['dollar quotes', '$$; select 1; $$'], ['NUL', 'a\u0000b'], ['half a surrogate pair', 'a\ud800b'], ['a backslash', '\\x00 \\N \\']
  ])('S-08: %s in every text is stored as it came or set aside, never a fault', async (_what, text) => {
    const laptop = await enrolled()
    const stored = laptop.change('strings-0001', { note: text, tags: [text] }, { origin: { kind: 'visit', ref: text } })
    const named = (['village', 'register', 'record', 'by'] as const).map(key => laptop.change('strings-0002', { note: '好' }, { [key]: text.padEnd(10) }))
    const field = laptop.change('strings-0003', { [text]: '好' })
    const { verdicts } = await laptop.exchange([stored, ...named, field], { [text]: 0 })
    expect(verdicts.map(({ number, verdict }) => [number, verdict])).toEqual([2, 3, 4, 5, 6].map(number => [number, 'quarantined']))
    const reader = await enrolled()
    expect((await follow(reader, VILLAGE, 0)).find(change => change.device === laptop.device)).toEqual(stored)
    const asked = new Laptop(county.url)
    expect((await asked.enrolReply(text, { name: text, version: text.slice(0, 40) })).status).toBe(403)
  })

  it('S-11: numbers out of order and skipped are taken as they are and merge to the same record', async () => {
    const laptop = await enrolled()
    const [one, two, three, four] = [1, 2, 3, 4].map(i => laptop.change('order-0001', { note: `第${i}次` })) as [Change, Change, Change, Change]
    expect((await laptop.exchange([four, two])).receipt).toMatchObject({ numbers: [[2, 2], [4, 4]], count: 2 })
    const { highest, verdicts } = await laptop.exchange([three, one])
    expect([highest, verdicts]).toEqual([4, []])
    const expected = [one, two, three, four].reduce<ReturnType<typeof applyChange> | undefined>((state, change) => applyChange(state, change), undefined)
    expect((await recordsAt(['order-0001'])).get('order-0001')).toBe(canonical(expected!))
  })

  it('S-12: different fields merge, the same field keeps both answers', async () => {
    const [one, two] = [await enrolled(), await enrolled()]
    const left = one.change('both-0001', { group: '一组', note: '甲' })
    const right = two.change('both-0001', { phone: '13800000000', note: '乙' })
    await Promise.all([one.exchange([left]), two.exchange([right])])
    const reader = await enrolled()
    const index = await reader.index()
    const chunks = await Promise.all(index.chunks.map((_, chunk) => reader.chunk(index, chunk)))
    const later = (await follow(reader, VILLAGE, index.cursor))
    const fromChunks = chunks.flat().find(record => record.id === 'both-0001')
    const state = later.filter(change => change.record === 'both-0001').reduce((before, change) => applyChange(before, change), fromChunks)!
    expect(state.values).toMatchObject({ group: '一组', phone: '13800000000' })
    expect([state.values['note'], state.rivals['note']?.[0]?.value].sort()).toEqual(['乙', '甲'].sort())
  })

  it('passes on registers, fields and keys it does not know', async () => {
    const laptop = await enrolled()
    const change = { ...laptop.change('future-0001', { hologram: true }, { register: 'spaceships' }), witness: { by: '李四' } }
    expect((await laptop.exchange([change])).verdicts).toEqual([])
    const reader = await enrolled()
    const reply = await reader.push([], { [VILLAGE]: 0 })
    expect(reply.bytes.toString('utf8')).toContain('spaceships')
    expect(reply.bytes.toString('utf8')).toContain('witness')
  })

  it('takes a full record of every register, and a change of every origin, and gives them to another laptop as they were', async () => {
    // A village of its own: its first load is made now, and holds all of it.
    const village = '530521100209'
    await county.addVillage(village, '齐全村')
    const laptop = await enrolled([village]), reader = await enrolled([village])
    // What a procedure decides comes in a file; a step of one is judged, and has its own tests (procedure.test).
    const whole = oneOfEach.filter(({ register }) => register !== 'caseStep')
    const records = whole.map(({ register, record, fields }) => laptop.change(record, fields, { register, village, origin: { kind: 'import' } }))
    expect(records.length).toBeGreaterThan(40)
    const [house] = oneOfEach
    const origins = [...laptopOrigins, 'tomorrow'].map(kind => laptop.change(house!.record, { note: kind }, { village, origin: { kind, ref: 'one-paperSheet-001' } }))
    const sent = [...records, ...origins]
    const { verdicts, receipt } = await laptop.exchange(sent)
    expect(verdicts).toEqual([])
    expect(receipt).toMatchObject({ count: sent.length })
    expect(await follow(reader, village, 0)).toEqual(sent)
    const index = await reader.index(village)
    const states = (await Promise.all(index.chunks.map((_, chunk) => reader.chunk(index, chunk)))).flat()
    for (const { register, record, fields } of whole.slice(1)) expect(states.find(state => state.id === record)).toMatchObject({ register, values: fields })
    expect(states.find(state => state.id === house!.record)!.writes.map(write => write.origin.kind)).toContain('tomorrow')
  })

  it('fault 30: a receipt is about what was sent, with the keys inside it that only a newer laptop knows', async () => {
    const laptop = await enrolled()
    const plain = laptop.change('newer-0001', { group: '一组' })
    const newer = { ...plain, mood: 'later', origin: { ...plain.origin, place: { room: 3 } } } as Change
    const { receipt } = await laptop.exchange([newer])
    expect(receipt!.digest).toBe(createHash('sha256').update(changesText([newer])).digest('hex'))
    expect(receipt!.digest).not.toBe(createHash('sha256').update(changesText([plain])).digest('hex'))
  })

  it('sets a malformed change aside without losing its neighbours', async () => {
    const laptop = await enrolled()
    const good = laptop.change('formed-0001', { group: '一组' })
    const bad = laptop.change('formed-0002', { group: { nested: true } as unknown as string })
    const { verdicts, receipt } = await laptop.exchange([good, bad])
    expect(verdicts).toEqual([{ number: 2, verdict: 'quarantined', reason: 'malformed' }])
    expect(receipt).toMatchObject({ count: 2, numbers: [[1, 2]] })
  })

  it('takes the work of a revoked laptop into quarantine and then closes the door', async () => {
    const laptop = await enrolled()
    await laptop.exchange([laptop.change('revoked-0001', { group: '一组' })])
    await county.revoke(laptop.device)
    const answer = await laptop.exchange([laptop.change('revoked-0001', { group: '二组' })], { [VILLAGE]: 0 })
    expect(answer).toMatchObject({ verdicts: [{ number: 2, verdict: 'quarantined', reason: 'device-revoked' }], feed: {}, villages: [], receipt: { count: 1 } })
    await expect(laptop.exchange([])).rejects.toThrow('403 device-revoked')
    await expect(laptop.index()).rejects.toThrow('403 device-revoked')
    expect((await county.devices()).find(device => device.id === laptop.device)).toMatchObject({ revoked: true, refusals: 1, highest: 2, unsent: 1, version: '0.1.0' })
  })

  it('a reader that follows the cursor while four laptops write has seen every number below it', async () => {
    const reader = await enrolled()
    const writers = await Promise.all([1, 2, 3, 4].map(() => enrolled()))
    const start = (await reader.exchange()).villages[0]!.last
    const batches = 8
    let writing = true
    const seen: string[] = []
    let cursor = start
    const reading = (async () => {
      while (writing || seen.length < 4 * batches * 5) {
        // Asked before the question: an answer may have been made just before the last batch and arrive just after.
        const over = !writing
        const { feed, villages } = await reader.exchange([], { [VILLAGE]: cursor })
        const page = feed[VILLAGE]!
        seen.push(...page.changes.map(change => `${change.device} ${change.number}`))
        cursor = page.cursor
        // Every number belongs to another device than the reader, so a page without a gap is exactly as long as its steps.
        expect(seen).toHaveLength(cursor - start)
        if (over && cursor === villages[0]!.last) break
      }
    })()
    await Promise.all(writers.map(async (writer, w) => {
      for (let batch = 0; batch < batches; batch++)
        await writer.exchange(Array.from({ length: 5 }, (_, i) => writer.change(`gap-${w}-${batch}-${i}`, { group: `${i}组` })), { [VILLAGE]: start })
    }))
    writing = false
    await reading
    expect(new Set(seen).size).toBe(4 * batches * 5)
  })

  it('cuts the feed into pages of the promised size', async () => {
    const [writer, reader] = [await enrolled([OTHER]), await enrolled([OTHER])]
    const start = (await reader.exchange()).villages[0]!.last
    const changes = Array.from({ length: LIMITS.feedPage + 1 }, (_, i) => writer.change(`page-${String(i).padStart(5, '0')}`, { group: '一组' }, { village: OTHER }))
    await writer.exchange(changes.slice(0, LIMITS.feedPage))
    expect((await reader.exchange([], { [OTHER]: start })).feed[OTHER]).toMatchObject({ more: false, cursor: start + LIMITS.feedPage })
    await writer.exchange(changes.slice(LIMITS.feedPage))
    const page = (await reader.exchange([], { [OTHER]: start })).feed[OTHER]!
    expect([page.changes.length, page.more, page.cursor]).toEqual([LIMITS.feedPage, true, start + LIMITS.feedPage])
    expect(await follow(reader, OTHER, start)).toEqual(changes)
    expect((await reader.exchange([], { [OTHER]: 9_999_999 })).feed[OTHER]).toEqual({ changes: [], cursor: start + changes.length, more: false })
  })

  it('cuts a page of drawings by its size', async () => {
    const [writer, reader] = [await enrolled([OTHER]), await enrolled([OTHER])]
    const start = (await reader.exchange()).villages[0]!.last
    const drawings = Array.from({ length: 100 }, (_, i) => writer.change(`drawing-${i}`, { signature: `M${i} `.padEnd(59_000, 'L1 1') }, { village: OTHER }))
    await writer.exchange(drawings)
    const page = (await reader.exchange([], { [OTHER]: start })).feed[OTHER]!
    expect(page.more).toBe(true)
    expect(page.changes.length).toBeLessThan(80)
    expect(await follow(reader, OTHER, start)).toEqual(drawings)
  })

  it('a county that is stopped and started again has everything and is the same county', async () => {
    const place = await engine.place()
    const first = await startCounty({ ...place, port: 0 })
    await first.addVillage(VILLAGE, '大坪村')
    const laptop = new Laptop(first.url)
    await laptop.enrol(await first.issueCode({ villages: [VILLAGE], person: '张三', account: 'zhang' }))
    const change = laptop.change('restart-0001', { group: '一组' })
    await laptop.exchange([change])
    await first.close()
    const second = await startCounty({ ...place, port: 0 })
    expect(second.publicKey).toBe(first.publicKey)
    const again = Object.assign(laptop, { county: second.url })
    const answer = await again.exchange([change])
    expect(answer).toMatchObject({ verdicts: [{ number: 1, verdict: 'known' }], highest: 1, epoch: laptop.enrolled!.epoch, villages: [{ last: 1 }] })
    await second.close()
    const closed = await openCounty(place)
    await closed.console.renewEpoch()
    await closed.database.close()
    const third = await startCounty({ ...place, port: 0 })
    expect((await third.status()).epoch).not.toBe(answer.epoch)
    await third.close()
  })
})
