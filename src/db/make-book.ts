/**
 * The Book, assembled: no worker, window or clock of its own, so that tests and the simulator run several
 * laptops in one process. worker.ts gives it the real surroundings.
 */
import { AppError } from '#core/error.ts'
import { HOUSEHOLD } from './belongs.ts'
import { asideMethods } from './aside-methods.ts'
import { attachmentMethods } from './attachment-methods.ts'
import { backUp } from './backup.ts'
import { checkMethods } from './check-methods.ts'
import { fileMethods } from './file-methods.ts'
import { refuseDecided } from './ledger-gate.ts'
import { ledgerMethods } from './ledger-methods.ts'
import type { Book } from './book.ts'
import { copiesOf } from './copies.ts'
import { listConflicts } from './conflicts.ts'
import { decide } from './decisions.ts'
import type { BookEnv, Desk } from './desk.ts'
import { readDraft, saveDraft } from './drafts.ts'
import { settleVillage } from './homes.ts'
import { hubMethods } from './hub-methods.ts'
import { makeImporter, type Importer } from './import.ts'
import { packageMethods } from './package-methods.ts'
import { casesMethods } from './monitor-cases.ts'
import { cluesMethods } from './monitor-clues.ts'
import { incomeMethods } from './monitor-income.ts'
import { boardMethods } from './monitor-board.ts'
import { dossierMethods } from './monitor-dossier.ts'
import { dueMethods } from './monitor-due.ts'
import { helperMethods } from './monitor-helpers.ts'
import { campaignMethods } from './monitor-campaigns.ts'
import { findHouseholds, groupsOf, rowsOf } from './list.ts'
import { fileOf } from './rows.ts'
import { openDesk } from './open.ts'
import { forgetPinyin } from './pinyin.ts'
import { makeSealer, type Sealer } from './seal.ts'
import { standardOf } from './standards.ts'
import { statusOf, type Passing } from './status.ts'
import { makeSyncing, type Syncing } from './syncing.ts'
import { tidyUp } from './tidy.ts'
import { write } from './write.ts'

interface Opened { readonly desk: Desk; readonly sealer: Sealer; readonly syncing: Syncing; readonly importer: Importer; readonly passing: Passing }

export function makeBook(env: BookEnv): Book {
  let opened: Opened | null = null
  const at = (): Opened => {
    if (!opened) throw new AppError('locked')
    return opened
  }
  const tellStatus = ({ desk, passing }: Opened): void => env.emit({ kind: 'status', status: statusOf(desk, passing) })
  const checks = checkMethods(() => at().desk, () => tellStatus(at()))

  return {
    async open(key) {
      if (opened) throw new AppError('already-open')
      const disk = env.disk()
      // Awaited only where the book opens; a failure before that is the one to tell.
      disk.catch(() => undefined)
      const sealer = await makeSealer(key, env.random)
      const { desk, report } = await openDesk(env, sealer)
      const passing: Passing = { round: null, lastError: null, disk: await disk }
      const mine: Opened = {
        desk, sealer, passing, importer: makeImporter(desk, () => void tidyUp(desk, () => backUp(desk, sealer), true)),
        syncing: makeSyncing(desk, passing, {
          tell: () => tellStatus(mine),
          after: loaded => void tidyUp(desk, () => backUp(desk, sealer), loaded)
        })
      }
      opened = mine
      void tidyUp(desk, () => backUp(desk, sealer))
      return report
    },
    async close() {
      if (!opened) return
      const { desk, syncing, importer } = opened
      opened = null
      syncing.cancel()
      importer.cancel()
      await desk.inTurn(async () => { desk.closed = true })
      desk.roster.clear()
      desk.index.clear()
      desk.pictures.forget('all')
      desk.waiting.clear()
      forgetPinyin()
      env.store.close()
    },

    status: async () => statusOf(at().desk, at().passing),
    search: async query => findHouseholds(at().desk, query),
    rows: async (ids, query) => rowsOf(at().desk, ids, query),
    groups: async () => groupsOf(at().desk),
    async household(id) {
      const { desk } = at()
      const household = desk.roster.get(HOUSEHOLD, id)
      if (!household) throw new AppError('record-missing')
      return fileOf(desk.roster, desk.waiting, household)
    },
    standard: async (name, year) => standardOf(at().desk.roster, at().desk.state.villages.map(village => village.code), name, year),

    async write(entries, origin, village) {
      const mine = at()
      refuseDecided(entries, origin.kind)
      const { numbers } = await write(mine.desk, entries, origin, village)
      tellStatus(mine)
      return { numbers }
    },
    conflicts: async () => listConflicts(at().desk),
    async decide(register, record, field, value) {
      const mine = at()
      await decide(mine.desk, register, record, field, value)
      tellStatus(mine)
    },

    saveDraft: draft => saveDraft(at().desk, draft),
    readDraft: async () => readDraft(at().desk),

    previewImport: async (name, bytes, village, choice) => at().importer.preview(name, bytes, village, choice),
    async applyImport(token, leaveOut) {
      const mine = at()
      const done = await mine.importer.apply(token, leaveOut)
      tellStatus(mine)
      return done
    },
    cancelImport: async () => at().importer.cancel(),

    sync: async () => at().syncing.run(),
    cancelSync: async () => at().syncing.cancel(),
    async backup() {
      const { desk, sealer } = at()
      return backUp(desk, sealer)
    },
    async settleVillage(from, to) {
      const mine = at()
      const moved = await settleVillage(mine.desk, from, to)
      tellStatus(mine)
      return moved
    },
    copies: async () => copiesOf(at().desk),

    ...asideMethods(() => at().desk, () => tellStatus(at())),
    ...packageMethods(() => at().desk, () => tellStatus(at())),
    ...hubMethods(() => at().desk, () => tellStatus(at())),
    ...attachmentMethods(() => at().desk, () => tellStatus(at())),
    ...ledgerMethods(() => at().desk, () => tellStatus(at())),
    ...casesMethods(() => at().desk, () => tellStatus(at())),
    ...cluesMethods(() => at().desk, () => tellStatus(at())),
    ...incomeMethods(() => at().desk),
    ...boardMethods(() => at().desk),
    ...dossierMethods(() => at().desk, () => tellStatus(at())),
    ...dueMethods(() => at().desk),
    ...helperMethods(() => at().desk),
    ...campaignMethods(() => at().desk),
    ...checks,
    ...fileMethods({ desk: () => at().desk, findings: checks.findings, timeline: checks.timeline, imported: token => at().importer.imported(token) })
  }
}
