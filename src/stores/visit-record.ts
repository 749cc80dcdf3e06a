/**
 * A household's records as the visit sees them: durable ones, with what is on its way to the journal laid
 * over. The income record of a household and year has the same id on every laptop: two teams that ask the
 * same family must clash field by field, not leave two incomes behind.
 */
import type { Values } from '#core/registers/define.ts'
import type { RecordState } from '#core/sync/change.ts'
import { emptyRecord } from '#core/sync/merge.ts'
import { answered, withValues, type Opened, type VisitContext } from '#core/visit/index.ts'
import { fullRoundsOf } from '#core/visiting/campaign.ts'
import { isScreening } from '#core/visiting/screening.ts'
import { factual } from '#core/sync/facts.ts'
import type { Entry, HouseholdFile } from '../db/book.ts'

/** `round`: title of the round this visit belongs to and does not name yet. */
export interface VisitIds { readonly visit: string; readonly income: string; readonly round?: string }

/** What is said behind a line about its last answer. */
export type LineState =
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved' }
  | { readonly kind: 'failed'; readonly reason: string; readonly raw: string }

export type VisitPhase = 'closed' | 'asking' | 'finished'

const ZONE = 8 * 3600_000
/** 'YYYY-MM-DD HH:mm' in Beijing, whatever zone the laptop is set to. */
export const wallClock = (ms: number): string => new Date(ms + ZONE).toISOString().slice(0, 16).replace('T', ' ')

/** The year that is being collected: from October on it is closed with this year's September (W23). */
export const incomeYear = (today: string): number => Number(today.slice(0, 4))

export async function incomeId(file: HouseholdFile, year: number): Promise<string> {
  const known = file.incomes.find(({ values }) => values['year'] === year && (values['kind'] ?? 'annual') === 'annual')
  if (known) return known.id
  const name = new TextEncoder().encode(`income:${file.household.id}:${year}:annual`)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', name))
  return [...digest.slice(0, 16)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

const started = (visit: RecordState): string => String(visit.values['startedAt'] ?? '')
const latest = (visits: readonly RecordState[]): RecordState | undefined =>
  visits.toSorted((a, b) => started(b) < started(a) ? -1 : 1)[0]

const roundOf = ({ values }: RecordState): string => typeof values['round'] === 'string' ? values['round'].trim() : ''
/** Which visit goes on, and which round it still has to name: never a 快速排查, and for a round none of another round. */
export function visitToGoOn(file: HouseholdFile, campaigns: readonly RecordState[], round: string): { readonly visit: RecordState | undefined; readonly round?: string } {
  const full = fullRoundsOf(campaigns.map(one => factual(one)))
  const visit = latest(file.visits.filter(one => one.values['voided'] !== true && !answered(one.values['finishedAt']) && !isScreening(one.values, full) && (round === '' || roundOf(one) === '' || roundOf(one) === round)))
  return round === '' || (visit && roundOf(visit) === round) ? { visit } : { visit, round }
}

export function lastIncomeOf(file: HouseholdFile, year: number): RecordState | undefined {
  return file.incomes
    .filter(({ values }) => (values['kind'] ?? 'annual') === 'annual' && Number(values['year'] ?? 0) < year)
    .toSorted((a, b) => Number(b.values['year'] ?? 0) - Number(a.values['year'] ?? 0))[0]
}

/** Entries not yet durable, in the order they were given. */
export type Overlay = readonly { readonly entries: readonly Entry[] }[]

export function contextOf(file: HouseholdFile, ids: VisitIds, overlay: Overlay, opened: ReadonlyMap<string, Opened>, today: string): VisitContext {
  const village = file.household.village
  const laid = new Map<string, Values>()
  for (const { register, record, fields } of overlay.flatMap(({ entries }) => entries)) {
    laid.set(`${register}:${record}`, { ...laid.get(`${register}:${record}`), ...fields })
  }
  const lay = (record: RecordState): RecordState => {
    const fields = laid.get(`${record.register}:${record.id}`)
    return fields ? withValues(record, fields) : record
  }
  const born = [...laid.keys()].filter(key => key.startsWith('person:')).map(key => key.slice('person:'.length))
    .filter(id => !file.members.some(member => member.id === id))
  const visit = file.visits.find(({ id }) => id === ids.visit) ?? emptyRecord('visit', ids.visit, village)
  const income = file.incomes.find(({ id }) => id === ids.income) ?? emptyRecord('income', ids.income, village)
  return {
    household: lay(file.household),
    members: [...file.members, ...born.map(id => emptyRecord('person', id, village))].map(lay),
    income: lay(income),
    lastIncome: lastIncomeOf(file, incomeYear(today)),
    visit: lay(visit),
    lastVisit: latest(file.visits.filter(other => other.id !== ids.visit && answered(other.values['finishedAt']))),
    opened, today
  }
}

/** One entry per record; what comes later in the list stands. */
export function merged(entries: readonly Entry[]): readonly Entry[] {
  const byRecord = new Map<string, Entry>()
  for (const { register, record, fields } of entries) {
    const place = `${register}:${record}`
    byRecord.set(place, { register, record, fields: { ...byRecord.get(place)?.fields, ...fields } })
  }
  return [...byRecord.values()]
}
