/**
 * session.defaultSession: what the app decides about permissions, requests and downloads, told to Chromium.
 * Permissions are decided ahead of time: Chromium is given the app's answer for every permission it knows.
 */
import { EventEmitter } from 'node:events'
import { tmpdir } from 'node:os'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { preventable } from './app.ts'
import { browser, WebContents } from './contents.ts'
import { protocol, protocolOf } from './origin.ts'
import { strict } from './strict.ts'

/** Chromium's name → Electron's. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  'geolocation': 'geolocation', 'notifications': 'notifications', 'camera': 'media', 'microphone': 'media', 'midi': 'midi',
  'midi-sysex': 'midiSysex', 'clipboard-read': 'clipboard-read', 'clipboard-write': 'clipboard-sanitized-write',
  'persistent-storage': 'persistent-storage', 'storage-access': 'storage-access', 'idle-detection': 'idle-detection',
  'display-capture': 'display-capture', 'local-fonts': 'local-fonts', 'window-management': 'window-management',
  'screen-wake-lock': 'screen-wake-lock', 'speaker-selection': 'speaker-selection', 'local-network-access': 'local-network-access',
  'local-network': 'local-network', 'loopback-network': 'loopback-network', 'accelerometer': 'sensors', 'gyroscope': 'sensors',
  'magnetometer': 'sensors', 'ambient-light-sensor': 'sensors', 'background-sync': 'background-sync', 'nfc': 'nfc', 'payment-handler': 'payment-handler'
}

type Ask = (contents: unknown, permission: string, answer: (allowed: boolean) => void, details: object) => void
type Check = (contents: unknown, permission: string, origin: string, details: object) => boolean
type Before = (details: object, answer: (response: { cancel?: boolean }) => void) => void

class Session extends EventEmitter {
  ask: Ask | null = null
  check: Check | null = null
  before: Before | null = null
  told = ''
  offline = false
  /** '' is the default session; another has its own requests, schemes and storage. */
  readonly partition: string
  readonly protocol: typeof protocol
  /** Chromium's context of it, made with its first window. */
  browserContext: Promise<string> | null = null
  readonly webRequest = strict('session.webRequest', {
    onBeforeRequest: (...args: unknown[]): void => { this.before = args.at(-1) as Before | null }
  })
  constructor(partition: string) {
    super()
    this.partition = partition
    this.protocol = partition ? protocolOf(partition) : protocol
  }
  context(): Promise<string> | null {
    if (this.partition) this.browserContext ??= browser.cdp!.send('Target.createBrowserContext', { disposeOnDetach: true }).then(made => made['browserContextId'] as string)
    return this.browserContext
  }
  setPermissionRequestHandler(handler: Ask | null): void { this.ask = handler; this.told = '' }
  setPermissionCheckHandler(handler: Check | null): void { this.check = handler; this.told = '' }
  setDevicePermissionHandler(): void { return }
  setUSBProtectedClassesHandler(): void { return }
  setDisplayMediaRequestHandler(): void { return }
  setCertificateVerifyProc(): void { return }
  setSpellCheckerEnabled(): void { return }
  setSpellCheckerLanguages(): void { return }
  setProxy(): Promise<void> { return Promise.resolve() }
  setUserAgent(): void { return }
  setPreloads(): void { return }
  clearCache(): Promise<void> { return Promise.resolve() }
  flushStorageData(): void { return }
  getUserAgent(): string { return 'stand-in' }
  isPersistent(): boolean { return this.partition === '' }
  async clearStorageData({ storages = [] }: { storages?: readonly string[] } = {}): Promise<void> {
    if (storages.join() !== 'indexdb') throw new Error('stand-in: electron.session.clearStorageData is implemented for indexdb alone')
    await Promise.all(WebContents.getAllWebContents().map(contents =>
      contents.cdp('Storage.clearDataForOrigin', { origin: new URL(contents.address).origin, storageTypes: 'indexeddb' })))
  }

  /** What is stopped on its way: navigations always, everything when the app listens. */
  watched(): object[] { return this.before ? [{ urlPattern: '*' }] : [{ urlPattern: '*', resourceType: 'Document' }] }

  lets(url: string, method: string, resourceType: string, webContentsId: number): Promise<boolean> {
    if (!this.before) return Promise.resolve(true)
    return new Promise(done => this.before!({ id: 1, url, method, resourceType: resourceType.toLowerCase(), webContentsId, timestamp: Date.now() }, ({ cancel }) => done(!cancel)))
  }

  async apply(): Promise<void> {
    if (!browser.cdp || this.partition) return
    const contents = WebContents.getAllWebContents()[0]
    const origin = contents ? (contents.mainFrame as { origin: string }).origin : ''
    // The app writes down what it refuses: it is asked once for an origin.
    if (this.told === `for ${origin}`) return
    this.told = `for ${origin}`
    await Promise.all(Object.entries(PERMISSIONS).map(async ([name, permission]) => {
      const details = { requestingUrl: contents?.getURL() ?? '', isMainFrame: true }
      const asked = !this.ask || await new Promise<boolean>(done => this.ask!(contents, permission, done, details))
      const checked = !this.check || this.check(contents, permission, origin, details)
      const setting = asked && checked ? 'granted' : 'denied'
      await browser.cdp!.send('Browser.setPermission', { permission: { name }, setting }).catch(() => undefined)
    }))
  }

  async watchDownloads(): Promise<void> {
    const cdp = browser.cdp!
    cdp.on('Browser.downloadWillBegin', ({ guid, url, suggestedFilename }: { guid: string, url: string, suggestedFilename: string }) => {
      const cancel = (): void => { void cdp.send('Browser.cancelDownload', { guid }).catch(() => undefined) }
      const item = strict('DownloadItem', Object.assign(new EventEmitter(), {
        cancel, getURL: () => url, getFilename: () => suggestedFilename, getTotalBytes: () => 0, getMimeType: () => '', setSavePath: () => undefined
      }))
      const event = preventable({})
      this.emit('will-download', event, item, WebContents.getAllWebContents()[0])
      if (event.defaultPrevented) cancel()
    })
    await cdp.send('Browser.setDownloadBehavior', { behavior: 'allowAndName', downloadPath: mkdtempSync(join(tmpdir(), 'standin-downloads-')), eventsEnabled: true })
  }
}

const one = strict('session', new Session(''))
const others = new Map<string, Session>()
export const session = strict('session', {
  defaultSession: one,
  fromPartition(partition: string): Session {
    if (partition.startsWith('persist:')) throw new Error('stand-in: a partition that is kept is not implemented')
    const made = others.get(partition) ?? strict('session', new Session(partition))
    others.set(partition, made)
    return partition ? made : one
  }
})
export type { Session }
