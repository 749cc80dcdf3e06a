/**
 * How often one device may ask. A bucket per device, in memory: an end of day (a hundred changes with three
 * photographs each, two or three requests a photograph) passes at the speed of a good line, a program gone wild does not, and nobody else waits for it.
 */
import { AppError } from '#core/error.ts'

export const RATE = { burst: 400, perSecond: 50 } as const
/** Devices remembered at a time; a full bucket is worth nothing and goes first. */
const MOST = 20_000

export interface Rate { take(who: string, now: number): void }

/** Throws 'county-too-many' with the seconds to wait. */
export function openRate({ burst, perSecond }: { readonly burst: number, readonly perSecond: number } = RATE): Rate {
  const buckets = new Map<string, { left: number, at: number }>()
  const leftAt = ({ left, at }: { left: number, at: number }, now: number): number => Math.min(burst, left + Math.max(0, now - at) / 1000 * perSecond)
  return {
    take(who, now) {
      if (buckets.size >= MOST) for (const [key, bucket] of buckets) if (leftAt(bucket, now) >= burst) buckets.delete(key)
      // A flood of invented names: the oldest are forgotten, a real device then starts with a full bucket.
      if (buckets.size >= MOST) buckets.delete(buckets.keys().next().value!)
      const bucket = buckets.get(who)
      const left = bucket ? leftAt(bucket, now) : burst
      buckets.set(who, { left: left < 1 ? left : left - 1, at: now })
      if (left < 1) throw new AppError('county-too-many', { wait: Math.ceil((1 - left) / perSecond) })
    }
  }
}
