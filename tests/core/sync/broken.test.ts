/**
 * The oracle is worth something only if it catches merges that are wrong: each deliberately broken copy
 * of the merge below must be found out by it, or by "what was just typed is what the screen shows".
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change, Context, Head, RecordState } from '#core/sync/change.ts'
import { applyChange, canonical, contextOf, emptyRecord, headsOf } from '#core/sync/merge.ts'
import { deliveries, FIELDS, oracle, play, steps, type Apply } from './histories.ts'

/** A plain merge to break: `heads` and `context` say what is left of a field after a change. */
interface Rules {
  readonly order: (a: Head, b: Head) => number
  readonly survives: (head: Head, saw: Context, mine: Head) => boolean
  readonly known: (context: Context, change: Change) => boolean
  readonly context: (known: Context, saw: Context, change: Change) => Context
  readonly keep: (heads: readonly Head[]) => readonly Head[]
}

const join = (...all: readonly Context[]): Context => {
  const joined: Record<string, number> = {}
  for (const one of all) for (const device of Object.keys(one)) joined[device] = Math.max(joined[device] ?? 0, one[device]!)
  return joined
}

const right: Rules = {
  order: (a, b) => (`${a.stamp}|${a.device}|${String(a.number).padStart(9, '0')}` < `${b.stamp}|${b.device}|${String(b.number).padStart(9, '0')}` ? 1 : -1),
  survives: (head, saw, mine) => (saw[head.device] ?? 0) < head.number && !(head.device === mine.device && head.number < mine.number),
  known: (context, change) => (context[change.device] ?? 0) >= change.number,
  context: (known, saw, change) => join(known, saw, { [change.device]: change.number }),
  keep: heads => heads
}

const mergeBy = (rules: Rules): Apply => (record, change) => {
  let after: RecordState = record ?? emptyRecord(change.register, change.record, change.village)
  for (const field of Object.keys(change.fields)) {
    const mine: Head = { device: change.device, number: change.number, stamp: change.stamp, by: change.by, origin: change.origin, value: change.fields[field]! }
    const known = contextOf(after, field)
    const saw = Object.hasOwn(change.saw, field) ? change.saw[field]! : {}
    const left = headsOf(after, field).filter(head => rules.survives(head, saw, mine))
    const heads = rules.keep(rules.known(known, change) ? left : [...left, mine].sort(rules.order))
    const [shown, ...others] = heads
    if (!shown) continue
    const { value, ...write } = shown
    // Every field with its own write: not compact, but the same to whoever asks headsOf and contextOf.
    const writes = [...after.writes, write]
    after = {
      ...after, writes, values: { ...after.values, [field]: value }, from: { ...after.from, [field]: writes.length - 1 },
      contexts: { ...after.contexts, [field]: rules.context(known, saw, change) },
      rivals: others.length > 0 ? { ...after.rivals, [field]: others } : Object.fromEntries(Object.entries(after.rivals).filter(([name]) => name !== field))
    }
  }
  return after
}

const LAPTOPS = 4

/** Every field's answers as the oracle wants them, whatever the order of arrival. */
const answersAreRight = (apply: Apply): fc.IProperty<unknown> => fc.property(steps(LAPTOPS), fc.nat(), (history, seed) => {
  const { changes } = play(history, LAPTOPS, applyChange)
  if (changes.length === 0) return
  const wanted = oracle(changes)
  for (const order of fc.sample(deliveries(changes.length), { seed, numRuns: 3 })) {
    const record = order.reduce<RecordState | undefined>((state, i) => apply(state, changes[i]!), undefined)!
    for (const field of FIELDS) {
      expect(headsOf(record, field).map(({ device, number, value }) => ({ device, number, value }))).toEqual(wanted.get(field))
    }
  }
})

const screenIsRight = (apply: Apply): fc.IProperty<unknown> => fc.property(steps(LAPTOPS), history => {
  play(history, LAPTOPS, apply, (replica, typed) => {
    for (const [field, value] of Object.entries(typed.fields)) expect(replica.state!.values[field]).toEqual(value)
  })
})

const caught = (property: fc.IProperty<unknown>): boolean => fc.check(property as fc.IProperty<unknown>, { numRuns: 600, seed: 7 }).failed

describe('a broken merge is found out', () => {
  it('the copy that is not broken passes both', () => {
    expect(caught(answersAreRight(mergeBy(right)))).toBe(false)
    expect(caught(screenIsRight(mergeBy(right)))).toBe(false)
  })

  it.each<[string, Partial<Rules>]>([
    ['the last to arrive is shown', { order: () => 0, keep: heads => [...heads].reverse() }],
    ['the last to arrive is the only answer', { survives: () => false, known: () => false }],
    ['answers beside the shown one are dropped', { keep: heads => heads.slice(0, 1) }],
    ['what the writer saw is ignored', { survives: (head, _, mine) => !(head.device === mine.device && head.number < mine.number) }],
    ['contexts are not joined', { context: (_, saw, change) => join(saw, { [change.device]: change.number }) }],
    ['what was seen is not remembered', { context: (known, _, change) => join(known, { [change.device]: change.number }) }],
    ['a change that comes twice counts twice', { known: () => false }],
    ['a latecomer that was seen already is thrown away with what it saw', {
      context: (known, saw, change) => ((known[change.device] ?? 0) >= change.number ? known : join(known, saw, { [change.device]: change.number })),
      survives: () => true
    }],
    ['the earliest stamp is shown', { order: (a, b) => right.order(b, a) }],
    ['only the stamp decides, not what was seen', { keep: heads => [...heads].sort(right.order).slice(0, 1), survives: () => true }]
  ])('%s', (_, broken) => {
    expect(caught(answersAreRight(mergeBy({ ...right, ...broken })))).toBe(true)
  })

  it('a merge by stamp alone does not show what was typed on a laptop at 1970', () => {
    const blind = mergeBy({ ...right, survives: () => true, keep: heads => [...heads].sort((a, b) => (a.device < b.device ? -1 : 1)).slice(0, 1) })
    expect(caught(screenIsRight(blind))).toBe(true)
  })

  it('a merge that keeps the order of arrival is not canonical', () => {
    const arrival = mergeBy({ ...right, order: () => 0 })
    const differ = fc.check(fc.property(steps(LAPTOPS), history => {
      const { changes } = play(history, LAPTOPS, applyChange)
      if (changes.length === 0) return
      const build = (list: readonly Change[]): string => canonical(list.reduce<RecordState | undefined>((state, change) => arrival(state, change), undefined)!)
      expect(build(changes)).toBe(build([...changes].reverse()))
    }), { numRuns: 300, seed: 7 })
    expect(differ.failed).toBe(true)
  })
})
