/**
 * 花名册: who stands in it twice. The whole roster at once, by number, by name and birthday and by telephone;
 * identity numbers and telephones appear by their last four characters only.
 */
import { isPlaceholderId } from '../registers/id-number.ts'
import { family } from './check.ts'
import type { VillageCheck } from './check.ts'
import type { Member, Subject } from './subject.ts'
import { grouped, houseId, houseName, someOf } from './village-subject.ts'
import type { Village } from './village-subject.ts'

const { village } = family('身份与花名册')

interface Placed { readonly member: Member, readonly house: Subject }

const everyone = ({ households }: Village): readonly Placed[] => households.flatMap(house => house.active.map(member => ({ member, house })))

const first18 = ({ member: { idNo } }: Placed): string | undefined => idNo.length >= 18 && !isPlaceholderId(idNo) ? idNo.slice(0, 18).toUpperCase() : undefined
const nameAndBirth = ({ member: { name, birth, text } }: Placed): string | undefined => text('name') !== undefined && birth !== undefined ? `${name} ${birth}` : undefined

const others = (group: readonly Placed[], one: Placed): readonly Placed[] => group.filter(other => other !== one)
const whoText = (placed: readonly Placed[]): string => someOf(placed.map(({ member, house }) => `${houseName(house)}的${member.name}`), '人')

/** In groups of a hundred the text would be built a hundred times over as many names; three and a number are enough. */
const few = (group: readonly Placed[], one: Placed): string => group.length > 50 ? `另外${group.length - 1}人` : whoText(others(group, one))

function* sameNumber(all: Village) {
  for (const group of grouped(everyone(all), first18)) {
    if (group.length < 2) continue
    for (const one of group) {
      const { member, house } = one
      yield { text: `${member.name}：证件号码（尾号${member.idNo.slice(14, 18)}）与${few(group, one)}相同`, record: member.id, household: houseId(house) }
    }
  }
}

/** A few of the houses are enough to name; however long the group, each is looked at once. */
function firstHouses(group: readonly Placed[]): readonly Subject[] {
  const houses = new Set<Subject>()
  for (const { house } of group) if (houses.add(house).size === 5) break
  return [...houses]
}

/** The same person: the same name and birthday, unless two numbers tell them apart. */
function* twoHouseholds(all: Village) {
  for (const group of grouped(everyone(all), nameAndBirth)) {
    if (firstHouses(group).length < 2) continue
    const byNumber = Map.groupBy(group, first18)
    const houses = new Map([...byNumber].map(([number, same]) => [number, firstHouses(same)]))
    const [anybody, unnumbered] = [firstHouses(group), houses.get(undefined) ?? []]
    for (const one of group) {
      const number = first18(one)
      const candidates = number === undefined ? anybody : [...houses.get(number) ?? [], ...unnumbered]
      const elsewhere = [...new Set(candidates)].filter(house => house !== one.house)
      if (elsewhere.length === 0) continue
      const names = elsewhere.slice(0, 3).map(houseName).join('、')
      yield { text: `${one.member.name}：同时在${names}${elsewhere.length > 3 ? '等' : ''}`, record: one.member.id, household: houseId(one.house) }
    }
  }
}

interface Phone { readonly phone: string, readonly house: Subject, readonly member: Member | undefined }

const phones = ({ households }: Village): readonly Phone[] => households.flatMap(house => {
  const own = house.text('phone')
  const working = house.active.flatMap(member => {
    const phone = member.working ? member.text('phone') : undefined
    return phone === undefined ? [] : [{ phone, house, member }]
  })
  return own === undefined ? working : [{ phone: own, house, member: undefined }, ...working]
})

function* samePhone(all: Village) {
  for (const group of grouped(phones(all), ({ phone }) => phone)) {
    const houses = new Set(group.map(({ house }) => house))
    if (houses.size < 2) continue
    const names = [...houses].slice(0, 5).map(house => ({ house, name: houseName(house) }))
    for (const { phone, house, member } of group) {
      const others = names.filter(one => one.house !== house).slice(0, 3).map(one => one.name)
      const text = `电话（尾号${phone.slice(-4)}）与${others.join('、')}${houses.size > 4 ? `等${houses.size - 1}户` : ''}相同`
      yield member
        ? { text: `${member.name}：${text}`, register: 'person', record: member.id, household: houseId(house) }
        : { text: `户联系${text}`, record: houseId(house), household: houseId(house) }
    }
  }
}

export const roster: readonly VillageCheck[] = [
  village('person', { id: 'R001', severity: 'E', source: 'Gz1_01_001,1_12_001,S02', sentence: '证件号码（前18位）不应重复', fields: ['idNo'] }, sameNumber),
  village('household', { id: 'R020', severity: 'W', source: 'Gz5_15_022', sentence: '不同的户不应登记同一个电话（户联系电话和务工人员的电话）', fields: ['phone'] }, samePhone),
  village('person', { id: 'R024', severity: 'W', source: 'd', sentence: '一个人不应同时在两户', fields: ['household', 'name'] }, twoHouseholds)
]
