/**
 * `npm run faults`: the real journal and the real county killed in hundreds and switched off in dozens, then the built
 * app. What was acknowledged is counted; one that is gone ends with 1. The last line is one JSON object (G16).
 *
 *   npm run faults -- [--kills=500] [--cuts=200] [--county=12] [--app-kills=40] [--app-cuts=24] [--seed=N]
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { seeded } from '../bench/township.ts'
import { countyTrials } from './county.ts'
import { killTrials, powerTrials } from './journal.ts'

const option = (name: string, otherwise: number): number => Number(process.argv.find(arg => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise)
const seed = option('seed', Date.now() % 1_000_000)
const roll = seeded(seed)
const root = join(import.meta.dirname, '../..')
const say = (line: string): void => void process.stderr.write(`${line}\n`)

/** The journeys of the built app that die; they judge themselves. */
function app(name: string, spec: string, grep: string, env: Record<string, string>): boolean {
  say(`app: ${name} …`)
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/@playwright/test/cli.js'), 'test', '--config', 'tests/journeys/playwright.config.ts', spec, '-g', grep], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 2, 2] })
  return status === 0
}

say(`seed ${seed}`)
const kills = await killTrials(option('kills', 500), roll)
say(`journal, kills: ${JSON.stringify(kills)}`)
const cuts = await powerTrials(option('cuts', 200), roll)
say(cuts ? `journal, power cuts: ${JSON.stringify(cuts)}` : 'no disk can be mounted on this machine: the power was not cut')
const county = await countyTrials(option('county', 12), roll)
say(`county: ${JSON.stringify(county)}`)
const appKills = option('app-kills', 40), appCuts = option('app-cuts', 24)
const apps = {
  kills: appKills === 0 || app(`${appKills} kills`, 'survival', 'fault 1,', { CUNCE_KILLS: String(appKills), CUNCE_SEED: String(seed) }),
  cuts: appCuts === 0 || app(`${appCuts} power cuts`, 'power', 'fault 2:', { CUNCE_POWER_CUTS: String(appCuts), CUNCE_SEED: String(seed) })
}
const passed = [kills, cuts, county].every(one => !one || one.lost + one.torn === 0) && county.doubled === 0 && apps.kills && apps.cuts
say(passed ? 'nothing acknowledged was lost' : 'FAILED: something acknowledged is gone, torn or there twice')
process.stdout.write(`${JSON.stringify({ seed, kills, cuts, county, app: { kills: { tried: appKills, good: apps.kills }, cuts: { tried: appCuts, good: apps.cuts } }, passed })}\n`)
process.exitCode = passed ? 0 : 1
