/** The host put together: Electron's module mocked, everything else real. */
import type { EventEmitter } from 'node:events'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hostCalls, type HostCallName, type HostOutput } from '#core/host.ts'
import { fakeSafe } from './fake-safe.ts'

type Any = (...args: never[]) => unknown
const world = vi.hoisted(() => ({
  handlers: new Map<string, Any>(), windows: [] as unknown[], menu: [] as { accelerator: string; click: () => void }[], steps: [] as string[],
  partitions: [] as unknown[], serve: null as Any | null, schemes: [] as unknown[], dialog: { open: null as string | null, save: null as string | null }, userData: '', safe: null as unknown
}))

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events')
  class Contents extends Emitter {
    zoom = 1
    sent: string[] = []
    send = (event: string): void => void this.sent.push(event)
    getURL = (): string => 'app://cunce/index.html'
    setWindowOpenHandler = (): void => undefined
    setZoomFactor = (factor: number): void => void (this.zoom = factor)
    getZoomFactor = (): number => this.zoom
    printToPDF = async (): Promise<Uint8Array> => new TextEncoder().encode('%PDF-1.4')
  }
  class BrowserWindow extends Emitter {
    webContents = new Contents()
    loaded: string[] = []
    gone = false
    options: unknown
    constructor(options: unknown) {
      super()
      this.options = options
      world.windows.push(this)
      app.emit('web-contents-created', {}, this.webContents)
    }
    loadURL = async (url: string): Promise<void> => void this.loaded.push(url)
    show = (): void => void world.steps.push('show')
    focus = (): void => void world.steps.push('focus')
    restore = (): void => undefined
    isMinimized = (): boolean => false
    isDestroyed = (): boolean => this.gone
    setMenuBarVisibility = (): void => undefined
    destroy = (): void => void (this.gone = true)
    close = (): void => {
      let stopped = false
      this.emit('close', { preventDefault: () => { stopped = true } })
      if (!stopped) this.destroy()
    }
  }
  const app = Object.assign(new Emitter(), {
    isPackaged: false, getPath: (name: string) => join(world.userData, name === 'userData' ? '' : name), getVersion: () => '0.1.0',
    enableSandbox: () => void world.steps.push('sandbox'), setAppUserModelId: () => undefined,
    requestSingleInstanceLock: () => world.steps.push('lock') > 0, whenReady: async () => void world.steps.push('ready'),
    commandLine: { hasSwitch: () => false, appendSwitch: () => undefined }, quit: () => void world.steps.push('quit'), exit: (code: number) => void world.steps.push(`exit ${code}`)
  })
  const session = Object.assign(new Emitter(), {
    setPermissionRequestHandler: () => undefined, setPermissionCheckHandler: () => undefined, setDevicePermissionHandler: () => undefined, webRequest: { onBeforeRequest: () => undefined }
  })
  return {
    app, BrowserWindow, session: { defaultSession: session, fromPartition: (name: string, options: unknown) => { world.partitions.push([name, options]); return Object.assign(new Emitter(), session, { protocol: { handle: () => undefined } }) } }, powerMonitor: new Emitter(), shell: { openExternal: async () => undefined },
    ipcMain: { handle: (channel: string, handler: Any) => void world.handlers.set(channel, handler) },
    protocol: { registerSchemesAsPrivileged: (schemes: unknown[]) => { world.steps.push('scheme'); world.schemes = schemes }, handle: (_: string, handler: Any) => { world.serve = handler } },
    Menu: { buildFromTemplate: (template: { submenu: never[] }[]) => { world.menu = template.flatMap(item => item.submenu); return template }, setApplicationMenu: () => undefined },
    safeStorage: new Proxy({}, { get: (_, key) => (world.safe as Record<string | symbol, unknown>)[key] }),
    dialog: {
      showErrorBox: (title: string) => void world.steps.push(title),
      showOpenDialog: async () => ({ canceled: world.dialog.open === null, filePaths: world.dialog.open === null ? [] : [world.dialog.open] }),
      showSaveDialog: async () => ({ canceled: world.dialog.save === null, filePath: world.dialog.save ?? '' })
    }
  }
})

interface FakeWindow extends EventEmitter {
  options: { webPreferences: Record<string, unknown> } & Record<string, unknown>
  loaded: string[]
  gone: boolean
  close(): void
  webContents: EventEmitter & { sent: string[]; zoom: number }
}
const ask = (name: HostCallName, input: unknown): Promise<{ ok: boolean; value?: never; error?: { code: string } }> =>
  (world.handlers.get(name) as unknown as (event: unknown, input: unknown) => never)({ senderFrame: { url: 'app://cunce/index.html', parent: null } }, input)
const valueOf = async <N extends HostCallName>(name: N, input: unknown): Promise<NonNullable<HostOutput<N>>> => {
  const answer = await ask(name, input)
  expect(answer).toMatchObject({ ok: true })
  return answer.value as unknown as NonNullable<HostOutput<N>>
}
let window: FakeWindow

beforeAll(async () => {
  world.userData = await mkdtemp(join(tmpdir(), 'cunce-host-'))
  world.safe = fakeSafe()
  await mkdir(join(world.userData, 'documents'))
  process.env['CUNCE_FAST_KDF'] = '1'
  process.env['CUNCE_BACKUP_DIR'] = join(world.userData, 'elsewhere')
  await import('../../electron/main/index.ts')
  await vi.waitFor(() => expect(world.windows).toHaveLength(1))
  window = world.windows[0] as FakeWindow
})
afterAll(async () => {
  delete process.env['CUNCE_FAST_KDF']
  delete process.env['CUNCE_BACKUP_DIR']
  await rm(world.userData, { recursive: true, force: true })
})

describe('the start', () => {
  it('sandbox, scheme and the single instance stand before ready', () => {
    expect(world.steps.slice(0, 4)).toEqual(['sandbox', 'scheme', 'lock', 'ready'])
    expect(world.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } }])
  })
  it('the window is sandboxed, isolated, of the size that was drawn for, and shows our page when it is ready', () => {
    expect(window.options).toMatchObject({ width: 1093, height: 614, minWidth: 1024, minHeight: 600, show: false, title: '村册' })
    expect(window.options.webPreferences).toMatchObject({
      sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false,
      webviewTag: false, spellcheck: false, navigateOnDragDrop: false
    })
    expect(window.loaded).toEqual(['app://cunce/index.html'])
    window.emit('ready-to-show')
    expect(world.steps).toContain('show')
  })
  it('paper has a session of its own that is kept nowhere', () => expect(world.partitions).toEqual([['print', { cache: false }]]))
  it('every row of the table answers', () => expect([...world.handlers.keys()].sort()).toEqual(Object.keys(hostCalls).sort()))
  it('E-18: a second start brings the first window to the front', async () => {
    const { app } = await import('electron')
    app.emit('second-instance')
    expect(world.steps.at(-1)).toBe('focus')
  })
  it.each([['CmdOrCtrl+L', 'host:lock']])('%s tells the page %s', (key, event) => {
    world.menu.find(item => item.accelerator === key)!.click()
    expect(window.webContents.sent).toContain(event)
  })
  it('E-22: zoom stays between 80 and 200 per cent, and no key reloads or opens tools', () => {
    const press = (key: string): void => world.menu.find(item => item.accelerator === key)!.click()
    for (let i = 0; i < 20; i++) press('CmdOrCtrl+=')
    expect(window.webContents.zoom).toBe(2)
    for (let i = 0; i < 20; i++) press('CmdOrCtrl+-')
    expect(window.webContents.zoom).toBe(0.8)
    press('CmdOrCtrl+0')
    expect(window.webContents.zoom).toBe(1)
    expect(world.menu.map(item => item.accelerator).join()).not.toMatch(/R|I|F5|F12/)
  })
})

describe('a day over the gate', () => {
  it('from first start to a backup: each answer has the shape of the table', async () => {
    expect(await valueOf('app:info', null)).toMatchObject({ version: '0.1.0', practice: false })
    expect(await valueOf('vault:status', null)).toEqual({ state: 'new', keyStore: 'os', wait: 0, attempts: 0 })
    expect(await valueOf('county:status', null)).toMatchObject({ enrolled: null, address: '', offered: null })
    const { key } = await valueOf('vault:create', { pin: '407152' })
    expect(key).toHaveLength(32)
    expect(key.buffer.byteLength).toBe(32)
    expect(await valueOf('journal:append', { from: 1, to: 2, village: 'v', bytes: new Uint8Array([1, 2]) })).toMatchObject({ entries: 1, highest: 2, marker: true })
    expect(await valueOf('journal:read', { from: 0 })).toEqual({ entries: [{ from: 1, to: 2, village: 'v', bytes: new Uint8Array([1, 2]) }], next: null })
    expect(await ask('journal:confirm', { numbers: [[1, 2]] })).toEqual({ ok: true, value: null })
    expect(await ask('draft:save', { bytes: new Uint8Array([9]) })).toEqual({ ok: true, value: null })
    expect(await valueOf('draft:read', null)).toEqual({ bytes: new Uint8Array([9]) })
    const { file } = await valueOf('backup:write', { bytes: new Uint8Array([7]) })
    expect(await readFile(join(world.userData, 'elsewhere', file))).toBeInstanceOf(Buffer)
    expect(await valueOf('backup:read', null)).toMatchObject({ bytes: new Uint8Array([7]) })
    expect(await valueOf('backup:state', null)).toMatchObject({ folder: join(world.userData, 'elsewhere') })
    expect(await ask('county:exchange', { protocol: 1, changes: [], cursors: {}, health: { unsent: 0, version: '', clock: 0 } })).toMatchObject({ ok: false, error: { code: 'county-not-enrolled' } })
  })
  it('files are chosen in the system’s dialog, or not at all', async () => {
    expect(await ask('file:open', { kind: 'workbook' })).toEqual({ ok: true, value: null })
    world.dialog.save = join(world.userData, 'out.xlsx')
    expect(await valueOf('file:save', { name: 'x.xlsx', bytes: new Uint8Array([5]) })).toEqual({ name: 'out.xlsx' })
    world.dialog.open = world.dialog.save
    expect(await valueOf('file:open', { kind: 'workbook' })).toEqual({ name: 'out.xlsx', bytes: new Uint8Array([5]) })
  })
  it('the machine going to sleep locks the vault and tells the page', async () => {
    await valueOf('vault:unlock', { pin: '407152' })
    const { powerMonitor } = await import('electron')
    window.webContents.sent.length = 0
    powerMonitor.emit('suspend')
    expect(await valueOf('vault:status', null)).toMatchObject({ state: 'locked' })
    expect(window.webContents.sent).toEqual(['host:lock'])
  })
  it('E-20: a page that died is loaded again, and the new one holds no key', async () => {
    await valueOf('vault:unlock', { pin: '407152' })
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    window.webContents.emit('did-navigate')
    expect(window.loaded).toHaveLength(2)
    expect(await valueOf('vault:status', null)).toMatchObject({ state: 'locked' })
    expect(await valueOf('draft:read', null)).toEqual({ bytes: new Uint8Array([9]) })
  })
  it('closing asks the page first; the page’s own closing is then let through', () => {
    window.webContents.sent.length = 0
    window.close()
    expect([window.webContents.sent, window.gone]).toEqual([['host:closing'], false])
    window.close()
    expect(window.gone).toBe(true)
  })
})

describe('paper', () => {
  it('is typeset by a hidden window without scripts, preload or a kept session, and the window goes again', async () => {
    world.dialog.save = join(world.userData, '户表.pdf')
    const { job } = await valueOf('print:pdf', { title: '户表' })
    await ask('print:add', { job, html: '<!doctype html><p>李家</p>' })
    expect(await valueOf('print:finish', { job })).toEqual({ name: '户表.pdf', size: 8, printed: true })
    const hidden = world.windows.at(-1) as FakeWindow
    expect(hidden).not.toBe(window)
    expect(hidden.options).toMatchObject({ show: false })
    expect(hidden.options.webPreferences).toMatchObject({ javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false })
    expect(hidden.options.webPreferences).not.toHaveProperty('preload')
    expect(hidden.loaded).toEqual([`app://print/${job}`])
    expect(hidden.gone).toBe(true)
    expect(await readFile(world.dialog.save, 'utf8')).toBe('%PDF-1.4')
  })
  it('E-10: a piece of more than four million letters is refused', async () =>
    expect(await ask('print:add', { job: 'x', html: 'x'.repeat(4_000_001) })).toMatchObject({ ok: false, error: { code: 'message-refused' } }))
})
