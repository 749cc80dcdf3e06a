/**
 * Who asks. Every request but enrol and health is signed by the device's key; what is signed covers method,
 * path, time, nonce and the body's bytes as sent, so that nothing of it can be changed, and the nonce is taken
 * once, so that it cannot be sent again.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { sql } from 'kysely'
import { AppError } from '#core/error.ts'
import type { Role } from '#core/procedure/index.ts'
import { requestText, SIGNED_HEADERS } from '#core/sync/signing.ts'
import { rowsOf, type Database, type Db } from './database.ts'
import { sha256, verifies } from './identity.ts'

export interface Device {
  readonly id: string
  /** The village it was first granted: what belongs to the device is kept with that village for ever. */
  readonly home: string
  readonly accounts: readonly string[]
  readonly villages: readonly string[]
  readonly revoked: boolean
  /** The level it works for: what it may decide in a procedure. */
  readonly role: Role
}

export interface SignedRequest {
  readonly method: string
  /** Path with query, as sent. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
  /** Of a body that went to the disk as it came: its sha-256, instead. */
  readonly bodyDigest?: string
}

export const SKEW_MS = 24 * 3600 * 1000
/** Kept longer than any signed time may differ from ours in both directions. */
const NONCE_KEPT_MS = 2 * SKEW_MS + 3_600_000
const NONCE = /^[0-9A-Za-z_-]{16,64}$/

const header = (headers: IncomingHttpHeaders, name: string): string => {
  const value = headers[name]
  return typeof value === 'string' ? value : ''
}

/** The device that signed this request, and how far its clock is off (ms, + ahead). */
export async function authenticate(database: Database, request: SignedRequest, now: number): Promise<{ readonly device: Device, readonly offset: number }> {
  const id = header(request.headers, SIGNED_HEADERS.device)
  const time = header(request.headers, SIGNED_HEADERS.time)
  const nonce = header(request.headers, SIGNED_HEADERS.nonce)
  const signature = header(request.headers, SIGNED_HEADERS.signature)
  if (!/^[0-9A-Za-z_-]{8,40}$/.test(id) || !/^\d{1,16}$/.test(time) || !NONCE.test(nonce)) throw new AppError('request-unsigned')
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return database[reads ? 'read' : 'transaction'](async db => {
    const [row] = await rowsOf(db, sql<{ public_key: string | null, home: string, accounts: string[], villages: string[], revoked_at: number | null, role: Role }>`
      select public_key, home, accounts, villages, revoked_at, role from device where id = ${id}`)
    if (!row?.public_key) throw new AppError('county-not-enrolled')
    if (!verifies(row.public_key, requestText(request.method, request.path, id, time, nonce, request.bodyDigest ?? sha256(request.body)), signature)) throw new AppError('request-unsigned')
    const offset = Number(time) - now
    // A laptop at 1970 learns our time from this and signs again by it.
    if (Math.abs(offset) > SKEW_MS) throw new AppError('clock-skew', { time: now })
    const fresh = reads ? isFresh(database, `${id} ${nonce}`, now)
      : (await rowsOf(db, sql`insert into nonce (village, device, nonce, at) values (${row.home}, ${id}, ${nonce}, ${now}) on conflict do nothing returning 1`)).length > 0
    if (!fresh) throw new AppError('request-replayed')
    return { device: { id, home: row.home, accounts: row.accounts, villages: row.villages, revoked: row.revoked_at !== null, role: row.role }, offset }
  })
}

/**
 * Nonces of requests that only read are held by this process alone: a morning on which a hundred laptops load their
 * village would else write a row for every piece of it. After a restart such a request could be said again; it would
 * be answered with what its signer may see.
 */
const readNonces = new WeakMap<Database, Map<string, number>>()
const MOST_READ_NONCES = 200_000

function isFresh(database: Database, key: string, now: number): boolean {
  const known = readNonces.get(database) ?? new Map<string, number>()
  readNonces.set(database, known)
  if (known.has(key)) return false
  known.set(key, now)
  // Oldest first, as they were put in.
  for (const [old, at] of known) {
    if (known.size <= MOST_READ_NONCES && at > now - NONCE_KEPT_MS) break
    known.delete(old)
  }
  return true
}

export const forgetNonces = async (db: Db, now: number): Promise<void> => {
  await sql`delete from nonce where at < ${now - NONCE_KEPT_MS}`.execute(db)
}
