/**
 * The `electron` module as the built main process finds it here. What is not in this list fails when the
 * module is linked; what is listed as absent fails, by name, when it is used.
 */
import { app } from './app.ts'
import { BrowserWindow } from './windows.ts'
import { WebContents } from './contents.ts'
import { clipboard, dialog, Menu, MenuItem, nativeTheme, net, powerMonitor, powerSaveBlocker, safeStorage, screen, shell } from './desktop.ts'
import { ipcMain } from './ipc.ts'
import { protocol } from './origin.ts'
import { session } from './session.ts'
import { absent } from './strict.ts'

const webContents = WebContents
const autoUpdater = absent('autoUpdater'), contentTracing = absent('contentTracing'), crashReporter = absent('crashReporter')
const desktopCapturer = absent('desktopCapturer'), globalShortcut = absent('globalShortcut'), MessageChannelMain = absent('MessageChannelMain')
const nativeImage = absent('nativeImage'), netLog = absent('netLog'), Notification = absent('Notification'), systemPreferences = absent('systemPreferences')
const Tray = absent('Tray'), utilityProcess = absent('utilityProcess'), webFrameMain = absent('webFrameMain'), WebContentsView = absent('WebContentsView')

export {
  app, autoUpdater, BrowserWindow, clipboard, contentTracing, crashReporter, desktopCapturer, dialog, globalShortcut, ipcMain, Menu, MenuItem,
  MessageChannelMain, nativeImage, nativeTheme, net, netLog, Notification, powerMonitor, powerSaveBlocker, protocol, safeStorage, screen, session,
  shell, systemPreferences, Tray, utilityProcess, webContents, WebContentsView, webFrameMain
}
export * as default from './electron.ts'
