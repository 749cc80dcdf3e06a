/**
 * Somebody who comes to a household: registered anew, or known in another household of the village and then moved
 * with the record, never written a second time. A record cannot leave its village, so who comes from another
 * village of this laptop is ended there and begun here with what is known.
 */
import type { Values } from '../registers/define.ts'
import { birthDateOf, idNumberProblem, sexOf } from '../registers/id-number.ts'
import { HEAD } from '../registers/person.ts'
import { ageOn } from '../registers/calendar.ts'
import { activeOf, birthOf, carried, checkDay, type Draft, headOf, houseName, isGone, isRelation, leave, leftSeats, nameOf, setCount, textOf } from './house.ts'
import { NEWCOMER, type LifeAnswers, type LifeContext, type LifeRecord, type Seats } from './define.ts'

const DEAD = '01'
/** 户籍迁出 of memberDecrease, 并入他户 of householdEnd. */
const MOVED_OUT = '03'
const INTO_OTHER = '03'
/** What belongs to the old place and not to the person. */
const OF_PLACE = new Set(['household', 'relation', 'joinedOn', 'joinReason', 'endedOn', 'endReason', 'sharesBudget', 'countedInIncome', 'countedReason'])

/** The known person who comes, from another household or back to this one. */
export const knownOf = ({ person }: LifeAnswers, { house, other }: LifeContext): LifeRecord | undefined =>
  person === '' ? undefined : [...other?.members ?? [], ...house.members].find(member => member.id === person)

export function comingSeats(answers: LifeAnswers, context: LifeContext): Seats {
  const known = knownOf(answers, context)
  const { house, other, today } = context
  const left = known && other && !isGone(known, today) ? leftSeats(other, new Set([known.id]), answers.successor, today) : { successors: null, relations: [] }
  const head = headOf(house, today)
  const name = known ? nameOf(known) : textOf({ register: 'person', id: NEWCOMER, village: '', values: answers.newcomer }, 'name') || '新成员'
  const own = head ? [{ person: known?.id ?? NEWCOMER, name, head: nameOf(head), suggested: '' }] : []
  return { successors: left.successors, heads: null, relations: [...own, ...left.relations] }
}

/** Adds the person to the household; gives the name, '' where there is none yet. */
export function comes(draft: Draft, answers: LifeAnswers, context: LifeContext, joinReason: string): string {
  const known = knownOf(answers, context)
  if (answers.person !== '' && !known) draft.fail('person', '找不到这个人，请重新选')
  const values = known?.values ?? answers.newcomer
  checkDay(draft, answers.on, [values], context.today)
  checkRoom(draft, context)
  const relation = relationOf(draft, answers, context, known?.id ?? NEWCOMER)
  const joined: Values = { relation, joinedOn: answers.on, joinReason }
  if (known) moveIn(draft, known, joined, answers, context)
  else register(draft, joined, answers, context)
  setCount(draft, context.house, activeOf(context.house, context.today).length + 1)
  return known ? nameOf(known) : typeof values['name'] === 'string' ? values['name'] : ''
}

/** A household everybody had left is opened again by who comes back; any other ended one stays closed. */
function checkRoom(draft: Draft, { house, today }: LifeContext): void {
  if (!isGone(house.household, today)) return
  if (activeOf(house, today).length > 0 || textOf(house.household, 'endReason') !== '01') return draft.fail('household', '这一户已经销户，不能再增加成员')
  draft.set('household', house.household.id, { endedOn: null, endReason: null })
  draft.sentences.push('这一户原来整户迁出，现在恢复在册')
}

function relationOf(draft: Draft, answers: LifeAnswers, { house, today }: LifeContext, person: string): string {
  if (activeOf(house, today).length === 0) return HEAD
  if (!headOf(house, today)) {
    draft.fail('household', '这一户现在没有户主，请先做“户主变更”')
    return ''
  }
  const relation = answers.relations[person] ?? ''
  if (!isRelation(relation)) draft.fail(`relation:${person}`, relation === HEAD ? '一户只有一个户主；要换户主请做“户主变更”' : '请选与户主的关系')
  return relation
}

function register(draft: Draft, joined: Values, answers: LifeAnswers, { house, holders, newId }: LifeContext): void {
  const { newcomer } = answers
  const idNo = typeof newcomer['idNo'] === 'string' ? newcomer['idNo'] : ''
  if (typeof newcomer['name'] !== 'string' || newcomer['name'] === '') draft.fail('name', '请填姓名')
  if (idNo !== '' && holders.length > 0) draft.fail('idNo', `本村已有此人：${holders.map(({ title }) => title).join('；')}。请点“就是这个人”，不要重复登记`)
  const told = { sex: sexOf(idNo) ?? newcomer['sex'], birthDate: birthDateOf(idNo) ?? newcomer['birthDate'] }
  if (!told.sex) draft.fail('sex', '没有证件号码，请选性别')
  if (!told.birthDate) draft.fail('birthDate', '没有证件号码，请填出生日期')
  if (idNo === '') draft.warnings.push('没有证件号码，办好后用“换证”补上')
  else if (idNumberProblem(idNo) !== null) draft.warnings.push('证件号码的校验码不对，请对照证件再看一遍')
  const filled = Object.fromEntries(Object.entries({ ...newcomer, ...told }).filter(([, value]) => value !== undefined && value !== null && value !== ''))
  draft.set('person', newId(), { household: house.household.id, ...filled, ...joined } as Values)
}

function moveIn(draft: Draft, known: LifeRecord, joined: Values, answers: LifeAnswers, context: LifeContext): void {
  const { house, other, today } = context
  const here = house.members.some(member => member.id === known.id)
  if (textOf(known, 'endReason') === DEAD && isGone(known, today)) return draft.fail('person', `${nameOf(known)}已登记死亡，不能再转入；登记错了请先撤销那一步`)
  if (here && !isGone(known, today)) return draft.fail('person', `${nameOf(known)}现在就在这一户`)
  const back: Values = isGone(known, today) ? { endedOn: null, endReason: null } : {}
  if (!other || here) return draft.set('person', known.id, { ...joined, ...back })
  const last = isGone(known, today) ? 'goes-on' : leave(draft, other, new Set([known.id]), answers, context, INTO_OTHER)
  if (last === 'ends') draft.warnings.push(`${houseName(other, today)}的收支和户的台账留在原户`)
  if (known.village === house.household.village) {
    draft.set('person', known.id, { household: house.household.id, ...joined, ...back })
    for (const record of carried(other, known.id)) draft.set(record.register, record.id, { household: house.household.id })
    draft.sentences.push(`${nameOf(known)} 的资料和个人台账从 ${houseName(other, today)}转来，收支记录留在原户`)
    return
  }
  const facts = Object.fromEntries(Object.entries(known.values).filter(([field, value]) => !OF_PLACE.has(field) && value !== null))
  draft.set('person', context.newId(), { ...facts, household: house.household.id, ...joined })
  if (!isGone(known, today)) draft.set('person', known.id, { endedOn: answers.on, endReason: MOVED_OUT })
  draft.sentences.push(`${nameOf(known)} 从外村的 ${houseName(other, today)}转来：那边登记为迁出，这边重新登记基本资料`)
}

/** 22 and 20 by the marriage law; a doubt to be looked at, because a birthday may be written wrong. */
export function warnYoung(draft: Draft, values: Values, on: string): void {
  const birth = birthOf(values)
  const sex = (typeof values['idNo'] === 'string' ? sexOf(values['idNo']) : undefined) ?? values['sex']
  const least = sex === '1' ? 22 : sex === '2' ? 20 : undefined
  if (birth === undefined || least === undefined || on.length < 10) return
  const age = ageOn(birth, on)
  if (age < least) draft.warnings.push(`${typeof values['name'] === 'string' ? values['name'] : ''} ${age} 岁，不到法定婚龄，请核对出生日期和婚入婚出日期`)
}
