/**
 * The one window: how large, what its page may not do, and how it says good-bye. Closing is asked of the page
 * first, so that what is typed is saved; a page that does not answer is closed all the same.
 */
import { BrowserWindow, Menu } from 'electron'
import { join } from 'node:path'
import type { HostEventName } from '#core/host.ts'

export interface MainWindow {
  focus(): void
  tell(event: HostEventName): void
  /** The page has saved what was typed and agrees; without a question before it closes nothing. */
  close(): void
}

export interface WindowSetting {
  readonly url: string
  readonly packaged: boolean
  /** A new page came up, by start or after a crash: it holds no key. */
  readonly pageLoaded: () => void
  readonly pageGone: (reason: string) => void
  /** The window is gone; no hidden one may keep the program alive. */
  readonly closed: () => void
}

const CLOSING_MS = 4_000
const ZOOM = { least: 0.8, most: 2, step: 0.1 }

export const clampZoom = (factor: number): number => Math.round(Math.min(ZOOM.most, Math.max(ZOOM.least, factor)) * 100) / 100

export function openWindow({ url, packaged, pageLoaded, pageGone, closed }: WindowSetting): MainWindow {
  const window = new BrowserWindow({
    width: 1093, height: 614, minWidth: 1024, minHeight: 600, useContentSize: true,
    show: false, title: '村册', backgroundColor: '#ffffff', autoHideMenuBar: true,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false,
      webviewTag: false, spellcheck: false, navigateOnDragDrop: false, devTools: !packaged, defaultEncoding: 'utf-8'
    }
  })
  const contents = window.webContents
  let asked = false
  const tell = (event: HostEventName): void => {
    if (!window.isDestroyed()) contents.send(event)
  }
  const zoomBy = (step: number): void => contents.setZoomFactor(clampZoom(step === 0 ? 1 : contents.getZoomFactor() + step))

  window.on('closed', closed)
  window.once('ready-to-show', () => window.show())
  window.on('page-title-updated', event => event.preventDefault())
  contents.on('did-navigate', pageLoaded)
  contents.on('zoom-changed', (_event, direction) => zoomBy(direction === 'in' ? ZOOM.step : -ZOOM.step))
  contents.on('render-process-gone', (_event, { reason }) => {
    pageGone(reason)
    // Nobody is left to ask while a page that is being closed has died.
    if (asked) window.destroy()
    else if (reason !== 'clean-exit' && !window.isDestroyed()) void window.loadURL(url)
  })

  window.on('close', event => {
    if (asked) return
    asked = true
    event.preventDefault()
    tell('host:closing')
    setTimeout(() => { if (!window.isDestroyed()) window.destroy() }, CLOSING_MS).unref()
  })

  // No menu is shown; this one exists for its keys. Reload and developer tools have none (E-22).
  Menu.setApplicationMenu(Menu.buildFromTemplate([{
    label: '村册',
    submenu: [
      { label: '锁定', accelerator: 'CmdOrCtrl+L', click: () => tell('host:lock') },
      { label: '放大', accelerator: 'CmdOrCtrl+=', click: () => zoomBy(ZOOM.step) },
      { label: '放大', accelerator: 'CmdOrCtrl+Plus', visible: false, click: () => zoomBy(ZOOM.step) },
      { label: '缩小', accelerator: 'CmdOrCtrl+-', click: () => zoomBy(-ZOOM.step) },
      { label: '原始大小', accelerator: 'CmdOrCtrl+0', click: () => zoomBy(0) }
    ]
  }]))
  window.setMenuBarVisibility(false)
  void window.loadURL(url)

  return {
    tell,
    close() {
      if (asked && !window.isDestroyed()) window.destroy()
    },
    focus() {
      if (window.isDestroyed()) return
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    }
  }
}
