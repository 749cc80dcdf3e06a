/**
 * The hidden window that typesets: a session of its own that is kept nowhere and reaches nothing but the job's
 * one address, no preload, and scripts switched off. It lives for one job.
 */
import { BrowserWindow, session, type Session } from 'electron'
import { guardSession } from './guards.ts'
import type { Log } from './log.ts'
import { PAGE_SCHEME } from './page.ts'
import type { Printing, PrintWindow } from './print.ts'

/** Without `persist:` the partition lives in memory alone. */
const PARTITION = 'print'

export function preparePrintSession(printing: Pick<Printing, 'serve' | 'mayLoad'>, log: Log): Session {
  const own = session.fromPartition(PARTITION, { cache: false })
  guardSession(own, printing.mayLoad, false, log)
  own.protocol.handle(PAGE_SCHEME, request => printing.serve(request.url))
  return own
}

export function openPrintWindow(own: Session): PrintWindow {
  const window = new BrowserWindow({
    width: 794, height: 1123, show: false, skipTaskbar: true, focusable: false, title: '村册打印',
    webPreferences: {
      session: own, javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false,
      webviewTag: false, spellcheck: false, webgl: false, plugins: false, devTools: false, backgroundThrottling: false, defaultEncoding: 'utf-8'
    }
  })
  const contents = window.webContents
  return {
    load: url => window.loadURL(url),
    // Without tags: a form for a pen is read by nobody's screen reader, and with them a hundred sheets are 18 MB, not 4.
    pdf: () => contents.printToPDF({ printBackground: true, preferCSSPageSize: true, generateTaggedPDF: false, pageSize: 'A4', margins: { top: 0, bottom: 0, left: 0, right: 0 } }),
    paper: landscape => new Promise((done, failed) => {
      contents.print({ silent: false, printBackground: true, pageSize: 'A4', landscape, margins: { marginType: 'none' } }, (success, reason) => {
        if (success || /cancel/iu.test(reason)) done(success)
        else failed(new Error(reason))
      })
    }),
    close() {
      if (!window.isDestroyed()) window.destroy()
    }
  }
}
