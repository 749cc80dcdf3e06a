/**
 * How much of a long task was work, and how much the thread waited for a processor that others had. A laptop that
 * does one thing at a time does not wait; a machine that runs four test suites does. Linux only: elsewhere unknown.
 */
import { readProc, renderersBelow } from './processes.ts'

const EVERY_MS = 4
const NS_PER_MS = 1e6

export interface ThreadTime {
  /** ms of processor the thread had between two moments (ms since 1970); null where it cannot be told. */
  between(from: number, to: number): number | null
  stop(): void
}

const cpuOf = (pid: string): number => Number(readProc(`/proc/${pid}/task/${pid}/schedstat`).split(' ', 1)[0] || 0)

export const unknownTime: ThreadTime = { between: () => null, stop: () => undefined }

/** Watches the main thread of the window's renderer below `root`: the one that works while the window is made to. */
export async function watchRenderer(root: number, work: () => Promise<unknown>): Promise<ThreadTime> {
  const renderers = renderersBelow(root).map(pid => ({ pid, before: cpuOf(pid) }))
  await work()
  const [renderer] = renderers.map(({ pid, before }) => ({ pid, grown: cpuOf(pid) - before })).sort((a, b) => b.grown - a.grown).map(({ pid }) => pid)
  const samples: { readonly at: number, readonly cpu: number }[] = []
  const timer = renderer === undefined ? undefined : setInterval(() => samples.push({ at: performance.timeOrigin + performance.now(), cpu: cpuOf(renderer) }), EVERY_MS)
  return {
    between(from, to) {
      const before = samples.findLast(sample => sample.at <= from), after = samples.find(sample => sample.at >= to)
      return before && after ? Math.min(to - from, (after.cpu - before.cpu) / NS_PER_MS) : null
    },
    stop: () => clearInterval(timer)
  }
}
