/** The sheet that lists each change of a 「仅变化」 file, so that it can be entered into another system by hand. */
import { momentInChina } from '#core/registers/calendar.ts'
import { fieldOf, registerOf } from '#core/registers/index.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { stampTime } from '#core/sync/clock.ts'
import { ledgerCell } from '../workbook/write/cell-value.ts'
import type { Line, SheetSpec } from '../workbook/write/spec.ts'
import type { HistoryLine } from './book-checks.ts'
import { householdOf, PERSON, personOf, textOf } from './belongs.ts'
import type { FileSources } from './file-methods.ts'
import { changedFields, hasChangedSince } from './file-since.ts'
import { headOf, membersOf } from './rows.ts'
import { shownText } from './ledger-links.ts'
import { recordKey } from './roster.ts'

const COLUMNS: SheetSpec['columns'] = [
  { heading: '户编号', width: 8 }, { heading: '户主', width: 5 }, { heading: '姓名', width: 5 }, { heading: '内容', width: 8 }, { heading: '字段', width: 12 },
  { heading: '原值', width: 14 }, { heading: '新值', width: 14 }, { heading: '修改人', width: 6 }, { heading: '修改时间', width: 9 }
]
/** Each look back opens the sealed history once more; after a first load everything is new, and nobody compares thousands by hand. */
const LOOKED_BACK = 200
/** What stood there is not known on this laptop: it is said, not left blank as if it had been. */
const UNKNOWN = '（本机没有原值）'

export async function changesSheet({ desk, timeline }: FileSources, records: readonly RecordState[], since: number, masked: boolean): Promise<SheetSpec> {
  const { roster } = desk()
  const changed = new Set(records.filter(record => hasChangedSince(record, since)).map(householdOf).filter(id => id !== null))
  const befores = await valuesBefore(timeline, [...changed].slice(0, LOOKED_BACK), since)
  const lines = records.flatMap(record => changedFields(record, since)).map(({ record, field, write }): Line => {
    const household = roster.get('household', householdOf(record) ?? '')
    const of = fieldOf(record.register, field)!
    const shown = (value: Value | undefined): string => (of.type === 'link' ? shownText(roster, of, value) : ledgerCell(of, value, masked))
    const before = befores.get(`${recordKey(record.register, record.id)}/${field}`)
    const person = record.register === PERSON ? record : roster.get(PERSON, personOf(record) ?? '')
    return [
      textOf(household, 'nationalHouseholdNo'), household ? textOf(headOf(membersOf(roster, household.id)), 'name') : '', textOf(person, 'name'),
      registerOf(record.register)!.title, of.label, before === undefined ? UNKNOWN : shown(before), shown(record.values[field]), write.by, minuteOf(stampTime(write.stamp))
    ]
  })
  return { name: '变化清单', titles: [`${minuteOf(since)}以后的变化${changed.size > LOOKED_BACK ? `（${changed.size} 户，前 ${LOOKED_BACK} 户附原值）` : ''}`], columns: COLUMNS, count: lines.length, lines }
}

/** By record and field, what stood there at the moment: the oldest change since knows it. */
async function valuesBefore(timeline: FileSources['timeline'], households: readonly string[], since: number): Promise<ReadonlyMap<string, Value | undefined>> {
  const values = new Map<string, Value | undefined>()
  for (const household of households) {
    const { lines } = await timeline({ household })
    // Newest first: an older one is written over a younger.
    for (const line of lines) if (line.at > since) for (const { name, before } of line.fields) values.set(keyOf(line, name), before ?? undefined)
  }
  return values
}

const keyOf = ({ register, record }: HistoryLine, field: string): string => `${recordKey(register, record)}/${field}`

const minuteOf = (ms: number): string => ms <= 0 ? '开始使用' : momentInChina(ms) ?? ''
