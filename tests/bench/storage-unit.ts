/** Runs storage-unit.page.ts in the Chromium that is installed and prints its figures as one line of JSON. */
import { resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { createServer } from 'vite'

const server = await createServer({
  configFile: false, root: resolve(import.meta.dirname, '../..'), logLevel: 'error', cacheDir: 'node_modules/.cache/bench',
  server: { host: '127.0.0.1', port: 0, hmr: false, watch: null }, optimizeDeps: { include: ['dexie', 'zod'], entries: [] }
})
await server.listen()
const address = server.httpServer?.address()
const port = typeof address === 'object' && address ? address.port : 0
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  const page = await browser.newPage()
  page.setDefaultTimeout(120_000)
  page.on('pageerror', error => process.stderr.write(`${error.message}\n`))
  page.on('requestfailed', request => process.stderr.write(`${request.url()}\n`))
  await page.goto(`http://127.0.0.1:${port}/tests/bench/storage-unit.html`)
  process.stdout.write(`${JSON.stringify(await page.evaluate(() => window.storageUnit))}\n`)
} finally {
  await browser.close()
  await server.close()
}
