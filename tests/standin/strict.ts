/**
 * A part of Electron the stand-in does not have must fail by its name: an `undefined` that is called
 * three functions later costs an hour.
 */
const asked = new Set(['then', 'toJSON', 'constructor', 'nodeType', '$$typeof', 'asymmetricMatch'])

export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key, self) {
      if (key in object || typeof key === 'symbol' || asked.has(key)) return Reflect.get(object, key, self) as unknown
      throw new Error(`stand-in: electron.${name}.${key} is not implemented`)
    }
  })
}

/** A whole module of Electron that is not there: every use of it throws. */
export const absent = (name: string): never => strict(name, function () { throw new Error(`stand-in: electron.${name} is not implemented`) }) as never
