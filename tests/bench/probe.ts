/**
 * What is measured inside the window, put into the running page: long tasks with the scripts that made them, and
 * the time from a key to the picture it leads to. Playwright's own polling would add its round trips to every
 * figure; here the same clock that stamps the key stamps the frame.
 */
import type { Page } from 'playwright-core'
import type { ThreadTime } from './thread-time.ts'

export interface LongTask {
  readonly ms: number
  /** Of it the thread worked so long; the rest it waited for a processor. null: not known. */
  readonly workedMs: number | null
  readonly during: string
  readonly by: readonly string[]
}

interface Probe {
  tasks: { readonly start: number, readonly ms: number }[]
  frames: { readonly start: number, readonly end: number, readonly by: string[] }[]
  /** From the next key until `selector` is in sight and painted; ms. */
  untilSeen(selector: string, key: string): void
  /** From the next input until `area` changes and that is painted; ms, null when nothing changed within a second. */
  untilChanged(area: string): void
  /** From the next key or input until a text in `area` changes and that is painted; ms, null when none did within three seconds. */
  untilTexts(area: string): void
  result: Promise<number | null>
}

type Probed = typeof globalThis & { probe: Probe }

export async function installProbe(page: Page): Promise<void> {
  await page.evaluate(() => {
    const painted = (): Promise<number> => new Promise(done => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      // Comes after the frame's style, layout and paint.
      port1.onmessage = () => done(performance.now())
      port2.postMessage(null)
    }))
    const probe: Probe = {
      tasks: [], frames: [], result: Promise.resolve(null),
      untilSeen(selector, key) {
        probe.result = new Promise(done => addEventListener('keydown', function pressed(event) {
          if (event.key !== key) return
          removeEventListener('keydown', pressed, true)
          const seen = (): boolean => {
            if (!(document.querySelector(selector)?.getBoundingClientRect().height ?? 0)) return false
            watch.disconnect()
            clearTimeout(late)
            void painted().then(at => done(at - event.timeStamp))
            return true
          }
          const late = setTimeout(() => { watch.disconnect(); done(null) }, 30_000)
          const watch = new MutationObserver(seen)
          watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
          seen()
        }, true))
      },
      untilChanged(area) {
        probe.result = new Promise(done => addEventListener('input', event => {
          const watch = new MutationObserver(() => {
            watch.disconnect()
            clearTimeout(late)
            void painted().then(at => done(at - event.timeStamp))
          })
          const late = setTimeout(() => { watch.disconnect(); done(null) }, 1000)
          watch.observe(document.querySelector(area)!, { subtree: true, childList: true, attributes: true, characterData: true })
        }, { capture: true, once: true }))
      },
      untilTexts(area) {
        probe.result = new Promise(done => {
          const begun = (event: Event): void => {
            // What an input method puts in comes without a key.
            for (const kind of ['keydown', 'input']) removeEventListener(kind, begun, true)
            const watch = new MutationObserver(() => {
              watch.disconnect()
              clearTimeout(late)
              void painted().then(at => done(at - event.timeStamp))
            })
            const late = setTimeout(() => { watch.disconnect(); done(null) }, 3000)
            // Marks of the cursor are attributes: what is waited for is what the lines say.
            watch.observe(document.querySelector(area)!, { subtree: true, childList: true, characterData: true })
          }
          for (const kind of ['keydown', 'input']) addEventListener(kind, begun, true)
        })
      }
    }
    new PerformanceObserver(list => { for (const { startTime, duration } of list.getEntries()) probe.tasks.push({ start: startTime, ms: duration }) })
      .observe({ type: 'longtask', buffered: true })
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) {
        const scripts = (entry as unknown as { scripts: { invoker: string, sourceURL: string, sourceFunctionName: string, duration: number, forcedStyleAndLayoutDuration: number }[] }).scripts
        const by = scripts.filter(one => one.duration >= 10).map(({ invoker, sourceURL, sourceFunctionName, duration, forcedStyleAndLayoutDuration }) =>
          `${sourceURL.split('/').pop() || 'script of the stand-in'} ${sourceFunctionName || invoker} ${Math.round(duration)} ms${forcedStyleAndLayoutDuration > 5 ? `, of it layout ${Math.round(forcedStyleAndLayoutDuration)} ms` : ''}`)
        probe.frames.push({ start: entry.startTime, end: entry.startTime + entry.duration, by })
      }
    }).observe({ type: 'long-animation-frame', buffered: true })
    ;(globalThis as Probed).probe = probe
  })
}

/** Long tasks since the last call. Observers report late: the page is given two frames first. */
export async function longTasksOf(page: Page, during: string, time: ThreadTime): Promise<LongTask[]> {
  const { tasks, frames, origin } = await page.evaluate(async () => {
    await new Promise(done => setTimeout(done, 150))
    const { probe } = globalThis as Probed
    return { tasks: probe.tasks.splice(0), frames: probe.frames.splice(0), origin: performance.timeOrigin }
  })
  const whole = (value: number | null): number | null => value === null ? null : Math.round(value)
  return tasks.map(({ start, ms }) => ({
    ms: Math.round(ms), workedMs: whole(time.between(origin + start, origin + start + ms)), during,
    by: frames.filter(frame => frame.start <= start + ms && start <= frame.end).flatMap(frame => frame.by)
  }))
}

/** From the key to the first painted picture with `selector` in it. */
export async function keyUntilSeen(page: Page, key: string, selector: string, at?: string): Promise<number> {
  // Of several keys at once the last counts.
  await page.evaluate(([wanted, name]) => (globalThis as Probed).probe.untilSeen(wanted!, name!), [selector, key.split('+').at(-1)!])
  if (at) await page.locator(at).press(key)
  else await page.keyboard.press(key)
  const ms = await page.evaluate(() => (globalThis as Probed).probe.result)
  if (ms === null) throw new Error(`after ${key} no ${selector} came into sight`)
  return ms
}

/** From the key to the painted change of a text in `area`; null when they stay as they were. */
export async function keyUntilTexts(page: Page, key: string, area: string): Promise<number | null> {
  await page.evaluate(wanted => (globalThis as Probed).probe.untilTexts(wanted), area)
  if (key.length === 1) await page.keyboard.type(key)
  else await page.keyboard.press(key)
  return page.evaluate(() => (globalThis as Probed).probe.result)
}

/** Time between frames while something goes on; `stop` gives how many there were, and how many came late: one or more left out. */
export async function watchFrames(page: Page): Promise<() => Promise<{ readonly frames: number, readonly late: number, readonly longestMs: number }>> {
  await page.evaluate(() => {
    const times: number[] = []
    const now = globalThis as Probed & { frameTimes?: number[] | undefined }
    now.frameTimes = times
    const next = (at: number): void => { times.push(at); if (now.frameTimes === times) requestAnimationFrame(next) }
    requestAnimationFrame(next)
  })
  return () => page.evaluate(() => {
    const now = globalThis as Probed & { frameTimes?: number[] | undefined }
    const times = now.frameTimes ?? []
    now.frameTimes = undefined
    const gaps = times.slice(1).map((at, i) => at - times[i]!)
    const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0
    return { frames: gaps.length, late: gaps.filter(gap => gap > usual * 1.8).length, longestMs: Math.round(Math.max(0, ...gaps)) }
  })
}

/** From one typed sign to the painted change of `area`; null when the picture stays as it was. */
export async function signUntilChanged(page: Page, sign: string, area: string): Promise<number | null> {
  await page.evaluate(wanted => (globalThis as Probed).probe.untilChanged(wanted), area)
  await page.keyboard.type(sign)
  return page.evaluate(() => (globalThis as Probed).probe.result)
}
