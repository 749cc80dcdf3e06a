/**
 * Merging, field by field, the same on every laptop and at the county: give all the same changes in any
 * order, any number of times, and all hold the same records. A write replaces exactly the answers its
 * writer had seen (`saw`); answers whose writers had not seen each other stay side by side, the latest
 * stamp shown, until someone who has seen them all writes again. Nothing here reads a clock.
 * Contexts name the highest number per device, so one device's writes to one field always follow each
 * other: two people at the same laptop cannot clash with themselves.
 */
import type { Change, Context, Head, RecordState, Value, Write } from './change.ts'
import { canonicalJson } from './signing.ts'

/** Field and device names come from outside: 'constructor' must not find what every object has. */
const own = <T>(map: Readonly<Record<string, T>>, key: string): T | undefined => (Object.hasOwn(map, key) ? map[key] : undefined)

export const emptyRecord = (register: string, id: string, village: string): RecordState =>
  ({ register, id, village, values: {}, writes: [], from: {}, contexts: {}, rivals: {} })

/** All standing answers of a field, the shown one first; empty when never answered. */
export function headsOf(record: RecordState, field: string): readonly Head[] {
  if (!Object.hasOwn(record.values, field)) return []
  const write = record.writes[own(record.from, field) ?? 0]!
  const shown: Head = { ...write, value: record.values[field]! }
  return [shown, ...(own(record.rivals, field) ?? [])]
}

/** What is known of a field: standing answers and everything they replaced. Goes into the next change's `saw`. */
export function contextOf(record: RecordState, field: string): Context {
  const kept = own(record.contexts, field)
  if (kept) return kept
  if (!Object.hasOwn(record.values, field)) return {}
  const write = record.writes[own(record.from, field) ?? 0]!
  return { [write.device]: write.number }
}

/** `saw` for a change that is about to set these fields of the record as it stands on the screen. */
export function sawFor(record: RecordState | undefined, fields: readonly string[]): Record<string, Context> {
  const saw: Record<string, Context> = {}
  if (!record) return saw
  for (const field of fields) {
    const context = contextOf(record, field)
    if (Object.keys(context).length > 0) saw[field] = context
  }
  return saw
}

/** Fields with more than one different answer standing. */
export function clashes(record: RecordState): readonly string[] {
  return Object.keys(record.rivals).filter(field =>
    record.rivals[field]!.some(head => !sameValue(head.value, record.values[field]!)))
}

/** What stands decided: undefined while different answers stand, whichever of them is shown. For fields a procedure decides. */
export function decidedValue(record: RecordState, field: string): Value | undefined {
  const shown = own(record.values, field)
  const rivals = own(record.rivals, field) ?? []
  return shown !== undefined && rivals.every(head => sameValue(head.value, shown)) ? shown : undefined
}

export const sameValue = (a: Value, b: Value): boolean =>
  a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => item === b[i]))

/** The record after this change; the same object when the change brings nothing new. */
export function applyChange(record: RecordState | undefined, change: Change): RecordState {
  const before = record ?? emptyRecord(change.register, change.record, change.village)
  let edit: Edit | undefined
  for (const field of Object.keys(change.fields)) {
    const saw = own(change.saw, field) ?? NOTHING
    if (saw === NOTHING && !Object.hasOwn(before.values, field) && !Object.hasOwn(before.contexts, field)) {
      edit ??= startEdit(before)
      setFirst(edit, field, change)
      continue
    }
    const known = contextOf(before, field)
    const mine = headOf(change, field)
    const standing = headsOf(before, field)
    const heads = nextHeads(standing, known, saw, mine)
    const context = joinContexts(known, saw, change)
    // A late change that others had seen adds no answer, but what its writer saw still counts: without it
    // the result would depend on the order of arrival.
    if (heads === standing && sameContext(known, context)) continue
    edit ??= startEdit(before)
    setField(edit, field, heads, context)
  }
  return edit ? tidy(edit) : before
}

/** The answers left standing; the same array when this write changes none. */
function nextHeads(standing: readonly Head[], known: Context, saw: Context, mine: Head): readonly Head[] {
  // A device's later write to a field replaces its earlier one, whatever it says it saw.
  const left = standing.filter(head => (own(saw, head.device) ?? 0) < head.number && !(head.device === mine.device && head.number < mine.number))
  if ((own(known, mine.device) ?? 0) >= mine.number) return left.length === standing.length ? standing : left
  return [...left, mine].sort(latestFirst)
}

/** Total order of answers: by stamp, then device, then number, so that every copy shows the same one. */
const latestFirst = (a: Head, b: Head): number =>
  a.stamp !== b.stamp ? (a.stamp < b.stamp ? 1 : -1)
  : a.device !== b.device ? (a.device < b.device ? 1 : -1)
  : b.number - a.number

function joinContexts(known: Context, saw: Context, { device, number }: Change): Context {
  const joined: Record<string, number> = { ...known }
  for (const seen of Object.keys(saw)) joined[seen] = Math.max(own(joined, seen) ?? 0, saw[seen]!)
  joined[device] = Math.max(own(joined, device) ?? 0, number)
  return joined
}

function sameContext(a: Context, b: Context): boolean {
  const devices = Object.keys(b)
  return devices.length === Object.keys(a).length && devices.every(device => own(a, device) === b[device])
}

/** A record being changed: copied once per change, not once per field. */
interface Edit {
  readonly record: RecordState
  readonly values: Record<string, Value>
  readonly writes: Write[]
  readonly from: Record<string, number>
  readonly contexts: Record<string, Context>
  readonly rivals: Record<string, readonly Head[]>
}

const startEdit = (record: RecordState): Edit => ({
  record, values: { ...record.values }, writes: [...record.writes], from: { ...record.from },
  contexts: { ...record.contexts }, rivals: { ...record.rivals }
})

const NOTHING: Context = {}

/** The first answer to a field: nothing to compare, nothing to remember. Loading a village is made of these. */
function setFirst({ values, writes, from }: Edit, field: string, change: Change): void {
  values[field] = change.fields[field]!
  from[field] = placeOf(writes, change)
}

function placeOf(writes: Write[], { device, number, stamp, by, origin }: Change | Head): number {
  const at = writes.findIndex(write => write.device === device && write.number === number)
  return at < 0 ? writes.push({ device, number, stamp, by, origin }) - 1 : at
}

function setField({ values, writes, from, contexts, rivals }: Edit, field: string, [shown, ...others]: readonly Head[], context: Context): void {
  if (!shown) {
    // Only forged changes that claim to have seen each other leave no answer: the same nothing for all.
    delete values[field]
    delete from[field]
    delete rivals[field]
    contexts[field] = context
    return
  }
  values[field] = shown.value
  from[field] = placeOf(writes, shown)
  const alone = Object.keys(context).length === 1 && own(context, shown.device) === shown.number
  if (alone) delete contexts[field]
  else contexts[field] = context
  if (others.length > 0) rivals[field] = others
  else delete rivals[field]
}

const headOf = ({ device, number, stamp, by, origin, fields }: Change, field: string): Head =>
  ({ device, number, stamp, by, origin, value: fields[field]! })

/**
 * One form for one content, so that copies can be compared as text: writes no value comes from any more go,
 * the rest stand in (device, number) order, and `from` names only fields that are not of the first.
 */
function tidy({ record, values, writes, from: places, contexts, rivals }: Edit): RecordState {
  const fields = Object.keys(values)
  const used = new Set<number>()
  for (const field of fields) used.add(own(places, field) ?? 0)
  const order = [...used].sort((a, b) => compareWrites(writes[a]!, writes[b]!))
  const place = new Map(order.map((old, index) => [old, index]))
  const from: Record<string, number> = {}
  for (const field of fields) {
    const index = place.get(own(places, field) ?? 0)!
    if (index !== 0) from[field] = index
  }
  return { ...record, values, writes: order.map(old => writes[old]!), from, contexts, rivals }
}

const compareWrites = (a: Write, b: Write): number =>
  a.device !== b.device ? (a.device < b.device ? -1 : 1) : a.number - b.number

/** Canonical text: two copies are equal exactly when these are. Key order and arrival order do not show. */
export const canonical = ({ register, id, village, values, writes, from, contexts, rivals }: RecordState): string =>
  canonicalJson({ register, id, village, values, writes, from, contexts, rivals })
