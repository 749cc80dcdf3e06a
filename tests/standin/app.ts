/** `app`: paths, the single-instance lock, and the way out. Leaving closes Chromium in order, so that it writes its files. */
import { EventEmitter } from 'node:events'
import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { state } from './origin.ts'
import { strict } from './strict.ts'

export interface Preventable { defaultPrevented: boolean, preventDefault(): void }
export const preventable = <T extends object>(more: T): T & Preventable => Object.assign({
  defaultPrevented: false,
  preventDefault(this: Preventable) { this.defaultPrevented = true }
}, more)

interface Closable { close(): void }
/** Set by the rooms that are loaded later: app knows neither windows nor Chromium. */
export const world = {
  pkg: { name: 'app', productName: '', version: '0.0.0' }, root: process.cwd(), quitting: false,
  windows: [] as Closable[], stop: async (): Promise<void> => undefined
}

class App extends EventEmitter {
  isPackaged = false
  name = ''
  readonly paths = new Map<string, string>()
  readonly switches: string[] = []
  readonly whenever = Promise.withResolvers<undefined>()
  exiting = false

  readonly commandLine = strict('app.commandLine', {
    appendSwitch: (key: string, value?: string): void => { this.switches.push(value ? `--${key}=${value}` : `--${key}`) },
    appendArgument: (value: string): void => { this.switches.push(value) },
    removeSwitch: (key: string): void => { this.switches.splice(0, Infinity, ...this.switches.filter(s => s.split('=')[0] !== `--${key}`)) },
    hasSwitch: (key: string): boolean => process.argv.some(a => a.split('=')[0] === `--${key}`),
    getSwitchValue: (key: string): string => process.argv.find(a => a.startsWith(`--${key}=`))?.slice(key.length + 3) ?? ''
  })
  whenReady(): Promise<undefined> { return this.whenever.promise }
  isReady(): boolean { return state.ready }
  becomeReady(): void {
    state.ready = true
    this.whenever.resolve(undefined)
    this.emit('ready', {}, {})
  }
  getVersion(): string { return world.pkg.version }
  getName(): string { return this.name || world.pkg.productName || world.pkg.name }
  setName(name: string): void { this.name = name }
  getAppPath(): string { return world.root }
  getLocale(): string { return 'zh-CN' }
  getSystemLocale(): string { return 'zh-CN' }
  getPreferredSystemLanguages(): string[] { return ['zh-CN'] }
  getAppMetrics(): object[] { return [] }
  setAppUserModelId(): void { return }
  setAboutPanelOptions(): void { return }
  enableSandbox(): void { return }
  disableHardwareAcceleration(): void { return }
  setAsDefaultProtocolClient(): boolean { return false }
  setBadgeCount(): boolean { return false }
  focus(): void { return }

  setPath(name: string, path: string): void {
    mkdirSync(path, { recursive: true })
    this.paths.set(name, path)
  }
  getPath(name: string): string {
    const userData = this.paths.get('userData') ?? (this.commandLine.getSwitchValue('user-data-dir')
      || join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), this.getName()))
    const known: Record<string, string> = {
      userData, sessionData: userData, logs: join(userData, 'logs'), crashDumps: join(userData, 'Crashpad'), appData: dirname(userData),
      home: homedir(), temp: tmpdir(), documents: join(homedir(), 'Documents'), downloads: join(homedir(), 'Downloads'),
      desktop: join(homedir(), 'Desktop'), exe: process.execPath
    }
    const path = this.paths.get(name) ?? known[name]
    if (path === undefined) throw new Error(`Failed to get '${name}' path`)
    return path
  }

  /** One program on one folder. The second leaves its command line in a file that the first one watches. */
  requestSingleInstanceLock(extra: unknown = {}): boolean {
    const folder = this.getPath('userData'), lock = join(folder, 'standin.lock'), calls = join(folder, 'standin.calls')
    mkdirSync(folder, { recursive: true })
    for (let round = 0; round < 2; round++) {
      try {
        const file = openSync(lock, 'wx')
        writeFileSync(file, String(process.pid))
        closeSync(file)
        process.on('exit', () => rmSync(lock, { force: true }))
        writeFileSync(calls, '')
        let read = 0
        watch(calls, () => {
          const lines = readFileSync(calls, 'utf8').split('\n').slice(0, -1)
          for (; read < lines.length; read++) {
            const { argv, cwd, extra: data } = JSON.parse(lines[read]!) as { argv: string[], cwd: string, extra: unknown }
            this.emit('second-instance', {}, argv, cwd, data)
          }
        }).unref()
        return true
      } catch {
        if (isStandIn(Number(readFileSync(lock, 'utf8')))) {
          appendFileSync(calls, JSON.stringify({ argv: process.argv, cwd: process.cwd(), extra }) + '\n')
          return false
        }
        rmSync(lock, { force: true })
      }
    }
    return false
  }
  hasSingleInstanceLock(): boolean { return true }
  releaseSingleInstanceLock(): void { rmSync(join(this.getPath('userData'), 'standin.lock'), { force: true }) }
  relaunch(): void { return }

  quit(): void {
    if (this.exiting) return
    const event = preventable({})
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    world.quitting = true
    for (const window of [...world.windows]) window.close()
    // A window that asked to stay ends the quitting; closing it later asks again.
    if (world.windows.length) { world.quitting = false; return }
    const last = preventable({})
    this.emit('will-quit', last)
    if (last.defaultPrevented) { world.quitting = false; return }
    this.exit(0)
  }
  exit(code = 0): void {
    if (this.exiting) return
    this.exiting = world.quitting = true
    this.emit('quit', {}, code)
    void world.stop().finally(() => process.exit(code))
  }
}

function isStandIn(pid: number): boolean {
  try { return pid > 0 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('/standin/') } catch { return false }
}

export const app = strict('app', new App())
