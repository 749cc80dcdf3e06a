/** Stands for core/ledgers/index.ts where the screen is looked at or tested over a ledger of any length. */
import type { Ledger } from '#core/ledgers/define.ts'
import { fakeLedgers } from '../fake-ledger.ts'

export const ledgers = fakeLedgers
export const ledgerOf = (name: string): Ledger | undefined => fakeLedgers.find(ledger => ledger.name === name)
