/**
 * What crosses between the window and the host, as text: a debugging binding carries strings only.
 * It takes what structured clone takes and refuses what structured clone refuses, because that is what
 * Electron does. The function is also injected into the page by its source text: it may use nothing
 * from outside itself.
 */
export interface Codec {
  encode(value: unknown): string
  decode(text: string): unknown
}

export function makeCodec(): Codec {
  interface WithBase64 { toBase64(): string }
  interface FromBase64 { fromBase64(text: string): Uint8Array }
  type Wire = null | string | boolean | number | Wire[]
  const node = typeof Buffer === 'function'

  const pack = (view: ArrayBufferView): string => node
    ? Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64')
    : (new Uint8Array(view.buffer, view.byteOffset, view.byteLength) as unknown as WithBase64).toBase64()
  const unpack = (text: string): Uint8Array => node
    ? new Uint8Array(Buffer.from(text, 'base64'))
    : (Uint8Array as unknown as FromBase64).fromBase64(text)

  const encode = (root: unknown): string => {
    // Objects are numbered in the order they are met, so a cycle or a shared object is a number.
    const seen = new Map<object, number>()
    const one = (value: unknown): Wire => {
      switch (typeof value) {
        case 'string': case 'boolean': return value
        case 'undefined': return ['u']
        case 'bigint': return ['b', String(value)]
        case 'number': return Number.isFinite(value) && !Object.is(value, -0) ? value : ['n', Object.is(value, -0) ? '-0' : String(value)]
        case 'object': return value === null ? null : object(value)
        default: throw new Error('An object could not be cloned.')
      }
    }
    const object = (value: object): Wire => {
      const known = seen.get(value)
      if (known !== undefined) return ['@', known]
      seen.set(value, seen.size)
      if (Array.isArray(value)) return ['a', value.map(one)]
      if (value instanceof Date) return ['d', String(value.getTime())]
      if (value instanceof RegExp) return ['r', value.source, value.flags]
      if (value instanceof Map) return ['m', [...value].map(([key, entry]) => [one(key), one(entry)])]
      if (value instanceof Set) return ['s', [...value].map(one)]
      if (value instanceof Error) return ['e', value.name, value.message]
      if (value instanceof ArrayBuffer) return ['ab', pack(new Uint8Array(value))]
      if (ArrayBuffer.isView(value)) return ['v', value.constructor.name === 'Buffer' ? 'Uint8Array' : value.constructor.name, pack(value)]
      return ['o', Object.entries(value).map(([key, entry]) => [key, one(entry)])]
    }
    // The clone is what refuses functions and proxies, a reactive object among them.
    return JSON.stringify(one(structuredClone(root)))
  }

  const decode = (text: string): unknown => {
    const met: unknown[] = []
    const keep = <T>(value: T): T => { met.push(value); return value }
    const one = (wire: Wire): unknown => {
      if (!Array.isArray(wire)) return wire
      const tag = wire[0], first = wire[1] as string, list = wire[1] as Wire[]
      switch (tag) {
        case '@': return met[wire[1] as number]
        case 'u': return undefined
        case 'b': return BigInt(first)
        case 'n': return Number(first)
        case 'd': return keep(new Date(Number(first)))
        case 'r': return keep(new RegExp(first, wire[2] as string))
        case 'e': return keep(Object.assign(new Error(wire[2] as string), { name: first }))
        case 'ab': return keep(unpack(first).buffer)
        case 'v': {
          const bytes = unpack(wire[2] as string)
          const Kind = (globalThis as unknown as Record<string, new (buffer: ArrayBufferLike) => unknown>)[first]!
          return keep(first === 'Uint8Array' ? bytes : new Kind(bytes.buffer))
        }
        case 'a': {
          const out = keep<unknown[]>([])
          for (const entry of list) out.push(one(entry))
          return out
        }
        case 'm': {
          const out = keep(new Map<unknown, unknown>())
          for (const entry of list) { const key = one((entry as Wire[])[0]!); out.set(key, one((entry as Wire[])[1]!)) }
          return out
        }
        case 's': {
          const out = keep(new Set<unknown>())
          for (const entry of list) out.add(one(entry))
          return out
        }
        default: {
          const out = keep<Record<string, unknown>>({})
          for (const entry of list) {
            const [key, inner] = entry as [string, Wire]
            // Defined, not assigned: a key named __proto__ is data and changes no prototype.
            Object.defineProperty(out, key, { value: one(inner), writable: true, enumerable: true, configurable: true })
          }
          return out
        }
      }
    }
    return one(JSON.parse(text) as Wire)
  }
  return { encode, decode }
}
