import { expect, it } from 'vitest'
import { PAUSES, retryPause, schedule, type Clockwork, type Scheduler } from '../../src/sync/when.ts'

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

/** A county that can be silent, answer questions only, or take rounds; told how often each was asked. */
function county(): { asked: { probes: number; rounds: number }; answers: boolean; takes: boolean; clock: ReturnType<typeof clockwork>; scheduler: Scheduler } {
  const clock = clockwork()
  const made = { asked: { probes: 0, rounds: 0 }, answers: false, takes: false, clock }
  const probe = async (): Promise<boolean> => { made.asked.probes++; return made.answers }
  return Object.assign(made, { scheduler: schedule({ ...clock, probe }, async () => { made.asked.rounds++; return made.takes }) })
}

it('fault 9: when the county answers again after days of silence a round begins by itself within a minute or so', async () => {
  const at = county()
  await at.clock.pass(3 * 24 * 3600_000)
  const { rounds } = at.asked
  at.answers = true
  at.takes = true
  await at.clock.pass(PAUSES.probe * 1.25 + PAUSES.answered)
  expect(at.asked.rounds).toBe(rounds + 1)
})

it('while the county is silent only small questions go out between the growing pauses of the rounds', async () => {
  const at = county()
  await at.clock.pass(PAUSES.afterWrite + 3600_000)
  expect(at.asked.rounds).toBeLessThan(15)
  expect(at.asked.probes).toBeGreaterThan(40)
})

it('no question is asked while rounds succeed', async () => {
  const at = county()
  at.takes = true
  await at.clock.pass(3600_000)
  at.scheduler.hint()
  await at.clock.pass(3600_000)
  expect(at.asked.probes).toBe(0)
})

it('fault 34: a hint makes the question come sooner, and is believed in nothing: a login page answers no round', async () => {
  const at = county()
  await at.clock.pass(PAUSES.afterWrite)
  const { rounds, probes } = { ...at.asked }
  at.scheduler.hint()
  await at.clock.pass(PAUSES.afterHint)
  expect(at.asked).toEqual({ rounds, probes: probes + 1 })
  at.answers = true
  at.takes = true
  at.scheduler.hint()
  await at.clock.pass(PAUSES.afterHint)
  await at.clock.pass(PAUSES.answered)
  expect(at.asked.rounds).toBe(rounds + 1)
})

it('fault 38: a county that answers questions and fails rounds is not asked for a round every minute', async () => {
  const at = county()
  at.answers = true
  await at.clock.pass(PAUSES.afterWrite + 3600_000)
  expect(at.asked.rounds).toBeLessThan(15)
  // It falls silent and comes back: that is worth another try.
  at.answers = false
  await at.clock.pass(PAUSES.probe * 1.25)
  const { rounds } = at.asked
  at.answers = true
  at.takes = true
  await at.clock.pass(PAUSES.probe * 1.25 + PAUSES.answered)
  expect(at.asked.rounds).toBe(rounds + 1)
})

it('after stop neither rounds nor questions come, also from a question under way', async () => {
  const clock = clockwork()
  let answer: (answers: boolean) => void = () => undefined
  let rounds = 0
  const scheduler = schedule({ ...clock, probe: () => new Promise(resolve => { answer = resolve }) }, async () => { rounds++; return false })
  await clock.pass(PAUSES.afterWrite)
  scheduler.hint()
  await clock.pass(PAUSES.afterHint)
  scheduler.stop()
  answer(true)
  await clock.pass(3600_000)
  expect(rounds).toBe(1)
})
