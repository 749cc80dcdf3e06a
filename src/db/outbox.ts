/** Own changes on their way to the county: in the order of their numbers, a batch at a time. */
import type { Change } from '#core/sync/change.ts'
import type { Desk } from './desk.ts'
import { covers } from './ranges.ts'
import { settledRanges } from './state.ts'
import type { OwnKey } from './store.ts'

export class Outbox {
  readonly #desk: Desk
  // An import is one row and many batches: it is opened once.
  #last: { readonly from: number; readonly changes: readonly Change[] } | null = null
  constructor(desk: Desk) {
    this.#desk = desk
  }

  async next({ changes: most, bytes }: { readonly changes: number; readonly bytes: number }): Promise<readonly Change[]> {
    const settled = settledRanges(this.#desk.state)
    const batch: Change[] = []
    let size = 0
    for (const key of this.#desk.ownKeys) {
      if (covers(settled, key.from, key.to)) continue
      for (const change of await this.#read(key)) {
        if (covers(settled, change.number)) continue
        size += JSON.stringify(change).length
        if (batch.length > 0 && (batch.length >= most || size > bytes)) return batch
        batch.push(change)
      }
    }
    return batch
  }

  async #read(key: OwnKey): Promise<readonly Change[]> {
    if (this.#last?.from !== key.from) this.#last = { from: key.from, changes: await readOwnRow(this.#desk, key) }
    return this.#last.changes
  }
}

export async function readOwnRow(desk: Desk, key: OwnKey): Promise<readonly Change[]> {
  const [row] = await desk.env.store.own([key.from])
  return row ? await desk.envelopes.openOwn({ ...row, village: key.village }) ?? [] : []
}

/** Counts as waiting whatever no receipt covers: after a restored county took its word back. */
export async function recountWaiting(desk: Desk): Promise<void> {
  const settled = settledRanges(desk.state)
  for (const key of desk.ownKeys) {
    if (covers(settled, key.from, key.to)) continue
    for (const change of await readOwnRow(desk, key)) if (!covers(settled, change.number)) desk.waiting.add(change)
  }
}
