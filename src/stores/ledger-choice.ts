/**
 * Which columns of a ledger a person wants to see, in what order, how wide and sorted by what. Kept on this
 * laptop outside the sealed tables, so it may hold column keys, pixels and a direction and nothing else:
 * what is typed into a filter is often a name.
 */
import type { Ledger, LedgerColumn } from '#core/ledgers/define.ts'
import type { FieldType } from '#core/registers/define.ts'

export interface Choice {
  /** Keys of the columns that scroll, in order; pinned ones always stand before them. */
  readonly shown: readonly string[]
  readonly widths: Readonly<Record<string, number>>
  readonly sort: { readonly column: string; readonly down: boolean } | null
}

const SIGN = 14
const ROOM = 18
/** The sign for sorted or filtered beside a heading. */
const MARK = 16
/** What is read by its last digits is of no use cut. */
const WHOLE: Readonly<Partial<Record<FieldType, number>>> = { idNumber: 150, phone: 92, date: 80 }
export const NARROWEST = 44
export const WIDEST = 600
/** What tells the lines apart stays in sight: 组, 户主, 姓名. */
const PINNED: ReadonlySet<string> = new Set(['household.villagerGroup', 'group', 'headName', 'person.name'])

const keptAs = (ledger: string): string => `cunce.ledger.${ledger}`

export function pinnedOf(ledger: Ledger): readonly LedgerColumn[] {
  const telling = ledger.columns.filter(({ key }) => PINNED.has(key))
  const first = ledger.columns.find(({ aside }) => !aside)
  return telling.length > 0 ? telling : first ? [first] : []
}

export function plainChoice(ledger: Ledger): Choice {
  const pinned = new Set(pinnedOf(ledger))
  return { shown: ledger.columns.filter(column => !column.aside && !pinned.has(column)).map(({ key }) => key), widths: {}, sort: null }
}

/** First width: room for so many signs and for the heading, which may be cut but not to two signs. */
export const firstWidth = ({ width, title, field }: LedgerColumn): number =>
  Math.max(NARROWEST, Math.min(WIDEST, Math.max(WHOLE[field.type] ?? 0, width * SIGN, Math.min(title.length, 7) * SIGN + MARK) + ROOM))

export const widthIn = (choice: Choice, column: LedgerColumn): number => choice.widths[column.key] ?? firstWidth(column)

/** The columns as they stand on the screen. */
export function columnsIn(ledger: Ledger, choice: Choice): readonly LedgerColumn[] {
  const byKey = new Map(ledger.columns.map(column => [column.key, column]))
  return [...pinnedOf(ledger), ...choice.shown.flatMap(key => byKey.get(key) ?? [])]
}

export const toggled = (choice: Choice, ledger: Ledger, key: string): Choice => {
  if (choice.shown.includes(key)) return { ...choice, shown: choice.shown.filter(other => other !== key) }
  // Back to where the ledger has it, beside the neighbours that are shown.
  const order = ledger.columns.map(column => column.key)
  const after = choice.shown.findIndex(other => order.indexOf(other) > order.indexOf(key))
  return { ...choice, shown: after < 0 ? [...choice.shown, key] : choice.shown.toSpliced(after, 0, key) }
}

export function movedTo(choice: Choice, key: string, to: number): Choice {
  if (!choice.shown.includes(key)) return choice
  const others = choice.shown.filter(other => other !== key)
  return { ...choice, shown: others.toSpliced(Math.max(0, Math.min(others.length, to)), 0, key) }
}

export const resized = (choice: Choice, key: string, width: number): Choice =>
  ({ ...choice, widths: { ...choice.widths, [key]: Math.round(Math.max(NARROWEST, Math.min(WIDEST, width))) } })

/** What is read back is looked through key by key: an older or damaged note must not hide a ledger. */
export function readChoice(ledger: Ledger, text: string | null): Choice {
  const plain = plainChoice(ledger)
  const kept = parsed(text)
  if (!kept) return plain
  const known = new Set(ledger.columns.map(({ key }) => key))
  const pinned = new Set(pinnedOf(ledger).map(({ key }) => key))
  const shown = Array.isArray(kept['shown']) ? [...new Set(kept['shown'].filter((key): key is string => typeof key === 'string' && known.has(key) && !pinned.has(key)))] : []
  const widths = Object.entries(isObject(kept['widths']) ? kept['widths'] : {}).filter((entry): entry is [string, number] => known.has(entry[0]) && typeof entry[1] === 'number' && entry[1] >= NARROWEST && entry[1] <= WIDEST)
  const { sort } = kept
  return {
    shown: shown.length > 0 ? shown : plain.shown, widths: Object.fromEntries(widths),
    sort: isObject(sort) && typeof sort['column'] === 'string' && known.has(sort['column']) ? { column: sort['column'], down: sort['down'] === true } : null
  }
}

export const loadChoice = (ledger: Ledger): Choice => readChoice(ledger, localStorage.getItem(keptAs(ledger.name)))
export const keepChoice = (ledger: Ledger, { shown, widths, sort }: Choice): void => localStorage.setItem(keptAs(ledger.name), JSON.stringify({ shown, widths, sort }))

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
function parsed(text: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
