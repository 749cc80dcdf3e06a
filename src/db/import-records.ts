/**
 * A read sheet whose lines are not persons of a roster: records of one register, each of some household or
 * person that must be in the roster already, told apart by the register's identity. A person nobody knows is a
 * mistake of the sheet here, not a new person: only a roster brings people.
 */
import type { Values } from '#core/registers/define.ts'
import { fieldOf, registerOf } from '#core/registers/index.ts'
import { formatValue } from '#core/registers/value.ts'
import { ok, type Result } from '#core/result.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { sameValue } from '#core/sync/merge.ts'
import { differing, inOrder, shownFields, type RosterDiff, type RosterEntry, withoutName } from '../workbook/roster-diff.ts'
import { NOT_BY_FILE } from '../workbook/own-ledgers.ts'
import { columnOf, type ParsedSheet, plainAt, type Problem, valuesAt } from '../workbook/sheet-types.ts'
import type { ImportPreview } from './book.ts'
import { HOUSEHOLD, householdOf, INCOME, isEnded, PERSON, personOf, textOf } from './belongs.ts'
import type { IsNewer } from './import-lookup.ts'
import type { Placing } from './import-villages.ts'
import { linkNamesOf, linkText, nameOfRecord } from './ledger-links.ts'
import { ownerIndexOf, type OwnerProblem, type Owners, type Said } from './owner-index.ts'
import { matchLines, type SaidLine } from './record-match.ts'
import type { Roster } from './roster.ts'
import { headOf, membersOf } from './rows.ts'

const SHOWN_DIFFERENCES = 500
const ANNUAL = 'annual'
/** What a person and a household are known by is read here, never written. */
const KEYS: Readonly<Record<string, ReadonlySet<string>>> = {
  [PERSON]: new Set(['name', 'idNo', 'birthDate', 'sex', 'relation', 'household']), [HOUSEHOLD]: new Set(['nationalHouseholdNo'])
}

type Difference = ImportPreview['differences'][number]

interface Waiting extends SaidLine {
  readonly line: number
  readonly village: string
  readonly owners: Owners | undefined
}

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
  /** Lines of the base by their owner, until all of an owner's can be matched. */
  readonly #waiting = new Map<string, Waiting[]>()
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
    for (const lines of this.#waiting.values()) this.#match(lines)
    this.#entries.sort((a, b) => a.rows[0]! - b.rows[0]!)
    const away = new Set([...this.#away.values()].flat())
    for (const [village, rows] of this.#away) this.#say(rows[0]!, 'village', 'other-village', 'warning', `“${village || '（空）'}”的 ${rows.length} 行不在本机的村里，没有读入`)
    const problems = [...this.#sheet.problems.filter(({ row }) => !away.has(row)), ...this.#problems].sort(inOrder)
    const { name, layout, dropped, unknownHeadings } = this.#sheet
    return {
      entries: this.#entries, villages: [...this.#villages],
      preview: { name, sheet: layout.sheet, ...this.#count, rows: this.#rows, problems, unknownHeadings, differences: this.#differences.sort((a, b) => a.row - b.row).slice(0, SHOWN_DIFFERENCES), dropped, layout }
    }
  }

  #ownersOf(line: number, row: number, village: string): Owners | undefined {
    const person = valuesAt(this.#sheet, PERSON, line), household = valuesAt(this.#sheet, HOUSEHOLD, line)
    const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '')
    const said: Said = {
      idNo: text(person['idNo']), name: text(person['name']), birthDate: text(person['birthDate']), householdNo: text(household['nationalHouseholdNo']),
      headName: plainAt(this.#sheet, 'head-name', line), headIdNo: plainAt(this.#sheet, 'head-id', line).toUpperCase(), group: text(household['villagerGroup'])
    }
    const found = this.#find(said, line, this.#codeOf(village))
    const key = said.idNo !== '' ? 'person.idNo' : said.name !== '' ? 'person.name' : said.householdNo !== '' ? 'household.nationalHouseholdNo' : 'head-name'
    if (!found.ok) {
      // A number that could not be read is told already.
      if (found.error.code !== 'owner-missing' || !this.#broken.has(row)) this.#say(row, key, found.error.code, 'error', found.error.text)
      return undefined
    }
    if (found.value.doubt !== '') this.#say(row, key, 'owner-differs', 'warning', found.value.doubt)
    return found.value
  }

  /** A line of a household may name it by one of its members: the borrower, the one who is helped. */
  #find(said: Said, line: number, village: string | undefined): Result<Owners, OwnerProblem> {
    const index = ownerIndexOf(this.#sources.roster)
    const register = registerOf(this.#base)
    const found = index.find(said, this.#base === HOUSEHOLD || register?.person === undefined ? 'household' : 'either', village)
    if (found.ok || register?.person !== undefined) return found
    const values = valuesAt(this.#sheet, this.#base, line)
    const member = Object.entries(register?.fields ?? {}).find(([name, { type, target }]) => type === 'link' && target === PERSON && typeof values[name] === 'string')?.[0]
    if (member === undefined) return found
    const theirs = index.find({ ...said, name: String(values[member]), idNo: said.headIdNo, headName: '', headIdNo: '' }, 'person', village)
    return theirs.ok ? ok({ ...theirs.value, person: undefined }) : found
  }

  /** Put by until every line of its owner is read: which record one is depends on the others. */
  #record(line: number, row: number, village: string, said: Values, owners: Owners | undefined): void {
    const register = registerOf(this.#base)!
    if (said['voided'] === true) return this.#say(row, `${this.#base}.voided`, 'line-voided', 'warning', '这一行写着作废，没有读入；作废请在台账里操作，写明原因')
    const rest = Object.entries(said).filter(([name]) => !NOT_BY_FILE.has(name))
    const written = rest.filter(([name]) => register.fields[name]?.type === 'link')
    const values = Object.fromEntries(rest.filter(([name]) => register.fields[name]?.type !== 'link'))
    if (written.length === 0 && Object.keys(values).every(name => name === 'kind')) return
    const links: Record<string, readonly RecordState[]> = {}
    let isWhole = true
    for (const [name, text] of written) {
      links[name] = this.#named(name, String(text), village, owners)
      if (links[name].length > 0) continue
      isWhole = false
      this.#say(row, `${this.#base}.${name}`, 'link-unknown', 'error', this.#unknown(name, String(text), owners))
    }
    if (!isWhole) return
    const owner = owners ? (owners.person ?? owners.household).id : village
    const waiting = { line, row, village, values, links, owners }
    const before = this.#waiting.get(owner)
    if (before) before.push(waiting)
    else this.#waiting.set(owner, [waiting])
  }

  #match(lines: readonly Waiting[]): void {
    const { village, owners } = lines[0]!
    const register = registerOf(this.#base)!
    const identity = this.#base === INCOME ? ['year', 'kind'] : register.identity ?? []
    const matches = matchLines(register, identity, owners !== undefined, lines, this.#candidates(village, owners))
    for (const line of lines) {
      const match = matches.get(line)!
      const first = identity.find(name => Object.hasOwn(line.values, name) || Object.hasOwn(line.links, name)) ?? identity[0] ?? ''
      if (match.kind === 'ambiguous') {
        const fields = identity.map(name => fieldOf(this.#base, name)?.label ?? name).join('、')
        this.#say(line.row, `${this.#base}.${first}`, 'record-ambiguous', 'error', `本册里有 ${match.fits} 条可以是这一行，分不清是哪一条，请写上${fields}`)
      } else if (match.kind === 'taken') this.#say(line.row, `${this.#base}.${first}`, 'record-duplicate', 'error', `与第 ${match.row} 行是同一条记录`)
      else this.#keep(line, match.kind === 'record' ? match.record : undefined)
    }
  }

  #keep({ row, village, values, links, owners }: Waiting, known: RecordState | undefined): void {
    const register = registerOf(this.#base)!
    const ids: Record<string, Value> = {
      ...(owners && register.household !== undefined && { [register.household]: owners.household.id }), ...(owners?.person && register.person !== undefined && { [register.person]: owners.person.id })
    }
    for (const [name, meant] of Object.entries(links)) {
      const kept = meant.find(({ id }) => id === known?.values[name])
      const [one, ...others] = kept ? [kept] : meant.filter(record => record.values['voided'] !== true)
      if (one && others.length === 0) { ids[name] = one.id; continue }
      const text = nameOfRecord(this.#sources.roster, meant[0]!)
      if (!one) return this.#say(row, `${this.#base}.${name}`, 'link-unknown', 'error', this.#unknown(name, text, owners))
      const names = linkNamesOf(this.#sources.roster, one.register)
      const told = [...new Set(meant.map(record => names.tell(record)))].slice(0, 3)
      const way = told.length > 1 ? `请照抄其中一个：${told.join('；')}` : `请先在“${registerOf(one.register)?.title ?? ''}”里把它们改得不一样`
      return this.#say(row, `${this.#base}.${name}`, 'link-ambiguous', 'error', `有 ${others.length + 1} 个“${text}”，分不清是哪一个。${way}`)
    }
    this.#put(this.#base, known, known?.id ?? this.#sources.newId(), differing(known, { ...values, ...ids }), row, village, 'record', owners, this.#sources.roster)
  }

  /** Whom a written name may mean: where the named belongs to somebody, of those of this line's owner. */
  #named(name: string, text: string, village: string, owners: Owners | undefined): readonly RecordState[] {
    const { target = '' } = fieldOf(this.#base, name) ?? {}
    const { household, person } = registerOf(target) ?? {}
    const names = linkNamesOf(this.#sources.roster, target)
    const code = owners?.household.village ?? this.#codeOf(village)
    if (!owners || (household === undefined && person === undefined)) return names.named(text, code)
    const theirs = names.named(text, code, record => householdOf(record) === owners.household.id && (person === undefined || owners.person === undefined || personOf(record) === owners.person.id))
    // Somebody of another household may have signed; a post or a grant is never another's.
    return theirs.length === 0 && target === PERSON ? names.named(text, code) : theirs
  }

  #unknown(name: string, text: string, owners: Owners | undefined): string {
    const { label = '', target = '' } = fieldOf(this.#base, name) ?? {}
    const { title = '', household } = registerOf(target) ?? {}
    const whose = owners && household !== undefined && target !== PERSON ? (owners.person ? textOf(owners.person, 'name') : '这一户') + '的' : ''
    const first = target === PERSON || target === HOUSEHOLD ? '请照花名册改正' : `请先在台账里登记，或改成已经登记的名称`
    return `“${label}”写的“${text.slice(0, 40)}”不在${whose}“${title}”里，${first}`
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
    this.#differences.push({
      row, kind, change: outcome, household: owners ? textOf(headOf(membersOf(roster, owners.household.id)), 'name') : '',
      person: owners?.person ? textOf(owners.person, 'name') : owners ? '' : before ? nameOfRecord(roster, before) : titleOf(register, fields), fields: shown.map(field => withoutName(this.#linked(register, field, before, fields)))
    })
  }

  /** A link is seen by what it names. */
  #linked<S extends { readonly name: string }>(register: string, shown: S, before: RecordState | undefined, fields: Values): S {
    const field = fieldOf(register, shown.name)
    return field?.type === 'link' ? { ...shown, before: linkText(this.#sources.roster, field, before?.values[shown.name]), after: linkText(this.#sources.roster, field, fields[shown.name]) } : shown
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
