/**
 * The code tables of the field (resources/codes.json). What is stored is always the code; the label is
 * looked up when shown. A code is for ever: a table may gain codes and aliases, never lose or reuse one. What
 * is no longer handed out gets a last day; records that hold it are read as before.
 */
import tables from '../../resources/codes.json' with { type: 'json' }

export type CodeTableName = Exclude<keyof typeof tables, '_note' | 'relationSystemLabels' | 'shidianTownships'>

export interface CodeItem {
  readonly code: string
  readonly label: string
  /** Other ways the same thing is written in workbooks. */
  readonly aliases?: readonly string[]
  /** No source was found for the item; the county may correct it. */
  readonly assumed?: boolean
  /** First and last day it may be chosen, 'YYYY-MM-DD'; absent: always. It is understood and shown at any time. */
  readonly from?: string
  readonly until?: string
}

interface RawTable {
  /** Which edition of the list this is, in words. */
  readonly version?: string
  readonly items: readonly CodeItem[]
  readonly assumed?: boolean
}

const systemRelations = new Map(tables.relationSystemLabels.items.map(item => [item.gb4761, item.label]))
const systemLabels: ReadonlySet<string> = new Set(systemRelations.values())

// The national system knows 28 relations; GB/T 4761 has four times as many. Stored is the standard's code,
// shown is the system's label where it has one, and the standard's own label stays as an alias.
const relationItem = (item: CodeItem): CodeItem => {
  const system = systemRelations.get(item.code)
  if (system && system !== item.label) return { ...item, label: system, aliases: [item.label, ...(item.aliases ?? [])] }
  // 80 of the standard is 其他 as well: two codes under one label would come back from a file as one.
  return !system && systemLabels.has(item.label) ? { ...item, label: `${item.label}(${item.code})` } : item
}

/** Brackets, slashes, spaces and the suffix 族 vary from workbook to workbook. */
const keyOf = (label: string): string => label.normalize('NFKC').replace(/[\s\p{Cf}]/gu, '').toUpperCase()

const itemsOf = (name: CodeTableName): readonly CodeItem[] => {
  const { items, assumed } = tables[name] as RawTable
  const shown = name === 'relation' ? items.map(relationItem) : items
  return assumed ? shown.map(item => ({ assumed: true, ...item })) : shown
}

interface Prepared {
  readonly items: readonly CodeItem[]
  readonly byCode: ReadonlyMap<string, CodeItem>
  readonly byKey: ReadonlyMap<string, string>
}

const prepare = (name: CodeTableName): Prepared => {
  const items = itemsOf(name)
  const byKey = new Map<string, string>()
  const put = (label: string, code: string) => { if (!byKey.has(keyOf(label))) byKey.set(keyOf(label), code) }
  // Labels before aliases, system labels before standard ones: 其他 is 97 for the system, 80 in the standard.
  if (name === 'relation') for (const [code, label] of systemRelations) put(label, code)
  for (const { code, label } of items) put(label, code)
  for (const { code } of items) put(code, code)
  for (const { code, aliases } of items) for (const alias of aliases ?? []) put(alias, code)
  if (name === 'ethnicity') for (const { code, label } of items) put(label.replace(/族$/, ''), code)
  return { items, byCode: new Map(items.map(item => [item.code, item])), byKey }
}

const prepared = new Map<CodeTableName, Prepared>()
const tableOf = (name: CodeTableName): Prepared => {
  const known = prepared.get(name)
  if (known) return known
  const made = prepare(name)
  prepared.set(name, made)
  return made
}

/** All codes there ever were; what a person may choose on a day is currentCodes. */
export const codeTable = (name: CodeTableName): readonly CodeItem[] => tableOf(name).items

/** Both days count: a code that ends on 31 December can be chosen on that day. */
export const isCurrent = ({ from, until }: CodeItem, day: string): boolean => (from === undefined || from <= day) && (until === undefined || day <= until)

/** For pickers. The code a record already holds is shown whatever its days. */
export const currentCodes = (name: CodeTableName, day: string): readonly CodeItem[] => tableOf(name).items.filter(item => isCurrent(item, day))

export const codeVersion = (name: CodeTableName): string | undefined => (tables[name] as RawTable).version

/** A code this version does not know yet is shown as it is: a newer laptop may have written it. */
export const labelOf = (name: CodeTableName, code: string): string => tableOf(name).byCode.get(code)?.label ?? code

/** Accepts a label, a code, an alias, 汉 for 汉族; undefined when the table does not know it. */
export const codeOf = (name: CodeTableName, label: string): string | undefined => {
  const { byKey } = tableOf(name)
  const key = keyOf(label)
  return byKey.get(key) ?? (/^\d$/.test(key) ? byKey.get(`0${key}`) : undefined)
}

/** What the 28 system relations are, in the system's order; pickers offer these before the rest. */
export const systemRelationCodes: readonly string[] = [...systemRelations.keys()]
