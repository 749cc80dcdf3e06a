/**
 * From PIN to key-encrypting key: HKDF-SHA256(Argon2id(PIN) ‖ secret of the key store). The cost is measured
 * once on the machine and kept in the vault; it is never below 19 MiB and 2 passes, whatever a file says.
 */
import { hkdfSync } from 'node:crypto'
import { argon2id } from 'hash-wasm'
import * as z from 'zod'

export const Cost = z.object({ name: z.literal('argon2id'), memory: z.int().max(1_048_576), passes: z.int().max(64), lanes: z.literal(1) })
export type Cost = z.infer<typeof Cost>

export const LEAST_COST: Cost = { name: 'argon2id', memory: 19 * 1024, passes: 2, lanes: 1 }
const MOST_MEMORY = 64 * 1024
const MOST_PASSES = 8
const LEAST_MS = 500
/** For tests only, and only in a build that is not packaged. */
export const FAST_COST: Cost = { name: 'argon2id', memory: 256, passes: 1, lanes: 1 }

export const isCheap = (cost: Cost): boolean => cost.memory < LEAST_COST.memory || cost.passes < LEAST_COST.passes

const stretch = (pin: string, salt: Uint8Array, cost: Cost): Promise<Uint8Array> =>
  argon2id({ password: pin, salt, parallelism: cost.lanes, iterations: cost.passes, memorySize: cost.memory, hashLength: 32, outputType: 'binary' })

/** Memory first, as far as a 4 GB laptop bears it, then passes, until one guess takes half a second. */
export async function calibrate(clock: () => number): Promise<Cost> {
  let cost = LEAST_COST
  const salt = new Uint8Array(16)
  for (;;) {
    const start = clock()
    await stretch('calibrate', salt, cost)
    if (clock() - start >= LEAST_MS) return cost
    if (cost.memory < MOST_MEMORY) cost = { ...cost, memory: Math.min(MOST_MEMORY, cost.memory * 2) }
    else if (cost.passes < MOST_PASSES) cost = { ...cost, passes: cost.passes + 1 }
    else return cost
  }
}

export async function wrappingKey(pin: string, salt: Uint8Array, cost: Cost, secret: Uint8Array): Promise<Buffer> {
  const stretched = await stretch(pin, salt, cost)
  const key = Buffer.from(hkdfSync('sha256', Buffer.concat([stretched, secret]), salt, 'cunce-wrap-1', 32))
  stretched.fill(0)
  return key
}
