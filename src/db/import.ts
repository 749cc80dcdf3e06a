/**
 * A clerk's workbook into the book: read elsewhere, compared here, written at once. The whole import is one
 * journal entry, one transaction and one step: after a power cut all of it is there or none, and days later it
 * can be taken back as one. What a person agreed to in the preview is what is written; when the book has
 * changed meanwhile they are asked again.
 */
import { AppError } from '#core/error.ts'
import { diffRoster, inOrder, type RosterDiff } from '../workbook/roster-diff.ts'
import { rosterOf } from '../workbook/roster-of.ts'
import type { ParsedRoster } from '../workbook/roster-types.ts'
import type { ParsedSheet, Problem } from '../workbook/sheet-types.ts'
import type { Book, ImportDone, ImportPreview } from './book.ts'
import { BASE_UNCLEAR, type LayoutChoice } from './book-imports.ts'
import { HOUSEHOLD, INCOME, PERSON } from './belongs.ts'
import type { Desk } from './desk.ts'
import type { ImportedFile } from './file-errors.ts'
import { newerThanLast, rosterLookup } from './import-lookup.ts'
import { batchEntry, layoutEntry, rememberedLayouts, type Tally } from './import-memory.ts'
import { rawTexts, type RawTexts } from './import-raw.ts'
import { diffRecords } from './import-records.ts'
import { placeVillages, type Placing } from './import-villages.ts'
import { dayOf } from './ledger-context.ts'
import { incomeBounds } from './standards.ts'
import { writeStep } from './steps.ts'

export interface Importer {
  preview: Book['previewImport']
  apply: Book['applyImport']
  cancel(): void
  /** The file of a preview that is still open, or was just applied without its wrong lines, to be handed back. */
  imported(token: string): ImportedFile | null
}

interface Plan {
  readonly token: string
  readonly sheet: ParsedSheet
  /** The same lines as a roster's; null where they are of another register. */
  readonly people: ParsedRoster | null
  readonly placing: Placing
  readonly choice: LayoutChoice | undefined
  readonly raws: RawTexts
  readonly diff: RosterDiff
  readonly version: number
  readonly file: ImportedFile['file']
}

export function makeImporter(desk: Desk, after: () => void): Importer {
  let plan: Plan | null = null
  let done: (ImportedFile & { readonly token: string }) | null = null
  const tell = (stage: 'comparing' | 'saving', count: number, total: number): void => desk.env.emit({ kind: 'import', progress: { stage, done: count, total } })

  async function compare({ sheet, people, placing, raws }: Pick<Plan, 'sheet' | 'people' | 'placing' | 'raws'>): Promise<RosterDiff> {
    const isNewer = await newerThanLast(desk, sheet.layout.print)
    const { roster, env: { newId } } = desk
    const diff = people
      ? diffRoster(people, { lookup: rosterLookup(roster, placing, isNewer, dayOf(desk.env.now())), newId, villages: placing.take })
      : diffRecords(sheet, { roster, placing, newId, isNewer })
    return { ...diff, preview: { ...diff.preview, problems: [...diff.preview.problems, ...raws.problems].sort(inOrder) } }
  }

  return {
    async preview(name, bytes, village, choice) {
      plan = null
      done = null
      const options = { remembered: rememberedLayouts(desk.roster), today: dayOf(desk.env.now()), bounds: incomeBounds(desk.roster, village?.code ?? desk.state.villages[0]?.code ?? '', dayOf(desk.env.now())), ...(choice && { choice }) }
      const sheet = await desk.env.parseWorkbook(name, bytes, options, progress => desk.env.emit({ kind: 'import', progress }))
      tell('comparing', 0, sheet.rows.length)
      const placing = placeVillages(sheet.villages, desk.state.villages, village)
      const read = { sheet, placing, people: sheet.layout.base === PERSON ? rosterOf(sheet) : null, raws: rawTexts(sheet) }
      const version = desk.roster.version
      const diff = await compare(read)
      tell('comparing', sheet.rows.length, sheet.rows.length)
      const token = desk.env.newId()
      plan = { ...read, token, choice, diff, version, file: { name, bytes } }
      return { token, ...diff.preview, village: placing.village }
    },

    async apply(token, leaveOut = false) {
      const agreed = plan
      if (!agreed || agreed.token !== token) throw new AppError('import-stale')
      const errors = agreed.diff.preview.problems.filter(problem => problem.severity === 'error')
      // Of lines nobody knows what they are of none is right.
      if (errors.length > 0 && (!leaveOut || errors.some(({ code }) => code === BASE_UNCLEAR))) throw new AppError('import-has-errors', { count: errors.length })
      const written = await desk.inTurn(async () => {
        const fresh = agreed.version === desk.roster.version ? agreed.diff : await compare(agreed)
        // Cancelled, or another file chosen, while this one waited for its turn.
        if (plan !== agreed || (fresh !== agreed.diff && !sameToEyes(fresh.preview, agreed.diff.preview))) throw new AppError('import-stale')
        return writeImport(desk, agreed, fresh, tell)
      })
      plan = null
      done = { token, file: agreed.file, preview: agreed.diff.preview }
      after()
      return written
    },

    imported: token => (plan?.token === token ? { file: plan.file, preview: plan.diff.preview } : done?.token === token ? done : null),

    cancel() {
      plan = null
      desk.env.cancelParse()
    }
  }
}

/** Call within `inTurn` only. */
async function writeImport(desk: Desk, { sheet, placing, choice, raws, file, people }: Plan, { entries, preview }: RosterDiff, tell: (stage: 'saving', done: number, total: number) => void): Promise<ImportDone> {
  const id = desk.env.newId()
  const { kept, leftOut } = leaveOutWrong(entries, preview.problems, sheet.layout.headingLines[1], people !== null)
  const placed = kept.map(entry => ({ ...entry, village: codeFor(placing, entry.village) }))
  const village = placing.village.code ?? placed[0]?.village ?? ''
  const tally = tallyOf(kept, sheet.rows.length, preview, kept.length < entries.length)
  const layout = village === '' ? null : layoutEntry(desk, sheet.layout, choice, village)
  const beside = [...(layout ? [layout] : []), ...(placed.length > 0 ? [batchEntry(desk, id, file.name, sheet.layout, tally, village)] : [])]
  tell('saving', 0, placed.length)
  if (beside.length > 0) await writeStep(desk, { id, kind: 'import', title: `导入 ${file.name}`, raws: raws.texts }, [...placed, ...beside], { kind: 'import', ref: id }, village)
  tell('saving', placed.length, placed.length)
  const { households, people: persons, records, changes } = tally
  return { households, people: persons, records, changes, leftOut, import: id }
}

/** A household with an error stays out whole; a line that is no one's household stays out alone. */
function leaveOutWrong(entries: RosterDiff['entries'], problems: readonly Problem[], heading: number, isRoster: boolean): { readonly kept: RosterDiff['entries']; readonly leftOut: ImportDone['leftOut'] } {
  const wrong = new Set(problems.filter(({ severity, row }) => severity === 'error' && row > heading).map(({ row }) => row))
  const lines = new Set(wrong)
  const houses = new Set<readonly number[]>()
  const kept = entries.filter(({ rows }) => {
    if (!rows.some(row => wrong.has(row))) return true
    houses.add(rows)
    for (const row of rows) lines.add(row)
    return false
  })
  return { kept, leftOut: { households: isRoster ? houses.size : 0, lines: lines.size } }
}

function tallyOf(kept: RosterDiff['entries'], rows: number, { households, people, records }: RosterDiff['preview'], isPart: boolean): Tally {
  if (!isPart) return { rows, households: households.added + households.changed, people: people.added + people.changed, records: records.added + records.changed, changes: kept.length }
  const of = (...registers: readonly string[]): number => new Set(kept.filter(({ register }) => registers.includes(register)).map(({ rows: unit }) => unit)).size
  const own = kept.filter(({ register }) => ![HOUSEHOLD, PERSON, INCOME].includes(register)).length
  return { rows, households: of(HOUSEHOLD, INCOME), people: kept.filter(({ register }) => register === PERSON).length, records: own, changes: kept.length }
}

function codeFor(placing: Placing, name: string): string {
  const code = placing.codeOf(name) ?? placing.village.code
  if (code === null) throw new AppError('village-not-granted')
  return code
}

/** Ids of what is added are made anew each time; a person sees none of them. */
const sameToEyes = (a: Omit<ImportPreview, 'token' | 'village'>, b: Omit<ImportPreview, 'token' | 'village'>): boolean => JSON.stringify(a) === JSON.stringify(b)
