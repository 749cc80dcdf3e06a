/** The book's answers about ledgers, undo and records of any register. */
import { AppError } from '#core/error.ts'
import type { Ledger } from '#core/ledgers/define.ts'
import { ledgerOf } from '#core/ledgers/index.ts'
import { registerOf } from '#core/registers/index.ts'
import type { Book } from './book.ts'
import { PERSON } from './belongs.ts'
import type { Desk } from './desk.ts'
import { refuseDecided, refuseUnfit } from './ledger-gate.ts'
import { currentRecords, newLineEntry } from './ledger-lines.ts'
import { nameOfRecord } from './ledger-links.ts'
import { makePasting } from './ledger-paste.ts'
import { Ledgers } from './ledgers.ts'
import { dayOf } from './ledger-context.ts'
import { incomeBounds } from './standards.ts'
import { stepsOf, writeStep } from './steps.ts'
import { takeBack } from './undo.ts'

export type LedgerMethods = Pick<Book, 'ledger' | 'ledgerLines' | 'ledgerChoices' | 'addLine' | 'previewPaste' | 'applyPaste' | 'act' | 'steps' | 'undo' | 'records'>

const kept = new WeakMap<Desk, Ledgers>()

/** The same tables for everybody who asks: screens, exports, checks. */
export function ledgersOf(desk: Desk, find: (name: string) => Ledger | undefined = ledgerOf): Ledgers {
  const known = kept.get(desk)
  if (known) return known
  const made = new Ledgers(desk, find)
  kept.set(desk, made)
  return made
}

export function ledgerMethods(desk: () => Desk, tell: () => void): LedgerMethods {
  const pasting = makePasting()
  const told = <T>(answer: T): T => {
    tell()
    return answer
  }
  return {
    ledger: async query => ledgersOf(desk()).list(query),
    ledgerLines: async (query, ids) => ledgersOf(desk()).lines(query, ids),
    ledgerChoices: async (query, column) => ledgersOf(desk()).choices(query, column),

    async addLine(name, line, village) {
      const at = desk()
      const { base, title, adds } = ledgersOf(at).ledger(name)
      if (adds !== 'record') throw new AppError('ledger-adds-none', { ledger: title })
      const id = at.env.newId()
      const entry = newLineEntry(at.roster, base, id, line, incomeBounds(at.roster, village, dayOf(at.env.now())))
      const person = line.person === null ? undefined : at.roster.get(PERSON, line.person)
      const what = ['新增', registerOf(base)?.title ?? title, person ? nameOfRecord(at.roster, person) : ''].filter(part => part !== '').join(' ')
      const doing = { id: at.env.newId(), kind: 'add', title: what } as const
      const { step } = await at.inTurn(() => writeStep(at, doing, [entry], { kind: 'ledger', ref: doing.id }, village))
      return told({ id, step })
    },

    previewPaste: async (query, at, text) => pasting.preview(desk(), ledgersOf(desk()), query, at, text),
    async applyPaste(token) {
      return told(await pasting.apply(desk(), ledgersOf(desk()), token))
    },

    async act({ kind, title, origin }, entries, village) {
      const at = desk()
      refuseUnfit(entries, incomeBounds(at.roster, village, dayOf(at.env.now())))
      refuseDecided(entries, origin.kind)
      const id = at.env.newId()
      const { step } = await at.inTurn(() => writeStep(at, { id, kind, title }, entries, { ...origin, ref: origin.ref ?? id }, village))
      return told(step)
    },
    steps: async () => stepsOf(desk()),
    async undo(step) {
      const undone = await takeBack(desk(), step)
      return undone && told(undone)
    },

    records: async (register, owner) => currentRecords(desk().roster, register, owner)
  }
}
