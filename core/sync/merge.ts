/**
 * Merging, field by field, the same on every laptop and at the county: give all the same changes in any
 * order, any number of times, and all hold the same records. A write replaces exactly the answers its
 * writer had seen (`saw`); answers whose writers had not seen each other stay side by side, the latest
 * stamp shown, until someone who has seen them all writes again. Nothing here reads a clock.
 */
import type { Change, Context, Head, RecordState, Value, Write } from './change.ts'

export const emptyRecord = (register: string, id: string, village: string): RecordState =>
  ({ register, id, village, values: {}, writes: [], from: {}, contexts: {}, rivals: {} })

/** All standing answers of a field, the shown one first; empty when never answered. */
export function headsOf(record: RecordState, field: string): readonly Head[] {
  if (!(field in record.values)) return []
  const write = record.writes[record.from[field] ?? 0]!
  const shown: Head = { ...write, value: record.values[field]! }
  return [shown, ...(record.rivals[field] ?? [])]
}

/** What is known of a field: standing answers and everything they replaced. Goes into the next change's `saw`. */
export function contextOf(record: RecordState, field: string): Context {
  const kept = record.contexts[field]
  if (kept) return kept
  if (!(field in record.values)) return {}
  const write = record.writes[record.from[field] ?? 0]!
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

export const sameValue = (a: Value, b: Value): boolean =>
  a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => item === b[i]))

/** The record after this change; the same object when the change brings nothing new. */
export function applyChange(record: RecordState | undefined, change: Change): RecordState {
  const before = record ?? emptyRecord(change.register, change.record, change.village)
  let after = before
  for (const field of Object.keys(change.fields)) after = applyField(after, field, change)
  return after
}

function applyField(record: RecordState, field: string, change: Change): RecordState {
  const context = contextOf(record, field)
  // Known already, or replaced by a later write of the same device, which had its own earlier one in view.
  if ((context[change.device] ?? 0) >= change.number) return record
  const saw = change.saw[field] ?? {}
  const standing = headsOf(record, field).filter(head => (saw[head.device] ?? 0) < head.number)
  const mine: Head = { device: change.device, number: change.number, stamp: change.stamp, by: change.by, origin: change.origin, value: change.fields[field]! }
  const heads = [...standing, mine].sort(latestFirst)
  return withField(record, field, heads, joinContexts(context, saw, { [change.device]: change.number }))
}

/** Total order of answers: by stamp, then device, then number, so that every copy shows the same one. */
const latestFirst = (a: Head, b: Head): number =>
  a.stamp !== b.stamp ? (a.stamp < b.stamp ? 1 : -1)
  : a.device !== b.device ? (a.device < b.device ? 1 : -1)
  : b.number - a.number

function joinContexts(...contexts: readonly Context[]): Context {
  const joined: Record<string, number> = {}
  for (const context of contexts)
    for (const device of Object.keys(context)) joined[device] = Math.max(joined[device] ?? 0, context[device]!)
  return joined
}

function withField(record: RecordState, field: string, heads: readonly Head[], context: Context): RecordState {
  const [shown, ...rivals] = heads as [Head, ...Head[]]
  const values = { ...record.values, [field]: shown.value }
  const from = { ...record.from }
  const contexts = { ...record.contexts }
  const rivalMap = { ...record.rivals }
  const writes = [...record.writes]
  let at = writes.findIndex(write => write.device === shown.device && write.number === shown.number)
  if (at < 0) at = writes.push(writeOf(shown)) - 1
  from[field] = at
  const alone = Object.keys(context).length === 1 && context[shown.device] === shown.number
  if (alone) delete contexts[field]
  else contexts[field] = context
  if (rivals.length > 0) rivalMap[field] = rivals
  else delete rivalMap[field]
  return tidy({ ...record, values, writes, from, contexts, rivals: rivalMap })
}

const writeOf = ({ device, number, stamp, by, origin }: Head): Write => ({ device, number, stamp, by, origin })

/**
 * One form for one content, so that copies can be compared as text: writes no value comes from any more go,
 * the rest stand in (device, number) order, the most used first is not needed; `from` names only fields not of the first.
 */
function tidy(record: RecordState): RecordState {
  const used = new Set<number>()
  for (const field of Object.keys(record.values)) used.add(record.from[field] ?? 0)
  const order = [...used].sort((a, b) => compareWrites(record.writes[a]!, record.writes[b]!))
  const place = new Map(order.map((old, index) => [old, index]))
  const from: Record<string, number> = {}
  for (const field of Object.keys(record.values)) {
    const index = place.get(record.from[field] ?? 0)!
    if (index !== 0) from[field] = index
  }
  return { ...record, writes: order.map(old => record.writes[old]!), from }
}

const compareWrites = (a: Write, b: Write): number =>
  a.device !== b.device ? (a.device < b.device ? -1 : 1) : a.number - b.number

/** Canonical text: two copies are equal exactly when these are. Key order and arrival order do not show. */
export function canonical(record: RecordState): string {
  const sorted = <T>(map: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.keys(map).sort().map(key => [key, map[key]!]))
  return JSON.stringify({
    register: record.register, id: record.id, village: record.village,
    values: sorted(record.values), writes: record.writes, from: sorted(record.from),
    contexts: sorted(Object.fromEntries(Object.entries(record.contexts).map(([f, c]) => [f, sorted(c)]))),
    rivals: sorted(record.rivals)
  })
}
