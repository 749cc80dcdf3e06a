/** Which cells of a ledger can be typed into, and which record the answer goes to. The reason is said where they cannot. */
import type { Ledger, LedgerColumn } from '#core/ledgers/define.ts'
import { ledgers } from '#core/ledgers/index.ts'
import { DECIDED_BY_PROCEDURE, isDecidedByProcedure } from '#core/procedure/index.ts'
import { registerOf } from '#core/registers/index.ts'
import type { Value } from '#core/sync/change.ts'
import type { Entry } from '../db/book.ts'
import type { LedgerLine } from '../db/book-ledgers.ts'

const ROSTER: ReadonlySet<string> = new Set(['household', 'person'])
/** What the program notes of its own doings. */
const NOTED: ReadonlySet<string> = new Set(['reveal', 'importBatch', 'workbookLayout', 'paperSheet', 'checkReason', 'attachment'])

/** '' where it can be changed here. */
export function whyFixed(ledger: Ledger, column: LedgerColumn, line: LedgerLine): string {
  const { from, field } = column
  if (from.kind === 'computed') return `“${column.title}”由花名册和台账里的记录算出，不在这里填；到原来的那一项去改`
  if (isDecidedByProcedure(from.register, from.name)) return `“${column.title}”${DECIDED_BY_PROCEDURE}`
  if (NOTED.has(from.register)) return `“${column.title}”由程序记下，不能改`
  if (['voided', 'voidReason'].includes(from.name)) return '作废和恢复用上面的“作废”办理，要写原因'
  if (field.type === 'drawing') return '签字在入户走访时签'
  if (line.ended && !ROSTER.has(ledger.base)) return '这一行已经作废，先恢复再改'
  if (line.records[column.key]) return ''
  return missing(ledger, column, from.register, line)
}

/** The value stands in a record that is not there yet. One of which an owner has one is made by any answer; one of several only by the answer that tells it from the others. */
function missing(ledger: Ledger, column: LedgerColumn, registerName: string, line: LedgerLine): string {
  const register = registerOf(registerName)
  const title = register?.title ?? registerName
  if (!register || ROSTER.has(registerName)) return `这一行没有对应的${title}，“${column.title}”不能在这里填`
  if (register.person !== undefined && line.person === null) return `这一行没有对应的人，“${column.title}”不能在这里填`
  if (register.household !== undefined && line.household === null) return `这一行没有对应的农户，“${column.title}”不能在这里填`
  const owns = new Set([register.household, register.person])
  const telling = (register.identity ?? []).filter(name => !owns.has(name))
  // A year of income without its year would be nobody's; it is begun at the door or by a workbook.
  if (registerName === 'income') return `这户还没有${title}记录，入户走访或导入以后，“${column.title}”才能改`
  if (telling.length === 0 || (column.from.kind === 'field' && telling.includes(column.from.name))) return ''
  const first = ledger.columns.find(({ from }) => from.kind === 'field' && from.register === registerName && telling.includes(from.name))
  return first ? `还没有${title}：先填“${first.title}”，就登记了一条，再填“${column.title}”` : `还没有${title}：先到${whereAdded(registerName)}新增一条，“${column.title}”才能填`
}

const whereAdded = (register: string): string => {
  const of = ledgers.find(one => one.base === register && one.adds === 'record')
  return of ? `“${of.title}”（${of.code}）` : '它自己的台账'
}

/** The change an answer in this cell is. `newId` names the record it makes where there is none. */
export function entryOf(column: LedgerColumn, line: LedgerLine, value: Value, newId: () => string): Entry {
  if (column.from.kind !== 'field') throw new Error('a computed column has no record')
  const { register: name, name: field } = column.from
  const known = line.records[column.key]
  if (known) return { register: name, record: known, fields: { [field]: value } }
  const register = registerOf(name)
  return {
    register: name, record: newId(),
    fields: {
      ...(register?.household && line.household !== null ? { [register.household]: line.household } : {}),
      ...(register?.person && line.person !== null ? { [register.person]: line.person } : {}),
      [field]: value
    }
  }
}
