/**
 * The only place where village data becomes ciphertext and back. Every envelope is bound to its row (table,
 * id, village, schema, key, revision), so that a flipped bit, a swapped row or an older copy opens as
 * damage, never as data. Seal before a transaction opens: awaiting crypto inside one commits it half-way.
 *
 * Envelope: version(1) algorithm(1) key id(4) iv(12) ciphertext and tag.
 */
import { AppError } from '#core/error.ts'

export const SEAL_SCHEMA = 1
const VERSION = 1
const AES_256_GCM = 1
const KEY_ID_BYTES = 4
const IV_BYTES = 12
const HEAD_BYTES = 2 + KEY_ID_BYTES + IV_BYTES
const KEY_BYTES = 32

export const PURPOSES = ['records', 'journal', 'draft', 'backup'] as const
export type Purpose = (typeof PURPOSES)[number]

/** Where an envelope belongs. Moving it anywhere else makes it unreadable. */
export interface Place {
  readonly table: string
  readonly id: string
  readonly village: string
  readonly revision: number
}

export interface Sealer {
  seal(purpose: Purpose, place: Place, plain: Uint8Array): Promise<Uint8Array>
  /** Null when the envelope is not the one that was sealed for this place. */
  open(purpose: Purpose, place: Place, envelope: Uint8Array): Promise<Uint8Array | null>
  /** Sealed under this key, as far as the envelope says: tells a damaged row from another person's database. */
  isOurs(envelope: Uint8Array): boolean
}

export type RandomBytes = (count: number) => Uint8Array

/** Imports the raw key as non-extractable subkeys and wipes it. */
export async function makeSealer(raw: Uint8Array, random: RandomBytes): Promise<Sealer> {
  if (raw.length !== KEY_BYTES) throw new AppError('locked')
  const bytes = new Uint8Array(raw)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', join([utf8('cunce key id'), bytes])))
  const kid = digest.slice(0, KEY_ID_BYTES)
  const base = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey'])
  bytes.fill(0)
  raw.fill(0)
  const keys = Object.fromEntries(await Promise.all(PURPOSES.map(async purpose => [purpose, await subkey(base, purpose)] as const))) as Record<Purpose, CryptoKey>
  return sealerOf(keys, kid, random)
}

const subkey = (base: CryptoKey, purpose: Purpose): Promise<CryptoKey> => crypto.subtle.deriveKey(
  { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(`cunce ${purpose} 1`) },
  base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])

function sealerOf(keys: Readonly<Record<Purpose, CryptoKey>>, kid: Uint8Array, random: RandomBytes): Sealer {
  const kidText = [...kid].map(byte => byte.toString(16).padStart(2, '0')).join('')
  const bound = ({ table, id, village, revision }: Place): Uint8Array<ArrayBuffer> =>
    utf8([table, id, village, String(SEAL_SCHEMA), kidText, String(revision)].join('|'))
  const head = new Uint8Array([VERSION, AES_256_GCM, ...kid])

  return {
    isOurs: envelope => head.every((byte, i) => envelope[i] === byte),
    async seal(purpose, place, plain) {
      refuseInTransaction()
      const iv = new Uint8Array(random(IV_BYTES))
      const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(place) }, keys[purpose], plain as Uint8Array<ArrayBuffer>)
      return join([head, iv, new Uint8Array(sealed)])
    },
    async open(purpose, place, envelope) {
      refuseInTransaction()
      if (envelope.length <= HEAD_BYTES || head.some((byte, i) => envelope[i] !== byte)) return null
      const iv = new Uint8Array(envelope.subarray(head.length, HEAD_BYTES))
      try {
        return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: bound(place) }, keys[purpose], new Uint8Array(envelope.subarray(HEAD_BYTES))))
      } catch {
        return null
      }
    }
  }
}

let inTransaction: () => boolean = () => false
/** The store says how to tell that a transaction is open around the running code. */
export const watchTransactions = (check: () => boolean): void => { inTransaction = check }

function refuseInTransaction(): void {
  if (inTransaction()) throw new Error('crypto inside a transaction: seal first, then open it')
}

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text))

export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) { whole.set(part, at); at += part.length }
  return whole
}
