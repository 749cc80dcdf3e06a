/**
 * Columns and dictionaries for pack.ts and pack-page.ts. What is read here may come from anyone: every
 * index is checked, and a collapsed column never makes more rows than some written-out column has, so
 * that a few bytes cannot ask for a lot of memory.
 */
import type { Context, Stamp, Write } from './change.ts'
import { makeStamp, stampTime } from './clock.ts'

export class PackedError extends SyntaxError {}

export function fail(what: string): never {
  throw new PackedError(`packed: ${what}`)
}

export type Json = Readonly<Record<string, unknown>>

export const asObject = (raw: unknown, what: string): Json =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw as Json : fail(what)

export const asArray = (raw: unknown, what: string): readonly unknown[] => Array.isArray(raw) ? raw : fail(what)

export const asInt = (raw: unknown, what: string): number => Number.isSafeInteger(raw) ? raw as number : fail(what)

/** A name that is safe as a key of an object we build. */
export const asName = (raw: unknown, what: string): string =>
  typeof raw === 'string' && raw !== '__proto__' ? raw : fail(what)

export const asNames = (raw: unknown, what: string): readonly string[] => asArray(raw, what).map(item => asName(item, what))

/** One number for all rows, or one for each. */
export type Column = number | readonly number[]

export const column = (values: readonly number[]): Column => {
  const first = values[0]
  return first !== undefined && values.every(value => value === first) ? first : values
}

/** `length` is known from a column that is never collapsed. */
export function readColumn(raw: unknown, length: number, what: string): readonly number[] {
  if (typeof raw === 'number') return new Array<number>(length).fill(asInt(raw, what))
  const list = asArray(raw, what)
  if (list.length !== length) fail(what)
  for (const item of list) if (!Number.isSafeInteger(item)) fail(what)
  return list as readonly number[]
}

/** Things met, each once, in the order they were first met. */
export class Dictionary<T> {
  readonly items: T[] = []
  readonly #places = new Map<unknown, number>()
  readonly #key: (item: T) => unknown
  constructor(key: (item: T) => unknown) {
    this.#key = key
  }
  place(item: T): number {
    const key = this.#key(item)
    const known = this.#places.get(key)
    if (known !== undefined) return known
    this.#places.set(key, this.items.length)
    return this.items.push(item) - 1
  }
}

export const pick = <T>(items: readonly T[], place: number, what: string): T =>
  place >= 0 && place < items.length ? items[place]! : fail(what)

const COUNTER_AT = 9
const stampCounter = (stamp: Stamp): number => parseInt(stamp.slice(COUNTER_AT), 36)

/** The columns shared by changes and by the writes of a page: who, which number, when, where from. */
export class WritesOut {
  readonly devices = new Dictionary<string>(device => device)
  readonly #people = new Dictionary<string>(by => by)
  readonly #origins = new Dictionary<Write['origin']>(origin => JSON.stringify(origin))
  readonly #columns = { d: [] as number[], n: [] as number[], t: [] as number[], c: [] as number[], b: [] as number[], o: [] as number[] }
  readonly #last = new Map<string, number>()
  #time = 0

  add(write: Write): void {
    const { d, n, t, c, b, o } = this.#columns
    d.push(this.devices.place(write.device))
    n.push(write.number - (this.#last.get(write.device) ?? 0) - 1)
    this.#last.set(write.device, write.number)
    const time = stampTime(write.stamp)
    t.push(time - this.#time)
    this.#time = time
    c.push(stampCounter(write.stamp))
    b.push(this.#people.place(write.by))
    o.push(this.#origins.place(write.origin))
  }

  json(): Json {
    const { d, n, t, c, b, o } = this.#columns
    return {
      devices: this.devices.items, people: this.#people.items, origins: this.#origins.items,
      d: column(d), n: column(n), t: column(t), c: column(c), b: column(b), o: column(o)
    }
  }
}

export function readWrites(raw: unknown, length: number): { readonly devices: readonly string[]; readonly writes: readonly Write[] } {
  const json = asObject(raw, 'writes')
  const devices = asNames(json['devices'], 'devices')
  const people = asNames(json['people'], 'people')
  const origins = asArray(json['origins'], 'origins').map(origin => asObject(origin, 'origin') as unknown as Write['origin'])
  const d = readColumn(json['d'], length, 'd')
  const n = readColumn(json['n'], length, 'n')
  const t = readColumn(json['t'], length, 't')
  const c = readColumn(json['c'], length, 'c')
  const b = readColumn(json['b'], length, 'b')
  const o = readColumn(json['o'], length, 'o')
  const last = new Map<string, number>()
  const writes = new Array<Write>(length)
  let time = 0
  for (let i = 0; i < length; i++) {
    const device = pick(devices, d[i]!, 'device')
    const number = (last.get(device) ?? 0) + 1 + n[i]!
    last.set(device, number)
    time += t[i]!
    if (!(time >= 0) || c[i]! < 0) fail('stamp')
    writes[i] = { device, number, stamp: makeStamp(time, c[i]!), by: pick(people, b[i]!, 'person'), origin: pick(origins, o[i]!, 'origin') }
  }
  return { devices, writes }
}

/** Each field at most once: a shape is not a way to say a thing many times. */
export function readShape(raw: unknown, fields: readonly string[]): readonly number[] {
  const shape = asArray(raw, 'shape').map(place => asInt(place, 'shape'))
  for (const place of shape) pick(fields, place, 'shape')
  return new Set(shape).size === shape.length ? shape : fail('shape')
}

/** device, number, device, number … from `at` to the end. */
export function readContext(list: readonly unknown[], at: number, devices: readonly string[]): Context {
  const context: Record<string, number> = {}
  if ((list.length - at) % 2 !== 0) fail('context')
  for (let i = at; i < list.length; i += 2) context[pick(devices, asInt(list[i], 'context'), 'context')] = asInt(list[i + 1], 'context')
  return context
}
