/** What a cell shows and why it may not be typed into. Texts are kept with the line they are of: scrolling asks again and again. */
import type { Value } from '#core/sync/change.ts'
import { formatValue, isMaskedByDefault, maskValue } from '#core/registers/show.ts'
import type { Field } from '#core/registers/define.ts'
import { UNDECIDED_SHORT } from '#core/sync/facts.ts'
import type { GridColumn, GridLine } from './grid-types.ts'

const kept = new WeakMap<GridLine, Map<string, string>>()

function remembered(line: GridLine, key: string, make: () => string): string {
  let texts = kept.get(line)
  if (!texts) kept.set(line, texts = new Map())
  let text = texts.get(key)
  if (text === undefined) texts.set(key, text = make())
  return text
}

const isBlank = (value: Value | undefined): boolean => value === undefined || value === null || value === ''

/** There is something, and it is hidden until it is opened. */
export const isHidden = (column: GridColumn, line: GridLine, opened: boolean): boolean =>
  !opened && isMaskedByDefault(column.field) && !isBlank(line.values[column.key])

export const cellText = (column: GridColumn, line: GridLine, opened: boolean): string => line.undecided?.includes(column.key)
  ? UNDECIDED_SHORT
  : column.field.type === 'link'
  ? line.names[column.key] ?? ''
  : isHidden(column, line, opened)
  ? remembered(line, `*${column.key}`, () => maskValue(column.field, line.values[column.key]))
  : remembered(line, column.key, () => formatValue(column.field, line.values[column.key]))

const NUMBERS: ReadonlySet<Field['type']> = new Set(['count', 'decimal', 'amount', 'year'])
export const isNumber = (column: GridColumn): boolean => NUMBERS.has(column.field.type)

/** A sum as it stands under its column. */
export const totalText = (column: GridColumn, total: number | undefined): string =>
  total === undefined ? '' : column.field.type === 'count' ? total.toLocaleString('zh-CN') : formatValue(column.field, total)

/** A text that was already formatted, hidden as its field is. */
export const hideText = (field: Field, text: string): string =>
  text === '' || !isMaskedByDefault(field) ? text : ['text', 'idNumber', 'phone'].includes(field.type) ? maskValue(field, text) : '***'
