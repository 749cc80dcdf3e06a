/** What the host does for each row of the table; the compiler asks for a row that has no answer. */
import type { Dialog } from 'electron'
import { freeBytes } from './disk.ts'
import { offeredPath, readChosen, saveChosen } from './files.ts'
import type { Backups } from './backup.ts'
import type { Handlers } from './calls.ts'
import type { AttachmentHandlers } from './attachments.ts'
import type { County } from './county.ts'
import type { Device } from './device.ts'
import type { DraftFile } from './draft.ts'
import type { HubHandlers } from './hub.ts'
import type { Journal } from './journal.ts'
import type { PackageHandlers } from './packages.ts'
import type { Printing } from './print.ts'
import type { Vault } from './vault.ts'

const FILTERS = {
  workbook: [{ name: 'Excel、WPS 表格和 CSV', extensions: ['xlsx', 'xls', 'et', 'csv'] }],
  picture: [{ name: '照片和扫描件', extensions: ['jpg', 'jpeg', 'png', 'webp'] }]
} as const

export interface HostParts {
  readonly version: string
  readonly runtime: string
  readonly practice: boolean
  readonly folder: string
  readonly documents: string
  readonly vault: Vault
  readonly device: Device
  readonly journal: Journal
  readonly draft: DraftFile
  readonly backups: Backups
  readonly county: County
  readonly printing: Printing
  readonly packages: PackageHandlers
  readonly hub: HubHandlers
  readonly attachments: AttachmentHandlers
  /** Locked: what was being printed, or was chosen from a stick, goes. */
  readonly drop: () => void
  readonly closeWindow: () => void
  readonly discardDatabase: () => Promise<void>
  readonly dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>
}

export function handlersOf(parts: HostParts): Handlers {
  const { vault, device, journal, draft, backups, county, printing, dialog } = parts
  return {
    'app:info': async () => ({ version: parts.version, runtime: parts.runtime, practice: parts.practice, freeBytes: await freeBytes(parts.folder) }),

    'window:close': () => {
      parts.closeWindow()
      return null
    },

    'vault:status': () => vault.status(),
    'vault:create': async ({ pin }) => {
      const key = await vault.create(pin)
      await device.vaultOpened()
      return { key }
    },
    'vault:unlock': async ({ pin }) => {
      const key = await vault.unlock(pin)
      await device.vaultOpened()
      return { key }
    },
    'vault:lock': () => {
      vault.lock()
      parts.drop()
      return null
    },

    'journal:append': entry => journal.append(entry),
    'journal:state': () => journal.state(),
    'journal:read': ({ from }) => journal.read(from),
    'journal:confirm': async ({ numbers }) => {
      await journal.confirm(numbers)
      return null
    },

    'draft:save': async ({ bytes }) => {
      await draft.save(bytes)
      return null
    },
    'draft:read': async () => ({ bytes: await draft.read() }),

    'backup:write': ({ bytes }) => backups.write(bytes),
    'backup:read': () => backups.newest(),
    'backup:state': () => backups.state(),

    'database:discard': async () => {
      await parts.discardDatabase()
      return null
    },

    'county:status': () => county.status(),
    'county:enrol': wanted => county.enrol(wanted),
    'county:exchange': wanted => county.exchange(wanted),
    'county:snapshot': wanted => county.snapshot(wanted),
    'county:chunk': wanted => county.chunk(wanted),

    'county:reach': () => county.reach(),
    'county:stop': () => {
      county.stop()
      return null
    },
    'county:certificate': () => county.certificate(),

    ...parts.packages,
    ...parts.hub,
    ...parts.attachments,

    'file:open': async ({ kind }) => {
      const { canceled, filePaths } = await dialog.showOpenDialog({ title: '选择文件', properties: ['openFile'], filters: FILTERS[kind].map(({ name, extensions }) => ({ name, extensions: [...extensions] })) })
      const path = filePaths[0]
      return canceled || path === undefined ? null : await readChosen(path)
    },
    'file:save': async ({ name, bytes }) => {
      const { canceled, filePath } = await dialog.showSaveDialog({ title: '保存文件', defaultPath: offeredPath(parts.documents, name) })
      return canceled || !filePath ? null : await saveChosen(filePath, bytes)
    },

    'print:pdf': ({ title }) => printing.beginPdf(title),
    'print:paper': ({ title, landscape }) => printing.beginPaper(title, landscape),
    'print:add': ({ job, html }) => {
      printing.add(job, html)
      return null
    },
    'print:finish': ({ job }) => printing.finish(job),
    'print:cancel': ({ job }) => {
      printing.cancel(job)
      return null
    }
  }
}
