/** Builders for a household at the door. */
import type { RecordState, Value } from '#core/sync/change.ts'
import { applyChange, emptyRecord } from '#core/sync/merge.ts'
import { makeStamp } from '#core/sync/clock.ts'
import type { VisitContext } from '#core/visit/index.ts'

export const TODAY = '2026-11-22'
export const VILLAGE = '530521201002'

export function record(register: string, id: string, fields: Readonly<Record<string, Value>>): RecordState {
  return applyChange(emptyRecord(register, id, VILLAGE), {
    device: 'laptop-0', number: 1, village: VILLAGE, register, record: id, stamp: makeStamp(Date.parse('2025-11-20T02:00:00Z'), 0),
    by: '', origin: { kind: 'import', ref: 'import-1' }, fields, saw: {}
  })
}

/** Born so that the person is exactly this old today, or one day short of it. */
export const bornFor = (age: number, dayShort = false): string => `${Number(TODAY.slice(0, 4)) - age}-11-${dayShort ? '23' : '22'}`

export const member = (id: string, fields: Readonly<Record<string, Value>> = {}): RecordState =>
  record('person', id, { household: 'house-01', name: '张三', relation: '02', birthDate: bornFor(40), ...fields })

export const context = (parts: Partial<VisitContext> = {}): VisitContext => ({
  household: record('household', 'house-01', { phone: '13987500001' }),
  members: [member('person-01')],
  income: emptyRecord('income', 'income-26', VILLAGE),
  lastIncome: undefined,
  visit: emptyRecord('visit', 'visit-01', VILLAGE),
  lastVisit: undefined,
  opened: new Map(),
  today: TODAY,
  ...parts
})
