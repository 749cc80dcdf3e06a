/** Empty workbooks to be filled in, for the roster and for every ledger. */
import type { Ledger } from '#core/ledgers/define.ts'
import type { Field } from '#core/registers/define.ts'
import { derivedHeadings, fieldOf, registerOf } from '#core/registers/index.ts'
import { isOwner } from '../workbook/headings.ts'
import { NOT_BY_FILE } from '../workbook/own-ledgers.ts'
import { nationalColumns, nationalFields } from '../workbook/write/national.ts'
import type { ColumnSpec } from '../workbook/write/spec.ts'
import { templateColumn, templateSheets } from '../workbook/write/template.ts'
import type { FileRequest } from './book-checks.ts'
import { HOUSEHOLD, PERSON } from './belongs.ts'
import type { Desk } from './desk.ts'
import type { Draft } from './file-methods.ts'
import { fileName } from './file-name.ts'
import { dayOf } from './ledger-context.ts'
import { linkNamesOf } from './ledger-links.ts'
import { ledgersOf } from './ledger-methods.ts'

/** The roster is filled in as the national system lays it out, not as its own ledger shows it. */
export const ROSTER = 'roster'

export function templateFile(desk: Desk, { ledger: name }: Extract<FileRequest, { kind: 'template' }>): Draft {
  const today = dayOf(desk.env.now())
  if (name === ROSTER) return draftOf(desk, '花名册', nationalColumns.map(({ heading }, i) => templateColumn(heading, nationalFields[i], today)))
  const ledger = ledgersOf(desk).ledger(name)
  return draftOf(desk, ledger.title, columnsOf(desk, ledger, today))
}

const draftOf = (desk: Desk, title: string, columns: readonly ColumnSpec[]): Draft =>
  ({ name: fileName(desk, { what: `${title} 模板`, masked: false }), lines: 0, spec: { sheets: templateSheets(title, columns) } })

/** By what a line finds its household and person, then what the line itself says. */
function columnsOf({ roster }: Desk, { base, columns }: Ledger, today: string): readonly ColumnSpec[] {
  const register = registerOf(base)
  const owner = (of: string, field: string, heading?: string): ColumnSpec => templateColumn(heading ?? fieldOf(of, field)!.label, fieldOf(of, field), today)
  const ofPerson = base === PERSON || register?.person !== undefined
  const ofHousehold = ofPerson || base === HOUSEHOLD || register?.household !== undefined
  const owners = [
    ...(ofHousehold ? [owner(HOUSEHOLD, 'nationalHouseholdNo'), owner(PERSON, 'name', derivedHeadings.headName[0])] : []),
    ...(ofPerson ? [owner(PERSON, 'name'), owner(PERSON, 'idNo')] : [])
  ]
  const taken = new Set(owners.map(column => column.heading))
  const own = columns.filter(({ from, field }) => from.kind === 'field' && from.register === base && field.type !== 'drawing' && !NOT_BY_FILE.has(from.name) && !(register && isOwner(register, from.name)))
    .map(({ field }) => templateColumn(field.label, field, today, namesFor(roster, field))).filter(({ heading }) => !taken.has(heading))
  return [...owners, ...own]
}

/** A village's people are too many to choose from, and two of a name stand in different households. */
const NOT_LISTED: ReadonlySet<string> = new Set([PERSON, HOUSEHOLD])
const namesFor = (roster: Desk['roster'], { type, target }: Field): readonly string[] =>
  type === 'link' && target !== undefined && !NOT_LISTED.has(target) ? linkNamesOf(roster, target).current() : []
