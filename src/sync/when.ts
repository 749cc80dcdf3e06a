/**
 * When to sync: some seconds after a write, at intervals, and again after a failure with growing pauses.
 * The browser's word on being online is not believed: a hotspot's login page is online too. Pure but for
 * the timer it is given; the window's store owns one.
 */
export interface Clockwork {
  now(): number
  /** 0 ≤ x < 1 */
  random(): number
  after(ms: number, run: () => void): () => void
}

export const PAUSES = {
  afterWrite: 5_000,
  interval: 15 * 60_000,
  firstRetry: 20_000,
  longestRetry: 15 * 60_000
} as const

export interface Scheduler {
  /** Something was written: a round soon, once for a burst of answers. */
  wrote(): void
  /** The person asked, or the county was just enrolled. */
  now(): void
  stop(): void
  /** When the next round is due, ms since 1970; null while one runs or after stop. */
  due(): number | null
}

/** `round` resolves to true when it succeeded. It is never run twice at once. */
export function schedule(clockwork: Clockwork, round: () => Promise<boolean>): Scheduler {
  let cancel: (() => void) | null = null
  let dueAt: number | null = null
  let failures = 0
  let running = false
  let asked = false
  let stopped = false

  function plan(delay: number): void {
    if (stopped || running) return
    cancel?.()
    dueAt = clockwork.now() + delay
    cancel = clockwork.after(delay, () => void run())
  }

  async function run(): Promise<void> {
    cancel?.()
    cancel = null
    dueAt = null
    if (stopped || running) return
    running = true
    asked = false
    const good = await round().catch(() => false)
    running = false
    failures = good ? 0 : failures + 1
    if (good && asked) plan(PAUSES.afterWrite)
    else plan(good ? PAUSES.interval : retryPause(failures, clockwork.random()))
  }

  plan(PAUSES.afterWrite)
  return {
    wrote() {
      asked = true
      // While the county is out of reach a write does not shorten the pause: it would ask at every answer.
      if (failures === 0 && !running && (dueAt === null || dueAt > clockwork.now() + PAUSES.afterWrite)) plan(PAUSES.afterWrite)
    },
    now() {
      if (running) asked = true
      else plan(0)
    },
    stop() {
      stopped = true
      cancel?.()
      dueAt = null
    },
    due: () => dueAt
  }
}

/** Doubling, bounded, between half and the whole of it, so that six laptops do not come back at one moment. */
export function retryPause(failures: number, random: number): number {
  const whole = Math.min(PAUSES.longestRetry, PAUSES.firstRetry * 2 ** (failures - 1))
  return whole / 2 + random * whole / 2
}
