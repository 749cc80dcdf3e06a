/** The data folder: one opener, WAL synced, and the command line beside a running server. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../server/command.ts'
import { startCounty } from '../../server/county.ts'
import { holderOf, lockFolder } from '../../server/lock.ts'
import { placePglite } from './engines.ts'
import { Laptop, VILLAGE } from './laptop.ts'
import { startPostgres } from './postgres.ts'

const main = resolve(import.meta.dirname, '../../server/main.ts')
const children: ChildProcess[] = []

/** A command as typed, in this process: it opens the folder itself or goes through the server that holds it. */
const command = async (...args: readonly string[]): Promise<string> => {
  const lines: string[] = []
  await runCommand([...args, '--data', folder], { say: line => lines.push(line), log: line => lines.push(line) })
  return lines.join('\n')
}

/** Resolves with the county's address and its first lines. */
const serve = (args: readonly string[], env: Record<string, string> = {}): Promise<{ child: ChildProcess, url: string, out: () => string }> => new Promise((resolve, reject) => {
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', ...args], { env: { ...process.env, ...env } })
  children.push(child)
  let out = ''
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString('utf8')
    const url = /(https?:\/\/\S+)/.exec(out)?.[1]
    if (url) resolve({ child, url, out: () => out })
  })
  child.stderr.on('data', (bytes: Buffer) => { out += bytes.toString('utf8') })
  child.once('exit', () => reject(new Error(out)))
})

const gone = (child: ChildProcess): Promise<void> => new Promise(resolve => {
  if (child.exitCode !== null || child.signalCode !== null) return resolve()
  child.once('exit', () => resolve())
})

/** Starting a process and a database on a busy machine. */
const SLOW = 120_000

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'cunce-folder-')) })
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL')
    await gone(child)
  }
  rmSync(folder, { recursive: true, force: true })
})

describe('the lock of a data folder', () => {
  it('fault 41: the second opener is refused, and may open when the first has gone', async () => {
    const lock = await lockFolder(folder)
    expect(holderOf(folder)).toBe(process.pid)
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'county-folder-in-use', detail: { pid: process.pid } })
    lock.release()
    expect(holderOf(folder)).toBeUndefined();
    (await lockFolder(folder)).release()
  })

  it.each([
    ['a process that has died', JSON.stringify({ pid: 2 ** 22 + 7, start: '1' })],
    ['an earlier process with our number', JSON.stringify({ pid: process.pid, start: '1' })]
  ])('the lock of %s is taken over', async (_what, text) => {
    writeFileSync(join(folder, 'county.lock'), text)
    expect(holderOf(folder)).toBeUndefined()
    const lock = await lockFolder(folder)
    expect(holderOf(folder)).toBe(process.pid)
    lock.release()
  })

  it('a torn lock and a take-over that was never finished are old enough to go', async () => {
    const old = new Date(Date.now() - 60_000)
    writeFileSync(join(folder, 'county.lock'), '')
    mkdirSync(join(folder, 'county.lock.taking'))
    for (const name of ['county.lock', 'county.lock.taking']) utimesSync(join(folder, name), old, old);
    (await lockFolder(folder)).release()
  })

  it('of twenty who find a stale lock at once, one gets it', async () => {
    writeFileSync(join(folder, 'county.lock'), JSON.stringify({ pid: 2 ** 22 + 7, start: '1' }))
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

describe('PGlite as the county\'s database', () => {
  it('syncs the WAL segment and its folder after the commit and before the answer', async () => {
    const synced: string[] = []
    const county = await startCounty({ dataDir: folder, port: 0, fsync: async path => { synced.push(path) } })
    await county.addVillage(VILLAGE, '大坪村')
    const laptop = new Laptop(county.url)
    await laptop.enrol(await county.issueCode({ villages: [VILLAGE], person: '张三', account: 'zhang' }))
    synced.length = 0
    const { receipt } = await laptop.exchange([laptop.change('house-0001', { group: '一组' })])
    expect(receipt!.kept).toBe('trial')
    const wal = join(folder, 'pglite/pg_wal')
    expect(synced.at(-1)).toBe(wal)
    expect(synced.filter(path => /pg_wal\/[0-9A-F]{24}$/.test(path)).length).toBeGreaterThan(0)
    expect(synced.indexOf(wal)).toBeGreaterThan(0)
    await expect(startCounty({ dataDir: folder, port: 0 })).rejects.toMatchObject({ code: 'county-folder-in-use' })
    await county.close()
    expect(existsSync(join(folder, 'county.lock'))).toBe(false)
  }, SLOW)

  it('killed in the middle of its work it opens again with everything it gave a receipt for', async () => {
    await placePglite(folder)
    const first = await serve(['--data', folder])
    expect(first.out()).toContain('试用库')
    expect(first.out()).toContain('DATABASE_URL')
    await command('village', 'add', VILLAGE, '大坪村')
    const code = /登记码：(\S+)/.exec(await command('enrol', '--village', VILLAGE, '--person', '张三', '--account', 'zhang'))![1]!
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
    const laptop = new Laptop(first.url)
    await laptop.enrol(code)
    const changes = Array.from({ length: 20 }, (_, i) => laptop.change(`house-00${10 + i}`, { group: '一组' }))
    for (const change of changes) await laptop.exchange([change])
    first.child.kill('SIGKILL')
    await gone(first.child)
    const second = await serve(['--data', folder])
    expect(await Object.assign(laptop, { county: second.url }).exchange()).toMatchObject({ highest: 20, villages: [{ last: 20 }] })
  }, SLOW)
})

describe('the command line', () => {
  it('goes through the running server, with a token only the owner of the folder can read', async () => {
    await placePglite(folder)
    const { child, url } = await serve(['--data', folder])
    expect(statSync(join(folder, 'admin.json')).mode & 0o777).toBe(0o600)
    const { port, token } = JSON.parse(readFileSync(join(folder, 'admin.json'), 'utf8')) as { port: number, token: string }
    expect(String(port)).not.toBe(new URL(url).port)
    const ask = (headers: Record<string, string>): Promise<number> =>
      fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body: '{"call":"status","input":{}}' }).then(response => response.status)
    expect(await ask({})).toBe(404)
    expect(await ask({ 'x-cunce-admin': `${token.slice(0, -1)}?` })).toBe(404)
    expect(await ask({ 'x-cunce-admin': token, origin: 'https://evil.example' })).toBe(404)
    expect(await ask({ 'x-cunce-admin': token })).toBe(200)
    expect(await command('village', 'add', VILLAGE, '大坪村')).toContain('已添加')
    expect(await command('status')).toContain('大坪村')
    expect(await command('check')).toMatch(/大坪村：核对码 \S+，0 条/)
    expect(await command('devices')).toContain('还没有登记过的电脑')
    await expect(command('serve', '--port', '0')).rejects.toMatchObject({ code: 'county-folder-in-use', detail: { pid: child.pid } })
    await expect(command('restored')).rejects.toMatchObject({ detail: { reason: '请先停止县服务器' } })
    child.kill('SIGTERM')
    await gone(child)
    expect(existsSync(join(folder, 'admin.json'))).toBe(false)
    expect(await command('status')).toContain('大坪村')
    expect(await command('restored')).toContain('新纪元')
  }, SLOW)

  it('tells what is wrong with a request for a code and opens the door again', async () => {
    await placePglite(folder)
    const enrol = ['enrol', '--person', '张三', '--account', 'zhang']
    await expect(command(...enrol)).rejects.toMatchObject({ detail: { reason: '没有写明村' } })
    await expect(command(...enrol, '--village', VILLAGE)).rejects.toMatchObject({ detail: { reason: `没有编码为 ${VILLAGE} 的村，请先用 village add 添加` } })
    await expect(command('village', 'add', '12345', '短')).rejects.toMatchObject({ code: 'county-command-wrong' })
    await expect(command('revoke', 'nobody-here')).rejects.toMatchObject({ detail: { reason: '没有设备 nobody-here' } })
    expect(await command('village', 'add', '123456', '短')).toContain('已添加')
    for (const [hours, fine] of [['0', false], ['0.5', true], ['720', true], ['721', false], ['x', false]] as const)
      await expect(command(...enrol, '--village', '123456', '--hours', hours).then(() => true, () => false)).resolves.toBe(fine)
    await expect(command('enrol', '--village', '123456')).rejects.toMatchObject({ code: 'county-command-wrong' })
  }, SLOW)

  it.each([
    [['frobnicate'], '没有“frobnicate”这个命令'], [['toString'], '没有“toString”这个命令'], [['serve', '--port', '65536'], '端口“65536”'],
    [['serve', '--tls-cert', 'x'], '--tls-cert 和 --tls-key 要一起写']
  ])('%j is refused in words before anything is opened', async (args, reason) => {
    await expect(command(...args)).rejects.toMatchObject({ code: 'county-command-wrong', detail: { reason } })
    expect(existsSync(join(folder, 'pglite'))).toBe(false)
  })

  it('help is in Chinese and needs no database', async () => {
    const out = await command('help')
    for (const verb of ['serve', 'enrol', 'village add', 'devices', 'status', 'revoke', 'DATABASE_URL']) expect(out).toContain(verb)
    expect(existsSync(join(folder, 'pglite'))).toBe(false)
  })
})

describe('a PostgreSQL that may lose work', () => {
  it.each([['fsync=off'], ['synchronous_commit=off']])('with %s gives receipts for trial only', async setting => {
    const cluster = await startPostgres([setting])
    try {
      const county = await startCounty({ databaseUrl: await cluster.database(), port: 0 })
      expect([county.engine, county.kept]).toEqual(['postgres', 'trial'])
      await county.close()
    } finally {
      await cluster.stop()
    }
  })
})

describe('the people of the county on the command line', () => {
  it('review what was set aside, move a household and print the 交割单', async () => {
    await placePglite(folder)
    const { url } = await serve(['--data', folder])
    await command('village', 'add', VILLAGE, '大坪村')
    await command('village', 'add', '530521100202', '小坪村')
    const code = /登记码：(\S+)/.exec(await command('enrol', '--village', VILLAGE, '--person', '张三', '--account', 'zhang'))![1]!
    const laptop = new Laptop(url)
    await laptop.enrol(code)
    await laptop.exchange([laptop.change('house-0001', { group: '一组' }), laptop.change('house-0002', { group: '一组' }, { village: '530521100202' })])
    expect(await command('quarantine', 'list')).toContain('没有这个村的权限')
    expect(await command('quarantine', 'show', laptop.device, '2')).toContain('house-0002')
    expect(await command('quarantine', 'release', laptop.device, '2', '--note', '属实')).toContain('1 条已放进村里的记录')
    expect(await command('quarantine', 'list')).toContain('没有待审的内容')
    expect(await command('household', 'move', 'house-0001', '--from', VILLAGE, '--to', '530521100202')).toContain('1 条记录')
    expect(await command('receipts', laptop.device)).toMatch(/交割单（县里一联）[\s\S]*第 1–2 号/)
    const sheet = join(folder, 'sheet.html')
    await command('receipts', laptop.device, '--from', '2026-01-01', '--html', sheet)
    expect(readFileSync(sheet, 'utf8')).toContain('张三')
    const next = /登记码：(\S+)/.exec(await command('enrol', '--replaces', laptop.device))![1]!
    expect((await new Laptop(url).enrol(next)).account).toBe('zhang')
    expect(await command('devices')).toContain('已停用')
  }, SLOW)
})
