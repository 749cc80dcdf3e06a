/**
 * Histories as several laptops and an import would make them, and the oracle that says what they come to.
 * The oracle never imports merge.ts: it looks at all writes of a field at once and keeps those that no
 * other write had seen.
 */
import * as fc from 'fast-check'
import type { Change, Context, RecordState, Value } from '#core/sync/change.ts'
import { FIRST_STAMP, observe, tick } from '#core/sync/clock.ts'
import { sawFor } from '#core/sync/merge.ts'

export type Apply = (record: RecordState | undefined, change: Change) => RecordState

export const FIELDS = ['netIncome', 'phone', 'constructor', 'riskEliminated'] as const
export const deviceName = (index: number): string => `laptop-${index}`

/** One event at one laptop: it types, or it takes some of what another one knows. */
export type Step =
  | { readonly kind: 'type'; readonly laptop: number; readonly fields: readonly string[]; readonly value: Value; readonly wall: number; readonly stale: boolean }
  | { readonly kind: 'take'; readonly laptop: number; readonly from: number; readonly keep: number }

const values: fc.Arbitrary<Value> = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 5 }), fc.boolean(), fc.constantFrom('无', '李'), fc.array(fc.constantFrom('01', '02'), { maxLength: 2 }))

export const steps = (laptops: number): fc.Arbitrary<readonly Step[]> => fc.array(fc.oneof(
  fc.record({
    kind: fc.constant('type' as const), laptop: fc.nat(laptops - 1), fields: fc.subarray([...FIELDS], { minLength: 1 }), value: values,
    // A laptop at 1970, one a year ahead, and honest ones.
    wall: fc.oneof(fc.constant(0), fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_003 }), fc.constant(1_731_536_000_000)),
    stale: fc.boolean()
  }),
  fc.record({ kind: fc.constant('take' as const), laptop: fc.nat(laptops - 1), from: fc.nat(laptops - 1), keep: fc.nat(99) })
), { minLength: 1, maxLength: 24 })

export interface Replica {
  readonly device: string
  state: RecordState | undefined
  /** As it stood when the form was opened: what a stale save takes `saw` from. */
  screen: RecordState | undefined
  last: string
  number: number
  readonly known: Change[]
}

/** What a laptop does when a person saves, and what the screen then shows. */
export function play(history: readonly Step[], laptops: number, apply: Apply, typed?: (replica: Replica, change: Change) => void): { readonly replicas: readonly Replica[]; readonly changes: readonly Change[] } {
  const changes: Change[] = []
  const replicas = Array.from({ length: laptops }, (_, i): Replica => ({ device: deviceName(i), state: undefined, screen: undefined, last: FIRST_STAMP, number: 0, known: [] }))
  for (const step of history) {
    const replica = replicas[step.laptop]!
    if (step.kind === 'type') {
      replica.last = tick(replica.last, step.wall)
      const change: Change = {
        device: replica.device, number: ++replica.number, village: '530521100200', register: 'household', record: 'record-1', stamp: replica.last,
        by: 'account', origin: { kind: 'edit' }, fields: Object.fromEntries(step.fields.map(field => [field, step.value])),
        saw: sawFor(step.stale ? replica.screen : replica.state, step.fields)
      }
      changes.push(change)
      take(replica, change, apply)
      replica.screen = replica.state
      if (!step.stale) typed?.(replica, change)
    } else {
      const source = replicas[step.from]!.known
      // Not all of it: a batch may be lost, and then comes later.
      for (const change of source.filter((_, i) => (i * 37 + step.keep) % 4 !== 0)) take(replica, change, apply)
    }
  }
  return { replicas, changes }
}

export function take(replica: Replica, change: Change, apply: Apply): void {
  replica.last = observe(replica.last, change.stamp)
  replica.state = apply(replica.state, change)
  replica.known.push(change)
}

export interface Standing { readonly device: string; readonly number: number; readonly value: Value }

/** Per field: the answers nobody had seen when writing, the latest stamp first. */
export function oracle(changes: readonly Change[]): ReadonlyMap<string, readonly Standing[]> {
  const answer = new Map<string, Standing[]>()
  for (const field of FIELDS) {
    const writes = changes.filter(change => Object.hasOwn(change.fields, field))
    const direct = (by: Change): Change[] => writes.filter(write => write !== by && (
      (Object.hasOwn(by.saw, field) && (by.saw[field] as Context)[write.device] !== undefined && (by.saw[field] as Context)[write.device]! >= write.number) ||
      (write.device === by.device && write.number < by.number)))
    const seen = new Set<Change>()
    const follow = (by: Change): void => {
      for (const write of direct(by)) if (!seen.has(write)) {
        seen.add(write)
        follow(write)
      }
    }
    writes.forEach(follow)
    const rank = (change: Change): string => `${change.stamp}|${change.device}|${String(change.number).padStart(9, '0')}`
    const standing = writes.filter(write => !seen.has(write)).sort((a, b) => (rank(a) < rank(b) ? 1 : -1))
    answer.set(field, standing.map(({ device, number, fields }) => ({ device, number, value: fields[field]! })))
  }
  return answer
}

/** Any order, some twice, from any number of senders. */
export const deliveries = (count: number): fc.Arbitrary<readonly number[]> =>
  fc.tuple(fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }), fc.array(fc.nat(Math.max(0, count - 1)), { maxLength: 8 }))
    .map(([all, again]) => [...again.slice(0, count), ...all, ...again.slice(4)])
