/**
 * The book's answers about who has to be visited by when: one pass over a village by core/visiting/due.ts, kept until a
 * record changes or the day does.
 */
import { subjectOf } from '#core/checks/subject.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factual } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import { fullRoundsOf } from '#core/visiting/campaign.ts'
import { visitDueOf, type DueState } from '#core/visiting/due.ts'
import { mainHelpersOn, spellOf } from '#core/visiting/helpers.ts'
import { isScreening } from '#core/visiting/screening.ts'
import { isEnded, textOf, VISIT } from './belongs.ts'
import type { BookDue, DueLine, HouseholdName } from './book-visiting.ts'
import { householdContext } from './check-contexts.ts'
import type { Desk } from './desk.ts'
import { dayOf } from './ledger-context.ts'
import { figuresOf } from './monitor-cases-read.ts'
import { householdsOf, inSlices } from './village-pass.ts'

interface Kept { readonly mark: string; readonly lines: Promise<readonly DueLine[]> }
/** With the book: after a lock nothing is left of it. */
const kept = new WeakMap<Desk, Map<string, Kept>>()

export function dueMethods(desk: () => Desk): BookDue {
  return { due: async village => dueOf(desk(), village) }
}

function dueOf(desk: Desk, village: string): Promise<readonly DueLine[]> {
  const villages = kept.get(desk) ?? new Map<string, Kept>()
  kept.set(desk, villages)
  const [known, mark] = [villages.get(village), `${desk.roster.version}/${dayOf(desk.env.now())}`]
  if (known?.mark === mark) return known.lines
  const lines = readVillage(desk, village)
  villages.set(village, { mark, lines })
  // A pass that was broken off by a lock is no answer for whoever asks next.
  lines.catch(() => { if (villages.get(village)?.lines === lines) villages.delete(village) })
  return lines
}

async function readVillage(desk: Desk, village: string): Promise<readonly DueLine[]> {
  const { roster, env } = desk
  const [today, { standards }] = [dayOf(env.now()), figuresOf(roster)]
  const full = fullRoundsOf([...roster.all('campaign')].map(({ record }) => factual(record)))
  return inSlices(desk, async slice => {
    const lines: DueLine[] = []
    for (const household of householdsOf(desk, village)) {
      await slice()
      if (isEnded(household)) continue
      const subject = subjectOf(householdContext(roster, household, standards, today))
      const head = subject.head ?? subject.active[0]
      const { kind, state, every, last, lastOn, dueOn, promised, lateDays } = visitDueOf(subject)
      const [main] = mainHelpersOn(roster.belonging(household.id).flatMap(({ record }) => record.register === 'pairing' ? spellOf(factual(record)) ?? [] : []), today)
      lines.push({
        ...nameOf(household, head?.name ?? ''), kind, state, every, lastOn: lastOn ?? null, dueOn: dueOn ?? null, promised, lateDays,
        lastBy: typeof last?.values['visitor'] === 'string' ? last.values['visitor'] : '',
        helper: main ? textOf(roster.get('cadre', main.cadre), 'name') : '', helperId: main?.cadre ?? null,
        openVisit: subject.entries(VISIT).some(({ values }) => !values['finishedAt'] && String(values['startedAt'] ?? '').slice(0, 10) === today && !isScreening(values, full))
      })
    }
    return lines.toSorted((left, right) => ORDER[left.state] - ORDER[right.state] || right.lateDays - left.lateDays || (left.dueOn ?? '').localeCompare(right.dueOn ?? ''))
  })
}

const ORDER: Readonly<Record<DueState, number>> = { late: 0, due: 1, within: 2, never: 3 }

export const nameOf = (household: RecordState, headName: string): HouseholdName =>
  ({ household: household.id, village: homeOf(household), headName, group: textOf(household, 'villagerGroup'), hamlet: textOf(household, 'naturalVillage') })
