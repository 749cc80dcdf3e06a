/** The list of all ledgers. A new one is one file and one line here. */
import type { Ledger } from './define.ts'

export const ledgers: readonly Ledger[] = []

const byName: ReadonlyMap<string, Ledger> = new Map(ledgers.map(ledger => [ledger.name, ledger]))
export const ledgerOf = (name: string): Ledger | undefined => byName.get(name)
