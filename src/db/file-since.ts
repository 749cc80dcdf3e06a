/**
 * What has changed since a moment, read off the records themselves: each keeps, for every value it holds, who
 * wrote it when. Stamps come from the laptops' own clocks, as everything about time here does.
 */
import { fieldOf, registerOf } from '#core/registers/index.ts'
import type { RecordState, Write } from '#core/sync/change.ts'
import { stampTime } from '#core/sync/clock.ts'
import type { Desk } from './desk.ts'

/** A moment in ms; the last receipt of the county, or everything while there is none. */
export function momentOf(desk: Desk, since: number | 'sync'): number {
  if (since !== 'sync') return since
  const { lastReceipt } = desk.state
  return lastReceipt ? Date.parse(lastReceipt.at) : 0
}

export const hasChangedSince = (record: RecordState, since: number): boolean => record.writes.some(write => stampTime(write.stamp) > since)

export interface FieldChange {
  readonly record: RecordState
  readonly field: string
  readonly write: Write
}

/** The fields whose shown value is younger than the moment, in the order people see them. */
export function changedFields(record: RecordState, since: number): readonly FieldChange[] {
  if (!hasChangedSince(record, since)) return []
  return Object.keys(registerOf(record.register)?.fields ?? {}).flatMap(field => {
    if (!Object.hasOwn(record.values, field) || fieldOf(record.register, field)!.type === 'link') return []
    const write = record.writes[record.from[field] ?? 0]
    return write && stampTime(write.stamp) > since ? [{ record, field, write }] : []
  })
}
