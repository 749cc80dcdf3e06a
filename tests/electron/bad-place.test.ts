/** The start where it must not happen: the profile in a synchronised folder (fault 60), and the switches of a start (fault 29). */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'

const world = vi.hoisted(() => ({ userData: '', steps: [] as string[] }))

vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events')
  const app = Object.assign(new EventEmitter(), {
    isPackaged: true, getPath: () => world.userData, getVersion: () => '0.1.0', enableSandbox: () => undefined, setAppUserModelId: () => undefined,
    requestSingleInstanceLock: () => world.steps.push('lock') > 0, whenReady: () => { world.steps.push('ready'); return new Promise(() => undefined) },
    commandLine: { hasSwitch: () => false, appendSwitch: (name: string) => void world.steps.push(name) }, exit: (code: number) => void world.steps.push(`exit ${code}`), quit: () => undefined
  })
  return {
    app, BrowserWindow: null, session: {}, powerMonitor: new EventEmitter(), shell: {}, ipcMain: {}, safeStorage: {}, Menu: {},
    protocol: { registerSchemesAsPrivileged: () => undefined }, dialog: { showErrorBox: (title: string, text: string) => void world.steps.push(`${title}: ${text}`) }
  }
})

it('fault 60: a profile in a folder that is synchronised: told in words, left, and not a byte of it is opened', async () => {
  const base = await mkdtemp(join(tmpdir(), 'cunce-place-'))
  onTestFinished(() => rm(base, { recursive: true, force: true }))
  world.userData = join(base, 'Dropbox', 'cunce')
  await mkdir(world.userData, { recursive: true })
  await import('../../electron/main/index.ts')
  expect(world.steps).toHaveLength(2)
  expect(world.steps[0]).toMatch(/^村册没有启动: .*没有改动任何文件/s)
  expect(world.steps[1]).toBe('exit 1')
  expect(await readdir(world.userData)).toEqual([])
  expect(existsSync(join(base, 'Dropbox'))).toBe(true)
})

it('fault 29: the start sets one switch, the key store of this vault; none chooses where Chromium keeps its databases', async () => {
  const folder = resolve(import.meta.dirname, '../../electron')
  const files = (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.ts'))
  const texts = await Promise.all(files.map(name => readFile(join(folder, name), 'utf8')))
  expect(files.length).toBeGreaterThan(40)
  const set = texts.flatMap(text => [...text.matchAll(/append(?:Switch|Argument)\(\s*([^,)]+)/g)].map(match => match[1]))
  expect(set).toEqual(["'password-store'"])
  for (const text of texts) expect(text).not.toMatch(/(enable|disable)-features|IdbSqlite|BlinkRuntime|disable-indexed|setPath\(\s*'(userData|sessionData)/i)
})
