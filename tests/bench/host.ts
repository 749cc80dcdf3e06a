/**
 * The host of the bench page: the real journal, device key and road to the county, asked over loopback HTTP
 * instead of Electron's IPC, which costs about the same for small messages. Also serves the built page and the
 * bodies the floors need.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { appendFileSync, closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { asErrorData } from '#core/error.ts'
import { failed, ok } from '#core/result.ts'
import { openCounty } from '../../electron/main/county.ts'
import { openDevice } from '../../electron/main/device.ts'
import { openJournal } from '../../electron/main/journal.ts'
import { openReserve } from '../../electron/main/reserve.ts'
import { pack, unpack } from './frames.ts'

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' }

export interface BenchHost { readonly url: string, readonly bodies: Map<string, Uint8Array>, close(): Promise<void> }

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

export async function openBenchHost({ folder, pages }: { folder: string, pages: string }): Promise<BenchHost> {
  const box = {
    seal: async (secret: Uint8Array) => ({ box: 'os' as const, sealed: Buffer.from(secret).toString('base64') }),
    open: async ({ sealed }: { sealed: string }) => Buffer.from(sealed, 'base64')
  }
  const reserve = openReserve(join(folder, 'reserve'), folder)
  const device = await openDevice(folder, box)
  const county = openCounty({ device, version: 'bench', offered: null, now: Date.now })
  const journal = await openJournal({ folder: join(folder, 'journal'), reserve, now: Date.now })
  let draft: Uint8Array | null = null
  const handlers: Record<string, (input: never) => unknown> = {
    'app:info': () => ({ version: 'bench', runtime: 'bench', practice: false, freeBytes: 1e12 }),
    'journal:append': input => journal.append(input), 'journal:state': () => journal.state(),
    'journal:read': ({ from }: { from: number }) => journal.read(from),
    'journal:confirm': async ({ numbers }: { numbers: [number, number][] }) => { await journal.confirm(numbers); return null },
    'draft:save': ({ bytes }: { bytes: Uint8Array | null }) => { draft = bytes; return null }, 'draft:read': () => ({ bytes: draft }),
    'database:discard': () => null,
    'backup:write': () => ({ file: 'bench', at: new Date().toISOString() }), 'backup:read': () => null, 'backup:state': () => ({ at: new Date().toISOString(), folder: '' }),
    'county:status': () => county.status(), 'county:enrol': input => county.enrol(input), 'county:exchange': input => county.exchange(input),
    'county:snapshot': input => county.snapshot(input), 'county:chunk': input => county.chunk(input),
    'county:reach': () => county.reach(), 'county:stop': () => { county.stop(); return null }, 'county:certificate': () => county.certificate(),
    // No hub and no pictures here: what a laptop without either answers.
    'hub:forward': () => ({ carried: 0, left: 0 }), 'hub:state': () => ({ open: false, port: 0, addresses: [], guests: [], held: { packages: 0, bytes: 0 } }),
    'attachment:have': () => ({ sha256: [] }), 'attachment:progress': () => null
  }
  const bodies = new Map<string, Uint8Array>()
  const floorLog = openSync(join(folder, 'floor.log'), 'a')
  const server: Server = createServer((request, response) => void (async () => {
    const path = new URL(request.url!, 'http://x').pathname
    if (path.startsWith('/host/')) {
      const input = unpack(await readBody(request)) as never
      const answer = await Promise.resolve().then(() => handlers[path.slice(6)]!(input)).then(ok, thrown => failed(asErrorData(thrown)))
      response.end(pack(answer))
    } else if (path === '/floor/append') {
      // Bare append and fdatasync of what was sent: the least a durable save can cost over the same road.
      writeSync(floorLog, await readBody(request))
      fdatasyncSync(floorLog)
      response.end('ok')
    } else if (path === '/floor/fields') {
      appendFileSync(join(folder, 'fields.log'), gunzipSync(await readBody(request)))
      response.end('ok')
    } else if (path.startsWith('/floor/body/')) {
      response.setHeader('content-type', 'application/json')
      response.setHeader('content-encoding', 'gzip')
      response.end(bodies.get(path.slice(12)))
    } else if (path.startsWith('/floor/raw/')) {
      response.end(bodies.get(decodeURIComponent(path.slice(11))))
    } else {
      const file = join(pages, path === '/' ? 'index.html' : path)
      response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
      response.end(readFileSync(file))
    }
  })().catch(thrown => { response.statusCode = 500; response.end(String(thrown)) }))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies,
    async close() { server.closeAllConnections(); server.close(); county.close(); await journal.close(); closeSync(floorLog) }
  }
}
