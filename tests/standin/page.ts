/**
 * What runs inside the window before the page does: the bridge between the page and the preload, and
 * the preload's `electron`. These functions are injected by their source text, so each may use only its
 * arguments. In the page's own world everything native is taken at the start: a page that overwrites
 * Array.prototype or JSON.parse later must break neither the bridge nor the preload (E-12).
 */
import type { Codec } from './codec.ts'

type Fn = (...args: unknown[]) => unknown
/** f = function by id, p = promise by id, a = array, o = object with functions inside, e = error, v = cloned value. */
export interface Crossing { f?: string, p?: string, a?: Crossing[], o?: [string, Crossing][], e?: string, v?: unknown }
export interface BridgeMessage { t: string, id: string, key?: string, value?: Crossing, args?: Crossing[], reply?: string, ok?: boolean }
export interface Bridge { out(value: unknown): Crossing, send(message: BridgeMessage): void, exposed: ((key: string, value: unknown) => void) | null }
export type MakeBridge = (side: string, other: string) => Bridge

/** The two worlds share only the document: a message is an event on it, and the browser clones its detail. */
export function makeBridge(side: string, other: string): Bridge {
  const { apply } = Reflect
  const { entries, freeze, create } = Object
  const { isArray } = Array
  const clone = structuredClone, P = Promise, then = Promise.prototype.then, E = Error, Message = CustomEvent, text = String
  const dispatch = document.dispatchEvent, at = document
  const functions = create(null) as Record<string, Fn>
  const waiting = create(null) as Record<string, { done(v: unknown): void, failed(e: unknown): void }>
  const replies = create(null) as Record<string, Crossing | undefined>
  let count = 0

  const map = <A, B>(list: ArrayLike<A>, f: (a: A) => B): B[] => {
    const out: B[] = []
    for (let i = 0; i < list.length; i++) out[i] = f(list[i]!)
    return out
  }
  const send = (message: BridgeMessage): void => { apply(dispatch, at, [new Message(other, { detail: message })]) }
  const holdsCode = (value: unknown, depth: number): boolean => {
    if (typeof value === 'function' || value instanceof P) return true
    if (typeof value !== 'object' || value === null || depth > 8) return false
    const pairs = entries(value)
    for (let i = 0; i < pairs.length; i++) if (holdsCode(pairs[i]![1], depth + 1)) return true
    return false
  }
  const out = (value: unknown): Crossing => {
    if (typeof value === 'function') {
      const id = side + text(++count)
      functions[id] = value as Fn
      return { f: id }
    }
    if (value instanceof P) {
      const id = side + text(++count)
      apply(then, value, [
        (v: unknown) => settle(id, true, v),
        (e: unknown) => settle(id, false, e)
      ])
      return { p: id }
    }
    if (value instanceof E) return { e: text(value.message) }
    try {
      return { v: clone(value) }
    } catch {
      // Only functions and promises are carried beside what can be cloned; a proxy is neither.
      if (!holdsCode(value, 0)) throw new E('An object could not be cloned.')
      if (isArray(value)) return { a: map(value as unknown[], out) }
      return { o: map(entries(value as object), pair => { const made: [string, Crossing] = [pair[0], out(pair[1])]; return made }) }
    }
  }
  const settle = (id: string, ok: boolean, value: unknown): void => {
    let crossing: Crossing
    try { crossing = out(value) } catch (e) { ok = false; crossing = { e: (e as Error).message } }
    send({ t: 'settle', id, ok, value: crossing })
  }
  const back = (crossing: Crossing, frozen: boolean): unknown => {
    if (crossing.f !== undefined) {
      const id = crossing.f
      return (...args: unknown[]) => {
        const reply = side + text(++count)
        send({ t: 'call', id, args: map(args, out), reply })
        const got = replies[reply]
        delete replies[reply]
        if (got?.e !== undefined) throw new E(got.e)
        return got ? back(got, false) : undefined
      }
    }
    if (crossing.p !== undefined) {
      const id = crossing.p
      return new P((done, failed) => { waiting[id] = { done, failed } })
    }
    if (crossing.e !== undefined) return new E(crossing.e)
    if (crossing.a) { const list = map(crossing.a, c => back(c, frozen)); return frozen ? freeze(list) : list }
    if (crossing.o) {
      const object: Record<string, unknown> = {}
      for (let i = 0; i < crossing.o.length; i++) object[crossing.o[i]![0]] = back(crossing.o[i]![1], frozen)
      return frozen ? freeze(object) : object
    }
    return crossing.v
  }
  const bridge: Bridge = { out, send, exposed: null }
  document.addEventListener(side, event => {
    const m = (event as CustomEvent<BridgeMessage>).detail
    if (m.t === 'expose') bridge.exposed?.(m.key!, back(m.value!, true))
    if (m.t === 'ret') replies[m.id] = m.value!
    if (m.t === 'settle') {
      const one = waiting[m.id]
      delete waiting[m.id]
      if (m.ok) one?.done(back(m.value!, false))
      else one?.failed(back(m.value!, false))
    }
    if (m.t === 'call') {
      let value: Crossing
      try { value = out(apply(functions[m.id]!, undefined, map(m.args!, c => back(c, false)))) } catch (e) { value = { e: e instanceof E ? e.message : text(e) } }
      send({ t: 'ret', id: m.reply!, value })
    }
  })
  return bridge
}

/** The page's own world: receives what the preload exposes; asks the host instead of opening a popup. */
export function pageWorld(make: MakeBridge, secret: string): void {
  const top = window === window.top
  const ask = (url: string): void => {
    document.dispatchEvent(new CustomEvent(secret + 'open', { detail: new URL(url || 'about:blank', location.href).href }))
  }
  window.open = url => {
    ask(String(url ?? ''))
    return null
  }
  // A window of Electron may close itself.
  window.close = () => { document.dispatchEvent(new CustomEvent(secret + 'close')) }
  window.addEventListener('click', event => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link?.href || event.defaultPrevented || (link.target !== '_blank' && !event.ctrlKey && !event.shiftKey)) return
    event.preventDefault()
    ask(link.href)
  })
  if (!top) return
  make(secret + 'page', secret + 'preload').exposed = (key, value) => Object.defineProperty(window, key, { value, enumerable: true })
}

export interface PreloadPlace { readonly platform: string, readonly version: string }

/** The preload's world: a sandboxed preload's `require`, and the road to the host. */
export function preloadWorld(
  make: MakeBridge, makeCodec: () => Codec, secret: string, place: PreloadPlace,
  preload: (require: Fn, module: { exports: object }, exports: object, process: object, global: object) => void
): void {
  if (window !== window.top) return
  interface Listener { (event: object, ...args: unknown[]): void }
  const world = globalThis as unknown as Record<string, Fn>
  const codec = makeCodec(), bridge = make(secret + 'preload', secret + 'page')
  const listeners = new Map<string, Listener[]>()
  const waiting = new Map<number, { done(v: unknown): void, failed(e: Error): void }>()
  let count = 0
  const post = (message: object): void => { world['__standin_ipc']!(JSON.stringify(message)) }
  const refuse = (name: string) => (): never => { throw new Error(`stand-in: ipcRenderer.${name} is not implemented`) }
  const strict = <T extends object>(name: string, target: T): T => new Proxy(target, {
    get: (object, key) => {
      if (key in object || typeof key === 'symbol' || key === 'then') return Reflect.get(object, key) as unknown
      throw new Error(`stand-in: electron.${name}.${key} is not implemented`)
    }
  })

  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) => new Promise<unknown>((done, failed) => {
      const id = ++count, text = codec.encode(args)
      waiting.set(id, { done, failed })
      post({ t: 'invoke', id, channel, args: text })
    }),
    send: (channel: string, ...args: unknown[]) => post({ t: 'send', channel, args: codec.encode(args) }),
    on: (channel: string, listener: Listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      return ipcRenderer
    },
    off: (channel: string, listener: Listener) => {
      listeners.set(channel, (listeners.get(channel) ?? []).filter(l => l !== listener))
      return ipcRenderer
    },
    once: (channel: string, listener: Listener): unknown => {
      const once: Listener = (event, ...args) => { ipcRenderer.off(channel, once); listener(event, ...args) }
      return ipcRenderer.on(channel, once)
    },
    addListener: (channel: string, listener: Listener): unknown => ipcRenderer.on(channel, listener),
    removeListener: (channel: string, listener: Listener): unknown => ipcRenderer.off(channel, listener),
    removeAllListeners: (channel: string) => { listeners.delete(channel); return ipcRenderer },
    sendSync: refuse('sendSync'), postMessage: refuse('postMessage'), sendToHost: refuse('sendToHost')
  }
  world['__standin_deliver'] = (channel, args) => {
    for (const listener of listeners.get(channel as string) ?? []) listener({ sender: ipcRenderer, ports: [] }, ...codec.decode(args as string) as unknown[])
  }
  world['__standin_reply'] = (id, ok, value) => {
    const one = waiting.get(id as number)
    waiting.delete(id as number)
    if (ok) one?.done(codec.decode(value as string))
    else one?.failed(new Error(value as string))
  }
  document.addEventListener(secret + 'open', event => post({ t: 'open', url: (event as CustomEvent<string>).detail }))
  document.addEventListener(secret + 'close', () => post({ t: 'close' }))
  window.addEventListener('keydown', ({ key, code, ctrlKey, altKey, shiftKey, metaKey }) =>
    post({ t: 'key', input: { type: 'keyDown', key, code, control: ctrlKey, alt: altKey, shift: shiftKey, meta: metaKey } }), true)

  const electron = strict('', {
    ipcRenderer: strict('ipcRenderer', ipcRenderer),
    contextBridge: strict('contextBridge', {
      exposeInMainWorld: (key: string, api: unknown) => bridge.send({ t: 'expose', id: '', key, value: bridge.out(api) })
    }),
    webUtils: strict('webUtils', { getPathForFile: () => '' })
  })
  const module = { exports: {} }
  const require: Fn = id => {
    if (id === 'electron' || id === 'electron/renderer') return electron
    throw new Error(`module not found: ${String(id)}`)
  }
  post({ t: 'hello' })
  preload(require, module, module.exports, {
    platform: place.platform, type: 'renderer', env: {}, argv: [], contextIsolated: true, sandboxed: true,
    versions: { electron: place.version, chrome: '156', node: '24' }
  }, globalThis)
}
