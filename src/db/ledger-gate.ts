/**
 * What a window may ask to be written: registers and fields that are declared, values of the field's own kind.
 * A record keeps whatever is put into it and every other laptop gets it, so the gate is before the journal.
 */
import { AppError } from '#core/error.ts'
import { amountProblem, type AmountBounds } from '#core/income/amount.ts'
import { decidedField } from '#core/procedure/index.ts'
import type { Field, Values } from '#core/registers/define.ts'
import { fieldOf, registerOf } from '#core/registers/index.ts'
import { Value } from '#core/sync/change.ts'
import type { Entry } from './book.ts'

export function refuseUnfit(entries: readonly Entry[], bounds: AmountBounds): void {
  for (const { register, fields } of entries) refuseFields(register, fields, bounds)
}

/** What a procedure decides is typed nowhere else. */
export function refuseDecided(entries: readonly Entry[], origin: string): void {
  for (const { register, fields } of entries) {
    const field = decidedField(register, fields, origin)
    if (field) throw new AppError('procedure-decides', { label: fieldOf(register, field)?.label ?? field })
  }
}

/** `bounds`: what a line of income may come to; absent where none is written. */
export function refuseFields(register: string, fields: Values, bounds?: AmountBounds): void {
  if (!registerOf(register)) throw new AppError('answer-invalid', { label: register.slice(0, 40), reason: '没有这种记录' })
  for (const [name, value] of Object.entries(fields)) {
    const field = fieldOf(register, name)
    if (!field) throw new AppError('answer-invalid', { label: name.slice(0, 60), reason: '没有这一项' })
    if (!Value.safeParse(value).success || !isOfKind(field, value)) throw new AppError('answer-invalid', { label: field.label, reason: '不是这一项能存的内容' })
    const reason = bounds && amountRefusal(register, name, value, bounds)
    if (reason) throw new AppError('answer-invalid', { label: field.label, reason })
  }
}

/** Why an income cannot be that: below zero or beyond all bounds. One that is only large stands. */
export function amountRefusal(register: string, name: string, value: Value, bounds: AmountBounds): string | null {
  const refused = register === 'income' ? amountProblem(name, value, bounds) : null
  return refused && !refused.again ? `${refused.reason}（${refused.rule}）` : null
}

function isOfKind({ type }: Field, value: Value): boolean {
  if (value === null) return true
  switch (type) {
    case 'count': case 'amount': case 'year': return Number.isSafeInteger(value)
    case 'decimal': return typeof value === 'number' && Number.isFinite(value)
    case 'flag': return typeof value === 'boolean'
    case 'codes': return Array.isArray(value)
    case 'date': return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/u.test(value)
    case 'month': return typeof value === 'string' && /^\d{4}-\d{2}$/u.test(value)
    default: return typeof value === 'string'
  }
}
