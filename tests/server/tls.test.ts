/** Over TLS, and when the database is gone. */
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { crockford, grouped, newCode, secretHalf } from '../../server/codes.ts'
import { openCounty, startCounty, type County, type CountyPlace } from '../../server/county.ts'
import { Laptop, problemOf, VILLAGE } from './laptop.ts'
import { startPostgres, type Postgres } from './postgres.ts'

let cluster: Postgres
let folder: string
let place: CountyPlace
beforeAll(async () => {
  cluster = await startPostgres()
  place = { databaseUrl: await cluster.database() }
  folder = mkdtempSync(join(tmpdir(), 'cunce-tls-'))
  const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'self.key', '-out', 'self.pem', '-subj', '/CN=county')
  openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'signed.key', '-out', 'signed.csr', '-subj', '/CN=signed')
  openssl('x509', '-req', '-in', 'signed.csr', '-CA', 'self.pem', '-CAkey', 'self.key', '-CAcreateserial', '-out', 'signed.pem')
})
afterAll(async () => {
  await cluster.stop()
  rmSync(folder, { recursive: true, force: true })
})

const tls = (name: string): { cert: Buffer, key: Buffer } => ({ cert: readFileSync(join(folder, `${name}.pem`)), key: readFileSync(join(folder, `${name}.key`)) })
const code = (county: County): Promise<string> => county.issueCode({ villages: [VILLAGE], person: '张三', account: 'zhang' })

const get = (url: string): Promise<{ status: number, strict: string | undefined }> => new Promise((resolve, reject) => {
  https.get(`${url}/v1/health`, { rejectUnauthorized: false, agent: false }, response => {
    response.resume()
    resolve({ status: response.statusCode ?? 0, strict: response.headers['strict-transport-security'] })
  }).once('error', reject)
})

describe('a county over TLS', () => {
  it('adds the certificate\'s fingerprint to the codes when it vouches for itself, and the county ignores that half', async () => {
    const county = await startCounty({ ...place, port: 0, tls: tls('self') })
    await county.addVillage(VILLAGE, '大坪村')
    expect(county.url).toMatch(/^https:/)
    expect(await get(county.url)).toEqual({ status: 200, strict: 'max-age=31536000' })
    const groups = (await code(county)).split('-')
    expect(groups.map(group => group.length)).toEqual([5, 5, 5, 5])
    const bits = new X509Certificate(tls('self').cert).fingerprint256.replaceAll(':', '').slice(0, 14)
    expect(groups.slice(2).join('')).toBe(crockford(Buffer.from(bits, 'hex')))
    await county.close()
    // The command line, without a server, still knows the certificate that was last served.
    const { console, database } = await openCounty(place)
    const given = await console.issueCode({ villages: [VILLAGE], person: '张三', account: 'zhang' })
    expect(given.split('-').slice(2)).toEqual(groups.slice(2))
    await database.close()
    const plain = await startCounty({ ...place, port: 0 })
    expect((await new Laptop(plain.url).enrol(given)).villages).toEqual([{ code: VILLAGE, name: '大坪村', last: 0 }])
    expect((await code(plain)).split('-')).toHaveLength(2)
    await plain.close()
  })

  it('adds nothing when an authority vouches for it', async () => {
    const county = await startCounty({ ...place, port: 0, tls: tls('signed') })
    expect((await code(county)).split('-')).toHaveLength(2)
    await county.close()
  })
})

describe('codes', () => {
  it.each([[[0, 0, 0, 0, 0, 0, 0], '0000000000'], [[255, 255, 255, 255, 255, 255, 255], 'ZZZZZZZZZZ'], [[0, 0, 0, 0, 0, 0, 64], '0000000001'], [[8, 0, 0, 0, 0, 0, 63], '1000000000']])(
    'the first 50 bits of %j are %s', (bytes, text) => expect(crockford(Uint8Array.from(bytes))).toBe(text))

  it('are read as people write them', () => {
    const fresh = newCode()
    expect(secretHalf(grouped(fresh).toLowerCase())).toBe(fresh)
    expect(secretHalf(' oiL7 k2qm9-xd PINPI')).toBe('0117K2QM9X')
  })
})

describe('a county whose database is gone', () => {
  it('S-16: answers 503 and says when to come again, takes nothing, and works again with the same laptop afterwards', async () => {
    const own = await startPostgres()
    const lines: string[] = []
    const county = await startCounty({ databaseUrl: await own.database(), port: 0, log: line => lines.push(line) })
    await county.addVillage(VILLAGE, '大坪村')
    const laptop = new Laptop(county.url)
    await laptop.enrol(await code(county))
    const change = laptop.change('house-0001', { group: '一组' })
    await own.pause()
    const reply = await laptop.push([change])
    expect([reply.status, problemOf(reply), reply.headers.get('retry-after')]).toEqual([503, { code: 'county-busy', detail: {} }, '10'])
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toMatch(/127\.0\.0\.1|select|house-0001/)
    await own.resume()
    expect(await laptop.exchange([change])).toMatchObject({ verdicts: [], highest: 1 })
    await county.close()
    await own.stop()
  })
})
