/**
 * Chromium as a child. The host talks to it through a pipe: when this process dies, even by SIGKILL, the
 * pipe closes and Chromium leaves with it. A port is opened as well, only for Playwright.
 * One profile has one Chromium: what a killed run left behind is ended before the next start.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

export interface Params { readonly [key: string]: unknown }
type Incoming = { id?: number, method?: string, params?: Params, sessionId?: string, result?: Params, error?: { message: string } }

/** The debugging protocol over the pipe: messages are JSON ended by a zero byte. */
export class Cdp extends EventEmitter {
  readonly waiting = new Map<number, { done(v: Params): void, failed(e: Error): void }>()
  readonly input: Writable
  count = 0
  constructor(input: Writable, output: Readable) {
    super()
    this.setMaxListeners(0)
    this.input = input
    let parts: Buffer[] = []
    output.on('data', (chunk: Buffer) => {
      let rest = chunk
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        parts.push(rest.subarray(0, end))
        this.take(JSON.parse(Buffer.concat(parts).toString('utf8')) as Incoming)
        parts = []
        rest = rest.subarray(end + 1)
      }
      if (rest.length) parts.push(rest)
    })
    output.on('close', () => this.end())
    output.on('error', () => this.end())
    input.on('error', () => this.end())
  }
  take(message: Incoming): void {
    if (message.id !== undefined) {
      const one = this.waiting.get(message.id)
      this.waiting.delete(message.id)
      if (message.error) one?.failed(new Error(message.error.message))
      else one?.done(message.result ?? {})
    } else if (message.method) this.emit(message.sessionId ? `${message.sessionId}:${message.method}` : message.method, message.params ?? {})
  }
  end(): void {
    for (const { failed } of this.waiting.values()) failed(new Error('Chromium is gone'))
    this.waiting.clear()
  }
  send(method: string, params: Params = {}, sessionId?: string): Promise<Params> {
    return new Promise((done, failed) => {
      const id = ++this.count
      this.waiting.set(id, { done, failed })
      this.input.write(JSON.stringify({ id, method, params, sessionId }) + '\0')
    })
  }
}

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run', '--no-default-browser-check',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions', '--disable-default-apps',
  '--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding',
  '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,Translate,MediaRouter,OptimizationHints,AutofillServerCommunication',
  '--password-store=basic', '--use-mock-keychain', '--no-proxy-server', '--lang=zh-CN', '--hide-scrollbars=false',
  '--remote-debugging-pipe', '--remote-debugging-port=0'
]

export interface Chrome { readonly cdp: Cdp, readonly child: ChildProcess, readonly devtools: string }
export interface ChromeOptions {
  readonly profile: string
  readonly rules: string
  readonly switches: readonly string[]
  /** A window on the desk that starts at this address; null for none. */
  readonly headed: string | null
}

export async function startChrome({ profile, headed, rules, switches }: ChromeOptions): Promise<Chrome> {
  mkdirSync(profile, { recursive: true })
  await endLeftOver(profile)
  const look = headed ? [`--app=${headed}`, '--window-size=1180,720', '--test-type'] : ['--headless=new', '--no-startup-window']
  const preferences = join(profile, 'Default/Preferences')
  if (!existsSync(preferences)) {
    mkdirSync(join(profile, 'Default'), { recursive: true })
    writeFileSync(preferences, JSON.stringify({ translate: { enabled: false }, browser: { has_seen_welcome_page: true } }))
  }
  const child = spawn(process.env['STANDIN_CHROMIUM'] ?? '/usr/bin/chromium',
    [...flags, `--host-resolver-rules=${rules}`, `--user-data-dir=${profile}`, ...switches, ...look],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], env: { ...process.env, LANGUAGE: 'zh_CN' } })
  const cdp = new Cdp(child.stdio[3] as Writable, child.stdio[4] as Readable)
  const devtools = await new Promise<string>((done, failed) => {
    let heard = ''
    child.stderr!.on('data', (chunk: Buffer) => {
      if (heard.length < 20_000) heard += chunk.toString('utf8')
      const found = /DevTools listening on (ws:\S+)/.exec(heard)
      if (found) done(found[1]!)
    })
    child.once('error', failed)
    child.once('exit', () => failed(new Error(`stand-in: Chromium did not start: ${heard.slice(-2000)}`)))
  })
  return { cdp, child, devtools }
}

/** Processes of an earlier run on this profile, by their command line. */
function holders(profile: string): number[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number).filter(pid => {
    try { return pid !== process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(`--user-data-dir=${profile}`) } catch { return false }
  })
}

async function endLeftOver(profile: string): Promise<void> {
  for (let round = 0; round < 50; round++) {
    const left = holders(profile)
    if (left.length === 0) break
    for (const pid of left) try { process.kill(pid, 'SIGKILL') } catch { continue }
    await new Promise(done => setTimeout(done, 50))
  }
  for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie']) {
    // A dangling link does not "exist": remove it without asking.
    rmSync(join(profile, name), { force: true })
  }
  if (existsSync(join(profile, 'DevToolsActivePort'))) rmSync(join(profile, 'DevToolsActivePort'))
}
