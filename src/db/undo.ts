/**
 * Taking a step back. Every field that still holds what the step wrote gets back what stood there before; what
 * anybody has changed since stays and is named. A record the step made is not deleted but ended or voided, and
 * only when nobody has worked on it since: a household with a visit in it is not taken away under the visitor.
 */
import { AppError } from '#core/error.ts'
import type { CodeTableName } from '#core/registers/codes.ts'
import { codeOf, fieldOf, registerOf } from '#core/registers/index.ts'
import type { Head, RecordState, Value } from '#core/sync/change.ts'
import { headsOf, sameValue } from '#core/sync/merge.ts'
import type { Step, Undone } from './book-ledgers.ts'
import { HOUSEHOLD, householdOf, isEnded, personOf } from './belongs.ts'
import { titleOf } from './conflicts.ts'
import { undoNow } from './decisions.ts'
import { decisionsOf } from './decisions-kept.ts'
import type { Desk } from './desk.ts'
import { BATCH } from './import-lookup.ts'
import { dayOf } from './ledger-context.ts'
import { nameOfRecord } from './ledger-links.ts'
import { refuseBuiltOn } from './monitor-cases-undo.ts'
import { type KeptStep, keptStep, priorOf, type Prior, type RecordBefore, stepsOf, writeUndone } from './steps.ts'
import { recordKey } from './roster.ts'
import type { PlacedEntry } from './write.ts'

const LAYOUT = 'workbookLayout'

type Left = Undone['left'][number]

/** '' takes back the newest that is not undone; null when there is none. */
export const takeBack = (desk: Desk, id: string): Promise<Undone | null> => desk.inTurn(async () => {
  const steps = await stepsOf(desk)
  const step = id === '' ? steps.find(one => !one.undone) : steps.find(one => one.id === id)
  if (!step) {
    if (id === '') return null
    throw new AppError('step-gone')
  }
  if (step.undone) throw new AppError('step-undone', { title: step.title })
  if (step.kind === 'decision' && (await decisionsOf(desk)).some(one => one.id === step.id)) return undoNow(desk, step.id)
  const kept = await keptStep(desk, step.id)
  if (!kept) throw new AppError('step-gone')
  refuseBuiltOn(desk, kept)
  const { entries, left, restored } = planBack(desk, step, kept, await chainsOf(desk, step, kept))
  return { step: await writeUndone(desk, step, entries, entries[0]?.village ?? ''), restored, left }
})

/** Steps taken back since, whose restored values stand for what they restored. */
export type Chains = ReadonlyMap<string, ReadonlyMap<string, RecordBefore>>

export async function chainsOf(desk: Desk, step: Step, kept: KeptStep): Promise<Chains> {
  const chains = new Map<string, ReadonlyMap<string, RecordBefore>>()
  const wanted: string[] = []
  const want = (ref: string | undefined): void => { if (ref !== undefined && ref !== step.id && !chains.has(ref) && !wanted.includes(ref)) wanted.push(ref) }
  for (const { register, record } of kept.records) {
    for (const slot of [desk.roster.slot(register, record), ...desk.roster.belonging(record)])
      for (const { origin } of slot?.record.writes ?? []) if (origin.kind === 'undo') want(origin.ref)
  }
  for (let ref = wanted.shift(); ref !== undefined; ref = wanted.shift()) {
    const undone = await keptStep(desk, ref)
    chains.set(ref, new Map(undone?.records.map(one => [recordKey(one.register, one.record), one])))
    for (const { fields } of undone?.records ?? []) for (const { prior } of fields) want(prior?.undo)
  }
  return chains
}

/** Behind every undo the change whose value it brought back; null where there had been none. */
function realHead(chains: Chains, record: RecordState, field: string, head: Head): Prior | null {
  const key = recordKey(record.register, record.id)
  let at: Prior = priorOf(head)
  for (let turns = 0; at.undo !== undefined && turns < MOST_TURNS; turns++) {
    const found = chains.get(at.undo)?.get(key)?.fields.find(one => one.name === field)
    if (!found) return at
    if (!found.prior) return null
    at = found.prior
  }
  return at
}
const MOST_TURNS = 1_000

export interface Plan { readonly entries: readonly PlacedEntry[]; readonly left: readonly Left[]; readonly restored: number }

export function planBack(desk: Desk, step: Step, kept: KeptStep, chains: Chains): Plan {
  const { roster } = desk
  const numbers = new Map(kept.records.map(one => [recordKey(one.register, one.record), new Map(one.fields.map(field => [field.name, field.number]))]))
  const made = new Set(kept.records.filter(one => one.made).map(one => recordKey(one.register, one.record)))
  const entries: PlacedEntry[] = []
  const left: Left[] = []
  let restored = 0

  /** Nobody has answered it since, and nobody says otherwise beside it. */
  const untouched = (record: RecordState, field: string): boolean => {
    const heads = headsOf(record, field)
    if (heads.length !== 1) return heads.length === 0
    const real = realHead(chains, record, field, heads[0]!)
    return real === null || (real.device === kept.device && real.number === numbers.get(recordKey(record.register, record.id))?.get(field))
  }
  const touchedFields = (record: RecordState): readonly string[] => Object.keys(record.values).filter(field => !untouched(record, field))
  const label = ({ register }: RecordState, field: string): string => fieldOf(register, field)?.label ?? field
  const tell = (record: RecordState, text: string): void => void left.push({ title: titleOf(roster, record) || nameOfRecord(roster, record), label: text })

  const moved = new Map(kept.records.filter(one => !one.made).map(one => [recordKey(one.register, one.record), one.fields]))
  /** Came to this owner by the step and goes back with it: no reason to keep the owner. */
  const goesBack = (record: RecordState, owner: string): boolean => {
    const link = registerOf(record.register)?.household
    const field = moved.get(recordKey(record.register, record.id))?.find(({ name }) => name === link)
    return field !== undefined && record.values[field.name] === owner && field.before !== owner && untouched(record, field.name)
  }
  const staying = stayingRecords(desk, kept, made, touchedFields, goesBack, tell, label)
  for (const { register, record: id, made: isMade, fields } of kept.records) {
    const record = roster.get(register, id)
    // What a column of a layout means is known for the next file, whatever came of this one.
    if (!record || register === LAYOUT || (isMade && staying.has(recordKey(register, id)))) continue
    const back: Record<string, Value> = {}
    if (isMade) Object.assign(back, endOf(desk, record, step))
    else for (const { name, before = null } of fields) {
      if (!Object.hasOwn(record.values, name)) continue
      if (!untouched(record, name)) tell(record, label(record, name))
      else if (!sameValue(record.values[name]!, before)) back[name] = before
    }
    const count = Object.keys(back).length
    if (count === 0) continue
    if (register !== BATCH) restored += isMade ? 1 : count
    entries.push({ register, record: id, fields: back, village: record.village })
  }
  return { entries, left, restored }
}

/** Records the step made that stay, because somebody has worked on them or on what hangs on them. */
function stayingRecords(
  { roster }: Desk, kept: KeptStep, made: ReadonlySet<string>, touchedFields: (record: RecordState) => readonly string[], goesBack: (record: RecordState, owner: string) => boolean,
  tell: (record: RecordState, text: string) => void, label: (record: RecordState, field: string) => string
): ReadonlySet<string> {
  const staying = new Set<string>()
  const keep = (record: RecordState): void => {
    if (!made.has(recordKey(record.register, record.id))) return
    staying.add(recordKey(record.register, record.id))
  }
  const records = kept.records.filter(one => one.made).map(one => roster.get(one.register, one.record)).filter(record => record !== undefined)
  for (const record of records) {
    const fields = touchedFields(record)
    if (fields.length > 0) {
      for (const field of fields) tell(record, label(record, field))
      keep(record)
    }
    const others = roster.belonging(record.id).map(slot => slot.record)
      .filter(other => !made.has(recordKey(other.register, other.id)) && !isEnded(other) && touchedFields(other).length > 0 && !goesBack(other, record.id))
    if (others.length > 0) {
      // A household's other records are named once, with the household; a person's with the household they stand in too.
      if (record.register === HOUSEHOLD || householdOf(record) === null || !made.has(recordKey(HOUSEHOLD, householdOf(record)!)))
        for (const register of new Set(others.map(other => other.register))) tell(record, registerOf(register)?.title ?? register)
      keep(record)
    }
  }
  // What stays keeps its household and person, and a household that stays keeps everything the step put into it.
  for (const record of records) if (staying.has(recordKey(record.register, record.id))) for (const [register, id] of ownersOf(record)) {
    const owner = id === null ? undefined : roster.get(register, id)
    if (owner) keep(owner)
  }
  for (const record of records) if (staying.has(recordKey(HOUSEHOLD, householdOf(record) ?? ''))) keep(record)
  return staying
}

const ownersOf = (record: RecordState): readonly (readonly [string, string | null])[] => [['person', personOf(record)], [HOUSEHOLD, householdOf(record)]]

const REASONS = ['误录', '重复登记', '重复登记或误录', '识别不准或冒领', '其他']

/** As if it had not been registered, as far as a register can say so; one that cannot is emptied. */
function endOf(desk: Desk, record: RecordState, step: Step): Record<string, Value> {
  const fields = registerOf(record.register)?.fields ?? {}
  const reason = (name: string): Record<string, Value> => {
    const field = Object.hasOwn(fields, name) ? fields[name]! : undefined
    if (!field) return {}
    return { [name]: field.type === 'code' ? codeAmong(field.codes!) : `撤销“${step.title}”`.slice(0, 200) }
  }
  if (Object.hasOwn(fields, 'undone')) return { undone: true }
  if (Object.hasOwn(fields, 'voided')) return record.values['voided'] === true ? {} : { voided: true, ...reason('voidReason') }
  if (Object.hasOwn(fields, 'endedOn')) return isEnded(record) ? {} : { endedOn: dayOf(desk.env.now()), ...reason('endReason') }
  return Object.fromEntries(Object.keys(record.values).filter(name => record.values[name] !== null).map(name => [name, null]))
}

function codeAmong(table: CodeTableName): string | null {
  for (const reason of REASONS) {
    const code = codeOf(table, reason)
    if (code !== undefined) return code
  }
  return null
}
