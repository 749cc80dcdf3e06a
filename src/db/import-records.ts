/**
 * A read sheet whose lines are not persons of a roster: records of one register, each of some household or
 * person that must be in the roster already, told apart by the register's identity. A person nobody knows is a
 * mistake of the sheet here, not a new person: only a roster brings people.
 */
import type { Values } from '#core/registers/define.ts'
import { fieldOf, registerOf } from '#core/registers/index.ts'
import { formatValue } from '#core/registers/value.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { sameValue } from '#core/sync/merge.ts'
import { differing, inOrder, shownFields, type RosterDiff, type RosterEntry, withoutName } from '../workbook/roster-diff.ts'
import { columnOf, type ParsedSheet, plainAt, type Problem, valuesAt } from '../workbook/sheet-types.ts'
import type { ImportPreview } from './book.ts'
import { HOUSEHOLD, INCOME, isEnded, PERSON, textOf } from './belongs.ts'
import type { IsNewer } from './import-lookup.ts'
import type { Placing } from './import-villages.ts'
import { nameOfRecord } from './ledger-links.ts'
import { ownerIndexOf, type Owners, type Said } from './owner-index.ts'
import { recordKey, type Roster } from './roster.ts'
import { headOf, membersOf } from './rows.ts'

const SHOWN_DIFFERENCES = 500
const ANNUAL = 'annual'
/** What a person and a household are known by is read here, never written. */
const KEYS: Readonly<Record<string, ReadonlySet<string>>> = {
  [PERSON]: new Set(['name', 'idNo', 'birthDate', 'sex', 'relation', 'household']), [HOUSEHOLD]: new Set(['nationalHouseholdNo'])
}

type Difference = ImportPreview['differences'][number]

export interface RecordSources { readonly roster: Roster; readonly placing: Placing; readonly newId: () => string; readonly isNewer: IsNewer }

export function diffRecords(sheet: ParsedSheet, sources: RecordSources): RosterDiff {
  const lines = new Lines(sheet, sources)
  for (let line = 0; line < sheet.rows.length; line++) lines.take(line)
  return lines.done()
}

class Lines {
  readonly #sheet: ParsedSheet
  readonly #sources: RecordSources
  readonly #base: string
  readonly #entries: RosterEntry[] = []
  readonly #problems: Problem[] = []
  readonly #differences: Difference[] = []
  readonly #count = { records: tally(), people: tally(), households: tally() }
  readonly #villages = new Set<string>()
  readonly #away = new Map<string, number[]>()
  /** Records and new ones of an owner this sheet has spoken of, by the line that did. */
  readonly #taken = new Map<string, number>()
  readonly #ofOwner = new Map<string, { readonly row: number; readonly values: Record<string, Value> }>()
  readonly #broken: ReadonlySet<number>
  #rows = 0
  constructor(sheet: ParsedSheet, sources: RecordSources) {
    this.#sheet = sheet
    this.#sources = sources
    this.#base = sheet.layout.base
    this.#broken = new Set(sheet.problems.filter(problem => problem.severity === 'error').map(problem => problem.row))
  }

  take(line: number): void {
    const row = this.#sheet.rows[line]!
    const village = plainAt(this.#sheet, 'village', line)
    const { take } = this.#sources.placing
    if (take !== null && !take.includes(village)) {
      const rows = this.#away.get(village)
      if (rows) rows.push(row)
      else this.#away.set(village, [row])
      return
    }
    this.#rows++
    const register = registerOf(this.#base)!
    const isOwned = this.#base === HOUSEHOLD || register.household !== undefined || register.person !== undefined
    const owners = isOwned ? this.#ownersOf(line, row, village) : undefined
    if (isOwned && !owners) return
    const values = { ...(this.#base === INCOME && { kind: ANNUAL }), ...valuesAt(this.#sheet, this.#base, line) }
    if (this.#base === HOUSEHOLD) {
      this.#owner(HOUSEHOLD, owners!.household, values, row, village, owners!)
      this.#annual(line, row, village, owners!)
      return
    }
    this.#record(line, row, village, values, owners)
    if (!owners) return
    if (owners.person) this.#owner(PERSON, owners.person, valuesAt(this.#sheet, PERSON, line), row, village, owners)
    this.#owner(HOUSEHOLD, owners.household, valuesAt(this.#sheet, HOUSEHOLD, line), row, village, owners)
  }

  done(): RosterDiff {
    const away = new Set([...this.#away.values()].flat())
    for (const [village, rows] of this.#away) this.#say(rows[0]!, 'village', 'other-village', 'warning', `“${village || '（空）'}”的 ${rows.length} 行不在本机的村里，没有读入`)
    const problems = [...this.#sheet.problems.filter(({ row }) => !away.has(row)), ...this.#problems].sort(inOrder)
    const { name, layout, dropped, unknownHeadings } = this.#sheet
    return {
      entries: this.#entries, villages: [...this.#villages],
      preview: { name, sheet: layout.sheet, ...this.#count, rows: this.#rows, problems, unknownHeadings, differences: this.#differences, dropped, layout }
    }
  }

  #ownersOf(line: number, row: number, village: string): Owners | undefined {
    const person = valuesAt(this.#sheet, PERSON, line), household = valuesAt(this.#sheet, HOUSEHOLD, line)
    const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '')
    const said: Said = {
      idNo: text(person['idNo']), name: text(person['name']), birthDate: text(person['birthDate']), householdNo: text(household['nationalHouseholdNo']),
      headName: plainAt(this.#sheet, 'head-name', line), headIdNo: plainAt(this.#sheet, 'head-id', line).toUpperCase()
    }
    const found = ownerIndexOf(this.#sources.roster).find(said, this.#base === HOUSEHOLD || registerOf(this.#base)?.person === undefined ? 'household' : 'either', this.#codeOf(village))
    const key = said.idNo !== '' ? 'person.idNo' : said.name !== '' ? 'person.name' : said.householdNo !== '' ? 'household.nationalHouseholdNo' : 'head-name'
    if (!found.ok) {
      // A number that could not be read is told already.
      if (found.error.code !== 'owner-missing' || !this.#broken.has(row)) this.#say(row, key, found.error.code, 'error', found.error.text)
      return undefined
    }
    if (found.value.doubt !== '') this.#say(row, key, 'owner-differs', 'warning', found.value.doubt)
    return found.value
  }

  #record(line: number, row: number, village: string, values: Values, owners: Owners | undefined): void {
    const register = registerOf(this.#base)!
    const { roster, newId } = this.#sources
    if (Object.keys(values).filter(name => name !== 'kind').length === 0) return
    const links: Record<string, Value> = {
      ...(owners && register.household !== undefined && { [register.household]: owners.household.id }), ...(owners?.person && register.person !== undefined && { [register.person]: owners.person.id })
    }
    const identity = this.#base === INCOME ? ['year', 'kind'] : register.identity ?? []
    const told = identity.filter(name => Object.hasOwn(values, name))
    const candidates = this.#candidates(village, owners).filter(record => told.every(name => Object.hasOwn(record.values, name) && sameValue(record.values[name]!, values[name]!)))
    if (candidates.length > 1) {
      const fields = identity.map(name => fieldOf(this.#base, name)?.label ?? name).join('、')
      this.#say(row, `${this.#base}.${told[0] ?? identity[0] ?? ''}`, 'record-ambiguous', 'error', `本册里有 ${candidates.length} 条可以是这一行，分不清是哪一条，请写上${fields}`)
      return
    }
    const [known] = candidates
    const owner = owners ? (owners.person ?? owners.household).id : village
    const slot = known ? recordKey('known', known.id) : recordKey(owner, told.map(name => JSON.stringify(values[name])).join('|'))
    const first = this.#taken.get(slot)
    if (first !== undefined) {
      this.#say(row, told[0] ? `${this.#base}.${told[0]}` : 'person.idNo', 'record-duplicate', 'error', `与第 ${first} 行是同一条记录`)
      return
    }
    this.#taken.set(slot, row)
    this.#put(this.#base, known, known?.id ?? newId(), differing(known, { ...values, ...links }), row, village, 'record', owners, roster)
  }

  /** Records of this owner that still count; where a register has no owner, all of the village. */
  #candidates(village: string, owners: Owners | undefined): readonly RecordState[] {
    const { roster } = this.#sources
    const slots = owners ? roster.belonging((owners.person ?? owners.household).id) : roster.all(this.#base)
    const code = this.#codeOf(village)
    return [...slots].map(slot => slot.record).filter(record => record.register === this.#base && record.values['voided'] !== true && (owners !== undefined || code === undefined || record.village === code))
  }

  /** A household's or person's own columns on a line about something else: the same fact, mended where it lives. */
  #owner(register: string, record: RecordState, said: Values, row: number, village: string, owners: Owners): void {
    const known = this.#ofOwner.get(record.id)
    const values: Record<string, Value> = {}
    for (const [name, value] of Object.entries(said)) {
      if (KEYS[register]?.has(name)) continue
      // Our own ledgers count the members on each line: hearing that count back is no news.
      if (name === 'memberCount' && value === membersOf(this.#sources.roster, record.id).filter(member => !isEnded(member)).length) continue
      const before = known?.values[name]
      if (before === undefined) values[name] = value
      else if (!sameValue(before, value)) this.#say(row, `${register}.${name}`, 'household-rows-disagree', 'warning', `“${fieldOf(register, name)?.label ?? name}”与前面的行（第 ${known!.row} 行起）不同，以前面的为准`)
    }
    this.#ofOwner.set(record.id, { row: known?.row ?? row, values: { ...known?.values, ...values } })
    const fields = differing(record, values)
    if (Object.keys(fields).length > 0) this.#put(register, record, record.id, fields, row, village, register === PERSON ? 'person' : 'household', owners, this.#sources.roster)
    else if (!known) this.#count[register === PERSON ? 'people' : 'households'].same++
  }

  #annual(line: number, row: number, village: string, owners: Owners): void {
    const { year, ...amounts } = valuesAt(this.#sheet, INCOME, line)
    if (Object.keys(amounts).length === 0) return
    if (typeof year !== 'number') return this.#say(row, 'income.year', 'income-without-year', 'warning', '没有“年度”，不知道是哪年的收入，收入没有读入')
    const known = this.#sources.roster.belonging(owners.household.id).map(slot => slot.record)
      .find(record => record.register === INCOME && record.values['year'] === year && record.values['kind'] === ANNUAL)
    const fields = differing(known, { ...amounts, year, kind: ANNUAL, household: owners.household.id })
    if (Object.keys(fields).length > 0) this.#put(INCOME, known, known?.id ?? this.#sources.newId(), fields, row, village, 'record', owners, this.#sources.roster)
  }

  #put(register: string, before: RecordState | undefined, record: string, fields: Values, row: number, village: string, kind: Difference['kind'], owners: Owners | undefined, roster: Roster): void {
    const outcome = !before ? 'added' : Object.keys(fields).length > 0 ? 'changed' : 'same'
    this.#count[kind === 'person' ? 'people' : kind === 'household' ? 'households' : 'records'][outcome]++
    if (outcome === 'same') return
    this.#villages.add(village)
    this.#entries.push({ village, register, record, fields, rows: [row] })
    const shown = shownFields(register, before, fields, { isNewer: this.#sources.isNewer })
    for (const field of shown) if (field.newer) this.#say(row, `${register}.${field.name}`, 'newer-here', 'warning', `“${field.label}”在上次导入之后改成了“${field.before}”，这份文件可能是更早的；导入后以文件为准`)
    if (this.#differences.length >= SHOWN_DIFFERENCES) return
    this.#differences.push({
      row, kind, change: outcome, household: owners ? textOf(headOf(membersOf(roster, owners.household.id)), 'name') : '',
      person: owners?.person ? textOf(owners.person, 'name') : owners ? '' : before ? nameOfRecord(roster, before) : titleOf(register, fields), fields: shown.map(withoutName)
    })
  }

  #codeOf(village: string): string | undefined {
    const { placing } = this.#sources
    return placing.codeOf(village) ?? placing.village.code ?? undefined
  }

  #say(row: number, key: string, code: string, severity: Problem['severity'], text: string): void {
    this.#problems.push({ cell: `${this.#letterOf(key)}${row}`, row, code, severity, text })
  }

  #letterOf(key: string): string {
    const [register = '', name] = key.split('.')
    const column = name === undefined ? this.#sheet.columns.find(({ target }) => target.kind === key) : columnOf(this.#sheet, register, name)
    return (column ?? this.#sheet.columns[0])?.letter ?? 'A'
  }
}

const tally = (): { added: number; changed: number; same: number } => ({ added: 0, changed: 0, same: 0 })

/** A record of nobody's by its first text. */
function titleOf(register: string, values: Values): string {
  for (const [name, field] of Object.entries(registerOf(register)?.fields ?? {})) if (field.type === 'text' && typeof values[name] === 'string') return formatValue(field, values[name])
  return registerOf(register)?.title ?? ''
}
