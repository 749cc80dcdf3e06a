/**
 * A roster workbook into the book: read elsewhere, compared here, written at once. The whole import is one
 * journal entry and one transaction: after a power cut all of it is there or none. What a person agreed to
 * in the preview is what is written; when the roster has changed meanwhile they are asked again.
 */
import { AppError } from '#core/error.ts'
import type { RecordState } from '#core/sync/change.ts'
import { diffRoster, type RosterDiff, type RosterLookup } from '../workbook/roster-diff.ts'
import type { ParsedRoster } from '../workbook/roster-types.ts'
import type { Book, ImportPreview } from './book.ts'
import { HOUSEHOLD, INCOME, PERSON, textOf } from './belongs.ts'
import type { Desk } from './desk.ts'
import type { ImportedFile } from './file-errors.ts'
import { placeVillages, type Placing } from './import-villages.ts'
import { recordKey, type Roster } from './roster.ts'
import { writeNow } from './write.ts'

export interface Importer {
  preview: Book['previewImport']
  apply: Book['applyImport']
  cancel(): void
  /** The file of a preview that is still open, to be handed back. */
  imported(token: string): ImportedFile | null
}

interface Plan { readonly token: string; readonly parsed: ParsedRoster; readonly placing: Placing; readonly diff: RosterDiff; readonly version: number; readonly file: ImportedFile['file'] }

const ANNUAL = 'annual'

export function makeImporter(desk: Desk, after: () => void): Importer {
  let plan: Plan | null = null
  const tell = (stage: 'comparing' | 'saving', done: number, total: number): void => desk.env.emit({ kind: 'import', progress: { stage, done, total } })
  const compare = (parsed: ParsedRoster, placing: Placing): RosterDiff =>
    diffRoster(parsed, { lookup: lookUp(desk.roster, placing), newId: desk.env.newId, villages: placing.take })

  return {
    async preview(name, bytes, village) {
      plan = null
      const parsed = await desk.env.parseRoster(name, bytes, progress => desk.env.emit({ kind: 'import', progress }))
      tell('comparing', 0, parsed.rows.length)
      const placing = placeVillages(parsed, desk.state.villages, village)
      const diff = compare(parsed, placing)
      tell('comparing', parsed.rows.length, parsed.rows.length)
      const token = desk.env.newId()
      plan = { token, parsed, placing, diff, version: desk.roster.version, file: { name, bytes } }
      return { token, ...diff.preview, village: placing.village }
    },

    async apply(token) {
      const agreed = plan
      if (!agreed || agreed.token !== token) throw new AppError('import-stale')
      const errors = agreed.diff.preview.problems.filter(problem => problem.severity === 'error').length
      if (errors > 0) throw new AppError('import-has-errors', { count: errors })
      const ref = desk.env.newId()
      const { diff, changes } = await desk.inTurn(async () => {
        const fresh = agreed.version === desk.roster.version ? agreed.diff : compare(agreed.parsed, agreed.placing)
        if (fresh !== agreed.diff && !sameToEyes(fresh.preview, agreed.diff.preview)) throw new AppError('import-stale')
        const entries = fresh.entries.map(entry => ({ ...entry, village: codeFor(agreed.placing, entry.village) }))
        tell('saving', 0, entries.length)
        const written = await writeNow(desk, entries, { kind: 'import', ref }, agreed.placing.village.code ?? '')
        tell('saving', entries.length, entries.length)
        return { diff: fresh, changes: written.changes.length }
      })
      plan = null
      after()
      const { households, people } = diff.preview
      return { households: households.added + households.changed, people: people.added + people.changed, changes, import: ref }
    },

    imported: token => plan?.token === token ? { file: plan.file, preview: plan.diff.preview } : null,

    cancel() {
      plan = null
      desk.env.cancelParse()
    }
  }
}

function codeFor(placing: Placing, name: string): string {
  const code = placing.codeOf(name) ?? placing.village.code
  if (code === null) throw new AppError('village-not-granted')
  return code
}

/** Ids of what is added are made anew each time; a person sees none of them. */
const sameToEyes = (a: Omit<ImportPreview, 'token' | 'village'>, b: Omit<ImportPreview, 'token' | 'village'>): boolean => JSON.stringify(a) === JSON.stringify(b)

function lookUp(roster: Roster, placing: Placing): RosterLookup {
  const households = new Map<string, RecordState>()
  for (const { record } of roster.all(HOUSEHOLD)) households.set(recordKey(record.village, textOf(record, 'nationalHouseholdNo')), record)
  const people = new Map<string, RecordState>()
  for (const { record } of roster.all(PERSON)) if (textOf(record, 'idNo') !== '') people.set(textOf(record, 'idNo'), record)
  const belonging = (household: string, register: string): readonly RecordState[] =>
    roster.belonging(household).map(slot => slot.record).filter(record => record.register === register)
  return {
    household: (no, village) => no === '' ? undefined : households.get(recordKey(placing.codeOf(village) ?? placing.village.code ?? '', no)),
    personById: idNo => people.get(idNo),
    personByName: (household, name, birthDate) => belonging(household, PERSON).find(person => textOf(person, 'name') === name && textOf(person, 'birthDate') === birthDate),
    income: (household, year) => belonging(household, INCOME).find(income => income.values['year'] === year && income.values['kind'] === ANNUAL)
  }
}
