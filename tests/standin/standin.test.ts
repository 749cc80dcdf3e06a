/**
 * The stand-in against a small app of its own: that what the journeys rely on is there, and that it refuses
 * what Electron refuses. None of this says anything about real Electron.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchDesk, type Desk } from '../journeys/launch.ts'
import { pdfFacts } from '../journeys/pdf.ts'

interface FixtureWindow {
  desk: {
    call(channel: string, value?: unknown): Promise<unknown>
    careful(channel: string, value?: unknown): Promise<{ ok: boolean, message?: string }>
    on(listener: (text: string) => void): () => void
    twice(callback: (n: number) => number): number
    throws(): void
    missing(): void
    nested: { list: [number, { deep(): string }] }
  }
  heard: string[]
  put(key: string, value: unknown): Promise<void>
  get(key: string): Promise<unknown>
  inWorker(message: unknown): Promise<Record<string, unknown>>
}
declare const window: Window & typeof globalThis & FixtureWindow
interface Seen { navigations: string[], opened: string[], gone: string[], senders: unknown[][], second: string[][], downloads: number }

const fixture = join(import.meta.dirname, 'fixture')
const folders: string[] = []
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'standin-'))
  folders.push(made)
  return made
}
const start = (userData: string, env?: Record<string, string>): Promise<Desk> => launchDesk({ userData, app: fixture, ...env ? { env } : {} })
const seenBy = (desk: Desk): Promise<Seen> => desk.app.evaluate(() => (globalThis as unknown as { seen: Seen }).seen)
const holders = (userData: string): number => readdirSync('/proc').filter(name => /^\d+$/.test(name)).filter(name => {
  try { return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(userData) } catch { return false }
}).length

afterAll(() => { for (const path of folders) rmSync(path, { recursive: true, force: true }) })

describe('a window over Chromium', () => {
  let desk: Desk
  const userData = folder()
  beforeAll(async () => { desk = await start(userData) })
  afterAll(() => desk.close())

  it('has a fixed, secure origin and the headers the app gives', async () => {
    expect(await desk.page.evaluate(() => [location.origin, isSecureContext, typeof crypto.subtle, navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone]))
      .toEqual(['http://fixture.app.localhost', true, 'object', 'zh-CN', 'Asia/Shanghai'])
    expect(await desk.page.evaluate(() => [innerWidth, innerHeight, devicePixelRatio])).toEqual([1093, 614, 1])
  })

  it('keeps the page to its policy: no inline script, no eval', async () => {
    expect(await desk.page.evaluate(() => 'inline' in window)).toBe(false)
    // By an event of the page itself: what a debugger evaluates is exempt from the policy.
    const blocked = await desk.page.evaluate(() => new Promise<string>(done => {
      document.addEventListener('securitypolicyviolation', event => done(event.effectiveDirective), { once: true })
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.inline = true' }))
    }))
    expect(blocked).toMatch(/^script-src/)
  })

  it('runs a module worker with wasm, WebCrypto and IndexedDB, without a network or a bridge', async () => {
    expect(await desk.page.evaluate(() => window.inWorker({ bytes: new Uint8Array(64), url: 'http://127.0.0.1:9/' }))).toEqual({
      sum: 5, sealed: 80, database: 'worker', fetched: 'TypeError', evaluated: 'EvalError', globals: ['undefined', 'undefined', 'undefined', 'undefined']
    })
  })

  it('carries values both ways and tells the host who asks', async () => {
    const got = await desk.page.evaluate(() => window.desk.call('echo', { when: new Date(5), bytes: new Uint8Array([1, 2]), none: undefined }))
    expect(got).toEqual({ when: new Date(5), bytes: new Uint8Array([1, 2]), none: undefined })
    expect((await seenBy(desk)).senders.at(-1)).toEqual(['app://fixture/index.html', 'app://fixture', null, true])
  })

  it('carries twenty megabytes there and back', async () => {
    const same = await desk.page.evaluate(async () => {
      const bytes = new Uint8Array(20 * 1024 * 1024).map((_, at) => at * 31)
      const back = await window.desk.call('echo', { bytes }) as { bytes: Uint8Array }
      return back.bytes.length === bytes.length && back.bytes.every((byte, at) => byte === bytes[at])
    })
    expect(same).toBe(true)
  })

  it('refuses what cannot be cloned, and names the channel of a failure', async () => {
    const message = (value: string): Promise<string | undefined> => desk.page.evaluate(async kind => {
      const values: Record<string, unknown> = { proxy: new Proxy({ a: 1 }, {}), inner: { a: new Proxy([1], {}) }, symbol: Symbol('x') }
      try { return (await window.desk.careful('echo', values[kind])).message } catch (error) { return (error as Error).message }
    }, value)
    for (const kind of ['proxy', 'inner', 'symbol']) expect(await message(kind)).toContain('could not be cloned')
    expect(await desk.page.evaluate(async () => (await window.desk.careful('echo', () => 1)).message)).toContain('could not be cloned')
    expect(await desk.page.evaluate(async () => (await window.desk.careful('boom')).message)).toBe("Error invoking remote method 'boom': Error: too much")
    expect(await desk.page.evaluate(async () => (await window.desk.careful('nowhere')).message)).toBe("Error invoking remote method 'nowhere': Error: No handler registered for 'nowhere'")
  })

  it('bridges functions, callbacks and errors, and what is exposed cannot be changed', async () => {
    expect(await desk.page.evaluate(() => [window.desk.twice(n => n * 3), window.desk.nested.list[1].deep()])).toEqual([9, 'deep'])
    expect(await desk.page.evaluate(() => { try { window.desk.throws(); return '' } catch (error) { return (error as Error).message } })).toBe('no')
    expect(await desk.page.evaluate(() => [Object.isFrozen(window.desk), Object.isFrozen(window.desk.nested.list), Reflect.set(window, 'desk', 1)])).toEqual([true, true, false])
  })

  it('an API that is not there fails by its name, on both sides', async () => {
    expect(await desk.page.evaluate(() => { try { window.desk.missing(); return '' } catch (error) { return (error as Error).message } }))
      .toBe('stand-in: electron.ipcRenderer.nothingLikeThis is not implemented')
    await expect(desk.app.evaluate(({ app }) => app.getFileIcon('x'))).rejects.toThrow('stand-in: electron.app.getFileIcon is not implemented')
  })

  it('E-12 a page that overwrites the language breaks neither bridge nor preload', async () => {
    expect(await desk.page.evaluate(async () => {
      const broken = (): never => { throw new Error('overwritten') }
      const kept = [Array.prototype.map, Promise.prototype.then, JSON.parse, Object.entries] as const
      Array.prototype.map = broken; JSON.parse = broken; Object.entries = broken; Array.prototype[Symbol.iterator] = broken as never
      const answer = window.desk.call('echo', { a: [1] }) as Promise<{ a: number[] }>
      const got = await answer
      Array.prototype.map = kept[0]; JSON.parse = kept[2]; Object.entries = kept[3]; Array.prototype[Symbol.iterator] = Array.prototype.values
      return got.a[0]
    })).toBe(1)
  })

  it('the host speaks to the window: an event, a menu, a key', async () => {
    await desk.page.evaluate(() => { window.heard = []; window.desk.on(text => window.heard.push(text)) })
    await desk.app.evaluate(({ powerMonitor }) => { powerMonitor.emit('suspend') })
    await desk.app.evaluate(({ Menu }) => Menu.getApplicationMenu()!.getMenuItemById('lock')!.click())
    await desk.page.keyboard.press('Control+l')
    await expect.poll(() => desk.page.evaluate(() => window.heard)).toEqual(['suspend', 'lock', 'lock'])
  })

  it('E-05 E-06 leaving and opening windows is for the app to decide', async () => {
    await desk.page.evaluate(() => { location.href = 'https://example.org/y' })
    await expect.poll(async () => (await seenBy(desk)).navigations).toEqual(['https://example.org/y'])
    expect(await desk.page.evaluate(() => window.open('https://example.org/z'))).toBe(null)
    await desk.page.click('#out')
    await expect.poll(async () => (await seenBy(desk)).opened).toEqual(['https://example.org/z', 'https://example.org/x'])
    expect(desk.app.windows().length).toBe(1)
    expect(desk.page.url()).toBe('http://fixture.app.localhost/index.html')
  })

  it('permissions are what the app answered', async () => {
    const states = await desk.page.evaluate(() => Promise.all(['geolocation', 'camera', 'notifications'].map(async name =>
      (await navigator.permissions.query({ name: name as PermissionName })).state)))
    expect(states).toEqual(['denied', 'denied', 'granted'])
  })

  it('a download is shown to the app, which may refuse it', async () => {
    await desk.page.evaluate(() => Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob(['x'])), download: '台账.csv' }).click())
    await expect.poll(async () => (await seenBy(desk)).downloads).toBe(1)
  })

  it('a test may answer a dialog', async () => {
    await desk.app.evaluate(({ dialog }) => { dialog.showSaveDialog = async () => ({ canceled: false, filePath: '/tmp/名册.xlsx' }) })
    expect(await desk.page.evaluate(() => window.desk.call('save'))).toBe('/tmp/名册.xlsx')
  })

  it('a hidden window has its own session and schemes, runs no script, prints, and goes', async () => {
    const made = await desk.page.evaluate(() => window.desk.call('typeset')) as { pdf: Uint8Array, elsewhere: string, printed: unknown, same: boolean, windows: number }
    expect(pdfFacts(made.pdf)).toMatchObject({ pages: 3, fontsNotEmbedded: [], scripts: 0 })
    expect(Buffer.from(made.pdf).toString('latin1')).toMatch(/\/Title \(quiet\)/)
    expect(made).toMatchObject({ printed: [true, ''], same: true, windows: 1 })
    expect(made.elsewhere).toContain('ERR_')
    // The driver hears of a closed window a moment later.
    await expect.poll(() => desk.app.windows().length).toBe(1)
  })

  it('E-18 a second instance leaves and tells the first', async () => {
    const second = spawn(join(import.meta.dirname, 'electron'), [fixture, `--user-data-dir=${userData}`, '--second'], { stdio: 'ignore' })
    expect(await new Promise(done => second.once('exit', done))).toBe(0)
    await expect.poll(async () => (await seenBy(desk)).second.length).toBe(1)
    expect((await seenBy(desk)).second[0]).toContain('--second')
  })
})

describe('what outlives the window', () => {
  let desk: Desk | null = null
  afterEach(async () => { await desk?.kill9(); desk = null })

  it('what was stored is there after a close, and after the power was cut', async () => {
    const userData = folder()
    desk = await start(userData)
    await desk.page.evaluate(() => window.put('closed', '李家'))
    await desk.close()
    desk = await start(userData)
    expect(await desk.page.evaluate(() => window.get('closed'))).toBe('李家')
    await desk.page.evaluate(() => window.put('cut', new Uint8Array(1000)))
    await desk.kill9()
    desk = await start(userData)
    expect(await desk.page.evaluate(async () => [await window.get('closed'), (await window.get('cut') as Uint8Array).length])).toEqual(['李家', 1000])
  })

  it('Chromium does not outlive a killed host, and does not hold the folder', async () => {
    const userData = folder()
    desk = await start(userData)
    process.kill(desk.app.process().pid!, 'SIGKILL')
    await expect.poll(() => holders(userData), { timeout: 10_000 }).toBe(0)
    desk = await start(userData)
    expect(await desk.page.title()).toBe('fixture')
  })

  it('a crashed page is reported, and works again when the app reloads it', async () => {
    desk = await start(folder())
    await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer())
    await expect.poll(async () => (await seenBy(desk!)).gone).toEqual(['crashed'])
    const ask = (): Promise<unknown> => desk!.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript("window.desk.call('echo', 'again')"))
    await expect.poll(() => ask().catch(() => null), { timeout: 10_000 }).toBe('again')
  })

  it('K-04 with a key store a secret comes back; without one the app is told so', async () => {
    desk = await start(folder())
    expect(await desk.page.evaluate(() => window.desk.call('keyring'))).toBe('秘密')
    await desk.close()
    desk = await start(folder(), { STANDIN_NO_KEYRING: '1' })
    expect(await desk.page.evaluate(() => window.desk.call('keyring'))).toBe('basic_text')
  })
})
