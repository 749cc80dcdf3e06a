/**
 * The county for the simulator: its whole server code from the HTTP routes down, on PGlite in memory, called in
 * process. One database serves many runs and is emptied between them. Transactions of requests that are under way
 * together take turns in an order the seed chooses, and may be cut before or after their commit.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { FastifyInstance } from 'fastify'
import { Kysely, PGliteDialect, sql, type Transaction } from 'kysely'
import { AppError } from '#core/error.ts'
import { errorTexts, type ErrorCode } from '#core/error-texts.ts'
import type { Role } from '#core/procedure/index.ts'
import { requestText, SIGNED_HEADERS } from '#core/sync/signing.ts'
import { Enrolled } from '#core/sync/wire.ts'
import { openAttachments, type Attachments } from '../../server/attachments.ts'
import { openConsole, type Console } from '../../server/console.ts'
import type { Database } from '../../server/database.ts'
import { buildHttp } from '../../server/http.ts'
import { loadIdentity, newEpoch, type Identity } from '../../server/identity.ts'
import { migrate, readMigrations } from '../../server/migrate.ts'
import { openPackages, type Packages } from '../../server/packages.ts'
import { openRate } from '../../server/rate.ts'
import { openSnapshots } from '../../server/snapshot.ts'
import type { CountyRoad } from '../db/fake-host.ts'
import type { Dice } from './script.ts'

export type Cut = 'before-commit' | 'after-commit'
export class PowerCut extends Error {}

/** What was logged, as the county's tables say it: read beside the code under test. */
export interface LogRow { readonly village: string; readonly number: number; readonly device: string; readonly device_number: number; readonly body: string }
export interface AsideRow { readonly device: string; readonly number: number; readonly reason: string; readonly body: string }
export interface RecordRow { readonly village: string; readonly register: string; readonly id: string; readonly state: string }

type Rows = Readonly<Record<string, readonly unknown[]>>

/** Who signs a request. */
export interface Signer { readonly device: string; sign(text: string): string | Promise<string> }

export interface Reply { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly bytes: Buffer }

export class RealCounty {
  readonly #pglite: PGlite
  readonly #db: Kysely<unknown>
  readonly #waiting: (() => void)[] = []
  readonly database: Database
  #busy = false
  #app: FastifyInstance | undefined
  #console: Console | undefined
  identity: Identity | undefined
  attachments: Attachments | undefined
  packages: Packages | undefined
  /** Folders of files the server wants; made anew for each run. */
  #folder = ''
  kept: Database['kept'] = 'durable'
  now = Date.UTC(2026, 4, 1)
  roll: Dice = () => 0
  /** What the server could not explain. */
  readonly troubles: string[] = []
  /** Asked at each transaction of a request that carries changes; the run sets it. */
  cut: (() => Cut | undefined) | undefined

  private constructor(pglite: PGlite) {
    this.#pglite = pglite
    this.#db = new Kysely<unknown>({ dialect: new PGliteDialect({ pglite }) })
    const kept = (): Database['kept'] => this.kept
    this.database = {
      engine: 'pglite', get kept() { return kept() },
      transaction: (work, isolation) => this.#transaction(work, isolation),
      read: work => this.#transaction(work),
      script: async text => void await this.#inTurn(() => pglite.transaction(inside => inside.exec(text))),
      close: async () => undefined
    }
  }

  static async open(): Promise<RealCounty> {
    const county = new RealCounty(await PGlite.create({ dataDir: 'memory://', relaxedDurability: true }))
    await migrate(county.database, await readMigrations())
    return county
  }

  /** A county that has never been: empty tables, another identity. */
  async begin(villages: readonly { readonly code: string; readonly name: string }[]): Promise<void> {
    await this.database.script(`truncate ${(await this.#tables()).join(', ')} cascade`)
    await this.stop()
    this.#folder = mkdtempSync(join(tmpdir(), 'cunce-simulated-'))
    await this.#start()
    for (const village of villages) await this.console.addVillage(village)
  }

  get console(): Console {
    return this.#console!
  }

  async #start(): Promise<void> {
    await this.#app?.close()
    const { database } = this
    this.identity = await loadIdentity(database, '模拟县', this.now)
    const now = (): number => this.now
    const attachments = await openAttachments({ database, folder: join(this.#folder, 'attachments'), now, fsync: async () => undefined })
    this.attachments = attachments
    this.packages = openPackages({ database, identity: this.identity, attachments, now })
    this.#console = openConsole(database, this.identity, now, this.packages)
    this.#app = buildHttp({ database, identity: this.identity, snapshots: openSnapshots(database, this.identity), attachments, packages: this.packages, now, rate: openRate({ burst: 1e9, perSecond: 1e9 }), log: line => void this.troubles.push(line) })
    await this.#app.ready()
  }

  async stop(): Promise<void> {
    await this.#app?.close()
    this.#app = undefined
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true })
    this.#folder = ''
  }

  async close(): Promise<void> {
    await this.stop()
    await this.#pglite.close()
  }

  /** The server process dies and is started again: what it held in memory is gone. */
  restart(): Promise<void> {
    return this.#start()
  }

  async #tables(): Promise<readonly string[]> {
    const { rows } = await this.#pglite.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migration' order by 1`)
    return rows.map(({ name }) => `public."${name}"`)
  }

  /** A copy of everything, as a backup keeps it. */
  async backUp(): Promise<Rows> {
    const rows: Record<string, readonly unknown[]> = {}
    for (const table of await this.#tables()) rows[table] = (await this.#pglite.query<{ row: unknown }>(`select to_json(t)::text as row from ${table} t`)).rows.map(({ row }) => row)
    return rows
  }

  /** Back to an older copy, and, as the manual says, with another epoch. */
  async restore(copy: Rows): Promise<void> {
    const tables = await this.#tables()
    await this.database.script(`truncate ${tables.join(', ')} cascade`)
    await this.#pglite.transaction(async inside => {
      // Rows come in any order of tables.
      await inside.exec('set local session_replication_role = replica')
      for (const table of tables) for (const row of copy[table] ?? []) {
        const { rows: columns } = await inside.query<{ names: string }>(
          `select string_agg(quote_ident(attname), ', ') as names from pg_attribute where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity <> 'a'`)
        await inside.query(`insert into ${table} (${columns[0]!.names}) select ${columns[0]!.names} from json_populate_record(null::${table}, $1::json)`, [row])
      }
    })
    await this.database.transaction(newEpoch)
    await this.#start()
  }

  async enrol(device: string, publicKey: string, account: string, villages: readonly string[], role: Role = 'village'): Promise<Enrolled> {
    const code = await this.console.issueCode({ villages: [...villages], person: account, account, role })
    const reply = await this.request('POST', '/v1/enrol', Buffer.from(JSON.stringify({ protocol: 1, code, publicKey, device, name: device, version: '0.1.0' })), {})
    return Enrolled.parse(JSON.parse(answered(reply).toString('utf8')))
  }

  /** The road for pictures and the desk for packages, as the fake host of a laptop wants them. */
  blobs(device: string): Required<Pick<CountyRoad, 'putBlob' | 'getBlob' | 'post'>> {
    const attachments = this.attachments!
    return {
      async putBlob(sha256, village, bytes) {
        if (await attachments.find({ village, sha256 }) !== undefined) return true
        await attachments.put({ village, sha256 }, bytes, device)
        return false
      },
      async getBlob(sha256, village) {
        if (await attachments.find({ village, sha256 }) === undefined) throw new AppError('attachment-missing')
        return new Uint8Array(readFileSync(attachments.path({ village, sha256 })))
      },
      post: {
        publicKey: this.identity!.publicKey, boxKey: async () => this.identity!.boxKeys.publicKey,
        take: async file => {
          const { counts, answer } = await this.packages!.take(file, device)
          return { ...counts, answer }
        }
      }
    }
  }

  async signed(method: 'GET' | 'POST' | 'HEAD' | 'PATCH', path: string, body: Uint8Array | undefined, { device, sign }: Signer, more: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const digest = createHash('sha256').update(body ?? '').digest('hex')
    const nonce = randomBytes(16).toString('base64url')
    const time = String(this.now)
    const signature = await sign(requestText(method, path, device, time, nonce, digest))
    return this.request(method, path, body && Buffer.from(body), {
      [SIGNED_HEADERS.device]: device, [SIGNED_HEADERS.time]: time, [SIGNED_HEADERS.nonce]: nonce, [SIGNED_HEADERS.signature]: signature, ...more
    })
  }

  async request(method: 'GET' | 'POST' | 'HEAD' | 'PATCH', url: string, body: Buffer | undefined, headers: Readonly<Record<string, string>>): Promise<Reply> {
    const response = await this.#app!.inject({ method, url, headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers }, ...(body ? { payload: body } : {}) })
    return { status: response.statusCode, headers: response.headers, bytes: response.rawPayload }
  }

  /** Every row, without the code under test. */
  async read<T>(table: string): Promise<readonly T[]> {
    return this.#inTurn(async () => (await this.#pglite.query<T>(`select * from ${table}`)).rows)
  }
  /** What the county has of a device, in a log or set aside. */
  async numbersOf(device: string): Promise<ReadonlySet<number>> {
    return this.#inTurn(async () => new Set((await this.#pglite.query<{ number: number }>(
      'select device_number as number from change where device = $1 union select number from quarantine where device = $1', [device])).rows.map(row => Number(row.number))))
  }
  log = (): Promise<readonly LogRow[]> => this.read<LogRow>('change')
  aside = (): Promise<readonly AsideRow[]> => this.read<AsideRow>('quarantine')
  records = (): Promise<readonly RecordRow[]> => this.read<RecordRow>('record')

  async #transaction<T>(work: (db: Transaction<unknown>) => Promise<T>, isolation: 'read committed' | 'repeatable read' = 'read committed'): Promise<T> {
    return this.#inTurn(async () => {
      const cut = this.cut?.()
      const result = await this.#db.transaction().execute(async inside => {
        if (isolation !== 'read committed') await sql`set transaction isolation level repeatable read`.execute(inside)
        const done = await work(inside)
        if (cut === 'before-commit') throw new PowerCut()
        return done
      })
      if (cut === 'after-commit') throw new PowerCut()
      return result
    })
  }

  /** PGlite has one connection: whoever is next among those who wait is the seed's choice. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy) await new Promise<void>(resolve => { this.#waiting.push(resolve) })
    this.#busy = true
    try {
      return await work()
    } finally {
      const next = this.#waiting.splice(this.roll(Math.max(1, this.#waiting.length)), 1)[0]
      if (next) next()
      else this.#busy = false
    }
  }
}

const unreachable = (): AppError => new AppError('county-unreachable', { host: 'simulated' })

/** The body of a good answer; else the error the laptop's host would make of it. */
export function answered({ status, bytes }: Reply): Buffer {
  if (status >= 200 && status < 300) return bytes
  let problem: { code?: string; detail?: Record<string, string> } = {}
  try {
    problem = JSON.parse(bytes.toString('utf8')) as typeof problem
  } catch {
    // Cut off: no answer at all.
  }
  const code = problem.code ?? ''
  throw Object.hasOwn(errorTexts, code) ? new AppError(code as ErrorCode, problem.detail) : unreachable()
}
