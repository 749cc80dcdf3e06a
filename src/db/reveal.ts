/**
 * Who opened which hidden value, and what for: a record like any other, so that it reaches the first secretary's
 * laptop and cannot be taken back. Once per value while the book is open; a look that could not be noted shows
 * nothing, and is tried again at the next.
 */
import { momentInChina } from '#core/registers/calendar.ts'
import type { Desk } from './desk.ts'
import { householdOf } from './belongs.ts'
import { write } from './write.ts'

const noted = new WeakMap<Desk, Map<string, Promise<void>>>()

export function noteReveal(desk: Desk, register: string, record: string, field: string, purpose: string): Promise<void> {
  const known = noted.get(desk) ?? new Map<string, Promise<void>>()
  noted.set(desk, known)
  const state = desk.roster.get(register, record)
  const key = [register, record, field].join('\n')
  // A file that leaves with everything in it is no value of a record: each one is noted.
  const before = state && known.get(key)
  if (before) return before
  const noting = noteNow(desk, register, record, field, purpose)
  if (state) {
    known.set(key, noting)
    noting.catch(() => known.delete(key))
  }
  return noting
}

async function noteNow(desk: Desk, register: string, record: string, field: string, purpose: string): Promise<void> {
  const state = desk.roster.get(register, record)
  const village = state?.village ?? desk.state.villages[0]?.code ?? [...desk.roster.all('household')][0]?.record.village ?? ''
  const household = state && householdOf(state)
  await write(desk, [{
    register: 'reveal', record: desk.env.newId(),
    fields: { ...(household && { household }), register, record, field, purpose: purpose.slice(0, MOST), by: desk.identity.account, at: momentInChina(desk.env.now()) ?? '' }
  }], { kind: 'edit' }, village)
}
const MOST = 200
