/**
 * Cells that were read as something else than what stands in them: 汉 as 汉族, a name with a sign nobody sees.
 * Each different text of a column is said once, and kept with the step, so that what the clerk wrote is known
 * for as long as the import can be taken back. An amount that was not taken is kept as well. Spaces, width, and another way to write the same day are nothing.
 */
import type { Field } from '#core/registers/define.ts'
import { fieldOf } from '#core/registers/index.ts'
import { formatValue, parseValue } from '#core/registers/value.ts'
import type { Value } from '#core/sync/change.ts'
import { sameValue } from '#core/sync/merge.ts'
import type { ParsedSheet, Problem } from '../workbook/sheet-types.ts'
import { fold } from './ledger-table.ts'
import type { RawText } from './steps.ts'

const MOST = 300

export interface RawTexts { readonly texts: readonly RawText[]; readonly problems: readonly Problem[] }

export function rawTexts({ columns, rows, layout }: ParsedSheet): RawTexts {
  const texts: RawText[] = []
  const problems: Problem[] = []
  for (const { index, letter, target, cells, at } of columns) {
    if (target.kind !== 'field') continue
    const field = fieldOf(target.register, target.name)
    const described = layout.columns.find(column => column.index === index)
    if (!field) continue
    const inOwnUnit = (described?.factor ?? 1) !== 1
    const read = new Map<number, string>()
    for (const [place, { value, raw, refused }] of cells.entries()) if (refused) read.set(place, '')
    else if (value !== null && !inOwnUnit && isOtherwise(field, raw, value)) read.set(place, formatValue(field, value))
    if (read.size === 0) continue
    const met = new Map<number, { readonly row: number; count: number }>()
    for (const [line, place] of at.entries()) {
      if (!read.has(place)) continue
      const known = met.get(place)
      if (known) known.count++
      else met.set(place, { row: rows[line]!, count: 1 })
    }
    for (const [place, { row, count }] of met) {
      if (texts.length >= MOST) return { texts, problems }
      const raw = cells[place]!.raw
      const text = { heading: described?.heading ?? field.label, raw: raw.slice(0, 200), read: read.get(place)! }
      texts.push(text)
      // Its own problem has said it, cell by cell.
      if (cells[place]!.refused) continue
      problems.push({ cell: `${letter}${row}`, row, code: 'read-as', severity: 'warning', text: `“${field.label}”写的是“${visible(raw)}”，按“${text.read}”读入${count > 1 ? `（共 ${count} 格）` : ''}` })
    }
  }
  return { texts, problems }
}

/** Signs nobody sees, by their number. */
const visible = (raw: string): string => raw.slice(0, 40).replace(/[\p{Cf}\p{Cc}]/gu, sign => `⟨U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`)
const CUTS = /[,;|、/，；]/gu

function isOtherwise(field: Field, raw: string, value: Value): boolean {
  switch (field.type) {
    case 'text': return fold(raw) !== fold(String(value))
    case 'code': case 'codes': {
      const codes = Array.isArray(value) ? value : [value]
      return fold(raw).replace(CUTS, '') !== fold(formatValue(field, value)).replace(CUTS, '') && !codes.every(code => fold(raw).includes(fold(String(code))))
    }
    case 'idNumber': case 'phone': return fold(raw).toUpperCase() !== fold(String(value)).toUpperCase()
    case 'date': case 'month': {
      const plain = parseValue(field, raw)
      return !plain.ok || plain.value === null || !sameValue(plain.value, value)
    }
    default: return false
  }
}
