/** A day as people type it: 2026.11.6, 20261106, 2026年11月6日. What is no day stays as it was typed, to be refused with its reason. */
import { measure } from '#core/registers/measure.ts'
import { parseValue } from '#core/registers/value.ts'

export function typedDay(raw: string): string {
  const parsed = parseValue(measure.fields.startedOn, raw.trim())
  return parsed.ok && typeof parsed.value === 'string' ? parsed.value : raw.trim()
}
