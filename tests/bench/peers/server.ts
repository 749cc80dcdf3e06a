/**
 * One loopback server for the peers: the CouchDB protocol over LevelDB (express-pouchdb), a log of documents for
 * RxDB, the pages. Bytes are counted on the sockets, headers and all. Run as a process of its own:
 * server.ts <folder> <pages> <documents.json>; says `ready <port>` when it listens.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gzip } from 'node:zlib'
import express from 'express'
import mount from 'express-pouchdb'
import leveldb from 'pouchdb-adapter-leveldb'
import PouchCore from 'pouchdb-core'
import mapreduce from 'pouchdb-mapreduce'
import replication from 'pouchdb-replication'

interface Household { readonly id: string, readonly [field: string]: unknown }
interface Store { bulkDocs(docs: readonly object[]): Promise<readonly { readonly ok?: boolean }[]>, allDocs(options: object): Promise<{ readonly rows: readonly { readonly doc: Record<string, unknown> }[] }> }

const [folder, pages, file] = process.argv.slice(2) as [string, string, string]
const households = JSON.parse(readFileSync(file, 'utf8')) as readonly Household[]
mkdirSync(folder, { recursive: true })
const PouchDB = PouchCore.plugin(leveldb).plugin(mapreduce).plugin(replication).defaults({ prefix: `${folder}/`, adapter: 'leveldb' }) as new (name: string) => Store

const sockets = new Set<Socket>()
const gone = { up: 0, down: 0 }
const traffic = (): { up: number, down: number } =>
  [...sockets].reduce((sum, socket) => ({ up: sum.up + socket.bytesRead, down: sum.down + socket.bytesWritten }), gone)

const rows = new Map<string, { readonly doc: object, readonly seq: number }>()
let seq = 0
const put = (doc: { readonly id: string }): void => {
  rows.delete(doc.id)
  rows.set(doc.id, { doc, seq: ++seq })
}
for (const household of households) put({ ...household, _deleted: false } as Household)

let village: Store

const app = express()
app.disable('x-powered-by')
app.use('/pages', express.static(pages))
app.get('/traffic', (_, response) => response.json(traffic()))
app.get('/rx/pull', ({ query, headers }, response) => {
  const since = Number(query['since']), limit = Number(query['limit'])
  const page = [...rows.values()].filter(row => row.seq > since).slice(0, limit)
  const text = JSON.stringify({ documents: page.map(row => row.doc), checkpoint: { seq: page.at(-1)?.seq ?? since } })
  response.setHeader('content-type', 'application/json')
  if (!/gzip/.test(headers['accept-encoding'] ?? '')) return response.end(Buffer.from(text))
  gzip(text, (error, bytes) => {
    if (error) throw error
    response.setHeader('content-encoding', 'gzip')
    response.end(bytes)
  })
})
app.post('/rx/push', express.json({ limit: '64mb' }), ({ body }, response) => {
  for (const row of body as readonly { readonly newDocumentState: { readonly id: string } }[]) put(row.newDocumentState)
  response.json([])
})
/** Somebody else's edits, made here. */
app.post('/edit', express.json({ limit: '8mb' }), ({ body }, response) => void (async () => {
  const { ids, phone } = body as { readonly ids: readonly string[], readonly phone: string }
  ids.forEach((id, i) => put({ ...rows.get(id)!.doc as Household, ...{ phone: `${phone}${i}` } }))
  const found = await village.allDocs({ keys: ids, include_docs: true })
  const done = await village.bulkDocs(found.rows.map(({ doc }, i) => ({ ...doc, phone: `${phone}${i}` })))
  response.json({ pouch: done.filter(one => one.ok).length })
})())
app.get('/phone', ({ query }, response) => void (async () => {
  const { rows: [row] } = await village.allDocs({ keys: [query['id']], include_docs: true })
  response.json({ pouch: row?.doc['phone'], rxdb: (rows.get(query['id']!)?.doc as Household)['phone'] })
})())
app.use('/db', mount(PouchDB, { mode: 'minimumForPouchDB', inMemoryConfig: true }))

const server = createServer(app as never)
server.keepAliveTimeout = 120_000
server.on('connection', socket => {
  socket.setNoDelay(true)
  sockets.add(socket)
  socket.on('close', () => {
    gone.up += socket.bytesRead
    gone.down += socket.bytesWritten
    sockets.delete(socket)
  })
})
server.listen(0, '127.0.0.1', () => void (async () => {
  const { port } = server.address() as AddressInfo
  // The protocol's side serves only what was made through it.
  await fetch(`http://127.0.0.1:${port}/db/village`, { method: 'PUT' })
  village = new PouchDB('village')
  const made = await village.bulkDocs(households.map(({ id, ...rest }) => ({ _id: id, ...rest })))
  if (!made.every(one => one.ok)) throw new Error('seeding')
  process.stdout.write(`ready ${port}\n`)
})())
