/** By what a column is filtered, and what is typed as a bound. A hidden column is never listed by its values. */
import { parseValue } from '#core/registers/value.ts'
import { isMaskedByDefault } from '#core/registers/show.ts'
import type { Field } from '#core/registers/define.ts'

export type FilterKind = 'contains' | 'choices' | 'range'

const RANGES: ReadonlySet<Field['type']> = new Set(['count', 'decimal', 'amount', 'date', 'month', 'year'])
const CHOICES: ReadonlySet<Field['type']> = new Set(['code', 'codes', 'flag'])

/** The first is the one offered first. */
export function filterKinds(field: Field): readonly FilterKind[] {
  if (isMaskedByDefault(field)) return ['contains']
  if (CHOICES.has(field.type)) return ['choices']
  if (RANGES.has(field.type)) return ['range', 'choices']
  return field.longText || field.type === 'drawing' ? ['contains'] : ['choices', 'contains']
}

export type Bound = { readonly ok: true; readonly value: string | number | null } | { readonly ok: false; readonly reason: string }

const lastDay = (year: number, month: number): string => String(new Date(Date.UTC(year, month, 0)).getUTCDate()).padStart(2, '0')

/** Of a date only the year or the month may be known: 2024 begins on its first day and ends on its last. */
export function boundOf(field: Field, raw: string, end: 'from' | 'to'): Bound {
  const text = raw.trim()
  if (text === '') return { ok: true, value: null }
  const part = /^(\d{4})(?:[-./年]?(\d{1,2})月?)?年?$/u.exec(text)
  if (part && (field.type === 'date' || field.type === 'month')) {
    const year = Number(part[1])
    const month = part[2] ? Number(part[2]) : end === 'from' ? 1 : 12
    if (month >= 1 && month <= 12) {
      const ym = `${year}-${String(month).padStart(2, '0')}`
      return { ok: true, value: field.type === 'month' ? ym : `${ym}-${end === 'from' ? '01' : lastDay(year, month)}` }
    }
  }
  const parsed = parseValue(field, text)
  if (!parsed.ok) return { ok: false, reason: parsed.error.reason }
  return typeof parsed.value === 'string' || typeof parsed.value === 'number' || parsed.value === null ? { ok: true, value: parsed.value } : { ok: false, reason: `“${text}”不能当作上下限` }
}
