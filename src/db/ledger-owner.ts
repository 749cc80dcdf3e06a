/**
 * Whose a new line of a ledger is, by what stands in it: 证件号码, 户编号, a name. Two people of one name in
 * one village are told apart by nobody here: the line is refused, not guessed.
 */
import type { LedgerColumn } from '#core/ledgers/define.ts'
import { derivedHeadings, headingKey, registerOf } from '#core/registers/index.ts'
import { normaliseText, parseValue } from '#core/registers/value.ts'
import { failed, ok, type Result } from '#core/result.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { HOUSEHOLD, householdOf, isEnded, PERSON, textOf } from './belongs.ts'
import type { Desk } from './desk.ts'
import { ownerFields } from './ledger-lines.ts'
import { headOf, membersOf } from './rows.ts'

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

export function findOwner(desk: Desk, base: string, cells: readonly Written[], village: string | undefined): Result<Owner, string> {
  const { roster, state } = desk
  const register = registerOf(base)
  if (register?.household === undefined && register?.person === undefined) {
    const only = village ?? (state.villages.length === 1 ? state.villages[0]!.code : onlyVillage(desk))
    return only === null ? failed('本机有几个村，请先选定行政村再粘贴') : ok({ village: only, fields: {}, records: [], used: new Set() })
  }
  const used = new Set<string>()
  const said = (wanted: string, name: string): string => {
    const cell = cells.find(({ column }) => column.from.kind === 'field' && column.from.register === wanted && column.from.name === name)
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
  const inVillage = (record: RecordState): boolean => !isEnded(record) && (village === undefined || record.village === village)
  const number = said(HOUSEHOLD, 'nationalHouseholdNo')
  const head = { name: titled(headNames), idNo: titled(headIds).toUpperCase() }
  const houseFits = (house: RecordState): boolean => {
    const of = head.name === '' && head.idNo === '' ? undefined : headOf(membersOf(roster, house.id))
    return (number === '' || textOf(house, 'nationalHouseholdNo') === number) && (head.name === '' || textOf(of, 'name') === head.name)
      && (head.idNo === '' || textOf(of, 'idNo') === head.idNo)
  }
  const idNo = said(PERSON, 'idNo')
  const name = said(PERSON, 'name')
  if (register.person !== undefined && (idNo !== '' || name !== '')) {
    const found: RecordState[] = []
    for (const { record } of roster.all(PERSON)) {
      const house = roster.get(HOUSEHOLD, householdOf(record) ?? '')
      if (inVillage(record) && (idNo === '' || textOf(record, 'idNo') === idNo) && (name === '' || textOf(record, 'name') === name) && house && houseFits(house)) found.push(record)
    }
    const who = name || '这个证件号码'
    if (found.length !== 1) return failed(found.length === 0 ? `花名册里没有${who}` : `有 ${found.length} 个${who}，请带上“证件号码”列`)
    return owned([found[0]!, roster.get(HOUSEHOLD, householdOf(found[0]!)!)!], ownerFields(roster, base, householdOf(found[0]!), found[0]!.id), used)
  }
  if (number === '' && head.name === '' && head.idNo === '') return failed('认不出是哪一户、哪个人，请带上“证件号码”或“户编号”列')
  const found: RecordState[] = []
  for (const { record } of roster.all(HOUSEHOLD)) if (inVillage(record) && houseFits(record)) found.push(record)
  if (found.length !== 1) return failed(found.length === 0 ? '花名册里没有这一户' : `有 ${found.length} 户符合，请带上“户编号”列`)
  return owned([found[0]!], ownerFields(roster, base, found[0]!.id, null), used)
}

const owned = (records: readonly RecordState[], fields: Record<string, Value> | null, used: ReadonlySet<string>): Result<Owner, string> =>
  (fields ? ok({ village: records[0]!.village, fields, records, used }) : failed('这个人不在任何一户里'))

function onlyVillage({ roster }: Desk): string | null {
  const villages = new Set<string>()
  for (const { record } of roster.all(HOUSEHOLD)) villages.add(record.village)
  return villages.size === 1 ? [...villages][0]! : null
}
