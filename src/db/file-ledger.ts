/** A ledger as it is shown: its columns in their order, under the same filters, sorted alike, with its sums. */
import type { LedgerColumn } from '#core/ledgers/define.ts'
import { ledgerCell } from '../workbook/write/cell-value.ts'
import type { Line, SheetSpec } from '../workbook/write/spec.ts'
import type { FileRequest } from './book-checks.ts'
import type { LedgerLine } from './book-ledgers.ts'
import type { Desk } from './desk.ts'
import { changesSheet } from './file-changes.ts'
import type { Draft, FileSources } from './file-methods.ts'
import { undecidedNote } from './file-households.ts'
import { fileName } from './file-name.ts'
import { hasChangedSince, momentOf } from './file-since.ts'
import { dayOf } from './ledger-context.ts'
import { linkText } from './ledger-links.ts'
import { ledgersOf } from './ledger-methods.ts'
import type { RecordState } from '#core/sync/change.ts'

type Request = Extract<FileRequest, { kind: 'ledger' }>
const FEW = 500

export async function ledgerFile(sources: FileSources, { query, since, masked, villageName }: Request): Promise<Draft> {
  const desk = sources.desk()
  const ledgers = ledgersOf(desk)
  const ledger = ledgers.ledger(query.ledger)
  const columns = query.columns.map(key => ledgers.table(query.ledger).column(key).column)
  const list = ledgers.list(query)
  const moment = since === undefined ? null : momentOf(desk, since)
  const ids = moment === null ? list.ids : ledgers.lines(query, list.ids).filter(line => recordsOf(desk, line, columns).some(record => hasChangedSince(record, moment))).map(line => line.id)
  // Sums of other lines than those that are there would be believed.
  const total = moment === null ? totalLine(columns, list.totals) : undefined
  const undecided = ledgers.lines(query, ids).reduce((sum, line) => sum + (line.undecided?.length ?? 0), 0)
  const sheet: SheetSpec = {
    name: ledger.title, titles: [ledger.title, `导出时间：${dayOf(desk.env.now())}    共 ${ids.length} 条${undecidedNote(undecided)}`], columns: columns.map(({ title, width }) => ({ heading: title, width: Math.max(4, width) })),
    count: ids.length, lines: linesOf(desk, query, ids, columns, masked), ...(total ? { total } : {})
  }
  const records = moment === null ? [] : [...new Set(ledgers.lines(query, ids).flatMap(line => recordsOf(desk, line, columns)))]
  const changed = moment === null ? [] : [await changesSheet(sources, records, moment, masked)]
  return { name: fileName(desk, { village: query.village, villageName, what: ledger.title, masked, changesOnly: moment !== null }), spec: { sheets: [sheet, ...changed] }, lines: ids.length }
}

/** The records that a line shows something of. */
function recordsOf(desk: Desk, { records }: LedgerLine, columns: readonly LedgerColumn[]): readonly RecordState[] {
  return columns.flatMap(({ key, from }) => {
    const id = records[key]
    const record = from.kind === 'field' && id ? desk.roster.get(from.register, id) : undefined
    return record ? [record] : []
  })
}

function* linesOf(desk: Desk, query: Request['query'], ids: readonly string[], columns: readonly LedgerColumn[], masked: boolean): Generator<Line> {
  for (let at = 0; at < ids.length; at += FEW)
    for (const { values } of ledgersOf(desk).lines(query, ids.slice(at, at + FEW)))
      yield columns.map(({ key, field }) => (field.type === 'link' ? linkText(desk.roster, field, values[key]) : ledgerCell(field, values[key], masked)))
}

function totalLine(columns: readonly LedgerColumn[], totals: Readonly<Record<string, number>>): Line | undefined {
  if (!columns.some(({ key }) => Object.hasOwn(totals, key))) return undefined
  const word = columns.findIndex(({ key }) => !Object.hasOwn(totals, key))
  return columns.map(({ key, field }, i) => (Object.hasOwn(totals, key) ? ledgerCell(field, totals[key], false) : i === word ? '合计' : ''))
}
