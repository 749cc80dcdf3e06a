/**
 * What a heading may mean, over all registers: the registers' own lists are the only source, so that a field
 * added there is read here. Which of several meanings is right depends on whose lines the sheet has.
 */
import type { Field, Register } from '#core/registers/define.ts'
import { derivedHeadings, fieldOf, headingKey, headingsOf, placeHeadings, registerOf, registers } from '#core/registers/index.ts'
import type { ColumnTarget } from '../db/book-imports.ts'

export const ROSTER = 'person'

/** Registers the program keeps for itself; no workbook is about them. */
const OWN = new Set(['visit', 'standard', 'checkReason', 'reveal', 'paperSheet', 'workbookLayout', 'importBatch', 'attachment'])

const KINDS: readonly (readonly [ColumnTarget, readonly string[]])[] = [
  [{ kind: 'head-name' }, derivedHeadings.headName],
  [{ kind: 'head-id' }, [...derivedHeadings.headIdNo, '户主身份证', '户主证件号']],
  [{ kind: 'village' }, placeHeadings.village],
  [{ kind: 'place' }, [...placeHeadings.province, ...placeHeadings.city, ...placeHeadings.county, ...placeHeadings.township]],
  [{ kind: 'ignored' }, ['序号', '编号', '错误说明', 'No', 'No.']]
]

const kinds: ReadonlyMap<string, ColumnTarget> = new Map(KINDS.flatMap(([target, headings]) => headings.map(heading => [headingKey(heading), target] as const)))

export const dataRegisters: readonly Register[] = Object.values<Register>(registers).filter(({ name }) => !OWN.has(name))

/** Whose the line is has columns of its own; another record a line names is written by its name. */
export const isOwner = ({ household, person }: Register, name: string): boolean => name === household || name === person
const isWritten = (register: Register, name: string, { type }: Field): boolean => type !== 'drawing' && !isOwner(register, name)

const fieldsByKey: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(dataRegisters.map(register => {
  const fields = new Map<string, string>()
  for (const [name, field] of Object.entries(register.fields)) if (isWritten(register, name, field))
    for (const heading of headingsOf(field)) if (!fields.has(headingKey(heading))) fields.set(headingKey(heading), name)
  return [register.name, fields]
}))

/** A ledger calls its owner by other names, 患者 or 受灾农户: what stands there is the person's name, or the head's. */
const ownersByKey: ReadonlyMap<string, ReadonlyMap<string, ColumnTarget>> = new Map(dataRegisters.map(register => {
  const owners = new Map<string, ColumnTarget>()
  const put = (link: string | undefined, target: ColumnTarget): void => {
    const field = link === undefined ? undefined : fieldOf(register.name, link)
    if (field) for (const heading of headingsOf(field)) for (const name of [heading, `${heading}姓名`]) owners.set(headingKey(name), target)
  }
  if (register.name !== ROSTER) {
    put(register.household, { kind: 'head-name' })
    put(register.person, { kind: 'field', register: ROSTER, name: 'name' })
  }
  return [register.name, owners]
}))

const allKeys: ReadonlySet<string> = new Set([...kinds.keys(), ...[...fieldsByKey.values(), ...ownersByKey.values()].flatMap(keys => [...keys.keys()])])

/** Registers whose fields may stand on a line of the base, the base first: a person's line carries the household's columns. */
export function registersBeside(base: string): readonly string[] {
  const register = registerOf(base)
  if (base === ROSTER) return [ROSTER, 'household', 'income']
  if (base === 'household') return ['household', 'income']
  if (base === 'income') return ['income', 'household']
  return [base, ...(register?.person ? [ROSTER] : []), ...(register?.household || register?.person ? ['household'] : [])]
}

export interface Meaning {
  readonly target: ColumnTarget
  /** What one unit of the column is in the field's own. */
  readonly factor: number
}

/** What a unit written in a heading is in the field's own unit. */
const UNITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  元: { 元: 1, 万元: 10_000, 万: 10_000, 千元: 1000, 百元: 100 },
  亩: { 亩: 1, 公顷: 15, 顷: 100 },
  公里: { 公里: 1, 千米: 1, km: 1 }, 平方米: { 平方米: 1, m2: 1, 平米: 1 }, 月: { 月: 1, 个月: 1 }, 人: { 人: 1 }, 次: { 次: 1 },
  天: { 天: 1, 日: 1 }, 升: { 升: 1, l: 1 }, 分钟: { 分钟: 1, 分: 1, 小时: 60 }, 户: { 户: 1 }, 头: { 头: 1 }, 千瓦: { 千瓦: 1, kw: 1 }
}
const anyUnit = new Set([...Object.values(UNITS).flatMap(units => Object.keys(units)), '公斤', '斤', '吨', '%', '岁', '年'])

const unitOf = (field: Field): string => field.type === 'amount' ? '元' : (field.unit ?? '').normalize('NFKC').replace('m2', '平方米')

/** Notes of the one who made the table: *姓名, 姓名(必填), 1.姓名. */
const bare = (key: string): string => key.replace(/^[*＊★#]+|[*＊★#]+$/gu, '').replace(/^\d{1,2}[.、](?=\D)/u, '')

interface Reading {
  readonly key: string
  readonly unit: string
}

/** The heading as it stands, without what stands in brackets at its end (a unit is kept apart), and without the year before it. */
function readingsOf(heading: string): readonly Reading[] {
  const key = bare(headingKey(heading))
  const readings: Reading[] = [{ key, unit: '' }]
  const [, front, inside] = /^(.+?)[([【<](.{1,12})[)\]】>]$/u.exec(key) ?? []
  if (front && inside) readings.push({ key: bare(front), unit: anyUnit.has(inside.replace(/^单位:/, '')) ? inside.replace(/^单位:/, '') : '' })
  const [, dated] = /^20\d{2}年度?(.+)$/u.exec(readings.at(-1)!.key) ?? []
  if (dated) readings.push({ key: dated, unit: readings.at(-1)!.unit })
  const [, plain, unit] = /^(.+?)[/:](万元|元|亩|公顷)$/u.exec(key) ?? []
  if (plain && unit) readings.push({ key: plain, unit })
  return readings
}

function meaningIn(register: string, { key, unit }: Reading): Meaning | undefined {
  const name = fieldsByKey.get(register)?.get(key)
  if (name === undefined) return undefined
  if (unit === '') return { target: { kind: 'field', register, name }, factor: 1 }
  const field = registerOf(register)!.fields[name]!
  const own = unitOf(field)
  const factor = own === unit ? 1 : UNITS[own]?.[unit]
  return factor === undefined ? undefined : { target: { kind: 'field', register, name }, factor }
}

/** Every reading of a heading of several lines, the most exact first: 户主/姓名 is 户主姓名 before it is 姓名. */
function readingsOfPath(path: readonly string[]): readonly Reading[] {
  const last = path.at(-1) ?? ''
  const joined = [path.join(''), path.slice(-2).join(''), last]
  return [...new Set(joined)].flatMap(readingsOf).filter(({ key }) => key !== '')
}

/** The head's own columns must not be taken for every member's. */
const isHeads = (path: readonly string[]): boolean => path.slice(0, -1).some(part => /^户主(信息|情况)?$/u.test(headingKey(part)))

/** What the heading means on a sheet of the base; undefined when no list knows it. */
export function meaningOf(path: readonly string[], base: string): Meaning | undefined {
  const beside = registersBeside(base)
  const ofHousehold = !beside.includes(ROSTER) && (base === 'household' || registerOf(base)?.household !== undefined)
  for (const reading of readingsOfPath(path)) {
    const own = base === ROSTER || base === 'household' ? undefined : meaningIn(base, reading)
    if (own) return own
    const owner = ownersByKey.get(base)?.get(reading.key)
    if (owner) return { target: owner, factor: 1 }
    const kind = kinds.get(reading.key)
    if (kind) return { target: kind, factor: 1 }
    // On a line that is a household's, the person is its head.
    const person = ofHousehold ? meaningIn(ROSTER, reading)?.target : undefined
    if (person?.kind === 'field' && (person.name === 'name' || person.name === 'idNo')) return { target: { kind: person.name === 'name' ? 'head-name' : 'head-id' }, factor: 1 }
    for (const register of beside) {
      const found = meaningIn(register, reading)
      if (found && !(register === ROSTER && isHeads(path))) return found
    }
  }
  return undefined
}

/** Some register or other knows the heading; for finding the line of headings before the base is known. */
export const isKnownHeading = (path: readonly string[]): boolean => readingsOfPath(path).some(({ key }) => allKeys.has(key))

/** What tells one known heading from another among the lines tried. */
export const knownKey = (path: readonly string[]): string | undefined => readingsOfPath(path).find(({ key }) => allKeys.has(key))?.key

export const targetField = (target: ColumnTarget | null): Field | undefined =>
  target?.kind === 'field' ? fieldOf(target.register, target.name) : undefined

export const sameTarget = (a: ColumnTarget | null, b: ColumnTarget | null): boolean =>
  a !== null && b !== null && a.kind === b.kind && (a.kind !== 'field' || b.kind !== 'field' || (a.register === b.register && a.name === b.name))
