/**
 * What goes with an answer in the same write, or a kill between two writes would separate them: the old
 * value for the read-back, a 情况无变化 that is no longer true, the head count, and the heads of records
 * that are not in the book yet.
 */
import type { Values } from '#core/registers/define.ts'
import type { Value } from '#core/sync/change.ts'
import {
  activeMembers, answered, fieldsOf, incomeHeader, keepBefore, newMemberKey, newMemberQuestions, parseAnswer, questionKey, withValues,
  type VisitContext, type VisitSection
} from '#core/visit/index.ts'
import type { Entry } from '../db/book.ts'
import { incomeYear, merged, wallClock, type VisitIds } from './visit-record.ts'

/** What is typed for a new member; becomes a record only as a whole. */
export interface NewMember {
  readonly name: string
  readonly idNo: string
  readonly relation: string
  readonly joinReason: string
  readonly joinedOn: string
}

/** Draft question of the form for a new member; its raw text is the form as JSON. */
export const NEW_MEMBER = 'person:new:*'

export function traced(entries: readonly Entry[], now: VisitContext, section: VisitSection): readonly Entry[] {
  const old: Record<string, Value> = {}
  for (const { register, record, fields } of entries) {
    if (register !== 'household' && register !== 'person') continue
    const held = register === 'household' ? now.household : now.members.find(({ id }) => id === record)
    if (!held) old[newMemberKey(record)] = null
    else for (const field of Object.keys(fields)) old[questionKey(register, record, field)] = held.values[field] ?? null
  }
  const fields: Values = {
    ...Object.fromEntries(touches(entries, now, section) ? section.unchanged.filter(field => now.visit.values[field] === true).map(field => [field, false]) : []),
    ...(Object.keys(old).length > 0 ? { changedFrom: keepBefore(now.visit, old) } : {})
  }
  const visit: Entry[] = Object.keys(fields).length > 0 ? [{ register: 'visit', record: now.visit.id, fields }] : []
  return [...visit, ...headCount(entries, now), ...entries]
}

/** An answer of this section, and not what another section takes over. */
const touches = (entries: readonly Entry[], now: VisitContext, section: VisitSection): boolean => {
  const asked = new Set(section.questions(now).map(({ record }) => record))
  return entries.some(({ register, record }) => register === 'person' || (register !== 'visit' && asked.has(record)))
}

function headCount(entries: readonly Entry[], now: VisitContext): readonly Entry[] {
  const held = now.household.values['memberCount']
  const moves = entries.filter(({ register, fields }) => register === 'person' && ('endedOn' in fields || 'joinReason' in fields))
  if (!answered(held) || moves.length === 0) return []
  const born = moves.filter(({ record }) => !now.members.some(({ id }) => id === record)).length
  const members = now.members.map(member => withValues(member, moves.find(({ record }) => record === member.id)?.fields ?? {}))
  const count = activeMembers({ ...now, members }).length + born
  return count === held ? [] : [{ register: 'household', record: now.household.id, fields: { memberCount: count } }]
}

/** `has`: whether a record is in the book, or on its way there before these. */
export function withHeads(entries: readonly Entry[], household: string, ids: VisitIds, today: string, visitor: string, has: (record: string) => boolean): readonly Entry[] {
  const round: Values = ids.round ? { round: ids.round } : {}
  const visit: Values = { household, startedAt: wallClock(Date.now()), visitor, mode: '01' }
  return merged([
    ...(has(ids.visit) && !ids.round ? [] : [{ register: 'visit', record: ids.visit, fields: has(ids.visit) ? round : { ...visit, ...round } }]),
    ...(has(ids.income) || !entries.some(({ record }) => record === ids.income) ? [] : [{ register: 'income', record: ids.income, fields: incomeHeader(household, incomeYear(today)) }]),
    ...entries
  ])
}

/** The new member's fields, or what is wrong by field. */
export function memberFrom(form: NewMember, household: string): { readonly values: Values; readonly wrong: Readonly<Record<string, string>> } {
  const values: Record<string, Value> = { household, idType: '1' }
  const wrong: Record<string, string> = {}
  for (const asked of newMemberQuestions()) {
    const parsed = parseAnswer(asked, form[asked.field as keyof NewMember])
    if (!parsed.ok) wrong[asked.field] = parsed.error.reason
    else if (answered(parsed.value)) Object.assign(values, fieldsOf(asked, parsed.value))
  }
  return { values, wrong }
}
