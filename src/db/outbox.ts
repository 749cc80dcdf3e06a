/** Own changes on their way to the county: in the order of their numbers, a batch at a time. */
import type { Change } from '#core/sync/change.ts'
import type { Desk } from './desk.ts'
import { covers } from './ranges.ts'
import { settledRanges } from './state.ts'
import type { OwnKey } from './store.ts'
import { isProvisional } from './village-names.ts'

/** Rows read and opened together: one by one, 500 answers at doors would be 500 trips to the database. */
const SLAB_ROWS = 100
/** One row of an import holds a township: never two of them at once. */
const SLAB_CHANGES = 1_000

export class Outbox {
  readonly #desk: Desk
  // An import is one row and many batches: it is opened once.
  #slab = new Map<number, readonly Change[]>()
  constructor(desk: Desk) {
    this.#desk = desk
  }

  async next({ changes: most, bytes }: { readonly changes: number; readonly bytes: number }): Promise<readonly Change[]> {
    const settled = settledRanges(this.#desk.state)
    const batch: Change[] = []
    let size = 0
    const waiting = this.#desk.ownKeys.filter(key => !covers(settled, key.from, key.to))
    for (const [at, key] of waiting.entries()) {
      for (const change of await this.#read(waiting, at, key)) {
        // What has no real village yet would only be put into quarantine.
        if (covers(settled, change.number) || isProvisional(change.village)) continue
        size += JSON.stringify(change).length
        if (batch.length > 0 && (batch.length >= most || size > bytes)) return batch
        batch.push(change)
      }
    }
    return batch
  }

  async #read(waiting: readonly OwnKey[], at: number, key: OwnKey): Promise<readonly Change[]> {
    const known = this.#slab.get(key.from)
    if (known) return known
    let size = 0
    const slab: OwnKey[] = []
    for (const next of waiting.slice(at, at + SLAB_ROWS)) {
      size += next.to - next.from + 1
      if (slab.length > 0 && size > SLAB_CHANGES) break
      slab.push(next)
    }
    const opened = await readOwnRows(this.#desk, slab)
    this.#slab = new Map(slab.map((one, i) => [one.from, opened[i]!]))
    return this.#slab.get(key.from)!
  }
}

/** The changes of each row, in the order asked; none where a row is gone or does not open. */
export async function readOwnRows(desk: Desk, keys: readonly OwnKey[]): Promise<readonly (readonly Change[])[]> {
  const rows = new Map((await desk.env.store.own(keys.map(key => key.from))).map(row => [row.from, row]))
  return Promise.all(keys.map(async key => {
    const row = rows.get(key.from)
    return row ? await desk.envelopes.openOwn({ ...row, village: key.village }) ?? [] : []
  }))
}

export const readOwnRow = async (desk: Desk, key: OwnKey): Promise<readonly Change[]> => (await readOwnRows(desk, [key]))[0]!

/** Counts as waiting whatever no receipt covers: after a restored county took its word back. */
export async function recountWaiting(desk: Desk): Promise<void> {
  const settled = settledRanges(desk.state)
  for (const key of desk.ownKeys) {
    if (covers(settled, key.from, key.to)) continue
    for (const change of await readOwnRow(desk, key)) if (!covers(settled, change.number)) desk.waiting.add(change)
  }
}
