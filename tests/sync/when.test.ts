import { expect, it } from 'vitest'
import { PAUSES, retryPause, schedule, type Clockwork } from '../../src/sync/when.ts'

/** A clock that runs when told. */
function clockwork(): Clockwork & { pass(ms: number): Promise<void> } {
  let now = 0
  const timers = new Set<{ at: number; run: () => void }>()
  return {
    now: () => now, random: () => 0,
    after(ms, run) {
      const timer = { at: now + ms, run }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    async pass(ms) {
      for (let i = 0; i < 5; i++) await Promise.resolve()
      for (const end = now + ms; ;) {
        const due = [...timers].filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!due) { now = end; return }
        now = Math.max(now, due.at)
        timers.delete(due)
        due.run()
        for (let i = 0; i < 5; i++) await Promise.resolve()
      }
    }
  }
}

it('a burst of answers makes one round, some seconds after the first', async () => {
  const clock = clockwork()
  let rounds = 0
  const scheduler = schedule(clock, async () => { rounds++; return true })
  await clock.pass(PAUSES.afterWrite)
  expect(rounds).toBe(1)
  for (let i = 0; i < 4; i++) { scheduler.wrote(); await clock.pass(1000) }
  expect(rounds).toBe(1)
  await clock.pass(1000)
  expect(rounds).toBe(2)
})

it('with nothing written a round comes at each interval', async () => {
  const clock = clockwork()
  let rounds = 0
  schedule(clock, async () => { rounds++; return true })
  await clock.pass(PAUSES.afterWrite + PAUSES.interval - 1)
  expect(rounds).toBe(1)
  await clock.pass(1)
  expect(rounds).toBe(2)
})

it('after a failure the pauses grow, answers do not shorten them, and the person may', async () => {
  const clock = clockwork()
  let rounds = 0
  const scheduler = schedule(clock, async () => { rounds++; throw new Error('no signal') })
  await clock.pass(PAUSES.afterWrite)
  scheduler.wrote()
  await clock.pass(PAUSES.firstRetry / 2 - 1)
  expect(rounds).toBe(1)
  await clock.pass(1)
  expect(rounds).toBe(2)
  await clock.pass(PAUSES.firstRetry - 1)
  expect(rounds).toBe(2)
  scheduler.now()
  await clock.pass(0)
  expect(rounds).toBe(3)
})

it('what is written during a round is sent soon after it, and never by two rounds at once', async () => {
  const clock = clockwork()
  let end: (good: boolean) => void = () => undefined
  let rounds = 0
  const scheduler = schedule(clock, () => { rounds++; return new Promise(resolve => { end = resolve }) })
  await clock.pass(PAUSES.afterWrite)
  scheduler.wrote()
  scheduler.now()
  await clock.pass(PAUSES.interval)
  expect(rounds).toBe(1)
  expect(scheduler.due()).toBeNull()
  end(true)
  await clock.pass(PAUSES.afterWrite)
  expect(rounds).toBe(2)
})

it('after stop no round comes', async () => {
  const clock = clockwork()
  let rounds = 0
  schedule(clock, async () => { rounds++; return true }).stop()
  await clock.pass(PAUSES.interval * 3)
  expect(rounds).toBe(0)
})

it.each([
  ['the first is at least half of the shortest', 1, 0, PAUSES.firstRetry / 2],
  ['the first is at most the shortest', 1, 1, PAUSES.firstRetry],
  ['the third is four times as long', 3, 1, PAUSES.firstRetry * 4],
  ['none is longer than the longest', 40, 1, PAUSES.longestRetry]
])('pauses after failures: %s', (_, failures, random, pause) => {
  expect(retryPause(failures, random)).toBe(pause)
})
