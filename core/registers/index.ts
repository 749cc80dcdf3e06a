/**
 * The list of all registers. A new ledger is one file and one line here; tables, forms, workbooks, wire and
 * the county follow by themselves.
 */
import type { Field, Register } from './define.ts'
import { household } from './household.ts'
import { income } from './income.ts'
import { person } from './person.ts'
import { standard } from './standard.ts'
import { visit } from './visit.ts'

export { derivedHeadings, household, placeHeadings } from './household.ts'
export { HEAD, person, SPOUSE } from './person.ts'
export { income, incomeGroups } from './income.ts'
export { visit } from './visit.ts'
export { defaultStandards, standard } from './standard.ts'
export { codeOf, codeTable, labelOf, systemRelationCodes } from './codes.ts'

export const registers = { household, person, income, visit, standard } as const
export type RegisterName = keyof typeof registers

const byName: ReadonlyMap<string, Register> = new Map(Object.entries(registers))

/** undefined for a register this version does not know yet; its records are kept and passed on unread. */
export const registerOf = (name: string): Register | undefined => byName.get(name)

export const fieldOf = (register: string, field: string): Field | undefined => {
  const fields = byName.get(register)?.fields
  return fields && Object.hasOwn(fields, field) ? fields[field] : undefined
}

/** Every heading a field goes by, the label first. */
export const headingsOf = (field: Field): readonly string[] => [...new Set([field.label, ...field.headings])]

/** Brackets, spaces and case differ from workbook to workbook: 务工时间（月） is 务工时间(月). */
export const headingKey = (heading: string): string => heading.normalize('NFKC').replace(/[\s\p{Cf}]/gu, '').toLowerCase()

/** Field of a register by workbook heading; the first field that claims a heading has it. */
export const fieldByHeading = (register: Register, heading: string): string | undefined => {
  const wanted = headingKey(heading)
  return Object.entries(register.fields).find(([, field]) => headingsOf(field).some(known => headingKey(known) === wanted))?.[0]
}
