/**
 * A household while its members change: who is here, who heads it, who is left when some go. Leaving, joining
 * and heading are the same for all ten actions and are said here once.
 */
import { isDay } from '../registers/calendar.ts'
import { codeTable } from '../registers/codes.ts'
import type { Values } from '../registers/define.ts'
import { birthDateOf } from '../registers/id-number.ts'
import { HEAD } from '../registers/person.ts'
import type { House, LifeAnswers, LifeContext, LifeEntry, LifeRecord, Problem, Running, Seats } from './define.ts'
import { suggestRelation } from './relations.ts'

export const textOf = (record: LifeRecord | undefined, field: string): string => {
  const value = record?.values[field]
  return typeof value === 'string' ? value : ''
}
export const nameOf = (person: LifeRecord): string => textOf(person, 'name') || '（无姓名）'
export const isGone = (record: LifeRecord, today: string): boolean => textOf(record, 'endedOn') !== '' && textOf(record, 'endedOn') <= today
export const activeOf = ({ members }: House, today: string): readonly LifeRecord[] => members.filter(member => !isGone(member, today))
export const headOf = (house: House, today: string): LifeRecord | undefined => activeOf(house, today).find(member => textOf(member, 'relation') === HEAD)
export const birthOf = (values: Values): string | undefined => {
  const [idNo, written] = [values['idNo'], values['birthDate']]
  return (typeof idNo === 'string' ? birthDateOf(idNo) : undefined) ?? (typeof written === 'string' && isDay(written) ? written : undefined)
}

/** 「李大 户」. Of a household that has lost everybody, the one it was known by. */
export function houseName(house: House, today: string): string {
  const known = headOf(house, today) ?? activeOf(house, today)[0] ?? house.members.find(member => textOf(member, 'relation') === HEAD) ?? house.members[0]
  return known ? `${nameOf(known)} 户` : textOf(house.household, 'nationalHouseholdNo') || '没有成员的户'
}

const MOST_NAMED = 4
/** 李大、李二等 6 人: a title stays a title however many go. */
export const namesOf = (people: readonly LifeRecord[]): string =>
  people.length <= MOST_NAMED ? people.map(nameOf).join('、') : `${people.slice(0, MOST_NAMED).map(nameOf).join('、')}等 ${people.length} 人`

const relations: ReadonlySet<string> = new Set(codeTable('relation').map(({ code }) => code))
/** 本人 and 户主 are no relation to a head. */
const NO_RELATION: ReadonlySet<string> = new Set(['01', HEAD])
export const isRelation = (code: string): boolean => relations.has(code) && !NO_RELATION.has(code)

/** A plan being made: one change per record, whatever touched it. */
export class Draft {
  readonly problems: Problem[] = []
  readonly warnings: string[] = []
  readonly sentences: string[] = []
  readonly running: Running[] = []
  readonly #entries = new Map<string, LifeEntry>()

  set(register: string, record: string, fields: Values): void {
    const key = `${register}/${record}`
    this.#entries.set(key, { register, record, fields: { ...this.#entries.get(key)?.fields, ...fields } })
  }
  get entries(): readonly LifeEntry[] {
    return [...this.#entries.values()].filter(({ fields }) => Object.keys(fields).length > 0)
  }
  fail(field: string, text: string): void {
    this.problems.push({ field, text })
  }
}

/** The day itself may be today; it may be the birthday, not before. */
export function checkDay(draft: Draft, on: string, people: readonly Values[], today: string, field = 'on'): void {
  if (on === '') return draft.fail(field, '请填日期')
  if (!isDay(on)) return draft.fail(field, `没有“${on}”这一天`)
  if (on > today) return draft.fail(field, '日期还没有到，发生以后再登记')
  for (const values of people) {
    const birth = birthOf(values)
    if (birth !== undefined && on < birth) return draft.fail(field, `早于${typeof values['name'] === 'string' ? values['name'] : ''}的出生日期 ${birth}`)
  }
}

/** Who may head the household these leave, and the relations of the rest to the one chosen. */
export function leftSeats(house: House, leaving: ReadonlySet<string>, successor: string, today: string): Pick<Seats, 'successors' | 'relations'> {
  const head = headOf(house, today)
  const staying = activeOf(house, today).filter(member => !leaving.has(member.id))
  if (staying.length === 0 || !head || !leaving.has(head.id)) return { successors: null, relations: [] }
  return { successors: staying, relations: relationsTo(chosenOf(staying, successor), staying, head) }
}

/** The only one there is need not be chosen. */
export const chosenOf = (among: readonly LifeRecord[], id: string): LifeRecord | undefined => among.length === 1 ? among[0] : among.find(one => one.id === id)

export const relationsTo = (head: LifeRecord | undefined, people: readonly LifeRecord[], old: LifeRecord | undefined): Seats['relations'] =>
  head === undefined ? [] : people.filter(one => one.id !== head.id)
    .map(one => ({ person: one.id, name: nameOf(one), head: nameOf(head), suggested: suggestRelation(head, one, old) }))

/** Writes head and relations as answered; what is missing is a problem at its own field. */
export function seat(draft: Draft, head: LifeRecord, seats: Seats['relations'], answers: LifeAnswers): void {
  draft.set('person', head.id, { relation: HEAD })
  for (const { person, name, suggested } of seats) {
    const relation = answers.relations[person] || suggested
    if (isRelation(relation)) draft.set('person', person, { relation })
    else draft.fail(`relation:${person}`, relation === HEAD ? '一户只有一个户主' : `请选${name}与户主${nameOf(head)}的关系`)
  }
}

/** What becomes of a household some have left: a new head, fewer heads to count, or its end. */
export function leave(draft: Draft, house: House, leaving: ReadonlySet<string>, answers: LifeAnswers, { today }: LifeContext, endReason: string): 'goes-on' | 'ends' {
  const staying = activeOf(house, today).filter(member => !leaving.has(member.id))
  setCount(draft, house, staying.length)
  if (staying.length === 0) {
    draft.set('household', house.household.id, { endedOn: answers.on, endReason })
    draft.sentences.push(`${houseName(house, today)}没有人了，从 ${answers.on} 起销户；资料和记录都保留`)
    return 'ends'
  }
  const { successors, relations: asked } = leftSeats(house, leaving, answers.successor, today)
  if (successors === null) return 'goes-on'
  const successor = chosenOf(successors, answers.successor)
  if (!successor) draft.fail('successor', '户主不在了，请选由谁当户主')
  else {
    seat(draft, successor, asked, answers)
    draft.sentences.push(`${houseName(house, today)}以后由 ${nameOf(successor)} 当户主`)
  }
  return 'goes-on'
}

/** 当前家庭人口数 is kept where an export brought it; where it was never written it stays the roster's to count. */
export function setCount(draft: Draft, { household }: House, people: number): void {
  const stored = household.values['memberCount']
  if (typeof stored === 'number' && stored !== people) draft.set('household', household.id, { memberCount: people })
}

/** What a person brings into the new household: lines that are about them and not about a house. */
export const carried = (house: House, person: string): readonly LifeRecord[] =>
  house.others.filter(({ values }) => values['person'] === person && values['voided'] !== true)
