/** A new line of a ledger: a record of its register that knows whose it is. */
import { AppError } from '#core/error.ts'
import type { AmountBounds } from '#core/income/amount.ts'
import { registerOf } from '#core/registers/index.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import type { Entry } from './book.ts'
import type { NewLine } from './book-ledgers.ts'
import { HOUSEHOLD, householdOf, PERSON } from './belongs.ts'
import { refuseFields } from './ledger-gate.ts'
import type { Roster } from './roster.ts'

/** Throws where the line would belong to nobody: a record without its household is found by no one again. */
export function newLineEntry(roster: Roster, register: string, id: string, { household, person, values }: NewLine, bounds: AmountBounds): Entry {
  refuseFields(register, values, bounds)
  const owner = ownerFields(roster, register, household, person)
  if (!owner) throw new AppError('record-missing')
  const fields = { ...values, ...owner }
  // A change of no fields makes no record: the line would be gone at once.
  if (Object.keys(fields).length === 0) throw new AppError('ledger-line-empty')
  return { register, record: id, fields }
}

/** The links to household and person a record of this register has; null where it needs one that is not there. */
export function ownerFields(roster: Roster, register: string, household: string | null, person: string | null): Record<string, Value> | null {
  const { household: houseField, person: personField } = registerOf(register) ?? {}
  const who = person === null ? undefined : roster.get(PERSON, person)
  const house = household === null ? (who && householdOf(who)) ?? null : household
  if (person !== null && !who) return null
  if (house !== null && !roster.get(HOUSEHOLD, house)) return null
  if ((personField ?? houseField) !== undefined && house === null) return null
  return { ...(houseField !== undefined && house !== null && { [houseField]: house }), ...(personField !== undefined && person !== null && { [personField]: person }) }
}

/** Records that still count, for pickers. `owner`: of this household or person only. */
export function currentRecords(roster: Roster, register: string, owner?: string): readonly RecordState[] {
  const slots = owner === undefined ? roster.all(register) : roster.belonging(owner)
  return [...slots].map(slot => slot.record).filter(record => record.register === register && roster.isCurrent(record))
}
