/**
 * Starts a built app as Electron would: the command line is Electron's, `electron` is our own module, the
 * main module runs first, then Chromium starts with what it asked for, then the app is ready.
 */
import { readFileSync, statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const target = new URL('./electron.ts', import.meta.url).href
registerHooks({
  resolve: (name, context, next) => /^electron(\/(main|common))?$/.test(name) ? { url: target, shortCircuit: true } : next(name, context)
})
Object.defineProperty(process.versions, 'electron', { value: '45.4.1-standin' })
Object.defineProperty(process.versions, 'chrome', { value: 'of the system' })
Object.defineProperty(process, 'type', { value: 'browser' })

const argv = process.argv.slice(2)
const asked = resolve(argv.find(a => !a.startsWith('-')) ?? '.')
const folder = statSync(asked).isDirectory()
const { app, world } = await import('./app.ts')
const { browser } = await import('./contents.ts')
const { startChrome } = await import('./chrome.ts')
const { BLANK, serveOrigin, toWeb } = await import('./origin.ts')
const { session } = await import('./session.ts')
const { windows } = await import('./windows.ts')

const pkg = folder ? JSON.parse(readFileSync(join(asked, 'package.json'), 'utf8')) as typeof world.pkg & { main: string } : null
if (pkg) world.pkg = pkg
world.root = folder ? asked : dirname(asked)
process.argv.splice(1, process.argv.length, ...argv)

// Playwright says when it is listening; a window made before that would be missed.
const attached = Promise.withResolvers<undefined>()
Object.assign(globalThis, { __playwright_run: async () => attached.resolve(undefined) })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.exit(0))

await import(pathToFileURL(pkg ? join(asked, pkg.main) : asked).href)
if (!world.quitting) {
  const { server, rules } = await serveOrigin()
  const passed = argv.filter(a => /^--(force-device-scale-factor|window-size|ozone-platform)=/.test(a))
  // STANDIN_HEADED names the app's origin: a window without an address line stays so only on one origin.
  const origin = process.env['STANDIN_HEADED']
  const { cdp, child, devtools } = await startChrome({
    profile: resolve(app.getPath('userData'), 'standin-profile'), headed: origin ? toWeb(`${origin}${BLANK}`) : null, rules, switches: [...app.switches, ...passed]
  })
  browser.cdp = cdp
  world.stop = async () => {
    const gone = new Promise<void>(done => { if (child.exitCode === null) child.once('exit', () => done()); else done() })
    await Promise.race([cdp.send('Browser.close').catch(() => undefined).then(() => gone), new Promise(done => setTimeout(done, 5000))])
    child.kill('SIGKILL')
    server.close()
  }
  child.once('exit', () => { if (!world.quitting) process.exit(1) })
  await cdp.send('Target.setDiscoverTargets', { discover: true })
  if (origin) {
    const { targetInfos } = await cdp.send('Target.getTargets') as { targetInfos: { type: string, targetId: string }[] }
    browser.firstPage = targetInfos.find(t => t.type === 'page')?.targetId ?? null
  }
  cdp.on('Target.targetDestroyed', ({ targetId }: { targetId: string }) => windows.find(w => w.webContents.target === targetId)?.leave())
  app.on('standin-close', (targetId: string) => windows.find(w => w.webContents.target === targetId)?.close())
  await session.defaultSession.watchDownloads()
  if (argv.includes('--remote-debugging-port=0')) process.stderr.write(`\nDevTools listening on ${devtools}\n`)
  const driven = argv.includes('--inspect=0') && argv.includes('--remote-debugging-port=0')
  if (driven) await Promise.race([attached.promise, new Promise(done => setTimeout(done, 15_000))])
  app.becomeReady()
}
