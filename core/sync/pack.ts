/**
 * Changes as they travel: columns instead of rows, names once, numbers and stamps as steps from the one
 * before, so that a changed field costs about its own size. Packing must carry what this version does not
 * know (fields, registers, whole keys) unharmed: whoever adds a column here keeps the catch-all `rest`.
 */
import type { Change, Context, Value } from './change.ts'
import { canonicalJson } from './signing.ts'
import {
  asArray, asInt, asName, asNames, asObject, column, Dictionary, fail, pick, readColumn, readContext, readShape, readWrites, WritesOut
} from './pack-columns.ts'

export { packPage, unpackPage } from './pack-page.ts'

const FORMAT = 1

/** Fields of one change share one view as a rule: then `saw` is a flat list device, number, … */
type PackedContext = number[]
type PackedSaw = 0 | PackedContext | (readonly [readonly number[], PackedContext])[]

export function packChanges(changes: readonly Change[]): unknown {
  const writes = new WritesOut()
  const villages = new Dictionary<string>(name => name)
  const registers = new Dictionary<string>(name => name)
  const fields = new Dictionary<string>(name => name)
  const shapes = new Dictionary<readonly number[]>(shape => shape.join())
  const values: Value[][] = []
  const records: (string | 0)[] = []
  const v: number[] = [], g: number[] = [], f: number[] = []
  const saw: PackedSaw[] = []
  const rest: Record<string, unknown> = {}
  let record = ''
  changes.forEach((change, i) => {
    const { device, number, stamp, by, origin, village, register, record: id, fields: set, saw: seen, ...more } = change
    writes.add({ device, number, stamp, by, origin })
    v.push(villages.place(village))
    g.push(registers.place(register))
    records.push(id === record ? 0 : id)
    record = id
    const names = Object.keys(set).sort()
    const shape = names.map(name => fields.place(name))
    f.push(shapes.place(shape))
    shape.forEach((place, at) => (values[place] ??= []).push(set[names[at]!]!))
    saw.push(packSaw(seen, names, fields, writes))
    if (Object.keys(more).length > 0) rest[i] = more
  })
  return {
    format: FORMAT, ...writes.json(), villages: villages.items, registers: registers.items, fields: fields.items,
    shapes: shapes.items, records, v: column(v), g: column(g), f: column(f), saw,
    values: fields.items.map((_, place) => values[place] ?? []),
    ...(Object.keys(rest).length > 0 ? { rest } : {})
  }
}

function packSaw(saw: Change['saw'], names: readonly string[], fields: Dictionary<string>, writes: WritesOut): PackedSaw {
  const seen = Object.keys(saw)
  if (seen.length === 0) return 0
  const groups = new Map<string, { places: number[]; context: Context }>()
  for (const name of seen) {
    const context = saw[name]!
    const key = canonicalJson(context)
    const group = groups.get(key) ?? { places: [], context }
    group.places.push(fields.place(name))
    groups.set(key, group)
  }
  const [only] = groups.values()
  const all = groups.size === 1 && seen.length === names.length && names.every(name => Object.hasOwn(saw, name))
  const flat = (context: Context): PackedContext => Object.keys(context).sort().flatMap(device => [writes.devices.place(device), context[device]!])
  if (all && Object.keys(only!.context).length > 0) return flat(only!.context)
  return [...groups.values()].map(group => [group.places, flat(group.context)] as const)
}

/** Throws PackedError (a SyntaxError) on anything packChanges did not make; field values are left to zod. */
export function unpackChanges(packed: unknown): Change[] {
  const json = asObject(packed, 'changes')
  if (json['format'] !== FORMAT) fail('format')
  const records = asArray(json['records'], 'records')
  const count = records.length
  const { devices, writes } = readWrites(json, count)
  const villages = asNames(json['villages'], 'villages')
  const registers = asNames(json['registers'], 'registers')
  const fields = asNames(json['fields'], 'fields')
  const shapes = asArray(json['shapes'], 'shapes').map(shape => readShape(shape, fields))
  const v = readColumn(json['v'], count, 'v')
  const g = readColumn(json['g'], count, 'g')
  const f = readColumn(json['f'], count, 'f')
  const saw = asArray(json['saw'], 'saw')
  const values = asArray(json['values'], 'values').map(list => asArray(list, 'values'))
  if (saw.length !== count || values.length !== fields.length) fail('lengths')
  const rest = json['rest'] === undefined ? {} : asObject(json['rest'], 'rest')
  const next = new Array<number>(fields.length).fill(0)
  let record = ''
  return writes.map((write, i) => {
    if (records[i] !== 0) record = asName(records[i], 'record')
    const shape = pick(shapes, f[i]!, 'shape')
    const set: Record<string, Value> = {}
    for (const place of shape) {
      const list = values[place]!
      if (next[place]! >= list.length) fail('values')
      set[fields[place]!] = list[next[place]!++] as Value
    }
    const more = Object.hasOwn(rest, i) ? asObject(rest[i], 'rest') : {}
    return {
      ...more, ...write, village: pick(villages, v[i]!, 'village'), register: pick(registers, g[i]!, 'register'), record,
      fields: set, saw: readSaw(saw[i], shape, fields, devices)
    }
  })
}

function readSaw(raw: unknown, shape: readonly number[], fields: readonly string[], devices: readonly string[]): Change['saw'] {
  const saw: Record<string, Context> = {}
  if (raw === 0) return saw
  const list = asArray(raw, 'saw')
  if (!Array.isArray(list[0])) {
    const context = readContext(list, 0, devices)
    for (const place of shape) saw[fields[place]!] = context
    return saw
  }
  for (const group of list) {
    const [places, context] = asArray(group, 'saw')
    const seen = readContext(asArray(context, 'saw'), 0, devices)
    for (const place of asArray(places, 'saw')) saw[pick(fields, asInt(place, 'saw'), 'saw')] = seen
  }
  return saw
}
