/**
 * One full record of every register, every field answered: what the village knows, as it travels. A new register
 * or field is in it by itself, so that a road that lets nothing but old ones through is found out.
 */
import { codeTable } from '#core/registers/codes.ts'
import type { Field, Register, Values } from '#core/registers/define.ts'
import { registers } from '#core/registers/index.ts'
import { ORIGINS, type Value } from '#core/sync/change.ts'

export interface Sample { readonly register: string, readonly record: string, readonly fields: Values }

/** Nothing here is voided or gone: such records are left out of lists. */
const STILL_HERE = ['voided', 'voidReason', 'endedOn', 'endReason', 'undone']

export const sampleId = (register: string): string => `one-${register.toLowerCase()}`

function answerTo(name: string, field: Field): Value {
  switch (field.type) {
    case 'text': return `${field.label}：甲 “乙” 𠮷`
    case 'count': return 3
    case 'decimal': return 12.5
    case 'amount': return 1_234_567
    case 'date': return '2025-03-07'
    case 'month': return '2025-03'
    case 'year': return 2025
    case 'flag': return true
    case 'code': return codeTable(field.codes!)[0]!.code
    case 'codes': return codeTable(field.codes!).slice(0, 2).map(item => item.code)
    case 'idNumber': return '530521195510182955'
    case 'phone': return '13887500001'
    case 'link': return sampleId(field.target!)
    case 'drawing': return 'M0 0L9 9'
    default: throw new Error(`${name} is of a type nobody has thought of here`)
  }
}

export const sampleOf = ({ name, fields }: Register): Sample => ({
  register: name, record: sampleId(name),
  fields: Object.fromEntries(Object.entries(fields).filter(([field]) => !STILL_HERE.includes(field)).map(([field, declared]) => [field, answerTo(`${name}.${field}`, declared)]))
})

export const oneOfEach: readonly Sample[] = Object.values<Register>(registers).map(sampleOf)

/** The kinds a laptop may give as where a change came from; 'county' is the county's own. */
export const laptopOrigins: readonly string[] = ORIGINS.filter(kind => kind !== 'county')
