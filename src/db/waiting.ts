/** Own changes the county has not confirmed, by number, and how many of them each record has. */
import type { Change } from '#core/sync/change.ts'
import { stampTime } from '#core/sync/clock.ts'
import { recordKey } from './roster.ts'

interface Place { readonly register: string; readonly record: string }
interface One { readonly key: string; readonly at: number }

export class Waiting {
  readonly #changes = new Map<number, One>()
  readonly #counts = new Map<string, Place & { count: number }>()

  get size(): number {
    return this.#changes.size
  }
  of(key: string): number {
    return this.#counts.get(key)?.count ?? 0
  }
  records(): Iterable<string> {
    return this.#counts.keys()
  }
  places(): Iterable<Place> {
    return this.#counts.values()
  }
  has(number: number): boolean {
    return this.#changes.has(number)
  }
  /** When the oldest was written; a clock set back counts as it stood. */
  since(): number | null {
    let oldest: number | null = null
    for (const { at } of this.#changes.values()) if (oldest === null || at < oldest) oldest = at
    return oldest
  }

  add({ number, register, record, stamp }: Change): void {
    if (this.#changes.has(number)) return
    const key = recordKey(register, record)
    this.#changes.set(number, { key, at: stampTime(stamp) })
    const known = this.#counts.get(key)
    if (known) known.count++
    else this.#counts.set(key, { register, record, count: 1 })
  }

  settle(number: number): string | undefined {
    const key = this.#changes.get(number)?.key
    if (key === undefined) return undefined
    this.#changes.delete(number)
    const place = this.#counts.get(key)!
    place.count--
    if (place.count === 0) this.#counts.delete(key)
    return key
  }

  clear(): void {
    this.#changes.clear()
    this.#counts.clear()
  }
}
