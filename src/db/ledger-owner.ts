/** Whose a pasted new line of a ledger is, by what stands in it. */
import type { LedgerColumn } from '#core/ledgers/define.ts'
import { derivedHeadings, headingKey, registerOf } from '#core/registers/index.ts'
import { normaliseText, parseValue } from '#core/registers/value.ts'
import { failed, ok, type Result } from '#core/result.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { HOUSEHOLD, PERSON } from './belongs.ts'
import type { Desk } from './desk.ts'
import { ownerFields } from './ledger-lines.ts'
import { ownerIndexOf, type Said } from './owner-index.ts'

export interface Owner {
  readonly village: string
  readonly fields: Readonly<Record<string, Value>>
  /** Household and person, so that what is known of them and stands in the line too is nothing new. */
  readonly records: readonly RecordState[]
  /** Keys of the columns that told it: they are read, not written. */
  readonly used: ReadonlySet<string>
}

interface Written { readonly column: LedgerColumn; readonly raw: string }

const headNames = new Set(derivedHeadings.headName.map(headingKey))
const headIds = new Set(derivedHeadings.headIdNo.map(headingKey))

export function findOwner({ roster, state }: Desk, base: string, cells: readonly Written[], village: string | undefined): Result<Owner, string> {
  const register = registerOf(base)
  if (register?.household === undefined && register?.person === undefined) {
    const only = village ?? onlyVillage(state.villages.map(({ code }) => code), roster.all(HOUSEHOLD))
    return only === null ? failed('本机有几个村，请先选定行政村再粘贴') : ok({ village: only, fields: {}, records: [], used: new Set() })
  }
  const used = new Set<string>()
  const field = (wanted: string, name: string): string => {
    const cell = cells.find(({ column: { from } }) => from.kind === 'field' && from.register === wanted && from.name === name)
    if (!cell) return ''
    used.add(cell.column.key)
    const parsed = parseValue(cell.column.field, cell.raw)
    return parsed.ok && typeof parsed.value === 'string' ? parsed.value : ''
  }
  const titled = (titles: ReadonlySet<string>): string => {
    const cell = cells.find(({ column }) => column.from.kind === 'computed' && titles.has(headingKey(column.title)))
    if (cell) used.add(cell.column.key)
    return cell ? normaliseText(cell.raw) : ''
  }
  const said: Said = {
    idNo: field(PERSON, 'idNo'), name: field(PERSON, 'name'), birthDate: field(PERSON, 'birthDate'), householdNo: field(HOUSEHOLD, 'nationalHouseholdNo'),
    headName: titled(headNames), headIdNo: titled(headIds).toUpperCase(), group: field(HOUSEHOLD, 'villagerGroup')
  }
  const found = ownerIndexOf(roster).find(said, register.person === undefined ? 'household' : 'either', village)
  if (!found.ok) return failed(found.error.text)
  const { household, person, doubt } = found.value
  if (doubt !== '') return failed(doubt)
  const fields = ownerFields(roster, base, household.id, person?.id ?? null)
  return fields ? ok({ village: homeOf(household), fields, records: person ? [household, person] : [household], used }) : failed('这个人不在任何一户里')
}

function onlyVillage(granted: readonly string[], households: Iterable<{ readonly record: RecordState }>): string | null {
  if (granted.length === 1) return granted[0]!
  const villages = new Set<string>()
  for (const { record } of households) villages.add(homeOf(record))
  return villages.size === 1 ? [...villages][0]! : null
}
