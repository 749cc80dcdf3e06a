/**
 * What must be true of procedures, whatever was lost, cut or taken apart: read off the county's log by the way as the
 * policy tells it, written down here once more. It never asks the table the program goes by.
 */
import type { AsideRow, LogRow } from './county-real.ts'
import { Wrong } from './oracle.ts'

type Fields = Readonly<Record<string, unknown>>
export interface Written { readonly device: string; readonly number: number; readonly register: string; readonly record: string; readonly origin: { readonly kind: string; readonly ref?: string }; readonly fields: Fields }
export interface Taken { readonly device: string; readonly fields: Fields }

export const writtenIn = (rows: readonly Pick<LogRow | AsideRow, 'body'>[]): readonly Written[] => rows.map(({ body }) => JSON.parse(body) as Written)
const isStep = ({ register, fields }: Written): boolean => register === 'caseStep' && typeof fields['step'] === 'string'

/** Groups in order; within one the order does not matter. */
const WAY: readonly (readonly string[])[] = [['apply'], ['analyse'], ['verify', 'compare'], ['review'], ['publicise'], ['noticeEnd'], ['township'], ['county']]
/** Who may say it, where it is not the village. */
const LEVEL: Readonly<Record<string, readonly string[]>> = { township: ['township'], county: ['county'], compare: ['township', 'county'], clue: ['township'], announce: ['village', 'township', 'county'], green: ['village', 'township'] }
const HANGS_DAYS = 5
const dayOf = (text: unknown): number => Date.parse(`${String(text)}T00:00:00Z`) / 86_400_000

/** A household is watched over by a procedure only after the whole of it stands in the county's log, each step by its level. */
export function checkDecisions(log: readonly Written[]): number {
  let decided = 0
  for (const [at, change] of log.entries()) {
    if (change.register !== 'household' || typeof change.fields['monitorCategory'] !== 'string') continue
    decided++
    const id = change.origin.ref
    const voided = new Set(log.slice(0, at).filter(({ register, fields }) => register === 'caseStep' && fields['voided'] === true).map(({ record }) => record))
    const steps = log.slice(0, at).filter(one => isStep(one) && one.fields['case'] === id && one.fields['outcome'] === 'pass' && !voided.has(one.record))
    const wrong = (why: string): Wrong => new Wrong('decided', `${change.record} was decided by ${id}: ${why}; in the log: ${steps.map(({ fields }) => String(fields['step'])).join()}`)
    let from = -1
    for (const group of WAY) {
      const places = group.map(step => steps.findIndex(({ fields }, place) => place > from && fields['step'] === step))
      if (places.some(place => place < 0)) throw wrong(`no ${group.join(' and ')} after what comes before`)
      from = Math.max(...places)
    }
    const last = (step: string): Fields => steps.findLast(({ fields }) => fields['step'] === step)!.fields
    const notice = last('publicise')
    if (dayOf(notice['noticeTo']) - dayOf(notice['noticeFrom']) + 1 < HANGS_DAYS) throw wrong('the notice was too short')
    if (dayOf(last('noticeEnd')['on']) <= dayOf(notice['noticeTo'])) throw wrong('the notice was ended before it was over')
    const deciders = [last('township'), last('county')].map(({ actor }) => actor)
    const proposers = ['apply', 'analyse', 'review'].map(step => last(step)['actor'])
    if (deciders.some(actor => proposers.includes(actor))) throw wrong('by somebody who had proposed it')
  }
  return decided
}

/** In the log stands no step of a level its laptop does not have. `roles`: as the county granted them. */
export function checkLevels(log: readonly Written[], roles: ReadonlyMap<string, string>): void {
  for (const one of log) {
    if (!isStep(one)) continue
    const [granted, claimed, step] = [roles.get(one.device)!, String(one.fields['role']), String(one.fields['step'])]
    if (claimed !== granted) throw new Wrong('level', `${one.device} is of the level ${granted} and stands in the log as ${claimed}`)
    if (one.fields['outcome'] !== 'notNeeded' && !(LEVEL[step] ?? ['village']).includes(granted)) throw new Wrong('level', `${step} stands in the log from ${one.device} of the level ${granted}`)
  }
}

/** Nothing a person was told is stored is anywhere but in the log or set aside with a reason. */
export function checkKept(taken: readonly Taken[], log: readonly Written[], aside: readonly Written[]): void {
  const kept = new Set([...log, ...aside].filter(isStep).map(({ device, fields }) => `${device} ${String(fields['note'])}`))
  for (const { device, fields } of taken) if (!kept.has(`${device} ${String(fields['note'])}`)) throw new Wrong('lost', `${String(fields['step'])} of ${device} (${String(fields['note'])}) was stored and is nowhere at the county`)
}

/** Every step in the log that nobody has taken back: each must be told on each screen once. */
export function standingSteps(log: readonly Written[]): ReadonlyMap<string, readonly string[]> {
  const voided = new Set(log.filter(({ register, fields }) => register === 'caseStep' && fields['voided'] === true).map(({ record }) => record))
  const byCase = new Map<string, string[]>()
  for (const one of log) if (isStep(one) && !voided.has(one.record)) byCase.set(String(one.fields['case']), [...byCase.get(String(one.fields['case'])) ?? [], one.record])
  return new Map([...byCase].map(([id, records]) => [id, [...new Set(records)].sort()]))
}

/** Cases the county has said yes to and has not taken it back. */
export function decidedCases(log: readonly Written[]): readonly string[] {
  const standing = new Set([...standingSteps(log).values()].flat())
  return log.filter(one => isStep(one) && one.fields['step'] === 'county' && one.fields['outcome'] === 'pass' && standing.has(one.record)).map(({ fields }) => String(fields['case']))
}

/** Steps that answer the same question in view of the same: nobody has decided between them while both are there and none was built on. */
export function apartIn(log: readonly Written[]): number {
  const standing = new Set([...standingSteps(log).values()].flat())
  const asked = new Map<string, Set<string>>()
  for (const one of log) if (isStep(one) && standing.has(one.record) && one.fields['step'] !== 'green') {
    const key = `${String(one.fields['case'])} ${String(one.fields['after'])} ${String(one.fields['step'])}`
    asked.set(key, (asked.get(key) ?? new Set()).add(one.record))
  }
  return [...asked.values()].filter(records => records.size > 1).length
}
