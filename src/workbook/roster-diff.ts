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
import { groupNumber, NO_GROUP } from '../db/group-order.ts'
import { groupRows, type HouseholdRows } from './roster-groups.ts'
import type { DataRegister, ParsedRoster, Problem, RosterRow } from './roster-types.ts'

/** What is there already. Ended members included: a person who comes back is the same person. */
export interface RosterLookup {
  household(nationalHouseholdNo: string, village: string): RecordState | undefined
  personById(idNo: string): RecordState | undefined
  personByName(household: string, name: string, birthDate: string): RecordState | undefined
  /** The household of that id; asked where a workbook has no 户编号 and its members are known. */
  householdOf?(id: string): RecordState | undefined
  /** Everybody of that name and birth date in the village, or in one household of it. */
  peopleNamed?(name: string, birthDate: string, village: string, household?: string): readonly RecordState[]
  /** Those of that name who are on the household's roster, where a line has nothing but the name. */
  membersNamed?(household: string, name: string): readonly RecordState[]
  /** The answer here is younger than the last file of this layout, or the file says what stood here before that one. */
  isNewer?(record: RecordState, field: string, wanted: Value): boolean
  /** It left the roster because its import was taken back, not because anybody said it had gone. */
  wasTakenBack?(record: RecordState): boolean
  /** A person as a line names them: group, head. */
  place?(record: RecordState): string
  /** The household's income record of kind `annual` for the year. */
  income(household: string, year: number): RecordState | undefined
  /** The totals an export of ours says of it: worked out where somebody asked at the door, so hearing them back is no news. */
  shownTotals?(income: RecordState): Values
}

/** The caller knows the code of the village; the workbook knows its name. */
export interface RosterEntry extends Entry {
  readonly village: string
  /** Lines of the sheet that stand or fall together: those of the household. */
  readonly rows: readonly number[]
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
  const say = (row: number, key: string, code: string, severity: Problem['severity'], text: string): void =>
    void problems.push({ cell: `${parsed.columns[key] ?? 'A'}${row}`, row, code, severity, text })
  const show = (row: number, register: DataRegister, before: RecordState | undefined, fields: Values): Difference['fields'] => {
    const shown = shownFields(register, before, fields, lookup)
    for (const { name, label, newer, before: here } of shown) if (newer) say(row, `${register}.${name}`, 'newer-here', 'warning', `“${label}”在上次导入之后改成了“${here}”，这份文件可能是更早的；导入后以文件为准`)
    return shown.map(withoutName)
  }

  for (const house of households) {
    const lines = house.rows.map(({ row }) => row)
    const put = (register: DataRegister, record: string, fields: Values): void => {
      if (Object.keys(fields).length > 0) entries.push({ village: house.village, register, record, fields, rows: lines })
    }
    const first = lines[0]!
    const before = householdFor(house, lookup, text => say(first, house.number === '' ? 'person.name' : 'household.nationalHouseholdNo', 'household-ambiguous', 'error', text))
    const id = before?.id ?? newId()
    const changed = { ...differing(before, house.household), ...backOnRoster(before, lookup, text => say(first, 'household.nationalHouseholdNo', 'household-ended', 'warning', text)) }
    put('household', id, changed)
    const incomes = annualIncome(house, id, before ? lookup : undefined, parsed.coarse)
    const shown = [...show(first, 'household', before, changed)]
    for (const { record, year, fields } of incomes) {
      put('income', record?.id ?? newId(), fields)
      shown.push(...show(first, 'income', record, fields).map(field => ({ ...field, label: `${year} 年${field.label}` })))
    }
    const outcome: Outcome = !before ? 'added' : shown.length > 0 ? 'changed' : 'same'
    count.households[outcome] += 1
    if (outcome !== 'same') tell({ row: first, household: house.title, person: '', kind: 'household', change: outcome, fields: shown })

    for (const row of house.rows) {
      const { known, doubt } = personOf(row, before, house.village, lookup)
      if (doubt !== '') say(row.row, 'person.name', 'person-ambiguous', 'error', doubt)
      const moved = known !== undefined && known.values['household'] !== id
      if (moved) problems.push(movedProblem(parsed, row, known))
      const holder = holderOf(row, known, lookup)
      if (holder) say(row.row, 'person.idNo', 'id-shared', 'warning', `证件号码已登记在${lookup.place?.(holder) ?? '别的户'}的${String(holder.values['name'] ?? '')}名下（R001），按两个人导入，请核对`)
      const set = { ...differing(known, { ...row.person, household: id }), ...backOnRoster(known, lookup, text => say(row.row, 'person.name', 'person-ended', 'warning', text)) }
      put('person', known?.id ?? newId(), set)
      const person: Outcome = !known ? 'added' : Object.keys(set).length > 0 ? 'changed' : 'same'
      count.people[person] += 1
      if (person !== 'same') tell({ row: row.row, household: house.title, person: String(row.person['name'] ?? ''), kind: 'person', change: person, fields: show(row.row, 'person', known, set) })
    }
  }
  return {
    entries, villages: [...new Set(households.map(house => house.village))],
    preview: { name: parsed.name, sheet: parsed.sheet, ...count, records: { added: 0, changed: 0, same: 0 }, rows, problems: problems.sort(inOrder), unknownHeadings: parsed.unknownHeadings, differences, dropped: parsed.dropped, layout: parsed.layout }
  }
}

/** By line, errors first. */
export const inOrder = (a: Problem, b: Problem): number => a.row - b.row || (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1)

/** By its 户编号; else a household without one that its members are in, by their numbers or names and birth dates. */
function householdFor(house: HouseholdRows, lookup: RosterLookup, refuse: (text: string) => void): RecordState | undefined {
  const numbered = house.number === '' ? undefined : lookup.household(house.number, house.village)
  if (numbered) return numbered
  const members = byMembers(house, lookup) ?? (house.number === '' ? byNames(house, lookup, refuse) : undefined)
  // Who stands in a household of another number has moved; the households are two.
  return house.number === '' || typeof members?.values['nationalHouseholdNo'] !== 'string' ? members : undefined
}

/** Without any number the head's name and birth date find the household, when only one such person lives here. */
function byNames({ rows, village }: HouseholdRows, lookup: RosterLookup, refuse: (text: string) => void): RecordState | undefined {
  for (const { person: { idNo, name, birthDate } } of rows) {
    if (typeof idNo === 'string' || typeof name !== 'string' || typeof birthDate !== 'string') continue
    const found = lookup.peopleNamed?.(name, birthDate, village) ?? []
    if (found.length > 1) refuse(`有 ${found.length} 个${name}（${birthDate}）：${found.map(person => lookup.place?.(person) ?? '').join('；')}，分不清是哪一户，请写上户编号或证件号码`)
    if (found.length > 0) return found.length === 1 ? lookup.householdOf?.(String(found[0]!.values['household'])) : undefined
  }
  return undefined
}

/** Who was taken off the roster with an import comes back with the next; who has left is not brought back by an old list. */
function backOnRoster(known: RecordState | undefined, lookup: RosterLookup, warn: (text: string) => void): Values {
  const ended = known?.values['endedOn']
  if (!known || typeof ended !== 'string' || ended === '') return {}
  if (lookup.wasTakenBack?.(known)) return { endedOn: null, endReason: null }
  const who = typeof known.values['name'] === 'string' ? known.values['name'] : '这一户'
  warn(`${who}在 ${ended} 已经减少，导入不恢复；确实还在的，请在户页里办理恢复`)
  return {}
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
export function differing(before: RecordState | undefined, wanted: Values, coarse: ParsedRoster['coarse'] = {}): Record<string, Value> {
  const fields: Record<string, Value> = {}
  for (const name of Object.keys(wanted)) {
    const value = wanted[name]!
    const known = before && Object.hasOwn(before.values, name) ? before.values[name]! : undefined
    if (known === undefined || !(sameAnswer(known, value) || saysTheSame(`${before?.register}.${name}`, known, value, coarse))) fields[name] = value
  }
  return fields
}

/** Written otherwise, and no other answer: 第1村民小组 for 1组, an amount as far as its column has places. */
function saysTheSame(key: string, known: Value, value: Value, coarse: ParsedRoster['coarse']): boolean {
  if (key === 'household.villagerGroup') return typeof known === 'string' && typeof value === 'string' && groupNumber(known) !== NO_GROUP && groupNumber(known) === groupNumber(value)
  return typeof known === 'number' && typeof value === 'number' && Math.abs(known - value) <= (coarse[key] ?? 0)
}

/** Several codes are a set: another order is no other answer. */
const sameAnswer = (a: Value, b: Value): boolean =>
  Array.isArray(a) && Array.isArray(b) ? sameValue([...a].sort(), [...b].sort()) : sameValue(a, b)

function annualIncome(house: HouseholdRows, household: string, lookup: RosterLookup | undefined, coarse: ParsedRoster['coarse']): readonly { readonly record: RecordState | undefined; readonly year: number; readonly fields: Values }[] {
  return house.incomes.flatMap(({ year, values }) => {
    const record = lookup?.income(household, year)
    const shown = record && lookup?.shownTotals?.(record)
    const news = shown ? Object.fromEntries(Object.entries(values).filter(([name, value]) => !Object.hasOwn(shown, name) || !sameValue(shown[name]!, value))) : values
    const fields = differing(record, { ...news, household, year, kind: ANNUAL }, coarse)
    return Object.keys(fields).length > 0 ? [{ record, year, fields }] : []
  })
}

function personOf({ person }: RosterRow, household: RecordState | undefined, village: string, lookup: RosterLookup): { readonly known: RecordState | undefined; readonly doubt: string } {
  const { idNo, name, birthDate } = person
  const found = typeof idNo === 'string' ? lookup.personById(idNo) : undefined
  // An ID number that two people share finds the other one: only house or name makes it this one.
  const byId = found && (found.values['household'] === household?.id || found.values['name'] === name) ? found : undefined
  if (byId || !household || typeof name !== 'string') return { known: byId, doubt: '' }
  if (typeof birthDate !== 'string') {
    const called = typeof idNo === 'string' ? [] : lookup.membersNamed?.(household.id, name) ?? []
    return called.length > 1 ? { known: undefined, doubt: `本户有 ${called.length} 个${name}，分不清是哪一个，请写上证件号码` } : { known: called[0], doubt: '' }
  }
  const alike = lookup.peopleNamed?.(name, birthDate, village, household.id) ?? []
  if (alike.length > 1) {
    // Two of one name and birth date in one household: a number in the file is that of the one who has none yet.
    const free = alike.filter(one => typeof one.values['idNo'] !== 'string')
    if (typeof idNo === 'string' && free.length === 1) return { known: free[0], doubt: '' }
    return { known: undefined, doubt: `本户有 ${alike.length} 个${name}（${birthDate}），分不清是哪一个，请写上证件号码` }
  }
  return { known: lookup.personByName(household.id, name, birthDate), doubt: '' }
}

/** Somebody else of the book who has the number a line brings; who has it themselves brings nothing. */
function holderOf({ person: { idNo } }: RosterRow, known: RecordState | undefined, lookup: RosterLookup): RecordState | undefined {
  if (typeof idNo !== 'string' || known?.values['idNo'] === idNo) return undefined
  const holder = lookup.personById(idNo)
  return holder?.id === known?.id ? undefined : holder
}

const movedProblem = (parsed: ParsedRoster, row: RosterRow, known: RecordState): Problem => ({
  cell: `${parsed.columns['person.idNo'] ?? 'A'}${row.row}`, row: row.row, code: 'person-moved', severity: 'warning',
  text: `${String(known.values['name'] ?? '')}现在登记在另一户，导入后改到本户`
})

const hidden = new Set(['household', 'kind'])

type Shown = Difference['fields'][number] & { readonly name: string }

export const withoutName = ({ label, before, after, newer }: Shown): Difference['fields'][number] => ({ label, before, after, ...(newer && { newer }) })

/** What a person compares. Masked as everywhere, unless the mask would make two answers look the same. */
export function shownFields(register: string, before: RecordState | undefined, fields: Values, lookup: Pick<RosterLookup, 'isNewer'> = {}): readonly Shown[] {
  return Object.keys(fields).flatMap(name => {
    const field = fieldOf(register, name)
    if (!field || hidden.has(name) || (register === 'income' && name === 'year')) return []
    const known = before && Object.hasOwn(before.values, name) ? before.values[name]! : undefined
    const newer = before !== undefined && known !== undefined && known !== null && lookup.isNewer?.(before, name, fields[name]!) === true
    return [{ name, label: field.label, ...bothShown(field, known, fields[name]!), ...(newer && { newer }) }]
  })
}

function bothShown(field: Field, before: Value | undefined, after: Value): { readonly before: string; readonly after: string } {
  const secret = field.type === 'idNumber' || field.type === 'phone' || /账号|卡号/.test(field.label)
  const masked = { before: maskValue(field, before), after: maskValue(field, after) }
  return secret && masked.before !== masked.after ? masked : { before: formatValue(field, before), after: formatValue(field, after) }
}
