/** Where the records of a sheet come from: its household's, with an income and a visit that need not exist yet. */
import type { PaperChange } from '#core/paper/changes.ts'
import { withValues, type VisitContext } from '#core/visit/index.ts'
import type { HouseholdFile } from '../db/book.ts'
import { contextOf, incomeId, incomeYear, wallClock } from './visit-record.ts'

export const todayText = (): string => wallClock(Date.now()).slice(0, 10)

/** The visit that a sheet stands for has the same id on every laptop: typed in twice, it is still one visit. */
export async function visitIdOf(sheet: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`visit:paper:${sheet}`)))
  return [...digest.slice(0, 16)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

export async function sheetContext(file: HouseholdFile, sheet: string, today = todayText()): Promise<VisitContext> {
  return contextOf(file, { visit: await visitIdOf(sheet), income: await incomeId(file, incomeYear(today)) }, [], new Map(), today)
}

/** Who left by this very sheet keeps the place on it. */
export function asPrinted(context: VisitContext, changes: readonly PaperChange[]): VisitContext {
  const left = new Set(changes.map(({ key }) => key).filter(key => /^person:.+:(endReason|endedOn)$/u.test(key)).map(key => key.split(':')[1]))
  return { ...context, members: context.members.map(member => left.has(member.id) ? withValues(member, { endedOn: null, endReason: null }) : member) }
}
