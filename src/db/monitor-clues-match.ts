/**
 * Whom a line of a stranger's list is about. By the number first, hidden digits and lost digits included, then by
 * name with something beside it. Where two fit, nobody is taken: a wrong household would get a visit about somebody
 * else's illness.
 */
import { isMaskedId, type Meaning } from '#core/alerts/index.ts'
import { birthDateOf, from15Digits, idNumberProblem } from '#core/registers/id-number.ts'
import { fieldOf } from '#core/registers/index.ts'
import { cellLine, normaliseName } from '#core/registers/normalise.ts'
import { parseValue } from '#core/registers/value.ts'
import type { RecordState } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { HOUSEHOLD, householdOf, PERSON, textOf } from './belongs.ts'
import type { Desk } from './desk.ts'
import { groupNumber, NO_GROUP } from './group-order.ts'
import { ownerIndexOf, type OwnerIndex } from './owner-index.ts'
import type { Roster } from './roster.ts'
import { headOf, membersOf } from './rows.ts'

/** What a line says, by meaning; '' where it says nothing. */
export type SaidLine = Readonly<Partial<Record<Meaning, string>>>

export type Match =
  | { readonly ok: true; readonly household: RecordState; readonly person: RecordState | null; /** Code of `clueMatch`. */ readonly by: string; /** What is doubtful about it. */ readonly note: string }
  | { readonly ok: false; readonly why: string }

const BY = { id: '01', birth: '02', head: '03', householdNo: '05', place: '06', phone: '07' } as const

/** What a number on a list is: as it should be looked up, and what is wrong with it. */
export interface ReadId { readonly kind: 'none' | 'whole' | 'masked' | 'lost'; readonly id: string; readonly note: string }

export function readId(text: string): ReadId {
  const id = cellLine(text).replace(/[\s-]/gu, '').replace(/[＊×]/gu, '*').toUpperCase().replaceAll('Х', 'X')
  if (id === '' || id === '/' || id === '无') return { kind: 'none', id: '', note: '' }
  if (isMaskedId(id)) return { kind: 'masked', id, note: '' }
  if (/^\d(\.\d+)?E\+?\d+$/u.test(id)) return { kind: 'lost', id: '', note: '身份证号存成了数字，位数已丢失' }
  const old = from15Digits(id)
  if (old !== undefined) return { kind: 'whole', id: old, note: '15位旧号码，按18位查找' }
  const problem = idNumberProblem(id)
  if (problem === null) return { kind: 'whole', id, note: '' }
  if (problem === 'digits-lost') return { kind: 'lost', id, note: '身份证号后三位已被表格软件丢失' }
  return { kind: 'whole', id, note: { length: `身份证号有${id.length}位`, characters: '身份证号里有不该有的字符', checksum: '身份证号校验位不对', 'birth-date': '身份证号里的出生日期不对' }[problem] }
}

/** Hidden digits stand where the stars are; a mask of another length holds its two ends. */
function fitsMask(mask: string, id: string): boolean {
  if (mask.length === id.length) return [...mask].every((sign, at) => sign === '*' || sign === id[at])
  const [front = ''] = mask.split('*'), back = mask.slice(mask.lastIndexOf('*') + 1)
  return (front + back).length >= 6 && id.startsWith(front) && id.endsWith(back)
}

/**
 * Whether the card in the roster may be the one on the list: blank, wrong itself, or the list's is. Digits lost to 000
 * agree with the check digit once in eleven times, so the fifteen that Excel keeps are looked at too.
 */
const mayBe = (known: string, said: string): boolean =>
  known === '' || idNumberProblem(known) !== null || idNumberProblem(said) !== null || (said.endsWith('000') && known.startsWith(said.slice(0, 15)))

const birthField = fieldOf(PERSON, 'birthDate')!
const dayIn = (text: string): string => {
  const read = parseValue(birthField, text)
  return read.ok && typeof read.value === 'string' ? read.value : ''
}
/** '村民委员会', '村委会', '社区' behind a village's name are the same village. */
const villageKey = (text: string): string => text.normalize('NFKC').replace(/\s/gu, '').replace(/(村民委员会|村委会|居委会|社区|村)$/u, '')

export class ClueMatcher {
  readonly #roster: Roster
  readonly #index: OwnerIndex
  readonly #villages: ReadonlyMap<string, string>
  /** By the first 18 characters: a 残疾人证 begins with the number of the card. */
  readonly #byNumber = new Map<string, RecordState[]>()
  readonly #houses: ReadonlyMap<string, readonly RecordState[]>
  constructor(desk: Desk) {
    this.#roster = desk.roster
    this.#index = ownerIndexOf(desk.roster)
    this.#villages = new Map(desk.state.villages.map(({ code, name }) => [code, villageKey(name)]))
    this.#houses = Map.groupBy([...desk.roster.all(HOUSEHOLD)].map(slot => slot.record).filter(house => desk.roster.isCurrent(house)), house => textOf(house, 'nationalHouseholdNo'))
    for (const { record } of desk.roster.all(PERSON)) {
      const id = textOf(record, 'idNo').slice(0, 18)
      if (id === '') continue
      const known = this.#byNumber.get(id)
      if (known) known.push(record)
      else this.#byNumber.set(id, [record])
    }
  }

  match(said: SaidLine): Match {
    const id = readId(said.idNo ?? ''), name = normaliseName(cellLine(said.name ?? ''))
    const by = this.#byId(id, name) ?? this.#byHouseholdNo(said, name)
    if (by) return withNote(by, id.note)
    if (name === '' && (said.headName ?? '') === '') return refused(id.kind === 'none' ? '没有写姓名、身份证号或户编号' : id.kind === 'whole' ? `${id.note !== '' ? `${id.note}，` : ''}花名册里没有这个身份证号` : `${id.note || '身份证号只露出一部分'}，又没有写姓名`)
    return withNote(this.#byName(said, name, id), id.note)
  }

  #byId({ kind, id }: ReadId, name: string): Match | null {
    if (kind === 'none' || kind === 'lost') return null
    const found = kind === 'whole' ? this.#byNumber.get(id.slice(0, 18)) ?? [] : name === '' ? [] : this.#index.peopleByName(name).filter(one => fitsMask(id, textOf(one, 'idNo').slice(0, 18)))
    if (found.length === 0) return null
    const here = found.filter(one => this.#isHere(one))
    // One number on two people: the name says which.
    const named = here.length > 1 && name !== '' ? here.filter(one => textOf(one, 'name') === name) : here
    if (named.length > 1) return refused(`${kind === 'masked' ? '露出的号码和姓名' : '这个身份证号'}在花名册里有 ${named.length} 个人：${this.#places(named)}`)
    if (named.length === 0) return refused(here.length > 1 ? `这个身份证号在花名册里有 ${here.length} 个人，姓名都不是“${name}”` : this.#gone(found[0]!))
    const known = textOf(named[0], 'name')
    return this.#take(named[0]!, BY.id, name !== '' && known !== name ? `花名册里这个号码是“${known}”，名单写的是“${name}”` : '')
  }

  #byHouseholdNo({ householdNo = '' }: SaidLine, name: string): Match | null {
    const no = cellLine(householdNo)
    if (no === '') return null
    const houses = this.#houses.get(no) ?? []
    if (houses.length !== 1) return houses.length === 0 ? null : refused(`户编号${no}在花名册里有 ${houses.length} 户`)
    const inIt = name === '' ? [] : membersOf(this.#roster, houses[0]!.id).filter(one => textOf(one, 'name') === name && this.#isHere(one))
    if (name !== '' && inIt.length === 0) return { ok: true, household: houses[0]!, person: null, by: BY.householdNo, note: `这一户里没有“${name}”` }
    return { ok: true, household: houses[0]!, person: inIt.length === 1 ? inIt[0]! : null, by: BY.householdNo, note: inIt.length > 1 ? `这一户里有 ${inIt.length} 个“${name}”` : '' }
  }

  #byName(said: SaidLine, name: string, { kind, id }: ReadId): Match {
    const headName = normaliseName(cellLine(said.headName ?? ''))
    if (name === '') return this.#byHead(headName, said)
    const named = this.#index.peopleByName(name)
    const here = named.filter(one => this.#isHere(one))
    const numberless = kind === 'whole' ? here.filter(one => mayBe(textOf(one, 'idNo'), id)) : here
    // A number that is whole and right and another than his: that is another person of the same name.
    if (here.length > 0 && numberless.length === 0) return refused(`花名册里的“${name}”身份证号不同${here.length > 1 ? `（${here.length} 人）` : `：${this.#places(here)}`}`)
    if (here.length === 0) return refused(named.length > 0 ? this.#gone(named[0]!) : `花名册里没有“${name}”${kind === 'whole' ? '，也没有这个身份证号' : ''}`)
    if (kind === 'masked') return refused(`“${name}”的身份证号和露出的数字不符`)
    const born = dayIn(said.birthDate ?? '') || (id === '' ? '' : birthDateOf(`${id.slice(0, 17)}0`) ?? '')
    const steps: readonly (readonly [string, boolean, (one: RecordState) => boolean])[] = [
      [BY.birth, born !== '', one => (textOf(one, 'birthDate') || birthDateOf(textOf(one, 'idNo'))) === born],
      [BY.head, headName !== '', one => textOf(this.#headOf(one), 'name') === headName],
      [BY.phone, (said.phone ?? '') !== '', one => this.#phones(one).includes(cellLine(said.phone ?? '').replace(/\D/gu, ''))],
      [BY.place, (said.group ?? '') !== '' || (said.village ?? '') !== '', one => this.#isOf(one, said)]
    ]
    let many: readonly RecordState[] = []
    for (const [by, isSaid, holds] of steps) {
      if (!isSaid) continue
      const found = numberless.filter(holds)
      if (found.length === 1) return this.#take(found[0]!, by, '')
      if (found.length > 1) many = found
    }
    if (many.length > 1) return refused(`有 ${many.length} 个“${name}”分不清：${this.#places(many)}`)
    if (steps.some(([, isSaid]) => isSaid)) return refused(`花名册里有“${name}”，但${this.#differs(steps)}对不上：${this.#places(numberless)}`)
    return refused(numberless.length > 1 ? `只写了姓名，花名册里有 ${numberless.length} 个“${name}”：${this.#places(numberless)}` : `只写了姓名“${name}”，不能确定是${this.#places(numberless)}`)
  }

  #differs(steps: readonly (readonly [string, boolean, unknown])[]): string {
    const words: Readonly<Record<string, string>> = { [BY.birth]: '出生日期', [BY.head]: '户主', [BY.phone]: '电话', [BY.place]: '村组' }
    return steps.filter(([, isSaid]) => isSaid).map(([by]) => words[by]).join('、')
  }

  /** A line of a household: its head's name with group or village beside it, and only one of that name. */
  #byHead(headName: string, said: SaidLine): Match {
    const heads = this.#index.peopleByName(headName).filter(one => this.#isHere(one) && this.#headOf(one)?.id === one.id)
    if (heads.length === 0) return refused(`花名册里没有户主“${headName}”`)
    const born = readId(said.headIdNo ?? '')
    const exact = born.kind === 'whole' ? heads.filter(one => textOf(one, 'idNo').slice(0, 18) === born.id.slice(0, 18)) : []
    if (exact.length === 1) return { ...this.#take(exact[0]!, BY.id, ''), ...{ person: null } } as Match
    const fits = (said.group ?? '') !== '' || (said.village ?? '') !== '' ? heads.filter(one => this.#isOf(one, said)) : heads
    if (fits.length !== 1) return refused(fits.length === 0 ? `户主“${headName}”的村组对不上：${this.#places(heads)}` : `有 ${fits.length} 户户主叫“${headName}”：${this.#places(fits)}`)
    return { ok: true, household: this.#houseOf(fits[0]!)!, person: null, by: BY.head, note: '' }
  }

  #take(person: RecordState, by: string, note: string): Match {
    const household = this.#houseOf(person)
    return household ? { ok: true, household, person, by, note } : refused(`“${textOf(person, 'name')}”在花名册里没有户`)
  }
  #houseOf(person: RecordState): RecordState | undefined {
    return this.#roster.get(HOUSEHOLD, householdOf(person) ?? '')
  }
  #headOf(person: RecordState): RecordState | undefined {
    return headOf(membersOf(this.#roster, householdOf(person) ?? ''))
  }
  #isHere(person: RecordState): boolean {
    const house = this.#houseOf(person)
    return this.#roster.isCurrent(person) && house !== undefined && this.#roster.isCurrent(house)
  }
  #phones(person: RecordState): readonly string[] {
    return [textOf(person, 'phone'), textOf(this.#houseOf(person), 'phone')].filter(phone => phone !== '')
  }
  #isOf(person: RecordState, { group = '', village = '' }: SaidLine): boolean {
    const house = this.#houseOf(person)
    const number = groupNumber(group), own = textOf(house, 'villagerGroup')
    if (group !== '' && own !== cellLine(group) && (number === NO_GROUP || groupNumber(own) !== number)) return false
    const name = house ? this.#villages.get(homeOf(house)) ?? '' : ''
    return village === '' || name === '' || villageKey(village) === name
  }
  #gone(person: RecordState): string {
    const ended = textOf(person, 'endedOn')
    return `“${textOf(person, 'name')}”${ended !== '' ? `${ended}已从花名册减少` : '已不在本村花名册'}`
  }
  #places(people: readonly RecordState[]): string {
    return people.slice(0, 3).map(one => placeOf(this.#roster, this.#houseOf(one))).join('；') + (people.length > 3 ? '……' : '')
  }
}

const refused = (why: string): Match => ({ ok: false, why })

const withNote = (match: Match, note: string): Match =>
  note === '' ? match : match.ok ? { ...match, note: [note, match.note].filter(part => part !== '').join('；') } : { ok: false, why: match.why.startsWith(note) ? match.why : `${note}；${match.why}` }

/** 「3组 户主李国强」 */
export const placeOf = (roster: Roster, house: RecordState | undefined): string =>
  (house ? [textOf(house, 'villagerGroup'), `户主${textOf(headOf(membersOf(roster, house.id)), 'name')}`].filter(part => part !== '').join(' ') : '')
