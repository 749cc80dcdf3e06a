/** Own changes the county has not confirmed, by number, and how many of them each record has. */
import type { Change } from '#core/sync/change.ts'
import { recordKey } from './roster.ts'

export class Waiting {
  readonly #records = new Map<number, string>()
  readonly #counts = new Map<string, number>()

  get size(): number {
    return this.#records.size
  }
  of(key: string): number {
    return this.#counts.get(key) ?? 0
  }
  records(): Iterable<string> {
    return this.#counts.keys()
  }
  has(number: number): boolean {
    return this.#records.has(number)
  }

  add(change: Change): void {
    if (this.#records.has(change.number)) return
    const key = recordKey(change.register, change.record)
    this.#records.set(change.number, key)
    this.#counts.set(key, this.of(key) + 1)
  }

  settle(number: number): string | undefined {
    const key = this.#records.get(number)
    if (key === undefined) return undefined
    this.#records.delete(number)
    const left = this.of(key) - 1
    if (left > 0) this.#counts.set(key, left)
    else this.#counts.delete(key)
    return key
  }

  clear(): void {
    this.#records.clear()
    this.#counts.clear()
  }
}
