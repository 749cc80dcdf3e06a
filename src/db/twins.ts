/**
 * Who stands in the roster twice, and which household was registered twice; over all villages of the laptop, in one
 * pass per question. Two people may share a name and a birthday: they are shown with group and head and it is a
 * person who knows. Of ended records only a newcomer is asked about: who comes back is moved, not registered again.
 */
import { birthDateOf, isPlaceholderId } from '#core/registers/id-number.ts'
import type { RecordState } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { HOUSEHOLD, householdOf, isEnded, PERSON, textOf } from './belongs.ts'
import type { Newcomer, Twin } from './book-checks.ts'
import type { Desk } from './desk.ts'
import { groupNumber } from './group-order.ts'
import { recordKey, type Roster } from './roster.ts'
import { headOf, membersOf } from './rows.ts'

const ID_LENGTH = 18
const NO_OWN = ''

const numberOf = (idNo: string): string => idNo.length < ID_LENGTH || isPlaceholderId(idNo) ? NO_OWN : idNo.slice(0, ID_LENGTH).toUpperCase()
const birthOf = (idNo: string, birthDate: string): string => birthDateOf(idNo.toUpperCase()) ?? birthDate
const nameAndBirth = (name: string, birth: string): string => name === '' || birth === '' ? NO_OWN : `${name}\n${birth}`

const numberIn = (person: RecordState): string => numberOf(textOf(person, 'idNo'))
const nameIn = (person: RecordState): string => nameAndBirth(textOf(person, 'name'), birthOf(textOf(person, 'idNo'), textOf(person, 'birthDate')))

/** Like ones together; those without a key are left out. */
function alike<T>(items: Iterable<T>, keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === NO_OWN) continue
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return [...groups.values()].filter(group => group.length > 1)
}

function describe(roster: Roster, record: RecordState): Twin['records'][number] {
  const household = householdOf(record) ?? ''
  const home = roster.get(HOUSEHOLD, household)
  const head = textOf(headOf(membersOf(roster, household)), 'name')
  const name = record.register === PERSON ? textOf(record, 'name') : head
  const title = record.register !== PERSON ? `${name || '（无户主）'} 户` : head === '' || head === name ? name : `${name}（${head} 户）`
  return { register: record.register, record: record.id, household, title, group: textOf(home, 'villagerGroup'), ended: !roster.isCurrent(record) || (home !== undefined && !roster.isCurrent(home)) }
}

const twin = (roster: Roster, kind: Twin['kind'], text: string, records: readonly RecordState[]): Twin =>
  ({ kind, text, records: records.map(record => describe(roster, record)) })

const tail = (person: RecordState): string => numberIn(person).slice(-4)
const placed = (records: Twin['records']): string => [...new Set(records.map(({ title, group }) => [group, title].filter(Boolean).join(' ')))].slice(0, 3).join('、')

export function twinsOfRoster({ roster }: Desk): readonly Twin[] {
  const people = [...roster.all(PERSON)].map(slot => slot.record).filter(person => roster.isCurrent(person))
  const byNumber = alike(people, numberIn)
  const sameNumber = new Set(byNumber.flatMap(group => group.map(({ id }) => id)))
  const byName = alike(people, nameIn).filter(group => !group.every(({ id }) => sameNumber.has(id)) || new Set(group.map(numberIn)).size > 1)
  return [
    ...byNumber.map(group => twin(roster, 'same-id', `${textOf(group[0], 'name')}：证件号码（尾号 ${tail(group[0]!)}）登记了 ${group.length} 次`, group)),
    ...byName.map(group => twin(roster, 'same-name-birth', sameNameText(group), group)),
    ...sameHouseholds(roster)
  ]
}

function sameNameText(group: readonly RecordState[]): string {
  const numbers = new Set(group.map(numberIn))
  const different = !numbers.has(NO_OWN) && numbers.size === group.length
  return `${textOf(group[0], 'name')}：同名、同一天出生的有 ${group.length} 人${different ? '，证件号码各不相同，多半不是同一人' : '，请看是不是同一人'}`
}

function sameHouseholds(roster: Roster): readonly Twin[] {
  const houses = [...roster.all(HOUSEHOLD)].map(slot => slot.record).filter(house => roster.isCurrent(house))
  const byNo = alike(houses, house => { const no = textOf(house, 'nationalHouseholdNo'); return no === '' ? NO_OWN : recordKey(homeOf(house), no) })
  const told = new Set(byNo.flatMap(group => group.map(({ id }) => id)))
  const byMembers = alike(houses, house => membersKey(roster, house)).filter(group => !group.every(({ id }) => told.has(id)))
  return [
    ...byNo.map(group => twin(roster, 'same-household', `户编号 ${textOf(group[0], 'nationalHouseholdNo')} 登记了 ${group.length} 户`, group)),
    ...byMembers.map(group => twin(roster, 'same-household', `${group.length} 户的成员完全一样`, group))
  ]
}

/** One member in two households is the member's trouble; of two and more it is the household's. */
function membersKey(roster: Roster, house: RecordState): string {
  const keys = membersOf(roster, house.id).filter(member => !isEnded(member)).map(member => numberIn(member) || nameIn(member))
  return keys.length < 2 || keys.includes(NO_OWN) ? NO_OWN : keys.sort().join('|')
}

/** Now or before a new card. */
const hasNumber = (person: RecordState, number: string): boolean =>
  numberIn(person) === number || textOf(person, 'formerIdNos').split('、').some(former => numberOf(former) === number)

const ORDER = ['same-id', 'same-name-birth', 'same-household']

/** People of the laptop who may be the one about to be registered, the surest first. */
export function twinsOfNewcomer({ roster }: Desk, { name, idNo, birthDate }: Newcomer): readonly Twin[] {
  const number = numberOf(idNo.trim().toUpperCase())
  const called = nameAndBirth(name.trim(), birthOf(idNo.trim(), birthDate))
  const found: Twin[] = []
  if (number === NO_OWN && called === NO_OWN) return found
  for (const { record } of roster.all(PERSON)) {
    const kind = number !== NO_OWN && hasNumber(record, number) ? 'same-id' : called !== NO_OWN && nameIn(record) === called ? 'same-name-birth' : null
    if (kind === null) continue
    const [one] = twin(roster, kind, '', [record]).records
    const different = kind === 'same-name-birth' && number !== NO_OWN && numberIn(record) !== NO_OWN
    const what = kind === 'same-id' ? '证件号码相同' : different ? '同名、同一天出生，证件号码不同' : '同名、同一天出生'
    found.push({ kind, text: `本村已有此人：${placed([one!])}，${what}${one!.ended ? '，已减少' : ''}`, records: [one!] })
  }
  return found.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || groupNumber(a.records[0]!.group) - groupNumber(b.records[0]!.group))
}
