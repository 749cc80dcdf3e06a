/**
 * Which record each line of a sheet is. A line that says all a record holds is that record, before anything else
 * is asked: a ledger that went out comes back as it was, also where two of its lines share what tells them apart.
 * Then by what tells records of one owner apart, then by as much of it as the line says. Of two that fit equally
 * neither is taken. No record is two lines.
 */
import type { Register, Values } from '#core/registers/define.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { sameValue } from '#core/sync/merge.ts'

/** A line of one owner: what it says, and the records a written name of it may mean. */
export interface SaidLine {
  readonly row: number
  readonly values: Values
  readonly links: Readonly<Record<string, readonly RecordState[]>>
}

export type Match =
  | { readonly kind: 'record'; readonly record: RecordState }
  | { readonly kind: 'new' }
  /** `fits` of them could be the line. */
  | { readonly kind: 'ambiguous'; readonly fits: number }
  /** The line at `row` is this record already. */
  | { readonly kind: 'taken'; readonly row: number }

/** `identity`: what tells the owner's records apart; none: the owner has one. `owned`: false where they are the village's. */
export function matchLines({ fields }: Register, identity: readonly string[], owned: boolean, lines: readonly SaidLine[], records: readonly RecordState[]): ReadonlyMap<SaidLine, Match> {
  const matches = new Map<SaidLine, Match>()
  const takenBy = new Map<string, number>()
  const free = (fits: readonly RecordState[]): readonly RecordState[] => fits.filter(({ id }) => !takenBy.has(id))
  const take = (line: SaidLine, record: RecordState): void => {
    takenBy.set(record.id, line.row)
    matches.set(line, { kind: 'record', record })
  }
  /** One that is free is the line's; false where none fits at all. */
  const settle = (line: SaidLine, fits: readonly RecordState[]): boolean => {
    const [one, ...others] = free(fits)
    if (one && others.length === 0) take(line, one)
    else if (one) matches.set(line, { kind: 'ambiguous', fits: others.length + 1 })
    return one !== undefined
  }
  const remaining = (): readonly SaidLine[] => lines.filter(line => !matches.has(line))
  const isAlike = (line: SaidLine, record: RecordState): boolean => identity.every(name => (isSaid(line, name) ? agrees(line, record, name) : isBlank(record, name)))
  const tells = (line: SaidLine): readonly string[] => identity.filter(name => isSaid(line, name))

  for (const line of remaining()) {
    const same = free(records).find(record => isAlike(line, record) && saidNames(line).every(name => agrees(line, record, name)))
    if (same) take(line, same)
  }
  for (const line of remaining()) {
    if (identity.length > 0 && tells(line).length === 0) continue
    const fits = records.filter(record => isAlike(line, record))
    if (!settle(line, fits) && fits.length > 0) matches.set(line, { kind: 'taken', row: takenBy.get(fits[0]!.id)! })
  }
  for (const line of remaining()) {
    const told = tells(line)
    if (told.length > 0) settle(line, records.filter(record => told.every(name => agrees(line, record, name))))
  }
  for (const line of remaining()) {
    if (identity.length === 0 || tells(line).length > 0) continue
    const unnumbered = free(records).filter(record => identity.every(name => isBlank(record, name)))
    const first = Object.keys(fields).find(name => fields[name]!.type === 'text' && isSaid(line, name))
    const alike = unnumbered.filter(record => first !== undefined && agrees(line, record, first))
    // Of one owner the only record is meant; in a whole village the only one may be another matter altogether.
    settle(line, !owned || (unnumbered.length > 1 && alike.length > 0) ? alike : unnumbered.length > 0 ? unnumbered : free(records))
  }
  const newcomers = new Map<string, number>()
  for (const line of remaining()) {
    const key = keyOf(line, identity.length > 0 && tells(line).length === 0 ? saidNames(line) : identity)
    const first = newcomers.get(key)
    matches.set(line, first === undefined ? { kind: 'new' } : { kind: 'taken', row: first })
    if (first === undefined) newcomers.set(key, line.row)
  }
  return matches
}

const saidNames = ({ values, links }: SaidLine): readonly string[] => [...Object.keys(values), ...Object.keys(links)].sort()
const isSaid = ({ values, links }: SaidLine, name: string): boolean => Object.hasOwn(values, name) || Object.hasOwn(links, name)
const isBlank = ({ values }: RecordState, name: string): boolean => !Object.hasOwn(values, name) || values[name] === null

function agrees({ values, links }: SaidLine, record: RecordState, name: string): boolean {
  if (isBlank(record, name)) return false
  const known = record.values[name]!
  return Object.hasOwn(links, name) ? links[name]!.some(({ id }) => id === known) : sameAnswer(known, values[name]!)
}

/** Several codes are a set: another order is no other answer. */
const sameAnswer = (a: Value, b: Value): boolean => (Array.isArray(a) && Array.isArray(b) ? sameValue([...a].sort(), [...b].sort()) : sameValue(a, b))

const keyOf = ({ values, links }: SaidLine, names: readonly string[]): string => JSON.stringify(names.map(name => [name, values[name] ?? links[name]?.map(({ id }) => id) ?? null]))
