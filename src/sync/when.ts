/**
 * When to sync: some seconds after a write, at intervals, and again after a failure with growing pauses. While
 * the county is out of reach a small question asks every minute whether it answers again, and a round follows at
 * once when it does. The browser's word on being online is not believed, it only makes the question come sooner:
 * a hotspot's login page is online too. Pure but for the timer it is given; the window's store owns one.
 */
export interface Clockwork {
  now(): number
  /** 0 ≤ x < 1 */
  random(): number
  after(ms: number, run: () => void): () => void
  /** Whether the county answers, cheaply; absent where nobody can ask. */
  probe?(): Promise<boolean>
}

export const PAUSES = {
  afterWrite: 5_000,
  interval: 15 * 60_000,
  firstRetry: 20_000,
  longestRetry: 15 * 60_000,
  /** Between two questions whether the county answers, ± a quarter. */
  probe: 60_000,
  /** After word of a change of the network: an address has to be had first. */
  afterHint: 2_000,
  /** The laptops of a village hear the county at one moment; they do not all come at it. */
  answered: 5_000
} as const

export interface Scheduler {
  /** Something was written: a round soon, once for a burst of answers. */
  wrote(): void
  /** The person asked, or the county was just enrolled. */
  now(): void
  /** The network is said to have changed: the next question comes sooner, if there is anything to ask. */
  hint(): void
  stop(): void
  /** When the next round is due, ms since 1970; null while one runs or after stop. */
  due(): number | null
}

/** `round` resolves to true when it succeeded. It is never run twice at once. */
export function schedule(clockwork: Clockwork, round: () => Promise<boolean>): Scheduler {
  let cancel: (() => void) | null = null
  let cancelProbe: (() => void) | null = null
  let dueAt: number | null = null
  let failures = 0
  let running = false
  let asked = false
  let stopped = false
  // A county that answers the question and fails the round would be asked every minute: after such a round
  // only a new silence makes an answer worth another.
  let answerCounts = true
  let life = 0

  function plan(delay: number): void {
    if (stopped || running) return
    cancel?.()
    dueAt = clockwork.now() + delay
    cancel = clockwork.after(delay, () => void run(false))
  }

  function planProbe(delay: number): void {
    cancelProbe?.()
    cancelProbe = null
    if (stopped || running || failures === 0 || !clockwork.probe) return
    cancelProbe = clockwork.after(delay, () => void probe())
  }

  async function probe(): Promise<void> {
    cancelProbe = null
    const mine = life
    const answers = await clockwork.probe!().catch(() => false)
    // A round has begun meanwhile, or nobody wants to know any more.
    if (stopped || running || failures === 0 || mine !== life) return
    if (answers && answerCounts) {
      cancel?.()
      const delay = clockwork.random() * PAUSES.answered
      dueAt = clockwork.now() + delay
      cancel = clockwork.after(delay, () => void run(true))
      return
    }
    if (!answers) answerCounts = true
    planProbe(aroundProbe(clockwork.random()))
  }

  async function run(answered: boolean): Promise<void> {
    cancel?.()
    cancel = null
    cancelProbe?.()
    cancelProbe = null
    dueAt = null
    if (stopped || running) return
    running = true
    asked = false
    life++
    const good = await round().catch(() => false)
    running = false
    failures = good ? 0 : failures + 1
    answerCounts = good || (answerCounts && !answered)
    if (good && asked) plan(PAUSES.afterWrite)
    else plan(good ? PAUSES.interval : retryPause(failures, clockwork.random()))
    planProbe(aroundProbe(clockwork.random()))
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
    hint() {
      planProbe(PAUSES.afterHint * (1 + clockwork.random()))
    },
    stop() {
      stopped = true
      cancel?.()
      cancelProbe?.()
      dueAt = null
    },
    due: () => dueAt
  }
}

const aroundProbe = (random: number): number => PAUSES.probe * (0.75 + random / 2)

/** Doubling, bounded, between half and the whole of it, so that six laptops do not come back at one moment. */
export function retryPause(failures: number, random: number): number {
  const whole = Math.min(PAUSES.longestRetry, PAUSES.firstRetry * 2 ** (failures - 1))
  return whole / 2 + random * whole / 2
}
