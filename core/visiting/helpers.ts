/**
 * 帮扶结对: who stands by a household from which day to which. The last day of a pairing is its own; one main helper
 * at a time; nothing earlier is ever written over, a change ends one record and begins the next.
 */
import { isDay } from '../registers/calendar.ts'
import { labelOf } from '../registers/codes.ts'
import type { Values } from '../registers/define.ts'
import { isVoided, textOf, type RecordValues } from '../checks/subject.ts'

export interface Spell {
  readonly id: string
  readonly household: string
  readonly cadre: string
  readonly main: boolean
  /** '' = nobody wrote since when. */
  readonly from: string
  /** '' = still holds. */
  readonly to: string
  readonly endReason: string
}

const FIRST = '0000-00-00', LAST = '9999-99-99'

/** Of pairing records; give facts (core/sync/facts.ts). Without a cadre or household it is nobody's. */
export function spellOf({ id, values }: RecordValues): Spell | undefined {
  const household = textOf(values, 'household'), cadre = textOf(values, 'cadre')
  if (isVoided(values) || household === undefined || cadre === undefined) return undefined
  return { id, household, cadre, main: values['main'] === true, from: textOf(values, 'from') ?? '', to: textOf(values, 'to') ?? '', endReason: textOf(values, 'endReason') ?? '' }
}

export const holdsOn = ({ from, to }: Spell, day: string): boolean => (from || FIRST) <= day && day <= (to || LAST)
const overlap = (left: Spell, right: Spell): boolean => (left.from || FIRST) <= (right.to || LAST) && (right.from || FIRST) <= (left.to || LAST)

/** More than one: two laptops paired apart, and a person has to end one of them. */
export const mainHelpersOn = (spells: readonly Spell[], day: string): readonly Spell[] => spells.filter(spell => spell.main && holdsOn(spell, day))

/** Those that hold first, main before others; then the latest first. */
export const inHistory = (spells: readonly Spell[], today: string): readonly Spell[] => spells.toSorted((left, right) =>
  Number(holdsOn(right, today)) - Number(holdsOn(left, today)) || Number(right.main) - Number(left.main) || (left.from < right.from ? 1 : left.from > right.from ? -1 : left.id < right.id ? -1 : 1))

export interface PairingProblem {
  readonly rule: string
  readonly field: string
  readonly text: string
}

export interface PairingFacts {
  readonly today: string
  /** All of the household, the new one not among them. */
  readonly spells: readonly Spell[]
  /** undefined: no such cadre on this laptop. */
  readonly cadre: Values | undefined
  readonly closed: boolean
  readonly monitored: boolean
  /** Households the cadre is main helper of on that day, this one not counted. */
  readonly load: number
  /** helperHouseholdsMax */
  readonly most: number
  readonly nameOf: (cadre: string) => string
}

const period = ({ from, to }: Spell): string => `${from || '以前'}至${to || '今'}`

/** Why it cannot be written; [] = it can. In the order of the form. */
export function pairingRefusals(spell: Spell, { today, spells, cadre, closed, nameOf }: PairingFacts): readonly PairingProblem[] {
  const found: PairingProblem[] = []
  const put = (wrong: boolean, rule: string, field: string, text: string): void => { if (wrong) found.push({ rule, field, text }) }
  const days = isDay(spell.from) && (spell.to === '' || isDay(spell.to))
  put(closed, 'H01', 'household', '这一户已经不在花名册，不能再结对')
  put(cadre === undefined, 'H02', 'cadre', '没有选帮扶责任人；名单里没有的，先登记')
  put(!isDay(spell.from), 'H03', 'from', '从哪天开始没有写，要写成 年-月-日')
  put(spell.to !== '' && !isDay(spell.to), 'H03', 'to', '到哪天结束要写成 年-月-日')
  put(isDay(spell.from) && spell.from > today, 'H04', 'from', '开始的日子还没有到；到了那天再登记')
  if (!days) return found
  put(spell.to !== '' && spell.to < spell.from, 'H05', 'to', `结束日期${spell.to}早于开始日期${spell.from}`)
  for (const other of spells) {
    if (other.id === spell.id || !overlap(other, spell)) continue
    const name = nameOf(other.cadre)
    if (other.cadre === spell.cadre) put(true, 'H06', 'from', `${name}${period(other)}已经和这一户结对，日子重叠；先结束那一段`)
    else if (other.main && spell.main) put(true, 'H07', 'from', `主要帮扶责任人同一时间只有一名：${period(other)}是${name}。要换人，用“换帮扶责任人”`)
  }
  const [began, ended] = [cadre && textOf(cadre, 'from'), cadre && textOf(cadre, 'to')]
  put(ended !== undefined && ended < (spell.to || today), 'H08', 'cadre', `${nameOf(spell.cadre)}的派驻${ended ?? ''}已经结束，不能再结对`)
  put(began !== undefined && began > spell.from, 'H08', 'from', `${nameOf(spell.cadre)}${began ?? ''}才开始派驻`)
  return found
}

/** Codes of `unitLevel` whose cadres stand by households (S3-09). */
const SENT_BY: ReadonlySet<string> = new Set(['04', '05'])
export const isOtherLevel = (cadre: Values): boolean => { const level = textOf(cadre, 'unitLevel'); return level !== undefined && !SENT_BY.has(level) }

/** What a person should know and may go on with. */
export function pairingWarnings(spell: Spell, { cadre, load, most, monitored, nameOf }: PairingFacts): readonly PairingProblem[] {
  const found: PairingProblem[] = []
  if (spell.main && load + 1 > most) found.push({ rule: 'W01', field: 'cadre', text: `${nameOf(spell.cadre)}已经是 ${load} 户的主要帮扶责任人，一般不超过 ${most} 户` })
  if (cadre && isOtherLevel(cadre)) found.push({ rule: 'W02', field: 'cadre', text: `帮扶责任人由县乡两级单位选派，${nameOf(spell.cadre)}的单位是${labelOf('unitLevel', textOf(cadre, 'unitLevel') ?? '')}（S3-09）` })
  if (!monitored) found.push({ rule: 'W03', field: 'household', text: '这一户不是监测对象；结对帮扶针对监测对象（S3-10）' })
  return found
}

export interface PairingEntry { readonly register: 'pairing'; readonly record: string; readonly fields: Values }

export const dayBefore = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)

export const endPairing = ({ id }: Spell, to: string, endReason: string): PairingEntry => ({ register: 'pairing', record: id, fields: { to, endReason } })
export const beginPairing = ({ id, household, cadre, main, from }: Spell): PairingEntry => ({ register: 'pairing', record: id, fields: { household, cadre, main, from } })

/**
 * 换帮扶责任人: whoever is main on that day ends the day before, with the reason, and the new one begins. Somebody who
 * began on that very day or later never helped: the record is voided, not turned around. Gives what to write, or why not.
 */
export function planChange(spell: Spell, reason: string, facts: PairingFacts): { readonly entries: readonly PairingEntry[]; readonly refusals: readonly PairingProblem[] } {
  // What began later than the change is not ended by it: it overlaps, and is said so.
  const replaced = isDay(spell.from) ? facts.spells.filter(other => other.main && other.to === '' && (other.from || FIRST) <= spell.from) : []
  const kept = facts.spells.map((other): Spell => replaced.includes(other) ? { ...other, to: dayBefore(spell.from) } : other).filter(({ from, to }) => to === '' || (from || FIRST) <= to)
  const refusals = [
    ...pairingRefusals(spell, { ...facts, spells: kept }),
    ...(replaced.length > 0 && reason.trim() === '' ? [{ rule: 'H09', field: 'reason', text: `为什么换人没有写（${replaced.map(({ cadre }) => facts.nameOf(cadre)).join('、')} → ${facts.nameOf(spell.cadre)}）` }] : []),
    ...replaced.filter(({ cadre }) => cadre === spell.cadre).map(() => ({ rule: 'H10', field: 'cadre', text: `${facts.nameOf(spell.cadre)}已经是这一户的主要帮扶责任人` }))
  ]
  const ending = replaced.map(other => (other.from || FIRST) < spell.from ? endPairing(other, dayBefore(spell.from), reason.trim())
    : ({ register: 'pairing', record: other.id, fields: { voided: true, voidReason: reason.trim() } } as const))
  return { entries: [...ending, beginPairing(spell)], refusals: refusals.filter(({ rule }, at) => rule !== 'H06' || !refusals.some((other, of) => of !== at && other.rule === 'H10')) }
}

/** Why it cannot end there. */
export function endRefusals({ from }: Spell, to: string, reason: string, today: string): readonly PairingProblem[] {
  const found: PairingProblem[] = []
  if (!isDay(to)) found.push({ rule: 'H03', field: 'to', text: '到哪天结束没有写，要写成 年-月-日' })
  else if (to > today) found.push({ rule: 'H04', field: 'to', text: '结束的日子还没有到；到了那天再登记' })
  else if (from !== '' && to < from) found.push({ rule: 'H05', field: 'to', text: `结束日期${to}早于开始日期${from}` })
  if (reason.trim() === '') found.push({ rule: 'H09', field: 'reason', text: '为什么结束没有写' })
  return found
}

export interface Plan { readonly household: string; readonly entries: readonly PairingEntry[]; readonly refusals: readonly PairingProblem[] }

/** One cadre for many: each household for itself, the load growing with each that can be written. */
export function planMany(spells: readonly Spell[], reason: string, factsOf: (household: string) => PairingFacts): readonly Plan[] {
  let taken = 0
  return spells.map(spell => {
    const facts = factsOf(spell.household)
    const plan = planChange(spell, reason, { ...facts, load: facts.load + taken })
    if (plan.refusals.length === 0) taken++
    return { household: spell.household, ...plan }
  })
}

/** 整体移交: whatever one cadre holds on that day goes to another, main ones as main ones, the others as others. */
export function planHandOver(held: readonly Spell[], to: string, from: string, reason: string, newId: () => string, factsOf: (household: string) => PairingFacts): readonly Plan[] {
  return held.map(own => {
    const next: Spell = { id: newId(), household: own.household, cadre: to, main: own.main, from, to: '', endReason: '' }
    const facts = factsOf(own.household)
    if (own.main) return { household: own.household, ...planChange(next, reason, facts) }
    const ended = isDay(from) ? facts.spells.map(one => one.id === own.id ? { ...one, to: dayBefore(from) } : one) : facts.spells
    const refusals = [...endRefusals(own, isDay(from) ? dayBefore(from) : from, reason, facts.today), ...pairingRefusals(next, { ...facts, spells: ended })]
    return { household: own.household, refusals, entries: [endPairing(own, isDay(from) ? dayBefore(from) : from, reason.trim()), beginPairing(next)] }
  })
}
