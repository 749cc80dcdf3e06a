/**
 * `npm test`: everything, on a machine where nothing is installed yet. All stages run even when an earlier one
 * fails, except that the journeys need the build. The last line is the sum: a static stage counts as one.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { at, children, electronPath, runTool, say } from './project.mjs'
import { setup } from './setup.mjs'

process.on('SIGINT', () => { for (const child of children) child.kill('SIGTERM'); process.exit(130) })

const output = at('tests/.output'), unitFile = at('tests/.output/unit.json'), journeyFile = at('tests/.output/journeys.json')
const one = ok => ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
const tool = async (...args) => one((await runTool(...args)).code === 0)

/** What a runner's report says; a runner that fails without a failed test has failed all the same. */
function counted(file, read, code) {
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
  const { passed, failed } = report ? read(report) : { passed: 0, failed: 0 }
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed }
}

async function unit() {
  const { code } = await runTool('vitest', ['run', '--config', 'tests/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${unitFile}`])
  return counted(unitFile, r => ({ passed: r.numPassedTests, failed: r.numFailedTests + r.testResults.filter(f => f.status === 'failed' && f.assertionResults.length === 0).length }), code)
}

async function journeys() {
  const args = ['test', '--config', 'tests/journeys/playwright.config.ts']
  // Real Electron wants a display; without one the same journeys drive the stand-in.
  const hidden = electronPath() && process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
  const { code } = await runTool('@playwright/test', args, { name: 'playwright', env: hidden ? { CUNCE_STANDIN: '1' } : {} })
  return counted(journeyFile, r => ({ passed: r.stats.expected, failed: r.stats.unexpected + r.stats.flaky + r.errors.length }), code)
}

const sum = { passed: 0, failed: 0 }
async function stage(name, work) {
  say(`\n=== ${name}`)
  const start = Date.now()
  const { passed, failed } = await work()
  sum.passed += passed
  sum.failed += failed
  say(`=== ${name}: ${passed} passed, ${failed} failed, ${Math.round((Date.now() - start) / 1000)} s`)
  return failed === 0
}

try {
  say('=== setup')
  await setup({ electron: false })
  rmSync(output, { recursive: true, force: true })
  mkdirSync(output, { recursive: true })
  await stage('typecheck', () => tool('vue-tsc', ['-b', '--force']))
  await stage('lint', () => tool('eslint', ['--max-warnings', '0', '.']))
  await stage('unit', unit)
  const built = await stage('build', async () => one((await runTool('electron-vite', ['build'], {})).code === 0))
  if (built) await stage('journeys', journeys)
  else say('\n=== journeys: not run, the app was not built')
} catch (error) {
  say(error.message)
  sum.failed++
}
// Whatever a failed stage left behind.
for (const child of children) child.kill('SIGKILL')
say(`\n${sum.passed} passed, ${sum.failed} failed`)
process.exitCode = sum.failed ? 1 : 0
