/**
 * The peers at work: each gets the same village, in the same Chromium, with a profile on the disk and a server of
 * its own, and does the same five jobs. They are installed here on first use; the product knows nothing of them.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { CHROMIUM_ARGS, chromiumPath } from '../laptop.ts'

const here = import.meta.dirname
const pages = join(here, '../../.output/bench-peers')
/** PouchDB and RxDB gain by large batches; 1000 was the best of those measured. */
const BATCH = 1000

/** The last of them costs what every round of an idle evening costs. */
export interface PeerFigures {
  readonly firstMs: number, readonly firstBytes: number
  readonly pushMs: number, readonly pushBytes: number
  readonly pullMs: number, readonly pullBytes: number
  readonly idleMs: number, readonly idleBytes: number
}
export const PEERS = ['pouch', 'rxdb'] as const
export type PeerName = (typeof PEERS)[number]

/** Brings the peers from their own lockfile, and builds their pages. */
export async function preparePeers(say: (line: string) => void): Promise<void> {
  const locked = readFileSync(join(here, 'package-lock.json'), 'utf8')
  const stamp = join(here, 'node_modules/.as-locked')
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== locked) {
    say('peers: npm ci …')
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: here, stdio: ['ignore', 'ignore', 'inherit'] })
    writeFileSync(stamp, locked)
  }
  await build({ configFile: join(here, 'vite.config.ts') })
}

async function startServer(folder: string, documents: readonly object[]): Promise<{ readonly url: string, readonly child: ChildProcess }> {
  const file = join(folder, 'documents.json')
  writeFileSync(file, JSON.stringify(documents))
  const child = spawn(process.execPath, ['--no-warnings', join(here, 'server.ts'), join(folder, 'server'), pages, file], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_NO_WARNINGS: '1' } })
  const port = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout!.on('data', (part: Buffer) => {
      said += part.toString()
      const ready = /ready (\d+)/.exec(said)
      if (ready) resolve(ready[1]!)
    })
    child.once('exit', code => reject(new Error(`the peers' server ended with ${String(code)}`)))
  })
  return { url: `http://127.0.0.1:${port}`, child }
}

interface Asked { readonly ms: number, readonly value: unknown }
const ask = (page: Page, name: string, ...args: unknown[]): Promise<Asked> =>
  page.evaluate(([job, given]) => (globalThis as unknown as { peer: Record<string, (...x: unknown[]) => Promise<Asked>> }).peer[job as string]!(...given as unknown[]), [name, args] as const)

const demand = (what: string, found: unknown, wanted: unknown): void => {
  if (found !== wanted) throw new Error(`${what}: ${String(found)} instead of ${String(wanted)}`)
}

export async function measurePeer(name: PeerName, documents: readonly { readonly id: string }[], edited: readonly string[], others: readonly string[]): Promise<PeerFigures> {
  const folder = mkdtempSync(join(tmpdir(), `cunce-${name}-`))
  const { url, child } = await startServer(folder, documents)
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), { executablePath: chromiumPath(), headless: true, args: CHROMIUM_ARGS })
  try {
    const page = context.pages()[0] ?? await context.newPage()
    await page.goto(`${url}/pages/${name}.html`)
    await page.waitForFunction(() => 'peer' in globalThis)
    await ask(page, 'open')
    const get = async <T>(path: string): Promise<T> => (await fetch(`${url}${path}`)).json() as Promise<T>
    // Counting costs a request of its own, to this process and not to the page: its bytes are taken off.
    const counted = async (work: () => Promise<Asked>): Promise<{ readonly ms: number, readonly bytes: number, readonly value: unknown }> => {
      const before = await get<{ up: number, down: number }>('/traffic')
      const own = await get<{ up: number, down: number }>('/traffic')
      const { ms, value } = await work()
      const after = await get<{ up: number, down: number }>('/traffic')
      return { ms, value, bytes: after.up + after.down - own.up - own.down - (own.up + own.down - before.up - before.down) }
    }
    const first = await counted(() => ask(page, 'firstCopy', BATCH))
    demand('households of the first copy', first.value, documents.length)
    await ask(page, 'edit', edited, '1390')
    const push = await counted(() => ask(page, 'push', BATCH))
    demand('a pushed edit at the server', (await get<Record<string, unknown>>(`/phone?id=${edited[7]!}`))[name], '13907')
    await fetch(`${url}/edit`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ids: others, phone: '1500' }) })
    const pull = await counted(() => ask(page, 'pull', BATCH))
    demand('a pulled edit on the laptop', (await ask(page, 'phone', others[9]!)).value, '15009')
    const idle = await counted(async () => {
      const down = await ask(page, 'pull', BATCH)
      const up = await ask(page, 'push', BATCH)
      return { ms: down.ms + up.ms, value: null }
    })
    return { firstMs: first.ms, firstBytes: first.bytes, pushMs: push.ms, pushBytes: push.bytes, pullMs: pull.ms, pullBytes: pull.bytes, idleMs: idle.ms, idleBytes: idle.bytes }
  } finally {
    await context.close()
    child.removeAllListeners('exit')
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}
