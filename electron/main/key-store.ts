/**
 * The system's key store behind safeStorage, as it really behaves: it may be absent, a plain-text stand-in
 * (`basic_text`), throw, hang, or come back changed. Every question has a time limit, and "cannot open" is
 * an answer, never a reason to delete what was sealed (K-03 … K-06).
 */
import type { SafeStorage } from 'electron'

export interface KeyStore {
  /** Name of a store that protects, or null when there is none. */
  backend(): Promise<string | null>
  seal(secret: Uint8Array): Promise<string>
  /** null: the store does not open it (any more). `stale`: it opened, and asks to be sealed anew. */
  open(sealed: string): Promise<{ readonly secret: Buffer; readonly stale: boolean } | null>
}

type Safe = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'> & Partial<Pick<SafeStorage, 'getSelectedStorageBackend'>>

const UNPROTECTED: ReadonlySet<string> = new Set(['basic_text', 'unknown'])

export function openKeyStore(safe: Safe, platform: string, patienceMs = 8_000): KeyStore {
  const inTime = <T>(work: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error('key store does not answer')), patienceMs) })
    return Promise.race([work, late]).finally(() => clearTimeout(timer))
  }
  return {
    async backend() {
      try {
        if (!(await inTime(safe.isAsyncEncryptionAvailable()))) return null
        if (platform !== 'linux') return platform === 'win32' ? 'dpapi' : 'keychain'
        const name = safe.getSelectedStorageBackend?.() ?? 'unknown'
        return UNPROTECTED.has(name) ? null : name
      } catch {
        return null
      }
    },
    async seal(secret) {
      return (await inTime(safe.encryptStringAsync(Buffer.from(secret).toString('base64')))).toString('base64')
    },
    async open(sealed) {
      try {
        if (sealed === '') return null
        const { result, shouldReEncrypt } = await inTime(safe.decryptStringAsync(Buffer.from(sealed, 'base64')))
        return { secret: Buffer.from(result, 'base64'), stale: shouldReEncrypt }
      } catch {
        return null
      }
    }
  }
}

/** The store that a vault was sealed with, as Chromium's `--password-store` names it; null when none is recorded. */
export function passwordStoreSwitch(vaultText: string): string | null {
  const backend = /"backend":"([a-z0-9_]{1,30})"/.exec(vaultText)?.[1]
  const names: Readonly<Record<string, string>> = { gnome_libsecret: 'gnome-libsecret', kwallet: 'kwallet', kwallet5: 'kwallet5', kwallet6: 'kwallet6' }
  return backend ? names[backend] ?? null : null
}
