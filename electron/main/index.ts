/**
 * The host's start. What must stand before Electron is ready (sandbox, scheme, single instance) stands at the
 * top and is synchronous; the parts are put together once, here, and know each other only by argument.
 */
import { app, dialog, ipcMain, powerMonitor, protocol, safeStorage, session, shell } from 'electron'
import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { openBackups } from './backup.ts'
import { openBox } from './box.ts'
import { registerCalls } from './calls.ts'
import { attachmentHandlers } from './attachments.ts'
import { openCounty } from './county.ts'
import { openBlobStore } from './attachment-store.ts'
import { openCountyLine } from './county-line.ts'
import { openDevice } from './device.ts'
import { openDraft } from './draft.ts'
import { guardContents, guardSession } from './guards.ts'
import { handlersOf } from './handlers.ts'
import { openHub } from './hub.ts'
import { loopbackOnly } from './hub-lan.ts'
import { openJournal } from './journal.ts'
import { openPackages } from './packages.ts'
import { openKeyStore, passwordStoreSwitch } from './key-store.ts'
import { practiceOffer, refusedSwitch } from './launch.ts'
import { openLog } from './log.ts'
import { PAGE_HOST, PAGE_SCHEME, PAGE_URL, servePage } from './page.ts'
import { openPrinting } from './print.ts'
import { openPrintWindow, preparePrintSession } from './print-window.ts'
import { judgePlace, placeText } from './profile-place.ts'
import { openReserve } from './reserve.ts'
import { openVault } from './vault.ts'
import { openWindow, type MainWindow } from './window.ts'

const folder = app.getPath('userData')
const log = openLog(join(folder, 'log', 'host.log'))
const packaged = app.isPackaged
/** Switches for tests and development; a packaged app does not read them. */
const development = (name: string): string => (packaged ? '' : process.env[name] ?? '')

app.enableSandbox()
app.setAppUserModelId('cn.cunce.app')
protocol.registerSchemesAsPrivileged([{ scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } }])

const refused = refusedSwitch(process.argv, packaged)
const badPlace = judgePlace(folder)
if (badPlace) {
  dialog.showErrorBox('村册没有启动', placeText(badPlace, folder))
  app.exit(1)
} else if (refused) {
  dialog.showErrorBox('村册没有启动', `启动参数 ${refused} 会让别的程序读到村里的资料，村册不带这个参数才能启动。本机内容没有改动。`)
  app.exit(1)
} else if (!app.requestSingleInstanceLock()) {
  app.exit(0)
} else {
  // A desktop that changed must not hide a key that the former store holds (K-05).
  const store = process.platform === 'linux' ? passwordStoreSwitch(vaultText()) : null
  if (store && !app.commandLine.hasSwitch('password-store')) app.commandLine.appendSwitch('password-store', store)
  app.on('window-all-closed', () => app.quit())
  guardContents(app, shell, log)
  void app.whenReady().then(start).catch((thrown: unknown) => {
    log('start-failed', { message: thrown instanceof Error ? thrown.message : 'unknown' })
    dialog.showErrorBox('村册没有启动', `本机的数据文件夹打不开（${thrown instanceof Error ? thrown.message : ''}）。内容没有改动，请检查磁盘后再打开。`)
    app.exit(1)
  })
}

function vaultText(): string {
  try {
    return readFileSync(join(folder, 'vault', 'vault.json'), 'utf8')
  } catch {
    return ''
  }
}

async function start(): Promise<void> {
  const devUrl = development('ELECTRON_RENDERER_URL')
  const isPage = (url: string): boolean =>
    url.startsWith(`${PAGE_SCHEME}://${PAGE_HOST}/`) || (devUrl !== '' && url.startsWith(`${new URL(devUrl).origin}/`))
  const renderer = join(import.meta.dirname, '../renderer')
  protocol.handle(PAGE_SCHEME, request => servePage(request, renderer))
  guardSession(session.defaultSession, isPage, devUrl !== '', log)

  const documents = app.getPath('documents')
  const offered = practiceOffer(process.argv)
  const keyStore = openKeyStore(safeStorage, process.platform)
  const journalFolder = join(folder, 'journal')
  const reserve = openReserve(join(journalFolder, 'reserve'), folder)
  const journal = await openJournal({
    folder: journalFolder, reserve, now: Date.now, damage: (segment, offset) => log('journal-damaged', { segment, offset })
  })
  const vault = openVault({
    folder, keyStore, uptime, clock: () => performance.now(), fast: development('CUNCE_FAST_KDF') !== '',
    hadData: async () => journal.state().marker, created: () => journal.mark()
  })
  const box = openBox(keyStore, () => vault.key())
  const device = await openDevice(folder, box)
  const line = openCountyLine(device, Date.now)
  const county = openCounty({ device, version: app.getVersion(), offered, now: Date.now, line })
  const blobs = await openBlobStore(folder)
  const backups = openBackups({ folder: development('CUNCE_BACKUP_DIR') || join(documents, '村册备份'), device: device.id, now: () => new Date() })
  const printing = openPrinting({ dialog, documents, openWindow: () => openPrintWindow(printSession) })
  const printSession = preparePrintSession(printing, log)
  const packages = openPackages({ device, line, blobs, dialog, documents, now: Date.now })
  const hub = openHub({ folder, device, box, line, blobs, now: Date.now, log, ...loopbackOnly(development('CUNCE_HUB_CALL')) })
  /** What a locked laptop must not hold on to. */
  const drop = (): void => {
    printing.drop()
    packages.drop()
    void hub.close()
  }
  const handlers = handlersOf({
    version: app.getVersion(), runtime: `Electron ${process.versions['electron'] ?? '-'} / Chromium ${process.versions['chrome'] ?? '-'}`,
    practice: offered !== null, folder, documents, vault, device, closeWindow: () => window.close(), journal, draft: openDraft(folder, reserve), backups, county, printing, dialog, drop,
    packages: packages.handlers, hub: hub.handlers, attachments: attachmentHandlers(blobs, line),
    discardDatabase: async () => {
      log('database-discarded')
      await session.defaultSession.clearStorageData({ storages: ['indexdb'] })
    }
  })
  registerCalls(ipcMain, handlers, isPage, log)

  const window: MainWindow = openWindow({
    url: devUrl || PAGE_URL, packaged,
    pageLoaded: () => {
      vault.lock()
      drop()
    },
    pageGone: reason => log('page-gone', { reason }),
    closed: drop
  })
  app.on('second-instance', () => window.focus())
  const lock = (): void => {
    vault.lock()
    drop()
    window.tell('host:lock')
  }
  powerMonitor.on('suspend', lock)
  powerMonitor.on('lock-screen', lock)
}
