/**
 * What counts as a fact. A field a procedure decides (merge 'decided') holds none while different answers stand
 * side by side: the later clock must not eliminate anybody's risk, on a screen, in a check, on paper or in a file.
 * Whoever reads `record.values` for people to act on reads it through here.
 */
import { fieldOf } from '../registers/index.ts'
import type { RecordState, Value } from './change.ts'
import { clashes, headsOf } from './merge.ts'

/** In a cell, and where there is room to say why. */
export const UNDECIDED_SHORT = '未定'
export const UNDECIDED = '未定，两边不同'

const NONE: readonly string[] = []

/** Asked for every record of a village, and nearly always none: nothing is made for those. */
export function undecidedFields(record: RecordState): readonly string[] {
  for (const any in record.rivals) return any === '' ? NONE : clashes(record).filter(field => fieldOf(record.register, field)?.merge === 'decided')
  return NONE
}

export const isUndecided = (record: RecordState | undefined, field: string): boolean => record !== undefined && undecidedFields(record).includes(field)

export const factOf = (record: RecordState, field: string): Value | undefined =>
  (Object.hasOwn(record.values, field) && !isUndecided(record, field) ? record.values[field] : undefined)

/** The record with its facts only; the very same where nothing of it is undecided. Never to be written from. */
export function factual<R extends RecordState | undefined>(record: R): R
export function factual(record: RecordState | undefined): RecordState | undefined {
  const open = record ? undecidedFields(record) : NONE
  if (!record || open.length === 0) return record
  return { ...record, values: Object.fromEntries(Object.entries(record.values).filter(([field]) => !open.includes(field))) }
}

/** The record as it would be by each of the answers that stand: for whoever must not lose sight of it whichever holds. */
export function* readings(record: RecordState): Iterable<RecordState> {
  const facts = factual(record)
  yield facts
  for (const field of undecidedFields(record)) for (const { value } of headsOf(record, field)) yield { ...facts, values: { ...facts.values, [field]: value } }
}
