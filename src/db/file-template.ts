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
import { dayOf } from './ledger-context.ts'
import { ledgersOf } from './ledger-methods.ts'

/** The roster is filled in as the national system lays it out, not as its own ledger shows it. */
export const ROSTER = 'roster'

export function templateFile(desk: Desk, { ledger: name }: Extract<FileRequest, { kind: 'template' }>): Draft {
  const today = dayOf(desk.env.now())
  if (name === ROSTER) return draftOf(desk, '花名册', nationalColumns.map(({ heading }, i) => templateColumn(heading, nationalFields[i], today)))
  const ledger = ledgersOf(desk).ledger(name)
  return draftOf(desk, ledger.title, columnsOf(ledger, today))
}

const draftOf = (desk: Desk, title: string, columns: readonly ColumnSpec[]): Draft =>
  ({ name: fileName(desk, { what: `${title} 模板`, masked: false }), lines: 0, spec: { sheets: templateSheets(title, columns) } })

/** A line is voided on the screen, with its reason; nobody sends voided lines in. */
const NOT_ASKED: ReadonlySet<string> = new Set(['voided', 'voidReason'])

/** By what a line finds its household and person, then what the line itself says. */
function columnsOf({ base, columns }: Ledger, today: string): readonly ColumnSpec[] {
  const register = registerOf(base)
  const owner = (of: string, field: string, heading?: string): ColumnSpec => templateColumn(heading ?? fieldOf(of, field)!.label, fieldOf(of, field), today)
  const ofPerson = base === PERSON || register?.person !== undefined
  const ofHousehold = ofPerson || base === HOUSEHOLD || register?.household !== undefined
  const owners = [
    ...(ofHousehold ? [owner(HOUSEHOLD, 'nationalHouseholdNo'), owner(PERSON, 'name', derivedHeadings.headName[0])] : []),
    ...(ofPerson ? [owner(PERSON, 'name'), owner(PERSON, 'idNo')] : [])
  ]
  const taken = new Set(owners.map(column => column.heading))
  const own = columns.filter(({ from, field }) => from.kind === 'field' && from.register === base && field.type !== 'link' && field.type !== 'drawing' && !NOT_ASKED.has(from.name))
    .map(({ field }) => templateColumn(field.label, field, today)).filter(({ heading }) => !taken.has(heading))
  return [...owners, ...own]
}
