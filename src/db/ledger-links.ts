/** What a link shows instead of an id, and back: the record a written name means, when only one is called so. */
import type { Field } from '#core/registers/define.ts'
import { fieldOf, registerOf } from '#core/registers/index.ts'
import { formatValue, normaliseText } from '#core/registers/value.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { HOUSEHOLD, householdOf, isEnded, PERSON, textOf } from './belongs.ts'
import type { Roster } from './roster.ts'
import { headOf, membersOf } from './rows.ts'

/** What was noted of a record is not what it is called. */
const NOTES = new Set(['note', 'voidReason'])

/** A household by its head, a person by name, anything else by its first text, or by what tells it from others. */
export function nameOfRecord(roster: Roster, record: RecordState): string {
  if (record.register === HOUSEHOLD) return textOf(headOf(membersOf(roster, record.id)), 'name')
  if (record.register === PERSON) return textOf(record, 'name')
  const register = registerOf(record.register)
  if (!register) return ''
  for (const [name, { type }] of Object.entries(register.fields)) if (type === 'text' && !NOTES.has(name) && textOf(record, name) !== '') return textOf(record, name)
  return identityOf(record).join(' ') || register.title
}

function identityOf({ register, values }: RecordState): readonly string[] {
  return (registerOf(register)?.identity ?? []).flatMap(name => {
    const field = fieldOf(register, name)
    const text = field && field.type !== 'link' ? formatValue(field, values[name]) : ''
    return text === '' ? [] : [text]
  })
}

/** For reading: what stands in a cell of a ledger. */
export function shownText(roster: Roster, field: Field, value: Value | undefined): string {
  const record = linkedRecord(roster, field, value)
  return record ? nameOfRecord(roster, record) : formatValue(field, value)
}

/** For files, which come back: of two who are called alike each with what tells it from the other. */
export function linkText(roster: Roster, field: Field, value: Value | undefined): string {
  const record = linkedRecord(roster, field, value)
  return record ? linkNamesOf(roster, record.register).tell(record) : formatValue(field, value)
}

const linkedRecord = (roster: Roster, { type, target }: Field, value: Value | undefined): RecordState | undefined =>
  (type === 'link' && target !== undefined && typeof value === 'string' ? roster.get(target, value) : undefined)

const keyOf = (name: string): string => normaliseText(name)

/** The records of one register by what they are called. */
export class LinkNames {
  readonly #roster: Roster
  readonly #byName = new Map<string, RecordState[]>()
  readonly #byTold = new Map<string, RecordState[]>()
  /** By id, of those who are not alone with their name in their village. */
  readonly #told = new Map<string, string>()
  constructor(roster: Roster, register: string) {
    this.#roster = roster
    for (const { record } of roster.all(register)) put(this.#byName, keyOf(nameOfRecord(roster, record)), record)
    for (const named of this.#byName.values()) for (const alike of Map.groupBy(named, ({ village }) => village).values())
      if (alike.length > 1) for (const record of alike) {
        const told = tellApart(roster, record, alike)
        this.#told.set(record.id, told)
        put(this.#byTold, keyOf(told), record)
      }
  }

  tell(record: RecordState): string {
    return this.#told.get(record.id) ?? nameOfRecord(this.#roster, record)
  }

  /** Whom the name may mean: those who are there before those who are gone, and what was voided last. */
  named(name: string, village: string | undefined, fits: (record: RecordState) => boolean = () => true): readonly RecordState[] {
    const key = keyOf(name)
    const found = [...new Set([...this.#byTold.get(key) ?? [], ...this.#byName.get(key) ?? []])].filter(record => (village === undefined || homeOf(record) === village) && fits(record))
    const told = found.filter(record => keyOf(this.#told.get(record.id) ?? '') === key)
    const meant = told.length > 0 ? told : found
    const first = Math.min(...meant.map(goneRank))
    return meant.filter(record => goneRank(record) === first)
  }

  /** For choosing from: each once, as it is read back. */
  current(): readonly string[] {
    const names = [...this.#byName.values()].flat().filter(record => this.#roster.isCurrent(record)).map(record => this.tell(record))
    return [...new Set(names)].filter(name => name !== '').sort((a, b) => a.localeCompare(b, 'zh'))
  }
}

const goneRank = (record: RecordState): number => (record.values['voided'] === true ? 2 : isEnded(record) ? 1 : 0)

function tellApart(roster: Roster, record: RecordState, alike: readonly RecordState[]): string {
  const name = nameOfRecord(roster, record)
  const marks = marksOf(roster, record)
  for (let many = 1; many <= marks.length; many++) {
    const mark = (of: RecordState): string => marksOf(roster, of).slice(0, many).filter(text => text !== '').join(' ')
    const own = mark(record)
    if (own !== '' && alike.every(other => other === record || mark(other) !== own)) return `${name}（${own}）`
  }
  const all = marks.filter(text => text !== '').join(' ')
  return all === '' ? name : `${name}（${all}）`
}

/** What people say of one to tell it from another, the nearest first. */
function marksOf(roster: Roster, record: RecordState): readonly string[] {
  if (record.register === HOUSEHOLD) return [textOf(record, 'villagerGroup'), textOf(record, 'nationalHouseholdNo')]
  if (record.register !== PERSON) return identityOf(record).filter(text => text !== nameOfRecord(roster, record))
  const house = roster.get(HOUSEHOLD, householdOf(record) ?? '')
  return [textOf(house, 'villagerGroup'), house ? `户主${nameOfRecord(roster, house)}` : '', textOf(record, 'birthDate')]
}

function put(map: Map<string, RecordState[]>, key: string, record: RecordState): void {
  const known = map.get(key)
  if (known) known.push(record)
  else map.set(key, [record])
}

const kept = new WeakMap<Roster, Map<string, { readonly version: number; readonly names: LinkNames }>>()

/** Made anew when one of the register has changed; households and their heads go together. */
export function linkNamesOf(roster: Roster, register: string): LinkNames {
  const version = [...new Set([register, ...(register === PERSON || register === HOUSEHOLD ? [PERSON, HOUSEHOLD] : [])])].reduce((sum, name) => sum + roster.versionOf(name), 0)
  let registers = kept.get(roster)
  if (!registers) kept.set(roster, registers = new Map())
  const known = registers.get(register)
  if (known?.version === version) return known.names
  const names = new LinkNames(roster, register)
  registers.set(register, { version, names })
  return names
}
