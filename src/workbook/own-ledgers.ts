/**
 * What a sheet says of itself: the title over its headings or its name, where that names a ledger or a register.
 * A ledger of ours that comes back is read column by column as it went out: a column that was worked out is
 * nobody's news, however much its heading looks like a field's.
 */
import type { Ledger } from '#core/ledgers/define.ts'
import { ledgers } from '#core/ledgers/index.ts'
import { headingKey, registerOf } from '#core/registers/index.ts'
import type { ColumnTarget } from '../db/book-imports.ts'
import { dataRegisters, isOwner, registersBeside, ROSTER } from './headings.ts'

/** A register by a name of it; `ledger` where the name is that of one with lines of its own. */
export interface Named {
  readonly name: string
  readonly base: string
  readonly ledger: Ledger | null
}

const LISTS = new Set([ROSTER, 'household', 'income'])

/** A sheet cannot be called with / or brackets; a title can. */
const keyOf = (text: string): string => headingKey(text).replace(/[\\/?*[\]:]/gu, '')

const names: readonly Named[] = [
  ...ledgers.filter(({ adds }) => adds === 'record').map(ledger => ({ name: keyOf(ledger.title), base: ledger.base, ledger })),
  ...dataRegisters.filter(({ name }) => !LISTS.has(name)).map(({ name, title }) => ({ name: keyOf(title), base: name, ledger: null }))
]

/** The longest name first: 帮扶项目资产台账 is about assets before it is about projects. */
export function namedIn(titles: readonly string[]): readonly Named[] {
  const keys = titles.map(keyOf)
  return names.filter(({ name }) => keys.some(key => key.includes(name))).sort((a, b) => b.name.length - a.name.length || Number(a.ledger === null) - Number(b.ledger === null))
}

const targets = new Map<Ledger, ReadonlyMap<string, ColumnTarget>>()

/** What a column of the ledger with this title is; undefined where the ledger has none, or its title is read as any. */
export function columnOfLedger(ledger: Ledger, path: readonly string[]): ColumnTarget | undefined {
  let known = targets.get(ledger)
  if (!known) targets.set(ledger, known = new Map(targetsOf(ledger)))
  return path.length === 1 ? known.get(headingKey(path[0]!)) : undefined
}

/** Worked out, and yet read: they say whose the line is. */
const PLACES: Readonly<Record<string, ColumnTarget>> = { headName: { kind: 'head-name' }, headIdNo: { kind: 'head-id' }, village: { kind: 'village' }, township: { kind: 'place' } }
/** A line is voided on the screen, with its reason: no file voids one. */
export const NOT_BY_FILE: ReadonlySet<string> = new Set(['voided', 'voidReason'])

function targetsOf({ base, columns }: Ledger): readonly (readonly [string, ColumnTarget])[] {
  const beside = registersBeside(base)
  return columns.map(({ key, title, from }) => {
    const isRead = from.kind === 'field' && beside.includes(from.register) && !isOwner(registerOf(from.register)!, from.name)
    const target: ColumnTarget = isRead ? { kind: 'field', register: from.register, name: from.name } : PLACES[key] ?? { kind: 'ignored' }
    return [headingKey(title), target]
  })
}
