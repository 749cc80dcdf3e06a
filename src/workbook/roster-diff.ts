/**
 * A read roster against the records that are there: which fields to set, and what a person is shown before.
 * Pure: records come by look-up, new ids by `newId`. A member missing from the workbook is left alone, for
 * a workbook says who is in it, not who has left; and a blank cell empties nothing.
 */
import type { Field, Values } from '#core/registers/define.ts'
import { fieldOf } from '#core/registers/index.ts'
import { formatValue, maskValue } from '#core/registers/value.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { sameValue } from '#core/sync/merge.ts'
import type { Entry, ImportPreview } from '../db/book.ts'
import { groupRows, type HouseholdRows } from './roster-groups.ts'
import type { DataRegister, ParsedRoster, Problem, RosterRow } from './roster-types.ts'

/** What is there already. Ended members included: a person who comes back is the same person. */
export interface RosterLookup {
  household(nationalHouseholdNo: string, village: string): RecordState | undefined
  personById(idNo: string): RecordState | undefined
  personByName(household: string, name: string, birthDate: string): RecordState | undefined
  /** The household of that id; asked where a workbook has no 户编号 and its members are known. */
  householdOf?(id: string): RecordState | undefined
  /** The household's income record of kind `annual` for the year. */
  income(household: string, year: number): RecordState | undefined
}

/** The caller knows the code of the village; the workbook knows its name. */
export interface RosterEntry extends Entry {
  readonly village: string
}

export interface RosterDiff {
  readonly entries: readonly RosterEntry[]
  /** Everything of the preview but what only the caller knows. */
  readonly preview: Omit<ImportPreview, 'token' | 'village'>
  /** Names of villages whose rows are in the entries; '' where the workbook names none. */
  readonly villages: readonly string[]
}

export interface DiffOptions {
  readonly lookup: RosterLookup
  readonly newId: () => string
  /** Names of the villages to take; rows of others are left out and said so. null takes all. */
  readonly villages: readonly string[] | null
}

type Difference = ImportPreview['differences'][number]
type Outcome = 'added' | 'changed' | 'same'
const SHOWN_DIFFERENCES = 500
const ANNUAL = 'annual'

export function diffRoster(parsed: ParsedRoster, { lookup, newId, villages }: DiffOptions): RosterDiff {
  const { households, rows, problems } = groupRows(parsed, villages)
  const entries: RosterEntry[] = []
  const differences: Difference[] = []
  const count = { households: { added: 0, changed: 0, same: 0 }, people: { added: 0, changed: 0, same: 0 } }
  const tell = (difference: Difference): void => {
    if (differences.length < SHOWN_DIFFERENCES) differences.push(difference)
  }
  const put = (village: string, register: DataRegister, record: string, fields: Values): void => {
    if (Object.keys(fields).length > 0) entries.push({ village, register, record, fields })
  }

  for (const house of households) {
    const before = house.number === '' ? byMembers(house, lookup) : lookup.household(house.number, house.village)
    const id = before?.id ?? newId()
    const changed = differing(before, house.household)
    put(house.village, 'household', id, changed)
    const incomes = annualIncome(house, id, before ? lookup : undefined)
    const shown = [...shownFields('household', before, changed)]
    for (const { record, year, fields } of incomes) {
      put(house.village, 'income', record?.id ?? newId(), fields)
      shown.push(...shownFields('income', record, fields).map(field => ({ ...field, label: `${year} 年${field.label}` })))
    }
    const outcome: Outcome = !before ? 'added' : shown.length > 0 ? 'changed' : 'same'
    count.households[outcome] += 1
    if (outcome !== 'same') tell({ row: house.rows[0]!.row, household: house.title, person: '', kind: 'household', change: outcome, fields: shown })

    for (const row of house.rows) {
      const known = personOf(row, before, lookup)
      if (known && before && known.values['household'] !== id) problems.push(movedProblem(parsed, row, known))
      const set = differing(known, { ...row.person, household: id })
      put(house.village, 'person', known?.id ?? newId(), set)
      const person: Outcome = !known ? 'added' : Object.keys(set).length > 0 ? 'changed' : 'same'
      count.people[person] += 1
      if (person !== 'same') tell({ row: row.row, household: house.title, person: String(row.person['name'] ?? ''), kind: 'person', change: person, fields: shownFields('person', known, set) })
    }
  }
  const order = (a: Problem, b: Problem): number => a.row - b.row || (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1)
  return {
    entries, villages: [...new Set(households.map(house => house.village))],
    preview: { name: parsed.name, sheet: parsed.sheet, ...count, records: { added: 0, changed: 0, same: 0 }, rows, problems: problems.sort(order), unknownHeadings: parsed.unknownHeadings, differences, dropped: parsed.dropped, layout: parsed.layout }
  }
}

/** Without a number the household is the one its members are in; members of two households decide nothing. */
function byMembers({ rows }: HouseholdRows, lookup: RosterLookup): RecordState | undefined {
  const ids = new Set<string>()
  for (const { person: { idNo } } of rows) {
    const household = typeof idNo === 'string' ? lookup.personById(idNo)?.values['household'] : undefined
    if (typeof household === 'string') ids.add(household)
  }
  const [only] = ids
  return ids.size === 1 ? lookup.householdOf?.(only!) : undefined
}

/** Fields of the workbook that say something other than the record does. */
function differing(before: RecordState | undefined, wanted: Values): Record<string, Value> {
  const fields: Record<string, Value> = {}
  for (const name of Object.keys(wanted)) {
    const value = wanted[name]!
    const known = before && Object.hasOwn(before.values, name) ? before.values[name]! : undefined
    if (known === undefined || !sameAnswer(known, value)) fields[name] = value
  }
  return fields
}

/** Several codes are a set: another order is no other answer. */
const sameAnswer = (a: Value, b: Value): boolean =>
  Array.isArray(a) && Array.isArray(b) ? sameValue([...a].sort(), [...b].sort()) : sameValue(a, b)

function annualIncome(house: HouseholdRows, household: string, lookup: RosterLookup | undefined): readonly { readonly record: RecordState | undefined; readonly year: number; readonly fields: Values }[] {
  return house.incomes.flatMap(({ year, values }) => {
    const record = lookup?.income(household, year)
    const fields = differing(record, { ...values, household, year, kind: ANNUAL })
    return Object.keys(fields).length > 0 ? [{ record, year, fields }] : []
  })
}

function personOf({ person }: RosterRow, household: RecordState | undefined, lookup: RosterLookup): RecordState | undefined {
  const { idNo, name, birthDate } = person
  const found = typeof idNo === 'string' ? lookup.personById(idNo) : undefined
  // An ID number that two people share finds the other one: only house or name makes it this one.
  const byId = found && (found.values['household'] === household?.id || found.values['name'] === name) ? found : undefined
  if (byId || !household || typeof name !== 'string' || typeof birthDate !== 'string') return byId
  return lookup.personByName(household.id, name, birthDate)
}

const movedProblem = (parsed: ParsedRoster, row: RosterRow, known: RecordState): Problem => ({
  cell: `${parsed.columns['person.idNo'] ?? 'A'}${row.row}`, row: row.row, code: 'person-moved', severity: 'warning',
  text: `${String(known.values['name'] ?? '')}现在登记在另一户，导入后改到本户`
})

const hidden = new Set(['household', 'kind'])

/** What a person compares. Masked as everywhere, unless the mask would make two answers look the same. */
function shownFields(register: DataRegister, before: RecordState | undefined, fields: Values): Difference['fields'] {
  return Object.keys(fields).flatMap(name => {
    const field = fieldOf(register, name)
    if (!field || hidden.has(name) || (register === 'income' && name === 'year')) return []
    const known = before && Object.hasOwn(before.values, name) ? before.values[name]! : undefined
    return [{ label: field.label, ...bothShown(field, known, fields[name]!) }]
  })
}

function bothShown(field: Field, before: Value | undefined, after: Value): { readonly before: string; readonly after: string } {
  const secret = field.type === 'idNumber' || field.type === 'phone' || /账号|卡号/.test(field.label)
  const masked = { before: maskValue(field, before), after: maskValue(field, after) }
  return secret && masked.before !== masked.after ? masked : { before: formatValue(field, before), after: formatValue(field, after) }
}
