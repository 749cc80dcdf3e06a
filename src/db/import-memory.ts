/** What the book keeps of imports besides what they brought: that one was made, and what its columns mean. */
import { momentInChina } from '#core/registers/calendar.ts'
import type { RecordState } from '#core/sync/change.ts'
import type { Remembered, RememberedLayout } from '../workbook/sheet-types.ts'
import type { ColumnTarget, LayoutChoice, SheetLayout } from './book-imports.ts'
import { textOf } from './belongs.ts'
import type { Desk } from './desk.ts'
import { BATCH } from './import-lookup.ts'
import { firstStamp } from './ledger-context.ts'
import type { Roster } from './roster.ts'
import type { PlacedEntry } from './write.ts'

const LAYOUT = 'workbookLayout'
const MOST_TEXT = 200
const MOST_COLUMNS = 3_900

/** By print of the headings; the youngest where two laptops have mapped the same. */
export function rememberedLayouts(roster: Roster): Remembered {
  const layouts = new Map<string, RememberedLayout & { readonly stamp: string }>()
  for (const { record } of roster.all(LAYOUT)) {
    const print = textOf(record, 'print')
    const columns = readColumns(textOf(record, 'columns'))
    const known = layouts.get(print)
    if (columns && print !== '' && (!known || known.stamp < firstStamp(record))) layouts.set(print, { stamp: firstStamp(record), columns, base: textOf(record, 'base') })
  }
  return Object.fromEntries([...layouts].map(([print, { columns, base }]) => [print, { columns, base }]))
}

const KINDS = new Set(['head-name', 'head-id', 'village', 'place', 'ignored'])

/** Written by another laptop, perhaps of another version: what is no target is left out. */
function readColumns(text: string): Readonly<Record<number, ColumnTarget>> | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof parsed !== 'object' || parsed === null) return null
  return Object.fromEntries(Object.entries(parsed).flatMap(([index, target]: [string, unknown]) => {
    if (!/^\d{1,5}$/u.test(index) || typeof target !== 'object' || target === null || !('kind' in target)) return []
    const { kind } = target
    if (kind === 'field' && 'register' in target && 'name' in target && typeof target.register === 'string' && typeof target.name === 'string')
      return [[index, { kind, register: target.register, name: target.name } satisfies ColumnTarget]]
    return typeof kind === 'string' && KINDS.has(kind) ? [[index, { kind } as ColumnTarget]] : []
  }))
}

/** The mapping as it stands, when a person has corrected something of it. */
export function layoutEntry({ roster, env, identity }: Desk, layout: SheetLayout, choice: LayoutChoice | undefined, village: string): PlacedEntry | null {
  if (Object.keys(choice?.columns ?? {}).length === 0 && choice?.base === undefined) return null
  const known = [...roster.all(LAYOUT)].map(slot => slot.record).find((record: RecordState) => textOf(record, 'print') === layout.print)
  const told = layout.columns.flatMap(({ index, target, by }) => (target && (by === 'person' || by === 'remembered') ? [[index, target] as const] : []))
  const columns = JSON.stringify(Object.fromEntries(told))
  // Whose lines they are is worth keeping too, where a person was asked and every column was understood.
  if ((told.length === 0 && choice?.base === undefined) || columns.length > MOST_COLUMNS) return null
  if (textOf(known, 'columns') === columns && textOf(known, 'base') === layout.base) return null
  return { register: LAYOUT, record: known?.id ?? env.newId(), village: known?.village ?? village, fields: { print: layout.print.slice(0, MOST_TEXT), base: layout.base, columns, by: identity.account, at: momentInChina(env.now()) ?? '' } }
}

export interface Tally { readonly rows: number; readonly households: number; readonly people: number; readonly records: number; readonly changes: number }

export const batchEntry = ({ env, identity }: Desk, id: string, name: string, layout: SheetLayout, tally: Tally, village: string): PlacedEntry => ({
  register: BATCH, record: id, village,
  fields: { fileName: name.slice(0, MOST_TEXT), sheet: layout.sheet.slice(0, MOST_TEXT), base: layout.base, print: layout.print.slice(0, MOST_TEXT), ...tally, by: identity.account, at: momentInChina(env.now()) ?? '' }
})
