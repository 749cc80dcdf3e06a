/** A yes of the family holds for what it was read; what was written later is named. */
import { expect, it } from 'vitest'
import { confirmationOf } from '#core/income/index.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import { applyChange, emptyRecord, sawFor } from '#core/sync/merge.ts'

let number = 0
function written(...steps: readonly (readonly [minute: number, fields: Readonly<Record<string, Value>>])[]): RecordState {
  return steps.reduce((record, [minute, fields]) => applyChange(record, {
    device: 'laptop-0', number: ++number, village: '530521101201', register: 'income', record: 'income-26', stamp: makeStamp(Date.parse('2026-11-23T02:00:00Z') + minute * 60_000, 0),
    by: '', origin: { kind: 'edit' }, fields, saw: sawFor(record, Object.keys(fields))
  }), emptyRecord('income', 'income-26', '530521101201'))
}
const yes = { confirmedOn: '2026-11-23', confirmedBy: '张三' }

it.each<[string, RecordState, readonly string[] | undefined]>([
  ['never asked', written([0, { A1: 100 }]), undefined],
  ['said and taken back', written([0, { A1: 100 }], [1, yes], [2, { confirmedOn: null, confirmedBy: null }]), undefined],
  ['nothing since', written([0, { A1: 100, countedMembers: 2 }], [1, yes]), []],
  ['all in one change, as a file brings it', written([0, { A1: 100, ...yes }]), []],
  ['lines written later, in the order of the form', written([0, { A1: 100 }], [1, yes], [2, { E1: 5 }], [3, { A1: 200 }]), ['A1', 'E1']],
  ['a line emptied later', written([0, { A1: 100 }], [1, yes], [2, { A1: null }]), ['A1']],
  ['another number of people', written([0, { A1: 100 }], [1, yes], [2, { countedMembers: 3 }]), ['countedMembers']],
  ['the sum an import brought later', written([0, { wageTotal: 100 }], [1, yes], [2, { wageTotal: 200, netTotal: 200 }]), ['wageTotal', 'netTotal']],
  ['a remark is nothing that was read', written([0, { A1: 100 }], [1, yes], [2, { note: '记', debt: 5 }]), []],
  ['a second yes the same day holds for the new figure', written([0, { A1: 100 }], [1, yes], [2, { A1: 200 }], [3, yes]), []]
])('%s', (_, record, changed) => {
  expect(confirmationOf(record)).toEqual(changed && { on: '2026-11-23', by: '张三', changed })
})
