/**
 * The app's own scheme, served so that Chromium keeps its promises for it: `app://cunce/x` is
 * `http://cunce.app.localhost/x`, answered by a server in this process that asks the app's real protocol
 * handler. The name is mapped to a random port inside Chromium only, so the origin, and with it IndexedDB,
 * is the same at every start; workers, modules and wasm are ordinary requests with the app's own headers.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { strict } from './strict.ts'

type Handler = (request: Request) => Response | Promise<Response>
const schemes = new Set<string>()
/** By session, then by scheme: what one session serves, another does not know. */
const handlers = new Map<string, Map<string, Handler>>()
/** Says inside the stand-in which session a request comes from; the app never sees it. */
export const SESSION_HEADER = 'x-standin-session'
/** Where a window waits until the app tells it where to go. */
export const BLANK = '/standin-blank'
export const state = { ready: false }

export function protocolOf(sessionName: string) {
  const own = handlers.get(sessionName) ?? new Map<string, Handler>()
  handlers.set(sessionName, own)
  return strict('protocol', {
    registerSchemesAsPrivileged(list: readonly { scheme: string }[]): void {
      if (state.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
      for (const { scheme } of list) schemes.add(scheme)
    },
    handle(scheme: string, handler: Handler): void {
      if (!state.ready) throw new Error('protocol.handle: the app is not ready')
      if (own.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
      own.set(scheme, handler)
    },
    unhandle: (scheme: string): void => { own.delete(scheme) },
    isProtocolHandled: (scheme: string): boolean => own.has(scheme)
  })
}
export const protocol = protocolOf('')

/** app://cunce/x → the address Chromium loads. */
export function toWeb(url: string): string {
  const found = /^([a-z][\w+-]*):\/\/([^/?#]*)(.*)$/i.exec(url)
  return found && schemes.has(found[1]!) ? `http://${found[2]}.${found[1]}.localhost${found[3] || '/'}` : url
}

/** What the app is told about an address of Chromium's. */
export function toApp(url: string): string {
  const found = /^http:\/\/([^/?#]+)\.([a-z][\w+-]*)\.localhost(?::80)?(\/.*)?$/i.exec(url)
  return found && schemes.has(found[2]!) ? `${found[2]}://${found[1]}${found[3] ?? '/'}` : url
}

/** As Electron writes an origin of a standard scheme: without a path. */
export function appOrigin(url: string): string {
  const app = toApp(url), found = /^([a-z][\w+-]*:\/\/[^/?#]*)/i.exec(app)
  return found && schemes.has(found[1]!.split(':')[0]!) ? found[1]! : URL.canParse(app) ? new URL(app).origin : 'null'
}

export async function serveOrigin(): Promise<{ server: Server, rules: string }> {
  const server = createServer((incoming, outgoing) => { void answer(incoming, outgoing) })
  server.keepAliveTimeout = 60_000
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const own = [...schemes].map(scheme => `MAP *.${scheme}.localhost 127.0.0.1:${port}`)
  return { server, rules: [...own, 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1', 'EXCLUDE localhost'].join(',') }
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = toApp(`http://${incoming.headers.host ?? ''}${incoming.url ?? '/'}`)
  const { [SESSION_HEADER]: from = '', ...heard } = incoming.headers
  const handler = handlers.get(String(from))?.get(url.split(':')[0]!)
  if (incoming.url === BLANK) {
    outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'" })
    outgoing.end('<title>村册</title>')
    return
  }
  try {
    // A page of another origin, or another program on this machine, gets nothing.
    if (!handler) throw new Error(`no handler for ${url}`)
    const method = incoming.method ?? 'GET'
    const parts: Buffer[] = []
    for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part)
    const body = method === 'GET' || method === 'HEAD' ? undefined : Buffer.concat(parts)
    const headers = Object.entries(heard).flatMap(([key, value]): [string, string][] => typeof value === 'string' ? [[key, value]] : [])
    const response = await handler(new Request(url, { method, headers, body }))
    // A policy may name the app's scheme; Chromium here knows it by its other name.
    const own = [...response.headers].map(([key, value]): [string, string] =>
      [key, key === 'content-security-policy' ? value.replace(/\b[a-z][\w+-]*:\/\/[^\s;]+/g, toWeb) : value])
    outgoing.writeHead(response.status, { 'cache-control': 'no-store', ...Object.fromEntries(own) })
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  } catch (error) {
    process.stderr.write(`stand-in: ${String(error)}\n`)
    outgoing.writeHead(502)
    outgoing.end()
  }
}
