/** What the status line says, counted from memory. */
import type { AppErrorData } from '#core/error.ts'
import type { BookStatus, RoundProgress } from './book.ts'
import { HOUSEHOLD, isEnded, PERSON, textOf } from './belongs.ts'
import { conflictFields, titleOf } from './conflicts.ts'
import type { Desk } from './desk.ts'
import { sizeOf } from './ranges.ts'

/** What is true of the running program only and is not stored. */
export interface Passing {
  round: RoundProgress | null
  lastError: { readonly error: AppErrorData; readonly at: number } | null
  disk: number
}

interface Counted { readonly households: number; readonly people: number }
const counted = new WeakMap<Desk, Counted & { readonly version: number }>()

/** Who and what is in the village: neither the members that have left nor the households that are gone. */
function countOf(desk: Desk): Counted {
  const version = desk.roster.versionOf(PERSON) + desk.roster.versionOf(HOUSEHOLD)
  const known = counted.get(desk)
  if (known?.version === version) return known
  const gone = new Set<string>()
  for (const { record } of desk.roster.all(HOUSEHOLD)) if (!desk.roster.isCurrent(record)) gone.add(record.id)
  let people = 0
  for (const { record } of desk.roster.all(PERSON)) if (!isEnded(record) && !gone.has(textOf(record, 'household'))) people++
  const count = { version, people, households: desk.roster.count(HOUSEHOLD) - gone.size }
  counted.set(desk, count)
  return count
}

export function statusOf(desk: Desk, passing: Passing): BookStatus {
  const { state, roster } = desk
  const { households, people } = countOf(desk)
  return {
    households, people,
    villages: state.villages.map(({ code, name, last }) => ({ code, name, last, cursor: state.cursors[code] ?? 0 })),
    unsent: desk.waiting.size, trial: sizeOf(state.trial),
    refused: state.refused.filter(one => one.done !== true).map(({ number, reason, register, record }) => ({ number, reason, title: titleOf(roster, roster.get(register, record)) })),
    conflicts: conflictFields(desk),
    lastContact: state.lastContact, lastReceipt: state.lastReceipt,
    lastError: passing.lastError, round: passing.round, disk: passing.disk
  }
}
