/** Records of any register with everything a file can carry: hostile but legal values, blanks, links. */
import fc from 'fast-check'
import type { Field, Values } from '#core/registers/define.ts'
import { codeTable, registerOf } from '#core/registers/index.ts'
import { parseValue } from '#core/registers/value.ts'
import type { Value } from '#core/sync/change.ts'

const HOSTILE = ['=cmd|\' /C calc\'!A0', '+1', '-2', '@SUM', '𠮷㛃银行', '<b>&"', '00123', '1e5', '一,二、三', 'a b', '5*3米', '长'.repeat(199)]
const LONG = ['行一\n行二', '=1+1\n=2', '一。\n\n“二”；', '长'.repeat(900)]
const legal = (field: Field, raw: string): Value | undefined => {
  const parsed = parseValue(field, raw)
  return parsed.ok && parsed.value !== null ? parsed.value : undefined
}
const two = (part: number): string => String(part).padStart(2, '0')
const day = fc.tuple(fc.integer({ min: 2000, max: 2025 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 })).map(([y, m, d]) => `${y}-${two(m)}-${two(d)}`)

/** `names`: ids a link may hold, by the register it goes to. */
function valueOf(field: Field, names: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<Value | undefined> {
  const codes = field.codes ? codeTable(field.codes).map(item => item.code) : []
  switch (field.type) {
    case 'text': return fc.oneof(fc.constantFrom(...HOSTILE, ...(field.longText ? LONG : [])), fc.string({ unit: 'grapheme', maxLength: 20 })).map(raw => legal(field, raw))
    case 'flag': return fc.boolean()
    case 'code': return fc.constantFrom(...codes)
    case 'codes': return fc.uniqueArray(fc.constantFrom(...codes), { minLength: 1, maxLength: 3 })
    case 'count': return fc.integer({ min: 0, max: 400 })
    case 'amount': return fc.integer({ min: 0, max: 90_000_000 })
    case 'decimal': return fc.integer({ min: 0, max: 9_999 }).map(units => units / 10 ** (field.digits ?? 2))
    case 'year': return fc.integer({ min: 2015, max: 2026 })
    case 'date': return day
    case 'month': return day.map(text => text.slice(0, 7))
    case 'phone': return fc.integer({ min: 0, max: 99_999_999 }).map(tail => `138${String(tail).padStart(8, '0')}`)
    case 'link': return fc.constantFrom(undefined, ...names[field.target ?? ''] ?? [])
    default: return fc.constant(undefined)
  }
}

const NOT_WRITTEN = new Set(['voided', 'voidReason'])
const isTold = (values: Values, names: readonly string[]): boolean => names.some(name => values[name] !== undefined)

/** Records of one owner, none of them twice: told apart by what tells them apart, or by all they say where none of it is known. */
export function recordsOf(register: string, names: Readonly<Record<string, readonly string[]>> = {}): fc.Arbitrary<readonly Values[]> {
  const { fields, household, person, identity } = registerOf(register)!
  const plain = Object.entries(fields).filter(([name, { type }]) => name !== household && name !== person && type !== 'drawing' && !NOT_WRITTEN.has(name))
  const one = fc.record(Object.fromEntries(plain.map(([name, field]) => [name, fc.option(valueOf(field, names), { nil: undefined, freq: identity?.includes(name) ? 6 : 2 })])))
    .map((values): Values => Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined)))
    .filter(values => Object.keys(values).length > 1)
  return fc.uniqueArray(one, {
    minLength: 0, maxLength: identity ? 3 : 1,
    selector: values => JSON.stringify(identity && isTold(values, identity) ? identity.map(name => values[name]) : values)
  })
}
