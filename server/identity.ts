/**
 * Who this county is: made once, at the first start, and kept in its database, so that a restored backup is
 * the same county. What does change after a restore is the epoch: laptops then send again what is missing.
 */
import { createHash, createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, verify, X509Certificate, type KeyObject } from 'node:crypto'
import { sql } from 'kysely'
import { bodiesText, receiptText } from '#core/sync/signing.ts'
import { makeBoxKeys, type BoxKeys } from '#core/sync/package.ts'
import type { Receipt } from '#core/sync/wire.ts'
import { rowsOf, type Database, type Db } from './database.ts'

export interface Identity {
  readonly id: string
  readonly name: string
  /** As last read from the database: another server on it, or a laptop's proof, may have renewed it. */
  readonly epoch: string
  turnTo(epoch: string): void
  /** Ed25519, base64url of the raw 32 bytes. */
  readonly publicKey: string
  /** X25519: what packages for the county are sealed to, and opened with. */
  readonly boxKeys: BoxKeys
  sign(text: string): string
  /** One-time codes are kept as this only: a stolen table does not enrol anyone. */
  codeHash(code: string): string
}

interface CountyRow { id: string, name: string, epoch: string, signing_key: string, public_key: string, code_key: string, box_public: string, box_private: string }

export const newId = (): string => randomBytes(12).toString('base64url').replace(/[-_]/g, 'x')

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

export async function loadIdentity(database: Database, name: string, now: number): Promise<Identity> {
  return database.transaction(async db => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const der = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
    await sql`insert into county (id, name, epoch, signing_key, public_key, code_key, made_at)
      values (${newId()}, ${name}, ${newId()}, ${der}, ${publicKey.export({ format: 'jwk' }).x ?? ''}, ${randomBytes(32).toString('base64')}, ${now})
      on conflict do nothing`.execute(db)
    // Of a county that is older than packages.
    const box = await makeBoxKeys()
    await sql`update county set box_public = ${box.publicKey}, box_private = ${box.privateKey} where box_public = ''`.execute(db)
    const [row] = await rowsOf(db, sql<CountyRow>`select id, name, epoch, signing_key, public_key, code_key, box_public, box_private from county`)
    return identityOf(row!)
  })
}

function identityOf(row: CountyRow): Identity {
  const key = createPrivateKey({ key: Buffer.from(row.signing_key, 'base64'), format: 'der', type: 'pkcs8' })
  let epoch = row.epoch
  return {
    get epoch() { return epoch },
    turnTo(next) { epoch = next },
    id: row.id, name: row.name, publicKey: row.public_key,
    boxKeys: { publicKey: row.box_public, privateKey: row.box_private },
    sign: text => sign(null, Buffer.from(text), key).toString('base64url'),
    codeHash: code => createHmac('sha256', Buffer.from(row.code_key, 'base64')).update(code).digest('hex')
  }
}

export const newEpoch = async (db: Db): Promise<void> => {
  await sql`update county set epoch = ${newId()}`.execute(db)
}

const publicKeyOf = (raw: string): KeyObject => createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' })

export function isPublicKey(raw: string): boolean {
  try {
    return Buffer.from(raw, 'base64url').length === 32 && publicKeyOf(raw).asymmetricKeyType === 'ed25519'
  } catch {
    return false
  }
}

export const verifies = (publicKey: string, text: string, signature: string): boolean => {
  const bytes = Buffer.from(signature, 'base64url')
  return bytes.length === 64 && verify(null, Buffer.from(text), publicKeyOf(publicKey), bytes)
}

/** The county's signed word for these changes of a device, each number once. */
export function makeReceipt(identity: Identity, kept: Receipt['kept'], device: string, changes: readonly { readonly number: number, readonly body: string }[], now: number): Receipt {
  const word = {
    county: identity.id, epoch: identity.epoch, device, numbers: ranges(changes.map(change => change.number)),
    count: changes.length, digest: sha256(bodiesText(changes)), kept, at: new Date(now).toISOString()
  }
  return { ...word, signature: identity.sign(receiptText(word)) }
}

/** Inclusive ranges of distinct numbers. */
export function ranges(numbers: readonly number[]): [number, number][] {
  const out: [number, number][] = []
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = out.at(-1)
    if (last && number <= last[1] + 1) last[1] = number
    else out.push([number, number])
  }
  return out
}

/** sha-256 of a certificate that vouches for itself; undefined when an authority does, who is then to be trusted instead. */
export function selfSignedFingerprint(pem: string | Buffer): Buffer | undefined {
  const certificate = new X509Certificate(pem)
  return certificate.checkIssued(certificate) ? createHash('sha256').update(certificate.raw).digest() : undefined
}
