/** Empty workbooks to be filled in, for the roster and for every ledger. */
import type { Ledger } from '#core/ledgers/define.ts'
import { derivedHeadings, fieldOf, registerOf } from '#core/registers/index.ts'
import { nationalColumns, nationalFields } from '../workbook/write/national.ts'
import type { ColumnSpec } from '../workbook/write/spec.ts'
import { templateColumn, templateSheets } from '../workbook/write/template.ts'
import type { FileRequest } from './book-checks.ts'
import { HOUSEHOLD, PERSON } from './belongs.ts'
import type { Desk } from './desk.ts'
import type { Draft } from './file-methods.ts'
import { fileName } from './file-name.ts'
import { ledgersOf } from './ledger-methods.ts'

/** The name under which the roster itself is asked for; no ledger is called so. */
export const ROSTER = 'roster'

export function templateFile(desk: Desk, { ledger: name }: Extract<FileRequest, { kind: 'template' }>): Draft {
  if (name === ROSTER) return draftOf(desk, '花名册', nationalColumns.map(({ heading }, i) => templateColumn(heading, nationalFields[i])))
  const ledger = ledgersOf(desk).ledger(name)
  return draftOf(desk, ledger.title, columnsOf(ledger))
}

const draftOf = (desk: Desk, title: string, columns: readonly ColumnSpec[]): Draft =>
  ({ name: fileName(desk, { what: `${title} 模板`, masked: false }), lines: 0, spec: { sheets: templateSheets(title, columns) } })

/** By what a line finds its household and person, then what the line itself says. */
function columnsOf({ base, columns }: Ledger): readonly ColumnSpec[] {
  const register = registerOf(base)
  const owner = (of: string, field: string, heading?: string): ColumnSpec => templateColumn(heading ?? fieldOf(of, field)!.label, fieldOf(of, field))
  const ofPerson = base === PERSON || register?.person !== undefined
  const ofHousehold = ofPerson || base === HOUSEHOLD || register?.household !== undefined
  const owners = [
    ...(ofHousehold ? [owner(HOUSEHOLD, 'nationalHouseholdNo'), owner(PERSON, 'name', derivedHeadings.headName[0])] : []),
    ...(ofPerson ? [owner(PERSON, 'name'), owner(PERSON, 'idNo')] : [])
  ]
  const taken = new Set(owners.map(column => column.heading))
  const own = columns.filter(({ from, field }) => from.kind === 'field' && from.register === base && field.type !== 'link' && field.type !== 'drawing')
    .map(({ field }) => templateColumn(field.label, field)).filter(({ heading }) => !taken.has(heading))
  return [...owners, ...own]
}
