import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change, RecordState, Value } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import { applyChange, canonical, clashes, contextOf, headsOf, sameValue, sawFor } from '#core/sync/merge.ts'
import { deliveries, FIELDS, oracle, play, steps, type Standing } from './histories.ts'

const noon = 1_700_000_000_000
let number = 0
function change(device: string, ms: number, fields: Record<string, Value>, saw: Change['saw'] = {}, more: Partial<Change> = {}): Change {
  return {
    device, number: ++number, village: '530521100200', register: 'household', record: 'record-1', stamp: makeStamp(ms, 0),
    by: 'account', origin: { kind: 'edit' }, fields, saw, ...more
  }
}
const merged = (...changes: readonly Change[]): RecordState => changes.reduce<RecordState | undefined>((state, next) => applyChange(state, next), undefined)!
const shown = (record: RecordState, field: string): readonly Value[] => headsOf(record, field).map(head => head.value)

describe('two people and one household', () => {
  it('different fields of one record merge by themselves', () => {
    const start = change('laptop-a', noon, { netIncome: 1, phone: '1' })
    const seen = sawFor(merged(start), ['netIncome', 'phone'])
    const one = change('laptop-a', noon + 1, { netIncome: 2 }, { netIncome: seen['netIncome']! })
    const two = change('laptop-b', noon + 2, { phone: '2' }, { phone: seen['phone']! })
    const record = merged(start, two, one)
    expect(record.values).toEqual({ netIncome: 2, phone: '2' })
    expect(clashes(record)).toEqual([])
  })

  it('who had seen the earlier value replaces it', () => {
    const one = change('laptop-a', noon, { phone: '1' })
    const two = change('laptop-b', noon + 1, { phone: '2' }, sawFor(merged(one), ['phone']))
    expect(shown(merged(one, two), 'phone')).toEqual(['2'])
    expect(shown(merged(two, one), 'phone')).toEqual(['2'])
  })

  it('a clock at 1970 loses nothing to a value its writer had seen', () => {
    const one = change('laptop-a', noon, { phone: '1' })
    const two = change('laptop-b', 0, { phone: '2' }, sawFor(merged(one), ['phone']))
    expect(shown(merged(two, one), 'phone')).toEqual(['2'])
  })

  it('who had not seen it stands beside it, the later stamp shown', () => {
    const one = change('laptop-a', noon, { phone: '1' })
    const two = change('laptop-b', noon + 1, { phone: '2' })
    const record = merged(two, one)
    expect(shown(record, 'phone')).toEqual(['2', '1'])
    expect(clashes(record)).toEqual(['phone'])
  })

  it('the same answer twice is no clash', () => {
    expect(clashes(merged(change('laptop-a', noon, { phone: '1' }), change('laptop-b', noon + 1, { phone: '1' })))).toEqual([])
  })

  it('a decision that has seen both leaves one, and can itself be undone', () => {
    const one = change('laptop-a', noon, { phone: '1' })
    const two = change('laptop-b', noon + 1, { phone: '2' })
    const decision = change('laptop-c', noon + 2, { phone: '1' }, sawFor(merged(one, two), ['phone']))
    const record = merged(decision, one, two)
    expect(shown(record, 'phone')).toEqual(['1'])
    const undone = change('laptop-a', noon + 3, { phone: '2' }, sawFor(record, ['phone']))
    expect(shown(applyChange(record, undone), 'phone')).toEqual(['2'])
  })

  it('an answer that arrives after its replacement stays replaced', () => {
    const one = change('laptop-a', noon, { phone: '1' })
    const two = change('laptop-b', noon + 1, { phone: '2' }, sawFor(merged(one), ['phone']))
    const three = change('laptop-c', noon + 2, { phone: '3' }, sawFor(merged(one, two), ['phone']))
    expect(canonical(merged(three, one, two))).toBe(canonical(merged(one, two, three)))
    expect(shown(merged(three, two, one), 'phone')).toEqual(['3'])
  })

  it('one laptop, a form opened before an import: the form follows the import, in any order of arrival', () => {
    const other = change('laptop-b', noon, { phone: '0' })
    const imported = change('laptop-a', noon + 1, { phone: '1' }, sawFor(merged(other), ['phone']))
    const form = change('laptop-a', noon + 2, { phone: '2' })
    const orders = [[other, imported, form], [form, other, imported], [form, imported, other], [imported, form, other]]
    expect(new Set(orders.map(order => canonical(merged(...order)))).size).toBe(1)
    expect(shown(merged(form, other, imported), 'phone')).toEqual(['2'])
  })

  it('an emptied answer is null, not missing', () => {
    const one = change('laptop-a', noon, { phone: '1' })
    const record = merged(one, change('laptop-a', noon + 1, { phone: null }, sawFor(merged(one), ['phone'])))
    expect(record.values).toEqual({ phone: null })
  })

  it('a change known already gives the same record object back', () => {
    const one = change('laptop-a', noon, { phone: '1' })
    const record = merged(one)
    expect(applyChange(record, one)).toBe(record)
  })

  it('X-07 fields called constructor and toString are fields like any other', () => {
    const one = change('laptop-a', noon, { constructor: 1, toString: 'x' })
    expect(contextOf(merged(change('laptop-b', noon, { phone: '1' })), 'constructor')).toEqual({})
    const record = merged(change('laptop-b', noon - 1, { phone: '1' }), one)
    expect(shown(record, 'constructor')).toEqual([1])
    expect(sawFor(record, ['toString', 'valueOf'])).toEqual({ toString: { 'laptop-a': one.number } })
  })

  it('two forged changes that claim to have seen each other come to the same everywhere', () => {
    const one = change('laptop-a', noon, { phone: '1' }, { phone: { 'laptop-b': 1_000 } })
    const two = change('laptop-b', noon, { phone: '2' }, { phone: { 'laptop-a': 1_000 } })
    const later = change('laptop-c', noon, { phone: '3' })
    expect(canonical(merged(one, two, later))).toBe(canonical(merged(later, two, one)))
    expect(shown(merged(two, one, later), 'phone')).toEqual(['3'])
  })

  it('lists are compared by what is in them', () => {
    expect(sameValue(['01', '02'], ['01', '02'])).toBe(true)
    expect(sameValue(['01', '02'], ['02', '01'])).toBe(false)
    expect(sameValue('01', ['01'])).toBe(false)
  })

  it('a record keeps only the writes its values come from', () => {
    const one = change('laptop-a', noon, { phone: '1', netIncome: 1 })
    const both = sawFor(merged(one), ['phone', 'netIncome'])
    const two = change('laptop-b', noon + 1, { phone: '2', netIncome: 2 }, both)
    expect(merged(one, two).writes.map(write => write.device)).toEqual(['laptop-b'])
  })
})

describe('any history, delivered in any order', () => {
  const LAPTOPS = 4

  it('all copies are equal, and equal to what the oracle says', () => {
    let clashing = 0
    fc.assert(fc.property(steps(LAPTOPS), fc.infiniteStream(fc.nat()), (history, chance) => {
      const { changes } = play(history, LAPTOPS, applyChange)
      if (changes.length === 0) return
      const wanted = oracle(changes)
      const seeds = [...chance.take(3)]
      const texts = seeds.map(seed => {
        const order = fc.sample(deliveries(changes.length), { seed, numRuns: 1 })[0]!
        const record = order.reduce<RecordState | undefined>((state, i) => applyChange(state, changes[i]!), undefined)!
        for (const field of FIELDS) {
          const heads = headsOf(record, field).map(({ device, number: n, value }): Standing => ({ device, number: n, value }))
          expect(heads).toEqual(wanted.get(field))
          if (heads.length > 1) clashing += 1
        }
        return canonical(record)
      })
      expect(new Set(texts).size).toBe(1)
    }), { numRuns: 400 })
    expect(clashing).toBeGreaterThan(100)
  })

  it('what was just typed is what the screen shows', () => {
    fc.assert(fc.property(steps(LAPTOPS), history => {
      play(history, LAPTOPS, applyChange, (replica, typed) => {
        for (const [field, value] of Object.entries(typed.fields)) expect(replica.state!.values[field]).toEqual(value)
      })
    }), { numRuns: 400 })
  })

  it('twenty thousand records of 45 fields are built field by field without copying them field by field', () => {
    const fields = Object.fromEntries(Array.from({ length: 45 }, (_, i) => [`field${i}`, `value ${i}`]))
    const one = change('laptop-a', noon, fields)
    const started = performance.now()
    const records = Array.from({ length: 20_000 }, (_, i) => applyChange(undefined, { ...one, record: `record-${i}`, number: i + 1 }))
    process.stdout.write(`20,000 × 45 fields built in ${Math.round(performance.now() - started)} ms\n`)
    expect(records.at(-1)!.writes).toHaveLength(1)
    expect(Object.keys(records.at(-1)!.values)).toHaveLength(45)
  })
})
