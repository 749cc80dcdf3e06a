import { expect, it } from 'vitest'
import { simulate } from './simulate.ts'

const SEEDS = Array.from({ length: 30 }, (_, i) => 1000 + i)

it.each(SEEDS)('seed %i: through lost requests, lost answers, duplicates, kills and wrong clocks nothing confirmed is lost and all copies are right', async seed => {
  const outcome = await simulate(seed, 2 + seed % 2, 45)
  expect(outcome.lost).toEqual([])
  expect(outcome.unsent).toBe(0)
  for (const copy of outcome.copies) expect(copy).toEqual(outcome.copies[0])
  expect(outcome.county).toEqual(outcome.copies[0])
  expect(outcome.standing).toEqual(outcome.expected)
})
