/** BrowserWindow: a frame around one webContents. Sizes and visibility are remembered, not drawn. */
import { EventEmitter } from 'node:events'
import { app, preventable, world } from './app.ts'
import { browser, WebContents, type Preferences } from './contents.ts'
import { state } from './origin.ts'
import { strict } from './strict.ts'

interface Bounds { x: number, y: number, width: number, height: number }
export interface WindowOptions { width?: number, height?: number, show?: boolean, title?: string, webPreferences?: Preferences }

export const windows: BrowserWindow[] = []
let ids = 0

export class BrowserWindow extends EventEmitter {
  readonly id = ++ids
  readonly webContents: WebContents
  visible: boolean
  gone = false
  title: string
  maximized = false
  full = false
  bounds: Bounds

  constructor(options: WindowOptions = {}) {
    super()
    if (!state.ready) throw new Error('Cannot create BrowserWindow before app is ready')
    const { width = 800, height = 600, webPreferences = {} } = options
    if (webPreferences.nodeIntegration || webPreferences.contextIsolation === false || webPreferences.sandbox === false) {
      throw new Error('stand-in: only a sandboxed, isolated window without Node can be shown')
    }
    this.bounds = { x: 0, y: 0, width, height }
    this.visible = options.show !== false
    this.title = options.title ?? ''
    const self = strict('BrowserWindow', this)
    windows.push(self)
    world.windows.push(self)
    this.webContents = new WebContents({ width, height }, webPreferences)
    // 'ready-to-show' stands for the first picture; here that is the first loaded page.
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    app.emit('web-contents-created', {}, this.webContents)
    app.emit('browser-window-created', {}, self)
    return self
  }
  loadURL(url: string): Promise<void> { return this.webContents.loadURL(url) }
  loadFile(file: string): Promise<void> { return this.webContents.loadFile(file) }
  reload(): void { this.webContents.reload() }

  show(): void { this.visible = true; this.emit('show') }
  showInactive(): void { this.show() }
  hide(): void { this.visible = false; this.emit('hide') }
  isVisible(): boolean { return this.visible }
  focus(): void { this.emit('focus') }
  blur(): void { this.emit('blur') }
  isFocused(): boolean { return !this.gone }
  moveTop(): void { return }
  minimize(): void { this.emit('minimize') }
  isMinimized(): boolean { return false }
  restore(): void { return }
  maximize(): void { this.maximized = true; this.emit('maximize') }
  unmaximize(): void { this.maximized = false }
  isMaximized(): boolean { return this.maximized }
  setFullScreen(full: boolean): void { this.full = full }
  isFullScreen(): boolean { return this.full }
  center(): void { return }
  getBounds(): Bounds { return { ...this.bounds } }
  getNormalBounds(): Bounds { return { ...this.bounds } }
  getContentBounds(): Bounds { return { ...this.bounds } }
  getSize(): number[] { return [this.bounds.width, this.bounds.height] }
  getContentSize(): number[] { return this.getSize() }
  setBounds(bounds: Partial<Bounds>): void { this.bounds = { ...this.bounds, ...bounds } }
  setSize(width: number, height: number): void { this.bounds = { ...this.bounds, width, height } }
  setContentSize(width: number, height: number): void { this.setSize(width, height) }
  setMinimumSize(): void { return }
  setTitle(title: string): void { this.title = title }
  getTitle(): string { return this.title }
  setMenu(): void { return }
  removeMenu(): void { return }
  setMenuBarVisibility(): void { return }
  setAutoHideMenuBar(): void { return }
  setBackgroundColor(): void { return }
  setContentProtection(): void { return }
  setProgressBar(): void { return }
  flashFrame(): void { return }
  setIcon(): void { return }
  isDestroyed(): boolean { return this.gone }

  close(): void {
    if (this.gone) return
    const event = preventable({})
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }
  destroy(): void {
    if (this.gone) return
    const { target } = this.webContents
    this.leave()
    void browser.cdp?.send('Target.closeTarget', { targetId: target }).catch(() => undefined)
  }
  /** The page is gone, whoever closed it. */
  leave(): void {
    if (this.gone) return
    this.gone = this.webContents.dead = true
    for (const list of [windows, world.windows as BrowserWindow[]]) list.splice(list.findIndex(w => w.id === this.id), 1)
    this.webContents.emit('destroyed')
    this.emit('closed')
    if (windows.length || world.quitting) return
    if (app.listenerCount('window-all-closed')) app.emit('window-all-closed')
    else app.quit()
  }

  static getAllWindows(): BrowserWindow[] { return [...windows] }
  static getFocusedWindow(): BrowserWindow | null { return windows[0] ?? null }
  static fromId(id: number): BrowserWindow | null { return windows.find(w => w.id === id) ?? null }
  static fromWebContents(contents: WebContents | undefined): BrowserWindow | null { return windows.find(w => w.webContents.id === contents?.id) ?? null }
}
