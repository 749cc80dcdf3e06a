/** The book's answers about checks, the timeline, twins and the reveal log. */
import type { Book } from './book.ts'
import { makeChecking, type Checking } from './check-run.ts'
import type { Desk } from './desk.ts'
import { timelineOf } from './history.ts'
import { noteReveal } from './reveal.ts'
import { twinsOfNewcomer, twinsOfRoster } from './twins.ts'

export type CheckMethods = Pick<Book, 'checkAll' | 'cancelCheck' | 'lastCheck' | 'findings' | 'giveReason' | 'timeline' | 'twins' | 'twinsOf' | 'reveal'>

/** With the book: after a lock nothing of a run is left. */
const kept = new WeakMap<Desk, Checking>()

/** The same run for everybody who asks: the list, the workbook made of it. */
export function checkingOf(desk: Desk): Checking {
  const known = kept.get(desk)
  if (known) return known
  const made = makeChecking(desk)
  kept.set(desk, made)
  return made
}

export function checkMethods(desk: () => Desk, tell: () => void): CheckMethods {
  return {
    checkAll: async () => checkingOf(desk()).run(),
    cancelCheck: async () => checkingOf(desk()).cancel(),
    lastCheck: async () => checkingOf(desk()).last(),
    findings: async (filter, from, count) => checkingOf(desk()).findings(filter, from, count),
    async giveReason(key, reason) {
      await checkingOf(desk()).giveReason(key, reason)
      tell()
    },
    timeline: async of => timelineOf(desk(), of),
    twins: async () => twinsOfRoster(desk()),
    twinsOf: async newcomer => twinsOfNewcomer(desk(), newcomer),
    async reveal(register, record, field, purpose) {
      await noteReveal(desk(), register, record, field, purpose)
      tell()
    }
  }
}
