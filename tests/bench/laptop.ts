/**
 * A laptop of the bench: the page with the real book's worker in Chromium, its profile on a disk, its host behind
 * loopback. And the county the laptops load from.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { startCounty, type County } from '../../server/county.ts'
import { openBenchHost, type BenchHost } from './host.ts'
import type { Bench } from './page/main.ts'
import { browserOf, watchMemory, type Memory } from './processes.ts'

const root = resolve(import.meta.dirname, '../..')

export const chromiumPath = (): string => process.env['CHROMIUM'] ?? '/usr/bin/chromium'
export const CHROMIUM_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync']

export interface Laptop { readonly host: BenchHost, readonly page: Page, readonly folder: string, readonly memory: Memory, close(): Promise<void> }

/** Builds the page; gives its folder. */
export async function buildPages(): Promise<string> {
  const pages = join(root, 'tests/.output/bench-page')
  await build({ root: join(root, 'tests/bench/page'), logLevel: 'error', plugins: [vue()], worker: { format: 'es' }, build: { outDir: pages, emptyOutDir: true, minify: true } })
  return pages
}

export async function openLaptop(pages: string, bodies?: ReadonlyMap<string, Uint8Array>): Promise<Laptop> {
  const folder = mkdtempSync(join(tmpdir(), 'cunce-bench-'))
  const profile = join(folder, 'profile')
  const host = await openBenchHost({ folder, pages })
  for (const [name, body] of bodies ?? []) host.bodies.set(name, body)
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(), headless: true, args: CHROMIUM_ARGS
  })
  const page = context.pages()[0] ?? await context.newPage()
  await page.goto(host.url)
  await page.waitForFunction(() => 'bench' in globalThis)
  return { host, page, folder, memory: watchMemory(browserOf(profile)), async close() { await context.close(); await host.close(); rmSync(folder, { recursive: true, force: true }) } }
}

/** Calls one function of the page's bench. */
export const ask = <N extends keyof Bench>(page: Page, name: N, ...args: Parameters<Bench[N]>): Promise<Awaited<ReturnType<Bench[N]>>> =>
  page.evaluate(([n, a]) => (globalThis as unknown as { bench: Record<string, (...x: unknown[]) => unknown> }).bench[n as string]!(...a as unknown[]), [name, args] as const) as never

/** A county of its own for one bench; gone afterwards. */
export async function withCounty<T>(work: (county: County) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cunce-bench-county-'))
  const county = await startCounty({ port: 0, ...(process.env['DATABASE_URL'] ? { databaseUrl: process.env['DATABASE_URL'] } : { dataDir: join(dataDir, 'county') }) })
  try {
    return await work(county)
  } finally {
    await county.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Enrols the laptop and loads the village. */
export async function load({ page }: Laptop, county: County, village: string, account: string): Promise<void> {
  await ask(page, 'enrol', county.url, await county.issueCode({ villages: [village], account, person: '测试', hours: 1 }))
  await ask(page, 'open')
  await ask(page, 'sync')
}
