import { EventEmitter } from 'node:events'
import type { App, Session } from 'electron'
import { describe, expect, it } from 'vitest'
import { guardContents, guardSession, mayOpen } from '../../electron/main/guards.ts'

const HOSTS = ['www.gov.cn']

describe('E-08: links that may leave the app', () => {
  it.each(['https://www.gov.cn/', 'https://www.gov.cn:443/zhengce/index.htm?x=1'])('%s may', url => expect(mayOpen(url, HOSTS)).toBe(true))
  it.each([
    'http://www.gov.cn/', 'file:///etc/passwd', 'smb://www.gov.cn/x', 'ms-msdt:/id', 'search-ms:query=x', '\\\\www.gov.cn\\share', '//www.gov.cn/',
    'https://www.gov.cn@evil.com/', 'https://evil@www.gov.cn/', 'https://www.gov.cn.evil.com/', 'https://evil.com/www.gov.cn', 'https://www.gov.cn:8443/',
    'https://ｗｗｗ.gov.cn/', 'https://www.gοv.cn/', 'https://www.gov.cn\\@evil.com/', 'https:/\\evil.com', 'HTTPS://www.gov.cn/ x', ' https://www.gov.cn/',
    'javascript:alert(1)', 'data:text/html,x', 'app://cunce/', '', 'https://', `https://www.gov.cn/${'a'.repeat(600)}`
  ])('%s may not', url => expect(mayOpen(url, HOSTS)).toBe(false))
  it('nothing is on the list today', () => expect(mayOpen('https://www.gov.cn/')).toBe(false))
})

const isPage = (url: string): boolean => url.startsWith('app://cunce/')

function guardedSession() {
  const set: Record<string, (...args: never[]) => unknown> = {}
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: (handler: never) => { set['request'] = handler },
    setPermissionCheckHandler: (handler: never) => { set['check'] = handler },
    setDevicePermissionHandler: (handler: never) => { set['device'] = handler },
    webRequest: { onBeforeRequest: (handler: never) => { set['before'] = handler } }
  })
  guardSession(session as unknown as Session, isPage, false, () => undefined)
  return { session, ask: (name: string, ...args: unknown[]) => (set[name] as unknown as (...all: unknown[]) => unknown)(...args) }
}

describe('E-13: what a page is granted', () => {
  it.each([
    ['clipboard-sanitized-write', 'app://cunce/index.html', true], ['clipboard-sanitized-write', 'https://evil.com/', false],
    ...['geolocation', 'media', 'notifications', 'usb', 'hid', 'serial', 'midi', 'clipboard-read', 'openExternal', 'fileSystem', 'anything-new']
      .map(name => [name, 'app://cunce/index.html', false] as const)
  ] as const)('%s asked by %s: %s', (permission, url, granted) => {
    const { ask } = guardedSession()
    let answer: unknown
    ask('request', { getURL: () => url }, permission, (given: unknown) => { answer = given })
    expect(answer).toBe(granted)
    expect(ask('check', null, permission, new URL(url).href.replace(/index\.html$/, ''))).toBe(granted)
  })
  it('no device is granted', () => expect(guardedSession().ask('device', {})).toBe(false))
  it.each([['app://cunce/a.js', false], ['blob:app://cunce/1', false], ['https://example.com/', true], ['http://127.0.0.1/', true], ['file:///etc/passwd', true], ['app://other/', true]])(
    'E-04: a request for %s is cancelled: %s', (url, cancel) => {
      let answer: unknown
      guardedSession().ask('before', { url }, (given: unknown) => { answer = given })
      expect(answer).toEqual({ cancel })
    })
  it('a download is stopped', () => {
    let stopped = false
    guardedSession().session.emit('will-download', { preventDefault: () => { stopped = true } })
    expect(stopped).toBe(true)
  })
})

describe('E-05, E-06: where a page may go', () => {
  function contents() {
    const app = new EventEmitter()
    let open: ((details: { url: string }) => { action: string }) | null = null
    const opened: string[] = []
    const one = Object.assign(new EventEmitter(), { setWindowOpenHandler: (handler: never) => { open = handler } })
    guardContents(app as unknown as App, { openExternal: async (url: string) => void opened.push(url) }, () => undefined)
    app.emit('web-contents-created', {}, one)
    return { one, opened, open: (url: string) => open!({ url }) }
  }
  it.each(['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview'])('%s is stopped', name => {
    let stopped = false
    contents().one.emit(name, { preventDefault: () => { stopped = true } })
    expect(stopped).toBe(true)
  })
  it.each(['file:///C:/Users/a/%E7%BD%91%E9%A1%B5.html', 'file:///C:/Users/a/x.lnk', 'file:///home/a/folder/'])('E-07: %s, dropped onto the window, is a page to go to, and is not gone to', url => {
    let stopped = false
    const { one, opened } = contents()
    one.emit('will-navigate', { url, preventDefault: () => { stopped = true } })
    expect([stopped, opened]).toEqual([true, []])
  })
  it('a new window is denied and nothing is opened outside', () => {
    const { open, opened } = contents()
    expect([open('https://example.com/'), open('file:///etc/passwd'), opened]).toEqual([{ action: 'deny' }, { action: 'deny' }, []])
  })
})
