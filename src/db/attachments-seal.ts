/**
 * A picture becomes a blob that nobody can read without its record: AES-256-GCM under a key of its own, bound to
 * the record and to which of its two pictures it is. The same ciphertext lies on the laptop, on a stick, at a hub
 * and at the county; whoever is given the village's records can open it there, and nobody else.
 *
 * Blob: version(1) iv(12) ciphertext and tag.
 */
import { join, utf8, type RandomBytes } from './seal.ts'

const VERSION = 1
const IV_BYTES = 12
const HEAD_BYTES = 1 + IV_BYTES
const KEY_BYTES = 32

export type Part = 'full' | 'thumb'

export interface SealedBlob { readonly sha256: string; readonly bytes: Uint8Array }

const bound = (record: string, part: Part): Uint8Array<ArrayBuffer> => utf8(['cunce-attachment-1', record, part].join('\n'))

export const newContentKey = (random: RandomBytes): string => base64url(random(KEY_BYTES))

export async function sealBlob(contentKey: string, record: string, part: Part, plain: Uint8Array, random: RandomBytes): Promise<SealedBlob> {
  const iv = new Uint8Array(random(IV_BYTES))
  const key = await imported(contentKey, 'encrypt')
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(record, part) }, key, new Uint8Array(plain))
  const bytes = join([new Uint8Array([VERSION]), iv, new Uint8Array(sealed)])
  return { sha256: await digestOf(bytes), bytes }
}

/** null where it is not what was sealed for this record. */
export async function openBlob(contentKey: string, record: string, part: Part, { sha256, bytes }: SealedBlob): Promise<Uint8Array | null> {
  if (bytes.length <= HEAD_BYTES || bytes[0] !== VERSION || await digestOf(bytes) !== sha256) return null
  try {
    const key = await imported(contentKey, 'decrypt')
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(bytes.subarray(1, HEAD_BYTES)), additionalData: bound(record, part) }, key, new Uint8Array(bytes.subarray(HEAD_BYTES))))
  } catch {
    // A key that is none, a flipped bit, another record's blob: all the same to whoever wants to see it.
    return null
  }
}

const imported = (contentKey: string, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', fromBase64url(contentKey), 'AES-GCM', false, [use])

async function digestOf(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)))
  return [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

const base64url = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const fromBase64url = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), sign => sign.charCodeAt(0))
