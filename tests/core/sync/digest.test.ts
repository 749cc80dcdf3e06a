import { describe, expect, it } from 'vitest'
import type { Change } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import { checkCode, copyText } from '#core/sync/digest.ts'
import { applyChange } from '#core/sync/merge.ts'

const change = (device: string, number: number, record: string, fields: Change['fields'], saw: Change['saw'] = {}): Change =>
  ({ device, number, village: '530521201001', register: 'household', record, stamp: makeStamp(1000 + number, 0), by: '', origin: { kind: 'edit' }, fields, saw })

describe('the text a copy is compared by', () => {
  const a = applyChange(undefined, change('laptop-one', 1, 'record-a', { phone: '1' }))
  const b = applyChange(undefined, change('laptop-one', 2, 'record-b', { phone: '2' }))

  it('does not depend on the order in which records lie', () => {
    expect(copyText([a, b])).toBe(copyText([b, a]))
  })
  it('differs when one value differs', () => {
    expect(copyText([a, applyChange(b, change('laptop-one', 3, 'record-b', { phone: '3' }))])).not.toBe(copyText([a, b]))
  })
  it('differs when a clash stands on one copy only', () => {
    const clash = applyChange(b, change('laptop-two', 1, 'record-b', { phone: '2x' }))
    const settled = applyChange(clash, change('laptop-one', 4, 'record-b', { phone: '2x' }, { phone: { 'laptop-one': 2, 'laptop-two': 1 } }))
    expect(copyText([clash])).not.toBe(copyText([settled]))
  })
  it('shows eight characters to people', () => {
    expect(checkCode('a1b2c3d4e5f6')).toBe('a1b2-c3d4')
  })
})
