/**
 * What belongs to the desk and not to the window: dialogs, menus, clipboard, key store, power. Nobody sits
 * here: a dialog answers "cancelled" until a test puts its own function in its place, and what would
 * be opened outside is only written down.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app } from './app.ts'
import { state } from './origin.ts'
import { strict } from './strict.ts'

export const dialog = strict('dialog', {
  showOpenDialog: async () => ({ canceled: true, filePaths: [] as string[] }),
  showSaveDialog: async () => ({ canceled: true, filePath: '' }),
  showMessageBox: async () => ({ response: 0, checkboxChecked: false }),
  showMessageBoxSync: () => 0,
  showErrorBox: (title: string, content: string) => { process.stderr.write(`showErrorBox: ${title}: ${content}\n`) }
})

const opened: string[] = []
export const shell = strict('shell', {
  opened,
  openExternal: async (url: string): Promise<void> => { opened.push(url) },
  openPath: async (path: string): Promise<string> => { opened.push(path); return '' },
  showItemInFolder: (path: string): void => { opened.push(path) },
  trashItem: async (path: string): Promise<void> => rmSync(path),
  beep: (): void => undefined
})

let copied = ''
export const clipboard = strict('clipboard', {
  writeText: async (text: string): Promise<void> => { copied = text },
  readText: async (): Promise<string> => copied,
  clear: async (): Promise<void> => { copied = '' }
})

// A key file in the profile plays the keyring. It is flushed, as a real keyring is: a power cut leaves it whole.
const without = (): boolean => process.env['STANDIN_NO_KEYRING'] === '1'
function keyringKey(): Buffer {
  if (!state.ready) throw new Error('safeStorage cannot be used before app is ready')
  const file = join(app.getPath('userData'), 'standin.keyring')
  mkdirSync(dirname(file), { recursive: true })
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { flush: true })
  return readFileSync(file)
}
const seal = (text: string): Buffer => {
  if (without()) throw new Error('Error while encrypting the text provided to safeStorage.encryptString. Encryption is not available.')
  const iv = randomBytes(12), cipher = createCipheriv('aes-256-gcm', keyringKey(), iv)
  return Buffer.concat([Buffer.from('v11'), iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}
const open = (sealed: Buffer): string => {
  if (without()) throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString. Decryption is not available.')
  try {
    const cipher = createDecipheriv('aes-256-gcm', keyringKey(), sealed.subarray(3, 15)).setAuthTag(sealed.subarray(-16))
    return Buffer.concat([cipher.update(sealed.subarray(15, -16)), cipher.final()]).toString('utf8')
  } catch { throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.') }
}
export const safeStorage = strict('safeStorage', {
  isEncryptionAvailable: () => state.ready && !without(),
  isAsyncEncryptionAvailable: async () => state.ready && !without(),
  getSelectedStorageBackend: () => without() ? 'basic_text' : 'gnome_libsecret',
  setUsePlainTextEncryption: () => undefined,
  encryptString: seal, decryptString: open,
  encryptStringAsync: async (text: string) => seal(text),
  decryptStringAsync: async (sealed: Buffer) => ({ result: open(sealed), shouldReEncrypt: false })
})

export const powerMonitor = strict('powerMonitor', Object.assign(new EventEmitter(), {
  getSystemIdleTime: () => 0, getSystemIdleState: () => 'active', isOnBatteryPower: () => false, onBatteryPower: false
}))
export const powerSaveBlocker = strict('powerSaveBlocker', { start: () => 1, stop: () => true, isStarted: () => false })
export const nativeTheme = strict('nativeTheme', Object.assign(new EventEmitter(), { shouldUseDarkColors: false, shouldUseHighContrastColors: false, themeSource: 'system' }))
const display = { id: 1, scaleFactor: 1, rotation: 0, bounds: { x: 0, y: 0, width: 1366, height: 768 }, workArea: { x: 0, y: 0, width: 1366, height: 728 }, size: { width: 1366, height: 768 }, workAreaSize: { width: 1366, height: 728 } }
export const screen = strict('screen', Object.assign(new EventEmitter(), {
  getPrimaryDisplay: () => display, getAllDisplays: () => [display], getDisplayMatching: () => display, getDisplayNearestPoint: () => display
}))

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2', '.wasm': 'application/wasm'
}
export const net = strict('net', {
  isOnline: () => true,
  fetch: async (input: string | URL | Request, options?: RequestInit): Promise<Response> => {
    const url = input instanceof Request ? input.url : String(input)
    if (!url.startsWith('file:')) return fetch(input, options)
    const path = fileURLToPath(url)
    try {
      return new Response(new Uint8Array(await readFile(path)), { headers: { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' } })
    } catch { throw new Error('net::ERR_FILE_NOT_FOUND') }
  }
})

export interface Key { key: string, code: string, control: boolean, alt: boolean, shift: boolean, meta: boolean }
export interface ItemOptions { id?: string, label?: string, role?: string, type?: string, accelerator?: string, enabled?: boolean, visible?: boolean, click?: (...args: unknown[]) => void, submenu?: ItemOptions[] | Menu }

export class MenuItem {
  [key: string]: unknown
  readonly submenu: Menu | undefined
  readonly accelerator: string | undefined
  readonly click: () => void
  constructor(options: ItemOptions) {
    Object.assign(this, { enabled: true, visible: true, label: '', type: options.submenu ? 'submenu' : 'normal' }, options)
    this.accelerator = options.accelerator
    this.submenu = Array.isArray(options.submenu) ? Menu.buildFromTemplate(options.submenu) : options.submenu
    this.click = () => { if (options.role === 'quit') app.quit(); else options.click?.(this, undefined, {}) }
  }
}
let applicationMenu: Menu | null = null
export class Menu extends EventEmitter {
  readonly items: MenuItem[] = []
  append(item: MenuItem): void { this.items.push(item) }
  popup(): void { this.emit('menu-will-show') }
  closePopup(): void { return }
  all(): MenuItem[] { return this.items.flatMap(item => [item, ...item.submenu?.all() ?? []]) }
  getMenuItemById(id: string): MenuItem | null { return this.all().find(item => item['id'] === id) ?? null }
  static buildFromTemplate(template: readonly (ItemOptions | MenuItem)[]): Menu {
    const menu = new Menu()
    for (const item of template) menu.append(item instanceof MenuItem ? item : new MenuItem(item))
    return menu
  }
  static setApplicationMenu(menu: Menu | null): void { applicationMenu = menu }
  static getApplicationMenu(): Menu | null { return applicationMenu }
}

/** A key in the window works the menu's accelerator for it, as the system would. */
export function pressed({ key, control, alt, shift, meta }: Key): void {
  const named = [control && 'ctrl', meta && 'meta', alt && 'alt', shift && 'shift', key.toLowerCase()].filter(Boolean).join('+')
  const plain = (accelerator: string): string => {
    const parts = accelerator.toLowerCase().replace(/cmdorctrl|commandorcontrol|control/g, 'ctrl').split('+')
    return ['ctrl', 'meta', 'alt', 'shift'].filter(m => parts.includes(m)).concat(parts.at(-1)!).join('+')
  }
  applicationMenu?.all().find(item => item.accelerator && item['enabled'] && plain(item.accelerator) === named)?.click()
}
