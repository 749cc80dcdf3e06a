/** What the family was read and said yes to, and what was written afterwards: an old yes is no yes to a new figure. */
import { incomeGroups } from '../registers/income.ts'
import type { RecordState } from '../sync/change.ts'
import { headsOf } from '../sync/merge.ts'

export interface Confirmation {
  /** 'YYYY-MM-DD' */
  readonly on: string
  /** Who of the family said yes; '' where it was not written. */
  readonly by: string
  /** Fields written after it, in the order of the form. */
  readonly changed: readonly string[]
}

/** All that is read out or goes into what is read out. */
const READ: readonly string[] = ['countedMembers', ...Object.values(incomeGroups).flatMap(({ total, lines }) => [...lines, total]), 'netTotal']

/** When the value that shows was written; '' where it never was. */
const writtenAt = (record: RecordState, field: string): string =>
  headsOf(record, field).reduce((latest, { stamp }) => stamp > latest ? stamp : latest, '')

export function confirmationOf(record: RecordState): Confirmation | undefined {
  const { confirmedOn, confirmedBy } = record.values
  if (typeof confirmedOn !== 'string' || confirmedOn === '') return undefined
  const at = writtenAt(record, 'confirmedOn')
  return { on: confirmedOn, by: typeof confirmedBy === 'string' ? confirmedBy : '', changed: READ.filter(field => writtenAt(record, field) > at) }
}
