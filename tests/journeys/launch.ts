/**
 * Starts the built app for a journey: in real Electron where it is installed, else in the stand-in. A
 * journey drives both by the same calls and never asks which one it has.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'

const root = resolve(import.meta.dirname, '../..')
export const VIEWPORT = { width: 1093, height: 614 } as const

export interface DeskOptions {
  readonly userData: string
  readonly county?: { readonly address: string, readonly code: string }
  readonly env?: Readonly<Record<string, string>>
  /** false: a machine without a key store. */
  readonly keyring?: false
  /** Another app than this checkout's: a folder with a package.json. CUNCE_APP names one for all. */
  readonly app?: string
}
export interface Desk {
  readonly app: ElectronApplication
  readonly page: Page
  readonly runtime: 'electron' | 'stand-in'
  /** The power is cut: every process of the app ends at once. */
  kill9(): Promise<void>
  close(): Promise<void>
}

/** Real Electron's executable, or null. CUNCE_STANDIN=1 takes the stand-in all the same. */
export function realElectron(): string | null {
  if (process.env['CUNCE_STANDIN'] === '1') return null
  const folders = [process.env['ELECTRON_OVERRIDE_DIST_PATH'], join(root, 'node_modules/electron/dist')]
  return folders.filter(f => f !== undefined).map(f => join(f, 'electron')).find(existsSync) ?? null
}

export const executable = (): string => realElectron() ?? join(root, 'tests/standin/electron')

let said = false

export async function launchDesk({ userData, county, env = {}, keyring, app: folder = process.env['CUNCE_APP'] ?? root }: DeskOptions): Promise<Desk> {
  const electron = realElectron(), runtime = electron ? 'electron' : 'stand-in'
  if (!said) process.stdout.write(`The app runs in ${electron ? `Electron (${electron})` : 'the stand-in for Electron over Chromium: the real runtime is not installed'}.\n`)
  said = true
  const app = await _electron.launch({
    executablePath: executable(),
    args: [
      folder, `--user-data-dir=${userData}`, '--force-device-scale-factor=1', '--lang=zh-CN',
      ...keyring === false ? ['--password-store=basic'] : [],
      ...county ? [`--practice-county=${county.address}`, `--practice-code=${county.code}`] : []
    ],
    cwd: root, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', timeout: 60_000,
    env: { ...process.env as Record<string, string>, TZ: 'Asia/Shanghai', LANG: 'zh_CN.UTF-8', ...keyring === false ? { STANDIN_NO_KEYRING: '1' } : {}, ...env }
  })
  const page = await app.firstWindow({ timeout: 60_000 })
  page.setDefaultTimeout(30_000)
  await page.setViewportSize(VIEWPORT)
  // The window exists before it has been told where to go.
  await page.waitForURL(url => url.protocol !== 'about:', { waitUntil: 'load' })
  const child = app.process()
  const ended = new Promise<void>(done => { if (child.exitCode !== null || child.signalCode) done(); else child.once('exit', () => done()) })
  const kill9 = async (): Promise<void> => {
    for (const pid of family(child.pid!)) try { process.kill(pid, 'SIGKILL') } catch { continue }
    await ended
  }
  const close = async (): Promise<void> => {
    const late = new Promise<'late'>(done => setTimeout(done, 20_000, 'late').unref())
    if (await Promise.race([app.close(), late]) === 'late') {
      await kill9()
      throw new Error('the app did not close within 20 seconds')
    }
  }
  return { app, page, runtime, kill9, close }
}

/** A process and all below it, the youngest last. */
function family(root: number): number[] {
  const parents = new Map<number, number[]>()
  for (const name of readdirSync('/proc').filter(n => /^\d+$/.test(n))) {
    try {
      const parent = Number(readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) . /, '').split(' ', 1)[0])
      parents.set(parent, [...parents.get(parent) ?? [], Number(name)])
    } catch { continue }
  }
  const below = (pid: number): number[] => [pid, ...(parents.get(pid) ?? []).flatMap(below)]
  return below(root)
}
