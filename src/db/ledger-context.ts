/**
 * What the columns of a ledger line may look at, gathered once per household and kept until something of it
 * changes. Nothing here is a copy: the records are those of the roster. Whoever lets a column look at more
 * must let `Contexts.seen` tell when that has changed, or the screen shows yesterday's value.
 */
import type { LedgerContext } from '#core/ledgers/define.ts'
import { dayInChina } from '#core/registers/calendar.ts'
import { registerOf } from '#core/registers/index.ts'
import type { Standard } from '#core/registers/standard.ts'
import { townshipOf } from '#core/registers/township.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { factual, readings, undecidedFields } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import { HOUSEHOLD, householdOf, INCOME, PERSON, personOf, STANDARD } from './belongs.ts'
import type { Desk } from './desk.ts'
import type { Roster, Slot } from './roster.ts'
import { headOf, membersOf } from './rows.ts'
import { allStandards } from './standards.ts'

const ANNUAL = 'annual'

/** A household with what belongs to it, as it stood at `touched`. */
interface House {
  readonly touched: number
  readonly members: readonly RecordState[]
  readonly head: RecordState | undefined
  readonly income: RecordState | undefined
  readonly of: (register: string) => readonly RecordState[]
}

export type Line = LedgerContext & { readonly base: RecordState; readonly household: RecordState | undefined; readonly person: RecordState | undefined }

/** The line as computed columns may look at it: nothing of it that is not decided. Its own records are kept whole to write on. */
export function factsOfLine(line: Line): Line {
  const [base, household, person] = [factual(line.base), factual(line.household), factual(line.person)]
  return base === line.base && household === line.household && person === line.person ? line : { ...line, base, household, person }
}

/** A line stands in a ledger that it stands in by any of the answers: what is not decided must not drop out of sight. */
export function isIncluded(line: Line, includes: (line: Line) => boolean): boolean {
  if (undecidedFields(line.base).length === 0 && (!line.household || undecidedFields(line.household).length === 0)) return includes(line)
  for (const base of readings(line.base)) for (const household of line.household ? readings(line.household) : [undefined])
    if (includes({ ...line, base, household: line.base === line.household ? base : household })) return true
  return false
}

export class Contexts {
  readonly #desk: Desk
  readonly #houses = new Map<string, House>()
  readonly #villages = new Map<string, { readonly version: number; readonly records: ReadonlyMap<string, readonly RecordState[]> }>()
  #today = ''
  #standards: readonly Standard[] = []
  #standardsAt = -1
  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** `followed`: takes the names of the registers the line looks at beside its own household's. */
  of(base: RecordState, followed: Set<string>): Line {
    const { roster } = this.#desk
    const person = base.register === PERSON ? base : recordOf(roster, PERSON, personOf(base))
    // A member who moved takes the lines about them along, whatever household those were written under.
    const household = base.register === HOUSEHOLD ? base : recordOf(roster, HOUSEHOLD, (person && householdOf(person)) ?? householdOf(base))
    const house = household && this.#houseOf(household.id)
    const owned = person && registersOf(roster.belonging(person.id))
    return {
      base, household, person, head: house?.head, members: house?.members ?? [], income: house?.income,
      of: register => (owned && registerOf(register)?.person !== undefined ? owned(register) : house?.of(register) ?? []),
      linked: (register, id) => this.#follow(register, id, followed),
      inVillage: register => this.#inVillage(register, homeOf(base), followed),
      place: this.#placeOf(homeOf(base)), standards: this.#figures(), today: this.#today
    }
  }

  /**
   * The day and the versions of what lines look at beside their own household: as long as this text is the
   * same, a line is as fresh as its household.
   */
  seen(followed: ReadonlySet<string>): string {
    const { roster, env, state } = this.#desk
    this.#today = dayOf(env.now())
    const names = state.villages.map(({ code, name }) => code + name)
    return [this.#today, ...names, ...[STANDARD, ...followed].map(register => `${register} ${roster.versionOf(register)}`)].join('|')
  }

  #houseOf(id: string): House {
    const { roster } = this.#desk
    const touched = roster.touchedAt(id)
    const kept = this.#houses.get(id)
    if (kept?.touched === touched) return kept
    const members = membersOf(roster, id)
    const of = registersOf(roster.belonging(id))
    const income = of(INCOME).filter(record => record.values['kind'] === ANNUAL).sort((a, b) => yearOf(b) - yearOf(a))[0]
    const made: House = { touched, members, head: headOf(members), income, of }
    this.#houses.set(id, made)
    return made
  }

  #follow(register: string, id: Value | undefined, followed: Set<string>): RecordState | undefined {
    followed.add(register)
    return typeof id === 'string' ? factual(this.#desk.roster.get(register, id)) : undefined
  }

  #inVillage(register: string, village: string, followed: Set<string>): readonly RecordState[] {
    followed.add(register)
    const version = this.#desk.roster.versionOf(register)
    const known = this.#villages.get(register)
    if (known?.version !== version) this.#villages.set(register, { version, records: recordsByVillage(this.#desk.roster, register) })
    return this.#villages.get(register)?.records.get(village) ?? NONE
  }

  #placeOf(village: string): { readonly township: string; readonly village: string } {
    return { township: townshipOf(village), village: this.#desk.state.villages.find(({ code }) => code === village)?.name ?? '' }
  }

  #figures(): readonly Standard[] {
    const version = this.#desk.roster.versionOf(STANDARD)
    if (version !== this.#standardsAt) [this.#standards, this.#standardsAt] = [allStandards(this.#desk.roster), version]
    return this.#standards
  }
}

const NONE: readonly RecordState[] = []

const recordsByVillage = (roster: Roster, register: string): ReadonlyMap<string, readonly RecordState[]> =>
  Map.groupBy([...roster.all(register)].filter(({ record }) => record.values['voided'] !== true && !roster.isAway(record)).map(({ record }) => factual(record)), homeOf)

const recordOf = (roster: Roster, register: string, id: string | null): RecordState | undefined =>
  (id === null ? undefined : roster.get(register, id))

const yearOf = (record: RecordState): number => (typeof record.values['year'] === 'number' ? record.values['year'] : 0)

/** By register, latest first, voided ones left out; each sorted when first asked for. */
function registersOf(slots: readonly Slot[]): (register: string) => readonly RecordState[] {
  const kept = new Map<string, readonly RecordState[]>()
  return register => {
    const known = kept.get(register)
    if (known) return known
    const found = slots.filter(({ record }) => record.register === register && record.values['voided'] !== true).map(slot => factual(slot.record))
    if (found.length > 1) found.sort((a, b) => compareLatest(whenOf(b), whenOf(a)) || compareLatest(lastStamp(b), lastStamp(a)))
    kept.set(register, found)
    return found
  }
}

const compareLatest = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const TIMES = new Set(['date', 'month', 'year'])

/** The time a record is about: its first date, month or year, those that tell it apart before others. */
function whenOf(record: RecordState): string {
  const register = registerOf(record.register)
  if (!register) return ''
  const names = [...register.identity ?? [], ...Object.keys(register.fields)]
  for (const name of names) {
    const value = TIMES.has(register.fields[name]?.type ?? '') ? record.values[name] : undefined
    if (value !== undefined && value !== null) return String(value)
  }
  return ''
}

const lastStamp = (record: RecordState): string => record.writes.reduce((last, { stamp }) => (stamp > last ? stamp : last), '')
export const firstStamp = (record: RecordState): string => record.writes.reduce((first, { stamp }) => (first === '' || stamp < first ? stamp : first), '')

export const isGone = (roster: Roster, { base, household, person }: Line): boolean =>
  !roster.isCurrent(base) || (person !== undefined && !roster.isCurrent(person)) || (household !== undefined && !roster.isCurrent(household))

/** The day in China: a laptop set to another zone has no other day. '' for a clock beyond all years. */
export const dayOf = (ms: number): string => dayInChina(ms) ?? ''
