/**
 * Values as people read them, as the national export writes them, and masked. Masking is decided by the
 * field's declaration, so that a new sensitive field cannot be forgotten on one screen.
 */
import type { Value } from '../sync/change.ts'
import { labelOf } from './codes.ts'
import type { Field } from './define.ts'
import { unitsText } from './exact.ts'

const thousands = (text: string): string => text.replace(/\d+/u, whole => whole.replace(/\d(?=(\d{3})+$)/gu, '$&,'))
const trimZeros = (text: string): string => text.replace(/(\.\d*?)0+$/u, '$1').replace(/\.$/u, '')

const labels = (field: Field, value: Value): readonly string[] =>
  (Array.isArray(value) ? value : [String(value)]).map(code => labelOf(field.codes!, code))

const SECRET = '***'

/** For reading: 8,700.00, 是, labels joined by 、. Never answered and emptied are both ''. */
export function formatValue(field: Field, value: Value | undefined): string {
  if (value === null || value === undefined) return ''
  if (field.secret) return SECRET
  switch (field.type) {
    case 'amount': return thousands(unitsText(Number(value), 2))
    case 'flag': return value ? '是' : '否'
    case 'code':
    case 'codes': return labels(field, value).join('、')
    case 'decimal': return thousands(String(value))
    case 'drawing': return '已签'
    default: return Array.isArray(value) ? value.join('、') : String(value)
  }
}

/** As the national workbooks write it: text in every cell, 20110304, 202304, 1070.67, labels joined by a comma. */
export function exportValue(field: Field, value: Value | undefined): string {
  if (value === null || value === undefined || field.type === 'drawing' || field.secret) return ''
  switch (field.type) {
    case 'amount': return trimZeros(unitsText(Number(value), 2))
    case 'decimal': return String(value)
    case 'codes': return labels(field, value).join(',')
    case 'date':
    case 'month': return String(value).replaceAll('-', '')
    default: return formatValue(field, value)
  }
}

const hide = (text: string, head: number, tail: number): string =>
  text.length <= head + tail ? '*'.repeat(text.length) : text.slice(0, head) + '*'.repeat(text.length - head - tail) + text.slice(-tail || text.length)

/** For eyes without a task: 530521********2955, 138****1234, card last 4, 张*; open fields are shown. */
export function maskValue(field: Field, value: Value | undefined): string {
  const shown = formatValue(field, value)
  if (shown === '' || field.sensitivity === 'open') return shown
  if (field.type === 'idNumber') return hide(shown, 6, 4)
  if (field.type === 'phone') return hide(shown, 3, 4)
  if (field.type === 'text' && /^\d{8,}$/u.test(shown)) return hide(shown, 0, 4)
  if (field.sensitivity === 'sensitive') return '***'
  if (field.type === 'date') return `${shown.slice(0, 4)}-**-**`
  if (field.type !== 'text') return shown
  const [first = '', ...rest] = shown
  return first + '*'.repeat(rest.length || 1)
}

/** What NFKC makes a * of; looked for first, for it is asked of every cell of a workbook. */
const STAR = /[*\uFE61\uFF0A]/

/**
 * What a cell of a masked list says is no value: 530521********2955, ***, 2011-**-**, 张*. Read back it would
 * stand where the real one stood. An open field is never masked, and a * between words (5*3米) is somebody's own.
 */
export function isMaskedText({ type, sensitivity }: Field, raw: string): boolean {
  if (sensitivity === 'open' || !STAR.test(raw)) return false
  const text = raw.normalize('NFKC').replace(/\s/gu, '')
  return type === 'idNumber' || type === 'phone' || /^\*{2,}\d{0,4}$/u.test(text) || /^\p{L}\*+$/u.test(text) || /^\d{4}-\*\*(-\*\*)?$/u.test(text)
}

/**
 * Hidden on every screen until somebody opens it and says what for: what identifies, reaches, pays, locates
 * or names a sickness, which are numbers and words. What sort of help, how much and since when is what the
 * work is about: a loan ledger without its amounts could not be kept. The one place where this is decided.
 */
export function isMaskedByDefault({ type, sensitivity }: Field): boolean {
  if (type === 'idNumber' || type === 'phone') return sensitivity !== 'open'
  return type === 'text' && sensitivity === 'sensitive'
}

/** As it stands on a screen before anything is opened. */
export const screenValue = (field: Field, value: Value | undefined): string =>
  isMaskedByDefault(field) ? maskValue(field, value) : formatValue(field, value)

/** The one value that is opened, for the note of it. */
export interface ValuePlace { readonly register: string; readonly record: string; readonly field: string }
