/** Packages on the county's command line, and a real county killed while a photograph comes in. */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createHash, sign } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { requestText, SIGNED_HEADERS } from '#core/sync/signing.ts'
import { runCommand } from '../../server/command.ts'
import { openCounty, startCounty } from '../../server/county.ts'
import { append, begin, fetchBlob, sha256, standing, uploadOf } from './attachments-road.ts'
import { placePglite } from './engines.ts'
import { Laptop, VILLAGE } from './laptop.ts'
import { blobPart, Walker } from './packages-road.ts'

const SLOW = 120_000
const main = resolve(import.meta.dirname, '../../server/main.ts')
const children: ChildProcess[] = []
let folder: string
let stick: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cunce-command-'))
  stick = mkdtempSync(join(tmpdir(), 'cunce-stick-'))
  await placePglite(folder)
})
afterEach(async () => {
  for (const child of children.splice(0)) await killed(child)
  for (const one of [folder, stick]) rmSync(one, { recursive: true, force: true })
})

/** What was said; a refusal at the end is said too. */
const command = async (...args: readonly string[]): Promise<string> => {
  const lines: string[] = []
  const terminal = { say: (line: string) => void lines.push(line), log: (line: string) => void lines.push(line) }
  await runCommand([...args, '--data', folder], terminal).catch((thrown: { detail?: { reason?: string } }) => lines.push(thrown.detail?.reason ?? String(thrown)))
  return lines.join('\n')
}
const killed = (child: ChildProcess): Promise<void> => new Promise(done => {
  if (child.exitCode !== null || child.signalCode !== null) return done()
  child.once('exit', () => done())
  child.kill('SIGKILL')
})
const serve = (): Promise<{ child: ChildProcess, url: string }> => new Promise((done, reject) => {
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', '--data', folder])
  children.push(child)
  let out = ''
  child.stdout.on('data', (bytes: Buffer) => {
    const url = /(https?:\/\/\S+)/.exec(out += bytes.toString('utf8'))?.[1]
    if (url) done({ child, url })
  })
  child.stderr.on('data', (bytes: Buffer) => { out += bytes.toString('utf8') })
  child.once('exit', () => reject(new Error(out)))
})

async function enrolled(): Promise<{ readonly walker: Walker, readonly mate: Laptop }> {
  const county = await startCounty({ dataDir: folder, port: 0 })
  await county.addVillage(VILLAGE, '大坪村')
  const laptops = [new Laptop(county.url), new Laptop(county.url)] as const
  for (const [i, laptop] of laptops.entries()) await laptop.enrol(await county.issueCode({ villages: [VILLAGE], person: ['张/三', '李四'][i]!, account: `a${i}` }))
  await laptops[1].exchange([laptops[1].change('house-0001', { group: '一组' })])
  await county.close()
  const { identity, database } = await openCounty({ dataDir: folder })
  await database.close()
  return { walker: await Walker.of(laptops[0], identity), mate: laptops[1] }
}

it.each([['directly', false], ['through the running server', true]])('packages are shown and taken in %s; bad files are named and the rest goes on', async (_how, running) => {
  const { walker } = await enrolled()
  if (running) await serve()
  walker.cursors = { [VILLAGE]: 0 }
  const blob = randomBytes(1_000)
  const file = async (name: string, record: string): Promise<string> => {
    writeFileSync(join(stick, name), await walker.report([walker.round([walker.laptop.change(record, { phone: '1' })]), blobPart(blob)]))
    return join(stick, name)
  }
  const [one, two, cut] = [await file('一.cunce', 'house-0002'), await file('二.cunce', 'house-0003'), await file('cut.cunce', 'house-0004')]
  truncateSync(cut, 900)
  writeFileSync(join(stick, 'empty.cunce'), '')
  // P-11: what else lies on a stick.
  writeFileSync(join(stick, 'autorun.inf'), '[autorun]\nopen=x.exe')
  mkdirSync(join(stick, 'folder.cunce'))
  // P-05: ten gigabytes that are not there.
  writeFileSync(join(stick, 'sparse.cunce'), '')
  truncateSync(join(stick, 'sparse.cunce'), 10_000_000_000)
  const bad = ['cut.cunce', 'empty.cunce', 'autorun.inf', 'folder.cunce', 'sparse.cunce', 'none.cunce'].map(name => join(stick, name))
  expect(await command('package', 'show', one)).toMatch(/张\/三（laptop-\w+）.*签名正确/)
  const said = await command('package', 'take', one, ...bad, two)
  expect(said).toContain('8 个文件中有 6 个没有读入')
  expect(said.match(/收下 1 条，以前收过 0 条，待审 0 条，退回 0 条，照片 1 张/g)).toHaveLength(2)
  for (const name of bad) expect(said).toContain(`${name}：`)
  expect(said).toContain('太大')
  const answers = readdirSync(stick).filter(name => name.startsWith('村册回执_张_三_')).sort()
  expect(answers).toHaveLength(2)
  expect(readdirSync(stick).filter(name => name.endsWith('.part'))).toEqual([])
  const back = await walker.read(readFileSync(join(stick, answers[0]!)))
  expect([back.header.to, back.answers[0]!.receipt!.count, back.changes.length]).toEqual([walker.laptop.device, 1, 1])
  expect(await command('package', 'take', one, '--out', folder)).toContain('收下 0 条，以前收过 1 条')
  // P-07: nowhere to write the answer; what was taken in stays.
  expect(await command('package', 'take', two, '--out', join(stick, 'gone'))).toContain('ENOENT')
  walker.cursors = { [VILLAGE]: 0 }
  const out = /已写好 (.+)$/m.exec(await command('package', 'answer', '--device', walker.laptop.device, '--out', stick))![1]!
  expect((await walker.read(readFileSync(out))).gap).toBe(false)
  expect(await command('package', 'answer', '--device', 'nobody-here')).toContain('没有设备')
  expect(await command('package', 'eat', one)).toContain('package show')
}, SLOW)

it('fault 31 fault 39: the county is killed in the middle of a photograph, again and again, and it goes on where it stood', async () => {
  const { walker: { laptop }, mate } = await enrolled()
  const blob = randomBytes(3_000_000)
  let offset = 0
  for (let kill = 0; kill < 3; kill++) {
    const { child, url } = await serve()
    const here = at(laptop, url)
    if (kill === 0) expect((await begin(here, blob)).status).toBe(201)
    const head = await standing(here, uploadOf(sha256(blob)))
    expect(Number(head.headers.get('upload-offset'))).toBeGreaterThanOrEqual(offset)
    offset = Number(head.headers.get('upload-offset'))
    await half(here, url, blob, offset, 700_000)
    await killed(child)
  }
  const { url } = await serve()
  const here = at(laptop, url)
  offset = Number((await standing(here, uploadOf(sha256(blob)))).headers.get('upload-offset'))
  expect(offset).toBeGreaterThan(1_000_000)
  expect((await append(here, uploadOf(sha256(blob)), blob.subarray(offset), offset)).status).toBe(204)
  expect((await fetchBlob(at(mate, url), sha256(blob))).bytes.equals(blob)).toBe(true)
}, SLOW)

/** The same laptop, of a county that came back at another address. */
const at = (laptop: Laptop, url: string): Laptop => Object.assign(Object.create(laptop) as Laptop, { county: url })

/** Sends some of the rest and leaves the connection open; resolves when it has had time to be written. */
async function half(laptop: Laptop, url: string, blob: Buffer, offset: number, bytes: number): Promise<void> {
  const path = uploadOf(sha256(blob))
  const [time, nonce] = [String(Date.now()), randomBytes(16).toString('base64url')]
  const text = requestText('PATCH', path, laptop.device, time, nonce, createHash('sha256').digest('hex'))
  const sending = httpRequest(url + path, { method: 'PATCH', headers: {
    'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset), 'content-length': blob.length - offset,
    [SIGNED_HEADERS.device]: laptop.device, [SIGNED_HEADERS.time]: time, [SIGNED_HEADERS.nonce]: nonce,
    [SIGNED_HEADERS.signature]: sign(null, Buffer.from(text), laptop.keys.privateKey).toString('base64url')
  } })
  sending.on('error', () => undefined)
  sending.write(blob.subarray(offset, offset + bytes))
  const file = join(folder, 'attachments/incoming', `${VILLAGE}_${sha256(blob)}_${laptop.device}`)
  await expect.poll(() => readFileSync(file).length, { timeout: 20_000 }).toBeGreaterThan(offset + bytes / 2)
}
