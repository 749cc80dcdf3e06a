/**
 * webContents over one Chromium page. The built preload runs in an isolated world of the page, and only
 * that world has the binding that reaches the host: the page itself holds nothing but what was exposed.
 */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { app, preventable, world } from './app.ts'
import type { Cdp, Params } from './chrome.ts'
import { makeCodec } from './codec.ts'
import { codec, invoke, ipcMain } from './ipc.ts'
import { pressed } from './desktop.ts'
import { appOrigin, SESSION_HEADER, toApp, toWeb } from './origin.ts'
import { makeBridge, pageWorld, preloadWorld } from './page.ts'
import { session, type Session } from './session.ts'
import { strict } from './strict.ts'

export const WORLD = 'standin-preload'
export const browser: { cdp: Cdp | null, firstPage: string | null } = { cdp: null, firstPage: null }
export interface Preferences {
  readonly preload?: string, readonly sandbox?: boolean, readonly contextIsolation?: boolean, readonly nodeIntegration?: boolean
  readonly session?: Session, readonly partition?: string, readonly javascript?: boolean
}
interface PdfOptions { landscape?: boolean, printBackground?: boolean, preferCSSPageSize?: boolean, generateTaggedPDF?: boolean, pageSize?: string, margins?: { top?: number, bottom?: number, left?: number, right?: number } }
interface PaperOptions { readonly silent?: boolean }
type OpenHandler = (details: { url: string, frameName: string, features: string, disposition: string }) => { action: string }

/** The script that makes the two worlds of a page, from their source texts. */
function worldScripts(preload: string | undefined): { page: string, preload: string } {
  const secret = JSON.stringify(randomUUID()), code = preload ? readFileSync(preload, 'utf8') : ''
  const place = JSON.stringify({ platform: process.platform, version: process.versions['electron'] })
  return {
    page: `(${pageWorld.toString()})(${makeBridge.toString()}, ${secret})`,
    preload: `(${preloadWorld.toString()})(${makeBridge.toString()}, ${makeCodec.toString()}, ${secret}, ${place}, function (require, module, exports, process, global) {\n${code}\n})`
  }
}

let ids = 0
const all: WebContents[] = []

export class WebContents extends EventEmitter {
  readonly id = ++ids
  readonly session: Session
  readonly started: Promise<void>
  readonly mainFrame: object
  target = ''
  sessionId = ''
  address = ''
  title = ''
  dead = false
  crashed = false
  context: number | null = null
  loading: string | null = null
  zoom = 1
  openHandler: OpenHandler = () => ({ action: 'allow' })
  readonly queue: (() => void)[] = []

  constructor(size: { width: number, height: number }, preferences: Preferences) {
    super()
    this.setMaxListeners(0)
    this.session = preferences.session ?? (preferences.partition ? session.fromPartition(preferences.partition) : session.defaultSession)
    const frame = {
      name: '', parent: null, frames: [], framesInSubtree: [], processId: 1, routingId: 1, frameTreeNodeId: 1, detached: false,
      isDestroyed: () => this.dead, top: null as object | null
    }
    Object.defineProperties(frame, {
      url: { get: () => toApp(this.address), enumerable: true }, origin: { get: () => appOrigin(this.address), enumerable: true }
    })
    frame.top = frame
    this.mainFrame = strict('WebFrameMain', frame)
    const self = strict('WebContents', this)
    all.push(self)
    this.started = this.start(size, preferences)
    this.started.catch((error: unknown) => { if (!world.quitting) process.stderr.write(`stand-in: the window failed: ${String(error)}\n`) })
    return self
  }

  cdp(method: string, params: Params = {}): Promise<Params> { return browser.cdp!.send(method, params, this.sessionId) }

  async start(size: { width: number, height: number }, { preload, javascript }: Preferences): Promise<void> {
    const cdp = browser.cdp!
    const context = await this.session.context()
    this.target = browser.firstPage ?? (await cdp.send('Target.createTarget', { url: 'about:blank', newWindow: true, ...context ? { browserContextId: context } : {}, ...size }))['targetId'] as string
    browser.firstPage = null
    this.sessionId = (await cdp.send('Target.attachToTarget', { targetId: this.target, flatten: true }))['sessionId'] as string
    const on = <T>(method: string, f: (params: T) => void): void => { cdp.on(`${this.sessionId}:${method}`, f) }
    on<Params>('Fetch.requestPaused', p => { void this.request(p) })
    on('Page.loadEventFired', () => this.emit('did-finish-load'))
    on('Page.domContentEventFired', () => this.emit('dom-ready'))
    on<{ frame: { url: string, parentId?: string } }>('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId) return
      this.address = frame.url
      this.crashed = false
      this.emit('did-navigate', {}, toApp(frame.url), 200, '')
      // The app may answer otherwise for its own page than for an empty one.
      void this.session.apply()
    })
    on<{ url: string, frameId: string }>('Page.navigatedWithinDocument', ({ url, frameId }) => {
      if (frameId !== this.target) return
      this.address = url
      this.emit('did-navigate-in-page', {}, toApp(url), true)
    })
    on<{ url: string, frameId: string }>('Page.frameRequestedNavigation', ({ url, frameId }) => {
      // Chromium drops an address it does not know without a request; the app is told all the same.
      if (!/^(https?|about|blob|data|javascript):/.test(url)) this.asksToLeave(url, frameId === this.target)
    })
    on('Inspector.targetCrashed', () => {
      this.crashed = true
      this.context = null
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 })
    })
    on<{ context: { id: number, name: string, auxData?: { frameId?: string } } }>('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === WORLD && context.auxData?.frameId === this.target) this.context = context.id
    })
    on('Runtime.executionContextsCleared', () => { this.context = null })
    on<{ name: string, payload: string, executionContextId: number }>('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name !== '__standin_ipc') return
      this.context = executionContextId
      void this.message(JSON.parse(payload) as Message, executionContextId)
      for (const later of this.queue.splice(0)) later()
    })
    await this.cdp('Page.enable')
    await this.cdp('Runtime.enable')
    await this.cdp('Runtime.addBinding', { name: '__standin_ipc', executionContextName: WORLD })
    if (javascript === false) await this.cdp('Emulation.setScriptExecutionDisabled', { value: true })
    else {
      const scripts = worldScripts(preload)
      await this.cdp('Page.addScriptToEvaluateOnNewDocument', { source: scripts.page })
      await this.cdp('Page.addScriptToEvaluateOnNewDocument', { source: scripts.preload, worldName: WORLD })
    }
    await this.cdp('Fetch.enable', { patterns: this.session.watched() })
    await this.session.apply()
  }

  /** Whether the app let the navigation pass. */
  asksToLeave(address: string, isMainFrame: boolean): boolean {
    const url = toApp(address)
    const event = preventable({ url, isMainFrame, isSameDocument: false, frame: isMainFrame ? this.mainFrame : null, initiator: this.mainFrame })
    this.emit('will-frame-navigate', event)
    if (isMainFrame && !event.defaultPrevented) this.emit('will-navigate', event, url)
    return !event.defaultPrevented
  }

  async request(params: Params): Promise<void> {
    const { requestId, resourceType, frameId, request } = params as { requestId: string, resourceType: string, frameId: string, request: { url: string, method: string, headers: Record<string, string> } }
    try {
      const main = frameId === this.target
      const own = main && (this.loading === request.url || request.url === this.address.split('#')[0] || this.address.startsWith('about:'))
      const pass = (resourceType !== 'Document' || own || this.asksToLeave(request.url, main))
        && await this.session.lets(toApp(request.url), request.method, resourceType, this.id)
      const { partition } = this.session
      const headers = partition ? Object.entries({ ...request.headers, [SESSION_HEADER]: partition }).map(([name, value]) => ({ name, value })) : undefined
      if (pass) await this.cdp('Fetch.continueRequest', { requestId, ...headers ? { headers } : {} })
      else await this.cdp('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
    } catch (error) {
      // A request may be gone with its page before it is answered.
      if (!/Invalid InterceptionId|is gone|Session with given id/.test(String(error))) process.stderr.write(`stand-in: ${request.url}: ${String(error)}\n`)
    }
  }

  async message(message: Message, context: number): Promise<void> {
    const sender = fromTarget(this.target)!
    const event = preventable({
      sender, senderFrame: this.mainFrame, processId: 1, frameId: 1, type: 'frame',
      reply: (channel: string, ...args: unknown[]) => this.send(channel, ...args)
    })
    switch (message.t) {
      case 'open': {
        const url = toApp(message.url)
        const { action } = this.openHandler({ url, frameName: '', features: '', disposition: 'new-window' })
        if (action !== 'deny') process.stderr.write(`stand-in: a second window is not opened: ${url}\n`)
        return
      }
      case 'close': this.close(); return
      case 'key': {
        this.emit('before-input-event', preventable({}), message.input)
        pressed(message.input)
        return
      }
      case 'send': ipcMain.emit(message.channel, event, ...codec.decode(message.args) as unknown[]); return
      case 'invoke': {
        const { ok, value } = await invoke(message.channel, event, message.args)
        await this.inPage(context, '__standin_reply', message.id, ok, value).catch(() => undefined)
      }
    }
  }

  inPage(executionContextId: number, name: string, ...values: unknown[]): Promise<Params> {
    return this.cdp('Runtime.callFunctionOn', {
      executionContextId, functionDeclaration: `function (...args) { globalThis.${name}?.(...args) }`, arguments: values.map(value => ({ value }))
    })
  }
  send(channel: string, ...args: unknown[]): void {
    const text = codec.encode(args)
    const go = (): void => { void this.inPage(this.context!, '__standin_deliver', channel, text).catch(() => undefined) }
    if (this.context === null) this.queue.push(go)
    else go()
  }

  async loadURL(url: string): Promise<void> {
    await this.started
    const loaded = new Promise<void>(done => this.once('did-finish-load', done))
    this.loading = toWeb(url).split('#')[0]!
    try {
      const { errorText } = await this.cdp('Page.navigate', { url: toWeb(url) })
      if (errorText) {
        this.emit('did-fail-load', {}, -2, errorText, url, true)
        throw new Error(`${String(errorText)} (-2) loading '${url}'`)
      }
      await loaded
    } finally { this.loading = null }
  }
  loadFile(file: string): Promise<void> { return this.loadURL(pathToFileURL(resolve(world.root, file)).href) }
  reload(): void { void this.cdp('Page.reload') }
  reloadIgnoringCache(): void { void this.cdp('Page.reload', { ignoreCache: true }) }
  getURL(): string { return toApp(this.address) }
  getTitle(): string { return this.title }
  isDestroyed(): boolean { return this.dead }
  isCrashed(): boolean { return this.crashed }
  isLoading(): boolean { return this.loading !== null }
  setWindowOpenHandler(handler: OpenHandler): void { this.openHandler = handler }
  getUserAgent(): string { return 'stand-in' }
  focus(): void { return }
  openDevTools(): void { return }
  closeDevTools(): void { return }
  isDevToolsOpened(): boolean { return false }
  setZoomFactor(factor: number): void { this.zoom = factor }
  getZoomFactor(): number { return this.zoom }
  setVisualZoomLevelLimits(): Promise<void> { return Promise.resolve() }
  setIgnoreMenuShortcuts(): void { return }
  setBackgroundThrottling(): void { return }
  forcefullyCrashRenderer(): void { void this.cdp('Page.crash').catch(() => undefined) }
  async executeJavaScript(code: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.cdp('Runtime.evaluate', { expression: code, awaitPromise: true, returnByValue: true }) as
      { result: { value: unknown }, exceptionDetails?: { exception?: { description?: string } } }
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description)
    return result.value
  }
  /** As Electron: inches, a margin of a centimetre where none is said. */
  async printToPDF({ landscape, printBackground, preferCSSPageSize, generateTaggedPDF = false, margins: { top = 0.4, bottom = 0.4, left = 0.4, right = 0.4 } = {} }: PdfOptions = {}): Promise<Buffer> {
    const { stream } = await this.cdp('Page.printToPDF', {
      landscape, printBackground, preferCSSPageSize, generateTaggedPDF, paperWidth: 8.27, paperHeight: 11.69,
      marginTop: top, marginBottom: bottom, marginLeft: left, marginRight: right, transferMode: 'ReturnAsStream'
    })
    const parts: Buffer[] = []
    for (;;) {
      const { data, base64Encoded, eof } = await this.cdp('IO.read', { handle: stream, size: 8_000_000 }) as { data: string, base64Encoded?: boolean, eof: boolean }
      parts.push(Buffer.from(data, base64Encoded ? 'base64' : 'latin1'))
      if (eof) break
    }
    await this.cdp('IO.close', { handle: stream })
    return Buffer.concat(parts)
  }
  /** Nobody sits here and there is no printer: what would be printed is written down, and the dialog "answered". */
  readonly papers: PaperOptions[] = []
  print(options: PaperOptions = {}, answer: (success: boolean, reason: string) => void = () => undefined): void {
    this.papers.push(options)
    setImmediate(answer, true, '')
  }
  close(): void { app.emit('standin-close', this.target) }

  static fromDevToolsTargetId(target: string): WebContents | undefined { return fromTarget(target) }
  static fromId(id: number): WebContents | undefined { return all.find(one => one.id === id) }
  static getAllWebContents(): WebContents[] { return all.filter(one => !one.dead) }
  static getFocusedWebContents(): WebContents | null { return all.find(one => !one.dead) ?? null }
}

type Message = { t: 'hello' } | { t: 'close' } | { t: 'open', url: string } | { t: 'key', input: import('./desktop.ts').Key }
  | { t: 'send', channel: string, args: string } | { t: 'invoke', id: number, channel: string, args: string }

function fromTarget(target: string): WebContents | undefined { return all.find(one => one.target === target) }
