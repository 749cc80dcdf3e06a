/** The roster in the national layout, whole or only what has changed since, with a list of the changes. */
import type { SheetSpec } from '../workbook/write/spec.ts'
import { nationalColumns, nationalLine, NATIONAL_TITLE, type NationalLine } from '../workbook/write/national.ts'
import type { FileRequest } from './book-checks.ts'
import { INCOME } from './belongs.ts'
import type { Desk } from './desk.ts'
import { changesSheet } from './file-changes.ts'
import { householdsOf, nationalLines, undecidedIn, undecidedNote, type HouseholdOfFile } from './file-households.ts'
import type { Draft, FileSources } from './file-methods.ts'
import { fileName, villageName } from './file-name.ts'
import { hasChangedSince, momentOf } from './file-since.ts'
import { dayOf } from './ledger-context.ts'
import { membersOf } from './rows.ts'
import { placeOf } from '#core/registers/place.ts'
import { homeOf } from '#core/sync/home.ts'

type Request = Extract<FileRequest, { kind: 'national' }>

export async function nationalFile(sources: FileSources, request: Request): Promise<Draft> {
  const { village, since, masked } = request
  const desk = sources.desk()
  const all = householdsOf(desk, village)
  const moment = since === undefined ? null : momentOf(desk, since)
  const households = moment === null ? all : all.filter(({ household }) => [household, ...ownRecords(desk, household.id)].some(record => hasChangedSince(record, moment)))
  const count = households.reduce((sum, { members }) => sum + members.length, 0)
  const list: SheetSpec = { name: 'Sheet1', titles: [NATIONAL_TITLE, exportedBy(desk, households, request)], columns: nationalColumns, count, lines: linesOf(nationalLines(desk, households, request.villageName), masked) }
  const changed = moment === null ? [] : [await changesSheet(sources, households.flatMap(({ household }) => [household, ...ownRecords(desk, household.id)]), moment, masked)]
  return { name: fileName(desk, { ...request, what: '花名册', changesOnly: moment !== null }), spec: { sheets: [list, ...changed] }, lines: count }
}

/** What the layout speaks of: the members, who have left too, and the incomes. */
const ownRecords = (desk: Desk, household: string): ReturnType<typeof membersOf> =>
  [...membersOf(desk.roster, household), ...desk.roster.belonging(household).map(slot => slot.record).filter(record => record.register === INCOME)]

function* linesOf(lines: Iterable<NationalLine>, masked: boolean): Generator<readonly string[]> {
  for (const line of lines) yield nationalLine(line, masked)
}

/** As the system itself heads its export. */
function exportedBy(desk: Desk, households: readonly HouseholdOfFile[], request: Request): string {
  const code = request.village ?? (households[0] ? homeOf(households[0].household) : '')
  const { county, township } = placeOf(code)
  const [year, month, day] = dayOf(desk.env.now()).split('-')
  return `导出单位：${county}${township}${villageName(desk, request)}    导出时间：${year}年${month}月${day}日${undecidedNote(undecidedIn(households))}`
}

