/**
 * Who a written line is about: by 证件号码 first, then by 户编号 with a name, then by name and birth date, of two
 * alike by their group. Two who still fit are told apart by nobody here: both are named and a person decides. What is gone is nobody's owner,
 * unless it is the only one of its number.
 */
import { failed, ok, type Result } from '#core/result.ts'
import type { RecordState } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { HOUSEHOLD, householdOf, PERSON, textOf } from './belongs.ts'
import { groupNumber, NO_GROUP } from './group-order.ts'
import type { Roster } from './roster.ts'
import { headOf, membersOf } from './rows.ts'

/** What a line says about its owner; '' where it says nothing. */
export interface Said {
  readonly idNo: string
  readonly name: string
  readonly birthDate: string
  readonly householdNo: string
  readonly headName: string
  readonly headIdNo: string
  /** 村民小组, as it is written. */
  readonly group: string
}

export const SAID_NOTHING: Said = { idNo: '', name: '', birthDate: '', householdNo: '', headName: '', headIdNo: '', group: '' }

/** `doubt`: found by its number, though the head or name written is another. */
export interface Owners { readonly household: RecordState; readonly person: RecordState | undefined; readonly doubt: string }
export interface OwnerProblem { readonly code: 'owner-missing' | 'owner-unknown' | 'owner-ambiguous'; readonly text: string }

const ID_OR_NUMBER = '请带上“证件号码”或“户编号”'

export class OwnerIndex {
  readonly #roster: Roster
  readonly #people = { byId: new Map<string, RecordState[]>(), byName: new Map<string, RecordState[]>() }
  readonly #houses = new Map<string, RecordState[]>()
  constructor(roster: Roster) {
    this.#roster = roster
    for (const { record } of roster.all(PERSON)) {
      put(this.#people.byId, textOf(record, 'idNo'), record)
      put(this.#people.byName, textOf(record, 'name'), record)
    }
    for (const { record } of roster.all(HOUSEHOLD)) put(this.#houses, textOf(record, 'nationalHouseholdNo'), record)
  }

  /** Everybody of that number, who is here before who has left. */
  peopleById(idNo: string): readonly RecordState[] {
    return [...this.#people.byId.get(idNo) ?? []].sort((a, b) => this.#rank(a) - this.#rank(b))
  }
  householdsByNo(no: string, village: string): readonly RecordState[] {
    return [...this.#houses.get(no) ?? []].filter(record => homeOf(record) === village).sort((a, b) => this.#rank(a) - this.#rank(b))
  }
  peopleByName(name: string): readonly RecordState[] {
    return this.#people.byName.get(name) ?? []
  }

  /** `village` undefined: any of the laptop's. */
  find(said: Said, needs: 'person' | 'household' | 'either', village: string | undefined): Result<Owners, OwnerProblem> {
    const hasPerson = said.idNo !== '' || said.name !== ''
    if (needs === 'person' || (needs === 'either' && hasPerson)) return hasPerson ? this.#person(said, village) : missing('没有写是哪个人，' + ID_OR_NUMBER)
    // On a line of a household a person is its head.
    const head = { ...said, headName: said.headName || said.name, headIdNo: said.headIdNo || said.idNo }
    return this.#household(head, village)
  }

  #person(said: Said, village: string | undefined): Result<Owners, OwnerProblem> {
    const { idNo, name, birthDate } = said
    const all = (idNo === '' ? this.peopleByName(name) : this.peopleById(idNo)).filter(record => village === undefined || homeOf(record) === village)
    const here = all.filter(record => this.#roster.isCurrent(record))
    const fits = (here.length > 0 ? here : all).filter(record => {
      const house = this.#houseOf(record)
      return house !== undefined && this.#houseFits(house, said) && (idNo !== '' || birthDate === '' || textOf(record, 'birthDate') === '' || textOf(record, 'birthDate') === birthDate)
    })
    // A number two people share: the name says which.
    const named = this.#ofGroup(fits.length > 1 && name !== '' ? fits.filter(record => textOf(record, 'name') === name) : fits, record => this.#houseOf(record), said)
    const who = name || `证件号码 ${idNo}`
    if (named.length === 1) {
      const known = textOf(named[0], 'name')
      return ok({ household: this.#houseOf(named[0]!)!, person: named[0]!, doubt: name !== '' && name !== known ? `这个证件号码在花名册里是“${known}”，写的是“${name}”` : '' })
    }
    if (named.length === 0) return failed({ code: 'owner-unknown', text: `花名册里没有${who}${all.length > 0 ? '（户编号或户主与花名册不同）' : ''}` })
    return failed({ code: 'owner-ambiguous', text: `有 ${named.length} 个${who}：${named.slice(0, 3).map(record => this.#place(record)).join('；')}。${ID_OR_NUMBER}` })
  }

  #household(said: Said, village: string | undefined): Result<Owners, OwnerProblem> {
    const { householdNo, headName, headIdNo } = said
    if (householdNo === '' && headName === '' && headIdNo === '') return missing('没有写是哪一户，' + ID_OR_NUMBER)
    const candidates = householdNo !== '' ? this.#houses.get(householdNo) ?? []
      : [...new Set((headIdNo !== '' ? this.peopleById(headIdNo) : this.peopleByName(headName)).map(record => this.#houseOf(record)).filter(house => house !== undefined))]
    const all = candidates.filter(house => village === undefined || homeOf(house) === village)
    const here = all.filter(house => this.#roster.isCurrent(house))
    // A 户编号 stands for itself: another head is a change of head, not another household.
    const fits = this.#ofGroup((here.length > 0 ? here : all).filter(house => householdNo !== '' || this.#houseFits(house, said)), house => house, said)
    if (fits.length === 1) {
      const known = textOf(headOf(membersOf(this.#roster, fits[0]!.id)), 'name')
      return ok({ household: fits[0]!, person: undefined, doubt: this.#houseFits(fits[0]!, said) ? '' : `这个户编号的户主在花名册里是“${known}”，写的是“${headName || headIdNo}”` })
    }
    const who = headName || householdNo || headIdNo
    if (fits.length === 0) return failed({ code: 'owner-unknown', text: `花名册里没有“${who}”这一户` })
    return failed({ code: 'owner-ambiguous', text: `有 ${fits.length} 户“${who}”：${fits.slice(0, 3).map(house => this.#placeOf(house)).join('；')}。${ID_OR_NUMBER}` })
  }

  #rank(record: RecordState): number {
    return Number(!this.#roster.isCurrent(record))
  }
  #houseOf(person: RecordState): RecordState | undefined {
    return this.#roster.get(HOUSEHOLD, householdOf(person) ?? '')
  }
  #houseFits(house: RecordState, { householdNo, headName, headIdNo }: Said): boolean {
    const head = headName === '' && headIdNo === '' ? undefined : headOf(membersOf(this.#roster, house.id))
    return (householdNo === '' || textOf(house, 'nationalHouseholdNo') === householdNo) && (headName === '' || textOf(head, 'name') === headName)
      && (headIdNo === '' || textOf(head, 'idNo') === headIdNo)
  }
  /** Where several fit, those of the group that is written; it decides nothing else, for people write it in many ways. */
  #ofGroup(fits: readonly RecordState[], houseOf: (record: RecordState) => RecordState | undefined, { group }: Said): readonly RecordState[] {
    if (fits.length < 2 || group === '') return fits
    const there = fits.filter(record => sameGroup(textOf(houseOf(record), 'villagerGroup'), group))
    return there.length > 0 ? there : fits
  }
  #place(person: RecordState): string {
    const house = this.#houseOf(person)
    return [house ? this.#placeOf(house) : '', textOf(person, 'birthDate')].filter(part => part !== '').join(' ')
  }
  #placeOf(house: RecordState): string {
    return [textOf(house, 'villagerGroup'), `户主${textOf(headOf(membersOf(this.#roster, house.id)), 'name')}`].filter(part => part !== '').join(' ')
  }
}

const sameGroup = (known: string, said: string): boolean => known === said || (groupNumber(said) !== NO_GROUP && groupNumber(known) === groupNumber(said))

const missing = (text: string): Result<Owners, OwnerProblem> => failed({ code: 'owner-missing', text })

function put(map: Map<string, RecordState[]>, key: string, record: RecordState): void {
  if (key === '') return
  const known = map.get(key)
  if (known) known.push(record)
  else map.set(key, [record])
}

const kept = new WeakMap<Roster, { readonly version: number; readonly index: OwnerIndex }>()

/** Made anew when a person or household has changed. */
export function ownerIndexOf(roster: Roster): OwnerIndex {
  const version = roster.versionOf(PERSON) + roster.versionOf(HOUSEHOLD)
  const known = kept.get(roster)
  if (known?.version === version) return known.index
  const index = new OwnerIndex(roster)
  kept.set(roster, { version, index })
  return index
}
