import { expect, it } from 'vitest'
import { killTrials, powerTrials } from './journal.ts'

/** mulberry32 */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

it('fault 1, D-04: killed 20 times while it stores, the journal has every entry whose word was heard', async () => {
  const { trials, acknowledged, lost, torn } = await killTrials(20, dice(20_261_122))
  expect({ trials, lost, torn }).toEqual({ trials: 20, lost: 0, torn: 0 })
  expect(acknowledged).toBeGreaterThan(20)
}, 120_000)

it('faults 2 and 5: 6 power cuts while it stores and begins new segments, and nothing acknowledged is gone', async () => {
  const found = await powerTrials(6, dice(7))
  if (!found) {
    process.stdout.write('No disk could be mounted on this machine: the power was not cut here.\n')
    return
  }
  expect(found).toMatchObject({ trials: 6, lost: 0, torn: 0 })
  expect(found.acknowledged).toBeGreaterThan(6)
}, 120_000)
