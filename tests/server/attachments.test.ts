/** Attachments of a county: photographs go on where they were cut off, are proved by their digest and stay in their village. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS, PATHS } from '#core/sync/wire.ts'
import { RESERVE_BYTES } from '../../server/attachments.ts'
import { openUploads, UNFINISHED_MS } from '../../server/attachments-upload.ts'
import { openAttachments } from '../../server/attachments.ts'
import { openCounty, startCounty, type County } from '../../server/county.ts'
import { append, begin, fetchBlob, metadata, NOTHING, sha256, standing, upload, uploadOf } from './attachments-road.ts'
import { engines, placePglite, type Engine } from './engines.ts'
import { Laptop, OTHER, problemOf, request, VILLAGE, type Reply } from './laptop.ts'

const outcome = (reply: Reply): string => (reply.status < 300 ? String(reply.status) : `${reply.status} ${problemOf(reply).code} ${String(problemOf(reply).detail['reason'] ?? '')}`.trim())
const offsetOf = (reply: Reply): number => Number(reply.headers.get('upload-offset'))

describe.each(engines)('attachments on %s', (_name, startEngine) => {
  let engine: Engine
  let county: County
  let laptop: Laptop
  let mate: Laptop
  let foreign: Laptop
  let folder: string
  let room = Number.MAX_SAFE_INTEGER
  const lines: string[] = []
  const enrol = async (village: string, account: string): Promise<Laptop> => {
    const one = new Laptop(county.url)
    await one.enrol(await county.issueCode({ villages: [village], person: account, account }))
    return one
  }
  const stored = (digest: string, village = VILLAGE): string => join(folder, 'attachments', village, digest.slice(0, 2), digest)
  const incoming = (): string[] => readdirSync(join(folder, 'attachments/incoming'))

  beforeAll(async () => {
    engine = await startEngine()
    const place = await engine.place()
    folder = place.dataDir ?? mkdtempSync(join(tmpdir(), 'cunce-blobs-'))
    county = await startCounty({ ...place, dataDir: folder, port: 0, free: async () => room, log: line => lines.push(line) })
    await county.addVillage(VILLAGE, '大坪村')
    await county.addVillage(OTHER, '小坪村')
    laptop = await enrol(VILLAGE, 'zhang')
    mate = await enrol(VILLAGE, 'wang')
    foreign = await enrol(OTHER, 'li')
  })
  afterAll(async () => {
    await county.close()
    await engine.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('a photograph goes up in pieces and comes down whole, to another laptop of the village', async () => {
    const blob = randomBytes(700_001)
    const begun = await begin(laptop, blob)
    expect([begun.status, begun.headers.get('location'), offsetOf(begun)]).toEqual([201, uploadOf(sha256(blob)), 0])
    let offset = 0
    for (const size of [1, 65_536, 300_000, 1_000_000]) {
      const piece = blob.subarray(offset, offset + size)
      const reply = await append(laptop, uploadOf(sha256(blob)), piece, offset)
      offset += piece.length
      expect([reply.status, offsetOf(reply)]).toEqual([204, offset])
      const head = await standing(laptop, uploadOf(sha256(blob)))
      expect([head.status, offsetOf(head), head.headers.get('upload-length')]).toEqual([200, offset, String(blob.length)])
    }
    expect(readFileSync(stored(sha256(blob))).equals(blob)).toBe(true)
    expect(incoming()).toEqual([])
    const down = await fetchBlob(mate, sha256(blob))
    expect(down.status).toBe(200)
    expect(down.bytes.equals(blob)).toBe(true)
    expect(down.headers.get('etag')).toBe(`"${sha256(blob)}"`)
  })

  it('a blob the county has is never sent twice: creating it again is answered as complete', async () => {
    const blob = randomBytes(5_000)
    expect((await upload(laptop, blob)).status).toBe(204)
    for (const one of [laptop, mate]) {
      const again = await begin(one, blob)
      expect([again.status, offsetOf(again)]).toEqual([201, blob.length])
      const late = await append(one, uploadOf(sha256(blob)), blob, 0)
      expect([late.status, offsetOf(late)]).toEqual([204, blob.length])
    }
    expect(incoming()).toEqual([])
  })

  it('a laptop that lost the answer finds its upload by beginning it again; another\'s is its own', async () => {
    const blob = randomBytes(9_000)
    await begin(laptop, blob)
    await append(laptop, uploadOf(sha256(blob)), blob.subarray(0, 4_000), 0)
    expect(offsetOf(await begin(laptop, blob))).toBe(4_000)
    expect(offsetOf(await begin(mate, blob))).toBe(0)
    expect((await append(laptop, uploadOf(sha256(blob)), blob.subarray(4_000), 4_000)).status).toBe(204)
    expect(offsetOf(await standing(mate, uploadOf(sha256(blob))))).toBe(blob.length)
    expect(incoming()).toEqual([])
  })

  it('two laptops send the same blob at the same time: it is there once and both are told so', async () => {
    const blob = randomBytes(400_000)
    const replies = await Promise.all([laptop, mate, laptop, mate].map(one => upload(one, blob)))
    for (const [i, one] of [laptop, mate].entries()) {
      // One laptop's two connections take turns; at least one of each pair gets through, and the blob is whole.
      expect([replies[i]!, replies[i + 2]!].some(reply => reply.status < 300)).toBe(true)
      expect(offsetOf(await begin(one, blob))).toBe(blob.length)
    }
    expect(readFileSync(stored(sha256(blob))).equals(blob)).toBe(true)
  })

  it.each<[string, (blob: Buffer) => Promise<Reply>, string]>([
    ['of another village', blob => begin(laptop, blob, { village: OTHER }), '403 village-not-granted'],
    ['of a village that does not exist', blob => begin(laptop, blob, { village: '999999999999' }), '403 village-not-granted'],
    ['of a village that is a path', blob => begin(laptop, blob, { village: '../../etc' }), '403 village-not-granted'],
    ['by a digest that is a path', blob => begin(laptop, blob, { sha256: '../'.repeat(21) + 'a' }), '400 body-invalid upload-metadata'],
    ['by a digest in capitals', blob => begin(laptop, blob, { sha256: sha256(blob).toUpperCase() }), '400 body-invalid upload-metadata'],
    ['of no bytes', blob => begin(laptop, blob, { bytes: '0' }), '400 body-invalid upload-metadata'],
    ['a byte over the limit', blob => begin(laptop, blob, { bytes: String(LIMITS.attachmentBytes + 1) }), '422 attachment-refused size'],
    ['of another length than it says', blob => begin(laptop, blob, { length: '4' }), '422 attachment-refused length'],
    ['of a length that is no number', blob => begin(laptop, blob, { bytes: '1e3' }), '400 body-invalid upload-metadata'],
    ['without metadata', () => laptop.send(PATHS.attachments, { method: 'POST', headers: { 'tus-resumable': '1.0.0', 'upload-length': '5' } }), '400 body-invalid upload-metadata'],
    ['with the same key twice', blob => laptop.send(PATHS.attachments, { method: 'POST', headers: { 'tus-resumable': '1.0.0', 'upload-length': '5', 'upload-metadata': `${metadata({ village: OTHER })},${metadata({ village: VILLAGE, sha256: sha256(blob), bytes: '5' })}` } }), '400 body-invalid upload-metadata'],
    ['unsigned', blob => request(county.url + PATHS.attachments, { method: 'POST', headers: { 'tus-resumable': '1.0.0', 'upload-length': '5', 'upload-metadata': metadata({ village: VILLAGE, sha256: sha256(blob), bytes: '5' }) } }), '401 request-unsigned'],
    ['without the protocol\'s version', blob => laptop.send(PATHS.attachments, { method: 'POST', headers: { 'upload-length': '5', 'upload-metadata': metadata({ village: VILLAGE, sha256: sha256(blob), bytes: '5' }) } }), '400 body-invalid tus']
  ])('S-02: an upload %s is refused and leaves nothing', async (_what, send, expected) => {
    expect(outcome(await send(randomBytes(5)))).toBe(expected)
    expect(incoming()).toEqual([])
  })

  it('S-02: forged offsets and pieces that are too long change nothing; the right one goes on', async () => {
    const blob = randomBytes(10_000)
    const path = uploadOf(sha256(blob))
    await begin(laptop, blob)
    await append(laptop, path, blob.subarray(0, 6_000), 0)
    for (const offset of [0, 5_999, 6_001, 10_000, 99_999_999]) {
      const reply = await append(laptop, path, blob.subarray(6_000), offset)
      expect([reply.status, problemOf(reply)]).toEqual([409, { code: 'attachment-offset', detail: { offset: 6_000 } }])
    }
    for (const offset of ['-1', '0x10', '6e3', '']) expect((await append(laptop, path, blob.subarray(6_000), offset)).status).toBe(400)
    expect(outcome(await append(laptop, path, randomBytes(4_001), 6_000))).toBe('422 attachment-refused size')
    expect(outcome(await append(laptop, path, blob.subarray(6_000), 6_000, { headers: { 'upload-length': '7000' } }))).toBe('400 body-invalid tus')
    expect(outcome(await append(mate, path, blob.subarray(6_000), 6_000))).toBe('404 county-not-found')
    expect(outcome(await append(laptop, `${PATHS.attachments}/${VILLAGE}_${sha256(blob)}_${laptop.device}`, blob, 0))).toBe('404 county-not-found')
    expect(outcome(await append(laptop, path, blob.subarray(6_000), 6_000, { signedPath: uploadOf(sha256(NOTHING)) }))).toBe('401 request-unsigned')
    expect(offsetOf(await standing(laptop, path))).toBe(6_000)
    expect((await append(laptop, path, blob.subarray(6_000), 6_000)).status).toBe(204)
    expect((await fetchBlob(laptop, sha256(blob))).bytes.equals(blob)).toBe(true)
  })

  it('content that is not what its digest says is discarded whole, and the true one may come after', async () => {
    const blob = randomBytes(3_000)
    const path = uploadOf(sha256(blob))
    await begin(laptop, blob)
    expect(outcome(await append(laptop, path, randomBytes(3_000), 0))).toBe('422 attachment-refused sha256')
    expect(incoming()).toEqual([])
    expect(existsSync(stored(sha256(blob)))).toBe(false)
    expect(outcome(await fetchBlob(laptop, sha256(blob)))).toBe('404 county-not-found')
    expect((await upload(laptop, blob)).status).toBe(204)
  })

  it('S-01: by the photo\'s id another village\'s is answered like one that never was', async () => {
    const theirs = randomBytes(2_000)
    expect((await upload(foreign, theirs, OTHER)).status).toBe(204)
    const seen = async (digest: string, village: string): Promise<string> => outcome(await fetchBlob(laptop, digest, { village }))
    const unknown = sha256(randomBytes(9))
    expect(await seen(sha256(theirs), VILLAGE)).toBe('404 county-not-found')
    expect(await seen(unknown, VILLAGE)).toBe('404 county-not-found')
    expect(await seen(sha256(theirs), OTHER)).toBe('403 village-not-granted')
    expect(await seen(unknown, OTHER)).toBe('403 village-not-granted')
    expect(await seen(sha256(theirs), '999999999999')).toBe('403 village-not-granted')
    expect(await seen('..%2f..%2fcounty.lock', VILLAGE)).toBe('404 county-not-found')
    for (const path of [uploadOf(sha256(theirs), OTHER), uploadOf(unknown, OTHER)]) expect((await standing(laptop, path)).status).toBe(403)
    // Having the same bytes is no way in either: they have to be sent.
    expect(offsetOf(await begin(laptop, theirs))).toBe(0)
  })

  it('goes on downloading from any byte, and says so where there is none', async () => {
    const blob = randomBytes(50_000)
    await upload(laptop, blob)
    const get = (range: string, headers: Record<string, string> = {}): Promise<Reply> => fetchBlob(mate, sha256(blob), { range, headers })
    for (const [range, from, to] of [['bytes=0-', 0, 50_000], ['bytes=49999-', 49_999, 50_000], ['bytes=100-199', 100, 200], ['bytes=49000-99999', 49_000, 50_000]] as const) {
      const reply = await get(range)
      expect([reply.status, reply.headers.get('content-range'), reply.bytes.equals(blob.subarray(from, to))]).toEqual([206, `bytes ${from}-${to - 1}/50000`, true])
    }
    for (const range of ['bytes=50000-', 'bytes=200-100']) expect((await get(range)).status).toBe(416)
    for (const range of ['bytes=-5', 'bytes=0-1,5-6', 'pages=1-', 'bytes=a-']) expect((await get(range)).bytes.equals(blob)).toBe(true)
    expect((await get('bytes=10-', { 'if-range': `"${sha256(blob)}"` })).status).toBe(206)
    expect((await get('bytes=10-', { 'if-range': '"other"' })).status).toBe(200)
  })

  it('S-16 fault 43: without room to spare pictures wait, reads and changes go on; with room again they go on too', async () => {
    const blob = randomBytes(20_000)
    const before = randomBytes(1_000)
    await upload(laptop, before)
    await begin(laptop, blob)
    await append(laptop, uploadOf(sha256(blob)), blob.subarray(0, 10_000), 0)
    room = RESERVE_BYTES + 9_999
    const refused = await append(laptop, uploadOf(sha256(blob)), blob.subarray(10_000), 10_000)
    expect([outcome(refused), refused.headers.get('retry-after')]).toEqual(['503 county-busy disk', '10'])
    expect(outcome(await begin(laptop, randomBytes(10_000)))).toBe('503 county-busy disk')
    expect((await fetchBlob(mate, sha256(before))).bytes.equals(before)).toBe(true)
    expect((await laptop.exchange([laptop.change('house-0001', { group: '一组' })])).receipt?.count).toBe(1)
    room = RESERVE_BYTES + 10_000
    expect((await append(laptop, uploadOf(sha256(blob)), blob.subarray(10_000), 10_000)).status).toBe(204)
    room = Number.MAX_SAFE_INTEGER
  })

  it('a file that is lost or cut on the county\'s disk is asked for again; one without a row is looked at', async () => {
    const blob = randomBytes(4_000)
    await upload(laptop, blob)
    unlinkSync(stored(sha256(blob)))
    expect(outcome(await fetchBlob(mate, sha256(blob)))).toBe('404 county-not-found')
    expect((await upload(mate, blob)).status).toBe(204)
    truncateSync(stored(sha256(blob)), 3_999)
    expect(outcome(await fetchBlob(mate, sha256(blob)))).toBe('404 county-not-found')
    expect((await upload(mate, blob)).status).toBe(204)
    expect((await fetchBlob(laptop, sha256(blob))).bytes.equals(blob)).toBe(true)
    // As after the database was restored from an older copy.
    const restored = randomBytes(4_000)
    const false_ = randomBytes(4_000)
    await upload(laptop, Buffer.concat([restored, Buffer.from('x')]))
    for (const [digest, bytes] of [[sha256(restored), restored], [sha256(false_), randomBytes(4_000)]] as const) {
      writeFileSync(join(folder, 'attachments', digest), bytes)
      const target = stored(digest)
      rmSync(target, { force: true })
      await import('node:fs/promises').then(async ({ mkdir, rename }) => {
        await mkdir(join(target, '..'), { recursive: true })
        await rename(join(folder, 'attachments', digest), target)
      })
    }
    expect((await fetchBlob(mate, sha256(restored))).bytes.equals(restored)).toBe(true)
    expect(outcome(await fetchBlob(mate, sha256(false_)))).toBe('404 county-not-found')
  })

  it('S-01: pictures follow a household that moves, and only those its records name', async () => {
    const [named, other] = [randomBytes(1_100), randomBytes(1_200)] as const
    await laptop.exchange([laptop.change('house-move', { group: '一组' }), laptop.change('picture-1', { household: 'house-move', sha256: sha256(named) }, { register: 'attachment' })])
    for (const blob of [named, other]) await upload(laptop, blob)
    expect(outcome(await fetchBlob(foreign, sha256(named), { village: OTHER }))).toBe('404 county-not-found')
    await county.console.move({ household: 'house-move', from: VILLAGE, to: OTHER })
    expect((await fetchBlob(foreign, sha256(named), { village: OTHER })).bytes.equals(named)).toBe(true)
    expect(outcome(await fetchBlob(foreign, sha256(other), { village: OTHER }))).toBe('404 county-not-found')
    // A record of one's own that names it is no way in.
    await foreign.exchange([foreign.change('picture-2', { sha256: sha256(other) }, { register: 'attachment', village: OTHER })])
    expect(outcome(await fetchBlob(foreign, sha256(other), { village: OTHER }))).toBe('404 county-not-found')
  })

  it('a revoked laptop may still send what it has, and reads nothing', async () => {
    const lost = await enrol(VILLAGE, 'sun')
    const blob = randomBytes(1_500)
    await county.revoke(lost.device)
    expect((await upload(lost, blob)).status).toBe(204)
    expect(outcome(await fetchBlob(lost, sha256(blob)))).toBe('403 device-revoked')
    expect((await fetchBlob(mate, sha256(blob))).bytes.equals(blob)).toBe(true)
  })

  it('S-18 S-19: answers name no stack, no path and no other origin', async () => {
    const replies = [await begin(laptop, randomBytes(10)), await begin(laptop, randomBytes(10), { village: OTHER }), await append(laptop, uploadOf(sha256(NOTHING)), randomBytes(5), 0),
      await laptop.send(PATHS.attachments, { method: 'POST', headers: { origin: 'https://evil.example', 'tus-resumable': '9' } })]
    for (const reply of replies) {
      expect([...reply.headers.keys()].filter(name => name.startsWith('access-control'))).toEqual([])
      expect(reply.headers.get('cache-control')).toBe('no-store')
      expect(reply.bytes.toString()).not.toMatch(/node_modules|incoming|at .*:\d+/)
    }
    expect((await laptop.send(uploadOf(sha256(NOTHING)), { method: 'DELETE' })).status).toBe(404)
    expect((await request(county.url + PATHS.attachments, { method: 'OPTIONS' })).status).toBe(404)
    expect(lines.join('\n')).not.toMatch(/[0-9a-f]{64}/)
  })
})

describe('unfinished uploads', () => {
  it('are forgotten two weeks after their last byte, not before', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cunce-blobs-'))
    const { database } = await openCounty(await placePglite(folder))
    try {
      const now = Date.now()
      const attachments = await openAttachments({ database, folder: join(folder, 'attachments'), now: () => now })
      const file = (name: string, age: number): void => {
        writeFileSync(join(attachments.incoming, name), 'x')
        utimesSync(join(attachments.incoming, name), new Date(now - age), new Date(now - age))
      }
      file('old', UNFINISHED_MS + 1_000)
      file('old.json', UNFINISHED_MS + 1_000)
      file('slow', UNFINISHED_MS - 1_000)
      file('slow.json', UNFINISHED_MS * 3)
      file('described.json', UNFINISHED_MS + 1_000)
      await openUploads(attachments).forget(now)
      expect(readdirSync(attachments.incoming).sort()).toEqual(['slow', 'slow.json'])
    } finally {
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
