/**
 * Where the host's own secrets lie: sealed by the system's key store, or, where there is none, by a key drawn
 * from the data key, which exists only while unlocked. There is no third way: what cannot be sealed is kept
 * in memory.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import * as z from 'zod'
import type { KeyStore } from './key-store.ts'

export const Sealed = z.object({ box: z.enum(['os', 'vault']), sealed: z.string() })
export type Sealed = z.infer<typeof Sealed>

export interface Box {
  /** null: nothing to seal with just now. */
  seal(secret: Uint8Array): Promise<Sealed | null>
  /** null: locked, or the key store has changed. */
  open(sealed: Sealed): Promise<Buffer | null>
}

export function openBox(keyStore: KeyStore, vaultKey: () => Uint8Array | null): Box {
  return {
    async seal(secret) {
      if (await keyStore.backend()) return { box: 'os', sealed: await keyStore.seal(secret) }
      const dataKey = vaultKey()
      return dataKey && { box: 'vault', sealed: sealWith(dataKey, secret) }
    },
    async open({ box, sealed }) {
      if (box === 'os') return (await keyStore.open(sealed))?.secret ?? null
      const dataKey = vaultKey()
      return dataKey && openWith(dataKey, sealed)
    }
  }
}

const keyOf = (dataKey: Uint8Array): Buffer => Buffer.from(hkdfSync('sha256', dataKey, Buffer.alloc(0), 'cunce-device-1', 32))

function sealWith(dataKey: Uint8Array, secret: Uint8Array): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(dataKey), iv)
  return Buffer.concat([iv, cipher.update(secret), cipher.final(), cipher.getAuthTag()]).toString('base64')
}

function openWith(dataKey: Uint8Array, sealed: string): Buffer | null {
  try {
    const all = Buffer.from(sealed, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', keyOf(dataKey), all.subarray(0, 12), { authTagLength: 16 })
    decipher.setAuthTag(all.subarray(-16))
    return Buffer.concat([decipher.update(all.subarray(12, -16)), decipher.final()])
  } catch {
    return null
  }
}
