/**
 * Where a finding is put right: the household's page at that field, or the ledger at that line. The page is
 * told by its address, so that going back leads to the same list.
 */
import { ledgers } from '#core/ledgers/index.ts'
import type { VillageFinding } from '../../stores/checks.ts'

const ON_HOUSEHOLD: ReadonlySet<string> = new Set(['household', 'person', 'income'])

export function placeOf({ register, record, field, household }: Pick<VillageFinding, 'register' | 'record' | 'field' | 'household'>): { readonly path: string; readonly query: Readonly<Record<string, string>> } {
  if (household !== null && (ON_HOUSEHOLD.has(register) || !ledgers.some(ledger => ledger.base === register)))
    return { path: `/household/${household}`, query: { register, record, field } }
  const ledger = ledgers.find(one => one.base === register)
  if (ledger) return { path: `/ledgers/${ledger.name}`, query: { line: record, column: `${register}.${field}` } }
  return household === null ? { path: '/roster', query: {} } : { path: `/household/${household}`, query: { register, record, field } }
}
