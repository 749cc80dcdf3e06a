/** A value of a record as a screen may show it beside others: hidden where its field says so, 空 where there is nothing. */
import { fieldOf, registerOf } from '#core/registers/index.ts'
import type { Field } from '#core/registers/define.ts'
import { formatValue, isMaskedByDefault, maskValue, type ValuePlace } from '#core/registers/show.ts'
import type { Value } from '#core/sync/change.ts'

export type Placed = ValuePlace

export const fieldAt = ({ register, field }: Placed): Field | undefined => fieldOf(register, field)
/** What this version has no name for is named as what it is. */
export const fieldLabel = (place: Placed): string => fieldAt(place)?.label ?? `新版本内容（${place.field}）`
export const registerTitle = (register: string): string => registerOf(register)?.title ?? register

export function isHidden(place: Placed, isOpen: (place: ValuePlace) => boolean): boolean {
  const field = fieldAt(place)
  return field !== undefined && isMaskedByDefault(field) && !isOpen({ register: place.register, record: place.record, field: place.field })
}
export function shownValue(place: Placed, value: Value, isOpen: (place: ValuePlace) => boolean): string {
  const field = fieldAt(place)
  if (!field) return value === null ? '空' : String(value)
  return (isHidden(place, isOpen) ? maskValue(field, value) : formatValue(field, value)) || '空'
}
