/**
 * A county, whole: database, identity, HTTP surface and console. Tests, the demo and the start script use it in
 * their own process; main.ts is the same behind a command line. Nothing listens before the self-test has shown
 * that villages are apart.
 */
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { sql } from 'kysely'
import { openAdmin } from './admin.ts'
import { openAttachments, type Attachments } from './attachments.ts'
import { crockford } from './codes.ts'
import { openConsole, type Console, type CountyStatus, type DeviceLine } from './console.ts'
import { openDatabase, type Database, type Fsync } from './database.ts'
import { forgetNonces } from './devices.ts'
import type { CodeRequest } from './enrolment.ts'
import { buildHttp, type Tls } from './http.ts'
import { loadIdentity, selfSignedFingerprint, type Identity } from './identity.ts'
import { migrate, readMigrations } from './migrate.ts'
import { openPackages, type Packages } from './packages.ts'
import { noticeRestore } from './restored.ts'
import { proveScope } from './scope.ts'
import { openRate } from './rate.ts'
import { openSnapshots } from './snapshot.ts'

export interface CountyPlace {
  /** PostgreSQL; without it PGlite in `dataDir`. */
  readonly databaseUrl?: string
  readonly dataDir?: string
  readonly name?: string
  readonly now?: () => number
  readonly fsync?: Fsync
  /** Bytes free on the disk of the attachments; for tests. */
  readonly free?: (folder: string) => Promise<number>
}

export interface CountyOptions extends CountyPlace {
  /** 0 = any free one. */
  readonly port?: number
  readonly host?: string
  readonly tls?: Tls
  readonly log?: (line: string) => void
  /** How long a certificate is good for; 30 where nothing is said. */
  readonly certificateDays?: number
  /** How often one device may ask; rate.ts where nothing is said. */
  readonly rate?: { readonly burst: number, readonly perSecond: number }
}

export interface County {
  readonly url: string
  readonly kept: Database['kept']
  readonly engine: Database['engine']
  /** Ed25519 public key that receipts verify with, base64url. */
  readonly publicKey: string
  addVillage(code: string, name: string): Promise<void>
  /** A one-time enrolment code, as a person reads it out. */
  issueCode(request: CodeRequest): Promise<string>
  devices(): Promise<readonly DeviceLine[]>
  status(): Promise<CountyStatus>
  copies(): ReturnType<Console['copies']>
  revoke(device: string): Promise<void>
  /** Everything else the people of the county may do. */
  readonly console: Console
  seedPractice(): Promise<number>
  close(): Promise<void>
}

export const DATA_DIR = '.local/county'
const HOUR_MS = 3_600_000

export interface OpenedCounty { readonly database: Database, readonly identity: Identity, readonly attachments: Attachments, readonly packages: Packages, readonly console: Console, readonly now: () => number }

/** The county without its HTTP surface, for the command line when no server runs. */
export async function openCounty(place: CountyPlace): Promise<OpenedCounty> {
  const now = place.now ?? Date.now
  const database = await openDatabase({ databaseUrl: place.databaseUrl, dataDir: place.dataDir ?? DATA_DIR, fsync: place.fsync })
  try {
    await migrate(database, await readMigrations())
    await proveScope(database)
    const identity = await loadIdentity(database, place.name ?? '县服务器', now())
    await noticeRestore(database, place.dataDir ?? DATA_DIR, identity)
    const attachments = await openAttachments({ database, folder: join(place.dataDir ?? DATA_DIR, 'attachments'), now, fsync: place.fsync, free: place.free })
    const packages = openPackages({ database, identity, attachments, now })
    return { database, identity, attachments, packages, console: openConsole(database, identity, now, packages), now }
  } catch (thrown) {
    await database.close()
    throw thrown
  }
}

export async function startCounty(options: CountyOptions): Promise<County> {
  const { database, identity, attachments, packages, console, now } = await openCounty(options)
  const closers: (() => Promise<unknown>)[] = [() => database.close()]
  const close = async (): Promise<void> => {
    for (const step of closers.reverse()) await step()
  }
  try {
    const fingerprint = options.tls && selfSignedFingerprint(options.tls.cert)
    await database.transaction(db => sql`update county set pin = ${fingerprint ? crockford(fingerprint) : ''}`.execute(db))
    const app = buildHttp({ database, identity, snapshots: openSnapshots(database, identity), attachments, packages, now, log: options.log ?? (() => undefined), tls: options.tls, certificateDays: options.certificateDays, rate: openRate(options.rate) })
    closers.push(() => app.close())
    const host = options.host ?? '127.0.0.1'
    await app.listen({ host, port: options.port ?? 8470 })
    if (!options.databaseUrl) {
      const admin = await openAdmin(options.dataDir ?? DATA_DIR, console)
      closers.push(() => admin.close())
    }
    const forget = (): void => void database.transaction(db => forgetNonces(db, now())).catch(() => undefined)
    const timer = setInterval(forget, HOUR_MS)
    timer.unref()
    closers.push(async () => clearInterval(timer))
    const { port } = app.server.address() as AddressInfo
    return {
      url: `${options.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
      kept: database.kept, engine: database.engine, publicKey: identity.publicKey,
      async addVillage(code, name) { await console.addVillage({ code, name }) },
      issueCode: ({ villages, ...request }) => console.issueCode({ ...request, villages: [...villages] }),
      devices: () => console.devices(),
      status: () => console.status(),
      copies: () => console.copies(),
      async revoke(device) { await console.revoke({ device }) },
      seedPractice: () => console.practice(),
      console,
      close
    }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

/** Loads the practice village into a county once; the number of its changes. */
export const seedPractice = (county: County): Promise<number> => county.seedPractice()
