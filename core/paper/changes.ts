/**
 * What a sheet remembers of itself: what stood on it when it was printed, and what the pen changed, one line of
 * JSON each, with the second person's word on it. The answers themselves are in the ledgers; these lines say
 * only which of them came from this sheet, and what both people typed.
 */
import type { RecordState, Value } from '../sync/change.ts'
import { sameValue } from '../sync/merge.ts'
import { answered, questionKey } from '../visit/index.ts'
import type { PaperBlock } from './sheet.ts'
import { paperLines } from './sheet.ts'

export type Verdict = 'open' | 'right' | 'mended'

export interface PaperChange {
  /** register:record:field; `person:ID:*` for somebody who was added. */
  readonly key: string
  readonly before: Value
  readonly after: Value
  readonly verdict: Verdict
  /** What the first person had typed, where the second mended it. */
  readonly entered: Value
}

export const writeChanges = (changes: readonly PaperChange[]): string =>
  changes.map(({ key, before, after, verdict, entered }) => JSON.stringify(verdict === 'mended' ? [key, before, after, verdict, entered] : [key, before, after, verdict])).join('\n')

/** Lines of another laptop's newer program that are not understood are left out, never a reason to fail. */
export function readChanges(text: Value | undefined): readonly PaperChange[] {
  if (typeof text !== 'string' || text === '') return []
  return text.split('\n').flatMap((line): PaperChange[] => {
    const parsed = parse(line)
    if (!Array.isArray(parsed)) return []
    const [key, before, after, verdict, entered] = parsed as [unknown, Value?, Value?, unknown?, Value?]
    if (typeof key !== 'string' || (verdict !== 'open' && verdict !== 'right' && verdict !== 'mended')) return []
    return [{ key, before: before ?? null, after: after ?? null, verdict, entered: entered ?? null }]
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const same = (a: Value, b: Value): boolean => answered(a) && answered(b) ? sameValue(a, b) : !answered(a) && !answered(b)

/** One more answer typed from the sheet. The first old value stays; typed back to it, the pen changed nothing. */
export function entered(changes: readonly PaperChange[], key: string, before: Value, after: Value): readonly PaperChange[] {
  const known = changes.find(change => change.key === key)
  const line: PaperChange = { key, before: known ? known.before : before, after, verdict: 'open', entered: null }
  const others = changes.filter(change => change !== known)
  if (same(line.before, after)) return others
  return known ? changes.map(change => change === known ? line : change) : [...changes, line]
}

export const approved = (changes: readonly PaperChange[], key: string): readonly PaperChange[] =>
  changes.map(change => change.key === key ? { ...change, verdict: 'right' } : change)

/** 不对: the second person's value stands, the first one's is kept beside it. Typed the same, it was right. */
export const mended = (changes: readonly PaperChange[], key: string, value: Value): readonly PaperChange[] =>
  changes.map((change): PaperChange => {
    if (change.key !== key) return change
    if (same(change.after, value)) return { ...change, verdict: 'right' }
    return { ...change, after: value, verdict: 'mended', entered: change.verdict === 'mended' ? change.entered : change.after }
  })

/** What stood on the sheet: by record, then field; blanks are left out. */
export function shownText(blocks: readonly PaperBlock[]): string {
  const shown: Record<string, Record<string, Value>> = {}
  for (const { register, record, field, value, previous } of paperLines(blocks)) {
    const held = answered(value) ? value : previous?.value
    if (held !== undefined && answered(held)) (shown[`${register}:${record}`] ??= {})[field] = held
  }
  return JSON.stringify(shown)
}

export type Shown = ReadonlyMap<string, Value>

export function readShown(text: Value | undefined): Shown {
  const parsed = typeof text === 'string' ? parse(text) : undefined
  if (typeof parsed !== 'object' || parsed === null) return new Map()
  return new Map(Object.entries(parsed as Record<string, Record<string, Value>>).flatMap(([place, fields]) => {
    const [register = '', record = ''] = place.split(':')
    return Object.entries(fields).map(([field, value]): [string, Value] => [questionKey(register, record, field), value])
  }))
}

/** Whether the book says something else now than the sheet did, and not because of the sheet. */
export function changedSince(shown: Shown, key: string, now: Value | undefined, changes: readonly PaperChange[]): boolean {
  const own = changes.find(change => change.key === key)
  return !same(own ? own.before : now ?? null, shown.get(key) ?? null)
}

export type SheetState = 'out' | 'entering' | 'waiting' | 'checked'

const filled = (record: RecordState, field: string): boolean => answered(record.values[field])

export function sheetState(sheet: RecordState): SheetState {
  if (filled(sheet, 'checkedAt')) return 'checked'
  if (filled(sheet, 'enteredAt')) return 'waiting'
  return filled(sheet, 'enteredBy') ? 'entering' : 'out'
}

const nameKey = (name: string): string => name.normalize('NFKC').replace(/[\s·•.\p{Cf}]/gu, '').toLowerCase()

/** Two people, or it is not checked: the same name written with a space is the same person. */
export const isSamePerson = (one: string, other: string): boolean => nameKey(one) === nameKey(other)
export const isName = (name: string): boolean => nameKey(name).length >= 2
