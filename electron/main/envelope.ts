/**
 * The data key's envelope: what lies in vault.json, in two copies. The associated data binds version,
 * algorithm and cost to the wrapped key, so an edited envelope does not open instead of opening cheaply (K-09).
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import * as z from 'zod'
import { readIfThere, writeAtomic } from './atomic.ts'
import { Cost } from './kdf.ts'

export const Envelope = z.object({
  version: z.literal(1),
  alg: z.literal('aes-256-gcm'),
  kdf: Cost,
  salt: z.string(),
  /** 'os': `sealed` holds the second secret, `check` tells whether the store still gives the same one. */
  keyStore: z.object({ kind: z.enum(['os', 'none']), backend: z.string(), sealed: z.string(), check: z.string() }),
  iv: z.string(), wrapped: z.string(), tag: z.string()
})
export type Envelope = z.infer<typeof Envelope>
export type EnvelopeHead = Pick<Envelope, 'version' | 'alg' | 'kdf' | 'salt'> & { readonly kind: 'os' | 'none' }

export const headOf = (envelope: Envelope): EnvelopeHead =>
  ({ version: envelope.version, alg: envelope.alg, kdf: envelope.kdf, salt: envelope.salt, kind: envelope.keyStore.kind })

const bound = ({ version, alg, kdf, salt, kind }: EnvelopeHead): Buffer =>
  Buffer.from(['cunce-vault', version, alg, kdf.name, kdf.memory, kdf.passes, kdf.lanes, salt, kind].join('|'))

export function wrap(dataKey: Uint8Array, wrapping: Uint8Array, head: EnvelopeHead): Pick<Envelope, 'iv' | 'wrapped' | 'tag'> {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', wrapping, iv).setAAD(bound(head))
  const wrapped = Buffer.concat([cipher.update(dataKey), cipher.final()])
  return { iv: iv.toString('base64'), wrapped: wrapped.toString('base64'), tag: cipher.getAuthTag().toString('base64') }
}

/** The data key, or null when the wrapping key or anything bound is not the one it was wrapped with. */
export function unwrap(envelope: Envelope, wrapping: Uint8Array): Buffer | null {
  try {
    const decipher = createDecipheriv('aes-256-gcm', wrapping, Buffer.from(envelope.iv, 'base64'), { authTagLength: 16 })
    decipher.setAAD(bound(headOf(envelope))).setAuthTag(Buffer.from(envelope.tag, 'base64'))
    const key = Buffer.concat([decipher.update(Buffer.from(envelope.wrapped, 'base64')), decipher.final()])
    return key.length === 32 ? key : null
  } catch {
    return null
  }
}

/** Tells a changed key store from a wrong PIN without helping to guess either. */
export const checkOf = (secret: Uint8Array): string => createHmac('sha256', secret).update('cunce-key-store-1').digest('hex')

const placesOf = (folder: string): readonly string[] => [join(folder, 'vault', 'vault.json'), join(folder, 'device', 'vault.json')]

export async function saveEnvelope(folder: string, envelope: Envelope): Promise<void> {
  for (const place of placesOf(folder)) await writeAtomic(place, JSON.stringify(envelope))
}

/** The first sound copy; 'unreadable' when there are files and none is sound. */
export async function loadEnvelope(folder: string): Promise<Envelope | 'unreadable' | null> {
  let seen = false
  for (const place of placesOf(folder)) {
    const bytes = await readIfThere(place)
    if (!bytes) continue
    seen = true
    try {
      return Envelope.parse(JSON.parse(bytes.toString('utf8')))
    } catch {
      continue
    }
  }
  return seen ? 'unreadable' : null
}
