/**
 * The goals that are counted and not timed: acknowledged work lost over kills and power cuts (G16), seeds of the real
 * synchronising code in ten minutes (G18), and whether all of them agreed (G19). A sample; the whole is
 * `npm run faults` and `npm run simulate -- --seeds 1000`.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { killTrials, powerTrials } from '../faults/journal.ts'
import type { Goal } from './goals.ts'
import { seeded } from './township.ts'

const SEEDS = 60
const TEN_MINUTES = 600
const root = join(import.meta.dirname, '../..')

/** Exit code and seconds of so many seeds on two workers. */
function simulated(seeds: number): Promise<{ readonly agreed: boolean, readonly seconds: number }> {
  return new Promise(resolve => {
    const start = performance.now()
    const child = spawn(process.execPath, ['--no-warnings', join(root, 'tests/sync/simulate.ts'), '--seeds', String(seeds), '--from', '5000', '--workers', '2'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('exit', code => resolve({ agreed: code === 0, seconds: (performance.now() - start) / 1000 }))
  })
}

const none = (lost: number, of: number, floorIs: string, more: Goal['more']): Goal =>
  ({ ours: lost, floor: of, floorIs, ratio: of > 0 ? lost / of : 0, must: 'none', met: lost === 0, ambitious: 'none on NTFS and with a real plug', metAmbitious: false, more })

export async function benchProofs(say: (line: string) => void): Promise<{ readonly goals: Record<string, Goal> }> {
  const roll = seeded(20261122)
  const kills = await killTrials(60, roll)
  say(`kills: ${JSON.stringify(kills)}`)
  const cuts = await powerTrials(30, roll)
  say(cuts ? `power cuts: ${JSON.stringify(cuts)}` : 'no disk can be mounted here: the power was not cut')
  const { agreed, seconds } = await simulated(SEEDS)
  const inTenMinutes = Math.round(SEEDS / seconds * TEN_MINUTES)
  say(`${SEEDS} seeds in ${Math.round(seconds)} s`)
  return {
    goals: {
      'G16 acknowledged and lost': none(kills.lost + kills.torn + (cuts?.lost ?? 0) + (cuts?.torn ?? 0), kills.acknowledged + (cuts?.acknowledged ?? 0), 'acknowledged entries', { kills: kills.trials, powerCuts: cuts?.trials ?? 0 }),
      G18: { ours: inTenMinutes, floor: 1000, floorIs: 'seeds in ten minutes on two cores', ratio: inTenMinutes / 1000, must: '≥ 1,000', met: inTenMinutes >= 1000, ambitious: '≥ 10,000 a night', metAmbitious: inTenMinutes * 60 >= 10_000, more: {} },
      'G19 all copies agree': none(agreed ? 0 : 1, SEEDS, 'seeds', {})
    }
  }
}
