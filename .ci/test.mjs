/**
 * `npm test`: everything, on a machine where nothing is installed yet. All stages run even when an earlier one
 * fails, except that the journeys need the build. The last line is the sum: a static stage counts as one.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { relative } from 'node:path'
import { at, children, electronPath, runTool, say } from './project.mjs'
import { setup } from './setup.mjs'

process.on('SIGINT', () => { for (const child of children) child.kill('SIGTERM'); process.exit(130) })

const output = at('tests/.output'), unitFile = at('tests/.output/unit.json'), journeyFile = at('tests/.output/journeys.json')
const one = ok => ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
const tool = async (...args) => one((await runTool(...args)).code === 0)

/** What a runner's report says of each test file: how many passed, which did not. */
function unitReport() {
  const files = new Map()
  for (const file of JSON.parse(readFileSync(unitFile, 'utf8')).testResults) {
    const failed = file.assertionResults.filter(test => test.status === 'failed').map(test => test.fullName)
    if (file.status === 'failed' && failed.length === 0) failed.push('the file itself')
    files.set(relative(at('.'), file.name), { passed: file.assertionResults.filter(test => test.status === 'passed').length, failed })
  }
  return { files, besides: 0 }
}
function journeyReport() {
  const files = new Map(), report = JSON.parse(readFileSync(journeyFile, 'utf8'))
  const walk = (suite, file) => {
    for (const spec of suite.specs ?? []) {
      if (spec.ok) file.passed++
      else file.failed.push(spec.title)
    }
    for (const inner of suite.suites ?? []) walk(inner, file)
  }
  for (const suite of report.suites) {
    const name = `tests/journeys/${suite.file}`
    if (!files.has(name)) files.set(name, { passed: 0, failed: [] })
    walk(suite, files.get(name))
  }
  return { files, besides: report.errors.length }
}

const broken = [], wavered = []
/** More files than this have not wavered, they are broken. */
const SECOND_LOOKS = 4
/**
 * Runs the tests, and the few files that failed a second time by themselves: on a loaded machine a wait may run out.
 * What fails again has failed. What passes then is named in the sum all the same: it is a race to be mended.
 */
async function looked(run, report, file) {
  rmSync(file, { force: true })
  const { code } = await run([])
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  const { files, besides } = report()
  const bad = [...files].filter(([, result]) => result.failed.length > 0).map(([name]) => name)
  if (bad.length > 0 && bad.length <= SECOND_LOOKS) {
    say(`\n--- once more: ${bad.join(', ')}`)
    rmSync(file, { force: true })
    await run(bad)
    const second = existsSync(file) ? report().files : new Map()
    for (const name of bad) {
      const now = second.get(name)
      for (const test of files.get(name).failed) if (now && !now.failed.includes(test)) wavered.push(`${name} › ${test}`)
      if (now) files.set(name, now)
    }
  }
  let passed = 0, failed = besides
  for (const [name, result] of files) {
    passed += result.passed
    failed += result.failed.length
    for (const test of result.failed) broken.push(`${name} › ${test}`)
  }
  // A runner that ends badly without a failed test has failed all the same.
  return { passed, failed: code !== 0 && failed === 0 && bad.length === 0 ? 1 : failed }
}

const unit = () => looked(
  files => runTool('vitest', ['run', '--config', 'tests/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${unitFile}`, ...files]),
  unitReport, unitFile)

const journeys = () => {
  // Real Electron wants a display; without one the same journeys drive the stand-in.
  const hidden = electronPath() && process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
  return looked(
    files => runTool('@playwright/test', ['test', '--config', 'tests/journeys/playwright.config.ts', ...files.map(name => `/${name}$`)], { name: 'playwright', env: hidden ? { CUNCE_STANDIN: '1' } : {} }),
    journeyReport, journeyFile)
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
for (const test of wavered) say(`passed only the second time: ${test}`)
for (const test of broken) say(`failed: ${test}`)
say(`\n${sum.passed} passed, ${sum.failed} failed`)
process.exitCode = sum.failed ? 1 : 0
