/** What the status line says, counted from memory. */
import type { AppErrorData } from '#core/error.ts'
import type { BookStatus, RoundProgress } from './book.ts'
import { HOUSEHOLD, PERSON, textOf } from './belongs.ts'
import { titleOf } from './conflicts.ts'
import type { Desk } from './desk.ts'
import { sizeOf } from './ranges.ts'

/** What is true of the running program only and is not stored. */
export interface Passing {
  round: RoundProgress | null
  lastError: { readonly error: AppErrorData; readonly at: number } | null
  disk: number
}

const counted = new WeakMap<Desk, { readonly version: number; readonly people: number }>()

function peopleOf(desk: Desk): number {
  const version = desk.roster.versionOf(PERSON)
  const known = counted.get(desk)
  if (known?.version === version) return known.people
  let people = 0
  for (const { record } of desk.roster.all(PERSON)) if (textOf(record, 'endedOn') === '') people++
  counted.set(desk, { version, people })
  return people
}

export function statusOf(desk: Desk, passing: Passing): BookStatus {
  const { state, roster } = desk
  return {
    households: roster.count(HOUSEHOLD), people: peopleOf(desk),
    villages: state.villages.map(({ code, name, last }) => ({ code, name, last, cursor: state.cursors[code] ?? 0 })),
    unsent: desk.waiting.size, trial: sizeOf(state.trial),
    refused: state.refused.map(({ number, reason, register, record }) => ({ number, reason, title: titleOf(roster, roster.get(register, record)) })),
    conflicts: [...roster.clashing()].length,
    lastContact: state.lastContact, lastReceipt: state.lastReceipt,
    lastError: passing.lastError, round: passing.round, disk: passing.disk
  }
}
