/**
 * A step (一步操作) is one thing a person did in one go. What it wrote over is sealed beside it, in the very
 * transaction that writes it, so that it can be taken back days later. A step that only the journal knows,
 * because the power went before the transaction, is found again at the next opening: an import is a step too.
 */
import type { Change, Origin, RecordState, Value } from '#core/sync/change.ts'
import { stampTime } from '#core/sync/clock.ts'
import { headsOf } from '#core/sync/merge.ts'
import type { Step } from './book-ledgers.ts'
import { commit, type Desk } from './desk.ts'
import { type FoundDecision, foundLists } from './found-lists.ts'
import { sealKept } from './kept.ts'
import { recordKey, type Roster } from './roster.ts'
import type { Commit, SealedRow } from './store.ts'
import { type Beside, type PlacedEntry, writeNow, type Written } from './write.ts'

/** Name of the sealed row that lists the steps. */
export const STEPS = 'steps'
const KEPT_STEPS = 200
const DAY_MS = 86_400_000
export const IMPORT_KEPT_DAYS = 90

/** The change that stood in a field before; `undo` names the step it took back, if it was such a change. */
export interface Prior { readonly device: string; readonly number: number; readonly undo?: string }

/** `before` absent: the field had never been answered. `number`: this laptop's change that wrote it. */
export interface FieldBefore { readonly name: string; readonly number: number; readonly before?: Value; readonly prior?: Prior }

export interface RecordBefore {
  readonly register: string
  readonly record: string
  /** The step made the record. */
  readonly made: boolean
  readonly fields: readonly FieldBefore[]
}

/** What stood in a cell of an imported workbook where it was read as something else. */
export interface RawText { readonly heading: string; readonly raw: string; readonly read: string }

export interface KeptStep { readonly device: string; readonly records: readonly RecordBefore[]; readonly raws?: readonly RawText[] }

interface Listing { readonly revision: number; readonly steps: readonly Step[] }
const listings = new WeakMap<Desk, Listing>()

async function listingOf(desk: Desk): Promise<Listing> {
  const known = listings.get(desk)
  if (known) return known
  const row = await desk.env.store.sealed(STEPS)
  const steps = row && await desk.envelopes.openNamed<readonly Step[]>(STEPS, row)
  const listing: Listing = { revision: row?.revision ?? 0, steps: steps ?? [] }
  listings.set(desk, listing)
  return listing
}

/** Newest first. */
export const stepsOf = async (desk: Desk): Promise<readonly Step[]> => (await listingOf(desk)).steps

export async function keptStep(desk: Desk, id: string): Promise<KeptStep | null> {
  const row = await desk.env.store.undo(id)
  return row && desk.envelopes.openUndo<KeptStep>(row)
}

interface Sealed { readonly rows: Commit; readonly listing: Listing }

async function sealList(desk: Desk, steps: readonly Step[]): Promise<{ readonly row: SealedRow; readonly listing: Listing }> {
  const listing: Listing = { revision: (await listingOf(desk)).revision + 1, steps }
  return { row: await desk.envelopes.named(STEPS, listing.revision, steps), listing }
}

/** The list with these in front, and the rows that go out of it at the other end. */
async function sealSteps(desk: Desk, added: readonly { readonly step: Step; readonly kept: KeptStep }[], undone: ReadonlySet<string> = NONE): Promise<Sealed> {
  const before = (await listingOf(desk)).steps
  const all = [...added.map(one => one.step), ...before.map(step => (undone.has(step.id) ? { ...step, undone: true } : step))]
  const oldest = desk.env.now() - IMPORT_KEPT_DAYS * DAY_MS
  const steps = all.filter((step, place) => place < KEPT_STEPS || (step.kind === 'import' && step.at > oldest))
  const { row, listing } = await sealList(desk, steps)
  const left = new Set(steps.map(step => step.id))
  return {
    listing, rows: {
      undo: await Promise.all(added.map(({ step, kept }) => desk.envelopes.undo(step.id, kept))),
      dropUndo: all.filter(step => !left.has(step.id)).map(step => step.id), sealed: { [STEPS]: row }
    }
  }
}
const NONE: ReadonlySet<string> = new Set()

export interface Doing { readonly id: string; readonly kind: Step['kind']; readonly title: string; readonly raws?: readonly RawText[]; readonly beside?: Beside }

/** Writes these entries as one step. Call within `inTurn` only. */
export async function writeStep(desk: Desk, { id, kind, title, raws, beside }: Doing, entries: readonly PlacedEntry[], origin: Origin, village: string): Promise<{ readonly step: Step; readonly written: Written }> {
  let step: Step = { id, kind, title, at: desk.env.now(), changes: 0, undone: false }
  let sealed: Sealed | undefined
  const written = await writeNow(desk, entries, origin, village, async changes => {
    step = { ...step, changes: changes.length }
    sealed = await sealSteps(desk, [{ step, kept: { ...overwrittenBy(desk.roster, changes), ...(raws && raws.length > 0 && { raws }) } }])
    const more = await beside?.(changes)
    return { ...sealed.rows, ...more, sealed: { ...sealed.rows.sealed, ...more?.sealed } }
  })
  if (sealed) listings.set(desk, sealed.listing)
  return { step, written }
}

/** Writes what takes a step back and marks it, both or neither. Call within `inTurn` only. */
export async function writeUndone(desk: Desk, step: Step, entries: readonly PlacedEntry[], village: string, beside?: Beside): Promise<Step> {
  const { rows: own, listing } = await sealSteps(desk, [], new Set([step.id]))
  let rows = own
  const { changes } = await writeNow(desk, entries, { kind: 'undo', ref: step.id }, village, async made => {
    const more = await beside?.(made)
    return (rows = { ...own, ...more, sealed: { ...own.sealed, ...more?.sealed } })
  })
  if (changes.length === 0 && beside) rows = { ...own, sealed: { ...own.sealed, ...(await beside([])).sealed } }
  if (changes.length === 0) await commit(desk, {}, rows)
  listings.set(desk, listing)
  return { ...step, undone: true }
}

/** What these changes are about to write over. The roster must not hold them yet. */
export function overwrittenBy(roster: Roster, changes: readonly Change[]): KeptStep {
  const records = new Map<string, { readonly register: string; readonly record: string; readonly made: boolean; readonly fields: Map<string, FieldBefore> }>()
  for (const { register, record, number, fields } of changes) {
    const known = roster.get(register, record)
    const key = recordKey(register, record)
    let kept = records.get(key)
    if (!kept) records.set(key, kept = { register, record, made: known === undefined, fields: new Map() })
    for (const name of Object.keys(fields)) kept.fields.set(name, { ...(kept.fields.get(name) ?? fieldBefore(known, name)), name, number })
  }
  return { device: changes[0]?.device ?? '', records: [...records.values()].map(({ fields, ...rest }) => ({ ...rest, fields: [...fields.values()] })) }
}

/** The same for one change, told from the changes before it in the order of their stamps. */
export function overwrittenFrom(device: string, { register, record, number, fields }: Pick<Change, 'register' | 'record' | 'number' | 'fields'>, before: readonly Change[]): KeptStep {
  const names = Object.keys(fields).map((name): FieldBefore => {
    const last = before.findLast(change => Object.hasOwn(change.fields, name))
    return last ? { name, number, before: last.fields[name]!, prior: priorOf(last) } : { name, number }
  })
  return { device, records: [{ register, record, made: before.length === 0, fields: names }] }
}

function fieldBefore(known: RecordState | undefined, name: string): Omit<FieldBefore, 'name' | 'number'> {
  const head = known && headsOf(known, name)[0]
  return head ? { before: head.value, prior: priorOf(head) } : {}
}

export const priorOf = ({ device, number, origin }: { readonly device: string; readonly number: number; readonly origin: Origin }): Prior =>
  ({ device, number, ...(origin.kind === 'undo' && origin.ref !== undefined && { undo: origin.ref }) })

// A step names itself in its origin; an edit that names nothing was none.
const KIND_OF: Readonly<Record<string, Step['kind']>> = { ledger: 'ledger', edit: 'ledger', import: 'import', life: 'life', paper: 'paper', decision: 'decision', procedure: 'procedure', clue: 'clue' }
const FOUND_TITLE: Readonly<Record<Step['kind'], string>> = {
  ledger: '改台账', paste: '粘贴', add: '新增', end: '作废', life: '人员变动', import: '导入', paper: '录入纸表', decision: '裁定', procedure: '监测程序', clue: '线索', assist: '帮扶'
}

/** Rows that came back from the journal, each with what it wrote over. */
export class FoundSteps {
  readonly #found: { readonly step: Omit<Step, 'id'> & { readonly id: string | null }; readonly kept: KeptStep }[] = []
  readonly #undone = new Map<string, number>()
  readonly #decided: FoundDecision[] = []

  /** Call before the roster takes the changes of this row. */
  note(roster: Roster, changes: readonly Change[]): void {
    const [first] = changes
    if (!first) return
    const { kind: origin, ref } = first.origin
    if (origin === 'undo' && ref !== undefined) this.#undone.set(ref, changes[changes.length - 1]!.number)
    const kind = Object.hasOwn(KIND_OF, origin) ? KIND_OF[origin] : undefined
    if (!kind || (origin === 'edit' && ref === undefined)) return
    const file = changes.find(change => change.register === 'importBatch')?.fields['fileName']
    const title = typeof file === 'string' ? `${FOUND_TITLE[kind]} ${file}` : FOUND_TITLE[kind]
    const id = (kind === 'import' || kind === 'decision') && ref !== undefined ? ref : null
    if (kind === 'decision' && id !== null) this.#noteDecision(roster, id, first)
    this.#found.unshift({ step: { id, kind, title, at: stampTime(first.stamp), changes: changes.length, undone: false }, kept: overwrittenBy(roster, changes) })
  }

  #noteDecision(roster: Roster, id: string, { register, record, fields, number, stamp }: Change): void {
    const known = roster.get(register, record)
    const [field] = Object.keys(fields)
    const answers = known && field !== undefined ? headsOf(known, field) : []
    if (field !== undefined && answers.length > 1) this.#decided.unshift({ id, register, record, field, chosen: fields[field]!, number, at: stampTime(stamp), answers })
  }

  async keep(desk: Desk): Promise<void> {
    if (this.#found.length === 0 && this.#undone.size === 0) return
    const { rows, listing } = await sealSteps(desk, this.#found.map(({ step, kept }) => ({ step: { ...step, id: step.id ?? desk.env.newId() }, kept })), new Set(this.#undone.keys()))
    const kept = await sealKept(desk, await foundLists(desk, this.#decided, this.#undone))
    await commit(desk, {}, { ...rows, sealed: { ...rows.sealed, ...kept.sealed } })
    listings.set(desk, listing)
    kept.settle()
  }
}
