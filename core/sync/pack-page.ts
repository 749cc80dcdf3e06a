/**
 * Records as they are kept and first loaded: columns per register, so that a page of a village is smaller
 * than its plain values and opens by JSON.parse and simple loops. A field that is missing is in no shape;
 * null is a value like any other: an emptied answer must never come back as one never given.
 */
import type { Context, Head, RecordState, Value, Write } from './change.ts'
import {
  asArray, asInt, asNames, asObject, column, Dictionary, fail, pick, readColumn, readContext, readShape, readWrites, WritesOut, type Json
} from './pack-columns.ts'

const FORMAT = 1
const KNOWN = new Set(['register', 'id', 'village', 'values', 'writes', 'from', 'contexts', 'rivals'])
const NO_PLACES: RecordState['from'] = Object.freeze({})
const NO_CONTEXTS: RecordState['contexts'] = Object.freeze({})
const NO_RIVALS: RecordState['rivals'] = Object.freeze({})

export function packPage(records: readonly RecordState[]): string {
  const registers = new Dictionary<string>(name => name)
  const order = records.map(record => registers.place(record.register))
  const writes = new WritesOut()
  const groups = registers.items.map((_, place) => records.filter((_record, i) => order[i] === place))
  const ids = new Map(groups.flat().map((record, i) => [record.id, i]))
  const parts = groups.map((group, place) => packRegister(registers.items[place]!, group, writes, ids))
  // The writes come after the parts: only then are all devices known.
  return JSON.stringify({ format: FORMAT, order: column(order), parts, writes: writes.json() })
}

/** A column of links into this page is places instead of ids: an id is random and does not get smaller. */
function packValues(values: readonly Value[], ids: ReadonlyMap<Value, number>): unknown {
  if (values.length === 0 || !values.every(value => ids.has(value))) return values
  return { links: values.map((value, i) => ids.get(value)! - (i === 0 ? 0 : ids.get(values[i - 1]!)!)) }
}

function readValues(raw: unknown, ids: readonly string[]): readonly unknown[] {
  if (Array.isArray(raw)) return raw
  let at = 0
  return asArray(asObject(raw, 'values')['links'], 'links').map(step => pick(ids, at += asInt(step, 'link'), 'link'))
}

function packRegister(register: string, records: readonly RecordState[], writes: WritesOut, ids: ReadonlyMap<Value, number>): Json {
  const villages = new Dictionary<string>(name => name)
  const fields = new Dictionary<string>(name => name)
  const shapes = new Dictionary<readonly number[]>(shape => shape.join())
  const values: Value[][] = []
  const v: number[] = [], f: number[] = [], w: number[] = []
  const from: number[][] = [], contexts: number[][] = [], rivals: unknown[] = [], rest: unknown[] = []
  records.forEach((record, at) => {
    const { village, values: answers, writes: mine, from: places, contexts: seen, rivals: others } = record
    const more = Object.fromEntries(Object.entries(record).filter(([key]) => !KNOWN.has(key)))
    v.push(villages.place(village))
    const names = Object.keys(answers).sort()
    const shape = names.map(name => fields.place(name))
    f.push(shapes.place(shape))
    shape.forEach((place, i) => (values[place] ??= []).push(answers[names[i]!]!))
    w.push(mine.length)
    for (const write of mine) writes.add(write)
    const pairs = Object.keys(places).flatMap(name => [fields.place(name), places[name]!])
    if (pairs.length > 0) from.push([at, ...pairs])
    for (const name of Object.keys(seen))
      contexts.push([at, fields.place(name), ...Object.keys(seen[name]!).sort().flatMap(device => [writes.devices.place(device), seen[name]![device]!])])
    for (const name of Object.keys(others)) rivals.push([at, fields.place(name), others[name]])
    if (Object.keys(more).length > 0) rest.push([at, more])
  })
  return {
    register, villages: villages.items, ids: records.map(record => record.id), fields: fields.items, shapes: shapes.items,
    v: column(v), f: column(f), w: column(w), values: fields.items.map((_, place) => packValues(values[place] ?? [], ids)),
    ...(from.length > 0 ? { from } : {}), ...(contexts.length > 0 ? { contexts } : {}),
    ...(rivals.length > 0 ? { rivals } : {}), ...(rest.length > 0 ? { rest } : {})
  }
}

/** In the order packed. Throws PackedError or SyntaxError on anything packPage did not make. */
export function unpackPage(text: string): RecordState[] {
  const json = asObject(JSON.parse(text), 'page')
  if (json['format'] !== FORMAT) fail('format')
  const raw = asArray(json['parts'], 'parts').map(part => asObject(part, 'part'))
  const ids = raw.flatMap(part => asNames(part['ids'], 'ids'))
  const parts = raw.map(part => openPart(part, ids))
  const { devices, writes } = readWrites(json['writes'], parts.reduce((sum, part) => sum + part.writes, 0))
  let at = 0
  const opened = parts.map(part => {
    const records = readRegister(part, devices, writes, at)
    at += part.writes
    return records
  })
  const total = parts.reduce((sum, part) => sum + part.ids.length, 0)
  const next = opened.map(() => 0)
  return readColumn(json['order'] ?? [], total, 'order').map(place => {
    const records = pick(opened, place, 'order')
    return records[next[place]!++] ?? fail('order')
  })
}

interface Part {
  readonly json: Json
  readonly ids: readonly string[]
  readonly fields: readonly string[]
  /** Per record. */
  readonly shapes: readonly (readonly number[])[]
  readonly w: readonly number[]
  readonly values: readonly (readonly unknown[])[]
  readonly writes: number
}

function openPart(json: Json, all: readonly string[]): Part {
  const ids = asNames(json['ids'], 'ids')
  const fields = asNames(json['fields'], 'fields')
  const kinds = asArray(json['shapes'], 'shapes').map(shape => readShape(shape, fields))
  const shapes = readColumn(json['f'], ids.length, 'f').map(place => pick(kinds, place, 'shape'))
  const values = asArray(json['values'], 'values').map(list => readValues(list, all))
  if (values.length !== fields.length) fail('values')
  const w = readColumn(json['w'], ids.length, 'w')
  // Every write gives at least one value, so values written out bound the number of writes.
  const cells = values.reduce((sum, list) => sum + list.length, 0)
  const writes = w.reduce((sum, count) => (count < 0 ? fail('writes') : sum + count), 0)
  if (writes > cells) fail('writes')
  return { json, ids, fields, shapes, w, values, writes }
}

interface Draft {
  register: string
  id: string
  village: string
  values: Record<string, Value>
  writes: readonly Write[]
  from: RecordState['from']
  contexts: RecordState['contexts']
  rivals: RecordState['rivals']
}

function readRegister({ json, ids, fields, shapes, w, values }: Part, devices: readonly string[], writes: readonly Write[], first: number): RecordState[] {
  const [register] = asNames([json['register']], 'register') as [string]
  const villages = asNames(json['villages'], 'villages')
  const v = readColumn(json['v'], ids.length, 'v')
  const next = new Array<number>(fields.length).fill(0)
  const blanks = new Map<readonly number[], Record<string, Value>>()
  let at = first
  const records = ids.map((id, i): Draft => {
    // A copy of a blank of the same fields: growing each of 20,000 objects field by field takes twice as long.
    let blank = blanks.get(shapes[i]!)
    if (!blank) blanks.set(shapes[i]!, blank = Object.fromEntries(shapes[i]!.map(place => [fields[place]!, null])))
    const answers: Record<string, Value> = { ...blank }
    for (const place of shapes[i]!) {
      const list = values[place]!
      if (next[place]! >= list.length) fail('values')
      answers[fields[place]!] = list[next[place]!++] as Value
    }
    const mine = writes.slice(at, at += w[i]!)
    if (mine.length === 0 && shapes[i]!.length > 0) fail('writes')
    return { register, id, village: pick(villages, v[i]!, 'village'), values: answers, writes: mine, from: NO_PLACES, contexts: NO_CONTEXTS, rivals: NO_RIVALS }
  })
  readSparse(json, records, fields, devices)
  return records
}

/** What most records do not have. */
function readSparse(json: Json, records: Draft[], fields: readonly string[], devices: readonly string[]): void {
  const rows = (key: string): readonly (readonly unknown[])[] => asArray(json[key] ?? [], key).map(row => asArray(row, key))
  const record = (row: readonly unknown[]): Draft => pick(records, asInt(row[0], 'row'), 'row')
  const field = (place: unknown): string => pick(fields, asInt(place, 'field'), 'field')
  for (const row of rows('from')) {
    const target = record(row)
    const from: Record<string, number> = {}
    for (let i = 1; i + 1 < row.length; i += 2) {
      pick(target.writes, asInt(row[i + 1], 'from'), 'from')
      from[field(row[i])] = row[i + 1] as number
    }
    target.from = from
  }
  for (const row of rows('contexts')) {
    const target = record(row)
    const contexts: Record<string, Context> = target.contexts === NO_CONTEXTS ? {} : target.contexts
    contexts[field(row[1])] = readContext(row, 2, devices)
    target.contexts = contexts
  }
  for (const row of rows('rivals')) {
    const target = record(row)
    const rivals: Record<string, readonly Head[]> = target.rivals === NO_RIVALS ? {} : target.rivals
    rivals[field(row[1])] = asArray(row[2], 'rivals').map(head => asObject(head, 'rival') as unknown as Head)
    target.rivals = rivals
  }
  for (const row of rows('rest')) {
    const target = record(row)
    for (const [key, value] of Object.entries(asObject(row[1], 'rest'))) if (!Object.hasOwn(target, key)) Object.assign(target, { [key]: value })
  }
}
