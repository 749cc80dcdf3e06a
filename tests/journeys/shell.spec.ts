/**
 * What a hostile page inside the window gets: nothing. The built app is driven; what a page would do is done
 * by the page itself, later than the debugger's own call, because that call is exempt from the policy.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { executable, launchDesk, type Desk } from './launch.ts'

type Answer = { ok: boolean, value?: Record<string, unknown>, error?: { code: string } }
declare const window: Window & typeof globalThis & { cunce: { call(name: string, input: unknown): Promise<Answer> }, stayed?: boolean }

let desk: Desk, outside: Server, outsideUrl: string, knocks = 0
const userData = mkdtempSync(join(tmpdir(), 'cunce-shell-'))
const logged = (): string => readFileSync(join(userData, 'log/host.log'), 'utf8')
const alive = async (): Promise<boolean> => (await desk.page.evaluate(() => window.cunce.call('app:info', null))).ok

test.beforeAll(async () => {
  outside = createServer(socket => { knocks++; socket.destroy() })
  await new Promise<void>(done => outside.listen(0, '127.0.0.1', done))
  outsideUrl = `127.0.0.1:${(outside.address() as AddressInfo).port}`
  desk = await launchDesk({ userData })
  await desk.page.evaluate(() => { window.stayed = true })
})
test.afterAll(async () => {
  await desk.close()
  outside.close()
  rmSync(userData, { recursive: true, force: true })
})

test('E-03 eval, new Function, inline script and inline handler are blocked', async () => {
  const got = await desk.page.evaluate(() => new Promise<unknown[]>(done => {
    const blocked: string[] = []
    document.addEventListener('securitypolicyviolation', event => blocked.push(event.effectiveDirective))
    document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.broken = 1' }))
    const button = document.createElement('button')
    button.setAttribute('onclick', 'window.broken = 2')
    button.click()
    setTimeout(() => {
      const tried = ['eval', 'Function'].map(name => {
        try { return (Reflect.get(window, name) as (code: string) => unknown)('1') } catch (error) { return (error as Error).name }
      })
      setTimeout(() => done([...tried, 'broken' in window, blocked.length >= 4]), 200)
    })
  }))
  expect(got).toEqual(['EvalError', 'EvalError', false, true])
})

test('E-04 nothing in the page reaches the network, nor anything in a worker', async () => {
  const tried = await desk.page.evaluate(async host => {
    const attempt = async (what: () => unknown): Promise<string> => { try { await what(); return 'passed' } catch (error) { return (error as Error).name } }
    const event = (target: EventTarget): Promise<string> => new Promise(done => {
      for (const name of ['open', 'load', 'error']) target.addEventListener(name, () => done(name), { once: true })
      setTimeout(() => done('silence'), 3000)
    })
    const picture = new Image()
    picture.src = `http://${host}/image.png`
    const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `http://${host}/a.css` })
    const hint = Object.assign(document.createElement('link'), { rel: 'prefetch', href: `http://${host}/later` })
    const script = Object.assign(document.createElement('script'), { src: `http://${host}/a.js` })
    const seen = [event(picture), event(style), event(script)]
    document.head.append(style, hint, script)
    navigator.sendBeacon(`http://${host}/beacon`)
    const request = new XMLHttpRequest()
    return [
      await attempt(() => fetch(`http://${host}/`)), await attempt(() => fetch(location.href)),
      await attempt(() => { request.open('GET', `http://${host}/`, false); request.send() }),
      await event(new WebSocket(`ws://${host}/`)).catch(() => 'error'), await event(new EventSource(`http://${host}/`)), ...await Promise.all(seen)
    ]
  }, outsideUrl)
  expect(tried).toEqual(['TypeError', 'TypeError', 'NetworkError', 'error', 'error', 'error', 'error', 'error'])

  const [worker] = await Promise.all([desk.page.waitForEvent('worker'), desk.page.evaluate(() => {
    const own = document.querySelector<HTMLScriptElement>('script[type=module][src]')!.src
    Object.assign(window, { kept: new Worker(own, { type: 'module' }) })
  })])
  expect(await worker.evaluate(async host => {
    const scope = globalThis as unknown as Record<string, unknown>
    const fetched = await fetch(`http://${host}/`).then(() => 'passed', (error: Error) => error.name)
    return [fetched, ...['require', 'process', 'ipcRenderer', 'cunce', 'Buffer'].map(name => typeof scope[name])]
  }, outsideUrl)).toEqual(['TypeError', 'undefined', 'undefined', 'undefined', 'undefined', 'undefined'])
  const foreign = await desk.page.evaluate(() => new Promise<string>(done => {
    document.addEventListener('securitypolicyviolation', event => done(event.effectiveDirective), { once: true })
    try { new Worker(URL.createObjectURL(new Blob(['fetch("/")']))) } catch { done('refused') }
  }))
  expect(foreign).toMatch(/worker-src|refused/)

  expect(knocks).toBe(0)
  // The listener does count: a knock from outside the window is one.
  await fetch(`http://${outsideUrl}/`).catch(() => undefined)
  expect(knocks).toBe(1)
})

for (const where of ['https://example.com/', 'file:///etc/passwd', 'app://other/index.html', 'data:text/html,<p>x</p>', 'chrome://version']) {
  test(`E-05 the page stays when it is sent to ${where}`, async () => {
    const before = desk.page.url()
    await desk.page.evaluate(address => { setTimeout(() => { location.href = address }) }, where)
    await desk.page.waitForTimeout(400)
    expect(desk.page.url()).toBe(before)
    expect(await desk.page.evaluate(() => window.stayed)).toBe(true)
    expect(await alive()).toBe(true)
  })
}

test('E-05 a refused navigation is written down, without the address', () => {
  expect(logged()).toContain('navigation-refused')
  expect(logged()).not.toContain('example.com')
})

test('E-06 no window, tab, frame or web view is opened, and no form is sent', async () => {
  const made = await desk.page.evaluate(async () => {
    const link = Object.assign(document.createElement('a'), { href: 'https://example.com/', target: '_blank', textContent: '出去' })
    const frame = Object.assign(document.createElement('iframe'), { src: 'https://example.com/' })
    const view = document.createElement('webview')
    view.setAttribute('src', 'https://example.com/')
    const form = Object.assign(document.createElement('form'), { action: 'https://example.com/', method: 'post' })
    const blocked: string[] = []
    document.addEventListener('securitypolicyviolation', event => blocked.push(event.effectiveDirective))
    document.body.append(link, frame, view, form)
    link.click()
    form.submit()
    const opened = window.open('https://example.com/')
    await new Promise(done => setTimeout(done, 600))
    for (const element of [link, frame, view, form]) element.remove()
    return { opened, blocked: blocked.toSorted(), web: 'loadURL' in view }
  })
  expect(made).toEqual({ opened: null, blocked: expect.arrayContaining(['form-action', 'frame-src']) as unknown, web: false })
  expect(desk.app.windows().length).toBe(1)
  expect(await desk.app.evaluate(({ BrowserWindow, webContents }) => [BrowserWindow.getAllWindows().length, webContents.getAllWebContents().length])).toEqual([1, 1])
  expect(logged()).toContain('window-refused')
})

test('E-10 an unknown message and malformed questions are refused as data, and the host lives on', async () => {
  const codes = await desk.page.evaluate(async () => {
    const cycle: Record<string, unknown> = {}
    cycle['me'] = cycle
    const questions: readonly [string, unknown][] = [
      ['file:erase', null], ['__proto__', null], ['toString', null],
      ['vault:unlock', null], ['vault:unlock', {}], ['vault:unlock', { pin: 123456 }], ['vault:unlock', { pin: 'x'.repeat(201) }],
      ['vault:unlock', { pin: 'x'.repeat(5_000_000) }], ['vault:unlock', JSON.parse('{"pin":"1","__proto__":{"admin":true}}')],
      ['vault:unlock', cycle], ['vault:unlock', { pin: 10n }], ['journal:read', { from: -1 }], ['journal:read', { from: 0.5 }],
      ['file:save', { name: 'x', bytes: 'not bytes' }], ['app:info', undefined]
    ]
    const answers: string[] = []
    for (const [name, input] of questions) {
      const answer = await window.cunce.call(name, input)
      answers.push(`${name}: ${answer.ok ? 'answered' : answer.error!.code}`)
    }
    return answers
  })
  for (const answer of codes) expect(answer).toMatch(/: message-refused$/)
  expect(await alive()).toBe(true)
})

test('E-10 what cannot be cloned is not carried', async () => {
  const codes = await desk.page.evaluate(async () => {
    const values: unknown[] = [() => 1, new Proxy({ pin: '1' }, {}), { pin: Symbol('x') }]
    return Promise.all(values.map(async value => { try { return (await window.cunce.call('vault:unlock', value)).ok } catch { return false } }))
  })
  expect(codes).toEqual([false, false, false])
  expect(await alive()).toBe(true)
})

test('E-11 a frame inside the page has no road to the host', async () => {
  expect(await desk.page.evaluate(async () => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    await new Promise(done => setTimeout(done, 200))
    const inside = frame.contentWindow as unknown as Record<string, unknown>
    const kinds = ['cunce', 'require', 'process', 'ipcRenderer'].map(name => typeof inside[name])
    frame.remove()
    return kinds
  })).toEqual(['undefined', 'undefined', 'undefined', 'undefined'])
})

test('E-12 a page that overwrites the language does not reach the preload', async () => {
  const got = await desk.page.evaluate(async () => {
    const taken: unknown[] = []
    const spy = function (this: unknown, ...args: unknown[]): never { taken.push(this, ...args); throw new Error('overwritten') }
    const kept = { map: Array.prototype.map, parse: JSON.parse, own: Object.hasOwn }
    Array.prototype.map = spy
    JSON.parse = spy
    Object.hasOwn = spy as never
    const answer = await window.cunce.call('app:info', null).catch(() => null)
    const unknown = await window.cunce.call('file:erase', null).catch(() => null)
    Object.assign(Array.prototype, { map: kept.map })
    JSON.parse = kept.parse
    Object.hasOwn = kept.own
    return [answer?.ok, unknown?.error?.code, taken.length]
  })
  expect(got).toEqual([true, 'message-refused', 0])
  expect(await desk.page.evaluate(() => Reflect.set(window.cunce, 'call', 1) || Reflect.set(window, 'cunce', 1))).toBe(false)
})

test('E-13 every permission is denied', async () => {
  const states = await desk.page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read', 'persistent-storage']
    return Promise.all(names.map(async name => `${name} ${await navigator.permissions.query({ name: name as PermissionName }).then(({ state }) => state, () => 'unknown')}`))
  })
  for (const state of states) expect(state).toMatch(/ (denied|unknown)$/)
  const asked = await desk.page.evaluate(async () => {
    // A question nobody answers is not a permission either.
    const silence = (): Promise<boolean> => new Promise(done => setTimeout(done, 3000, true))
    const refused = (what: Promise<unknown> | undefined): Promise<boolean> => what ? Promise.race([what.then(() => false, () => true), silence()]) : Promise.resolve(true)
    const devices = navigator as unknown as Record<'usb' | 'hid' | 'serial', Record<string, (options: object) => Promise<unknown>> | undefined>
    return {
      place: await refused(new Promise((done, failed) => navigator.geolocation.getCurrentPosition(done, failed, { timeout: 3000 }))),
      camera: await refused(navigator.mediaDevices.getUserMedia({ video: true })),
      screen: await refused(navigator.mediaDevices.getDisplayMedia({ video: true })),
      clipboard: await refused(navigator.clipboard.readText()),
      midi: await refused(navigator.requestMIDIAccess({ sysex: true })),
      usb: await refused(devices.usb?.['requestDevice']?.({ filters: [] })),
      serial: await refused(devices.serial?.['requestPort']?.({})),
      notice: await Notification.requestPermission() !== 'granted'
    }
  })
  expect(Object.entries(asked).filter(([, refused]) => !refused)).toEqual([])
})

test('the page holds the policy and no way into Node', async () => {
  const answer = await desk.page.reload()
  const policy = (await answer!.allHeaders())['content-security-policy'] ?? ''
  for (const part of ["default-src 'none'", "connect-src 'none'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]) expect(policy).toContain(part)
  expect(/script-src ([^;]*)/.exec(policy)![1]!.replace("'wasm-unsafe-eval'", '').trim()).toBe("'self'")
  expect(await desk.page.evaluate(() => ['require', 'process', 'ipcRenderer', 'module', 'Buffer', 'global', 'electron', 'cunce'].map(name => typeof (window as unknown as Record<string, unknown>)[name])))
    .toEqual([...Array<string>(7).fill('undefined'), 'object'])
  expect(await desk.page.evaluate(() => [isSecureContext, Object.keys(window.cunce).toSorted()])).toEqual([true, ['call', 'on']])
})

test('E-18, fault 24: started twenty times more on the same folder, each leaves at once and there is one window', async () => {
  const starts = Array.from({ length: 20 }, () => spawn(executable(), [process.env['CUNCE_APP'] ?? resolve(import.meta.dirname, '../..'), `--user-data-dir=${userData}`, '--no-sandbox'], { stdio: 'ignore' }))
  expect(await Promise.all(starts.map(start => new Promise(done => start.once('exit', done))))).toEqual(starts.map(() => 0))
  expect(desk.app.windows().length).toBe(1)
  expect(await alive()).toBe(true)
})

test('a page that crashed comes back by itself', async () => {
  await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer())
  await expect.poll(() => desk.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript("window.cunce.call('app:info', null).then(answer => answer.ok)")
      .catch(() => false) as Promise<boolean>)).toBe(true)
  expect(logged()).toContain('page-gone')
})

test('K-04 without a key store a passphrase is asked, with one a PIN will do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cunce-keyring-'))
  const other = await launchDesk({ userData: folder, keyring: false })
  const status = await other.page.evaluate(() => window.cunce.call('vault:status', null))
  expect(status).toMatchObject({ ok: true, value: { keyStore: 'none', state: 'new' } })
  const short = await other.page.evaluate(() => window.cunce.call('vault:create', { pin: '135790' }))
  expect(short.ok).toBe(false)
  await other.close()
  rmSync(folder, { recursive: true, force: true })
})
