/**
 * Wrong PINs are counted, and the wait grows. The attempt is on the disk before it is judged, so a kill in
 * the middle does not win one (K-02); the wait runs on the machine's uptime, never on its clock, so turning
 * the clock or restarting does not shorten it (K-01, K-17). It therefore runs only while the machine is on.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import * as z from 'zod'
import { readIfThere, writeAtomic } from './atomic.ts'

/** Seconds to wait after the nth wrong attempt; the last stands for all further ones. */
export const WAITS: readonly number[] = [0, 0, 0, 30, 60, 300, 900, 3600]
/** Both copies gone or altered: someone tried to forget attempts. Never cheaper than this. */
const AFTER_TAMPERING = 6

const Count = z.object({ failed: z.int().min(0), wait: z.number().min(0), uptime: z.number().min(0) })
type Count = z.infer<typeof Count>
const Sealed = z.object({ count: Count, mac: z.string() })

export interface Attempts {
  state(): Promise<{ readonly failed: number; readonly wait: number }>
  /** Counts one attempt as wrong beforehand; on the disk when this resolves. */
  begin(): Promise<void>
  succeeded(): Promise<void>
}

export function openAttempts(folder: string, key: Uint8Array, uptime: () => number): Attempts {
  const places = [join(folder, 'vault', 'attempts.json'), join(folder, 'device', 'attempts.json')]
  const macOf = (count: Count): Buffer => createHmac('sha256', key).update(JSON.stringify([count.failed, count.wait, count.uptime])).digest()

  async function save(count: Count): Promise<void> {
    const text = JSON.stringify({ count, mac: macOf(count).toString('hex') })
    for (const place of places) await writeAtomic(place, text)
  }
  async function readOne(place: string): Promise<Count | null> {
    const bytes = await readIfThere(place)
    if (!bytes) return null
    try {
      const { count, mac } = Sealed.parse(JSON.parse(bytes.toString('utf8')))
      const given = Buffer.from(mac, 'hex')
      return given.length === 32 && timingSafeEqual(given, macOf(count)) ? count : null
    } catch {
      return null
    }
  }
  async function load(): Promise<Count> {
    const found = (await Promise.all(places.map(readOne))).filter(count => count !== null)
    const now = uptime()
    const worst = found.sort((a, b) => b.failed - a.failed || b.wait - a.wait)[0]
    if (!worst) {
      const count = { failed: AFTER_TAMPERING, wait: waitAfter(AFTER_TAMPERING), uptime: now }
      await save(count)
      return count
    }
    if (now >= worst.uptime) return { ...worst, wait: Math.max(0, worst.wait - (now - worst.uptime)), uptime: now }
    // The machine was restarted: only the time since then is known to have passed.
    const count = { ...worst, wait: Math.max(0, worst.wait - now), uptime: now }
    await save(count)
    return count
  }
  return {
    async state() {
      const { failed, wait } = await load()
      return { failed, wait: Math.ceil(wait) }
    },
    async begin() {
      const { failed } = await load()
      await save({ failed: failed + 1, wait: waitAfter(failed + 1), uptime: uptime() })
    },
    succeeded: () => save({ failed: 0, wait: 0, uptime: uptime() })
  }
}

export const waitAfter = (failed: number): number => (failed < 1 ? 0 : WAITS[Math.min(failed, WAITS.length) - 1]!)
